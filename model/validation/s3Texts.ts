/**
 * How S3 refuses input: the bucket's name, the key, then what headers and query parameters say, then the body. The order
 * is assumed. All are HTTP 400. See `rules.ts` for the evidence of each text.
 */

import { utf8 } from '../bytes.ts';
import { refuse } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { compileShape, type InputShape, type Violation } from './constraints.ts';
import { s3Rules } from './rules.ts';

/** Longest key in bytes of UTF-8: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html (documented). */
export const MAX_KEY_BYTES = 1024;

/** Makes the validator of one S3 operation from its shape. */
export function validateS3(shape: InputShape): (input: object) => void {
  const check = compileShape(shape);
  const namesBucket = shape.Bucket !== undefined;
  return (input) => {
    const { Bucket, Key } = input as { readonly Bucket?: unknown; readonly Key?: unknown };
    if (namesBucket) checkBucketName(Bucket);
    if (typeof Key === 'string') checkKey(Key);
    const violations = check(input);
    const first = violations.find((violation) => !isBody(violation)) ?? violations[0];
    if (!first) return;
    if (isBody(first)) refuseBody(first);
    refuseArgument(first);
  };
}

const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3'];

/**
 * Whether a text may name a general purpose bucket:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (documented).
 */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
    !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix))
  );
}

function checkBucketName(name: unknown): void {
  if (typeof name === 'string' && isBucketName(name)) return;
  refuse('InvalidBucketName', 'The specified bucket is not valid.', {
    rule: s3Rules['bucket-name'],
    fields: { BucketName: name === undefined || name === null ? '' : String(name) },
  });
}

/** Half of a surrogate pair: it is no character and has no UTF-8. */
export const HALF_CHARACTER = /\p{Surrogate}/u;

function checkKey(key: string): void {
  if (HALF_CHARACTER.test(key))
    refuse('InvalidURI', "Couldn't parse the specified URI.", { rule: s3Rules['key-text'] });
  // A character takes at most three bytes for each of its UTF-16 units, so most keys need no counting.
  if (key.length * 3 <= MAX_KEY_BYTES) return;
  const size = utf8(key).length;
  if (size > MAX_KEY_BYTES)
    refuse('KeyTooLongError', 'Your key is too long', {
      rule: s3Rules['key-length'],
      fields: { Size: String(size), MaxSizeAllowed: String(MAX_KEY_BYTES) },
    });
}

/** What has no header and no query parameter travels in the body; bucket and key travel in the path. */
const isBody = ({ constraint, path }: Violation): boolean =>
  path.length > 1 || (constraint.wire === undefined && path[0] !== 'Bucket' && path[0] !== 'Key');

function refuseBody({ kind, path }: Violation): never {
  if (kind === 'required' && path.length === 1)
    refuse('MissingRequestBodyError', 'Request Body is empty', { rule: s3Rules['missing-body'] });
  refuse('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', {
    rule: s3Rules['malformed-body'],
  });
}

/** How a header or query parameter is refused. */
interface ArgumentRefusal {
  readonly code?: string;
  readonly message: string;
  /** ArgumentName where it is not the name on the wire. */
  readonly argument?: string;
  readonly rule: Rule;
}

const partNumber: ArgumentRefusal = {
  message: 'Part number must be an integer between 1 and 10000, inclusive',
  rule: s3Rules['part-number'],
};
const customerKeyAlgorithm: ArgumentRefusal = {
  code: 'InvalidEncryptionAlgorithmError',
  message: 'The Encryption request you specified is not valid. Supported value: AES256.',
  rule: s3Rules['customer-key-algorithm'],
};

/** Refusals by member. */
const ARGUMENT_REFUSALS: Readonly<Record<string, ArgumentRefusal>> = {
  PartNumber: partNumber,
  MaxKeys: {
    message: 'Argument maxKeys must be an integer between 0 and 2147483647',
    argument: 'maxKeys',
    rule: s3Rules['max-keys'],
  },
  ServerSideEncryption: {
    message: 'The encryption method specified is not supported',
    rule: s3Rules['encryption-method'],
  },
  SSECustomerAlgorithm: customerKeyAlgorithm,
  CopySourceSSECustomerAlgorithm: customerKeyAlgorithm,
  StorageClass: {
    code: 'InvalidStorageClass',
    message: 'The storage class you specified is not valid',
    rule: s3Rules['storage-class'],
  },
  EncodingType: {
    message: 'Invalid Encoding Method specified in Request',
    rule: s3Rules['invalid-argument'],
  },
};

function refuseArgument({ member, constraint, value }: Violation): never {
  const own = ARGUMENT_REFUSALS[member];
  const rule = own?.rule ?? s3Rules['invalid-argument'];
  refuse(own?.code ?? 'InvalidArgument', own?.message ?? 'Invalid Argument', {
    rule,
    fields: {
      ArgumentName: own?.argument ?? constraint.wire ?? member,
      ArgumentValue: value === undefined ? '' : String(value),
    },
  });
}
