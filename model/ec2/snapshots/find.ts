/** Which snapshots a caller can see and use: its own, those shared with its account, public ones. */
import type { Context } from '../../context.ts';
import { snapshotNotFound } from '../errors.ts';
import { publicSnapshots } from '../images/publicImages.ts';
import { regionalRow } from '../rows.ts';
import type { Snapshot } from '../state.ts';

/** A snapshot by its id, if it exists in the Region. */
export function lookUpSnapshot(context: Context, id: string, region = context.region): Snapshot | undefined {
  return (
    context.world.ec2.snapshots.get(regionalRow(region, id)) ??
    publicSnapshots(region).find((snapshot) => snapshot.id === id)
  );
}

/** Whether an account may create volumes and copies of a snapshot. */
export function mayUse(account: string, snapshot: Snapshot): boolean {
  return snapshot.account === account || snapshot.sharedWith.includes(account) || snapshot.sharedWith.includes('all');
}

/** A snapshot that the caller may use; to all others it does not exist. */
export function usableSnapshot(context: Context, id: string, region = context.region): Snapshot {
  const snapshot = lookUpSnapshot(context, id, region);
  return snapshot && mayUse(context.account, snapshot) ? snapshot : snapshotNotFound(id);
}

/** A snapshot of the caller's account. */
export function ownSnapshot(context: Context, id: string): Snapshot {
  const snapshot = lookUpSnapshot(context, id);
  return snapshot?.account === context.account ? snapshot : snapshotNotFound(id);
}
