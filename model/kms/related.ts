/** Related multi-Region keys: rows of one key id in several Regions that share material and rotation. */
import type { AgendaKey } from '../agenda.ts';
import type { Transaction } from '../transaction.ts';
import { resourceOf, storeKey } from './make.ts';
import { type Key, keyArnOf, type RotationState } from './state.ts';

/** Whether a key is a replica of a key in another Region. */
export const isReplica = (key: Key): boolean =>
  key.multiRegion !== undefined && key.multiRegion.primaryRegion !== key.region;

/** The primary key of the set that a key belongs to; a single-Region key is its own. */
export function primaryOf(transaction: Transaction, key: Key): Key {
  if (!key.multiRegion) return key;
  return transaction.world.kms.keys.get(keyArnOf(key.multiRegion.primaryRegion, key.account, key.id)) ?? key;
}

/** The other keys of the set that exist. */
export function relatedKeys(transaction: Transaction, key: Key): Key[] {
  if (!key.multiRegion) return [];
  const { primaryRegion, replicaRegions } = key.multiRegion;
  return [primaryRegion, ...replicaRegions]
    .filter((region) => region !== key.region)
    .map((region) => transaction.world.kms.keys.get(keyArnOf(region, key.account, key.id)))
    .filter((related) => related !== undefined);
}

/** Changes every key of the set, the given one included. */
export function updateRelated(transaction: Transaction, key: Key, change: (related: Key) => Key): void {
  for (const related of [key, ...relatedKeys(transaction, key)]) storeKey(transaction, change(related));
}

/**
 * Shares what related keys have in common after the primary changed: materials and rotation. The trail of the primary's
 * Region notes it as a call of AWS itself (documented: ct-synchronize-multi-region-key).
 */
export function synchronize(transaction: Transaction, primary: Key): void {
  const replicas = relatedKeys(transaction, primary);
  if (replicas.length === 0) return;
  for (const replica of replicas) storeKey(transaction, { ...replica, ...sharedOf(primary, replica) });
  transaction.recordServiceEvent({
    service: 'kms',
    eventName: 'SynchronizeMultiRegionKey',
    eventType: 'AwsApiCall',
    readOnly: false,
    region: primary.region,
    accounts: [primary.account],
    responseElements: { keyId: primary.arn },
    resources: [resourceOf(primary)],
  });
}

/** A rotation state with another place on the agenda: only the primary has one. */
export const scheduledAs = (rotation: RotationState, due: AgendaKey | undefined): RotationState => ({
  ...rotation,
  automatic: rotation.automatic && { ...rotation.automatic, due },
});

/**
 * What a replica takes over: the rotation settings without their place on the agenda, which is the primary's, and the
 * materials, unless each key's owner must import them for itself (documented: import-keys pages).
 */
function sharedOf(primary: Key, replica: Key): Pick<Key, 'materials' | 'currentMaterialId' | 'rotation'> {
  const rotation = scheduledAs(primary.rotation, undefined);
  if (primary.origin !== 'EXTERNAL') {
    return { materials: primary.materials, currentMaterialId: primary.currentMaterialId, rotation };
  }
  return { materials: replica.materials, currentMaterialId: replica.currentMaterialId, rotation };
}
