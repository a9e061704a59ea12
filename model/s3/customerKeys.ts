/**
 * Customer-provided keys (SSE-C): three headers that must fit each other. S3 never keeps the key.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html (documented).
 */
import { md5 } from '@noble/hashes/legacy.js';
import { base64, fromBase64 } from '../bytes.ts';
import { refuse } from '../errors.ts';
import { accessDenied, invalidArgument, invalidRequest } from './errors.ts';
import { s3Facts } from './facts.ts';
import type { EncryptionHeaders } from './rules.ts';
import type { ObjectEncryption } from './state.ts';

const KEY_BYTES = 32;
const HEADER = 'x-amz-server-side-encryption';
const RULE = s3Facts['customer-key-parameters'];

/** A key that came with a request. */
export interface CustomerKey {
  readonly bytes: Uint8Array;
  /** Base64. */
  readonly md5: string;
}

/** The headers of a customer-provided key. */
export type CustomerKeyHeaders = Pick<
  EncryptionHeaders,
  'ServerSideEncryption' | 'SSECustomerAlgorithm' | 'SSECustomerKey' | 'SSECustomerKeyMD5'
>;

/**
 * The key of a request, undefined where it has none; refuses headers that do not fit. A read does not look at the
 * key's length: a key of another length is simply not the right one.
 */
export function customerKeyOf(headers: CustomerKeyHeaders, reading = false): CustomerKey | undefined {
  const { SSECustomerAlgorithm: algorithm, SSECustomerKey: key, SSECustomerKeyMD5: given } = headers;
  if (algorithm === undefined && key === undefined && given === undefined) return undefined;
  const named = headers.ServerSideEncryption;
  if (named !== undefined) {
    refuseArgument(
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      named,
    );
  }
  if (algorithm === undefined) refuseMissing('a valid encryption algorithm');
  if (algorithm !== 'AES256') {
    refuse(
      'InvalidEncryptionAlgorithmError',
      'The Encryption request you specified is not valid. Supported value: AES256.',
      {
        rule: RULE,
        fields: { ArgumentName: HEADER, ArgumentValue: algorithm },
      },
    );
  }
  if (key === undefined) refuseMissing('an appropriate secret key');
  const read = readKey(key, given);
  if (!reading && read.bytes.length !== KEY_BYTES) {
    refuseArgument('The secret key was invalid for the specified algorithm.');
  }
  return read;
}

function readKey(key: string, given: string | undefined): CustomerKey {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(key);
  } catch {
    return refuseMissing('an appropriate secret key');
  }
  const digest = base64(md5(bytes));
  // Clients leave the MD5 to their SDK; reads without it are reported to succeed.
  if (given !== undefined && given !== digest) {
    refuseArgument('The calculated MD5 hash of the key did not match the hash that was provided.');
  }
  return { bytes, md5: digest };
}

function refuseArgument(message: string, value = 'null'): never {
  return invalidArgument(message, RULE, HEADER, value);
}

function refuseMissing(what: string): never {
  return refuseArgument(`Requests specifying Server Side Encryption with Customer provided keys must provide ${what}.`);
}

/** Refuses a read whose key headers do not fit how the object is stored. */
export function checkCustomerKey(encryption: ObjectEncryption, key: CustomerKey | undefined): void {
  if (encryption.mode !== 'SSE-C') {
    if (!key) return;
    invalidRequest(
      'The encryption parameters are not applicable to this object.',
      s3Facts['customer-key-not-applicable'],
    );
  }
  if (!key) {
    invalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
      s3Facts['customer-key-required'],
    );
  }
  if (key.md5 !== encryption.customerKeyMd5) refuseWrongKey();
}

/** 403: not the key that the object was written with. */
export function refuseWrongKey(): never {
  return accessDenied(
    'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.',
    s3Facts['customer-key-wrong'],
  );
}
