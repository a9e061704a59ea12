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
    const { materials, currentMaterialId, rotation } = primary;
    storeKey(transaction, { ...replica, materials, currentMaterialId, rotation });
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
