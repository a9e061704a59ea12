/** Good requests of every protocol, as SDK clients make them: what the fuzzer alters. */

import { Readable } from 'node:stream';
import {
  CloudTrailClient,
  CreateTrailCommand,
  DescribeTrailsCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  CompleteSnapshotCommand,
  EBSClient,
  ListSnapshotBlocksCommand,
  PutSnapshotBlockCommand,
  StartSnapshotCommand,
} from '@aws-sdk/client-ebs';
import {
  AttachVolumeCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  ImportKeyMaterialCommand,
  KMSClient,
  ListKeysCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { CreateDBInstanceCommand, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { CreateClusterCommand, DescribeClustersCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { WireRequest } from '../../../../harness/server/protocols/message.ts';
import { type SdkRequest, wireRequest } from '../../../../harness/simulate/handler.ts';
import type { SimulatedAws } from '../../../../harness/simulate/simulate.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const Bucket = 'fuzz-bucket';
const Key = 'dir/key 1';
const VolumeId = 'vol-0123456789abcdef0';
const policy = (Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource }] });

/** Sends good requests of all services to an AWS and gives them as they stood on the wire, answered or refused. */
export async function corpusOf(aws: SimulatedAws): Promise<WireRequest[]> {
  const requests: WireRequest[] = [];
  const { requestHandler, ...rest } = aws.clientConfig();
  const recording = {
    ...requestHandler,
    handle: async (request: SdkRequest) => {
      const wire = await wireRequest({ ...request, body: await drained(request) });
      requests.push(wire);
      return requestHandler.handle({ ...request, body: wire.body });
    },
  };
  const config = { ...rest, requestHandler: recording, maxAttempts: 1 };
  // biome-ignore lint/suspicious/noExplicitAny: clients and commands of nine services have no type in common
  const send = async (client: any, commands: readonly any[]) => {
    for (const command of commands) await client.send(command).catch(() => undefined);
  };
  const kms = new KMSClient(config);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags: [{ TagKey: 'a', TagValue: 'b' }] }));
  const KeyId = KeyMetadata!.KeyId!;
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId, Plaintext: bytes('x'), EncryptionContext: { a: 'b' } }),
  );
  await send(kms, kmsCommands(KeyId, CiphertextBlob!));
  await send(new S3Client(config), s3Commands(KeyId));
  await send(new EC2Client(config), ec2Commands(KeyId));
  await send(new EBSClient(config), [
    new StartSnapshotCommand({ VolumeSize: 1, Encrypted: true }),
    new PutSnapshotBlockCommand({
      SnapshotId: 'snap-0123456789abcdef0',
      BlockIndex: 1,
      BlockData: bytes('x'),
      DataLength: 1,
      Checksum: 'eA==',
      ChecksumAlgorithm: 'SHA256',
    }),
    new ListSnapshotBlocksCommand({ SnapshotId: 'snap-0123456789abcdef0', MaxResults: 100 }),
    new CompleteSnapshotCommand({ SnapshotId: 'snap-0123456789abcdef0', ChangedBlocksCount: 0 }),
  ]);
  await send(new CloudTrailClient(config), [
    new CreateTrailCommand({ Name: 'trail', S3BucketName: Bucket }),
    new DescribeTrailsCommand({}),
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'x' }],
      StartTime: new Date(0),
    }),
    new PutEventSelectorsCommand({ TrailName: 'trail', EventSelectors: [{ ReadWriteType: 'All' }] }),
  ]);
  await send(new IAMClient(config), [
    new CreateUserCommand({ UserName: 'u', Tags: [{ Key: 'a', Value: 'b' }] }),
    new PutUserPolicyCommand({ UserName: 'u', PolicyName: 'p', PolicyDocument: policy('*') }),
    new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: policy('*') }),
    new ListUsersCommand({ MaxItems: 5 }),
  ]);
  await send(new STSClient(config), [
    new GetCallerIdentityCommand({}),
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/r', RoleSessionName: 's', DurationSeconds: 900 }),
  ]);
  await send(new RDSClient(config), [
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'db',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'me',
      MasterUserPassword: 'password1',
      StorageEncrypted: true,
      KmsKeyId: KeyId,
    }),
    new DescribeDBInstancesCommand({ Filters: [{ Name: 'engine', Values: ['postgres'] }], MaxRecords: 20 }),
  ]);
  await send(new RedshiftClient(config), [
    new CreateClusterCommand({
      ClusterIdentifier: 'c',
      NodeType: 'ra3.xlplus',
      MasterUsername: 'me',
      MasterUserPassword: 'Password1',
      Encrypted: true,
    }),
    new DescribeClustersCommand({ MaxRecords: 20 }),
  ]);
  return requests;
}

async function drained(request: SdkRequest): Promise<unknown> {
  if (!(request.body instanceof Readable)) return request.body;
  return Buffer.concat(await request.body.toArray());
}

