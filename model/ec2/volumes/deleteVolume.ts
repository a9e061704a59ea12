/** DeleteVolume. */
import type { Context } from '../../context.ts';
import type { Transaction } from '../../transaction.ts';
import { incorrectState, volumeInUse } from '../errors.ts';
import { notifyVolume } from '../notify.ts';
import { ec2Operation } from '../operation.ts';
import { getVolume, type Place, putVolume, removeVolume } from '../rows.ts';
import type { Volume } from '../state.ts';
import { ownVolume, volumeUse } from './find.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVolume.html: no KMS call, whatever state the key is in. */
export const deleteVolume = ec2Operation('DeleteVolume', {
  readOnly: false,
  response: () => ({ _return: true }),
  uses: (context, input) => [volumeUse(context, ownVolume(context, input.VolumeId!))],
  run(context, input) {
    const volume = ownVolume(context, input.VolumeId!);
    checkDeletable(context, volume);
    beginDeletion(context.transaction, volume, context.number);
    return {};
  },
});

function checkDeletable(_context: Context, volume: Volume): void {
  if (volume.attachedTo.length > 0)
    volumeInUse(`Volume ${volume.id} is currently attached to ${volume.attachedTo.join(', ')}`);
  if (volume.state !== 'available' && volume.state !== 'error')
    incorrectState(`The volume '${volume.id}' is '${volume.state}'`);
}

/** Moves a volume that nothing holds to `deleting`. */
export function beginDeletion(transaction: Transaction, volume: Volume, callNumber?: number): void {
  const { volumeDeleteMs } = transaction.world.options.timings;
  const detail = { account: volume.account, region: volume.region, volumeId: volume.id, callNumber };
  transaction.cancel(volume.due);
  const deleting: Volume = transaction.move(transaction.rules.ec2.volumeLifecycle, volume.id, volume, 'DELETE');
  putVolume(transaction, { ...deleting, due: transaction.schedule(volumeDeleteMs, 'ec2.deleteVolume', detail) });
}

/** The volume is due to be gone. */
export function finishDeletion(
  transaction: Transaction,
  detail: Place & { readonly volumeId: string; readonly callNumber?: number },
): void {
  const volume = getVolume(transaction, detail, detail.volumeId);
  if (volume?.state !== 'deleting') return;
  const gone: Volume = transaction.move(transaction.rules.ec2.volumeLifecycle, volume.id, volume, 'DELETED');
  removeVolume(transaction, gone);
  notifyVolume(transaction, gone, 'deleteVolume', 'deleted', { callNumber: detail.callNumber });
}
