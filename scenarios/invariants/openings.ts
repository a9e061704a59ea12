/** Openings: how runs begin that shall meet interesting things early. Ordinary calls, which shrinking may take away. */
import { utf8 } from '../../model/bytes.ts';
import type { Planned, PlannedCall } from '../contract.ts';
import { ACCOUNT, people, REGION } from '../people.ts';
import { firstBlock } from '../vocabulary/ebs.ts';
import { MATERIAL, wrapped } from '../vocabulary/kmsMaterial.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from '../vocabulary/places.ts';

const SETTLED = { seconds: 60 };
const BUCKET = 'keystate-opening';

const guest = people.guest?.caller.principal as string;

const kms = (operation: string, input: PlannedCall['input'], caller?: string): Planned => ({
  service: 'kms',
  operation,
  input,
  ...(caller === undefined ? {} : { caller }),
});
const s3 = (operation: string, input: PlannedCall['input']): Planned => ({ service: 's3', operation, input });
const ec2 = (operation: string, input: PlannedCall['input']): Planned => ({
  service: 'ec2',
  operation,
  input,
  wait: SETTLED,
});

/** The first thing of a kind. */
const first = (kind: 'key' | 'volume' | 'snapshot' | 'instance') => ({ $any: kind, n: 0 }) as const;
const launch = { ImageId: IMAGE_ID, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 };

/** A key. */
export const key: readonly Planned[] = [kms('CreateKey', {})];
/** Two keys. */
export const twoKeys: readonly Planned[] = [...key, ...key];

/** A key and a running instance whose root volume is encrypted under it. */
export const encryptedRoot: readonly Planned[] = [
  ...key,
  ec2('RunInstances', {
    ...launch,
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: first('key') } }],
  }),
];

/** The same, stopped. */
export const stoppedEncryptedRoot: readonly Planned[] = [
  ...encryptedRoot,
  ec2('StopInstances', { InstanceIds: [first('instance')] }),
];

/** A key, a volume under it, and a running instance that has no encrypted volume. */
export const volumeAndInstance: readonly Planned[] = [
  ...key,
  ec2('CreateVolume', { AvailabilityZone: AVAILABILITY_ZONE, Size: 1, Encrypted: true, KmsKeyId: first('key') }),
  ec2('RunInstances', { ...launch, Placement: { AvailabilityZone: AVAILABILITY_ZONE } }),
];

/** The same, the volume attached. */
export const attachedVolume: readonly Planned[] = [
  ...volumeAndInstance,
  ec2('AttachVolume', { InstanceId: first('instance'), VolumeId: first('volume'), Device: '/dev/sdf' }),
];

/** The same, the key disabled, and a start that failed for it. */
export const failedStart: readonly Planned[] = [
  ...stoppedEncryptedRoot,
  kms('DisableKey', { KeyId: first('key') }),
  ec2('StartInstances', { InstanceIds: [first('instance')] }),
];

/** A running instance, a volume for it, and an attachment that failed because the key is disabled. */
export const failedAttachment: readonly Planned[] = [
  ...volumeAndInstance,
  kms('DisableKey', { KeyId: first('key') }),
  ec2('AttachVolume', { InstanceId: first('instance'), VolumeId: first('volume'), Device: '/dev/sdf' }),
];

/** The same with a key that is pending deletion. */
export const pendingAttachment: readonly Planned[] = [
  ...volumeAndInstance,
  kms('ScheduleKeyDeletion', { KeyId: first('key') }),
  ec2('AttachVolume', { InstanceId: first('instance'), VolumeId: first('volume'), Device: '/dev/sdf' }),
];

/** A failed attachment, the key enabled again, and the volume attached. */
export const recoveredAttachment: readonly Planned[] = [
  ...failedAttachment,
  kms('EnableKey', { KeyId: first('key') }),
  ec2('AttachVolume', { InstanceId: first('instance'), VolumeId: first('volume'), Device: '/dev/sdf' }),
];

/** A key and a snapshot of a plain volume. */
export const plainSnapshot: readonly Planned[] = [
  ...key,
  ec2('CreateVolume', { AvailabilityZone: AVAILABILITY_ZONE, Size: 1 }),
  ec2('CreateSnapshot', { VolumeId: first('volume') }),
];

/** A key and a snapshot of the plain root volume of an instance, which holds data. */
export const rootSnapshot: readonly Planned[] = [
  ...key,
  ec2('RunInstances', launch),
  ec2('CreateSnapshot', { VolumeId: first('volume') }),
];

/** A key and a snapshot of a volume under it. */
export const encryptedSnapshot: readonly Planned[] = [
  ...key,
  ec2('CreateVolume', { AvailabilityZone: AVAILABILITY_ZONE, Size: 1, Encrypted: true, KmsKeyId: first('key') }),
  ec2('CreateSnapshot', { VolumeId: first('volume') }),
];

/** A key, a bucket and an object under the key. */
export const encryptedObject: readonly Planned[] = [
  ...key,
  s3('CreateBucket', { Bucket: BUCKET }),
  s3('PutObject', {
    Bucket: BUCKET,
    Key: 'report.txt',
    Body: utf8('an object that was there from the beginning'),
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: { $any: 'key', n: 0, give: 'arn' },
  }),
];

