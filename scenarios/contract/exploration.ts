/** Explorations: small worlds that are walked through whole. What may happen in them happens in every order. */
import type { Planned, PlannedCall } from './plan.ts';

/** Something to be done: a call, time that passes, or several of them at once. */
export type Move = Planned | readonly Planned[];

/** What a move is made of. */
export const stepsOf = (move: Move): readonly Planned[] => ('length' in move ? move : [move]);

/** Names of what other moves may refer to. */
export const namesOf = ({ moves, once = [] }: Exploration): readonly string[] =>
  [...moves, ...once].flatMap((move) => ('operation' in move && move.name !== undefined ? [move.name] : []));

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
   * and to those of moves that have been made. A list is made as one move, up to the first
   * call that is refused; what it names is for itself.
   */
  readonly moves: readonly Move[];
  /** Moves that make something new each time. They have names, and are made until they have succeeded once on the way. */
  readonly once?: readonly PlannedCall[];
}
