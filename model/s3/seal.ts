/** Sealing: a nonce, the ciphertext and its tag in one piece, under the world's cipher. */
import type { Context } from '../context.ts';
import { NONCE_BYTES } from '../crypto/cipher.ts';

/** Seals under a fresh nonce. */
export function sealUnder(context: Context, key: Uint8Array, plaintext: Uint8Array, bound: Uint8Array): Uint8Array {
  const nonce = context.random.bytes(NONCE_BYTES);
  const sealed = context.rules.cipher.seal(key, nonce, plaintext, bound, NONCE_BYTES);
  sealed.set(nonce);
  return sealed;
}

/** Opens what `sealUnder` made; undefined where the key or what it is bound to is another. */
export function openUnder(
  context: Context,
  key: Uint8Array,
  sealed: Uint8Array,
  bound: Uint8Array,
): Uint8Array | undefined {
  return context.rules.cipher.open(key, sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES), bound);
}

/** The key of SSE-S3 in a Region, made when it is first needed. */
export function ownedKey(context: Context, region: string): Uint8Array {
  const { s3 } = context.world;
  const existing = s3.ownedKeys.get(region);
  if (existing) return existing;
  const made = context.random.bytes(32);
  context.update({ s3: { ...s3, ownedKeys: s3.ownedKeys.set(region, made) } });
  return made;
}
