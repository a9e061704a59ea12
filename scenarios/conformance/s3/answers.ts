/** What S3 answers of encryption: ETags, checksums, names of keys, the encryption context. */
import { documented, recorded } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, KEY_ID, makeKey } from '../keyUnderTest.ts';
import { kms, ok, open, type Row, s3, see, slug, tableOf } from '../telling.ts';
import {
  BUCKET,
  bucket,
  CONTENT,
  copy,
  get,
  head,
  MD5,
  OBJECT,
  OWN,
  ofUpload,
  parts,
  put,
  setDefault,
  sources,
  under,
  upload,
} from './words.ts';

/** The table. */
export const s3Answers: BehaviourTable = tableOf(
  's3/answers',
  'S3: ETags, checksums and names of keys in answers',
  's3',
  function* () {
    yield* etags();
    yield* answers();
    yield* shown();
  },
);

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
    'etag-sse-c',
    'The ETag of an object under a customer-provided key is no MD5 of its content',
    documented(sources.object),
    [
      bucket,
      setDefault({ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }),
      see(put(OWN, { name: 'first' }), ok({ ETag: { $not: MD5 } })),
      see(put(OWN), ok({ ETag: { $not: first } })),
    ],
  ];
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

/** Operations that show how an object, or an upload, is encrypted. */
function* shown(): Generator<Row> {
  const encryption = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY };
  const rows: readonly (readonly [PlannedCall, string])[] = [
    [put(under()), sources.put],
    [get(), sources.get],
    [head(), sources.head],
    [copy(under()), sources.copy],
    [s3('CreateMultipartUpload', { Bucket: BUCKET, Key: 'more', ...under() }), sources.multipart],
    [s3('UploadPart', { ...ofUpload, PartNumber: 2, Body: CONTENT }), sources.multipart],
    [s3('UploadPartCopy', { ...ofUpload, PartNumber: 2, CopySource: `${BUCKET}/${OBJECT}` }), sources.multipart],
    [s3('CompleteMultipartUpload', { ...ofUpload, ...parts }), sources.multipart],
  ];
  for (const [call, source] of rows)
    yield [
      `shows-${slug(call.operation)}`,
      `${call.operation} answers with the mode and the ARN of the key, and without an encryption context that nobody gave`,
      documented(source),
      [
        ...makeKey(),
        bucket,
        put(under()),
        ...upload(),
        see(call, ok({ ...encryption, SSEKMSEncryptionContext: { $absent: true } })),
      ],
    ];
}
