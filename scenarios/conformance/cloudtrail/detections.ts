/** What the rules of products that watch CloudTrail look for: each finds its event, with the fields that it matches. */
import { reported } from '../../../model/evidence.ts';
import type { Planned, PlannedCall } from '../../contract.ts';
import { OTHER_ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, POLICY_OF_TWO_ACCOUNTS } from '../keyUnderTest.ts';
import { importCalls } from '../kms/keyKinds.ts';
import { ec2, kms, open, type PlannedInput, type Row, type Step, s3, slug, tableOf } from '../telling.ts';
import { ABSENT, bucket, encrypt, object, put, recording } from './calls.ts';
import { create, bucket as logBucket, logging, on, select } from './words.ts';

/** The table. */
export const cloudtrailDetections: BehaviourTable = tableOf(
  'cloudtrail/detections',
  'CloudTrail: what published detections look for',
  'cloudtrail',
  rows,
);

const ELASTIC = reported('https://github.com/elastic/detection-rules');
const SIGMA = reported('https://github.com/SigmaHQ/sigma');
const PANTHER = reported('https://github.com/panther-labs/panther-analysis');

const of = (service: string, eventName: string, more: PlannedInput = {}): PlannedInput => ({
  eventSource: `${service}.amazonaws.com`,
  eventName,
  errorCode: ABSENT,
  ...more,
});
const aboutKey = { resources: [open({ ARN: KEY, type: 'AWS::KMS::Key' })] };
const schedule = kms('ScheduleKeyDeletion', { KeyId: KEY, PendingWindowInDays: 7 });
const imported: readonly Planned[] = [
  kms('CreateKey', { Origin: 'EXTERNAL' }, { name: 'key' }),
  ...importCalls('symmetric', KEY, 'material'),
];
const withKey = (call: PlannedCall): readonly [readonly Step[], PlannedCall] => [makeKey(), call];

function* rows(): Generator<Row> {
  const watched: readonly (readonly [string, typeof ELASTIC, readonly [readonly Step[], PlannedCall], PlannedInput])[] =
    [
      [
        'Elastic: customer managed key disabled',
        ELASTIC,
        withKey(kms('DisableKey', { KeyId: KEY })),
        of('kms', 'DisableKey', aboutKey),
      ],
      [
        'Elastic: customer managed key scheduled for deletion',
        ELASTIC,
        withKey(schedule),
        of('kms', 'ScheduleKeyDeletion', aboutKey),
      ],
      [
        'Elastic: imported key material deleted by a person',
        ELASTIC,
        [imported, kms('DeleteImportedKeyMaterial', { KeyId: KEY })],
        of('kms', 'DeleteImportedKeyMaterial', { userIdentity: open({ type: 'IAMUser' }) }),
      ],
      [
        'Elastic: key policy opened to another account',
        ELASTIC,
        withKey(kms('PutKeyPolicy', { KeyId: KEY, Policy: POLICY_OF_TWO_ACCOUNTS })),
        of('kms', 'PutKeyPolicy', { requestParameters: open({ policy: { $like: OTHER_ACCOUNT } }) }),
      ],
      [
        'Elastic: encryption by default of EBS switched off',
        ELASTIC,
        [[], ec2('DisableEbsEncryptionByDefault')],
        of('ec2', 'DisableEbsEncryptionByDefault'),
      ],
      [
        'Elastic: an object copied under a key of another account',
        ELASTIC,
        [
          [kms('CreateKey', { Policy: POLICY_OF_TWO_ACCOUNTS }, { name: 'key', caller: 'outsider' }), bucket, put],
          s3('CopyObject', {
            ...object,
            Key: 'copy',
            CopySource: 'conformance-bucket/k',
            ServerSideEncryption: 'aws:kms',
            SSEKMSKeyId: KEY,
          }),
        ],
        of('s3', 'CopyObject', {
          requestParameters: open({ 'x-amz-server-side-encryption-aws-kms-key-id': { $like: OTHER_ACCOUNT } }),
        }),
      ],
      [
        'Elastic: a snapshot of EBS shared with another account',
        ELASTIC,
        [
          [
            ec2('CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 1 }, { name: 'volume', wait: { minutes: 1 } }),
            ec2(
              'CreateSnapshot',
              { VolumeId: { $ref: 'volume.VolumeId' } },
              { name: 'snapshot', wait: { minutes: 2 } },
            ),
          ],
          ec2('ModifySnapshotAttribute', {
            SnapshotId: { $ref: 'snapshot.SnapshotId' },
            Attribute: 'createVolumePermission',
            OperationType: 'add',
            UserIds: [OTHER_ACCOUNT],
          }),
        ],
        of('ec2', 'ModifySnapshotAttribute', {
          requestParameters: open({ attributeType: 'CREATE_VOLUME_PERMISSION' }),
        }),
      ],
      [
        'Elastic: KMS left out of a trail',
        ELASTIC,
        [
          [...logBucket, create()],
          select({
            EventSelectors: [{ IncludeManagementEvents: true, ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
          }),
        ],
        of('cloudtrail', 'PutEventSelectors'),
      ],
      [
        'Sigma: imported key material used',
        SIGMA,
        [[], imported.at(-1) as PlannedCall],
        of('kms', 'ImportKeyMaterial'),
      ],
      ['Sigma: a trail stopped', SIGMA, [logging(), on('StopLogging')], of('cloudtrail', 'StopLogging')],
      ['Sigma: a trail deleted', SIGMA, [logging(), on('DeleteTrail')], of('cloudtrail', 'DeleteTrail')],
      [
        'Panther: default encryption of a bucket deleted',
        PANTHER,
        [[bucket], s3('DeleteBucketEncryption', { Bucket: 'conformance-bucket' })],
        of('s3', 'DeleteBucketEncryption', { requestParameters: open({ bucketName: 'conformance-bucket' }) }),
      ],
      ['Panther: a key lost, told once a key', PANTHER, withKey(schedule), { resources: [open({ ARN: KEY })] }],
      [
        'a grant to another account without a constraint',
        reported('https://github.com/elastic/detection-rules'),
        withKey(
          kms('CreateGrant', {
            KeyId: KEY,
            GranteePrincipal: `arn:aws:iam::${OTHER_ACCOUNT}:root`,
            Operations: ['Decrypt'],
          }),
        ),
        of('kms', 'CreateGrant', {
          requestParameters: open({
            granteePrincipal: { $like: OTHER_ACCOUNT },
            operations: ['Decrypt'],
            constraints: ABSENT,
          }),
        }),
      ],
      [
        'a Decrypt by a person and not by a service',
        reported('https://github.com/elastic/detection-rules'),
        [
          [...makeKey(), encrypt()],
          kms('Decrypt', { CiphertextBlob: { $ref: 'sealed.CiphertextBlob' }, EncryptionContext: { project: 'x' } }),
        ],
        of('kms', 'Decrypt', { userIdentity: open({ type: 'IAMUser', invokedBy: ABSENT }) }),
      ],
    ];
  for (const [rule, evidence, [before, call], record] of watched) {
    const steps = rule.startsWith('Sigma: imported') ? imported.slice(0, -1) : before;
    yield [slug(rule), `What a rule looks for is there: ${rule}`, evidence, [...steps, recording(call, record)]];
  }
}
