/** What a run against something that may be slow, hang, die or refuse comes to. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Beginnings, placeOf } from '../../../harness/conformance/alone.ts';
import { withKeyIds } from '../../../harness/conformance/keyIds.ts';
import { conform, tryBehaviour } from '../../../harness/conformance/run.ts';
import { Stable } from '../../../harness/conformance/stable.ts';
import { Registry } from '../../../harness/runner/registry.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import type { CallTaken, Session, Target } from '../../../harness/targets/target.ts';
import { EngineError, Unable } from '../../../harness/targets/unable.ts';
import type { AnyCall } from '../../../model/call.ts';
import type { Behaviour } from '../../../scenarios/conformance/index.ts';
import { ec2, kms, ok, refused, s3, see, tell } from '../../../scenarios/conformance/telling.ts';
import { type Planned, ref } from '../../../scenarios/contract.ts';

/** The simulation with some calls answered otherwise. */
function bent(
  answer: (call: AnyCall, given: () => Promise<CallTaken>) => Promise<CallTaken>,
  more: Partial<Target> = {},
): Target {
  const plain = simulator();
  return {
    ...plain,
    ...more,
    begin: async (seed) => {
      const session = await plain.begin(seed);
      const call = (one: AnyCall) => answer(one, async () => session.call(one));
      return {
        region: session.region,
        get nowMs() {
          return session.nowMs;
        },
        observe: () => session.observe(),
        elapse: (duration) => session.elapse(duration),
        call,
      } satisfies Session;
    },
  };
}

const about = {
  service: 'kms',
  behaviour: 'a behaviour',
  grade: 'documented',
  source: 'https://docs.aws.amazon.com/',
} as const;
const KeyId = ref('key.KeyMetadata.Arn');
const create = kms('CreateKey', {}, { name: 'key' });
const disabled: Behaviour = tell({ ...about, id: 'kms/t/encrypt' }, [
  create,
  kms('DisableKey', { KeyId }),
  kms('ListKeys'),
  see(kms('Encrypt', { KeyId, Plaintext: new Uint8Array([1]) }), refused(400, 'DisabledException')),
]);
const tableOf = (...behaviours: Behaviour[]) => [{ id: 'kms/t', title: 'KMS: t', behaviours: () => behaviours }];
const numbered = (count: number) => Array.from({ length: count }, (_, at) => ({ ...disabled, id: `kms/t/${at}` }));

describe('a target that hangs', () => {
  it('is an error after the time of a behaviour, and the next one is tried', async () => {
    let hung = 0;
    const target = bent((call, given) =>
      call.operation === 'ListKeys' && hung++ === 0 ? new Promise(() => {}) : given(),
    );
    const limits = { behaviourMs: 100, wholeMs: 60_000, brokenInARow: 5 };
    const { cells } = await conform(tableOf(...numbered(2)), { target, seed: '7', limits });
    expect(cells.map(({ verdict, observed }) => [verdict, observed])).toEqual([
      ['error', 'no end within 1 seconds'],
      ['pass', 'DisabledException'],
    ]);
  });

  it('is not tried any more when the time of the whole run is over', async () => {
    const target = bent((_, given) => given());
    const limits = { behaviourMs: 1000, wholeMs: 0, brokenInARow: 5 };
    const { cells } = await conform(tableOf(disabled), { target, seed: '7', limits });
    expect(cells[0]).toMatchObject({
      verdict: 'error',
      observed: expect.stringContaining('of the whole run were over'),
    });
  });
});

describe('a target that dies', () => {
  it('is given up after some errors in a row', async () => {
    let calls = 0;
    const target = bent(async () => {
      calls += 1;
      throw new EngineError('http://127.0.0.1:1 does not answer');
    });
    const limits = { behaviourMs: 1000, wholeMs: 60_000, brokenInARow: 3 };
    const { cells, totals } = await conform(tableOf(...numbered(20)), { target, seed: '7', limits });
    expect(totals.error).toBe(20);
    expect(calls).toBe(3);
    expect(cells.at(-1)?.observed).toBe(
      'not tried: 3 in a row broke, the last one: http://127.0.0.1:1 does not answer',
    );
  });
});

