/** Related multi-Region keys: rows of one key id in several Regions that share material and rotation. */
import type { Transaction } from '../transaction.ts';
import { storeKey } from './make.ts';
import { type Key, keyArnOf } from './state.ts';

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

/** Shares what related keys have in common after the primary changed: materials and rotation; notes it in each trail. */
export function synchronize(transaction: Transaction, primary: Key): void {
  for (const replica of relatedKeys(transaction, primary)) {
    storeKey(transaction, { ...replica, ...sharedOf(primary, replica) });
    transaction.recordServiceEvent({
      service: 'kms',
      eventName: 'SynchronizeMultiRegionKey',
      readOnly: false,
      region: replica.region,
      accounts: [replica.account],
      responseElements: { keyId: replica.arn },
      resources: [{ accountId: replica.account, type: 'AWS::KMS::Key', ARN: replica.arn }],
    });
  }
}

/**
 * What a replica takes over: the rotation settings without their place on the agenda, which is the primary's, and the
 * materials, unless each key's owner must import them for itself (documented: import-keys pages).
 */
function sharedOf(primary: Key, replica: Key): Pick<Key, 'materials' | 'currentMaterialId' | 'rotation'> {
  const automatic = primary.rotation.automatic && { ...primary.rotation.automatic, due: undefined };
  const rotation = { ...primary.rotation, automatic };
  if (primary.origin !== 'EXTERNAL') {
    return { materials: primary.materials, currentMaterialId: primary.currentMaterialId, rotation };
  }
  return { materials: replica.materials, currentMaterialId: replica.currentMaterialId, rotation };
}
