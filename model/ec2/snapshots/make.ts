/**
 * Taking snapshots, which CreateSnapshot, CreateSnapshots and CreateImage all do. A snapshot holds the volume as it was when
 * the call was made: the same blocks under the same data key. No KMS call is made, whatever state the key is in.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshots.html (documented); that the key does not matter is
 * assumed.
 */
import type { Context } from '../../context.ts';
import type { Transaction } from '../../transaction.ts';
import { newId, volumeArn } from '../arns.ts';
import { type BeganBy, beganBy } from '../due.ts';
import { incorrectState } from '../errors.ts';
import { notifySnapshot } from '../notify.ts';
import { putSnapshot, regionalRow } from '../rows.ts';
import type { Snapshot, Volume } from '../state.ts';

/** What the agenda keeps of a snapshot in the making. */
interface DueSnapshot extends BeganBy {
  readonly snapshotId: string;
}

/** Writes a snapshot of a volume as `pending`. */
export function beginSnapshot(context: Context, volume: Volume, description: string): Snapshot {
  if (volume.state !== 'available' && volume.state !== 'in-use')
    incorrectState(`The volume '${volume.id}' is '${volume.state}'.`);
  const { transaction } = context;
  const id = newId(context.random, 'snap');
  const detail: DueSnapshot = { ...beganBy(context), snapshotId: id };
  const snapshot: Snapshot = {
    id,
    account: context.account,
    region: context.region,
    state: context.rules.ec2.snapshotLifecycle.initial,
    startedMs: context.nowMs,
    description,
    volumeId: volume.id,
    sizeGiB: volume.sizeGiB,
    encrypted: volume.encrypted,
    ...(volume.kmsKeyId ? { kmsKeyId: volume.kmsKeyId } : {}),
    ...(volume.dataKey ? { dataKey: volume.dataKey } : {}),
    blocks: volume.blocks,
    sharedWith: [],
    due: transaction.schedule(context.world.options.timings.snapshotMs, 'ec2.createSnapshot', { ...detail }),
  };
  putSnapshot(transaction, snapshot);
  return snapshot;
}

/** The snapshot is complete. */
export function finishSnapshot(transaction: Transaction, detail: DueSnapshot): void {
  const snapshot = pendingSnapshot(transaction, detail);
  if (!snapshot) return;
  const done = complete(transaction, snapshot);
  const source = volumeArn(done, done.volumeId);
  notifySnapshot(transaction, done, 'createSnapshot', 'succeeded', { source, callNumber: detail.callNumber });
}

/** The snapshot of a due thing, while it is still pending. */
export function pendingSnapshot(transaction: Transaction, detail: DueSnapshot): Snapshot | undefined {
  const snapshot = transaction.world.ec2.snapshots.get(regionalRow(detail.region, detail.snapshotId));
  return snapshot?.state === 'pending' ? snapshot : undefined;
}

/** Moves a pending snapshot to `completed`. */
export function complete(transaction: Transaction, snapshot: Snapshot): Snapshot {
  const { due: _, source: __, ...rest } = snapshot;
  const moved: Snapshot = transaction.move(transaction.rules.ec2.snapshotLifecycle, snapshot.id, rest, 'COMPLETE');
  const done = { ...moved, completedMs: transaction.nowMs };
  putSnapshot(transaction, done);
  return done;
}
