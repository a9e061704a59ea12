/**
 * Copies of snapshots in another Region: the database key is sealed under a cluster encryption key of that Region, made under
 * the snapshot copy grant there.
 * Source: https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html#configure-snapshot-copy-grant
 * (documented); that a copy without its keys fails is assumed.
 */
import type { Transaction } from '../../transaction.ts';
import { openClusterKey, replaceClusterKey } from '../hierarchy/clusterKey.ts';
import type { AtWork } from '../hierarchy/keyCalls.ts';
import { rewrapDatabaseKey } from '../hierarchy/tiers.ts';
import { arnOfSnapshot, getCopyGrant, putSnapshot } from '../rows.ts';
import type { ClusterSnapshot, ClusterStorage, SnapshotCopy } from '../state.ts';

/** Writes a copy as creating and puts the rest on the agenda. */
export function copyToOtherRegion(transaction: Transaction, source: ClusterSnapshot, to: SnapshotCopy): void {
  const copy: ClusterSnapshot = {
    ...source,
    region: to.region,
    state: transaction.rules.redshift.clusterSnapshotLifecycle.initial,
    sourceRegion: source.region,
    storage: { encrypted: source.storage.encrypted, blocks: [] },
  };
  const detail = { arn: arnOfSnapshot(copy), source: arnOfSnapshot(source), grantName: to.grantName };
  const { clusterSnapshotMs } = transaction.world.options.timings;
  putSnapshot(transaction, { ...copy, due: transaction.schedule(clusterSnapshotMs, 'redshift.copySnapshot', detail) });
}

/** What the agenda keeps of a copy. */
interface DueCopy {
  readonly arn: string;
  readonly source: string;
  readonly grantName?: string;
}

/** A copy is due. */
export function finishRegionalCopy(transaction: Transaction, { arn, source: sourceArn, grantName }: DueCopy): void {
  const { snapshots } = transaction.world.redshift;
  const found = snapshots.get(arn);
  const source = snapshots.get(sourceArn);
  if (found?.state !== 'creating') return;
  const { due: _, ...copy } = found;
  const storage = source && storageOf(transaction, copy, source, grantName);
  const { clusterSnapshotLifecycle } = transaction.rules.redshift;
  if (storage)
    putSnapshot(transaction, transaction.move(clusterSnapshotLifecycle, arn, { ...copy, storage }, 'FINISH'));
  else putSnapshot(transaction, transaction.move(clusterSnapshotLifecycle, arn, copy, 'FAIL'));
}

function storageOf(
  transaction: Transaction,
  copy: ClusterSnapshot,
  source: ClusterSnapshot,
  grantName: string | undefined,
): ClusterStorage | undefined {
  const { clusterKey: from } = source.storage;
  if (!from) return source.storage;
  const grant = grantName === undefined ? undefined : getCopyGrant(transaction, copy, grantName)?.grant;
  if (grantName !== undefined && !grant) return undefined;
  const opened = openClusterKey(workFor(transaction, source), from);
  const to = opened && replaceClusterKey(workFor(transaction, copy), grant?.keyArn, from.context);
  const databaseKey = to && rewrapDatabaseKey(transaction, source.storage, opened, to.plaintext);
  if (!to || !databaseKey) return undefined;
  return {
    encrypted: true,
    ...(grant ? { kmsKeyArn: grant.keyArn } : {}),
    clusterKey: to.clusterKey,
    databaseKey,
    blocks: source.storage.blocks,
  };
}

const workFor = (transaction: Transaction, snapshot: ClusterSnapshot): AtWork => ({
  transaction,
  account: snapshot.account,
  region: snapshot.region,
  sourceArn: arnOfSnapshot(snapshot),
});
