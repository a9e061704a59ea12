/** Deleting a snapshot of either kind. */
import type { Context } from '../../context.ts';
import { wrongSnapshotStatus } from '../errors.ts';
import { tellOfSnapshot } from '../events/tell.ts';
import { putSnapshot, snapshotArn } from '../rows.ts';
import type { DbSnapshot } from '../state.ts';
import { ownSnapshot } from './find.ts';

/** Moves a snapshot to deleting, or refuses. */
export function deleteOwnSnapshot(context: Context, kind: DbSnapshot['kind'], given: string): DbSnapshot {
  const { transaction } = context;
  const snapshot = ownSnapshot(context, kind, given);
  if (snapshot.state !== 'available' && snapshot.state !== 'failed')
    wrongSnapshotStatus(
      kind,
      'Cannot delete the snapshot because it is not currently in the available or failed state.',
    );
  const arn = snapshotArn(snapshot);
  const deleting = transaction.move(context.rules.rds.dbSnapshotLifecycle, arn, snapshot, 'DELETE');
  const { databaseDeleteMs } = context.world.options.timings;
  putSnapshot(transaction, {
    ...deleting,
    due: transaction.schedule(databaseDeleteMs, 'rds.deleteSnapshot', { arn }),
  });
  tellOfSnapshot(transaction, snapshot, {
    id: 'RDS-EVENT-0041',
    category: 'deletion',
    message: 'Deleted user snapshot',
  });
  return deleting;
}
