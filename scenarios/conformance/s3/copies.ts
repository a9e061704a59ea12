/** Encrypting anew what exists: copies, versions, UpdateObjectEncryption. */
import { documented, recorded } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, KEY_ID, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { answer, kms, ok, open, type PlannedInput, type Row, s3, see, tableOf } from '../telling.ts';
import { BUCKET, bucket, CONTENT, copy, get, head, MD5, OBJECT, put, sources, under } from './words.ts';

/** The table. */
export const s3Copies: BehaviourTable = tableOf(
  's3/copies',
  'S3: copies, versions and UpdateObjectEncryption',
  's3',
  function* () {
    yield* copies();
    yield* updates();
  },
);

function* copies(): Generator<Row> {
  const versions: Planned = s3('PutBucketVersioning', {
    Bucket: BUCKET,
    VersioningConfiguration: { Status: 'Enabled' },
  });
  const onto = (members: PlannedInput) => copy({ Key: OBJECT, ...members }, { name: 'copied' });
  yield [
    'copy-takes-no-encryption-along',
    'A copy without encryption headers takes the default of its bucket, not the key of its source',
    documented(sources.copy),
    [
      ...makeKey(),
      bucket,
      put(under()),
      see(copy(), ok({ ServerSideEncryption: 'AES256', SSEKMSKeyId: { $absent: true } })),
    ],
  ];
  yield [
    'copy-onto-itself-needs-a-change',
    'A copy of an object onto itself that changes nothing is refused',
    recorded(sources.recordedCopy),
    [
      bucket,
      put(),
      see(
        onto({}),
        answer(
          "400 InvalidRequest: This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        ),
      ),
    ],
  ];
  yield [
    'copy-onto-itself-re-encrypts',
    'A copy of an object onto itself under a key re-encrypts it and gives another ETag',
    recorded(sources.recordedCopy),
    [
      ...makeKey(),
      bucket,
      put({}, { name: 'first' }),
      see(onto(under()), ok({ SSEKMSKeyId: KEY, CopyObjectResult: open({ ETag: { $not: { $ref: 'first.ETag' } } }) })),
      see(get(), ok({ Body: CONTENT, SSEKMSKeyId: KEY })),
    ],
  ];
  yield [
    'copy-keeps-old-version',
    'In a versioned bucket the version before a re-encrypting copy keeps its key',
    documented(sources.copy),
    [
      ...makeKey(),
      otherKey,
      bucket,
      versions,
      put(under(), { name: 'first' }),
      onto(under(OTHER_KEY)),
      see(head({ VersionId: { $ref: 'first.VersionId' } }), ok({ SSEKMSKeyId: KEY })),
      see(head({ VersionId: { $ref: 'copied.VersionId' } }), ok({ SSEKMSKeyId: OTHER_KEY })),
    ],
  ];
  yield [
    'delete-marker-needs-no-key',
    'A delete marker has no encryption, and what lies under it opens again when it goes',
    documented(sources.versioning),
    [
      ...makeKey(),
      bucket,
      versions,
      put(under()),
      kms('DisableKey', { KeyId: KEY }),
      see(s3('DeleteObject', { Bucket: BUCKET, Key: OBJECT }, { name: 'marker' }), ok({ DeleteMarker: true })),
      see(get(), answer('404 NoSuchKey: The specified key does not exist.')),
      s3('DeleteObject', { Bucket: BUCKET, Key: OBJECT, VersionId: { $ref: 'marker.VersionId' } }),
      kms('EnableKey', { KeyId: KEY }),
      see(get(), ok({ Body: CONTENT })),
    ],
  ];
}

function* updates(): Generator<Row> {
  const update = (arn: PlannedValue, more: PlannedInput = {}) =>
    s3('UpdateObjectEncryption', {
      Bucket: BUCKET,
      Key: OBJECT,
      ObjectEncryption: { SSEKMS: { KMSKeyArn: arn, ...more } },
    });
  yield [
    'update-keeps-etag',
    'UpdateObjectEncryption to SSE-KMS keeps the ETag, the date and the content',
    documented(sources.update),
    [
      ...makeKey(),
      bucket,
      put({}, { wait: { minutes: 1 } }),
      { ...head(), name: 'before' },
      update(KEY),
      see(
        get(),
        ok({
          ETag: MD5,
          LastModified: { $ref: 'before.LastModified' },
          SSEKMSKeyId: KEY,
          ServerSideEncryption: 'aws:kms',
          Body: CONTENT,
        }),
      ),
    ],
  ];
  yield [
    'update-needs-arn',
    'UpdateObjectEncryption takes the full ARN of a key only',
    documented(sources.update),
    [
      ...makeKey(),
      bucket,
      put(),
      see(update(KEY_ID), { answers: ['MalformedXML', 'InvalidRequest', 'InvalidArgument'], status: 400 }),
    ],
  ];
  yield [
    'update-not-of-dsse',
    'UpdateObjectEncryption does not take DSSE-KMS objects',
    documented(sources.update),
    [
      ...makeKey(),
      otherKey,
      bucket,
      put({ ServerSideEncryption: 'aws:kms:dsse', SSEKMSKeyId: KEY }),
      see(update(OTHER_KEY), { answers: ['InvalidRequest'], status: 400 }),
    ],
  ];
}
