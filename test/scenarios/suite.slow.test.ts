// The whole suite by AWS's rules, as `npm start` runs it: everything passes, and nothing passes without having been tested.
import { expect, it } from 'vitest';
import { DEFAULT_SEED } from '../../harness/runner/seed.ts';
import { rulesOf, runSuite } from '../../harness/runner/suite.ts';
import { simulator } from '../../harness/targets/simulator.ts';
import { brokenWorlds, families, labs, vocabulary } from '../../scenarios/index.ts';

it('passes, and every witness of every invariant is reached', async () => {
  const target = simulator({ rules: rulesOf(brokenWorlds, undefined) });
  const result = await runSuite({ labs, families, vocabulary }, { target, seed: DEFAULT_SEED, runs: 200, steps: 60 });
  const told = result.scenarios.filter(({ verdict }) => verdict !== 'pass');
  expect(told.map(({ id, verdict, note, failure }) => ({ id, verdict, note, message: failure?.message }))).toEqual([]);
});
