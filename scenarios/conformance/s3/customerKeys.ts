/** Keys that customers provide (SSE-C): they come with each request, and KMS has no part in it. */
import { documented, recorded, reported } from '../../../model/evidence.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { answer, ok, type PlannedInput, type Row, refused, s3, see, slug, tableOf } from '../telling.ts';
import {
  BUCKET,
  bucket,
  CONTENT,
  copy,
  get,
  OBJECT,
  OWN,
  ofUpload,
  PART,
  plainHttp,
  put,
  setDefault,
  sources,
} from './words.ts';

/** The table. */
export const s3CustomerKeys: BehaviourTable = tableOf(
  's3/customer-keys',
  'S3: keys that customers provide',
  's3',
  function* () {
    yield* customerKeys();
  },
);

const OTHER = {
  SSECustomerAlgorithm: 'AES256',
  SSECustomerKey: 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=',
  SSECustomerKeyMD5: 'F3apf5enN9TQbA8CaOS4/g==',
};
const SHORT = {
  SSECustomerAlgorithm: 'AES256',
  SSECustomerKey: 'AQEBAQEBAQEBAQ==',
  SSECustomerKeyMD5: 'SExWJJEOYoj61p5XKgY39w==',
};

function* customerKeys(): Generator<Row> {
  const here = recorded(sources.recordedCustomerKeys);
  const { SSECustomerAlgorithm: _, ...noAlgorithm } = OWN;
  const allowed = [bucket, setDefault({ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } })];
  const own = put(OWN);
  const writes: readonly (readonly [string, PlannedInput, string])[] = [
    [
      'AES256 beside it',
      { ...OWN, ServerSideEncryption: 'AES256' },
      '400 InvalidArgument: Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
    ],
    [
      'another algorithm',
      { ...OWN, SSECustomerAlgorithm: 'AES128' },
      '400 InvalidEncryptionAlgorithmError: The Encryption request you specified is not valid. Supported value: AES256.',
    ],
    [
      'no algorithm',
      noAlgorithm,
      '400 InvalidArgument: Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.',
    ],
    [
      'no key',
      { SSECustomerAlgorithm: 'AES256' },
      '400 InvalidArgument: Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.',
    ],
    ['a short key', SHORT, '400 InvalidArgument: The secret key was invalid for the specified algorithm.'],
    [
      'another MD5',
      { ...OWN, SSECustomerKeyMD5: OTHER.SSECustomerKeyMD5 },
      '400 InvalidArgument: The calculated MD5 hash of the key did not match the hash that was provided.',
    ],
  ];
  for (const [what, members, refusal] of writes)
    yield [
      `customer-key-${slug(what)}`,
      `A write with a customer-provided key and ${what} is refused`,
      here,
      [...allowed, see(put(members), answer(refusal))],
    ];
  const needed =
    '400 InvalidRequest: The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.';
  const wrong =
    '403 AccessDenied: Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.';
  yield [
    'customer-key-needed',
    'An SSE-C object is not read without its key',
    here,
    [...allowed, own, see(get(), answer(needed))],
  ];
  yield [
    'customer-key-wrong',
    'An SSE-C object is not read with another key',
    here,
    [...allowed, own, see(get(OTHER), answer(wrong))],
  ];
  yield [
    'customer-key-copy',
    'An SSE-C object is not copied without its key',
    here,
    [...allowed, own, see(copy(), answer(needed))],
  ];
  yield [
    'customer-key-opens',
    'An SSE-C object opens with its key; answers name the key by its MD5, no KMS call is made',
    here,
    [
      ...allowed,
      see(
        own,
        ok({
          SSECustomerAlgorithm: 'AES256',
          SSECustomerKeyMD5: OWN.SSECustomerKeyMD5,
          ServerSideEncryption: { $absent: true },
        }),
      ),
      see(get(OWN), ok({ Body: CONTENT, SSECustomerKeyMD5: OWN.SSECustomerKeyMD5 }, { kmsRecords: [] })),
    ],
  ];
  yield [
    'customer-key-not-applicable',
    'A key is not applicable to an object that was not written with one',
    reported('https://github.com/boto/boto3/issues/982'),
    [
      ...allowed,
      put(),
      see(get(OWN), answer('400 InvalidRequest: The encryption parameters are not applicable to this object.')),
    ],
  ];
  yield [
    'customer-key-delete',
    'An SSE-C object is deleted without its key',
    documented(sources.customerKeys),
    [...allowed, own, see(s3('DeleteObject', { Bucket: BUCKET, Key: OBJECT }), ok())],
  ];
  yield [
    'customer-key-http',
    'A customer-provided key is refused over plain HTTP',
    documented(sources.customerKeys),
    [...allowed, see(put(OWN, plainHttp), { answers: ['InvalidArgument', 'InvalidRequest'], status: 400 })],
  ];
  yield [
    'customer-key-blocked',
    'A new bucket refuses writes with customer-provided keys',
    documented(sources.blockedCustomerKeys),
    [
      bucket,
      see(
        put(OWN),
        refused(403, 'AccessDenied', {
          $like: 'has blocked upload requests that specify Server Side Encryption with Customer provided keys',
        }),
      ),
    ],
  ];
  yield [
    'customer-key-blocked-reads',
    'A bucket that blocks customer-provided keys still reads what was written with one',
    documented(sources.blockedCustomerKeys),
    [
      ...allowed,
      own,
      setDefault({ BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }),
      see(get(OWN), ok({ Body: CONTENT })),
    ],
  ];
  const start = s3('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...OWN }, { name: 'upload' });
  const part = (members: PlannedInput) => s3('UploadPart', { ...ofUpload, PartNumber: 1, Body: PART, ...members });
  yield [
    'customer-key-part-without',
    'A part of an SSE-C upload needs the key',
    here,
    [
      ...allowed,
      start,
      see(
        part({}),
        answer(
          '400 InvalidRequest: The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
        ),
      ),
    ],
  ];
  yield [
    'customer-key-part-other',
    'A part of an SSE-C upload needs the same key',
    here,
    [
      ...allowed,
      start,
      see(
        part(OTHER),
        answer('400 InvalidRequest: The provided encryption parameters did not match the ones used originally.'),
      ),
    ],
  ];
}
