/** The README's example of a unit test, and that the README shows it as it stands here. */
import { readFileSync } from 'node:fs';
import {
  CreateKeyCommand,
  DecryptCommand,
  EncryptCommand,
  KMSClient,
  KMSServiceException,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { expect, it } from 'vitest';
import { simulate } from '../../../harness/index.ts';

it('tells the user when the key is lost', async () => {
  const aws = simulate({ seed: '5eed' });
  const kms = new KMSClient(aws.clientConfig()); // a client as in production; no socket is opened
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId;
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('a secret') }));

  await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  aws.elapse({ days: 8 }); // the waiting period is over: the key is gone for ever

  await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toBeInstanceOf(KMSServiceException);
  expect(aws.trail().at(-1)).toMatchObject({ eventName: 'Decrypt', errorCode: 'AccessDenied' });
});

it('is the example of the README', () => {
  const here = readFileSync(import.meta.filename, 'utf8').replace('../../../harness/index.ts', 'keystate');
  const shown = /## In a unit test[\s\S]*?```ts\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1];
  const [imports, example] = [shown?.split('\n\n')[0], shown?.slice(shown.indexOf("\nit('"))];
  expect(here).toContain(imports);
  expect(here).toContain(example);
});
