/** Sealing and opening under a key's material: the one place where a KMS key meets bytes. */
import type { Context } from '../context.ts';
import { type BlobKey, type DecodedBlob, decodeBlob, openBlob, sealBlob } from '../crypto/blob.ts';
import { ModelDefect, refuse } from '../errors.ts';
import { kmsRulesText } from './errors.ts';
import { type EncryptionContext, type Key, type KeyMaterial, kmsWith } from './state.ts';

/** A generation of material whose bytes are there. */
export type UsableMaterial = KeyMaterial & { readonly bytes: Uint8Array };

/** The generation of material that new work is done under. The key's state has been checked: its bytes are there. */
export function currentMaterial(key: Key): UsableMaterial {
  const current = key.materials.find((material) => material.id === key.currentMaterialId);
  if (!current?.bytes) throw new ModelDefect(`${key.arn} is ${key.state} without usable key material`);
  return current as UsableMaterial;
}

/** How blobs name keys, for each state of a key: rows never change, and most calls are on the same few keys. */
const blobKeys = new WeakMap<Key, BlobKey>();

/** The key and its current material, as blobs name them. */
function blobKeyOf(key: Key): BlobKey {
  let named = blobKeys.get(key);
  if (!named) {
    named = { region: key.region, account: key.account, keyId: key.id, keyMaterialId: currentMaterial(key).id };
    blobKeys.set(key, named);
  }
  return named;
}

/** A ciphertext blob of a plaintext, bound to the key, its current material and the encryption context. */
export function sealUnder(
  context: Context,
  key: Key,
  plaintext: Uint8Array,
  encryptionContext: EncryptionContext | undefined,
): Uint8Array {
  const { rules, random } = context;
  const material = currentMaterial(key);
  noteMaterial(context, material.id);
  const bound = rules.kms.boundContext(encryptionContext);
  return sealBlob(rules.cipher, material.bytes, blobKeyOf(key), random.bytes(12), plaintext, bound);
}

/** Reads a ciphertext's header, or refuses what is no ciphertext of KMS. */
export function readBlob(bytes: Uint8Array): DecodedBlob {
  return decodeBlob(bytes) ?? invalidCiphertext();
}

/** The plaintext of a ciphertext, or InvalidCiphertextException: altered, other context, or material that is gone. */
export function openUnder(
  context: Context,
  key: Key,
  blob: DecodedBlob,
  encryptionContext: EncryptionContext | undefined,
): Uint8Array {
  const { rules } = context;
  const material = key.materials.find((known) => known.id === blob.keyMaterialId);
  if (!material?.bytes) return invalidCiphertext();
  const bound = rules.kms.boundContext(encryptionContext);
  const plaintext = openBlob(rules.cipher, material.bytes, blob, bound) ?? invalidCiphertext();
  noteMaterial(context, material.id);
  return plaintext;
}

/** Notes in the CloudTrail record which generation of material worked (since 2025, recorded). */
export function noteMaterial(context: Context, keyMaterialId: string): void {
  const { additionalEventData: noted } = context.record;
  context.record.additionalEventData = noted ? { ...noted, keyMaterialId } : { keyMaterialId };
}

/** InvalidCiphertextException comes without a message (recorded). */
export function invalidCiphertext(): never {
  return refuse('InvalidCiphertextException', undefined, { rule: kmsRulesText['invalid-ciphertext'] });
}

/**
 * Remembers the last successful cryptographic use of a key for GetKeyLastUsage (AWS began to track on 2026-04-23; the
 * model tracks from the key's creation).
 */
export function noteUse(context: Context, key: Key, operation: string): void {
  const { kms } = context.world;
  const lastUses = kms.lastUses.set(key.arn, { operation, atMs: context.nowMs, call: context.number });
  context.update({ kms: kmsWith(kms, { lastUses }) });
}
