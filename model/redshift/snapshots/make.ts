/**
 * Making snapshots: they have the keys of their cluster as those are wrapped, so that no call to KMS is needed (assumed).
 * Automated ones come every eight hours and go after the retention period (documented).
 */

import { equalBytes } from '../../bytes.ts';
import type { Context } from '../../context.ts';
import type { Tags } from '../../query/authorize.ts';
import { isoTime } from '../../time.ts';
import type { Transaction } from '../../transaction.ts';
import { snapshotArn, snapshotsArn } from '../arns.ts';
import { type ClusterRef, clusterOf } from '../clusters/move.ts';
import { snapshotExists } from '../errors.ts';
import { rewrapDatabaseKey } from '../hierarchy/tiers.ts';
import { identifierOf } from '../parameters.ts';
import { arnOfSnapshot, giveTags, putCluster, putSnapshot, removeSnapshot } from '../rows.ts';
import type { Cluster, ClusterKey, ClusterSnapshot } from '../state.ts';
import { copyToOtherRegion } from './crossRegion.ts';

const DAY_MS = 86_400_000;

/** How the agenda names a snapshot. */
export interface SnapshotRef {
  readonly arn: string;
}

/** A checked identifier that no snapshot of the account has. */
export function newSnapshotId(context: Context, clusterId: string, given: string): string {
  const id = identifierOf(given, 'SnapshotIdentifier');
  if (context.world.redshift.snapshots.has(snapshotArn(context, clusterId, id))) snapshotExists(id);
  return id;
}

/** Writes a manual snapshot as creating and puts the rest on the agenda. */
export function beginSnapshot(context: Context, cluster: Cluster, given: string, tags: Tags): ClusterSnapshot {
  const id = newSnapshotId(context, cluster.id, given);
  const snapshot = addSnapshot(context.transaction, cluster, id, 'manual');
  giveTags(context.transaction, arnOfSnapshot(snapshot), tags);
  return snapshot;
}

function addSnapshot(
  transaction: Transaction,
  cluster: Cluster,
  id: string,
  type: ClusterSnapshot['type'],
): ClusterSnapshot {
  const { grant: _, ...storage } = cluster.storage;
  const snapshot: ClusterSnapshot = {
    id,
    account: cluster.account,
    region: cluster.region,
    state: transaction.rules.redshift.clusterSnapshotLifecycle.initial,
    type,
    createdMs: transaction.nowMs,
    cluster: asItWas(cluster),
    storage,
  };
  const { clusterSnapshotMs } = transaction.world.options.timings;
  const due = transaction.schedule(clusterSnapshotMs, 'redshift.createSnapshot', { arn: arnOfSnapshot(snapshot) });
  putSnapshot(transaction, { ...snapshot, due });
  return snapshot;
}

/** What a snapshot says of its cluster: neither its data nor its memory. */
function asItWas(cluster: Cluster): Cluster {
  const { memory: _, source: __, migration: ___, due: ____, nextSnapshot: _____, ...rest } = cluster;
  return { ...rest, storage: { encrypted: cluster.storage.encrypted, blocks: [] } };
}

/** A snapshot is due; if its cluster copies snapshots to another Region, that begins. */
export function finishSnapshot(transaction: Transaction, { arn }: SnapshotRef): void {
  const found = transaction.world.redshift.snapshots.get(arn);
  if (found?.state !== 'creating') return;
  const { due: _, ...rest } = found;
  const snapshot = transaction.move(transaction.rules.redshift.clusterSnapshotLifecycle, arn, rest, 'FINISH');
  putSnapshot(transaction, snapshot);
  const cluster = clusterOf(transaction, { ...snapshot, id: snapshot.cluster.id });
  if (cluster?.snapshotCopy) copyToOtherRegion(transaction, snapshot, cluster.snapshotCopy);
}

/** Puts the next automated snapshot of a cluster on the agenda. */
export function awaitAutomatedSnapshot(transaction: Transaction, cluster: Cluster): void {
  transaction.cancel(cluster.nextSnapshot);
  const { nextSnapshot: _, ...rest } = cluster;
  if (cluster.automatedRetentionDays === 0) {
    putCluster(transaction, rest);
    return;
  }
  const { account, region, id } = cluster;
  const { automatedSnapshotMs } = transaction.world.options.timings;
  const nextSnapshot = transaction.schedule(automatedSnapshotMs, 'redshift.automatedSnapshot', { account, region, id });
  putCluster(transaction, { ...rest, nextSnapshot });
}

/** An automated snapshot is due; those past the retention period go. */
export function takeAutomatedSnapshot(transaction: Transaction, ref: ClusterRef): void {
  const cluster = clusterOf(transaction, ref);
  if (!cluster) return;
  dropAutomatedSnapshots(transaction, cluster, transaction.nowMs - cluster.automatedRetentionDays * DAY_MS);
  if (cluster.state === 'available') {
    const time = isoTime(transaction.nowMs).slice(0, -1).replace('T', '-').replaceAll(':', '-');
    addSnapshot(transaction, cluster, `rs:${cluster.id}-${time}`, 'automated');
  }
  awaitAutomatedSnapshot(transaction, cluster);
}

/** Removes the automated snapshots of a cluster that are older than a moment. */
export function dropAutomatedSnapshots(transaction: Transaction, cluster: Cluster, beforeMs: number): void {
  const { clusterSnapshotLifecycle } = transaction.rules.redshift;
  for (const [arn, snapshot] of transaction.world.redshift.snapshots.withPrefix(snapshotsArn(cluster, cluster.id))) {
    if (snapshot.type !== 'automated' || snapshot.state !== 'available' || snapshot.createdMs >= beforeMs) continue;
    removeSnapshot(transaction, transaction.move(clusterSnapshotLifecycle, arn, snapshot, 'DELETE'));
  }
}

/** A rotation replaces the cluster encryption key of the snapshots too: of those that have the one replaced. */
export function rewrapSnapshots(
  transaction: Transaction,
  cluster: Cluster,
  from: Uint8Array,
  to: { readonly clusterKey: ClusterKey; readonly plaintext: Uint8Array },
): void {
  const old = cluster.storage.clusterKey!;
  for (const [, snapshot] of transaction.world.redshift.snapshots.withPrefix(snapshotsArn(cluster, cluster.id))) {
    const { clusterKey } = snapshot.storage;
    if (!clusterKey || !equalBytes(clusterKey.wrapped, old.wrapped)) continue;
    const databaseKey = rewrapDatabaseKey(transaction, snapshot.storage, from, to.plaintext);
    if (databaseKey)
      putSnapshot(transaction, {
        ...snapshot,
        storage: { ...snapshot.storage, clusterKey: to.clusterKey, databaseKey },
      });
  }
}
