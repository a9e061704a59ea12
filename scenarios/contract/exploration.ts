/** Explorations: small worlds that are walked through whole. What may happen in them happens in every order. */
import type { Planned, PlannedCall } from './plan.ts';

/** Something to be done: a call, time that passes, or several of them at once. */
export type Move = Planned | readonly Planned[];

/** What a move is made of. */
export const stepsOf = (move: Move): readonly Planned[] => (isList(move) ? move : [move]);

const isList = (move: Move): move is readonly Planned[] => Array.isArray(move);

/** Names of what moves may refer to: those of the opening, and of moves that are no lists. */
export const namesOf = ({ opening, moves, once = [] }: Exploration): readonly string[] =>
  [...opening, ...moves, ...once].flatMap((move) =>
    'operation' in move && move.name !== undefined ? [move.name] : [],
  );

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
   * call that is refused or cannot be made; what it names is for itself. `$any` is for the opening alone: which things there
   * are is not what worlds are told apart by.
   */
  readonly moves: readonly Move[];
  /** Moves that make something new each time. They have names, and are made until they have succeeded once on the way. */
  readonly once?: readonly PlannedCall[];
}
