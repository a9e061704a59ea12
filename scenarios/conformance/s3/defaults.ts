/** Default encryption of buckets, what it and the request make together, and the ETags and answers that come of it. */
import { documented, recorded } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, KEY_ID, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  answer,
  graded,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  rowsOf,
  s3,
  see,
  slug,
  tableOf,
} from '../telling.ts';
import {
  BUCKET,
  bucket,
  CONTENT,
  copy,
  get,
  head,
  kmsDefault,
  OBJECT,
  ofUpload,
  parts,
  put,
  sources,
  under,
  upload,
} from './words.ts';

/** The table. */
export const s3Defaults: BehaviourTable = tableOf(
  's3/encryption',
  'S3: default encryption, what a request makes of it, ETags and copies',
  's3',
  function* () {
    yield* choices();
    yield* configuration();
    yield* etags();
    yield* answers();
    yield* copies();
    yield* updates();
  },
);

/** `own` and `default` are customer managed keys, `managed` is aws/s3. The grade stands behind the mode. */
const CHOICES = `
default          | request       | mode          | key
AES256           | -             | AES256*       | -
AES256           | AES256        | AES256        | -
AES256           | aws:kms       | aws:kms*      | managed
AES256           | aws:kms own   | aws:kms*      | own
AES256           | aws:kms:dsse  | aws:kms:dsse  | managed
AES256           | aws:kms:dsse own | aws:kms:dsse | own
aws:kms          | -             | aws:kms       | managed
aws:kms default  | -             | aws:kms*      | default
aws:kms default  | aws:kms       | aws:kms       | managed
aws:kms default  | aws:kms own   | aws:kms       | own
aws:kms default  | AES256        | AES256        | -
`;

const description = 'Default key that protects my S3 objects when no other key is defined';

function* choices(): Generator<Row> {
  for (const row of rowsOf<'default' | 'request' | 'mode' | 'key'>(CHOICES)) {
    const { word: mode, grade } = graded(row.mode);
    const [defaultMode, defaultKey] = row.default.split(' ');
    const [asked, own] = row.request === '-' ? [] : row.request.split(' ');
    const members = { ...(asked ? { ServerSideEncryption: asked } : {}), ...(own ? { SSEKMSKeyId: KEY } : {}) };
    const keys: Readonly<Record<string, PlannedValue>> = { own: KEY, default: OTHER_KEY, '-': { $absent: true } };
    const key = keys[row.key] ?? { $like: '^arn:aws:kms:' };
    const shown = { ServerSideEncryption: mode, SSEKMSKeyId: key };
    yield [
      `default-${slug(row.default)}-request-${row.request === '-' ? 'nothing' : slug(row.request)}`,
      `Under the default ${row.default}, a write that asks for ${row.request === '-' ? 'nothing' : row.request} gets ${mode}${row.key === '-' ? '' : ` under the ${row.key} key`}`,
      { grade, source: grade === 'recorded' ? sources.recordedDefaults : sources.defaults },
      [
        ...makeKey(),
        otherKey,
        bucket,
        ...(defaultMode === 'AES256' ? [] : [kmsDefault(defaultKey ? OTHER_KEY : undefined)]),
        see(put(members, { name: 'put' }), ok(shown)),
        see(head(), ok(shown)),
        see(get(), ok({ ...shown, Body: CONTENT })),
        ...(row.key === 'managed'
          ? [
              see(
                kms('DescribeKey', { KeyId: { $ref: 'put.SSEKMSKeyId' } }),
                ok({ KeyMetadata: open({ KeyManager: 'AWS', Description: description }) }),
              ),
            ]
          : []),
      ],
    ];
  }
}

const XML =
  '400 MalformedXML: The XML you provided was not well-formed or did not validate against our published schema';
const AES = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
const config = (rules: PlannedValue, Bucket = BUCKET) =>
  s3('PutBucketEncryption', { Bucket, ServerSideEncryptionConfiguration: { Rules: rules } });
