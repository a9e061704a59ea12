/**
 * Imported key material: what a key without it is worth, expiry, deletion, and re-import of the same bytes only.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html (documented).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, hex, utf8 } from '../bytes.ts';
import { isKeyPairSpec } from '../crypto/keySpecs.ts';
import type { Transaction } from '../transaction.ts';
import { storeKey } from './make.ts';
import { knownPublicKey } from './publicKeys.ts';
import { relatedKeys } from './related.ts';
import type { Key, KeyMaterial } from './state.ts';

/** The id of material: the same bytes under the same key id are the same material. */
export const importedMaterialId = (key: Key, bytes: Uint8Array): string => hex(sha256(concat(utf8(key.id), bytes)));

/** Whether material only waits for its rotation: it is not yet part of the key. */
export const isWaiting = ({ state }: KeyMaterial): boolean =>
  state === 'PENDING_ROTATION' || state === 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';

/** Whether all permanently associated materials are there; one that waits for its rotation does not count. */
export function isComplete(key: Key): boolean {
  const associated = key.materials.filter((material) => !isWaiting(material));
  return associated.length > 0 && associated.every((material) => material.bytes !== undefined);
}

/** The key with one material replaced or added, and its state moved as the materials now stand. */
export function withMaterial(transaction: Transaction, key: Key, material: KeyMaterial): Key {
  const known = key.materials.some((other) => other.id === material.id);
  const materials = known
    ? key.materials.map((other) => (other.id === material.id ? material : other))
    : [...key.materials, material];
  return settle(transaction, {
    ...key,
    materials,
    currentMaterialId: material.state === 'CURRENT' ? material.id : key.currentMaterialId,
  });
}

/** The key without the bytes of one material, which it still remembers. A material that only waited is forgotten. */
export function withoutBytes(transaction: Transaction, key: Key, materialId: string): Key {
  const materials = key.materials
    .filter((material) => material.id !== materialId || !isWaiting(material))
    .map((material) => {
      if (material.id !== materialId) return material;
      transaction.cancel(material.imported?.due);
      const publicKey = isKeyPairSpec(key.keySpec) ? knownPublicKey(key) : undefined;
      return {
        id: material.id,
        state: material.state,
        imported: { description: material.imported?.description },
        ...(publicKey ? { publicKey } : {}),
      };
    });
  return settle(transaction, { ...key, materials });
}

/** Whether every key of the set has the bytes of a material. A key that is not multi-Region is a set of one. */
export const isEverywhere = (transaction: Transaction, key: Key, materialId: string): boolean =>
  [key, ...relatedKeys(transaction, key)].every(({ materials }) =>
    materials.some((material) => material.id === materialId && material.bytes !== undefined),
  );

/** Material that waited for its import into related keys waits for its rotation only, once all have it (documented). */
export function settleWaiting(transaction: Transaction, key: Key, materialId: string): void {
  if (!isEverywhere(transaction, key, materialId)) return;
  for (const related of [transaction.world.kms.keys.get(key.arn)!, ...relatedKeys(transaction, key)]) {
    const materials = related.materials.map((material) =>
      material.id === materialId && material.state === 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION'
        ? transaction.move(transaction.rules.kms.materialLifecycle, material.id, material, 'IMPORTED_EVERYWHERE')
        : material,
    );
    storeKey(transaction, { ...related, materials });
  }
}

/** Enabled when complete, PendingImport when not; a key pending deletion stays so (documented). */
function settle(transaction: Transaction, key: Key): Key {
  const { keyLifecycle } = transaction.rules.kms;
  if (key.state === 'PendingImport' && isComplete(key)) return transaction.move(keyLifecycle, key.arn, key, 'IMPORT');
  if ((key.state === 'Enabled' || key.state === 'Disabled') && !isComplete(key))
    return transaction.move(keyLifecycle, key.arn, key, 'LOSE_MATERIAL');
  return key;
}

/** Material has reached its ValidTo: its bytes are gone, and the key with them until they are imported again. */
export function expireMaterial(transaction: Transaction, detail: { keyArn: string; materialId: string }): void {
  const key = transaction.world.kms.keys.get(detail.keyArn);
  const material = key?.materials.find((known) => known.id === detail.materialId);
  if (!key || !material?.bytes) return;
  if (transaction.rules.kms.materialIsValid(material.imported?.validToMs, transaction.nowMs)) return;
  storeKey(transaction, withoutBytes(transaction, key, material.id));
  transaction.recordServiceEvent({
    service: 'kms',
    eventName: 'DeleteExpiredKeyMaterial',
    readOnly: false,
    region: key.region,
    accounts: [key.account],
    responseElements: null,
    resources: [{ accountId: key.account, type: 'AWS::KMS::Key', ARN: key.arn }],
    serviceEventDetails: { keyId: key.id, keyMaterialId: material.id },
  });
}
