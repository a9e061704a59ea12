/**
 * How a new object is encrypted: what the request's headers and the bucket's default say together, what context KMS
 * gets, and what S3 demands of the request for it. All of it can be bent by a broken world (`rules.ts`).
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (documented).
 */
import { fromBase64, fromUtf8 } from '../bytes.ts';
import { customerKeyOf } from './customerKeys.ts';
import { invalidArgument } from './errors.ts';
import { s3Facts } from './facts.ts';
import type { EncryptionChoice, EncryptionHeaders, S3Rules } from './rules.ts';
import { type BucketEncryption, bucketArnOf, type EncryptionMode, objectArnOf } from './state.ts';

const HEADER = 'x-amz-server-side-encryption';
/** The AWS managed key, made on first use. */
const MANAGED_KEY = 'alias/aws/s3';

/** Whether a mode asks KMS. */
export const usesKms = (mode: EncryptionMode): boolean => mode === 'aws:kms' || mode === 'aws:kms:dsse';

/** The request's headers before the bucket's default. */
export function chooseEncryption(headers: EncryptionHeaders, bucket: BucketEncryption): EncryptionChoice {
  const suppliedContext = contextOf(headers.SSEKMSEncryptionContext);
  if (customerKeyOf(headers)) {
    return { mode: 'SSE-C', bucketKeyEnabled: false, suppliedContext: {}, byDefault: false };
  }
  const named = headers.ServerSideEncryption;
  checkMethod(named);
  if (headers.SSEKMSKeyId !== undefined && (named === undefined || named === 'AES256')) refuseKeyId(named);
  const mode = (named as EncryptionMode | undefined) ?? bucket.algorithm;
  if (!usesKms(mode)) return { mode, bucketKeyEnabled: false, suppliedContext: {}, byDefault: named === undefined };
  // A request that names aws:kms but no key means the managed key, never the bucket's default key.
  const kmsKeyId = (named === undefined ? bucket.kmsKeyId : headers.SSEKMSKeyId) ?? MANAGED_KEY;
  const bucketKeyEnabled = mode === 'aws:kms' && (headers.BucketKeyEnabled ?? bucket.bucketKeyEnabled);
  return { mode, kmsKeyId, bucketKeyEnabled, suppliedContext, byDefault: named === undefined };
}

function checkMethod(named: string | undefined): void {
  if (named === undefined || named === 'AES256' || named === 'aws:kms' || named === 'aws:kms:dsse') return;
  const rule = s3Facts['unknown-encryption-method'];
  invalidArgument('The encryption method specified is not supported', rule, HEADER, named);
}

function refuseKeyId(named: string | undefined): never {
  return invalidArgument(
    'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    s3Facts['kms-key-id-needs-kms'],
    HEADER,
    named ?? 'null',
  );
}

/** The caller's own pairs, from Base64 of JSON. */
function contextOf(header: string | undefined): Readonly<Record<string, string>> {
  if (header === undefined) return {};
  try {
    const read: unknown = JSON.parse(fromUtf8(fromBase64(header)));
    if (isStringMap(read)) return read;
  } catch {
    // Neither Base64 nor UTF-8 nor JSON: refused below, in the same words as JSON of another shape.
  }
  return invalidArgument(
    "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
    s3Facts['malformed-encryption-context'],
    'x-amz-server-side-encryption-context',
    header,
  );
}

function isStringMap(read: unknown): read is Readonly<Record<string, string>> {
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return false;
  return Object.values(read).every((value) => typeof value === 'string');
}

/** The caller's pairs and `aws:s3:arn`: the object's ARN, or with a Bucket Key the bucket's. */
export const encryptionContext: S3Rules['encryptionContext'] = (bucket, key, choice) => ({
  ...choice.suppliedContext,
  'aws:s3:arn': choice.bucketKeyEnabled && choice.mode === 'aws:kms' ? bucketArnOf(bucket) : objectArnOf(bucket, key),
});

/** TLS for KMS and for customer-provided keys. */
export function checkTransport(mode: EncryptionMode, secureTransport: boolean, reading = false): void {
  if (secureTransport || mode === 'AES256') return;
  if (mode === 'SSE-C') {
    invalidArgument(
      'Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.',
      s3Facts['customer-key-needs-tls'],
    );
  }
  invalidArgument(
    'Requests specifying Server Side Encryption with AWS KMS managed keys must be made over a secure connection',
    s3Facts[reading ? 'kms-read-needs-tls' : 'kms-needs-tls'],
  );
}

/** A signature for KMS. */
export function checkSignature(mode: EncryptionMode, anonymous: boolean): void {
  if (!anonymous || !usesKms(mode)) return;
  invalidArgument(
    'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
    s3Facts['kms-needs-signature-v4'],
    'Authorization',
    'null',
  );
}

/** `KMS.` before the exception's name, and access denials as S3's own. */
export const translateKmsError: S3Rules['translateKmsError'] = (error) => {
  if (error.status >= 500) {
    const message = 'We encountered an internal error. Please try again.';
    return { code: 'InternalError', message, status: 500, rule: s3Facts['kms-failure-is-internal-error'].id };
  }
  if (error.code === 'AccessDeniedException') {
    return { ...error, code: 'AccessDenied', status: 403, rule: s3Facts['kms-denial-is-access-denied'].id };
  }
  return { ...error, code: `KMS.${error.code}`, status: 400, rule: s3Facts['kms-error-passed-on'].id };
};
