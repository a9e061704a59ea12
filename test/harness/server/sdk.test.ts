/** SDK v3 clients of every service over HTTP and HTTPS, signatures verified. */

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CompleteSnapshotCommand,
  EBSClient,
  GetSnapshotBlockCommand,
  ListSnapshotBlocksCommand,
  PutSnapshotBlockCommand,
  StartSnapshotCommand,
} from '@aws-sdk/client-ebs';
import { CreateVolumeCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, sdkConfig, type TestServer, testServer } from './support.ts';

let server: TestServer;
const bytes = (text: string) => new TextEncoder().encode(text);
const s3Client = () => new S3Client({ ...sdkConfig(server), forcePathStyle: true });

describe.each([{ tls: false }, { tls: true }])('the SDK, TLS $tls', ({ tls }) => {
  beforeAll(async () => {
    server = await testServer({ auth: 'sigv4', delays: 0, tls });
  });
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.stop();
  });

  it('seals and opens with KMS', async () => {
    const kms = new KMSClient(sdkConfig(server));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags: [{ TagKey: 'a', TagValue: 'b' }] }));
    const context = { EncryptionContext: { purpose: 'test' } };
    const sealed = await kms.send(
      new EncryptCommand({ KeyId: KeyMetadata!.KeyId, Plaintext: bytes('hi'), ...context }),
    );
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, ...context }));
    expect(Buffer.from(opened.Plaintext!).toString()).toBe('hi');
    expect(KeyMetadata!.CreationDate).toBeInstanceOf(Date);
    await expect(kms.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  it('writes, reads, copies, lists and deletes objects', async () => {
    const s3 = s3Client();
    const Bucket = 'sdk-objects';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const Key = 'dir/a b+c ü%.txt';
    await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: 'hello', Metadata: { a: 'b' }, ContentType: 'text/plain' }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body!.transformToString()).toBe('hello');
    expect(got).toMatchObject({
      Metadata: { a: 'b' },
      ContentType: 'text/plain',
      ContentLength: 5,
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    const part = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=1-2' }));
    expect([await part.Body!.transformToString(), part.ContentRange, part.$metadata.httpStatusCode]).toEqual([
      'el',
      'bytes 1-2/5',
      206,
    ]);
    const copied = await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }),
    );
    expect(copied.CopyObjectResult!.ETag).toBe(got.ETag);
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(listed.Contents!.map((object) => decodeURIComponent(object.Key!.replaceAll('+', ' ')))).toEqual([
      'copy',
      Key,
    ]);
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(5);
    expect((await s3.send(new DeleteObjectCommand({ Bucket, Key }))).$metadata.httpStatusCode).toBe(204);
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'copy' }] } }));
    expect(deleted.Deleted).toEqual([{ Key: 'copy' }]);
  });

  it('streams bodies in chunks with a trailing checksum', async () => {
    const s3 = s3Client();
    await s3.send(new CreateBucketCommand({ Bucket: 'sdk-streams' }));
    const body = Buffer.alloc(200_000, 'stream');
    await s3.send(
      new PutObjectCommand({
        Bucket: 'sdk-streams',
        Key: 's',
        Body: Readable.from([body]),
        ContentLength: body.length,
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket: 'sdk-streams', Key: 's', ChecksumMode: 'ENABLED' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(body)).toBe(true);
    expect(got.ChecksumSHA256).toBe(createHash('sha256').update(body).digest('base64'));
  });

  it('uploads in parts', async () => {
    const s3 = s3Client();
    await s3.send(new CreateBucketCommand({ Bucket: 'sdk-parts' }));
    const Body = Buffer.alloc(12 * 1024 * 1024, 'p');
    await new Upload({
      client: s3,
      params: { Bucket: 'sdk-parts', Key: 'large', Body },
      partSize: 5 * 1024 * 1024,
    }).done();
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'sdk-parts', Key: 'large' }));
    expect([head.ContentLength, head.ETag]).toEqual([Body.length, expect.stringMatching(/^"[0-9a-f]{32}-3"$/)]);
  });

  it('presigns a URL that anybody can use until it is altered', async () => {
    const s3 = s3Client();
    await s3.send(new CreateBucketCommand({ Bucket: 'sdk-presigned' }));
    const target = { Bucket: 'sdk-presigned', Key: 'p q' };
    const put = await getSignedUrl(s3, new PutObjectCommand(target), { expiresIn: 60 });
    expect((await ask(server, put, 'PUT', 'by url'))[0]).toBe(200);
    const get = await getSignedUrl(s3, new GetObjectCommand(target), { expiresIn: 60 });
    expect(await ask(server, get)).toEqual([200, 'by url']);
    expect(await ask(server, get.replace('p%20q', 'other'))).toEqual([
      403,
      expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
    ]);
  });

  it('sees the Region of a bucket and its settings', async () => {
    const s3 = s3Client();
    const west = new S3Client({ ...sdkConfig(server), region: 'eu-west-1', forcePathStyle: true });
    await west.send(
      new CreateBucketCommand({ Bucket: 'sdk-west', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    expect((await west.send(new GetBucketLocationCommand({ Bucket: 'sdk-west' }))).LocationConstraint).toBe(
      'eu-west-1',
    );
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'sdk-west' }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
    });
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } };
    await west.send(
      new PutBucketEncryptionCommand({ Bucket: 'sdk-west', ServerSideEncryptionConfiguration: { Rules: [rule] } }),
    );
    const put = await west.send(new PutObjectCommand({ Bucket: 'sdk-west', Key: 'k', Body: 'x' }));
    expect(put.ServerSideEncryption).toBe('aws:kms');
  });

  it('makes volumes with EC2 and finds them by filter', async () => {
    const ec2 = new EC2Client(sdkConfig(server));
    const TagSpecifications = [{ ResourceType: 'volume' as const, Tags: [{ Key: 'name', Value: 'one' }] }];
    const made = await ec2.send(
      new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1, Encrypted: true, TagSpecifications }),
    );
    const Filters = [{ Name: 'tag:name', Values: ['one', 'two'] }];
    const { Volumes } = await ec2.send(new DescribeVolumesCommand({ Filters }));
    expect(Volumes).toMatchObject([{ VolumeId: made.VolumeId, Encrypted: true, Size: 1 }]);
    await expect(ec2.send(new DescribeVolumesCommand({ VolumeIds: ['vol-0123456789abcdef0'] }))).rejects.toMatchObject({
      name: 'InvalidVolume.NotFound',
    });
  });

  it('writes and reads blocks of snapshots', async () => {
    const ebs = new EBSClient(sdkConfig(server));
    const { SnapshotId } = await ebs.send(new StartSnapshotCommand({ VolumeSize: 1, Encrypted: true }));
    const BlockData = Buffer.alloc(524_288, 'b');
    const Checksum = createHash('sha256').update(BlockData).digest('base64');
    const block = { SnapshotId, BlockIndex: 3 };
    await ebs.send(
      new PutSnapshotBlockCommand({
        ...block,
        BlockData,
        DataLength: BlockData.length,
        Checksum,
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    await ebs.send(new CompleteSnapshotCommand({ SnapshotId, ChangedBlocksCount: 1 }));
    const { Blocks } = await ebs.send(new ListSnapshotBlocksCommand({ SnapshotId }));
    expect(Blocks!.map(({ BlockIndex }) => BlockIndex)).toEqual([3]);
    const read = await ebs.send(new GetSnapshotBlockCommand({ ...block, BlockToken: Blocks![0]!.BlockToken }));
    expect(Buffer.from(await read.BlockData!.transformToByteArray()).equals(BlockData)).toBe(true);
    expect(read.Checksum).toBe(Checksum);
  });

  it('reads event history with CloudTrail', async () => {
    const cloudtrail = new CloudTrailClient(sdkConfig(server));
    server.endpoint.simulation.elapse({ minutes: 20 });
    const { Events } = await cloudtrail.send(new LookupEventsCommand({ MaxResults: 50 }));
    expect(Events!.map(({ EventName }) => EventName)).toContain('CreateKey');
  });

  it('makes users with IAM, and roles are taken on with STS', async () => {
    const iam = new IAMClient(sdkConfig(server));
    await iam.send(new CreateUserCommand({ UserName: 'ann', Tags: [{ Key: 'team', Value: 'red' }] }));
    expect((await iam.send(new ListUsersCommand({}))).Users!.map(({ UserName }) => UserName)).toContain('ann');
    const sts = new STSClient(sdkConfig(server));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:iam::123456789012:user/admin');
    const RoleArn = 'arn:aws:iam::123456789012:role/nobody';
    await expect(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('is refused with a wrong secret, and with an access key that nobody has', async () => {
    const { credentials } = sdkConfig(server);
    const wrong = new KMSClient({ ...sdkConfig(server), credentials: { ...credentials, secretAccessKey: 'wrong' } });
    await expect(wrong.send(new CreateKeyCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    const nobody = new KMSClient({ ...sdkConfig(server), credentials: { ...credentials, accessKeyId: 'AKIANOBODY' } });
    await expect(nobody.send(new CreateKeyCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });
});
