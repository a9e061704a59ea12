/** GenerateMac and VerifyMac: HMAC (RFC 2104). */

import type { MacAlgorithmSpec } from '@aws-sdk/client-kms';
import { hmac } from '@noble/hashes/hmac.js';
import { equalBytes } from '../bytes.ts';
import { HASHES, type HashName } from './hashes.ts';
import type { HmacSpec } from './keySpecs.ts';

const HASH_OF: Readonly<Record<MacAlgorithmSpec, HashName>> = {
  HMAC_SHA_224: 'SHA_224',
  HMAC_SHA_256: 'SHA_256',
  HMAC_SHA_384: 'SHA_384',
  HMAC_SHA_512: 'SHA_512',
};

/** Length of a generated key, in bytes. Source: https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html */
export const HMAC_KEY_BYTES: Readonly<Record<HmacSpec, number>> = {
  HMAC_224: 28,
  HMAC_256: 32,
  HMAC_384: 48,
  HMAC_512: 64,
};

/** The authentication code of a message, as long as the hash. */
export const generateMac = (algorithm: MacAlgorithmSpec, key: Uint8Array, message: Uint8Array): Uint8Array =>
  hmac(HASHES[HASH_OF[algorithm]], key, message);

/** Whether the code is the key's for the message. */
export const verifyMac = (
  algorithm: MacAlgorithmSpec,
  key: Uint8Array,
  message: Uint8Array,
  mac: Uint8Array,
): boolean => equalBytes(generateMac(algorithm, key, message), mac);
