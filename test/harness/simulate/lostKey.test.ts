/** What an application developer writes. `package.slow.test.ts` runs it in an empty folder with the packed package. */
import { CreateVolumeCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedAws, serialise, simulate } from '../../../harness/index.ts';

/** The code under test: it is given its client, as in production. */
async function readReport(s3: S3Client): Promise<string> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'my-reports', Key: 'june.txt' }));
    return (await Body?.transformToString()) ?? '';
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'KMS.DisabledException') return 'cannot be read for now';
    throw error;
  }
}

const app = 'arn:aws:iam::123456789012:user/app';

let aws: SimulatedAws;
let s3: S3Client;
let keyArn: string;
beforeEach(async () => {
  aws = simulate({
    seed: '7',
    principals: [
      {
        arn: app,
        policies: {
          readReports: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 'kms:Decrypt'], Resource: '*' }],
          },
        },
      },
    ],
  });
  s3 = new S3Client(aws.clientConfig());
  const { KeyMetadata } = await new KMSClient(aws.clientConfig()).send(new CreateKeyCommand({}));
  keyArn = KeyMetadata?.Arn ?? '';
  await s3.send(new CreateBucketCommand({ Bucket: 'my-reports' }));
  const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn } as const;
  await s3.send(new PutObjectCommand({ Bucket: 'my-reports', Key: 'june.txt', Body: 'all is well', ...encrypted }));
});

describe('an application whose data is under a KMS key', () => {
  it('reads, copes with the key being disabled, and reads again', async () => {
    const kms = new KMSClient(aws.clientConfig());
    const appS3 = new S3Client(aws.as(app).clientConfig());
    expect(await readReport(appS3)).toBe('all is well');
    await kms.send(new DisableKeyCommand({ KeyId: keyArn }));
    expect(await readReport(appS3)).toBe('cannot be read for now');
    expect(aws.trail().slice(-2)).toMatchObject([
      { eventName: 'GetObject', errorCode: 'KMS.DisabledException', userIdentity: { arn: app } },
      { eventName: 'Decrypt', errorCode: 'DisabledException', resources: [{ ARN: keyArn }] },
    ]);
    await kms.send(new EnableKeyCommand({ KeyId: keyArn }));
    expect(await readReport(appS3)).toBe('all is well');
  });

  it('is nobody else: without a policy there is no access', async () => {
    await expect(
      readReport(new S3Client(aws.as('arn:aws:iam::999999999999:user/other').clientConfig())),
    ).rejects.toThrow();
  });

  it('sees a volume become available when time passes', async () => {
    const ec2 = new EC2Client(aws.clientConfig({ region: 'eu-west-3' }));
    const { VolumeId = '' } = await ec2.send(
      new CreateVolumeCommand({ AvailabilityZone: 'eu-west-3a', Size: 1, Encrypted: true }),
    );
    const state = async () =>
      (await ec2.send(new DescribeVolumesCommand({ VolumeIds: [VolumeId] }))).Volumes?.[0]?.State;
    expect(await state()).toBe('creating');
    const events = aws.elapse({ minutes: 1 });
    expect(events).toContainEqual(expect.objectContaining({ type: 'transition', resource: VolumeId, to: 'available' }));
    expect(await state()).toBe('available');
  });

  it('can look at the world as it stood', async () => {
    const before = aws.world;
    const text = serialise(before);
    await new KMSClient(aws.clientConfig()).send(new DisableKeyCommand({ KeyId: keyArn }));
    expect(before.kms.keys.get(keyArn)?.state).toBe('Enabled');
    expect(aws.world.kms.keys.get(keyArn)?.state).toBe('Disabled');
    expect(serialise(before)).toBe(text);
  });
});
