/** What holds of all scenarios as they are written. */
import { describe, expect, it } from 'vitest';
import { brokenWorlds, families, labs, vocabulary } from '../../scenarios/index.ts';

const invariants = families.flatMap((family) => family.invariants);
const GRADES = ['recorded', 'documented', 'reported', 'assumed'];

describe('scenarios', () => {
  it('have ids of their own, in words', () => {
    const ids = [...invariants, ...families, ...labs, ...brokenWorlds].map(({ id }) => id);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(new Set(invariants.map(({ id }) => id)).size).toBe(invariants.length);
    expect(new Set(brokenWorlds.map(({ id }) => id)).size).toBe(brokenWorlds.length);
  });

  it.each(invariants.map((invariant) => [invariant.id, invariant] as const))(
    '%s is a sentence with a source and witnesses',
    (_, { sentence, evidence, witnesses }) => {
      expect(sentence).toMatch(/^[A-Z].*[.)]$/);
      expect(GRADES).toContain(evidence.grade);
      expect(evidence.source.length).toBeGreaterThan(10);
      expect(witnesses.length).toBeGreaterThan(0);
    },
  );

  it('draw only from groups that the vocabulary has', () => {
    const groups = new Set(vocabulary.map(({ group }) => group));
    for (const family of families) for (const group of family.vocabulary ?? []) expect(groups).toContain(group);
  });

  it('break the world only in ways that some invariant catches', () => {
    const ids = invariants.map(({ id }) => id);
    for (const world of brokenWorlds) expect(ids).toContain(world.caughtBy);
  });
});