const read = s3('GetBucketEncryption', { Bucket: BUCKET });
const rules = (rule: PlannedInput): PlannedInput => ({ ServerSideEncryptionConfiguration: { Rules: [open(rule)] } });

function* configuration(): Generator<Row> {
  const recordedHere = recorded(sources.recordedDefaults);
  yield [
    'new-bucket',
    'A new bucket has the default AES256 without a bucket key',
    recordedHere,
    [bucket, see(read, ok(rules({ ...AES, BucketKeyEnabled: false })))],
  ];
  yield [
    'new-bucket-blocks-customer-keys',
    'A new bucket blocks customer-provided keys',
    documented(sources.blockedCustomerKeys),
    [bucket, see(read, ok(rules({ BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } })))],
  ];
  const remove = s3('DeleteBucketEncryption', { Bucket: BUCKET });
  yield [
    'delete-resets',
    'DeleteBucketEncryption goes back to AES256, again and again',
    recordedHere,
    [
      bucket,
      ...makeKey(),
      kmsDefault(KEY, true),
      see(remove, ok()),
      see(remove, ok()),
      see(read, ok(rules({ ...AES, BucketKeyEnabled: false }))),
    ],
  ];
  yield [
    'key-not-looked-at',
    'PutBucketEncryption takes any key id; the first write finds out',
    documented(sources.putDefault),
    [
      bucket,
      see(kmsDefault('no-such-key'), ok()),
      see(put(), answer("400 KMS.NotFoundException: Invalid keyId 'no-such-key'")),
    ],
  ];
  const wrong: readonly (readonly [string, PlannedValue, string])[] = [
    ['no rules', [], XML],
    ['two rules', [AES, AES], XML],
    ['an empty rule and another', [{}, {}], XML],
    ['an algorithm that S3 does not know', [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'ROT13' } }], XML],
    [
      'a key for AES256',
      [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'x' } }],
      '400 InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    ],
  ];
  for (const [what, list, refusal] of wrong)
    yield [
      `refuses-${slug(what)}`,
      `PutBucketEncryption refuses ${what}`,
      recordedHere,
      [bucket, see(config(list), answer(refusal))],
    ];
  for (const operation of ['GetBucketEncryption', 'PutBucketEncryption', 'DeleteBucketEncryption']) {
    const input: PlannedInput = operation.startsWith('Put')
      ? { ServerSideEncryptionConfiguration: { Rules: [AES] } }
      : {};
    yield [
      `no-bucket-${slug(operation)}`,
      `${operation} of a bucket that does not exist is refused`,
      recordedHere,
      [
        see(
          s3(operation, { Bucket: 'conformance-no-such-bucket', ...input }),
          answer('404 NoSuchBucket: The specified bucket does not exist'),
        ),
      ],
    ];
  }
  yield [
    'change-affects-new-objects',
    'Changing the default leaves objects under the key they have',
    documented(sources.defaults),
    [
      ...makeKey(),
      otherKey,
      bucket,
      kmsDefault(KEY),
      put(),
      kmsDefault(OTHER_KEY),
      see(head(), ok({ SSEKMSKeyId: KEY })),
      see(put({ Key: 'new' }), ok({ SSEKMSKeyId: OTHER_KEY })),
    ],
  ];
  yield [
    'bucket-key-inherited',
    'A request that names aws:kms itself inherits the bucket key of the default',
    recordedHere,
    [
      ...makeKey(),
      bucket,
      kmsDefault(KEY, true),
      see(put({ ServerSideEncryption: 'aws:kms' }), ok({ BucketKeyEnabled: true })),
    ],
  ];
  yield [
    'bucket-key-overridden',
    'A request may do without the bucket key of the default; answers then leave the field out',
    recordedHere,
    [
      ...makeKey(),
      bucket,
      kmsDefault(KEY, true),
      see(put({ BucketKeyEnabled: false }), ok({ BucketKeyEnabled: { $absent: true } })),
    ],
  ];
}

