/** S3 calls of random runs. */
import { people } from '../people.ts';
import { bytes, type Drawable, maybe, number, oneOf, type Template, thing, weighted } from './draw.ts';
import { anyKey } from './kms.ts';

const guest = people.guest?.caller.principal as string;

const buckets = 's3-buckets';
const objects = 's3-objects';

/** Names of buckets and objects; few, so that they meet again. */
const newBucket = oneOf('keystate-one', 'keystate-two', 'UPPER');
const bucket = weighted([12, thing('bucket', 'name')], [1, 'keystate-missing']);
const objectKey = oneOf('report.txt', 'a/photo.jpg', 'a/b/c');

const object = (): { readonly [member: string]: Drawable } => ({
  Bucket: thing('object', 'bucket'),
  Key: thing('object', 'key'),
  VersionId: weighted([4, thing('object', 'versionId')], [4, maybe('null', 5)]),
});

/** How to encrypt: as the bucket says, with S3's key, with the managed key, with a key of one's own. */
const encryption: readonly (readonly [number, { readonly [member: string]: Drawable }])[] = [
  [2, {}],
  [2, { ServerSideEncryption: 'AES256' }],
  [1, { ServerSideEncryption: 'aws:kms' }],
  [6, { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: anyKey }],
  [2, { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: anyKey, BucketKeyEnabled: true }],
  [1, { ServerSideEncryption: 'aws:kms:dsse', SSEKMSKeyId: anyKey }],
];

const resources = [thing('bucket', 'arn'), { $text: [thing('bucket', 'arn'), '/*'] }];

const call = (
  group: string,
  weight: number,
  operation: string,
  input: { readonly [member: string]: Drawable },
): Template => ({ group, weight, service: 's3', operation, input });

const encrypted = (operation: string, weight: number, input: { readonly [member: string]: Drawable }): Template[] =>
  encryption.map(([share, headers]) => call(objects, weight * share, operation, { ...input, ...headers }));

/** All S3 templates. */
export const s3Templates: readonly Template[] = [
  call(buckets, 8, 'CreateBucket', { Bucket: newBucket }),
  call(buckets, 3, 'PutBucketVersioning', {
    Bucket: bucket,
    VersioningConfiguration: { Status: oneOf('Enabled', 'Suspended') },
  }),
  call(buckets, 3, 'PutBucketEncryption', {
    Bucket: bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: weighted(
            [3, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: thing('key', 'arn') }],
            [1, { SSEAlgorithm: 'AES256' }],
          ),
          BucketKeyEnabled: maybe(true, 30),
        },
      ],
    },
  }),
  call(buckets, 1, 'GetBucketEncryption', { Bucket: bucket }),
  call(buckets, 2, 'PutBucketPolicy', {
    Bucket: thing('bucket', 'name'),
    Policy: {
      $json: {
        Version: '2012-10-17',
        Statement: [
          oneOf(
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: resources,
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
            {
              Effect: 'Allow',
              Principal: { AWS: guest },
              Action: ['s3:GetObject', 's3:PutObject'],
              Resource: resources,
            },
          ),
        ],
      },
    },
  }),
  call(buckets, 1, 'DeleteBucketPolicy', { Bucket: bucket }),
  ...encrypted('PutObject', 2, { Bucket: bucket, Key: objectKey, Body: bytes(0, 200) }),
  ...encrypted('CopyObject', 1, {
    Bucket: bucket,
    Key: objectKey,
    CopySource: { $text: [thing('object', 'bucket'), '/', thing('object', 'key')] },
  }),
  call(objects, 22, 'GetObject', object()),
  call(objects, 3, 'HeadObject', object()),
  call(objects, 3, 'DeleteObject', object()),
  call(objects, 2, 'ListObjectsV2', { Bucket: bucket, MaxKeys: maybe(number(1, 3), 20) }),
];
