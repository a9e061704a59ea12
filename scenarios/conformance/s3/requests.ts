/** What S3 takes and refuses before it asks a key: headers, names of keys, transport, signatures, policies, SSE-C. */
import { assumed, documented, type Evidence, recorded, reported } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable, Expectation } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import {
  answer,
  fill,
  graded,
  kms,
  ok,
  type PlannedInput,
  type Row,
  refused,
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
  PART,
  put,
  setDefault,
  sources,
  under,
} from './words.ts';

/** The table. */
export const s3Requests: BehaviourTable = tableOf(
  's3/requests',
  'S3: headers, names of keys, transport, signatures, policies, SSE-C',
  's3',
  function* () {
    yield* headers();
    yield* names();
    yield* transport();
    yield* policies();
    yield* customerKeys();
    yield* denials();
    yield* records();
  },
);

const HEADERS = `
members                                                                       | answer
{"SSEKMSKeyId":"x"}                                                           | 400 InvalidArgument: Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms +
{"ServerSideEncryption":"AES256","SSEKMSKeyId":"x"}                           | 400 InvalidArgument +
{"ServerSideEncryption":"aws:fsx"}                                            | 400 InvalidArgument: The encryption method specified is not supported ?
{"ServerSideEncryption":"aes256"}                                             | 400 InvalidArgument: The encryption method specified is not supported ?
{"ServerSideEncryption":"aws:kms","SSEKMSEncryptionContext":"no base64!"}     | 400 InvalidArgument: The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map +
{"ServerSideEncryption":"aws:kms","SSEKMSEncryptionContext":"eyJhIjoxfQ=="}   | 400 InvalidArgument +
`;

function* headers(): Generator<Row> {
  for (const row of rowsOf<'members' | 'answer'>(HEADERS)) {
    const { word, grade } = graded(row.answer);
    const source = row.members.includes('Context')
      ? sources.context
      : grade === 'reported'
        ? sources.keyIdAlone
        : sources.put;
    for (const operation of ['PutObject', 'CreateMultipartUpload'])
      yield [
        `headers-${slug(operation)}-${slug(row.members)}`,
        `${operation} refuses the headers ${row.members}`,
        { grade, source },
        [bucket, see(s3(operation, { Bucket: BUCKET, Key: OBJECT, ...JSON.parse(row.members) }), answer(word.trim()))],
      ];
  }
  for (const [operation, call] of [
    ['GetObject', get({ ServerSideEncryption: 'AES256' })],
    ['HeadObject', head({ ServerSideEncryption: 'AES256' })],
  ] as const)
    yield [
      `headers-on-${slug(operation)}`,
      `${operation} takes no encryption header`,
      documented(operation === 'GetObject' ? sources.get : sources.head),
      [bucket, put(), see(call, { answers: ['InvalidArgument', 'InvalidRequest', 'BadRequest', '400'], status: 400 })],
    ];
}

const MISSING = '134f2428-cec1-4b25-a1ae-9048164dba47';
const NAMES = `
what             | name                                          | message
a malformed id   | fake-key-id                                   | NotFoundException: Invalid keyId 'fake-key-id'*
an unknown id    | ${MISSING}          | NotFoundException: Key 'arn:aws:kms:us-east-1:${ACCOUNT}:key/${MISSING}' does not exist*
an unknown ARN   | arn:aws:kms:us-east-1:${ACCOUNT}:key/${MISSING} | NotFoundException: Key 'arn:aws:kms:us-east-1:${ACCOUNT}:key/${MISSING}' does not exist*
an ARN of another Region | arn:aws:kms:us-west-2:${ACCOUNT}:key/${MISSING} | NotFoundException: Invalid arn us-west-2*
an unknown alias | alias/no-such-alias                           | NotFoundException: Alias arn:aws:kms:us-east-1:${ACCOUNT}:alias/no-such-alias is not found.?
`;

