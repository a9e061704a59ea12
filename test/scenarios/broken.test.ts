/**
 * The quick half of the test of the suite: a few broken worlds, one of each kind. All of them are in
 * `broken.slow.test.ts`.
 */
import { expect, it } from 'vitest';
import { runSuite } from '../../harness/runner/suite.ts';
import { simulator } from '../../harness/targets/simulator.ts';
import { aws } from '../../model/aws.ts';
import { brokenWorlds, families, vocabulary } from '../../scenarios/index.ts';

const QUICK = [
  'attach-ignores-key',
  'pending-key-encrypts',
  'grant-beats-deny',
  'etag-tells-content',
  'chance-from-outside',
];

it.each(QUICK)('%s is caught by the invariant that it names', async (id) => {
  const world = brokenWorlds.find((one) => one.id === id)!;
  const result = await runSuite(
    { labs: [], families, vocabulary },
    {
      target: simulator({ rules: world.bend(aws) }),
      seed: '2026',
      runs: 200,
      steps: 60,
      wanted: (scenario) => scenario === `invariant/${world.caughtBy}`,
    },
  );
  expect(result.scenarios.map(({ verdict }) => verdict)).toEqual(['fail']);
});
