/** Which clusters rely on a snapshot copy grant. */
import type { Transaction } from '../../transaction.ts';
import { arnOfCluster, getCopyGrant, putCopyGrant } from '../rows.ts';
import type { Cluster, SnapshotCopyGrant } from '../state.ts';

/** The snapshot copy grant that a cluster relies on, if it does. */
export function grantOf(transaction: Transaction, cluster: Cluster): SnapshotCopyGrant | undefined {
  const { snapshotCopy: copy, account } = cluster;
  return copy?.grantName === undefined
    ? undefined
    : getCopyGrant(transaction, { account, region: copy.region }, copy.grantName);
}

/** A cluster does not rely on its snapshot copy grant any more. */
export function forgetCopyGrant(transaction: Transaction, cluster: Cluster): void {
  const grant = grantOf(transaction, cluster);
  const arn = arnOfCluster(cluster);
  if (grant) putCopyGrant(transaction, { ...grant, usedBy: grant.usedBy.filter((user) => user !== arn) });
}