function* names(): Generator<Row> {
  const calls: Readonly<Record<string, (name: PlannedValue) => PlannedCall>> = {
    PutObject: (name) => put({ Key: 'n', ...under(name) }),
    CreateMultipartUpload: (name) => s3('CreateMultipartUpload', { Bucket: BUCKET, Key: 'n', ...under(name) }),
    CopyObject: (name) => copy(under(name)),
  };
  for (const row of rowsOf<'what' | 'name' | 'message'>(NAMES)) {
    const { word, grade } = graded(row.message);
    for (const [operation, call] of Object.entries(calls))
      yield [
        `names-${slug(row.what)}-${slug(operation)}`,
        `${operation} refuses ${row.what} in the words of KMS`,
        { grade, source: grade === 'recorded' ? sources.recordedKeys : sources.kms },
        [bucket, put(), see(call(row.name), answer(`400 KMS.${word}`))],
      ];
  }
  const kinds: readonly (readonly [string, PlannedInput])[] = [
    ['a signing key', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }],
    ['an HMAC key', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }],
    ['an RSA key', { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }],
  ];
  for (const [kind, input] of kinds)
    yield [
      `names-${slug(kind)}`,
      `SSE-KMS refuses ${kind}: only symmetric encryption keys serve S3`,
      documented(sources.kms),
      [
        kms('CreateKey', input, { name: 'key' }),
        bucket,
        see(put(under()), { answers: ['KMS.InvalidKeyUsageException'], status: 400 }),
      ],
    ];
}

const TLS =
  'Requests specifying Server Side Encryption with AWS KMS managed keys must be made over a secure connection';
const plainHttp = { connection: { secureTransport: false } };
const tlsPolicy = s3('PutBucketPolicy', {
  Bucket: BUCKET,
  Policy: {
    $json: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  },
});

/** Calls over plain HTTP; `tls` is the refusal of SSE-KMS, `deny` that of the policy. Marks as everywhere. */
const TRANSPORT = `
call                         | without a policy | with a TLS policy
PutObject of SSE-KMS         | tls*             | tls*
PutObject by a KMS default   | tls*             | tls*
PutObject of SSE-S3          | ok               | deny*
GetObject of SSE-KMS         | tls?             | deny*
GetObject of SSE-S3          | ok               | deny*
HeadObject of SSE-S3         | ok               | forbidden*
CreateMultipartUpload of KMS | tls?             | tls?
CopyObject to SSE-KMS        | tls?             | tls?
ListObjectsV2                | ok               | deny
DeleteObject                 | ok               | deny
`;

