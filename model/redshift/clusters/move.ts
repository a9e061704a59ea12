/** Moving clusters along their lifecycle, and what is due for them. */
import { nextState } from '../../lifecycle.ts';
import type { Transaction } from '../../transaction.ts';
import type { Place } from '../arns.ts';
import { arnOfCluster, getCluster, putCluster } from '../rows.ts';
import type { Cluster } from '../state.ts';
import type { ClusterEvent } from './cluster.machine.ts';

/** How the agenda names a cluster. */
export interface ClusterRef extends Place {
  readonly id: string;
}

/** The cluster that the agenda names, if it still exists. */
export const clusterOf = (transaction: Transaction, ref: ClusterRef): Cluster | undefined =>
  getCluster(transaction, ref, ref.id);

/** Moves a cluster; writes and returns it. */
export function moveCluster(transaction: Transaction, cluster: Cluster, event: ClusterEvent): Cluster {
  const after = transaction.move(transaction.rules.redshift.clusterLifecycle, arnOfCluster(cluster), cluster, event);
  putCluster(transaction, after);
  return after;
}

/** Whether the lifecycle has an arrow for the event. */
export const canMove = (transaction: Transaction, cluster: Cluster, event: ClusterEvent): boolean =>
  nextState(transaction.rules.redshift.clusterLifecycle, cluster.state, event) !== undefined;

/** Puts a cluster's next step on the agenda; what was due for it is off. */
export function schedule(transaction: Transaction, cluster: Cluster, afterMs: number, handler: string): Cluster {
  transaction.cancel(cluster.due);
  const { account, region, id } = cluster;
  const after = { ...cluster, due: transaction.schedule(afterMs, handler, { account, region, id }) };
  putCluster(transaction, after);
  return after;
}
