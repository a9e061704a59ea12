/**
 * Import of key material: wrapping it for transport with a public key of KMS, and unwrapping it there. RSAES_PKCS1_V1_5
 * is still in the API's list but refused since October 2023, and SM2PKE exists in China Regions only: neither is here.
 */

import type { AlgorithmSpec } from '@aws-sdk/client-kms';
import { aeskwp } from '@noble/ciphers/aes.js';
import { concat } from '../bytes.ts';
import { defineRules, documented } from '../evidence.ts';
import { decryptRsa, encryptRsa, type RsaEncryptionAlgorithm } from './encryption.ts';
import { type HmacSpec, KEY_SPECS, type KeySpec, type RsaSpec } from './keySpecs.ts';
import { decodePrivateKey, isSoundPrivateKey } from './keys.ts';
import { HMAC_KEY_BYTES } from './macs.ts';
import { modulusBytes } from './rsa.ts';

/** What the documentation says of imported key material. */
export const WRAPPING_RULES = defineRules('kms', {
  'wrapping-algorithms': {
    sentence: 'The kind of key material decides with which algorithms it may be wrapped; ML-DSA cannot be imported.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-get-public-key-and-token.html'),
  },
  'import-requirements': {
    sentence: 'Imported material must fit the key spec: 32 bytes, an HMAC key of 1024 bits at most, or a PKCS #8 key.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-conceptual.html'),
  },
});

/** Algorithms that the model wraps and unwraps with. */
export type WrappingAlgorithm = Exclude<AlgorithmSpec, 'RSAES_PKCS1_V1_5' | 'SM2PKE'>;

/** How each works: OAEP of the material itself, or of an AES key that wraps the material (RFC 5649). */
const WRAPPING: Readonly<Record<WrappingAlgorithm, { oaep: RsaEncryptionAlgorithm; aesKeyWrap: boolean }>> = {
  RSAES_OAEP_SHA_1: { oaep: 'RSAES_OAEP_SHA_1', aesKeyWrap: false },
  RSAES_OAEP_SHA_256: { oaep: 'RSAES_OAEP_SHA_256', aesKeyWrap: false },
  RSA_AES_KEY_WRAP_SHA_1: { oaep: 'RSAES_OAEP_SHA_1', aesKeyWrap: true },
  RSA_AES_KEY_WRAP_SHA_256: { oaep: 'RSAES_OAEP_SHA_256', aesKeyWrap: true },
};

/** All of them. */
export const wrappingAlgorithms: readonly string[] = Object.keys(WRAPPING);

const OAEP: readonly WrappingAlgorithm[] = ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1'];
const AES_KEY_WRAP: readonly WrappingAlgorithm[] = ['RSA_AES_KEY_WRAP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_1'];

/** The algorithms for material of a key spec under a wrapping key; empty if it cannot be imported. */
export function wrappingAlgorithmsFor(spec: KeySpec, wrappingKeySpec: RsaSpec): readonly WrappingAlgorithm[] {
  const { family } = KEY_SPECS[spec];
  if (family === 'SYMMETRIC' || family === 'HMAC') return OAEP;
  if (family === 'RSA') return AES_KEY_WRAP;
  if (family !== 'ECC') return [];
  return spec === 'ECC_NIST_P521' && wrappingKeySpec === 'RSA_2048' ? AES_KEY_WRAP : [...AES_KEY_WRAP, ...OAEP];
}

/**
 * Wraps material for ImportKeyMaterial, as its owner would with OpenSSL. `random` is asked for the AES key (32 bytes,
 * only with RSA_AES_KEY_WRAP) and then for the seed of OAEP. Throws as `encryptRsa`, and on empty material a TypeError.
 */
export function wrapKeyMaterial(
  wrappingPublicKey: Uint8Array,
  algorithm: WrappingAlgorithm,
  material: Uint8Array,
  random: (lengthBytes: number) => Uint8Array,
): Uint8Array {
  if (material.length === 0) throw new TypeError('There is no key material to wrap: pass at least one byte.');
  const { oaep, aesKeyWrap } = WRAPPING[algorithm];
  if (!aesKeyWrap) return encryptRsa(wrappingPublicKey, oaep, material, random);
  const aesKey = random(32);
  return concat(encryptRsa(wrappingPublicKey, oaep, aesKey, random), aeskwp(aesKey).encrypt(material));
}

/** The material, or undefined if the bytes were not wrapped for this key with this algorithm. */
export function unwrapKeyMaterial(
  wrappingPrivateKey: Uint8Array,
  algorithm: WrappingAlgorithm,
  wrapped: Uint8Array,
): Uint8Array | undefined {
  const { oaep, aesKeyWrap } = WRAPPING[algorithm];
  if (!aesKeyWrap) return decryptRsa(wrappingPrivateKey, oaep, wrapped);
  const key = decodePrivateKey(wrappingPrivateKey);
  if (!key || !('rsa' in key)) return undefined;
  const split = modulusBytes(key.rsa);
  const aesKey = decryptRsa(wrappingPrivateKey, oaep, wrapped.subarray(0, split));
  return aesKey && unwrapAes(aesKey, wrapped.subarray(split));
}

function unwrapAes(aesKey: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  if (aesKey.length !== 32 || wrapped.length < 16 || wrapped.length % 8 !== 0) return undefined;
  try {
    return aeskwp(aesKey).decrypt(wrapped).slice();
  } catch {
    // With the lengths right, the library throws for one reason only: the integrity check failed.
    return undefined;
  }
}

/** An HMAC key may be longer than its spec says, up to this many bytes. */
const HMAC_LIMIT_BYTES = 128;

/** Whether unwrapped material fits the key spec, and for key pairs whether its parts belong together. */
export function isImportable(spec: KeySpec, material: Uint8Array): boolean {
  const { family } = KEY_SPECS[spec];
  if (family === 'SYMMETRIC') return material.length === 32;
  if (family === 'HMAC') {
    return material.length >= HMAC_KEY_BYTES[spec as HmacSpec] && material.length <= HMAC_LIMIT_BYTES;
  }
  if (family !== 'RSA' && family !== 'ECC') return false;
  return decodePrivateKey(material)?.spec === spec && isSoundPrivateKey(material);
}