function* transport(): Generator<Row> {
  const trials: Readonly<Record<string, readonly PlannedCall[]>> = {
    'PutObject of SSE-KMS': [put(under(), plainHttp)],
    'PutObject by a KMS default': [kmsDefault(KEY), put({}, plainHttp)],
    'PutObject of SSE-S3': [put({}, plainHttp)],
    'GetObject of SSE-KMS': [put(under()), get({}, plainHttp)],
    'GetObject of SSE-S3': [put(), get({}, plainHttp)],
    'HeadObject of SSE-S3': [put(), head({}, plainHttp)],
    'CreateMultipartUpload of KMS': [
      s3('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...under() }, plainHttp),
    ],
    'CopyObject to SSE-KMS': [put(), copy(under(), plainHttp)],
    ListObjectsV2: [s3('ListObjectsV2', { Bucket: BUCKET }, plainHttp)],
    DeleteObject: [put(), s3('DeleteObject', { Bucket: BUCKET, Key: OBJECT }, plainHttp)],
  };
  const answers: Readonly<Record<string, Expectation>> = {
    ok: ok(),
    tls: { ...refused(400, 'InvalidArgument', TLS), kmsRecords: [] },
    deny: {
      ...refused(403, 'AccessDenied', { $like: 'with an explicit deny in a resource-based policy' }),
      kmsRecords: [],
    },
    forbidden: { answers: ['Forbidden', '403'], status: 403 },
  };
  for (const row of rowsOf<'call' | 'without a policy' | 'with a TLS policy'>(TRANSPORT)) {
    for (const circumstance of ['without a policy', 'with a TLS policy'] as const) {
      const { word, grade } = graded(row[circumstance]);
      const calls = [...(trials[row.call] ?? [])];
      const last = calls.pop() as PlannedCall;
      yield [
        `http-${slug(row.call)}-${slug(circumstance)}`,
        `Over plain HTTP, ${circumstance}, ${row.call} ${word === 'ok' ? 'works' : 'is refused'}`,
        { grade, source: grade === 'recorded' ? sources.recordedTransport : sources.security },
        [
          ...makeKey(),
          bucket,
          ...(circumstance === 'with a TLS policy' ? [tlsPolicy] : []),
          ...calls,
          see(last, answers[word] as Expectation),
        ],
      ];
    }
  }
  const anyone: PlannedInput = {
    $json: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` }],
    },
  };
  const publish = [
    s3('DeletePublicAccessBlock', { Bucket: BUCKET }),
    s3('PutBucketPolicy', { Bucket: BUCKET, Policy: anyone }),
  ];
  const anonymous = { caller: { principal: 'anonymous' } };
  yield [
    'anonymous-kms',
    'Nobody reads an SSE-KMS object without a signature, however public it is',
    recorded(sources.recordedAnonymous),
    [
      ...makeKey(),
      bucket,
      ...publish,
      put(under()),
      see(
        get({}, anonymous),
        answer(
          '400 InvalidArgument: Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
        ),
      ),
    ],
  ];
  yield [
    'anonymous-sse-s3',
    'Everybody reads a public SSE-S3 object',
    documented(sources.security),
    [bucket, ...publish, put(), see(get({}, anonymous), ok({ Body: CONTENT }))],
  ];
  yield [
    'anonymous-private',
    'Nobody reads a private object without a signature',
    documented(sources.security),
    [bucket, put(), see(get({}, anonymous), { answers: ['AccessDenied'], status: 403 })],
  ];
}

/**
 * Bucket policies that enforce encryption: what each makes of each write. They see the header, never the default of the
 * bucket; a header that is missing satisfies a negated operator, ...IfExists included, unless Null says otherwise.
 */
const POLICIES = `
policy                      | no header, AES256 default | no header, KMS default | AES256 | aws:kms | aws:kms with the key
StringNotEquals algorithm   | deny                      | deny                   | deny   | ok      | ok
StringNotEqualsIfExists     | deny                      | deny                   | deny   | ok      | ok
StringNotEquals, Null false | ok                        | ok                     | deny   | ok      | ok
StringNotEquals key         | deny                      | deny                   | deny   | deny    | ok
`;

const CONDITIONS =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html';

function* policies(): Generator<Row> {
  const header = 's3:x-amz-server-side-encryption';
  const conditions: Readonly<Record<string, PlannedInput>> = {
    'StringNotEquals algorithm': { StringNotEquals: { [header]: 'aws:kms' } },
    StringNotEqualsIfExists: { StringNotEqualsIfExists: { [header]: 'aws:kms' } },
    'StringNotEquals, Null false': { StringNotEquals: { [header]: 'aws:kms' }, Null: { [header]: 'false' } },
    'StringNotEquals key': { StringNotEquals: { [`${header}-aws-kms-key-id`]: KEY } },
  };
  const writes: Readonly<Record<string, { default?: true; members: PlannedInput }>> = {
    'no header, AES256 default': { members: {} },
    'no header, KMS default': { default: true, members: {} },
    AES256: { members: { ServerSideEncryption: 'AES256' } },
    'aws:kms': { members: { ServerSideEncryption: 'aws:kms' } },
    'aws:kms with the key': { members: under() },
  };
  for (const row of rowsOf<string>(POLICIES)) {
    for (const [write, { default: byDefault, members }] of Object.entries(writes)) {
      const { word, grade } = graded(row[write] as string);
      const Condition = conditions[row.policy as string] as PlannedInput;
      const Statement = [
        { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/*`, Condition },
      ];
      yield [
        `policy-${slug(row.policy as string)}-${slug(write)}`,
        `A policy that denies writes by ${row.policy} ${word === 'ok' ? 'lets pass' : 'refuses'} one with ${write}`,
        { grade, source: CONDITIONS },
        [
          ...makeKey(),
          bucket,
          ...(byDefault ? [kmsDefault(KEY)] : []),
          s3('PutBucketPolicy', { Bucket: BUCKET, Policy: { $json: { Version: '2012-10-17', Statement } } }),
          see(put(members), word === 'ok' ? ok() : { ...refused(403, 'AccessDenied'), kmsRecords: [] }),
        ],
      ];
    }
  }
}

const OWN = {
  SSECustomerAlgorithm: 'AES256',
  SSECustomerKey: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=',
  SSECustomerKeyMD5: '4Funlf7OsLF0HL+vKU+fkg==',
};
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

