/** Explorations: small worlds that are walked through whole. What may happen in them happens in every order. */
import type { Planned } from './plan.ts';

/** A small world: how it begins, and what may be done in it. All data. */
export interface Exploration {
  /** Unique, in words: `instance-and-key`. */
  readonly id: string;
  readonly title: string;
  /** Ids of the families whose invariants must hold in it (those that compare a run with another one are left out). */
  readonly families: readonly string[];
  /** Calls that make what is there from the beginning. */
  readonly opening: readonly Planned[];
  /**
   * What may be done in any world that is reached, each as often as one likes. They refer by name to calls of the opening,
   * and to those of moves that have been made.
   */
  readonly moves: readonly Planned[];
}
