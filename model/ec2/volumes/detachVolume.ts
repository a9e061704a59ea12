/** DetachVolume, and the end of attachments in general. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import type { Transaction } from '../../transaction.ts';
import { ec2ErrorRules, incorrectState, invalidParameterValue, rootDetach } from '../errors.ts';
import { instanceUse, ownInstance } from '../instances/find.ts';
import { ec2Operation } from '../operation.ts';
import { inRecord } from '../record.ts';
import {
  attachmentsOfVolume,
  getAttachment,
  getVolume,
  type Place,
  putAttachment,
  putVolume,
  removeAttachment,
} from '../rows.ts';
import type { Attachment, Volume } from '../state.ts';
import { ownVolume, volumeUse } from './find.ts';
import { shownAttachment } from './shape.ts';

type Input = InputOf<'ec2', 'DetachVolume'>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachVolume.html: works whatever state the key is in (recorded). */
export const detachVolume = ec2Operation('DetachVolume', {
  readOnly: false,
  request: (input) => ({
    volumeId: input.VolumeId,
    ...(input.InstanceId ? { instanceId: input.InstanceId } : {}),
    ...(input.Device ? { device: input.Device } : {}),
    force: input.Force ?? false,
  }),
  response: (output) => inRecord(output, { State: 'status' }),
  uses(context, input) {
    const volume = ownVolume(context, input.VolumeId!);
    const instanceId = input.InstanceId ?? volume.attachedTo[0];
    return [
      volumeUse(context, volume),
      ...(instanceId ? [instanceUse(context, ownInstance(context, instanceId))] : []),
    ];
  },
  run(context, input) {
    const volume = ownVolume(context, input.VolumeId!);
    const attachment = attachmentToEnd(context, volume, input);
    const instance = ownInstance(context, attachment.instanceId);
    if (attachment.device === instance.rootDeviceName && instance.state !== 'stopped')
      rootDetach(volume.id, instance.id);
    return shownAttachment(beginDetachment(context.transaction, context, attachment));
  },
});

function attachmentToEnd(context: Context, volume: Volume, input: Input): Attachment {
  const attachments = attachmentsOfVolume(context.world.ec2, volume);
  if (attachments.length === 0) return incorrectState(`Volume '${volume.id}' is in the '${volume.state}' state.`);
  if (attachments.length > 1 && !input.InstanceId)
    return invalidParameterValue(`Volume '${volume.id}' is attached to several instances: name one by instanceId.`);
  const attachment = attachments.find(
    (one) =>
      (!input.InstanceId || one.instanceId === input.InstanceId) && (!input.Device || one.device === input.Device),
  );
  if (!attachment) return notAttached(volume.id, input);
  if (attachment.state === 'detaching') return incorrectState(`Volume '${volume.id}' is in the 'detaching' state.`);
  return attachment;
}

function notAttached(volumeId: string, input: Input): never {
  const to = input.InstanceId ? ` to instance '${input.InstanceId}'` : '';
  const as = input.Device ? ` as device '${input.Device}'` : '';
  return refuse('InvalidAttachment.NotFound', `The volume '${volumeId}' is not attached${to}${as}.`, {
    rule: ec2ErrorRules['not-found'],
  });
}

const nameOf = (attachment: Attachment): string => `${attachment.volumeId}/${attachment.instanceId}`;

function beginDetachment(transaction: Transaction, place: Place, attachment: Attachment): Attachment {
  const { rules, world } = transaction;
  const { instanceId, volumeId } = attachment;
  transaction.cancel(attachment.due);
  const moved: Attachment = transaction.move(rules.ec2.attachmentLifecycle, nameOf(attachment), attachment, 'DETACH');
  const detail = { account: place.account, region: place.region, instanceId, volumeId };
  const detaching = {
    ...moved,
    due: transaction.schedule(world.options.timings.volumeAttachMs, 'ec2.detachVolume', detail),
  };
  putAttachment(transaction, place, detaching);
  return detaching;
}

/** The volume is off the instance. */
export function finishDetachment(
  transaction: Transaction,
  detail: Place & { readonly instanceId: string; readonly volumeId: string },
): void {
  const attachment = getAttachment(transaction, detail, detail.instanceId, detail.volumeId);
  if (attachment?.state === 'detaching') endAttachment(transaction, detail, attachment, 'DETACHED');
}

/** Ends an attachment: the host forgets the data key, the volume is free again. Gives the volume, if it still exists. */
export function endAttachment(
  transaction: Transaction,
  place: Place,
  attachment: Attachment,
  event: 'DETACHED' | 'INSTANCE_GONE',
): Volume | undefined {
  const { rules } = transaction;
  transaction.cancel(attachment.due);
  const ended: Attachment = transaction.move(rules.ec2.attachmentLifecycle, nameOf(attachment), attachment, event);
  rules.ec2.unloadDataKey({ transaction, account: place.account, region: place.region }, ended);
  removeAttachment(transaction, place, ended);
  const volume = getVolume(transaction, place, attachment.volumeId);
  return volume && releaseVolume(transaction, volume, attachment.instanceId);
}

function releaseVolume(transaction: Transaction, volume: Volume, instanceId: string): Volume {
  const attachedTo = volume.attachedTo.filter((id) => id !== instanceId);
  const free = attachedTo.length === 0 && volume.state === 'in-use';
  const { volumeLifecycle } = transaction.rules.ec2;
  const moved: Volume = free ? transaction.move(volumeLifecycle, volume.id, volume, 'RELEASE') : volume;
  const released = { ...moved, attachedTo };
  putVolume(transaction, released);
  return released;
}
