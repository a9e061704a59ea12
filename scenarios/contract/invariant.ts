/**
 * Invariants: one sentence each that must hold in every history, written from AWS's pages and not from the model. They
 * watch a run as it grows (a monitor sees each entry once), so thousands of runs stay cheap.
 */
import type { Evidence } from '../../model/evidence.ts';
import type { Entry } from './history.ts';
import type { Planned } from './plan.ts';

/** What a monitor found wrong. */
export interface Violation {
  /** Index of the entry that shows it; default: the entry being seen. */
  readonly entry?: number;
  /** One line, the subject first: `i-0abc is running`. */
  readonly message: string;
  /** The reason in the history: `vol-1 is encrypted under key-1, Disabled since call 4`. */
  readonly why?: string;
  readonly expected?: string;
  readonly observed?: string;
  /** Id of the model's rule, where another than the invariant's own decides. */
  readonly rule?: string;
}

/** Where a monitor tells what it saw. */
export interface Report {
  /** The run reached an interesting situation; the name is one of the invariant's `witnesses`. */
  readonly witness: (name: string) => void;
  /** The sentence does not hold. The first violation of a run counts; the monitor is not asked further. */
  readonly fail: (violation: Violation) => void;
}

/** The end of a run, for invariants that look at it as a whole. */
export interface RunEnd {
  /** The whole world as text (needs `rerun`). */
  readonly fingerprint: () => string | Promise<string>;
  /**
   * Makes all calls again from the same seed in a new world and gives that world's fingerprint (needs `rerun`). Where there is
   * only room for one world, the first is gone then.
   */
  readonly rerun: () => string | Promise<string>;
}

/** Watches one run. Keeps what it must remember in its own closure. */
export interface Monitor {
  readonly see: (entry: Entry) => void;
  /** After the last entry. With `needs: rerun` it is called for some runs only, since it doubles their cost. */
  readonly end?: (run: RunEnd) => void | Promise<void>;
}

/** What an invariant looks at beside observations; targets that cannot give it skip the invariant, by name. */
export type Need =
  /** Stored bytes and other internals: `entry.world`. */
  | 'world'
  /** CloudTrail records: `entry.records`. */
  | 'records'
  /** Of the records of calls, those of management events, as far as they are there: `entry.records`, once the run is over. */
  | 'ownRecords'
  /** Transitions of lifecycles, and notifications: `entry.events`. */
  | 'events'
  /** Doing it all again: `RunEnd`. */
  | 'rerun';

/** One sentence that must hold. */
export interface Invariant {
  /** Unique, in words: `disabled-key-start`. The scenario is `invariant/disabled-key-start`. */
  readonly id: string;
  readonly sentence: string;
  readonly evidence: Evidence;
  /** Id of the model's rule that says the same, if there is one. */
  readonly rule?: string;
  readonly needs?: readonly Need[];
  /** Situations that must have been reached in some run, else the invariant was not tested; at least one. */
  readonly witnesses: readonly string[];
  /** Begins to watch a new run. */
  readonly start: (report: Report) => Monitor;
}

/** Invariants that are judged on the same runs: one file each in `scenarios/invariants/`. */
export interface Family {
  /** Unique, in words: `instance-start`. */
  readonly id: string;
  readonly title: string;
  /** Groups of the vocabulary that runs draw from (`scenarios/vocabulary/index.ts`); default: all but those marked `onlyNamed`. */
  readonly vocabulary?: readonly string[];
  /** Openings, one of which is drawn for each run; ordinary calls, which shrinking may take away. Default: none. */
  readonly openings?: readonly (readonly Planned[])[];
  readonly invariants: readonly Invariant[];
}