/** MD5 of the content, of the part, and of the MD5 of the part. */
const MD5 = '"23e68c5f9ec2fcdd3618e456746c214e"';

function* etags(): Generator<Row> {
  const first = { $ref: 'first.ETag' };
  yield [
    'etag-sse-s3',
    'The ETag of an SSE-S3 object is the MD5 of its content',
    recorded(sources.recordedCopy),
    [bucket, see(put(), ok({ ETag: MD5 }))],
  ];
  for (const mode of ['aws:kms', 'aws:kms:dsse']) {
    const members = { ServerSideEncryption: mode, SSEKMSKeyId: KEY };
    yield [
      `etag-${slug(mode)}`,
      `The ETag of an object under ${mode} is no MD5 of its content and another one at each write`,
      mode === 'aws:kms' ? recorded(sources.recordedCopy) : documented(sources.object),
      [
        ...makeKey(),
        bucket,
        see(put(members, { name: 'first' }), ok({ ETag: { $not: MD5 } })),
        see(put(members), ok({ ETag: { $not: first } })),
      ],
    ];
  }
  yield [
    'etag-back',
    'A copy back to SSE-S3 has the MD5 of the content again',
    recorded(sources.recordedCopy),
    [
      ...makeKey(),
      bucket,
      put(under()),
      see(copy({ ServerSideEncryption: 'AES256' }), ok({ CopyObjectResult: open({ ETag: MD5 }) })),
    ],
  ];
  yield [
    'etag-multipart',
    'The ETag of a multipart object ends in the number of its parts, whatever the mode',
    documented(sources.object),
    [
      ...makeKey(),
      bucket,
      ...upload(),
      see(
        s3('CompleteMultipartUpload', { ...ofUpload, ...parts }),
        ok({ ETag: { $like: '^"[0-9a-f]{32}-1"$' }, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY }),
      ),
    ],
  ];
  for (const mode of ['AES256', 'aws:kms', 'aws:kms:dsse'])
    yield [
      `checksum-${slug(mode)}`,
      `Checksums are of the plaintext under ${mode}`,
      documented(sources.kms),
      [
        bucket,
        put({ Key: 'plain', ChecksumAlgorithm: 'CRC32' }, { name: 'plain' }),
        see(
          put({ ServerSideEncryption: mode, ChecksumAlgorithm: 'CRC32' }),
          ok({ ChecksumCRC32: { $ref: 'plain.ChecksumCRC32' } }),
        ),
      ],
    ];
}

function* answers(): Generator<Row> {
  const names: readonly (readonly [string, PlannedValue])[] = [
    ['its id', KEY_ID],
    ['its ARN', KEY],
    ['its alias', 'alias/conformance'],
    ['the ARN of its alias', 'arn:aws:kms:us-east-1:123456789012:alias/conformance'],
  ];
  const alias = kms('CreateAlias', { AliasName: 'alias/conformance', TargetKeyId: KEY });
  for (const [how, name] of names)
    yield [
      `key-by-${slug(how)}`,
      `Answers show the full ARN of the key where the request names ${how}`,
      recorded(sources.recordedKeys),
      [
        ...makeKey(),
        alias,
        bucket,
        see(put(under(name)), ok({ SSEKMSKeyId: KEY })),
        see(get(), ok({ SSEKMSKeyId: KEY })),
      ],
    ];
  const project = 'eyJwcm9qZWN0IjoieCJ9';
  yield [
    'context-answered-once',
    'The encryption context comes back from the write and never from a read',
    documented(sources.put),
    [
      ...makeKey(),
      bucket,
      see(put({ ...under(), SSEKMSEncryptionContext: project }), ok({ SSEKMSEncryptionContext: project })),
      see(get(), ok({ SSEKMSEncryptionContext: { $absent: true } })),
      see(head(), ok({ SSEKMSEncryptionContext: { $absent: true } })),
    ],
  ];
}

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
