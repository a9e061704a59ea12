/** SDK v3 clients talk to the model in process. */

import { Readable } from 'node:stream';
import { CreateVolumeCommand, EC2Client, waitUntilVolumeAvailable } from '@aws-sdk/client-ec2';
import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../harness/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

async function keyOf(kms: KMSClient): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  return KeyMetadata!.KeyId!;
}

describe('simulate', () => {
  it('gives the same ids, ciphertexts and records for the same seed', async () => {
    const run = async () => {
      const aws = simulate({ seed: '5eed' });
      const kms = new KMSClient(aws.clientConfig());
      const KeyId = await keyOf(kms);
      const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: bytes('hello') }));
      return [KeyId, Buffer.from(CiphertextBlob!).toString('hex'), aws.trail().map(({ eventID }) => eventID)];
    };
    expect(await run()).toEqual(await run());
  });

  it('opens what it sealed, and throws the SDK exception when the key is disabled', async () => {
    const aws = simulate({ seed: '1' });
    const kms = new KMSClient(aws.clientConfig());
    const KeyId = await keyOf(kms);
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: bytes('hello') }));
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(opened.Plaintext!).toString()).toBe('hello');
    await kms.send(new DisableKeyCommand({ KeyId }));
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'DisabledException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('lets days pass: a key whose waiting period is over is gone', async () => {
    const aws = simulate({ seed: '1' });
    const kms = new KMSClient(aws.clientConfig());
    const KeyId = await keyOf(kms);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    aws.elapse({ days: 8 });
    await expect(kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('shows another principal the same world with its own permissions', async () => {
    const guest = 'arn:aws:iam::123456789012:user/guest';
    const aws = simulate({ seed: '1', principals: [{ arn: guest }] });
    const KeyId = await keyOf(new KMSClient(aws.clientConfig()));
    const kms = new KMSClient(aws.as(guest).clientConfig());
    await expect(kms.send(new GetKeyRotationStatusCommand({ KeyId }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    expect(aws.trail().at(-1)).toMatchObject({ userIdentity: { userName: 'guest' }, errorCode: 'AccessDenied' });
  });

  it('carries streams, metadata and checksums of objects', async () => {
    const aws = simulate({ seed: '1' });
    const s3 = new S3Client(aws.clientConfig());
    await s3.send(new CreateBucketCommand({ Bucket: 'my-bucket-1' }));
    const Key = 'a folder/ü + %41?&.txt';
    const Body = Readable.from(['streamed']);
    await s3.send(
      new PutObjectCommand({ Bucket: 'my-bucket-1', Key, Body, ContentLength: 8, Metadata: { who: 'me' } }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket: 'my-bucket-1', Key }));
    expect(await got.Body!.transformToString()).toBe('streamed');
    expect(got.Metadata).toEqual({ who: 'me' });
    expect(got.ChecksumCRC32).toBeDefined();
  });

  it('retries what a client retries, and shows faults that do not go away', async () => {
    const aws = simulate({ seed: '1' });
    const kms = new KMSClient({ ...aws.clientConfig(), maxAttempts: 2 });
    const KeyId = await keyOf(kms);
    const fault = { service: 'kms', operation: 'DescribeKey', code: 'ThrottlingException', status: 400 };
    aws.fail([{ ...fault, count: 1 }]);
    expect((await kms.send(new DescribeKeyCommand({ KeyId }))).$metadata.attempts).toBe(2);
    aws.fail([{ ...fault, count: 2 }]);
    await expect(kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('lets SDK waiters come to their end where time passes with every read', async () => {
    const aws = simulate({ seed: '1', autoElapse: { seconds: 10 } });
    const ec2 = new EC2Client(aws.clientConfig());
    const { VolumeId } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1 }));
    const waited = await waitUntilVolumeAvailable({ client: ec2, maxWaitTime: 20 }, { VolumeIds: [VolumeId!] });
    expect(waited.state).toBe('SUCCESS');
  });
});
