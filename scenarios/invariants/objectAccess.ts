/** Objects between S3 and KMS: TLS, denials, and which KMS calls a request makes. */
import { assumed, documented, reported } from '../../model/evidence.ts';
import type { Invariant } from '../contract.ts';
import { listOf, statementsOf, succeeded } from './looking.ts';
import { identified, objectNamedBy, written } from './seenObjects.ts';

const SSE_KMS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html';

const kmsNeedsTls: Invariant = {
  id: 'kms-needs-tls',
  sentence: 'A request that needs KMS is refused over plain HTTP, whoever makes it.',
  evidence: reported('https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html'),
  rule: 's3.kms-needs-tls',
  witnesses: ['PutObject refused', 'GetObject refused'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3' || entry.call.connection?.secureTransport !== false)
          return;
        const object = entry.call.operation === 'GetObject' ? objectNamedBy(entry.before, entry) : written(entry);
        if (entry.outcome.ok && object?.kmsKeyArn)
          fail({
            message: `${entry.call.operation} of ${identified(object)} succeeded over plain HTTP`,
            expected: 'InvalidArgument',
            observed: 'success',
            why: `it is encrypted under ${object.kmsKeyArn}`,
          });
        if (entry.outcome.ok || entry.outcome.error.code !== 'InvalidArgument') return;
        if (entry.call.operation === 'PutObject') witness('PutObject refused');
        if (entry.call.operation === 'GetObject') witness('GetObject refused');
      },
    };
  },
};

/** Whether a bucket policy denies everything without TLS. */
const deniesPlainHttp = (policy: string | undefined): boolean =>
  statementsOf(policy).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Deny' &&
      Principal === '*' &&
      listOf(Action).includes('s3:*') &&
      JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
  );

const tlsOnlyPolicy: Invariant = {
  id: 'tls-only-policy',
  sentence: 'A bucket policy that denies aws:SecureTransport = false lets nobody in over plain HTTP.',
  evidence: documented('https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html'),
  witnesses: ['refused over plain HTTP', 'let in over TLS'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3' || entry.call.operation === 'CreateBucket') return;
        const bucket = entry.before.buckets.get(String(entry.call.input.Bucket));
        if (!bucket || !deniesPlainHttp(bucket.policy)) return;
        const insecure = entry.call.connection?.secureTransport === false;
        if (entry.outcome.ok && insecure)
          fail({
            message: `${entry.call.operation} in ${bucket.name} succeeded over plain HTTP`,
            expected: 'AccessDenied',
            observed: 'success',
          });
        else if (entry.outcome.ok) witness('let in over TLS');
        else if (insecure) witness('refused over plain HTTP');
      },
    };
  },
};

const denialMakesNoCall: Invariant = {
  id: 's3-denial-asks-no-key',
  sentence: 'A request that S3 itself denies makes no KMS call.',
  evidence: assumed('https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html'),
  needs: ['records'],
  witnesses: ['denied by S3'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3' || entry.outcome.ok) return;
        const { code, message = '' } = entry.outcome.error;
        if (code !== 'AccessDenied' || !message.includes('to perform: s3:')) return;
        witness('denied by S3');
        const made = entry.records.find((record) => record.eventSource === 'kms.amazonaws.com');
        if (made) fail({ message: `${entry.call.operation} was denied and still made a KMS call: ${made.eventName}` });
      },
    };
  },
};

const deniedByKms: Invariant = {
  id: 'kms-denial-is-access-denied',
  sentence: 'Where KMS does not let the caller use the key, S3 answers AccessDenied and not with an error of KMS.',
  evidence: reported('https://repost.aws/knowledge-center/s3-access-denied-error-kms'),
  needs: ['records'],
  witnesses: ['denied by KMS'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 's3') return;
        if (entry.call.operation !== 'GetObject' && entry.call.operation !== 'PutObject') return;
        const kms = entry.records.find((record) => record.eventSource === 'kms.amazonaws.com');
        if (kms?.errorCode !== 'AccessDenied') return;
        witness('denied by KMS');
        const observed = entry.outcome.ok ? 'success' : entry.outcome.error.code;
        if (observed !== 'AccessDenied')
          fail({ message: `${entry.call.operation} came to ${observed}`, expected: 'AccessDenied', observed });
      },
    };
  },
};

/** Which call to KMS each S3 call makes. */
const oneDataKey: Invariant = {
  id: 'one-kms-call-an-object',
  sentence:
    'Without a bucket key every PutObject under a KMS key asks for a data key, and every GetObject decrypts one.',
  evidence: documented(SSE_KMS),
  needs: ['records'],
  witnesses: ['GenerateDataKey', 'Decrypt'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 's3', 'PutObject', 'GetObject')) return;
        const isPut = entry.call.operation === 'PutObject';
        const object = isPut ? written(entry) : objectNamedBy(entry.before, entry);
        if (!object || object.bucketKey) return;
        const made = entry.records.filter((record) => record.eventSource === 'kms.amazonaws.com');
        const names = made.map((record) => record.eventName).join(', ');
        const wanted = object.kmsKeyArn === undefined ? '' : isPut ? 'GenerateDataKey' : 'Decrypt';
        if (names !== wanted)
          fail({
            message: `${entry.call.operation} made ${names || 'no KMS call'}`,
            expected: wanted || 'no KMS call',
          });
        else if (wanted === 'Decrypt') witness('Decrypt');
        else if (wanted === 'GenerateDataKey') witness('GenerateDataKey');
      },
    };
  },
};

/** What holds between S3 and KMS. */
export const objectAccess: readonly Invariant[] = [
  kmsNeedsTls,
  tlsOnlyPolicy,
  denialMakesNoCall,
  deniedByKms,
  oneDataKey,
];
