/**
 * The cipher port: authenticated encryption as KMS, S3 and EBS use it. Three implementations behave alike:
 * `nobleCipher` (here, the default everywhere), `nodeCipher` (harness/crypto, for bulk bytes in Node, the same bytes as
 * `nobleCipher`) and `symbolicCipher` (symbolicCipher.ts, for exploration: the same equalities without the arithmetic).
 */
import { gcm } from '@noble/ciphers/aes.js';
import { concat } from '../bytes.ts';

/** Length of a nonce, in bytes. */
export const NONCE_BYTES = 12;
/** Length of the authentication tag at the end of sealed bytes, in bytes. */
export const TAG_BYTES = 16;

/** AES-GCM, or something that keeps its promises. Deterministic: the caller brings the nonce. */
export interface Cipher {
  readonly name: string;
  /**
   * Ciphertext (as long as the plaintext) followed by a tag of 16 bytes; before them `roomBytes` zeros, for the caller to
   * write into, so that large bytes need not be copied to stand behind something. The key has 16 or 32 bytes, the nonce
   * 12; throws a RangeError on anything else.
   */
  seal(
    key: Uint8Array,
    nonce: Uint8Array,
    plaintext: Uint8Array,
    associatedData: Uint8Array,
    roomBytes?: number,
  ): Uint8Array;
  /**
   * The plaintext, or undefined if key, nonce, associated data or a sealed byte is not what `seal` had. Throws a
   * RangeError on a key or nonce of the wrong length.
   */
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, associatedData: Uint8Array): Uint8Array | undefined;
}

/** Throws a RangeError unless the key has 16 or 32 bytes and the nonce 12: every cipher of the port checks by this. */
export function checkLengths(key: Uint8Array, nonce: Uint8Array): void {
  if (key.length !== 16 && key.length !== 32) {
    throw new RangeError(`A cipher key must have 16 or 32 bytes, this one has ${key.length}: pass AES-128 or AES-256.`);
  }
  if (nonce.length !== NONCE_BYTES) {
    throw new RangeError(`A nonce must have ${NONCE_BYTES} bytes, this one has ${nonce.length}: draw a fresh one.`);
  }
}

/** AES-128-GCM and AES-256-GCM of @noble/ciphers: runs everywhere, browsers included. */
export const nobleCipher: Cipher = {
  name: 'noble',
  seal(key, nonce, plaintext, associatedData, roomBytes = 0) {
    checkLengths(key, nonce);
    const sealed = gcm(key, nonce, associatedData).encrypt(plaintext);
    return roomBytes === 0 ? sealed : concat(new Uint8Array(roomBytes), sealed);
  },
  open(key, nonce, sealed, associatedData) {
    checkLengths(key, nonce);
    if (sealed.length < TAG_BYTES) return undefined;
    try {
      return gcm(key, nonce, associatedData).decrypt(sealed);
    } catch {
      // With the lengths right, the library throws for one reason only: the tag does not fit.
      return undefined;
    }
  },
};
