/** The public half of an asymmetric key. */
import { decodePrivateKey, encodePublicKey, publicKeyOf } from '../crypto/keys.ts';
import { currentMaterial } from './material.ts';
import type { Key } from './state.ts';

/** DER of the public key (SubjectPublicKeyInfo). */
export function publicKeyBytes(key: Key): Uint8Array {
  return encodePublicKey(publicKeyOf(decodePrivateKey(currentMaterial(key).bytes)!));
}