/** A user of the account who may do everything in S3 and nothing in KMS. */
function* denials(): Generator<Row> {
  const arn = `arn:aws:iam::${ACCOUNT}:user/storer`;
  const PolicyDocument = {
    $json: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
  };
  const storer: PlannedCall[] = [
    { service: 'iam', operation: 'CreateUser', input: { UserName: 'storer' } },
    {
      service: 'iam',
      operation: 'PutUserPolicy',
      input: { UserName: 'storer', PolicyName: 'objects', PolicyDocument },
    },
  ];
  const as = { caller: { principal: arn } };
  const words = (action: string, where: string): Expectation =>
    refused(
      403,
      'AccessDenied',
      fill(
        `User: ${arn} is not authorized to perform: ${action} on ${where} because no identity-based policy allows the ${action} action`,
        { key: KEY },
      ),
    );
  const evidence: Evidence = reported(sources.denial);
  yield [
    'denied-generate',
    'A write without leave for GenerateDataKey is denied in the words of KMS',
    evidence,
    [
      ...makeKey(),
      bucket,
      ...storer,
      see(put(under(), as), {
        ...words('kms:GenerateDataKey', 'resource: <key>'),
        kmsRecords: [{ eventName: 'GenerateDataKey', errorCode: 'AccessDenied' }],
      }),
    ],
  ];
  yield [
    'denied-decrypt',
    'A read without leave for Decrypt is denied in the words of KMS',
    evidence,
    [
      ...makeKey(),
      bucket,
      ...storer,
      put(under()),
      see(get({}, as), {
        answers: ['AccessDenied'],
        status: 403,
        message: { $like: 'is not authorized to perform: kms:Decrypt' },
      }),
    ],
  ];
  yield [
    'denied-explicitly',
    'A reader whom a policy denies Decrypt gets S3’s AccessDenied',
    documented(sources.kms),
    [
      ...makeKey(),
      bucket,
      put(under()),
      see(get({}, { caller: 'writer' }), {
        answers: ['AccessDenied'],
        status: 403,
        kmsRecords: [{ eventName: 'Decrypt', errorCode: 'AccessDenied' }],
      }),
    ],
  ];
}

const APPLIED = `
write                  | applied
{}                     | Default_SSE_S3
AES256                 | SSE_S3
aws:kms                | SSE_KMS
default aws:kms        | Default_SSE_KMS
`;

function* records(): Generator<Row> {
  for (const { write, applied } of rowsOf<'write' | 'applied'>(APPLIED)) {
    const mode: PlannedInput = write === '{}' || write.startsWith('default') ? {} : { ServerSideEncryption: write };
    yield [
      `sse-applied-${slug(applied)}`,
      `The data event of a write with ${write === '{}' ? 'nothing' : write} says SSEApplied ${applied}`,
      documented(sources.dataEvents),
      [
        bucket,
        ...(write.startsWith('default') ? [kmsDefault()] : []),
        see(
          put(mode),
          ok(undefined, {
            record: {
              eventCategory: 'Data',
              managementEvent: false,
              readOnly: false,
              additionalEventData: { $open: true, SSEApplied: applied },
            },
          }),
        ),
      ],
    ];
  }
  yield [
    'sse-applied-sse-c',
    'The data event of a write with a customer-provided key says SSEApplied SSE_C',
    assumed(sources.dataEvents),
    [
      bucket,
      setDefault({ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }),
      see(put(OWN), ok(undefined, { record: { additionalEventData: { $open: true, SSEApplied: 'SSE_C' } } })),
    ],
  ];
  const management: readonly (readonly [string, PlannedCall, boolean])[] = [
    ['PutBucketEncryption', kmsDefault(), false],
    ['GetBucketEncryption', s3('GetBucketEncryption', { Bucket: BUCKET }), true],
  ];
  for (const [name, call, readOnly] of management)
    yield [
      `management-${slug(name)}`,
      `${name} is a management event`,
      documented(sources.dataEvents),
      [bucket, see(call, ok(undefined, { record: { eventCategory: 'Management', managementEvent: true, readOnly } }))],
    ];
  const data: readonly (readonly [string, PlannedCall])[] = [
    ['GetObject', get()],
    ['HeadObject', head()],
    ['DeleteObject', s3('DeleteObject', { Bucket: BUCKET, Key: OBJECT })],
  ];
  for (const [name, call] of data)
    yield [
      `data-${slug(name)}`,
      `${name} is a data event`,
      documented(sources.dataEvents),
      [bucket, put(), see(call, ok(undefined, { record: { eventCategory: 'Data', managementEvent: false } }))],
    ];
}
