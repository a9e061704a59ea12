/** Reading and writing Redshift's rows inside a transaction. */
import type { Tags } from '../query/authorize.ts';
import type { Transaction } from '../transaction.ts';
import type { World } from '../world.ts';
import { clusterArn, copyGrantArn, type Place, snapshotArn } from './arns.ts';
import type { Cluster, ClusterSnapshot, RedshiftState, SnapshotCopyGrant } from './state.ts';

/** Replaces parts of Redshift. */
export function updateRedshift(transaction: Transaction, parts: Partial<RedshiftState>): void {
  const { redshift } = transaction.world;
  // Member by member: see `worldWith`.
  transaction.update({
    redshift: {
      clusters: parts.clusters ?? redshift.clusters,
      snapshots: parts.snapshots ?? redshift.snapshots,
      copyGrants: parts.copyGrants ?? redshift.copyGrants,
      events: parts.events ?? redshift.events,
      tags: parts.tags ?? redshift.tags,
      ownedKeys: parts.ownedKeys ?? redshift.ownedKeys,
    },
  });
}

/** ARN of a cluster's row. */
export const arnOfCluster = (cluster: Cluster): string => clusterArn(cluster, cluster.id);
/** ARN of a snapshot's row. */
export const arnOfSnapshot = (snapshot: ClusterSnapshot): string =>
  snapshotArn(snapshot, snapshot.cluster.id, snapshot.id);

/** The cluster, if it exists. */
export const getCluster = (transaction: Transaction, place: Place, id: string): Cluster | undefined =>
  transaction.world.redshift.clusters.get(clusterArn(place, id));

/** Writes a cluster. */
export function putCluster(transaction: Transaction, cluster: Cluster): void {
  const { clusters } = transaction.world.redshift;
  updateRedshift(transaction, { clusters: clusters.set(arnOfCluster(cluster), cluster) });
}

/** Removes a cluster and its tags. */
export function removeCluster(transaction: Transaction, cluster: Cluster): void {
  const { clusters, tags } = transaction.world.redshift;
  const arn = arnOfCluster(cluster);
  updateRedshift(transaction, { clusters: clusters.delete(arn), tags: tags.delete(arn) });
}

/** Writes a snapshot. */
export function putSnapshot(transaction: Transaction, snapshot: ClusterSnapshot): void {
  const { snapshots } = transaction.world.redshift;
  updateRedshift(transaction, { snapshots: snapshots.set(arnOfSnapshot(snapshot), snapshot) });
}

/** Removes a snapshot and its tags. */
export function removeSnapshot(transaction: Transaction, snapshot: ClusterSnapshot): void {
  const { snapshots, tags } = transaction.world.redshift;
  const arn = arnOfSnapshot(snapshot);
  updateRedshift(transaction, { snapshots: snapshots.delete(arn), tags: tags.delete(arn) });
}

/** The snapshot copy grant, if it exists. */
export const getCopyGrant = (transaction: Transaction, place: Place, name: string): SnapshotCopyGrant | undefined =>
  transaction.world.redshift.copyGrants.get(copyGrantArn(place, name));

/** Writes a snapshot copy grant. */
export function putCopyGrant(transaction: Transaction, grant: SnapshotCopyGrant): void {
  const { copyGrants } = transaction.world.redshift;
  updateRedshift(transaction, { copyGrants: copyGrants.set(copyGrantArn(grant, grant.name), grant) });
}

/** Tags of a resource. */
export const tagsOf = (world: World, arn: string): Tags => world.redshift.tags.get(arn) ?? {};

/** Gives a new resource its tags. */
export function giveTags(transaction: Transaction, arn: string, given: Tags): void {
  if (Object.keys(given).length === 0) return;
  const { tags } = transaction.world.redshift;
  updateRedshift(transaction, { tags: tags.set(arn, { ...tags.get(arn), ...given }) });
}

/** The use of a resource as authorization sees it, whether it exists or not. */
export const useOf = (world: World, resource: string) => ({ resource, tags: tagsOf(world, resource) });
