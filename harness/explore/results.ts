/** What explorations came to, as plain data. */
import type { Invariant } from '../../scenarios/contract.ts';
import type { Failure, Verdict } from '../runner/results.ts';
import type { Covered } from './coverage.ts';

/** The worlds that are so many moves away from the opening. */
export interface Level {
  /** Those that nothing shorter led to. */
  readonly worlds: number;
  /** Moves made to find them. */
  readonly transitions: number;
}

/** The first failure that was found of an invariant. */
export interface FoundFailure {
  readonly invariant: Invariant;
  readonly failure: Failure;
}

/** One small world, explored. */
export interface Explored {
  readonly id: string;
  readonly title: string;
  /** What did not go as it was meant, one sentence each: refused calls of the opening, moves that were never made. */
  readonly notes: readonly string[];
  /** Worlds that are not alike. */
  readonly worlds: number;
  /** Moves made, in all of them. */
  readonly transitions: number;
  /** The opening first, then one move away, and so on. */
  readonly levels: readonly Level[];
  /** What stopped it. Absent: nothing new came, these are all worlds that there are. */
  readonly bound?: 'depth' | 'worlds';
  readonly coverage: Covered;
  /** How many invariants were watched. */
  readonly invariants: number;
  /** Those whose interesting situations were reached, and which. */
  readonly witnesses: Readonly<Record<string, readonly string[]>>;
  readonly failures: readonly FoundFailure[];
  /** Monitors that broke. */
  readonly errors: readonly string[];
}

/** The verdict of an exploration. */
export const verdictOfExplored = ({ errors, failures }: Explored): Verdict =>
  errors.length > 0 ? 'error' : failures.length > 0 ? 'fail' : 'pass';
