/** What S3 takes over plain HTTP and without a signature. */
import { documented, recorded } from '../../../model/evidence.ts';
import type { PlannedCall } from '../../contract.ts';
import type { BehaviourTable, Expectation } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import {
  answer,
  graded,
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
  plainHttp,
  put,
  sources,
  under,
} from './words.ts';

/** The table. */
export const s3Transport: BehaviourTable = tableOf('s3/transport', 'S3: transport and signatures', 's3', function* () {
  yield* transport();
  yield* anonymous();
});

const TLS =
  'Requests specifying Server Side Encryption with AWS KMS managed keys must be made over a secure connection';
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
}

/** Requests without a signature. */
function* anonymous(): Generator<Row> {
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
  const nobody = { caller: { principal: 'anonymous' } };
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
        get({}, nobody),
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
    [bucket, ...publish, put(), see(get({}, nobody), ok({ Body: CONTENT }))],
  ];
  yield [
    'anonymous-private',
    'Nobody reads a private object without a signature',
    documented(sources.security),
    [bucket, put(), see(get({}, nobody), { answers: ['AccessDenied'], status: 403 })],
  ];
}
