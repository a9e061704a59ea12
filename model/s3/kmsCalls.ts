/**
 * The two calls that S3 makes to KMS, as its caller (forward access session): one data key for a write, one Decrypt for
 * a read. Their refusals leave S3 in S3's words.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (documented).
 */
import type { Outcome, Via } from '../call.ts';
import { type Context, expectOutput } from '../context.ts';

/** How calls that S3 makes for its callers are marked. */
export const VIA: Via = { service: 's3', invokedBy: 'fas.s3.amazonaws.com' };

/** A data key as KMS gives it. */
export interface KmsDataKey {
  /** ARN of the key that made it. */
  readonly KeyId: string;
  readonly Plaintext: Uint8Array;
  readonly CiphertextBlob: Uint8Array;
}

/** A call in the bucket's own Region, which for the source of a copy need not be the Region of the call. */
function callKms(
  context: Context,
  region: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Outcome {
  if (region === context.region) return context.callAs(VIA, 'kms', operation, input);
  const { caller, connection } = context.call;
  return context.transaction.perform({
    service: 'kms',
    operation,
    input,
    caller: { ...caller, via: VIA },
    region,
    connection,
  });
}

/** Asks KMS for a data key of 256 bits. */
export function generateDataKey(
  context: Context,
  region: string,
  keyId: string,
  encryptionContext: Readonly<Record<string, string>>,
): KmsDataKey {
  const input = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: encryptionContext };
  const outcome = callKms(context, region, 'GenerateDataKey', input);
  return expectOutput<KmsDataKey>(outcome, context.rules.s3.translateKmsError);
}

/** Asks KMS to open a data key. */
export function decryptDataKey(
  context: Context,
  region: string,
  wrapped: Uint8Array,
  encryptionContext: Readonly<Record<string, string>>,
): Uint8Array {
  const input = { CiphertextBlob: wrapped, EncryptionContext: encryptionContext };
  const outcome = callKms(context, region, 'Decrypt', input);
  return expectOutput<{ Plaintext: Uint8Array }>(outcome, context.rules.s3.translateKmsError).Plaintext;
}
