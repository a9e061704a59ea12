/** The public half of an asymmetric key. */
import { decodePrivateKey, encodePublicKey, publicKeyOf } from '../crypto/keys.ts';
import { ModelDefect } from '../errors.ts';
import type { Key } from './state.ts';

/** DER of the public key (SubjectPublicKeyInfo), also while the private half is deleted; undefined before the first import. */
export function knownPublicKey(key: Key): Uint8Array | undefined {
  const current = key.materials.find((material) => material.id === key.currentMaterialId);
  if (!current?.bytes) return current?.publicKey;
  return encodePublicKey(publicKeyOf(decodePrivateKey(current.bytes)!));
}

/** As `knownPublicKey`, of a key whose state has been checked: its material is there. */
export function publicKeyBytes(key: Key): Uint8Array {
  const known = knownPublicKey(key);
  if (!known) throw new ModelDefect(`${key.arn} is ${key.state} without key material`);
  return known;
}
