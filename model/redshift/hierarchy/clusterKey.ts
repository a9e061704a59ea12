/** Tier 2 under either root key: making, opening and replacing the cluster encryption key. */
import type { Context } from '../../context.ts';
import { compactMinute } from '../../time.ts';
import type { Transaction } from '../../transaction.ts';
import { clusterArn } from '../arns.ts';
import { arnOfCluster, updateRedshift } from '../rows.ts';
import type { Cluster, ClusterKey, ClusterStorage } from '../state.ts';
import {
  type AtWork,
  clusterKeyByCaller,
  clusterKeyByRedshift,
  type EncryptionContext,
  grantByCaller,
  openByCaller,
  openByRedshift,
} from './keyCalls.ts';
import { KEY_BYTES, seal, unseal } from './tiers.ts';

const OWNED = 'cluster encryption key';

/** The documented encryption context: ARN and minute of creation. */
export const encryptionContext = (
  cluster: Pick<Cluster, 'account' | 'region' | 'id' | 'createdMs'>,
): EncryptionContext => ({
  'aws:redshift:arn': clusterArn(cluster, cluster.id),
  'aws:redshift:createtime': compactMinute(cluster.createdMs),
});

/** Redshift at work for a cluster. */
export const workFor = (transaction: Transaction, cluster: Cluster): AtWork => ({
  transaction,
  account: cluster.account,
  region: cluster.region,
  sourceArn: arnOfCluster(cluster),
});

/** The root key that AWS owns in a Region, made when it is first needed. */
function ownedKey(transaction: Transaction, region: string): Uint8Array {
  const { ownedKeys } = transaction.world.redshift;
  const known = ownedKeys.get(region);
  if (known) return known;
  const made = transaction.random.bytes(KEY_BYTES);
  updateRedshift(transaction, { ownedKeys: ownedKeys.set(region, made) });
  return made;
}

/** A new cluster encryption key under AWS's own key. */
function ownedClusterKey(transaction: Transaction, region: string, context: EncryptionContext) {
  const { random, rules } = transaction;
  const plaintext = random.bytes(KEY_BYTES);
  const wrapped = seal(rules.cipher, ownedKey(transaction, region), OWNED, plaintext, random);
  return { clusterKey: { wrapped, context } as ClusterKey, plaintext };
}

/** Storage that is still to be made, with a new cluster encryption key. `keyId` is absent for AWS's own key. */
export function plannedStorage(context: Context, keyId: string | undefined, bound: EncryptionContext): ClusterStorage {
  if (keyId === undefined) {
    const { clusterKey } = ownedClusterKey(context.transaction, context.region, bound);
    return { encrypted: true, clusterKey, blocks: [] };
  }
  const grant = grantByCaller(context, keyId, bound);
  const clusterKey = clusterKeyByCaller(context, grant.keyArn, bound);
  return { encrypted: true, kmsKeyArn: grant.keyArn, grant, clusterKey, blocks: [] };
}

/** The plaintext of a cluster encryption key, asked for as Redshift; undefined where KMS refuses. */
export function openClusterKey(work: AtWork, clusterKey: ClusterKey): Uint8Array | undefined {
  if (clusterKey.kmsKeyArn !== undefined) return openByRedshift(work, clusterKey);
  return unseal(work.transaction.rules.cipher, ownedKey(work.transaction, work.region), OWNED, clusterKey.wrapped);
}

/** The same, asked for as the caller; a refusal is passed on. */
export function openClusterKeyAsCaller(context: Context, clusterKey: ClusterKey): Uint8Array | undefined {
  if (clusterKey.kmsKeyArn !== undefined) return openByCaller(context, clusterKey);
  const { transaction } = context;
  return unseal(context.rules.cipher, ownedKey(transaction, context.region), OWNED, clusterKey.wrapped);
}

/** A new cluster encryption key in place of an old one, under the same root key; undefined where KMS refuses. */
export function replaceClusterKey(work: AtWork, keyArn: string | undefined, bound: EncryptionContext) {
  if (keyArn !== undefined) return clusterKeyByRedshift(work, keyArn, bound);
  return ownedClusterKey(work.transaction, work.region, bound);
}
