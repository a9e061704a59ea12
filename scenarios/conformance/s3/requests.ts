/** What S3 takes and refuses before it asks a key: headers and names of keys. */
import { documented } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { answer, graded, kms, type PlannedInput, type Row, rowsOf, s3, see, slug, tableOf } from '../telling.ts';
import { BUCKET, bucket, copy, get, head, OBJECT, put, sources, under } from './words.ts';

/** The table. */
export const s3Requests: BehaviourTable = tableOf('s3/requests', 'S3: headers and names of keys', 's3', function* () {
  yield* headers();
  yield* names();
});

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
