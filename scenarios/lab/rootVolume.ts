/**
 * An encrypted root volume: an instance that does not start while its key is disabled, an object that cannot be read, and the
 * trail that tells why. Order of the records and outcomes follow the published write-ups of an AWS Academy lab ("Encrypting
 * Data at Rest by Using AWS KMS"); the last steps are about data in transit.
 */
import { utf8 } from '../../model/bytes.ts';
import { type Lab, ref } from '../contract.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from '../vocabulary/places.ts';
import {
  called,
  decryptedByHost,
  EC2_FOR_CALLER,
  ec2,
  forCaller,
  kms,
  refused,
  retiredByEc2,
  S3_FOR_CALLER,
  s3,
  text,
} from './told.ts';

const KEY = ref('createKey.KeyMetadata.KeyId');
const KEY_ARN = ref('createKey.KeyMetadata.Arn');
const INSTANCE = ref('launch.Instances.0.InstanceId');
const OLD_ROOT = ref('describe.Reservations.0.Instances.0.BlockDeviceMappings.0.Ebs.VolumeId');
const SNAPSHOT = ref('createSnapshot.SnapshotId');
const NEW_ROOT = ref('createVolume.VolumeId');
const BUCKET = 'keystate-lab-bucket';
const OBJECT = 'report.txt';
const CONTENT = utf8('The quick brown fox keeps its secrets at rest.');
/** Long enough for anything that EC2 begins. */
const SETTLED = { seconds: 60 };
const INSECURE = { secureTransport: false };
const underKey = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN };
const read = { Bucket: BUCKET, Key: OBJECT };

