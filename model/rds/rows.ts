/** Reading and writing RDS's rows inside a transaction. */
import type { Tags } from '../query/authorize.ts';
import type { Transaction } from '../transaction.ts';
import type { World } from '../world.ts';
import { arnOf, databaseArn, type Kind, type Place, rowOf } from './arns.ts';
import type { Database, DbCluster, DbInstance, DbSnapshot, RdsState } from './state.ts';

/** Replaces parts of RDS. */
export function updateRds(transaction: Transaction, parts: Partial<RdsState>): void {
  const { rds } = transaction.world;
  // Member by member: see `worldWith`.
  transaction.update({
    rds: {
      instances: parts.instances ?? rds.instances,
      clusters: parts.clusters ?? rds.clusters,
      snapshots: parts.snapshots ?? rds.snapshots,
      shared: parts.shared ?? rds.shared,
      events: parts.events ?? rds.events,
      tags: parts.tags ?? rds.tags,
      ownedKeys: parts.ownedKeys ?? rds.ownedKeys,
    },
  });
}

/** The DB instance, if it exists. */
export const getInstance = (transaction: Transaction, place: Place, id: string): DbInstance | undefined =>
  transaction.world.rds.instances.get(rowOf(place, id));

/** The DB cluster, if it exists. */
export const getCluster = (transaction: Transaction, place: Place, id: string): DbCluster | undefined =>
  transaction.world.rds.clusters.get(rowOf(place, id));

/** A DB instance or DB cluster, if it exists. */
export function getDatabase(transaction: Transaction, kind: Database['kind'], place: Place, id: string) {
  return kind === 'db' ? getInstance(transaction, place, id) : getCluster(transaction, place, id);
}

/** Writes a DB instance or DB cluster. */
export function putDatabase(transaction: Transaction, database: Database): void {
  const { instances, clusters } = transaction.world.rds;
  const row = rowOf(database, database.id);
  if (database.kind === 'db') updateRds(transaction, { instances: instances.set(row, database) });
  else updateRds(transaction, { clusters: clusters.set(row, database) });
}

/** Removes a DB instance or DB cluster and its tags. */
export function removeDatabase(transaction: Transaction, database: Database): void {
  const { instances, clusters, tags } = transaction.world.rds;
  const row = rowOf(database, database.id);
  const parts = { tags: tags.delete(databaseArn(database)) };
  if (database.kind === 'db') updateRds(transaction, { ...parts, instances: instances.delete(row) });
  else updateRds(transaction, { ...parts, clusters: clusters.delete(row) });
}

/** ARN of a snapshot: the key of its row. */
export const snapshotArn = (snapshot: Pick<DbSnapshot, 'kind' | 'account' | 'region' | 'id'>): string =>
  arnOf(snapshot.kind, snapshot, snapshot.id);

/** Writes a snapshot, and where others find it if it is shared. */
export function putSnapshot(transaction: Transaction, snapshot: DbSnapshot): void {
  const { snapshots, shared } = transaction.world.rds;
  const arn = snapshotArn(snapshot);
  const before = snapshots.get(arn)?.sharedWith ?? [];
  let index = shared;
  for (const account of before)
    if (!snapshot.sharedWith.includes(account)) index = index.delete(sharedRow(snapshot, account));
  for (const account of snapshot.sharedWith)
    if (!before.includes(account)) index = index.set(sharedRow(snapshot, account), arn);
  updateRds(transaction, { snapshots: snapshots.set(arn, snapshot), shared: index });
}

const sharedRow = (snapshot: DbSnapshot, account: string): string =>
  `${snapshot.region}/${account}/${snapshotArn(snapshot)}`;

/** Removes a snapshot and its tags. */
export function removeSnapshot(transaction: Transaction, snapshot: DbSnapshot): void {
  putSnapshot(transaction, { ...snapshot, sharedWith: [] });
  const { snapshots, tags } = transaction.world.rds;
  const arn = snapshotArn(snapshot);
  updateRds(transaction, { snapshots: snapshots.delete(arn), tags: tags.delete(arn) });
}

/** Tags of a resource. */
export const tagsOf = (world: World, arn: string): Tags => world.rds.tags.get(arn) ?? {};

/** Gives a resource tags beside those it has. */
export function giveTags(transaction: Transaction, arn: string, given: Tags): void {
  if (Object.keys(given).length === 0) return;
  const { tags } = transaction.world.rds;
  updateRds(transaction, { tags: tags.set(arn, { ...tags.get(arn), ...given }) });
}

/** The use of a resource as authorization sees it. */
export const useOf = (world: World, kind: Kind, place: Place, id: string) => {
  const resource = id.startsWith('arn:') ? id : arnOf(kind, place, id);
  return { resource, tags: tagsOf(world, resource) };
};