/** The same in a bucket with versioning. */
export const encryptedVersion: readonly Planned[] = [
  ...(encryptedObject.slice(0, 2) as readonly Planned[]),
  s3('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }),
  ...(encryptedObject.slice(2) as readonly Planned[]),
];

/** A key and a ciphertext under it, bound to an encryption context. */
export const ciphertext: readonly Planned[] = [
  ...key,
  kms('Encrypt', {
    KeyId: first('key'),
    Plaintext: utf8('a secret of the opening, long enough to be found'),
    EncryptionContext: { purpose: 'test' },
  }),
];

/** The same bytes encrypted twice. */
export const sameTwice: readonly Planned[] = [...ciphertext, ...ciphertext.slice(1)];

/** A key with an alias, a grant and a ciphertext, and a scheduled deletion. */
export const deletionScheduled: readonly Planned[] = [
  ...ciphertext,
  kms('CreateAlias', { AliasName: 'alias/opening', TargetKeyId: first('key') }),
  kms('CreateGrant', { KeyId: first('key'), GranteePrincipal: guest, Operations: ['Decrypt'] }),
  kms('ScheduleKeyDeletion', { KeyId: first('key'), PendingWindowInDays: 7 }),
];

/** What the guest, who has no policy, can do with a grant: decrypt. */
const guestDecrypts = kms(
  'Decrypt',
  {
    CiphertextBlob: { $any: 'ciphertext', n: 0, give: 'blob' },
    EncryptionContext: { $any: 'ciphertext', n: 0, give: 'context' },
  },
  'guest',
);

/** A ciphertext, and a grant by which the guest opens it. */
export const grantToGuest: readonly Planned[] = [
  ...ciphertext,
  kms('CreateGrant', { KeyId: first('key'), GranteePrincipal: guest, Operations: ['Decrypt', 'Encrypt'] }),
  guestDecrypts,
];

/** The same, bound to an encryption context. */
export const constrainedGrantToGuest: readonly Planned[] = [
  ...ciphertext,
  kms('CreateGrant', {
    KeyId: first('key'),
    GranteePrincipal: guest,
    Operations: ['Decrypt', 'Encrypt'],
    Constraints: { EncryptionContextSubset: { purpose: 'test' } },
  }),
  guestDecrypts,
];

/** A grant, and a key policy that denies what the grant gives. */
export const grantThenDeny: readonly Planned[] = [
  ...grantToGuest.slice(0, -1),
  kms('PutKeyPolicy', {
    KeyId: first('key'),
    Policy: {
      $json: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
          { Effect: 'Deny', Principal: { AWS: guest }, Action: 'kms:*', Resource: '*' },
        ],
      },
    },
  }),
  guestDecrypts,
];

/** A key with imported material, and a ciphertext under it. */
export const importedMaterial: readonly Planned[] = [
  { service: 'kms', operation: 'CreateKey', input: { Origin: 'EXTERNAL' } },
  {
    service: 'kms',
    operation: 'GetParametersForImport',
    input: { KeyId: first('key'), WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' },
    name: 'parameters',
  },
  kms('ImportKeyMaterial', {
    KeyId: first('key'),
    ImportToken: { $ref: 'parameters.ImportToken' },
    EncryptedKeyMaterial: wrapped(MATERIAL),
    ValidTo: { $now: { days: 3 } },
  }),
  ...ciphertext.slice(1),
];

/** A key that rotates, a ciphertext from before its first rotation, and another from after it. */
export const rotatedKey: readonly Planned[] = [
  ...ciphertext,
  kms('EnableKeyRotation', { KeyId: first('key'), RotationPeriodInDays: 90 }),
  { elapse: { days: 91 } },
  ...ciphertext.slice(1),
];

/** A multi-Region key, a ciphertext under it, and a replica that opens it. */
export const multiRegion: readonly Planned[] = [
  kms('CreateKey', { MultiRegion: true }),
  ...ciphertext.slice(1),
  kms('ReplicateKey', { KeyId: first('key'), ReplicaRegion: 'us-west-2' }),
  { elapse: { minutes: 5 } },
  {
    service: 'kms',
    operation: 'Decrypt',
    input: {
      CiphertextBlob: { $any: 'ciphertext', n: 0, give: 'blob' },
      EncryptionContext: { $any: 'ciphertext', n: 0, give: 'context' },
    },
    region: 'us-west-2',
  },
  kms('ScheduleKeyDeletion', { KeyId: first('key'), PendingWindowInDays: 7 }),
  {
    service: 'kms',
    operation: 'ScheduleKeyDeletion',
    input: { KeyId: first('key'), PendingWindowInDays: 7 },
    region: 'us-west-2',
  },
];

/** A snapshot with data and an encrypted copy of it, their blocks listed, the first of each read. */
export const copiedBlocks: readonly Planned[] = [
  ...rootSnapshot.slice(0, 2),
  { ...(rootSnapshot[2] as PlannedCall), name: 'plain' },
  {
    service: 'ec2',
    operation: 'CopySnapshot',
    input: {
      SourceSnapshotId: first('snapshot'),
      SourceRegion: REGION,
      Encrypted: true,
      KmsKeyId: { $any: 'key', n: 0, give: 'arn' },
    },
    name: 'copy',
    wait: SETTLED,
  },
  {
    service: 'ebs',
    operation: 'ListSnapshotBlocks',
    input: { SnapshotId: { $ref: 'plain.SnapshotId' } },
    name: 'plainBlocks',
  },
  {
    service: 'ebs',
    operation: 'ListSnapshotBlocks',
    input: { SnapshotId: { $ref: 'copy.SnapshotId' } },
    name: 'copyBlocks',
  },
  { service: 'ebs', operation: 'GetSnapshotBlock', input: firstBlock('plain', 'plainBlocks') },
  { service: 'ebs', operation: 'GetSnapshotBlock', input: firstBlock('copy', 'copyBlocks') },
];
