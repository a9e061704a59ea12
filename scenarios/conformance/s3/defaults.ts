/** Default encryption of buckets, and what a request makes of it. */
import { documented, recorded, reported } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { OTHER_ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
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
import { BUCKET, bucket, CONTENT, get, head, kmsDefault, put, sources } from './words.ts';

/** The table. */
export const s3Defaults: BehaviourTable = tableOf(
  's3/encryption',
  'S3: default encryption and what a request makes of it',
  's3',
  function* () {
    yield* choices();
    yield* configuration();
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
  yield [
    'key-name-without-prefix',
    'A default key named aws/s3 without alias/ is taken for an id that KMS does not have',
    reported('https://github.com/hashicorp/terraform-provider-aws/issues/4574'),
    [
      bucket,
      kmsDefault('aws/s3'),
      see(put(), { answers: ['KMS.NotFoundException'], status: 400, message: { $like: "^Invalid keyId '?aws/s3'?$" } }),
    ],
  ];
  yield [
    'alias-of-the-requester',
    'An alias in the default of a bucket is looked for in the account of whoever writes',
    documented(sources.defaults),
    [
      ...makeKey(),
      kms('CreateAlias', { AliasName: 'alias/conformance', TargetKeyId: KEY }),
      bucket,
      kmsDefault('alias/conformance'),
      s3('PutBucketPolicy', {
        Bucket: BUCKET,
        Policy: {
          $json: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
                Action: 's3:PutObject',
                Resource: `arn:aws:s3:::${BUCKET}/*`,
              },
            ],
          },
        },
      }),
      see(put(), ok({ SSEKMSKeyId: KEY })),
      see(put({ Key: 'theirs' }, { caller: 'outsider' }), {
        answers: ['KMS.NotFoundException'],
        status: 400,
        message: { $like: `:${OTHER_ACCOUNT}:alias/conformance is not found` },
      }),
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
