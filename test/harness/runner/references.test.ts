import { describe, expect, it } from 'vitest';
import { Player } from '../../../harness/runner/play.ts';
import { resolve, UNRESOLVED } from '../../../harness/runner/references.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import type { Session } from '../../../harness/targets/target.ts';
import type { Planned, PlannedValue } from '../../../scenarios/contract.ts';

const createKey: Planned = { service: 'kms', operation: 'CreateKey', input: {}, name: 'first' };
const encrypt: Planned = {
  service: 'kms',
  operation: 'Encrypt',
  input: { KeyId: { $any: 'key', n: 0 }, Plaintext: new Uint8Array([1]), EncryptionContext: { a: 'b' } },
};

const describeKey: Planned = { service: 'kms', operation: 'DescribeKey', input: { KeyId: { $any: 'key', n: 0 } } };

async function played(...plan: readonly Planned[]) {
  const session = simulator().begin('7') as Session;
  const player = new Player(session);
  await player.play(plan);
  const of = (value: PlannedValue) => resolve(value, { registry: player.registry, nowMs: session.nowMs });
  return { player, session, of };
}

describe('references', () => {
  it('by name reach into the output of an earlier call', async () => {
    const { of, player } = await played(createKey);
    const [key] = [...player.history[0]!.after.keys.values()];
    expect(of({ $ref: 'first.KeyMetadata.KeyId' })).toBe(key!.id);
    expect(of({ $ref: 'first.KeyMetadata.Nothing' })).toBe(UNRESOLVED);
    expect(of({ $ref: 'second.KeyMetadata.KeyId' })).toBe(UNRESOLVED);
  });

  it('by kind and number count modulo the things there are', async () => {
    const { of } = await played(createKey, createKey);
    const id = (n: number) => of({ $any: 'key', n, give: 'id' });
    expect(id(0)).not.toBe(id(1));
    expect(id(2)).toBe(id(0));
    expect(id(7)).toBe(id(1));
    expect(of({ $any: 'volume', n: 0 })).toBe(UNRESOLVED);
  });

  it('give the facets of a thing, and leave out what it lacks', async () => {
    const { of } = await played(createKey, encrypt);
    const facets = of({ blob: { $any: 'ciphertext', n: 0 }, context: { $any: 'ciphertext', n: 0, give: 'context' } });
    expect(facets).toMatchObject({ blob: expect.any(Uint8Array), context: { a: 'b' } });
    expect(of([{ $any: 'ciphertext', n: 0, give: 'plaintext' }, 'last'])).toEqual(['last']);
  });

  it('stand inside text and JSON documents', async () => {
    const { of } = await played({ service: 's3', operation: 'CreateBucket', input: { Bucket: 'keystate-one' } });
    expect(of({ $text: [{ $any: 'bucket', n: 0, give: 'arn' }, '/*'] })).toBe('arn:aws:s3:::keystate-one/*');
    expect(of({ $json: { Resource: [{ $any: 'bucket', n: 0 }] } })).toBe('{"Resource":["keystate-one"]}');
    expect(of({ $text: ['x', { $any: 'key', n: 0 }] })).toBe(UNRESOLVED);
  });

  it('to a moment count from the present of the world', async () => {
    const { of, session } = await played({ elapse: { days: 1 } });
    expect(of({ $now: { hours: 1 } })).toBe(session.nowMs + 3_600_000);
  });
});

describe('playing a plan', () => {
  it('drops a call whose references lead nowhere, without a trace', async () => {
    const { player } = await played(encrypt, createKey, encrypt);
    expect(player.history.map((entry) => [entry.planIndex, entry.type])).toEqual([
      [1, 'call'],
      [2, 'call'],
    ]);
  });

  it('gives a call and the time that passes after it an entry each', async () => {
    const { player } = await played({ ...createKey, wait: { seconds: 5 } }, { elapse: { days: 1 } });
    expect(player.history).toMatchObject([
      { index: 0, planIndex: 0, type: 'call', name: 'first' },
      { index: 1, planIndex: 0, type: 'elapse', elapsedMs: 5000 },
      { index: 2, planIndex: 1, type: 'elapse', elapsedMs: 86_400_000 },
    ]);
  });

  it('shows before and after of each step, unchanged tables as the same maps', async () => {
    const { player } = await played(createKey, describeKey);
    const [created, described] = player.history;
    expect(created!.before.keys.size).toBe(0);
    expect(created!.after.keys.size).toBe(1);
    expect(described!.before.keys).toBe(created!.after.keys);
    expect(described!.after.keys).toBe(described!.before.keys);
    expect(described!.after.volumes).toBe(created!.before.volumes);
  });

  it('gives each call its CloudTrail records, in the order of the calls', async () => {
    const { player } = await played(
      createKey,
      { service: 's3', operation: 'CreateBucket', input: { Bucket: 'keystate-one' } },
      {
        service: 's3',
        operation: 'PutObject',
        input: {
          Bucket: 'keystate-one',
          Key: 'a',
          Body: new Uint8Array([1]),
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: { $any: 'key', n: 0 },
        },
      },
    );
    expect(player.history.map(({ records }) => records.map(({ eventName }) => eventName))).toEqual([
      ['CreateKey'],
      ['CreateBucket'],
      ['PutObject', 'GenerateDataKey'],
    ]);
  });
});
