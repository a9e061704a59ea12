// The runner on invariants that are wrong on purpose, so that what it says is known before.
import { describe, expect, it } from 'vitest';
import { colors } from '../../../harness/report/style.ts';
import { failureText } from '../../../harness/report/text.ts';
import type { Failure, ScenarioResult } from '../../../harness/runner/results.ts';
import { type Elsewhere, runJob, runSuite, type SuiteSettings } from '../../../harness/runner/suite.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import type { Target } from '../../../harness/targets/target.ts';
import { type Invariant, isCallOf } from '../../../scenarios/contract.ts';
import { alwaysFails, family, invariant, planted, vocabulary } from '../canary.ts';

const run = (invariants: readonly Invariant[], seed = '7', target: Target = simulator(), runs = 30) =>
  runSuite({ labs: [], families: [family(...invariants)], vocabulary }, { target, seed, runs, steps: 40 });

const scenario = async (judged: Invariant, target?: Target): Promise<ScenarioResult> =>
  (await run([judged], '7', target)).scenarios[0]!;

describe('a suite with a canary', () => {
  it('reports the failure of an invariant that always fails, in one call', async () => {
    const result = await run([alwaysFails]);
    expect(result.totals).toMatchObject({ fail: 1, pass: 1 });
    expect(result.scenarios[0]).toMatchObject({ id: 'invariant/canary', verdict: 'fail', runs: 1 });
    expect(result.scenarios[0]!.failure!.calls).toHaveLength(1);
  });

  it('makes a planted bug as small as it can be, for every seed', async () => {
    for (const seed of ['1', 'beef']) {
      const { failure } = (await run([planted], seed, simulator(), 200)).scenarios[0]!;
      const operations = failure!.calls.map((call) => 'operation' in call && call.operation);
      expect(operations, `seed ${seed}`).toEqual(['CreateKey', 'DisableKey', 'Encrypt']);
      expect(failure!.shrunkFrom).toBeGreaterThan(3);
    }
  });

  it('tells a failure call by call, with what was expected, why, and by which rule', async () => {
    const { failure } = (await run([planted], '7', simulator(), 200)).scenarios[0]!;
    const told = failureText(planted.sentence, failure as Failure, colors(false), '7');
    expect(told.split('\n')).toEqual([
      'FAIL  a disabled key still encrypts   seed 0x7 run 0, 3 calls (from 34)',
      '  1  key1 = kms:CreateKey {}                      key1 Enabled',
      '  2  kms:DisableKey { KeyId: key1 }               key1 Enabled -> Disabled',
      "  3  kms:Encrypt { KeyId: key1, Plaintext: 'p' }  DisabledException, expected ok",
      'what    Encrypt under key1 was refused',
      'why     key1 is Disabled',
      'rule    documented: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
      'drawn   keys use time; by admin, root; opening 0',
      '',
    ]);
  });
});

describe('verdicts', () => {
  it('skips an invariant whose witness no run reached, and names the witness', async () => {
    const result = await scenario(invariant('blind', () => {}));
    expect(result).toMatchObject({ verdict: 'skip', note: 'no run reached: looked; try more --runs or --steps' });
  });

  it('skips an invariant that needs what the target does not give', async () => {
    const deaf: Target = { ...simulator(), gives: new Set() };
    const result = await scenario({ ...planted, needs: ['world', 'records'] }, deaf);
    expect(result).toMatchObject({ verdict: 'skip', runs: 0, note: 'the target gives no world, records' });
  });

  it('calls it an error when a monitor breaks, and goes on with the others', async () => {
    const broken = invariant('broken', () => {
      throw new Error('a monitor with a defect');
    });
    const seeing = invariant('seeing', (_, report) => report.witness('looked'));
    const { scenarios } = await run([broken, seeing]);
    expect(scenarios.map(({ verdict }) => verdict)).toEqual(['error', 'pass', 'pass']);
    expect(scenarios[0]!.note).toBe('the monitor broke: a monitor with a defect');
  });

  it('shrinks and reports a call that breaks the target', async () => {
    const { scenarios } = await run([], '7', breaksOn('ScheduleKeyDeletion'));
    expect(scenarios[0]).toMatchObject({ id: 'invariant/no-crash', verdict: 'error' });
    const { calls, message } = scenarios[0]!.failure!;
    expect(message).toBe('out of order');
    expect(calls).toEqual([{ service: 'kms', operation: 'ScheduleKeyDeletion', input: {} }]);
  });
});

