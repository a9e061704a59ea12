/**
 * Making snapshots of DB instances and DB clusters. A snapshot shares the data key of its database; RDS makes a grant of its
 * own for it, under the one of the database, so that it outlives the database. With a lost key that fails, and with it the
 * snapshot (assumed: the fault is not declared).
 */
import type { Context } from '../../context.ts';
import type { Tags } from '../../query/authorize.ts';
import type { Transaction } from '../../transaction.ts';
import { identifierOf } from '../databases/parameters.ts';
import { snapshotExists } from '../errors.ts';
import { tellOfSnapshot } from '../events/tell.ts';
import { giveTags, putSnapshot, removeSnapshot, snapshotArn } from '../rows.ts';
import type { Database, DbSnapshot } from '../state.ts';
import { type AtWork, grantByRds, retireGrant } from '../storage/keyCalls.ts';

/** How the agenda names a snapshot. */
export interface SnapshotRef {
  readonly arn: string;
}

/** RDS at work for a snapshot. */
export const workForSnapshot = (transaction: Transaction, snapshot: DbSnapshot): AtWork => ({
  transaction,
  account: snapshot.account,
  region: snapshot.region,
  sourceArn: snapshotArn(snapshot),
});

/** Parameter that names a new snapshot. */
export const PARAMETERS = {
  snapshot: 'DBSnapshotIdentifier',
  'cluster-snapshot': 'DBClusterSnapshotIdentifier',
} as const;

/** A checked identifier that is not taken. */
export function newSnapshotId(context: Context, kind: DbSnapshot['kind'], given: string): string {
  const id = identifierOf(given, PARAMETERS[kind]);
  const { account, region } = context;
  if (context.world.rds.snapshots.has(snapshotArn({ kind, account, region, id }))) snapshotExists(kind, id);
  return id;
}

/** Writes a snapshot as creating and puts the rest on the agenda. */
export function beginSnapshot(
  context: Context,
  database: Database,
  kind: DbSnapshot['kind'],
  given: string,
  tags: Tags,
): DbSnapshot {
  const { transaction } = context;
  const { loadedKey: _, grant: __, ...storage } = database.storage;
  const { due: ___, keyCheck: ____, ...asItWas } = database;
  const snapshot: DbSnapshot = {
    kind,
    id: newSnapshotId(context, kind, given),
    account: context.account,
    region: context.region,
    state: context.rules.rds.dbSnapshotLifecycle.initial,
    createdMs: context.nowMs,
    originalCreatedMs: context.nowMs,
    type: 'manual',
    // The bytes are in `storage` alone.
    database: { ...asItWas, storage: { encrypted: storage.encrypted, pages: [] } },
    storage,
    sharedWith: [],
  };
  const arn = snapshotArn(snapshot);
  const { databaseSnapshotMs } = context.world.options.timings;
  const due = transaction.schedule(databaseSnapshotMs, 'rds.createSnapshot', { arn });
  putSnapshot(transaction, { ...snapshot, due });
  giveTags(transaction, arn, tags);
  return snapshot;
}

/** A snapshot is due. */
export function finishSnapshot(transaction: Transaction, { arn }: SnapshotRef): void {
  const found = transaction.world.rds.snapshots.get(arn);
  if (found?.state !== 'creating') return;
  const { due: _, ...snapshot } = found;
  const { kmsKeyArn } = snapshot.storage;
  const bound = transaction.rules.rds.encryptionContext(snapshot.database);
  const grant = kmsKeyArn ? grantByRds(workForSnapshot(transaction, snapshot), kmsKeyArn, bound) : undefined;
  if (kmsKeyArn && !grant) endSnapshot(transaction, snapshot, 'FAIL');
  else
    endSnapshot(transaction, { ...snapshot, storage: { ...snapshot.storage, ...(grant ? { grant } : {}) } }, 'FINISH');
}

/** A snapshot or copy has become available, or has failed. */
export function endSnapshot(transaction: Transaction, snapshot: DbSnapshot, event: 'FINISH' | 'FAIL'): void {
  const arn = snapshotArn(snapshot);
  putSnapshot(transaction, transaction.move(transaction.rules.rds.dbSnapshotLifecycle, arn, snapshot, event));
  if (event === 'FINISH')
    tellOfSnapshot(transaction, snapshot, {
      id: 'RDS-EVENT-0042',
      category: 'creation',
      message: 'Manual snapshot created',
    });
  else tellOfSnapshot(transaction, snapshot, { category: 'failure', message: 'The snapshot could not be created.' });
}

/** A deletion is due: the grant is given back. */
export function finishSnapshotDeletion(transaction: Transaction, { arn }: SnapshotRef): void {
  const found = transaction.world.rds.snapshots.get(arn);
  if (!found) return;
  const gone = transaction.move(transaction.rules.rds.dbSnapshotLifecycle, arn, found, 'DELETED');
  retireGrant(workForSnapshot(transaction, gone), gone.storage.grant);
  removeSnapshot(transaction, gone);
}
