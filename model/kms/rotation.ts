/**
 * Rotation of key material: automatic, on demand, and what becomes of the older generations.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html (documented).
 */
import type { Transaction } from '../transaction.ts';
import { newMaterial, resourceOf, storeKey } from './make.ts';
import { primaryOf, relatedKeys, synchronize } from './related.ts';
import type { Key, KeyMaterial, RotationState } from './state.ts';

const DAY_MS = 86_400_000;

/** On-demand rotations of a key, ever. Source: resource-limits page (documented; 10 in a recording of 2024). */
export const ON_DEMAND_LIMIT = 25;
/** No on-demand rotation when an automatic one falls due within 20 minutes (documented). */
export const CONFLICT_MS = 20 * 60_000;

/** Turns automatic rotation on, or its period over: the count begins now. */
export function startAutomatic(transaction: Transaction, key: Key, periodDays: number): Key {
  transaction.cancel(key.rotation.automatic?.due);
  return withNext(transaction, key, periodDays, transaction.nowMs + periodDays * DAY_MS);
}

function withNext(transaction: Transaction, key: Key, periodDays: number, nextMs: number): Key {
  const due = transaction.schedule(nextMs - transaction.nowMs, 'kms.rotateAutomatically', { keyArn: key.arn });
  return { ...key, rotation: { ...key.rotation, automatic: { periodDays, nextMs, due } } };
}

/** Turns automatic rotation off. */
export function stopAutomatic(transaction: Transaction, key: Key): Key {
  transaction.cancel(key.rotation.automatic?.due);
  return { ...key, rotation: { ...key.rotation, automatic: undefined } };
}

/** The day has come: an enabled key rotates; another waits until it is enabled again. */
export function rotateAutomatically(transaction: Transaction, detail: { keyArn: string }): void {
  const key = transaction.world.kms.keys.get(detail.keyArn);
  if (key) rotateIfDue(transaction, key);
}

function rotateIfDue(transaction: Transaction, key: Key): void {
  const automatic = key.rotation.automatic;
  if (automatic && automatic.nextMs <= transaction.nowMs && key.state === 'Enabled') storeRotated(transaction, key);
}

/** A key that missed a rotation while it could not be used rotates when it is enabled (documented). */
export function catchUpRotation(transaction: Transaction, key: Key): void {
  rotateIfDue(transaction, key);
  const startMs = key.rotation.onDemand?.startMs;
  if (startMs !== undefined && startMs + transaction.world.options.timings.keyRotationMs <= transaction.nowMs)
    completeOnDemand(transaction, { keyArn: key.arn });
}

function storeRotated(transaction: Transaction, key: Key): void {
  const { periodDays } = key.rotation.automatic!;
  const rotated = rotate(transaction, key, newMaterial(transaction, key.keySpec), 'AUTOMATIC');
  const next = withNext(transaction, rotated, periodDays, transaction.nowMs + periodDays * DAY_MS);
  storeKey(transaction, next);
  synchronize(transaction, next);
}

/**
 * An on-demand rotation completes: imported keys take the material that waits, others a fresh one. A key that is pending
 * deletion does not rotate (documented); the rotation goes on when the key is enabled again (assumed).
 */
export function completeOnDemand(transaction: Transaction, detail: { keyArn: string }): void {
  const named = transaction.world.kms.keys.get(detail.keyArn);
  // The primary Region may have been moved meanwhile.
  const found = named && primaryOf(transaction, named);
  if (!found?.rotation.onDemand || found.deletion) return;
  const key = { ...found, rotation: { ...found.rotation, onDemand: undefined } };
  const waiting = key.materials.find((material) => material.state === 'PENDING_ROTATION');
  if (key.origin === 'EXTERNAL' && !waiting?.bytes) {
    storeKey(transaction, key);
    return;
  }
  const rotated = rotate(transaction, key, waiting ?? newMaterial(transaction, key.keySpec), 'ON_DEMAND');
  storeKey(transaction, rotated);
  if (key.origin === 'EXTERNAL') rotateRelated(transaction, rotated, waiting!.id);
  synchronize(transaction, rotated);
}

/** Replicas that brought the same material themselves rotate with their primary. */
function rotateRelated(transaction: Transaction, primary: Key, materialId: string): void {
  for (const replica of relatedKeys(transaction, primary)) {
    const same = replica.materials.find((material) => material.id === materialId && material.bytes);
    if (same) storeKey(transaction, rotate(transaction, replica, same, 'ON_DEMAND'));
  }
}

/** The key with `next` as its current material; every older generation goes on decrypting its own. */
function rotate(transaction: Transaction, key: Key, next: KeyMaterial, type: 'AUTOMATIC' | 'ON_DEMAND'): Key {
  const { materialLifecycle, keptMaterials } = transaction.rules.kms;
  const older = key.materials
    .filter((material) => material.id !== next.id)
    .map((material) =>
      material.state === 'CURRENT'
        ? transaction.move(materialLifecycle, material.id, material, 'ROTATE_OUT')
        : material,
    );
  const current = next.state === 'CURRENT' ? next : transaction.move(materialLifecycle, next.id, next, 'ROTATE_IN');
  const history = [...key.rotation.history, { atMs: transaction.nowMs, type, materialId: current.id }];
  recordRotation(transaction, key, current, type);
  return {
    ...key,
    materials: [...keptMaterials(older), current],
    currentMaterialId: current.id,
    rotation: { ...key.rotation, history } satisfies RotationState,
  };
}

function recordRotation(transaction: Transaction, key: Key, current: KeyMaterial, rotationType: string): void {
  transaction.recordServiceEvent({
    service: 'kms',
    eventName: 'RotateKey',
    readOnly: false,
    region: key.region,
    accounts: [key.account],
    responseElements: null,
    resources: [resourceOf(key)],
    serviceEventDetails: {
      rotationType,
      keyOrigin: key.origin,
      previousKeyMaterialId: key.currentMaterialId,
      currentKeyMaterialId: current.id,
      keyId: key.id,
    },
  });
}