describe('a situation that cannot be brought about', () => {
  it('is skipped by the name of the call that was refused, and not prepared again', async () => {
    let calls = 0;
    const target = bent(async (call, given) => {
      calls += 1;
      const taken = await given();
      if (call.operation !== 'DisableKey') return taken;
      return Object.assign(Object.create(taken), {
        outcome: { ok: false, error: { code: 'NotThere', status: 501 }, call: 0 },
      });
    });
    const { cells } = await conform(tableOf(...numbered(3)), { target, seed: '7' });
    for (const { verdict, observed } of cells)
      expect([verdict, observed]).toEqual(['skip', 'not tried: kms:DisableKey was refused: NotThere']);
    expect(calls).toBe(2);
  });

  it('is skipped where the target has no way to do it', async () => {
    const target = bent(async (call, given) => {
      if (call.operation === 'DisableKey') throw new Unable('nobody can sign so');
      return given();
    });
    expect(await tryBehaviour(target, '7', disabled)).toMatchObject({
      verdict: 'skip',
      observed: 'not tried: nobody can sign so',
    });
  });

  it('is skipped before anything is made where an operation that prepares it is not there at all', async () => {
    const calls: string[] = [];
    const target = bent(async (call, given) => {
      calls.push(call.operation);
      const taken = await given();
      if (call.operation !== 'DisableKey') return taken;
      return Object.assign(Object.create(taken), {
        outcome: { ok: false, error: { code: 'InvalidAction', status: 400 }, call: 0 },
      });
    });
    const other = tell({ ...about, id: 'kms/t/other' }, [
      kms('CreateKey', { Description: 'another' }, { name: 'key' }),
      kms('DisableKey', { KeyId }),
      see(kms('DescribeKey', { KeyId }), ok()),
    ]);
    const { cells } = await conform(tableOf(...numbered(1), other), { target, seed: '7' });
    expect(cells.map(({ observed }) => observed)).toEqual(
      Array(2).fill('not tried: kms:DisableKey was refused: InvalidAction'),
    );
    expect(calls).toEqual(['CreateKey', 'DisableKey']);
  });

  it('is skipped before anything is made where the target says so of a step', async () => {
    let calls = 0;
    const target = bent(
      (_, given) => {
        calls += 1;
        return given();
      },
      { whyNot: (planned) => ('elapse' in planned ? 'there is no clock' : undefined) },
    );
    const later = tell({ ...about, id: 'kms/t/later' }, [create, { elapse: { days: 8 } }, see(kms('ListKeys'), ok())]);
    expect(await tryBehaviour(target, '7', later)).toMatchObject({
      verdict: 'skip',
      observed: 'not tried: there is no clock',
    });
    expect(calls).toBe(0);
  });

  it('is prepared with ids of keys where the target does not take their ARNs', async () => {
    const noArns = (call: AnyCall, given: () => Promise<CallTaken>) => {
      if (call.operation === 'DisableKey' && String(call.input.KeyId).startsWith('arn:')) {
        return given().then((taken) =>
          Object.assign(Object.create(taken), {
            outcome: { ok: false, error: { code: 'NotFound', status: 500 }, call: 0 },
          }),
        );
      }
      return given();
    };
    expect(await tryBehaviour(bent(noArns), '7', disabled)).toMatchObject({ verdict: 'skip' });
    expect(await tryBehaviour(bent(noArns, { preparesByKeyId: true }), '7', disabled)).toMatchObject({
      verdict: 'pass',
    });
    expect(withKeyIds(kms('DisableKey', { KeyId }))?.input).toEqual({ KeyId: ref('key.KeyMetadata.KeyId') });
    expect(withKeyIds(kms('DisableKey', { KeyId: ref('key.KeyMetadata.KeyId') }))).toBeUndefined();
    expect(withKeyIds(s3('GetObject', { KeyId }))).toBeUndefined();
  });
});

