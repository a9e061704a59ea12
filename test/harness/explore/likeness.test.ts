// When two worlds are taken for the same.
import { describe, expect, it } from 'vitest';
import { Likeness } from '../../../harness/explore/likeness.ts';
import { Player } from '../../../harness/runner/play.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { kms, s3 } from '../../../scenarios/calls.ts';
import { type Planned, ref } from '../../../scenarios/contract.ts';
import { CREATE_KEY, KEY } from '../../../scenarios/explorations/moves.ts';

const likeness = new Likeness();

/** The likeness of the world that a plan makes; `named` are what later moves may refer to. */
async function made(plan: readonly Planned[], seed = '7', named: readonly string[] = []): Promise<string> {
  const player = new Player(await simulator().begin(seed));
  await player.play([CREATE_KEY, ...plan]);
  const known = new Map(named.map((name) => [name, player.registry.outputs.get(name)]));
  return likeness.of(player.history.at(-1)!.world!.after, known);
}

const disable = kms('DisableKey', { KeyId: KEY });
const enable = kms('EnableKey', { KeyId: KEY });
const schedule = kms('ScheduleKeyDeletion', { KeyId: KEY, PendingWindowInDays: 7 });
const days = (count: number): Planned => ({ elapse: { days: count } });
const encrypt = kms('Encrypt', { KeyId: KEY, Plaintext: new Uint8Array(8) }, { name: 'encrypt' });
const policy = (effect: string) =>
  kms('PutKeyPolicy', {
    KeyId: KEY,
    Policy: {
      $json: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
          { Effect: effect, Principal: { AWS: 'arn:aws:iam::123456789012:user/guest' }, Action: '*', Resource: '*' },
        ],
      },
    },
  });

describe('worlds are alike', () => {
  it('where a way leads back: a key that was disabled and enabled, whatever the trail says', async () => {
    expect(await made([disable, enable])).toBe(await made([]));
  });

  it('where only chance differs: ids, material, ciphertexts', async () => {
    expect(await made([encrypt], '7', ['encrypt'])).toBe(await made([encrypt], '8', ['encrypt']));
  });

  it('where only what is past differs: how long ago a key was made', async () => {
    expect(await made([days(3)])).toBe(await made([days(400)]));
  });

  it('where bytes are many', async () => {
    const body = [
      s3('CreateBucket', { Bucket: 'a-bucket-more' }),
      s3('PutObject', { Bucket: 'a-bucket-more', Key: 'k', Body: new Uint8Array(1_000_000) }),
    ];
    expect(await made(body, '7')).toBe(await made(body, '8'));
  });

  it('where the same time is left of a waiting period', async () => {
    expect(await made([days(5), schedule, days(2)])).toBe(await made([schedule, days(2)]));
  });
});

describe('worlds are not alike', () => {
  it.each<[string, readonly Planned[], readonly Planned[]]>([
    ['a key has another state', [disable], []],
    ['less is left of a waiting period', [schedule, days(2)], [schedule, days(3)]],
    ['a policy says something else', [policy('Allow')], [policy('Deny')]],
    ['there is something more', [s3('CreateBucket', { Bucket: 'a-bucket-more' })], []],
    [
      'a name is another',
      [s3('CreateBucket', { Bucket: 'bucket-one' })],
      [s3('CreateBucket', { Bucket: 'bucket-two' })],
    ],
    [
      'an object is under another key',
      [
        { ...CREATE_KEY, name: 'second' },
        s3('CreateBucket', { Bucket: 'a-bucket-more' }),
        s3('PutObject', { Bucket: 'a-bucket-more', Key: 'k', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY }),
      ],
      [
        { ...CREATE_KEY, name: 'second' },
        s3('CreateBucket', { Bucket: 'a-bucket-more' }),
        s3('PutObject', {
          Bucket: 'a-bucket-more',
          Key: 'k',
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: ref('second.KeyMetadata.KeyId'),
        }),
      ],
    ],
  ])('where %s', async (_, one, other) => {
    expect(await made(one)).not.toBe(await made(other));
  });

  it('where moves can refer to something in one of them only', async () => {
    expect(await made([encrypt], '7', ['encrypt'])).not.toBe(await made([], '7', ['encrypt']));
  });
});