/** A simulator that throws when it is asked for an operation. */
function breaksOn(operation: string): Target {
  const inner = simulator();
  return {
    ...inner,
    begin: async (seed) => {
      const session = await inner.begin(seed);
      return {
        region: session.region,
        get nowMs() {
          return session.nowMs;
        },
        observe: () => session.observe(),
        elapse: (duration) => session.elapse(duration),
        call: (call) => {
          if (call.operation === operation) throw new Error('out of order');
          return session.call(call);
        },
      };
    },
  };
}

describe('determinism', () => {
  const summary = async (seed: string) => JSON.stringify(await run([planted], seed));

  it('gives the same bytes for the same seed', async () => {
    expect(await summary('5f3a')).toBe(await summary('5f3a'));
  });

  it('gives other runs for another seed', async () => {
    expect(await summary('5f3a')).not.toBe(await summary('5f3b'));
  });

  it('gives an invariant the means to do everything again', async () => {
    const prints: string[] = [];
    const again: Invariant = {
      ...invariant('again', (_, report) => report.witness('looked')),
      needs: ['rerun'],
      start: (report) => ({
        see: () => report.witness('looked'),
        end: async ({ fingerprint, rerun }) => {
          prints.push(await fingerprint());
          if ((await rerun()) !== (await fingerprint())) report.fail({ message: 'not the same' });
        },
      }),
    };
    expect((await run([again])).scenarios[0]!.verdict).toBe('pass');
    expect(prints.length).toBeGreaterThan(1);
    expect(prints.every((print) => print.length > 1000)).toBe(true);
  });
});

describe('runs shared by several processes', () => {
  const rare = invariant('rare', (entry, { witness, fail }) => {
    witness('looked');
    if (isCallOf(entry, 'kms', 'CancelKeyDeletion') && entry.outcome.ok) fail({ message: 'cancelled' });
  });
  const harmless = invariant('harmless', (_, { witness }) => witness('looked'));
  const suite = { labs: [], families: [family(harmless, planted, rare)], vocabulary };
  const settings = { target: simulator(), seed: '3', runs: 170, steps: 4 };
  const told = async (more: Partial<SuiteSettings>) => JSON.stringify(await runSuite(suite, { ...settings, ...more }));

  /** Does all jobs at once, so that none knows what another found, or one after the other. */
  const atOnce: Elsewhere = async (prepare) => runJob(suite, prepare()!, settings.target);
  function inTurn(): Elsewhere {
    let before: Promise<unknown> = Promise.resolve();
    return (prepare) => {
      const part = before.then(() => {
        const job = prepare();
        return job && runJob(suite, job, settings.target);
      });
      before = part;
      return part;
    };
  }

  it('say what one process says', async () => {
    const alone = await told({});
    expect(await told({ elsewhere: atOnce })).toBe(alone);
    expect(await told({ elsewhere: inTurn() })).toBe(alone);
  });

  it('say what one process says where it stops early because everything failed', async () => {
    const wanted = (id: string) => id === 'invariant/planted' || id === 'invariant/rare';
    const alone = await told({ wanted });
    expect(JSON.parse(alone).totals).toMatchObject({ fail: 2 });
    expect(JSON.parse(alone).totals.runs).toBeLessThan(settings.runs);
    expect(await told({ wanted, elsewhere: atOnce })).toBe(alone);
    expect(await told({ wanted, elsewhere: inTurn() })).toBe(alone);
  });
});