export const rootVolume: Lab = {
  id: 'root-volume',
  title: text('An encrypted root volume, an object, and a disabled key'),
  intro: text(
    'We give an instance an encrypted root volume, store an object under the same key, and disable the key. The instance no longer ' +
      'starts and the object can no longer be read, until the key is enabled again. CloudTrail tells who used the key and when.',
  ),
  names: {
    key: { kind: 'key', id: KEY_ARN },
    bucket: { kind: 'bucket', id: BUCKET },
    object: { kind: 'object', id: { $text: [BUCKET, '/', OBJECT, '?null'] } },
    instance: { kind: 'instance', id: INSTANCE },
    oldVolume: { kind: 'volume', id: OLD_ROOT },
    snapshot: { kind: 'snapshot', id: SNAPSHOT },
    volume: { kind: 'volume', id: NEW_ROOT },
  },
  steps: [
    {
      title: text('Create a key'),
      look: text('One symmetric key serves both S3 and EBS. An alias gives it a name that people can remember.'),
      calls: [
        kms('CreateKey', { Description: 'Lab key for S3 and EBS' }, { name: 'createKey' }),
        kms('CreateAlias', { AliasName: 'alias/lab-key', TargetKeyId: KEY }),
      ],
      expect: { states: { key: 'Enabled' }, records: [called('CreateKey'), called('CreateAlias')] },
    },
    {
      title: text('Store an object under the key'),
      look: text(
        'S3 asks KMS for a data key in our name (GenerateDataKey, invokedBy S3), encrypts the object with it and keeps only the ' +
          'encrypted data key. In the default trail you see just the KMS half: PutObject is a data event, which is off by default.',
      ),
      calls: [
        s3('CreateBucket', { Bucket: BUCKET }),
        s3('PutObject', { Bucket: BUCKET, Key: OBJECT, Body: CONTENT, ...underKey }, { name: 'put' }),
      ],
      expect: {
        output: { 'put.ServerSideEncryption': 'aws:kms', 'put.SSEKMSKeyId': KEY_ARN },
        records: [called('CreateBucket'), called('PutObject'), forCaller('GenerateDataKey', S3_FOR_CALLER)],
      },
    },
    {
      title: text('Read it'),
      look: text('Each read of the object decrypts its data key again: one GetObject, one Decrypt, in our name.'),
      calls: [s3('GetObject', read, { name: 'firstRead' })],
      expect: {
        output: { 'firstRead.Body': CONTENT },
        records: [called('GetObject'), forCaller('Decrypt', S3_FOR_CALLER)],
      },
    },
    {
      title: text('Launch an instance with a plain root volume'),
      look: text('The public image is not encrypted and neither is the new root volume: KMS is not asked.'),
      calls: [
        ec2(
          'RunInstances',
          {
            ImageId: IMAGE_ID,
            InstanceType: 't3.micro',
            MinCount: 1,
            MaxCount: 1,
            Placement: { AvailabilityZone: AVAILABILITY_ZONE },
          },
          { name: 'launch', wait: SETTLED },
        ),
        ec2('DescribeInstances', { InstanceIds: [INSTANCE] }, { name: 'describe' }),
      ],
      expect: {
        states: { instance: 'running', oldVolume: 'in-use' },
        output: { 'describe.Reservations.0.Instances.0.RootDeviceName': '/dev/xvda' },
        records: [called('RunInstances'), called('DescribeInstances')],
      },
    },
    {
      title: text('Stop the instance and take a snapshot of its root volume'),
      look: text(
        'A volume that exists cannot be encrypted in place. The way leads through a snapshot; the instance stops first so that the ' +
          'snapshot is whole. There is still nothing encrypted and no KMS call.',
      ),
      calls: [
        ec2('StopInstances', { InstanceIds: [INSTANCE] }, { wait: SETTLED }),
        ec2('CreateSnapshot', { VolumeId: OLD_ROOT }, { name: 'createSnapshot', wait: SETTLED }),
      ],
      expect: {
        states: { instance: 'stopped', snapshot: 'completed' },
        path: { instance: ['running', 'stopping', 'stopped'], snapshot: ['pending', 'completed'] },
        output: { 'createSnapshot.Encrypted': false },
        records: [called('StopInstances'), called('CreateSnapshot')],
      },
    },
    {
      title: text('Create an encrypted volume from the snapshot'),
      look: text(
        'The blocks have to be encrypted while they are copied. EC2 creates a grant, makes a data key, decrypts it to write the blocks, ' +
          'and gives the grant back. The snapshot stays as it was: unencrypted.',
      ),
      calls: [
        ec2(
          'CreateVolume',
          { AvailabilityZone: AVAILABILITY_ZONE, SnapshotId: SNAPSHOT, Encrypted: true, KmsKeyId: KEY },
          { name: 'createVolume', wait: SETTLED },
        ),
        ec2('DescribeVolumes', { VolumeIds: [NEW_ROOT] }, { name: 'describeVolume' }),
      ],
      expect: {
        states: { volume: 'available', snapshot: 'completed' },
        path: { volume: ['creating', 'available'] },
        output: { 'describeVolume.Volumes.0.Encrypted': true, 'describeVolume.Volumes.0.KmsKeyId': KEY_ARN },
        records: [
          called('CreateVolume'),
          forCaller('CreateGrant', EC2_FOR_CALLER),
          forCaller('GenerateDataKeyWithoutPlaintext', EC2_FOR_CALLER),
          decryptedByHost,
          retiredByEc2,
          called('DescribeVolumes'),
        ],
      },
    },
    {
      title: text('Exchange the root volume'),
      look: text(
        'The new volume takes the place of the old one, at the same device name. The instance is stopped, so nobody needs the data key ' +
          'yet: KMS is not asked. It will be when the instance starts.',
      ),
      calls: [
        ec2('DetachVolume', { VolumeId: OLD_ROOT }, { wait: SETTLED }),
        ec2('AttachVolume', { InstanceId: INSTANCE, VolumeId: NEW_ROOT, Device: '/dev/xvda' }, { wait: SETTLED }),
      ],
      expect: {
        states: { instance: 'stopped', oldVolume: 'available', volume: 'in-use' },
        records: [called('DetachVolume'), called('AttachVolume')],
      },
    },
    {
      title: text('Disable the key'),
      look: text(
        'One call, and both the instance and the object depend on it. Nothing is lost: a disabled key can be enabled again.',
      ),
      calls: [kms('DisableKey', { KeyId: KEY }), kms('DescribeKey', { KeyId: KEY }, { name: 'disabled' })],
      expect: {
        states: { key: 'Disabled', instance: 'stopped', volume: 'in-use' },
        output: { 'disabled.KeyMetadata.Enabled': false },
        records: [called('DisableKey'), called('DescribeKey')],
      },
    },
    {
      title: text('Try to start the instance'),
      look: text(
        'The call succeeds, and so its record shows no error: the instance is pending. Seconds later it is stopped again. The cause ' +
          'is one record further on: CreateGrant, made by EC2 in our name, was refused because the key is disabled.',
      ),
      calls: [
        ec2('StartInstances', { InstanceIds: [INSTANCE] }, { name: 'start', wait: SETTLED }),
        ec2('DescribeInstances', { InstanceIds: [INSTANCE] }, { name: 'why' }),
      ],
      expect: {
        states: { key: 'Disabled', instance: 'stopped' },
        path: { instance: ['stopped', 'pending', 'stopped'] },
        output: { 'start.StartingInstances.0.CurrentState.Name': 'pending' },
        records: [
          called('StartInstances'),
          {
            eventName: 'CreateGrant',
            errorCode: 'DisabledException',
            errorMessage: { $text: [KEY_ARN, ' is disabled.'] },
            invokedBy: EC2_FOR_CALLER,
            identityType: 'IAMUser',
          },
          called('DescribeInstances'),
        ],
      },
    },
    {
      title: text('Try to read the object'),
      look: text(
        'S3 cannot have the data key decrypted and passes the refusal on: KMS.DisabledException. The object itself is still there: ' +
          'its headers can be read, since they are not encrypted.',
      ),
      calls: [s3('GetObject', read, { name: 'lockedRead' }), s3('HeadObject', read, { name: 'head' })],
      expect: {
        outcomes: { lockedRead: 'KMS.DisabledException' },
        output: { 'head.SSEKMSKeyId': KEY_ARN },
        records: [
          refused('GetObject', 'KMS.DisabledException'),
          { eventName: 'Decrypt', errorCode: 'DisabledException', invokedBy: S3_FOR_CALLER, identityType: 'IAMUser' },
          called('HeadObject'),
        ],
      },
    },
    {
      title: text('Enable the key again'),
      look: text(
        'Both work at once, with no other repair: the object is what it was, byte for byte, and the instance starts. Now the records ' +
          'show the grant for the host of the instance and its Decrypt.',
      ),
      calls: [
        kms('EnableKey', { KeyId: KEY }),
        s3('GetObject', read, { name: 'secondRead' }),
        ec2('StartInstances', { InstanceIds: [INSTANCE] }, { wait: SETTLED }),
      ],
      expect: {
        states: { key: 'Enabled', instance: 'running', volume: 'in-use' },
        path: { instance: ['stopped', 'pending', 'running'] },
        output: { 'secondRead.Body': CONTENT },
        records: [
          called('EnableKey'),
          called('GetObject'),
          forCaller('Decrypt', S3_FOR_CALLER),
          called('StartInstances'),
          forCaller('CreateGrant', EC2_FOR_CALLER),
          decryptedByHost,
        ],
      },
    },
    {
      title: text('Ask CloudTrail who used the key, and when'),
      look: text(
        'Event history has an event at most 15 minutes after the call, newest first; so we wait. Look up by the ARN of the key: every ' +
          'use is there with user and time, ours and those that EC2 and S3 made for us, the refused ones too.',
      ),
      calls: [
        {
          service: 'cloudtrail',
          operation: 'LookupEvents',
          input: { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'DisableKey' }] },
          name: 'tooEarly',
        },
        { elapse: { minutes: 15 } },
        {
          service: 'cloudtrail',
          operation: 'LookupEvents',
          input: { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: KEY_ARN }] },
          name: 'used',
        },
        {
          service: 'cloudtrail',
          operation: 'LookupEvents',
          input: { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'DisableKey' }] },
          name: 'disabledBy',
        },
      ],
      expect: {
        output: {
          'tooEarly.Events.length': 0,
          // The newest four: the start that worked, the read before it, and the key's return.
          'used.Events.0.EventName': 'Decrypt',
          'used.Events.0.Username': INSTANCE,
          'used.Events.1.EventName': 'CreateGrant',
          'used.Events.1.Username': 'admin',
          'used.Events.2.EventName': 'Decrypt',
          'used.Events.2.Username': 'admin',
          'used.Events.3.EventName': 'EnableKey',
          'disabledBy.Events.0.Username': 'admin',
          'disabledBy.Events.0.Resources.0.ResourceName': KEY_ARN,
        },
        records: [called('LookupEvents'), called('LookupEvents'), called('LookupEvents')],
      },
    },
    {
      title: text('Data in transit: the key needs TLS'),
      look: text(
        'Encryption at rest says nothing about the way there. Over plain HTTP S3 refuses a request that needs KMS, before it even ' +
          'looks at permissions; an object under the key of S3 itself would still be accepted.',
      ),
      calls: [
        s3(
          'PutObject',
          { Bucket: BUCKET, Key: 'in-transit.txt', Body: CONTENT, ...underKey },
          { name: 'plainHttp', connection: INSECURE },
        ),
        s3(
          'PutObject',
          { Bucket: BUCKET, Key: 'in-transit.txt', Body: CONTENT, ServerSideEncryption: 'AES256' },
          { name: 'accepted', connection: INSECURE },
        ),
      ],
      expect: {
        outcomes: { plainHttp: 'InvalidArgument' },
        output: { 'accepted.ServerSideEncryption': 'AES256' },
        records: [refused('PutObject', 'InvalidArgument'), called('PutObject')],
      },
    },
    {
      title: text('Data in transit: TLS for everything'),
      look: text(
        'A bucket policy that denies aws:SecureTransport = false closes the rest: the same object is now refused with AccessDenied, ' +
          'and over TLS everything goes on as before.',
      ),
      calls: [
        s3('PutBucketPolicy', {
          Bucket: BUCKET,
          Policy: {
            $json: {
              Version: '2012-10-17',
              Statement: [
                {
                  Sid: 'TlsOnly',
                  Effect: 'Deny',
                  Principal: '*',
                  Action: 's3:*',
                  Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
              ],
            },
          },
        }),
        s3('GetObject', { Bucket: BUCKET, Key: 'in-transit.txt' }, { name: 'denied', connection: INSECURE }),
        s3('GetObject', { Bucket: BUCKET, Key: 'in-transit.txt' }, { name: 'overTls' }),
      ],
      expect: {
        outcomes: { denied: 'AccessDenied' },
        output: { 'overTls.Body': CONTENT },
        records: [called('PutBucketPolicy'), refused('GetObject', 'AccessDenied'), called('GetObject')],
      },
    },
  ],
};
