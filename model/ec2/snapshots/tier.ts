/**
 * ModifySnapshotTier, RestoreSnapshotTier, DescribeSnapshotTierStatus. The snapshot stays encrypted under its key wherever it
 * lies; no KMS call is made (assumed).
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-archive.html (documented).
 */
import type { TieringOperationStatus } from '@aws-sdk/client-ec2';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../transaction.ts';
import { type FilterValues, filtered, page } from '../describe.ts';
import { incorrectState, invalidParameterCombination } from '../errors.ts';
import { ec2Operation } from '../operation.ts';
import { type Place, putSnapshot, regionalRow } from '../rows.ts';
import type { Snapshot, SnapshotTier } from '../state.ts';
import { tagList, tagsOf } from '../tags/tags.ts';
import { ownSnapshot } from './find.ts';
import type { TierState } from './tier.machine.ts';
import { snapshotUse } from './use.ts';

/** How long archiving takes (assumed). */
export const ARCHIVE_MS = 86_400_000;
/** How long restoring takes (documented: up to 72 hours; assumed one day). */
export const RESTORE_MS = 86_400_000;
const DAY_MS = 86_400_000;

/** Where the bytes lie: on the way in they are still in the standard tier, on the way out still in the archive. */
export const storageTierOf = ({ tier }: Snapshot): 'standard' | 'archive' =>
  tier && ['archived', 'restoringForDays', 'restoringForGood'].includes(tier.state) ? 'archive' : 'standard';

/** Refuses a snapshot that nothing can be made of: not completed, or in the archive. */
export function mustServe(snapshot: Snapshot): void {
  if (snapshot.state !== 'completed') incorrectState(`Snapshot is in invalid state - ${snapshot.state}`);
  if (storageTierOf(snapshot) === 'archive')
    incorrectState(`The snapshot '${snapshot.id}' is archived: restore it before you use it.`);
}

type TierEvent = Parameters<typeof moveTier>[2];

function moveTier(
  transaction: Transaction,
  snapshot: Snapshot,
  event: 'ARCHIVE' | 'ARCHIVED' | 'RESTORE_FOR_DAYS' | 'RESTORE_FOR_GOOD' | 'RESTORED' | 'EXPIRE',
  more: Partial<SnapshotTier> = {},
): Snapshot {
  const before: SnapshotTier = snapshot.tier ?? { state: 'standard', startedMs: transaction.nowMs };
  const tier = { ...transaction.move(transaction.rules.ec2.tierLifecycle, snapshot.id, before, event), ...more };
  const moved = { ...snapshot, tier };
  putSnapshot(transaction, moved);
  return moved;
}

