/** Which invariants watch an exploration. */
import type { Exploration, Family, Invariant } from '../../scenarios/contract.ts';

/**
 * Those of its families, but for those that compare a whole run with another: they would double each of the many ways.
 * Throws a RangeError on a family that there is not: nobody would watch.
 */
export function watching({ id, families }: Exploration, all: readonly Family[]): readonly Invariant[] {
  const strange = families.find((family) => !all.some((one) => one.id === family));
  if (strange !== undefined) throw new RangeError(`${id} names the family "${strange}", which there is not.`);
  return all
    .filter((family) => families.includes(family.id))
    .flatMap(({ invariants }) => invariants)
    .filter(({ needs }) => !needs?.includes('rerun'));
}
