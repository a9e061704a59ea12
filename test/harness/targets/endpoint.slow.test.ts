/**
 * The endpoint target is proven by our own server: over HTTP the suite judges as in process, and the histories are the same,
 * records, ids and times included.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSeeds } from '../../../harness/runner/seed.ts';
import { runSuite } from '../../../harness/runner/suite.ts';
import { drawOptions, firstPlan, groupsOf, planSource } from '../../../harness/runner/swarm.ts';
import { type EndpointTarget, endpoint } from '../../../harness/targets/endpoint/endpoint.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import type { Family } from '../../../scenarios/contract.ts';
import { families, labs, vocabulary } from '../../../scenarios/index.ts';
import { type TestServer, testServer } from '../server/support.ts';
import { sameHistory } from './sameHistory.ts';

let server: TestServer;
let wire: EndpointTarget;
beforeAll(async () => {
  server = await testServer();
  wire = await endpoint({ url: server.url });
});
afterAll(async () => {
  wire.close();
  expect(server.defects).toEqual([]);
  await server.stop();
});

const STEPS = 60;

/** How many random runs of each family are compared for each seed. `KEYSTATE_HISTORIES=200` compares all that the default suite draws. */
const HISTORIES = Number(process.env.KEYSTATE_HISTORIES ?? 1);

/** A run of a family, as the suite draws it. */
function drawn(family: Family, seed: string, run: number) {
  const seeds = runSeeds(seed, family.id, run);
  const options = drawOptions(family, groupsOf(family, vocabulary), seeds.swarm);
  return { world: seeds.world, plan: firstPlan(planSource(family, vocabulary, options, STEPS, seeds)) };
}

describe('the same histories come out in process and over HTTP', () => {
  it.each(labs.map((lab) => [lab.id, lab] as const))('lab/%s', async (_, lab) => {
    const { steps, differences } = await sameHistory(
      simulator(),
      wire,
      '2026',
      lab.steps.flatMap(({ calls }) => calls),
    );
    expect(differences).toEqual([]);
    expect(steps).toBeGreaterThan(lab.steps.length);
  });

  it.each(['2026', 'beef'])('random runs of every family, seed %s', async (seed) => {
    const counts = { steps: 0, unsendable: 0 };
    const different: string[] = [];
    for (const family of families) {
      for (let run = 0; run < HISTORIES; run++) {
        const { world, plan } = drawn(family, seed, run);
        const { steps, unsendable, differences } = await sameHistory(simulator(), wire, world, plan);
        if (differences.length > 0) different.push(`family ${family.id}, run ${run}: ${differences.join('; ')}`);
        counts.steps += steps;
        counts.unsendable += unsendable;
      }
    }
    expect(different).toEqual([]);
    expect(counts.steps).toBeGreaterThan(300 * HISTORIES);
    expect(counts.unsendable).toBeLessThan(counts.steps / 20);
  });
});

it('the whole suite judges over HTTP as in process', async () => {
  const settings = { seed: '7', runs: 1, steps: STEPS };
  const suite = { labs, families, vocabulary };
  const here = await runSuite(suite, { ...settings, target: simulator() });
  const there = await runSuite(suite, { ...settings, target: wire });
  expect(there.totals).toMatchObject({ assumed: 0, fail: 0, error: 0 });
  const byId = new Map(there.scenarios.map((scenario) => [scenario.id, scenario]));
  for (const { id, verdict, witnesses } of here.scenarios) {
    const other = byId.get(id)!;
    expect([id, other.verdict, other.witnesses]).toEqual([id, verdict, witnesses]);
  }
  expect(there.scenarios.filter(({ note }) => note?.startsWith('the target gives no'))).toEqual([]);
});