function schedule(transaction: Transaction, snapshot: Snapshot, afterMs: number, event: TierEvent): void {
  const { account, region, id } = snapshot;
  transaction.schedule(afterMs, 'ec2.moveSnapshotTier', { account, region, snapshotId: id, event });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySnapshotTier.html */
export const modifySnapshotTier = ec2Operation('ModifySnapshotTier', {
  readOnly: false,
  uses: (context, input) => [snapshotUse(context, ownSnapshot(context, input.SnapshotId!))],
  run(context, input) {
    const snapshot = ownSnapshot(context, input.SnapshotId!);
    if (snapshot.state !== 'completed' || (snapshot.tier && snapshot.tier.state !== 'standard'))
      incorrectState(`The snapshot '${snapshot.id}' is not in a state from which it can be archived.`);
    const moved = moveTier(context.transaction, snapshot, 'ARCHIVE', { startedMs: context.nowMs });
    schedule(context.transaction, moved, ARCHIVE_MS, 'ARCHIVED');
    return { SnapshotId: snapshot.id, TieringStartTime: context.nowMs };
  },
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RestoreSnapshotTier.html */
export const restoreSnapshotTier = ec2Operation('RestoreSnapshotTier', {
  readOnly: false,
  uses: (context, input) => [snapshotUse(context, ownSnapshot(context, input.SnapshotId!))],
  run(context, input) {
    const snapshot = ownSnapshot(context, input.SnapshotId!);
    const { TemporaryRestoreDays: days, PermanentRestore: forGood = days === undefined } = input;
    if (forGood && days !== undefined)
      invalidParameterCombination('Only one of TemporaryRestoreDays and PermanentRestore can be specified.');
    begin(context, snapshot, forGood, days ?? 1);
    return {
      SnapshotId: snapshot.id,
      RestoreStartTime: context.nowMs,
      ...(forGood ? {} : { RestoreDuration: days ?? 1 }),
      IsPermanentRestore: forGood,
    };
  },
});

function begin(context: Context, snapshot: Snapshot, forGood: boolean, days: number): void {
  const { transaction } = context;
  const state = snapshot.tier?.state;
  if (state !== 'archived' && !(state === 'restoredForDays' && forGood))
    incorrectState(`The snapshot '${snapshot.id}' is not in a state from which it can be restored.`);
  const event = forGood ? 'RESTORE_FOR_GOOD' : 'RESTORE_FOR_DAYS';
  const moved = moveTier(transaction, snapshot, event, { startedMs: context.nowMs, days, restoreUntilMs: undefined });
  if (moved.tier?.state !== 'standard') schedule(transaction, moved, RESTORE_MS, 'RESTORED');
}

/** Archiving or restoring is through, or the days are over. */
export function finishTierMove(
  transaction: Transaction,
  detail: Place & { readonly snapshotId: string; readonly event: TierEvent },
): void {
  const snapshot = transaction.world.ec2.snapshots.get(regionalRow(detail.region, detail.snapshotId));
  if (!snapshot?.tier || transaction.rules.ec2.tierLifecycle.table[snapshot.tier.state][detail.event] === undefined)
    return;
  const { nowMs } = transaction;
  // An expiry that belongs to an earlier restore.
  if (detail.event === 'EXPIRE' && (snapshot.tier.restoreUntilMs ?? 0) > nowMs) return;
  const moved = moveTier(transaction, snapshot, detail.event, { completedMs: nowMs });
  if (moved.tier?.state !== 'restoredForDays') return;
  const untilMs = nowMs + (snapshot.tier.days ?? 1) * DAY_MS;
  putSnapshot(transaction, { ...moved, tier: { ...moved.tier, restoreUntilMs: untilMs } });
  schedule(transaction, moved, untilMs - nowMs, 'EXPIRE');
}

const OPERATION_STATUS: Readonly<Partial<Record<TierState, TieringOperationStatus>>> = {
  archiving: 'archival-in-progress',
  archived: 'archival-completed',
  restoringForDays: 'temporary-restore-in-progress',
  restoredForDays: 'temporary-restore-completed',
  restoringForGood: 'permanent-restore-in-progress',
  standard: 'permanent-restore-completed',
};

const statusOf = ({ tier }: Snapshot) => (tier ? OPERATION_STATUS[tier.state] : undefined);

const FILTERS: FilterValues<Snapshot> = {
  'last-tiering-operation': statusOf,
  'snapshot-id': (snapshot) => snapshot.id,
  'volume-id': (snapshot) => snapshot.volumeId,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshotTierStatus.html: own snapshots that were ever moved. */
export const describeSnapshotTierStatus = ec2Operation('DescribeSnapshotTierStatus', {
  readOnly: true,
  run(context, input) {
    const { world } = context;
    const rows = Array.from(world.ec2.snapshots.withPrefix(`${context.region}/`), ([, row]) => row).filter(
      (snapshot) => snapshot.account === context.account && snapshot.tier,
    );
    const found = page(
      filtered(rows, input.Filters, FILTERS, (snapshot) => tagsOf(world, snapshot, snapshot.id)),
      input,
    );
    return {
      SnapshotTierStatuses: found.rows.map((snapshot) => shownTier(context, snapshot)),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});

function shownTier(context: Context, snapshot: Snapshot) {
  const { startedMs, completedMs, restoreUntilMs, state } = snapshot.tier!;
  return {
    SnapshotId: snapshot.id,
    VolumeId: snapshot.volumeId,
    Status: snapshot.state as Exclude<Snapshot['state'], 'deleted'>,
    OwnerId: snapshot.account,
    Tags: tagList(tagsOf(context.world, snapshot, snapshot.id)),
    StorageTier: storageTierOf(snapshot),
    LastTieringStartTime: startedMs,
    LastTieringProgress: completedMs === undefined || completedMs < startedMs ? 0 : 100,
    LastTieringOperationStatus: statusOf(snapshot),
    ...(state === 'archived' && completedMs !== undefined ? { ArchivalCompleteTime: completedMs } : {}),
    ...(restoreUntilMs === undefined ? {} : { RestoreExpiryTime: restoreUntilMs }),
  };
}
