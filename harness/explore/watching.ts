/** Which invariants watch an exploration. */
import type { Exploration, Family, Invariant } from '../../scenarios/contract.ts';

/** Those of its families, but for those that compare a whole run with another: they would double each of the many ways. */
export const watching = ({ families }: Exploration, all: readonly Family[]): readonly Invariant[] =>
  all
    .filter(({ id }) => families.includes(id))
    .flatMap(({ invariants }) => invariants)
    .filter(({ needs }) => !needs?.includes('rerun'));
