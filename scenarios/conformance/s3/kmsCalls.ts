/** Which calls S3 makes to KMS for each operation, in whose name and with which encryption context. */
import { assumed, documented, type Evidence, recorded } from '../../../model/evidence.ts';
import type { Planned, PlannedCall, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { graded, ok, type Row, rowsOf, s3, see, slug, tableOf } from '../telling.ts';
import {
  BUCKET,
  bucket,
  copy,
  get,
  head,
  kmsDefault,
  OBJECT,
  ofUpload,
  PART,
  parts,
  put,
  sources,
  under,
  upload,
} from './words.ts';

/** The table. */
export const s3KmsCalls: BehaviourTable = tableOf('s3/kms-calls', 'S3: the calls it makes to KMS', 's3', rows);

const CALLS = `
operation               | calls
PutObject               | GenerateDataKey
PutObject of SSE-S3     | -
GetObject               | Decrypt
GetObject of a range    | Decrypt?
GetObject of SSE-S3     | -
HeadObject              | -?
HeadObject of checksum  | Decrypt
GetObjectAttributes     | -?
GetObjectAttributes of a checksum | Decrypt?
ListObjectsV2           | -
ListObjectVersions      | -
DeleteObject            | -?
PutObjectTagging        | -
GetObjectTagging        | -
GetObjectAcl            | -
CopyObject to SSE-KMS   | Decrypt GenerateDataKey?
CopyObject to SSE-S3    | Decrypt
CopyObject from SSE-S3  | GenerateDataKey
CreateMultipartUpload   | GenerateDataKey
UploadPart              | Decrypt
UploadPartCopy          | Decrypt Decrypt
CompleteMultipartUpload | Decrypt
AbortMultipartUpload    | -?
ListParts               | -?
UpdateObjectEncryption  | Decrypt GenerateDataKey?
PutBucketEncryption     | -
`;

const object = { Bucket: BUCKET, Key: OBJECT };
const plain = put({ Key: 'plain' });
const calls: Readonly<Record<string, PlannedCall>> = {
  PutObject: put({ Key: 'new', ...under() }),
  'PutObject of SSE-S3': put({ Key: 'new' }),
  GetObject: get(),
  'GetObject of a range': get({ Range: 'bytes=0-1' }),
  'GetObject of SSE-S3': get({ Key: 'plain' }),
  HeadObject: head(),
  'HeadObject of checksum': head({ ChecksumMode: 'ENABLED' }),
  GetObjectAttributes: s3('GetObjectAttributes', { ...object, ObjectAttributes: ['ETag', 'ObjectSize'] }),
  'GetObjectAttributes of a checksum': s3('GetObjectAttributes', { ...object, ObjectAttributes: ['Checksum'] }),
  ListObjectsV2: s3('ListObjectsV2', { Bucket: BUCKET }),
  ListObjectVersions: s3('ListObjectVersions', { Bucket: BUCKET }),
  DeleteObject: s3('DeleteObject', object),
  PutObjectTagging: s3('PutObjectTagging', { ...object, Tagging: { TagSet: [] } }),
  GetObjectTagging: s3('GetObjectTagging', object),
  GetObjectAcl: s3('GetObjectAcl', object),
  'CopyObject to SSE-KMS': copy(under()),
  'CopyObject to SSE-S3': copy({ ServerSideEncryption: 'AES256' }),
  'CopyObject from SSE-S3': copy({ CopySource: `${BUCKET}/plain`, ...under() }),
  CreateMultipartUpload: s3('CreateMultipartUpload', { Bucket: BUCKET, Key: 'more', ...under() }),
  UploadPart: s3('UploadPart', { ...ofUpload, PartNumber: 2, Body: PART }),
  UploadPartCopy: s3('UploadPartCopy', { ...ofUpload, PartNumber: 2, CopySource: `${BUCKET}/${OBJECT}` }),
  CompleteMultipartUpload: s3('CompleteMultipartUpload', { ...ofUpload, ...parts }),
  AbortMultipartUpload: s3('AbortMultipartUpload', ofUpload),
  ListParts: s3('ListParts', ofUpload),
  UpdateObjectEncryption: s3('UpdateObjectEncryption', {
    ...object,
    ObjectEncryption: { SSEKMS: { KMSKeyArn: OTHER_KEY } },
  }),
  PutBucketEncryption: kmsDefault(KEY),
};

const situation: readonly Planned[] = [...makeKey(), otherKey, bucket, put(under()), plain, ...upload()];

/** A KMS call in the name of the caller. */
const forCaller = (eventName: string): PlannedValue => ({
  eventName,
  sourceIPAddress: 'fas.s3.amazonaws.com',
  userAgent: 'fas.s3.amazonaws.com',
  userIdentity: { $open: true, type: 'IAMUser', userName: 'admin', invokedBy: 'fas.s3.amazonaws.com' },
});

const OBJECT_ARN = `arn:aws:s3:::${BUCKET}/${OBJECT}`;
const PROJECT = 'eyJwcm9qZWN0IjoieCJ9';

const CONTEXTS: readonly (readonly [string, Evidence, Record<string, PlannedValue>, Record<string, string>])[] = [
  ['of an object is its ARN', recorded(sources.recordedRecords), {}, { 'aws:s3:arn': OBJECT_ARN }],
  [
    'with a bucket key is the ARN of the bucket',
    documented(sources.bucketKey),
    { BucketKeyEnabled: true },
    { 'aws:s3:arn': `arn:aws:s3:::${BUCKET}` },
  ],
  [
    'of DSSE-KMS is the ARN of the object',
    documented(sources.dsse),
    { ServerSideEncryption: 'aws:kms:dsse' },
    { 'aws:s3:arn': OBJECT_ARN },
  ],
  [
    'has the pairs of the caller and the ARN of the object',
    documented(sources.kms),
    { SSEKMSEncryptionContext: PROJECT },
    { project: 'x', 'aws:s3:arn': OBJECT_ARN },
  ],
];

function* rows(): Generator<Row> {
  for (const { operation, calls: made } of rowsOf<'operation' | 'calls'>(CALLS)) {
    const { word, grade } = graded(made);
    const names = word === '-' ? [] : word.split(' ');
    const sentence =
      names.length > 0 ? `${operation} calls KMS: ${names.join(', ')}` : `${operation} does not call KMS`;
    const call = calls[operation] as PlannedCall;
    const source = operation.includes('Bucket')
      ? sources.putDefault
      : operation.startsWith('Head')
        ? sources.head
        : sources.kms;
    yield [
      slug(operation),
      sentence,
      { grade, source },
      [...situation, see(call, ok(undefined, { kmsRecords: names.map(forCaller) }))],
    ];
  }
  yield* contexts();
  yield* bucketKeys();
  yield* refusedCalls();
}

function* contexts(): Generator<Row> {
  for (const [words, evidence, members, context] of CONTEXTS) {
    const kmsRecord = (eventName: string): PlannedValue => ({
      eventName,
      requestParameters: { $open: true, encryptionContext: context },
      resources: [{ $open: true, ARN: KEY }],
    });
    yield [
      `context-${slug(words)}`,
      `The encryption context of S3 ${words}, for GenerateDataKey and for Decrypt`,
      evidence,
      [
        ...makeKey(),
        bucket,
        see(put({ ...under(), ...members }), ok(undefined, { kmsRecords: [kmsRecord('GenerateDataKey')] })),
        // Another requester: a bucket-level key is kept for each.
        see(get({}, { caller: 'root' }), ok(undefined, { kmsRecords: [kmsRecord('Decrypt')] })),
      ],
    ];
  }
  yield [
    'context-of-dsse-ignores-bucket-key',
    'DSSE-KMS has no bucket key, whatever the bucket says: its context is the ARN of the object',
    documented(sources.dsse),
    [
      ...makeKey(),
      bucket,
      kmsDefault(KEY, true),
      see(
        put({ ...under(), ServerSideEncryption: 'aws:kms:dsse' }),
        ok(
          { BucketKeyEnabled: { $absent: true } },
          {
            kmsRecords: [
              {
                eventName: 'GenerateDataKey',
                requestParameters: { $open: true, encryptionContext: { 'aws:s3:arn': OBJECT_ARN } },
              },
            ],
          },
        ),
      ),
    ],
  ];
  yield [
    'context-not-copied',
    'A copy does not take over the encryption context that the caller gave for its source',
    documented(sources.copy),
    [
      ...makeKey(),
      bucket,
      put({ ...under(), SSEKMSEncryptionContext: PROJECT }),
      copy(under()),
      see(
        get({ Key: 'copy' }),
        ok(undefined, {
          kmsRecords: [
            {
              eventName: 'Decrypt',
              requestParameters: { $open: true, encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${BUCKET}/copy` } },
            },
          ],
        }),
      ),
    ],
  ];
}

function* bucketKeys(): Generator<Row> {
  const withBucketKey = [...makeKey(), bucket, kmsDefault(KEY, true)];
  const none = ok(undefined, { kmsRecords: [] });
  const one = (name: string) => ok(undefined, { kmsRecords: [forCaller(name)] });
  const disable: PlannedCall = { service: 'kms', operation: 'DisableKey', input: { KeyId: KEY } };
  yield [
    'bucket-key-once',
    'With a bucket key, KMS is asked once for many objects of one requester',
    documented(sources.bucketKey),
    [...withBucketKey, see(put(), one('GenerateDataKey')), see(put({ Key: 'b' }), none), see(get(), none)],
  ];
  yield [
    'bucket-key-each-requester',
    'With a bucket key, KMS is asked for each requester',
    documented(sources.bucketKey),
    [
      ...withBucketKey,
      put(),
      see(get({}, { caller: 'root' }), { ...ok(), kmsRecords: [{ eventName: 'Decrypt' }] }),
      see(get({}, { caller: 'root' }), none),
    ],
  ];
  yield [
    'bucket-key-cached',
    'With a bucket key, a disabled key goes on to serve a requester for some minutes',
    assumed(sources.bucketKey),
    [
      ...withBucketKey,
      put(),
      disable,
      see(get(), ok()),
      { elapse: { minutes: 10 } },
      see(get(), { answers: ['KMS.DisabledException'], status: 400 }),
    ],
  ];
  yield [
    'bucket-key-not-retroactive',
    'An object written before the bucket key was switched on keeps a data key of its own',
    documented(sources.bucketKey),
    [...makeKey(), bucket, put(under()), kmsDefault(KEY, true), see(get(), one('Decrypt')), see(get(), one('Decrypt'))],
  ];
}

function* refusedCalls(): Generator<Row> {
  const disable: PlannedCall = { service: 'kms', operation: 'DisableKey', input: { KeyId: KEY } };
  const failed = (eventName: string): PlannedValue => ({
    eventName,
    errorCode: 'DisabledException',
    errorMessage: { $text: [KEY, ' is disabled.'] },
    responseElements: null,
  });
  yield [
    'refused-get-recorded',
    'A read refused for a disabled key leaves the record of the Decrypt that KMS refused',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html'),
    [
      ...makeKey(),
      bucket,
      put(under()),
      disable,
      see(get(), { answers: ['KMS.DisabledException'], kmsRecords: [failed('Decrypt')] }),
    ],
  ];
  yield [
    'refused-put-recorded',
    'A write refused for a disabled key leaves the record of the GenerateDataKey that KMS refused',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html'),
    [
      ...makeKey(),
      bucket,
      disable,
      see(put(under()), { answers: ['KMS.DisabledException'], kmsRecords: [failed('GenerateDataKey')] }),
    ],
  ];
  yield [
    'denied-by-s3-asks-nobody',
    'What S3 itself denies makes no KMS call and no KMS record',
    assumed(sources.kms),
    [
      ...makeKey(),
      bucket,
      put(under()),
      see(get({}, { caller: 'guest' }), { answers: ['AccessDenied'], status: 403, kmsRecords: [] }),
    ],
  ];
}
