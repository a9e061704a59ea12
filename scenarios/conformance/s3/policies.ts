/** What policies enforce and deny: of buckets, by the headers of a request, and of users, by the calls to KMS. */
import { documented, type Evidence, reported } from '../../../model/evidence.ts';
import type { PlannedCall } from '../../contract.ts';
import { ACCOUNT, OTHER_ACCOUNT, REGION } from '../../people.ts';
import type { BehaviourTable, Expectation } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import {
  fill,
  graded,
  iam,
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
import { BUCKET, bucket, CONTENT, get, kmsDefault, put, sources, under } from './words.ts';

/** The table. */
export const s3Policies: BehaviourTable = tableOf(
  's3/policies',
  'S3: policies that enforce encryption, and permissions of KMS',
  's3',
  function* () {
    yield* policies();
    yield* denials();
    yield* conditions();
  },
);

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

/** What may be said of the key in policies of those who use it through S3. */
function* conditions(): Generator<Row> {
  const arn = `arn:aws:iam::${ACCOUNT}:user/limited`;
  const as = { caller: { principal: arn } };
  const limited = (Condition: PlannedInput): PlannedCall[] => [
    iam('CreateUser', { UserName: 'limited' }),
    iam('PutUserPolicy', {
      UserName: 'limited',
      PolicyName: 'objects',
      PolicyDocument: {
        $json: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 's3:*', Resource: '*' },
            { Effect: 'Allow', Action: 'kms:*', Resource: '*', Condition },
          ],
        },
      },
    }),
  ];
  const denied: Expectation = { answers: ['AccessDenied'], status: 403 };
  yield [
    'via-s3',
    'Who may use a key through S3 only writes objects with it, and does not use the key itself',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html'),
    [
      ...makeKey(),
      bucket,
      ...limited({ StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } }),
      see(put(under(), as), ok()),
      see(kms('GenerateDataKey', { KeyId: KEY, KeySpec: 'AES_256' }, as), { answers: ['AccessDeniedException'] }),
    ],
  ];
  yield [
    'via-another-service',
    'Who may use a key through another service only writes no object with it',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html'),
    [
      ...makeKey(),
      bucket,
      ...limited({ StringEquals: { 'kms:ViaService': `ec2.${REGION}.amazonaws.com` } }),
      see(put(under(), as), denied),
    ],
  ];
  const ofObjects = limited({
    StringLike: { 'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${BUCKET}/*` },
  });
  yield [
    'object-context',
    'A policy on the object’s ARN as encryption context lets objects be written and read without a bucket key',
    documented(sources.bucketKey),
    [...makeKey(), bucket, ...ofObjects, see(put(under(), as), ok()), see(get({}, as), ok({ Body: CONTENT }))],
  ];
  yield [
    'object-context-bucket-key',
    'The same policy stops to serve with a bucket key, whose context is the ARN of the bucket',
    documented(sources.bucketKey),
    [...makeKey(), bucket, ...ofObjects, see(put({ ...under(), BucketKeyEnabled: true }, as), denied)],
  ];
  yield [
    'key-of-another-account',
    'A key of another account that does not let the writer in is denied in words that do not tell whether it exists',
    reported('https://github.com/buildkite/docs/pull/2344'),
    [
      kms('CreateKey', {}, { name: 'key', caller: 'outsider' }),
      bucket,
      see(put(under()), {
        ...denied,
        message: {
          $like:
            'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
        },
      }),
    ],
  ];
  yield [
    'key-of-another-account-let-in',
    'A key of another account that lets the writer in encrypts, and answers show its ARN',
    documented(sources.kms),
    [
      kms(
        'CreateKey',
        {
          Policy: {
            $json: {
              Version: '2012-10-17',
              Statement: [OTHER_ACCOUNT, ACCOUNT].map((account) => ({
                Effect: 'Allow',
                Principal: { AWS: `arn:aws:iam::${account}:root` },
                Action: 'kms:*',
                Resource: '*',
              })),
            },
          },
        },
        { name: 'key', caller: 'outsider' },
      ),
      bucket,
      see(put(under()), ok({ SSEKMSKeyId: KEY })),
      see(get(), ok({ Body: CONTENT })),
    ],
  ];
  const oldTls = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
    Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
  };
  yield [
    'tls-version',
    'A policy that denies TLS below 1.2 lets today’s clients pass',
    documented('https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html'),
    [
      ...makeKey(),
      bucket,
      s3('PutBucketPolicy', { Bucket: BUCKET, Policy: { $json: { Version: '2012-10-17', Statement: [oldTls] } } }),
      see(put(under()), ok()),
    ],
  ];
}
