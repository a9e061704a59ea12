/**
 * Imported key material: what a key without it is worth, expiry, deletion, and re-import of the same bytes only.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html (documented).
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, hex, utf8 } from '../bytes.ts';
import { isKeyPairSpec } from '../crypto/keySpecs.ts';
import type { Transaction } from '../transaction.ts';
import type { KeyState } from './key.machine.ts';
import { resourceOf, storeKey } from './make.ts';
import { knownPublicKey } from './publicKeys.ts';
import { isReplica, relatedKeys } from './related.ts';
import type { Key, KeyMaterial } from './state.ts';

/** The id of material: the same bytes under the same key id are the same material. */
export const importedMaterialId = (key: Key, bytes: Uint8Array): string => hex(sha256(concat(utf8(key.id), bytes)));

const WAITING_EVERYWHERE = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';

/** Whether material only waits for its rotation: it is not yet part of the key. */
export const isWaiting = ({ state }: KeyMaterial): boolean =>
  state === 'PENDING_ROTATION' || state === WAITING_EVERYWHERE;

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

/**
 * The key without the bytes of one material, which it still remembers. A material that only waited is forgotten; a replica
 * goes on remembering it as long as its primary does.
 */
export function withoutBytes(transaction: Transaction, key: Key, materialId: string): Key {
  const gone = key.materials.find((material) => material.id === materialId);
  transaction.cancel(gone?.imported?.due);
  const forgotten = gone !== undefined && isWaiting(gone) && !isReplica(key);
  const materials = forgotten
    ? key.materials.filter((material) => material !== gone)
    : key.materials.map((material) => (material === gone ? withoutItsBytes(key, material) : material));
  if (forgotten) for (const replica of relatedKeys(transaction, key)) forget(transaction, replica, materialId);
  return settle(transaction, { ...key, materials });
}

/** What a key goes on knowing of material that it has not, or no longer: its id, state and description. */
function withoutItsBytes(key: Key, { id, state, imported }: KeyMaterial): KeyMaterial {
  const publicKey = isKeyPairSpec(key.keySpec) ? knownPublicKey(key) : undefined;
  return { id, state, imported: { description: imported?.description }, ...(publicKey ? { publicKey } : {}) };
}

/**
 * Material that waits in the primary is deleted from its replicas with it.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html (documented).
 */
function forget(transaction: Transaction, replica: Key, materialId: string): void {
  for (const { id, imported } of replica.materials) if (id === materialId) transaction.cancel(imported?.due);
  storeKey(transaction, { ...replica, materials: replica.materials.filter(({ id }) => id !== materialId) });
}

/**
 * What a new replica knows of the materials of its primary: everything but their bytes, which its owner must import.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-import.html (documented); that a replica
 * needs all of them is ImportKeyMaterial's page.
 */
export const materialsToImport = (primary: Key): readonly KeyMaterial[] =>
  primary.materials.map((material) =>
    withoutItsBytes(primary, isWaiting(material) ? { ...material, state: WAITING_EVERYWHERE } : material),
  );

/**
 * Tells the replicas of new material that waits in their primary: its id and description, not its bytes.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html (documented).
 */
export function announceWaiting(transaction: Transaction, primary: Key, material: KeyMaterial): void {
  for (const replica of relatedKeys(transaction, primary)) {
    if (replica.materials.some(({ id }) => id === material.id)) continue;
    const announced = withoutItsBytes(primary, material);
    storeKey(transaction, { ...replica, materials: [...replica.materials, announced] });
  }
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
      material.id === materialId && material.state === WAITING_EVERYWHERE
        ? transaction.move(transaction.rules.kms.materialLifecycle, material.id, material, 'IMPORTED_EVERYWHERE')
        : material,
    );
    storeKey(transaction, { ...related, materials });
  }
}

/** States that a key leaves when it loses material. While its primary Region is being updated only expiry can take it. */
const LOSES_MATERIAL: ReadonlySet<string> = new Set<KeyState>(['Enabled', 'Disabled', 'Updating']);

/** Enabled when complete, PendingImport when not; a key pending deletion stays so (documented). */
function settle(transaction: Transaction, key: Key): Key {
  const { keyLifecycle } = transaction.rules.kms;
  if (key.state === 'PendingImport' && isComplete(key)) return transaction.move(keyLifecycle, key.arn, key, 'IMPORT');
  if (LOSES_MATERIAL.has(key.state) && !isComplete(key))
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
    resources: [resourceOf(key)],
    serviceEventDetails: { keyId: key.id, keyMaterialId: material.id },
  });
}