const kmsCommands = (KeyId: string, CiphertextBlob: Uint8Array) => [
  new DecryptCommand({ CiphertextBlob, EncryptionContext: { a: 'b' } }),
  new ReEncryptCommand({ CiphertextBlob, SourceEncryptionContext: { a: 'b' }, DestinationKeyId: KeyId }),
  new DescribeKeyCommand({ KeyId }),
  new ListKeysCommand({ Limit: 10 }),
  new CreateAliasCommand({ AliasName: 'alias/fuzz', TargetKeyId: KeyId }),
  new CreateGrantCommand({
    KeyId,
    GranteePrincipal: 'arn:aws:iam::123456789012:user/admin',
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { a: 'b' } },
  }),
  new GenerateDataKeyCommand({ KeyId, NumberOfBytes: 32 }),
  new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'c', TagValue: 'd' }] }),
  new PutKeyPolicyCommand({ KeyId, Policy: policy('*') }),
  new SignCommand({ KeyId, Message: bytes('m'), SigningAlgorithm: 'ECDSA_SHA_256' }),
  new ImportKeyMaterialCommand({
    KeyId,
    ImportToken: bytes('t'),
    EncryptedKeyMaterial: bytes('m'),
    ValidTo: new Date(0),
  }),
  new ScheduleKeyDeletionCommand({ KeyId: 'alias/none', PendingWindowInDays: 7 }),
];

const s3Commands = (SSEKMSKeyId: string) => [
  new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { Tags: [{ Key: 'a', Value: 'b' }] } }),
  new PutObjectCommand({
    Bucket,
    Key,
    Body: 'hello',
    Metadata: { a: 'b' },
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId,
    Tagging: 'a=b',
  }),
  new PutObjectCommand({ Bucket, Key: 'stream', Body: Readable.from(['streamed']), ContentLength: 8 }),
  new PutObjectCommand({
    Bucket,
    Key: 'own',
    Body: 'x',
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: '0'.repeat(32),
  }),
  new GetObjectCommand({ Bucket, Key, Range: 'bytes=0-1', IfMatch: '"x"', ResponseExpires: new Date(0) }),
  new GetObjectCommand({ Bucket, Key, VersionId: 'null', PartNumber: 1 }),
  new HeadObjectCommand({ Bucket, Key }),
  new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ETag', 'ObjectSize'] }),
  new CopyObjectCommand({
    Bucket,
    Key: 'copy',
    CopySource: `${Bucket}/${encodeURIComponent(Key)}`,
    MetadataDirective: 'REPLACE',
  }),
  new ListObjectsV2Command({ Bucket, Prefix: 'd', Delimiter: '/', MaxKeys: 5, EncodingType: 'url', StartAfter: 'a' }),
  new ListObjectVersionsCommand({ Bucket, KeyMarker: 'a', VersionIdMarker: 'b' }),
  new CreateMultipartUploadCommand({ Bucket, Key: 'parts', ChecksumAlgorithm: 'CRC32' }),
  new UploadPartCommand({ Bucket, Key: 'parts', UploadId: 'upload', PartNumber: 1, Body: 'part' }),
  new CompleteMultipartUploadCommand({
    Bucket,
    Key: 'parts',
    UploadId: 'upload',
    MultipartUpload: { Parts: [{ ETag: '"x"', PartNumber: 1 }] },
  }),
  new DeleteObjectsCommand({
    Bucket,
    Delete: { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'null' }], Quiet: true },
  }),
  new PutBucketEncryptionCommand({
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
    },
  }),
  new PutBucketPolicyCommand({ Bucket, Policy: policy(`arn:aws:s3:::${Bucket}`) }),
  new GetBucketPolicyCommand({ Bucket }),
  new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
  new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
  new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
];

const ec2Commands = (KmsKeyId: string) => [
  new RunInstancesCommand({
    ImageId: 'ami-0123456789abcdef0',
    MinCount: 1,
    MaxCount: 1,
    InstanceType: 't3.micro',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId, VolumeSize: 8 } }],
  }),
  new CreateVolumeCommand({
    AvailabilityZone: 'us-east-1a',
    Size: 1,
    Encrypted: true,
    KmsKeyId,
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }] }],
  }),
  new DescribeVolumesCommand({ Filters: [{ Name: 'status', Values: ['available', 'in-use'] }], MaxResults: 10 }),
  new DescribeInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] }),
  new AttachVolumeCommand({ InstanceId: 'i-0123456789abcdef0', VolumeId, Device: '/dev/sdf' }),
  new CreateSnapshotCommand({ VolumeId, Description: 'x' }),
  new StopInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'], Force: true }),
  new CreateTagsCommand({ Resources: [VolumeId], Tags: [{ Key: 'a', Value: 'b' }] }),
];
