/** The suite itself is tested: every broken world must be caught, by the invariant it names, with a short history. */
import { describe, expect, it } from 'vitest';
import { attempt } from '../../harness/runner/attempt.ts';
import { findInvariant, runSuite } from '../../harness/runner/suite.ts';
import { simulator } from '../../harness/targets/simulator.ts';
import { aws } from '../../model/aws.ts';
import { brokenWorlds, families, labs, vocabulary } from '../../scenarios/index.ts';

const suite = { labs, families, vocabulary };
const SEED = '2026';

describe.each(brokenWorlds.map((world) => [world.id, world] as const))('%s', (_, world) => {
  it(`is caught by ${world.caughtBy} in at most 8 calls, which fail again when replayed`, async () => {
    const target = simulator({ rules: world.bend(aws) });
    const scenario = `invariant/${world.caughtBy}`;
    const result = await runSuite(suite, { target, seed: SEED, runs: 200, steps: 60, wanted: (id) => id === scenario });
    const failure = result.scenarios.find(({ id }) => id === scenario)?.failure;
    expect(failure, world.sentence).toBeDefined();
    expect(failure!.steps.length).toBeLessThanOrEqual(8);
    const invariant = findInvariant(suite, scenario)!;
    const again = await attempt(simulator({ rules: world.bend(aws) }), failure!.seed, failure!.calls, [invariant]);
    expect(again.judge.findings.has(world.caughtBy)).toBe(true);
    const sound = await attempt(simulator(), failure!.seed, failure!.calls, [invariant]);
    expect(sound.judge.findings.has(world.caughtBy)).toBe(false);
  });
});