describe('a situation that several behaviours begin with', () => {
  const one = (id: string, operation: string, input: object, ...before: Planned[]) =>
    tell({ ...about, id: `kms/t/${id}` }, [
      create,
      ...before,
      see(kms(operation, { KeyId, ...input }, { name: 'answer' }), ok()),
    ]);
  const reads = [one('a', 'DescribeKey', {}), one('b', 'GetKeyPolicy', {}), one('c', 'GetKeyRotationStatus', {})];
  const madeFor = async (behaviours: Behaviour[], more: Partial<Target> = { polled: true }, broken?: string) => {
    let made = 0;
    const target = bent(async (call, given) => {
      if (call.operation === 'CreateKey') made += 1;
      const taken = await given();
      if (call.operation !== broken) return taken;
      return Object.assign(Object.create(taken), {
        outcome: { ok: false, error: { code: 'X', status: 500 }, call: 0 },
      });
    }, more);
    const { cells } = await conform(tableOf(...behaviours), { target, seed: '7' });
    return { made, verdicts: cells.map(({ verdict }) => verdict) };
  };

  it('is made once where calls leave it as it was, at endpoints that are only asked', async () => {
    expect(await madeFor(reads)).toEqual({ made: 1, verdicts: ['pass', 'pass', 'pass'] });
    expect(await madeFor(reads, {})).toEqual({ made: 3, verdicts: ['pass', 'pass', 'pass'] });
  });

  it('is made again after a call that changed it, or that broke half way', async () => {
    const changes = one('d', 'DisableKey', {});
    expect(await madeFor([changes, ...reads, changes, ...reads])).toEqual({ made: 3, verdicts: Array(8).fill('pass') });
    expect((await madeFor([changes, ...reads], { polled: true }, 'DisableKey')).made).toBe(2);
    expect((await madeFor(reads, { polled: true }, 'GetKeyPolicy')).made).toBe(1);
  });

  it('serves again after a call that changed what hangs on the key, unless that is looked at', async () => {
    const tags = one('h', 'TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] });
    const lists = one('i', 'ListResourceTags', {});
    expect(await madeFor([tags, ...reads])).toEqual({ made: 1, verdicts: Array(4).fill('pass') });
    expect(await madeFor([tags, lists, ...reads])).toEqual({ made: 2, verdicts: Array(5).fill('pass') });
    expect(await madeFor([tags, ...reads, lists])).toEqual({ made: 2, verdicts: Array(5).fill('pass') });
  });

  it('serves again after a call that was refused', async () => {
    const refusal = tell({ ...about, id: 'kms/t/e' }, [
      create,
      see(kms('EnableKey', { KeyId: 'nobody' }), { answers: ['NotFoundException'] }),
    ]);
    expect(await madeFor([refusal, ...reads])).toEqual({ made: 1, verdicts: Array(4).fill('pass') });
  });

  it('is not kept where a key is on its way to another state', async () => {
    const replicate = kms('ReplicateKey', { KeyId, ReplicaRegion: 'eu-west-1' });
    const primary = kms('CreateKey', { MultiRegion: true }, { name: 'key' });
    const replicated = ['f', 'g'].map((id) =>
      tell({ ...about, id: `kms/t/${id}` }, [primary, replicate, see(kms('DescribeKey', { KeyId }), ok())]),
    );
    expect((await madeFor(replicated)).made).toBe(2);
  });
});

it('what changes states at once is asked once, unless it says that something is on its way', async () => {
  let asked = 0;
  const looks = (states: readonly string[], more: Partial<Target>) => {
    asked = 0;
    const target = bent(async (call, given) => {
      const taken = await given();
      if (call.operation !== 'DescribeKey') return taken;
      const State = states[Math.min(asked++, states.length - 1)];
      return Object.assign(Object.create(taken), { outcome: { ok: true, output: { State }, call: 0 } });
    }, more);
    const wait = ok({ State: 'available' }, { within: { seconds: 1 } });
    return tryBehaviour(
      target,
      '7',
      tell({ ...about, id: 'kms/t/wait' }, [create, see(kms('DescribeKey', { KeyId }), wait)]),
    );
  };
  expect(await looks(['stopped'], { polled: true, changesAtOnce: true })).toMatchObject({ verdict: 'fail' });
  expect(asked).toBe(1);
  await looks(['stopped'], { polled: true });
  expect(asked).toBe(4);
  const creating = ['creating', 'creating', 'available'];
  expect(await looks(creating, { polled: true, changesAtOnce: true })).toMatchObject({ verdict: 'pass' });
  expect(asked).toBe(3);
});

it('behaviours that need no new beginning are tried first, and all are told in their order', async () => {
  const order: string[] = [];
  const target = bent((call, given) => {
    order.push(call.operation);
    return given();
  });
  const all = tell({ ...about, id: 'kms/t/all' }, [see(kms('ListKeys'), ok())]);
  const own = tell({ ...about, id: 'kms/t/own' }, [create, see(kms('DescribeKey', { KeyId }), ok())]);
  const { cells } = await conform(tableOf(all, own), { target, seed: '7' });
  expect(cells.map(({ id }) => id)).toEqual(['kms/t/all', 'kms/t/own']);
  expect(order).toEqual(['CreateKey', 'DescribeKey', 'ListKeys']);
});

describe('a difference', () => {
  const answersAnyway = bent(
    async (call, given) => {
      const taken = await given();
      if (call.operation !== 'Encrypt') return taken;
      return Object.assign(Object.create(taken), { outcome: { ok: true, output: {}, call: 0 } });
    },
    { endpointUrl: 'http://127.0.0.1:4566' },
  );

  it('has a script of only the calls that show it, which is bash', async () => {
    const { verdict, script = '' } = await tryBehaviour(answersAnyway, '7', disabled);
    expect(verdict).toBe('fail');
    expect(script).toMatch(/^url=.\{1:-http:..127.0.0.1:4566\}$/m);
    const commands = [...script.matchAll(/aws --endpoint-url "\$url" (\w+ [\w-]+)/g)].map(([, command]) => command);
    expect(commands).toEqual(['kms create-key', 'kms disable-key', 'kms encrypt']);
    expect(script).toContain('# expected  DisabledException\n# observed  ok\n');
    expect(() => execFileSync('bash', ['-n'], { input: script, stdio: 'pipe' })).not.toThrow();
  });

  it('is told without the ids that the target made up', async () => {
    const wanted = refused(400, 'NotFoundException', { $text: ['Key ', KeyId, ' is gone'] });
    const plan = [create, see(kms('DisableKey', { KeyId: ref('key.KeyMetadata.KeyId') }), wanted)];
    const { expected, observed } = await tryBehaviour(simulator(), '7', tell({ ...about, id: 'kms/t/one' }, plan));
    expect(expected).toBe('NotFoundException "Key arn:aws:kms:us-east-1:123456789012:key/<key1> is gone"');
    expect(observed).toBe('ok');
  });
});

it('what a behaviour is about and nobody can see there is not tried, unless its answers differ already', async () => {
  const about1 = { ...about, id: 'kms/t/records' };
  const seen = tell(about1, [see(create, ok(undefined, { record: { eventName: 'CreateKey' } }))]);
  const blind = bent((_, given) => given(), { gives: new Set() });
  expect(await tryBehaviour(simulator(), '7', seen)).toMatchObject({ verdict: 'pass' });
  expect(await tryBehaviour(blind, '7', seen)).toMatchObject({
    verdict: 'skip',
    observed: 'ok; the records of CloudTrail cannot be seen here',
  });
  const differs = tell(about1, [
    see(create, refused(400, 'No', undefined)),
    see(kms('ListKeys'), ok({}, { record: {} })),
  ]);
  expect(await tryBehaviour(blind, '7', differs)).toMatchObject({ verdict: 'fail' });
});

it('equal ids get equal names, different ones different names', () => {
  const stable = new Stable(new Registry());
  const [a, b] = ['0c6c4a54-7c1b-4b8f-8c5b-000000000001', '0c6c4a54-7c1b-4b8f-8c5b-000000000002'];
  expect(stable.text(`${a} and ${b}, ${a}`)).toBe('<id1> and <id2>, <id1>');
  expect(stable.text(`vol-0123456789abcdef0 at 2026-11-30T17:00:00.000Z, ${b}`)).toBe('<id3> at <id4>, <id2>');
  expect(stable.text('GrantId is "5f3c2460"')).toBe('GrantId is "<id5>"');
  expect(stable.text('AES256, aws:kms, alias/name, us-east-1')).toBe('AES256, aws:kms, alias/name, us-east-1');
});

it('only behaviours of what they make themselves go on amidst what is there, after others of their kind', () => {
  const alone = tell({ ...about, id: 'kms/t/two' }, [create, see(kms('DescribeKey', { KeyId }), ok())]);
  const volume = tell({ ...about, id: 'ec2/t/two' }, [see(ec2('CreateVolume', { Size: 1 }), ok())]);
  const setting = tell({ ...about, id: 'ec2/t/three' }, [see(ec2('EnableEbsEncryptionByDefault'), ok())]);
  const bucket = tell({ ...about, id: 's3/t/four' }, [see(s3('CreateBucket', { Bucket: 'one' }), ok())]);
  const managed = tell({ ...about, id: 'kms/t/five' }, [see(kms('DescribeKey', { KeyId: 'alias/aws/ebs' }), ok())]);
  const long = tell({ ...about, id: 's3/t/six' }, [see(s3('CreateBucket', { Bucket: 'b'.repeat(99) }), ok())]);
  const invalid = refused(400, 'ValidationException');
  const validated = tell({ ...about, id: 'kms/t/seven' }, [
    see(kms('CreateAlias', { AliasName: 'x'.repeat(999) }), invalid),
  ]);
  expect([alone, volume, bucket].map(placeOf)).toEqual(['apart', 'apart', 'apart']);
  expect([disabled, setting, managed, long].map(placeOf)).toEqual(['anew', 'anew', 'anew', 'anew']);
  expect(placeOf(validated)).toBe('anywhere');
  const beginnings = new Beginnings();
  const order = [alone, volume, setting, alone, validated];
  expect(order.map((one) => beginnings.of(one))).toEqual([
    { amidst: false, apart: true },
    { amidst: true, apart: true },
    { amidst: false, apart: false },
    { amidst: false, apart: true },
    { amidst: true, apart: false },
  ]);
});
