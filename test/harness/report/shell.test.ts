import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { shellScript } from '../../../harness/report/shell.ts';
import { dashed } from '../../../harness/report/shellWords.ts';
import { attempt } from '../../../harness/runner/attempt.ts';
import { readReplay } from '../../../harness/runner/replayFile.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import type { Planned } from '../../../scenarios/contract.ts';
import { IMAGE_ID } from '../../../scenarios/vocabulary/places.ts';

const key = { $any: 'key', n: 0 } as const;
const plan: readonly Planned[] = [
  { service: 'kms', operation: 'CreateKey', input: { Description: "the team's key" } },
  {
    service: 'kms',
    operation: 'Encrypt',
    input: { KeyId: key, Plaintext: new Uint8Array([104, 105]), EncryptionContext: { a: 'b' } },
  },
  {
    service: 'ec2',
    operation: 'RunInstances',
    input: {
      ImageId: IMAGE_ID,
      MinCount: 1,
      MaxCount: 1,
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: { $any: 'key', n: 0, give: 'arn' } } },
      ],
    },
    wait: { seconds: 30 },
  },
  { service: 's3', operation: 'CreateBucket', input: { Bucket: 'keystate-one' } },
  {
    service: 's3',
    operation: 'PutObject',
    input: { Bucket: 'keystate-one', Key: 'a', Body: new Uint8Array([104, 105]), BucketKeyEnabled: true },
  },
  { service: 's3', operation: 'GetObject', input: { Bucket: 'keystate-one', Key: 'a' }, caller: 'guest' },
  { service: 'kms', operation: 'DisableKey', input: { KeyId: key } },
  { elapse: { days: 7 } },
  { service: 'kms', operation: 'Decrypt', input: { CiphertextBlob: { $any: 'ciphertext', n: 0 } } },
  { service: 'ec2', operation: 'StopInstances', input: { InstanceIds: [{ $any: 'instance', n: 0 }] } },
];

it('a history prints as a bash script in which ids are variables', async () => {
  const tried = await attempt(simulator(), '7', plan, []);
  await expect(shellScript('a script', plan, tried)).toMatchFileSnapshot('./shell.script.txt');
});

it('every script of the corpus is bash', async () => {
  const corpus = resolve(import.meta.dirname, '../../../scenarios/corpus');
  for (const file of readdirSync(corpus)) {
    const { seed, calls, scenario } = readReplay(readFileSync(join(corpus, file), 'utf8'));
    const script = shellScript(scenario, calls, await attempt(simulator(), seed, calls, []));
    expect(() => execFileSync('bash', ['-n'], { input: script, stdio: 'pipe' }), file).not.toThrow();
  }
});

it('names are spelled as the AWS CLI spells them', () => {
  const names = ['KeyId', 'SSEKMSKeyId', 'ListObjectsV2', 'GenerateDataKeyWithoutPlaintext', 'InstanceIds'];
  expect(names.map(dashed)).toEqual([
    'key-id',
    'ssekms-key-id',
    'list-objects-v2',
    'generate-data-key-without-plaintext',
    'instance-ids',
  ]);
});
