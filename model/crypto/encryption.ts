/** Encrypt and Decrypt under RSA keys: RSAES-OAEP with an empty label and one hash for both purposes. */
import type { EncryptionAlgorithmSpec } from '@aws-sdk/client-kms';
import { digestBytes, type HashName } from './hashes.ts';
import { decodePrivateKey, decodePublicKey } from './keys.ts';
import { decryptOaep, encryptOaep } from './rsa.ts';

/** Algorithms of RSA keys. Source: https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html */
export type RsaEncryptionAlgorithm = Extract<EncryptionAlgorithmSpec, `RSAES_${string}`>;

/** The hash inside each algorithm. */
export const OAEP_HASHES: Readonly<Record<RsaEncryptionAlgorithm, HashName>> = {
  RSAES_OAEP_SHA_1: 'SHA_1',
  RSAES_OAEP_SHA_256: 'SHA_256',
};

/**
 * The ciphertext, as long as the modulus. `random` is asked once, for a seed as long as a digest. Throws a TypeError if
 * the key is no RSA public key and a RangeError if the plaintext is longer than `encryptLimitBytes` in keySpecs.ts.
 */
export function encryptRsa(
  publicKey: Uint8Array,
  algorithm: RsaEncryptionAlgorithm,
  plaintext: Uint8Array,
  random: (lengthBytes: number) => Uint8Array,
): Uint8Array {
  const key = decodePublicKey(publicKey);
  if (key === undefined || !('rsa' in key)) {
    throw new TypeError(
      `${algorithm} needs an RSA public key of 2048, 3072 or 4096 bits, not ${key?.spec ?? 'other bytes'}.`,
    );
  }
  const hash = OAEP_HASHES[algorithm];
  return encryptOaep(key.rsa, hash, plaintext, random(digestBytes(hash)));
}

/** The plaintext, or undefined if the ciphertext was not made for this key with this algorithm. */
export function decryptRsa(
  privateKey: Uint8Array,
  algorithm: RsaEncryptionAlgorithm,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  const key = decodePrivateKey(privateKey);
  return key && 'rsa' in key ? decryptOaep(key.rsa, OAEP_HASHES[algorithm], ciphertext) : undefined;
}
