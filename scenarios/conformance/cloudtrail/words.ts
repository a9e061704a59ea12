/** Words in which behaviours of CloudTrail are told. */
import type { Duration } from '../../../model/step.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { Expectation } from '../behaviour.ts';
import { cloudtrail, kms, ok, open, type PlannedInput, type Step, s3, see } from '../telling.ts';

const GUIDE = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide';
const API = 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference';
const KMS_GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide';

/** Guides, API reference and recordings that the tables of CloudTrail are from. */
export const sources = {
  contents: `${GUIDE}/cloudtrail-event-reference-record-contents.html`,
  identity: `${GUIDE}/cloudtrail-event-reference-user-identity.html`,
  how: `${GUIDE}/how-cloudtrail-works.html`,
  files: `${GUIDE}/get-and-view-cloudtrail-log-files.html`,
  bucketPolicy: `${GUIDE}/create-s3-bucket-policy-for-cloudtrail.html`,
  concepts: `${GUIDE}/cloudtrail-concepts.html`,
  limits: `${GUIDE}/WhatIsCloudTrail-Limits.html`,
  history: `${GUIDE}/view-cloudtrail-events.html`,
  management: `${GUIDE}/logging-management-events-with-cloudtrail.html`,
  data: `${GUIDE}/logging-data-events-with-cloudtrail.html`,
  digests: `${GUIDE}/cloudtrail-log-file-validation-digest-file-structure.html`,
  encrypted: `${GUIDE}/encrypting-cloudtrail-log-files-with-aws-kms.html`,
  operation: (name: string) => `${API}/API_${name}.html`,
  kms: `${KMS_GUIDE}/logging-using-cloudtrail.html`,
  kmsTrail: `${KMS_GUIDE}/services-cloudtrail.html`,
  kmsEvent: (page: string) => `${KMS_GUIDE}/ct-${page}.html`,
  lab: 'CloudTrail records of the AWS Academy lab on KMS, published, recorded on AWS: eventVersion 1.11, us-east-1, May 2026',
  fas: 'CloudTrail records of S3 with SSE-KMS, published, recorded on AWS: fas.s3.amazonaws.com, 2026',
} as const;

/** The bucket of every trail. */
export const BUCKET = 'conformance-trail-logs';
/** The trail of every table. */
export const TRAIL = 'conformance-trail';
/** Its ARN. */
export const TRAIL_ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${TRAIL}`;
/** Where its log files of a Region lie. */
export const folder = (kind: 'CloudTrail' | 'CloudTrail-Digest' = 'CloudTrail', region = REGION): string =>
  `AWSLogs/${ACCOUNT}/${kind}/${region}/`;

/** The policy that the user guide gives for the bucket; `allowed` is what CloudTrail may write. */
export const letDeliver = (allowed = `AWSLogs/${ACCOUNT}/*`): PlannedCall =>
  s3('PutBucketPolicy', {
    Bucket: BUCKET,
    Policy: {
      $json: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: 's3:GetBucketAcl',
            Resource: `arn:aws:s3:::${BUCKET}`,
            Condition: { StringEquals: { 'aws:SourceArn': TRAIL_ARN } },
          },
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: `arn:aws:s3:::${BUCKET}/${allowed}`,
            Condition: {
              StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': TRAIL_ARN },
            },
          },
        ],
      },
    },
  });

/** Takes the policy away. */
export const forbidDelivery = s3('DeleteBucketPolicy', { Bucket: BUCKET });

/** A bucket that CloudTrail may write to. */
export const bucket: readonly PlannedCall[] = [s3('CreateBucket', { Bucket: BUCKET }), letDeliver()];

/** An operation on the trail. */
export const on = (operation: string, members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  cloudtrail(operation, { Name: TRAIL, ...members }, more);

/** CreateTrail. */
export const create = (members: PlannedInput = {}): PlannedCall =>
  on('CreateTrail', { S3BucketName: BUCKET, ...members });

/** A trail that logs. */
export const logging = (members: PlannedInput = {}): readonly PlannedCall[] => [
  ...bucket,
  create(members),
  on('StartLogging'),
];

/** PutEventSelectors of the trail. */
export const select = (members: PlannedInput): PlannedCall =>
  cloudtrail('PutEventSelectors', { TrailName: TRAIL, ...members });

/** GetTrailStatus of the trail. */
export const status = on('GetTrailStatus');

/** Lists the files under a prefix. */
export const list = (Prefix = folder()): PlannedCall => s3('ListObjectsV2', { Bucket: BUCKET, Prefix });

/** As `list`; later steps refer to it as `files`. */
export const files = (Prefix = folder(), name = 'files'): PlannedCall => ({ ...list(Prefix), name });

/** Waits until there is a file under a prefix. */
export const delivered = (Prefix = folder(), within: Duration = { minutes: 15 }): Step =>
  see(
    list(Prefix),
    ok({ Contents: { $contains: open({ Key: { $like: '\\.json\\.gz$' } }) } }, { within, given: true }),
  );

/** GetObject of a listed file. */
export const read = (index = 0, from = 'files'): PlannedCall =>
  s3('GetObject', { Bucket: BUCKET, Key: { $ref: `${from}.Contents.${index}.Key` } });

/** A log file with a record, among others, that says this. */
export const holding = (record: PlannedInput): Expectation =>
  ok({ Body: { $document: { Records: { $contains: open(record) } } } });

/** A log file without any record that says this. */
export const without = (record: PlannedInput): Expectation =>
  ok({ Body: { $document: { Records: { $without: open(record) } } } });

/** LookupEvents of all that has an attribute. */
export const lookUp = (
  AttributeKey: string,
  AttributeValue: PlannedValue,
  members: PlannedInput = {},
  more: Partial<PlannedCall> = {},
): PlannedCall =>
  cloudtrail('LookupEvents', { LookupAttributes: [{ AttributeKey, AttributeValue }], ...members }, more);

/** How long an event may take into event history. */
export const IN_HISTORY: Duration = { minutes: 20 };

/** What is found within the time an event may take: an event with these members, its record with those. */
export const found = (members: PlannedInput, record?: PlannedInput): Expectation =>
  ok(
    {
      Events: {
        $contains: open({ ...members, ...(record ? { CloudTrailEvent: { $document: open(record) } } : {}) }),
      },
    },
    { within: IN_HISTORY },
  );

/** A call that leaves a record. */
export const listKeys = kms('ListKeys');
/** It is made, and a file with it is there. */
export const one: readonly Step[] = [listKeys, delivered(), files()];

/** Waits until the status of the trail tells an error of delivery; logging goes on. */
export const lastError = (code: PlannedValue): Step =>
  see(status, ok({ IsLogging: true, LatestDeliveryError: code }, { within: { minutes: 20 } }));
