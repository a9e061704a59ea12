/** DeleteSnapshot. */
import type { Context } from '../../context.ts';
import { snapshotInUse } from '../errors.ts';
import { ec2Operation } from '../operation.ts';
import { removeSnapshot } from '../rows.ts';
import type { Snapshot } from '../state.ts';
import { ownSnapshot } from './find.ts';
import { snapshotUse } from './use.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSnapshot.html: no KMS call, whatever state the key is in. */
export const deleteSnapshot = ec2Operation('DeleteSnapshot', {
  readOnly: false,
  response: () => ({ _return: true }),
  uses: (context, input) => [snapshotUse(context, ownSnapshot(context, input.SnapshotId!))],
  run(context, input) {
    const snapshot = ownSnapshot(context, input.SnapshotId!);
    for (const image of context.world.ec2.images.values())
      if (image.devices.some((device) => device.snapshotId === snapshot.id)) snapshotInUse(snapshot.id, image.id);
    dropSnapshot(context, snapshot);
    return {};
  },
});

/** Removes a snapshot at once. */
export function dropSnapshot(context: Context, snapshot: Snapshot): void {
  const { transaction } = context;
  transaction.cancel(snapshot.due);
  removeSnapshot(
    transaction,
    transaction.move(transaction.rules.ec2.snapshotLifecycle, snapshot.id, snapshot, 'DELETE') as Snapshot,
  );
}
