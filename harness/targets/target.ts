/**
 * A target: something that answers AWS calls. The simulator is one, an endpoint is another; the runner knows only this.
 * Everything may be asynchronous.
 */
import type { AnyCall, Outcome } from '../../model/call.ts';
import type { Duration } from '../../model/step.ts';
import type { WorldEvent } from '../../model/transaction.ts';
import type { Need, Observation, Planned, SeenWorld, TrailRecord } from '../../scenarios/contract.ts';

/** A value now or later. */
export type MaybePromise<T> = T | Promise<T>;

/** What a step showed. */
export interface StepTaken {
  readonly after: Observation;
  /** CloudTrail records that the step left, oldest first. */
  readonly records: readonly TrailRecord[];
  readonly events: readonly WorldEvent[];
  /** The inside of the simulation; undefined elsewhere. */
  readonly world: SeenWorld | undefined;
}

/** What a call showed. */
export interface CallTaken extends StepTaken {
  readonly outcome: Outcome;
}

/** One history in the making. */
export interface Session {
  /** Region that calls go to unless they name one. */
  readonly region: string;
  readonly nowMs: number;
  readonly observe: () => MaybePromise<Observation>;
  readonly call: (call: AnyCall) => MaybePromise<CallTaken>;
  readonly elapse: (duration: Duration) => MaybePromise<StepTaken>;
  /** The whole world as text, where the target gives `rerun`. */
  readonly fingerprint?: () => MaybePromise<string>;
  /**
   * Where records come late: waits for them, as long as it may, and adds them to the steps that were taken. Gives why some
   * are missing.
   */
  readonly collectRecords?: () => Promise<string | undefined>;
  /** Another session that goes on from here and leaves this one as it is, where the target can do that. */
  readonly fork?: () => Session;
}

/** How a session may begin. */
export interface Beginning {
  /** What is there already does not matter: where a new beginning costs time, there need not be one. */
  readonly amidst?: boolean;
  /** The names that it chooses are its own, whatever others chose: where there is no new beginning, they must be. */
  readonly apart?: boolean;
  /** What will be looked at beside observations; default: all that the target gives. The rest may be left out. */
  readonly needs?: ReadonlySet<Need>;
}

/** Something that answers calls. */
export interface Target {
  /** Shown in the summary. */
  readonly name: string;
  /** What it gives beside observations. */
  readonly gives: ReadonlySet<Need>;
  /** States are seen by asking now and then: those that pass may be missed. */
  readonly polled?: boolean;
  /** States change as calls are answered: those that are not on their way to another one stay. */
  readonly changesAtOnce?: boolean;
  /** It does not take ARNs of keys everywhere: situations are prepared with their ids where it refuses them. */
  readonly preparesByKeyId?: boolean;
  /** Where its endpoint is, for scripts that go there. */
  readonly endpointUrl?: string;
  /** Several processes may run at its endpoint at a time, each in a world of its own. */
  readonly sideBySide?: boolean;
  /** At most so many plans are played to make one failure small; 0: none. Default: as many as it takes, up to thousands. */
  readonly shrinkPlays?: number;
  /** Why it cannot take a step of a plan at all, where that is known before anything is done. */
  readonly whyNot?: (planned: Planned) => string | undefined;
  /** Starts from nothing. The seed is hexadecimal digits; targets without chance of their own ignore it. */
  readonly begin: (seed: string, options?: Beginning) => MaybePromise<Session>;
}
