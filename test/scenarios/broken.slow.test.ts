// The suite is tested: in every broken world the invariant that must catch it does, in few calls, and its replay file
// fails there and nowhere else.
import { describe, expect, it } from 'vitest';
import { attempt } from '../../harness/runner/attempt.ts';
import { readReplay, writeReplay } from '../../harness/runner/replayFile.ts';
import { DEFAULT_SEED } from '../../harness/runner/seed.ts';
import { findInvariant, rulesOf, runSuite } from '../../harness/runner/suite.ts';
import { simulator } from '../../harness/targets/simulator.ts';
import { brokenWorlds, families, vocabulary } from '../../scenarios/index.ts';

const suite = { labs: [], families, vocabulary };
const MOST_CALLS = 8;

describe('broken worlds', () => {
  it('are at least ten, each with a name of its own and an invariant that exists', () => {
    const ids = brokenWorlds.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(10);
    const strangers = brokenWorlds.filter(({ caughtBy }) => !findInvariant(suite, `invariant/${caughtBy}`));
    expect(strangers.map(({ id, caughtBy }) => `${id} names ${caughtBy}`)).toEqual([]);
  });

  it.each(brokenWorlds.map((world) => [world.id, world] as const))('%s is caught', async (id, { caughtBy }) => {
    const target = simulator({ rules: rulesOf(brokenWorlds, id) });
    const scenario = `invariant/${caughtBy}`;
    const wanted = (one: string) => one === scenario;
    const { scenarios } = await runSuite(suite, { target, seed: DEFAULT_SEED, runs: 200, steps: 60, wanted });
    const { verdict, failure } = scenarios[0]!;
    expect(verdict).toBe('fail');
    expect(failure!.calls.length).toBeLessThanOrEqual(MOST_CALLS);
    const { seed, calls } = failure!;
    const replay = readReplay(writeReplay({ keystate: 1, seed, options: {}, scenario, broken: id, calls }));
    const invariant = findInvariant(suite, scenario)!;
    const again = await attempt(target, replay.seed, replay.calls, [invariant]);
    expect(again.judge.findings.has(caughtBy)).toBe(true);
    const healed = await attempt(simulator(), replay.seed, replay.calls, [invariant]);
    expect(healed.judge.findings.has(caughtBy)).toBe(false);
  });
});
