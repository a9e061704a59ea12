/** AttachVolume. */
import type { Context } from '../../context.ts';
import type { Transaction } from '../../transaction.ts';
import {
  attachmentLimit,
  incorrectState,
  invalidParameterValue,
  keyRevoked,
  volumeInUse,
  zoneMismatch,
} from '../errors.ts';
import { instanceUse, ownInstance } from '../instances/find.ts';
import { notifyAttachFailed } from '../notify.ts';
import { ec2Operation } from '../operation.ts';
import { inRecord } from '../record.ts';
import { attachmentsOfInstance, getAttachment, type Place, putAttachment, putVolume } from '../rows.ts';
import type { LoadedKey } from '../rules.ts';
import type { Attachment, Instance, Volume } from '../state.ts';
import { ownVolume, volumeUse } from './find.ts';
import { shownAttachment } from './shape.ts';

/** The most volumes of an instance. Source: rule `ec2.attachment-limit`. */
export const ATTACHMENT_LIMIT = 27;

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachVolume.html. The key of an encrypted volume is needed
 * before the call is answered if the instance is running (recorded), and not before it starts if it is stopped (assumed).
 */
export const attachVolume = ec2Operation('AttachVolume', {
  readOnly: false,
  request: (input) => ({
    volumeId: input.VolumeId,
    instanceId: input.InstanceId,
    device: input.Device,
    deleteOnTermination: false,
  }),
  response: (output) => inRecord(output, { State: 'status' }),
  uses: (context, input) => [
    instanceUse(context, ownInstance(context, input.InstanceId!)),
    volumeUse(context, ownVolume(context, input.VolumeId!)),
  ],
  run(context, input) {
    const volume = ownVolume(context, input.VolumeId!);
    const instance = ownInstance(context, input.InstanceId!);
    checkAttachable(volume, instance);
    checkDevice(attachmentsOfInstance(context.world.ec2, context, instance.id), input.Device!);
    const key = context.rules.ec2.attachLoadsDataKey(instance.state) ? loadKey(context, volume, instance) : {};
    const attachment = beginAttachment(context.transaction, volume, instance.id, input.Device!, false, key);
    return shownAttachment(attachment);
  },
});

function checkAttachable(volume: Volume, instance: Instance): void {
  if (instance.state !== 'running' && instance.state !== 'stopped')
    incorrectState(`Instance '${instance.id}' is not 'running'.`);
  const shareable = volume.multiAttach && volume.state === 'in-use' && !volume.attachedTo.includes(instance.id);
  if (volume.state === 'in-use' && !shareable) volumeInUse(`${volume.id} is already attached to an instance`);
  if (volume.state !== 'available' && !shareable) incorrectState(`${volume.id} is not 'available'.`);
  if (volume.zone !== instance.zone) zoneMismatch(volume.id, instance.id);
}

function checkDevice(attachments: readonly Attachment[], device: string): void {
  if (!/^(\/dev\/)?(sd[a-z][0-9]{0,2}|xvd[a-z]{1,2}[0-9]{0,2}|hd[a-z][0-9]{0,2})$/.test(device))
    invalidParameterValue(
      `Value (${device}) for parameter device is invalid. ${device} is not a valid EBS device name.`,
    );
  if (attachments.some((one) => one.device === device))
    invalidParameterValue(`Invalid value '${device}' for unixDevice. Attachment point ${device} is already in use`);
  if (attachments.length >= ATTACHMENT_LIMIT) attachmentLimit(ATTACHMENT_LIMIT);
}

function loadKey(context: Context, volume: Volume, instance: Instance): LoadedKey | Record<string, never> {
  if (!volume.dataKey) return {};
  const { transaction, account, region, call } = context;
  const loaded = context.rules.ec2.loadDataKey({ transaction, account, region, call }, volume, instance.id);
  if (!('refused' in loaded)) return loaded;
  notifyAttachFailed(transaction, volume, loaded.refused.message);
  return keyRevoked(volume.id);
}

/** Writes an attachment as `attaching` and the volume as `in-use`. A volume that is still being made waits for the boot. */
export function beginAttachment(
  transaction: Transaction,
  volume: Volume,
  instanceId: string,
  device: string,
  deleteOnTermination: boolean,
  key: Partial<LoadedKey>,
): Attachment {
  const { rules, world } = transaction;
  const place: Place = { account: volume.account, region: volume.region };
  const detail = { ...place, instanceId, volumeId: volume.id };
  const { volumeAttachMs } = world.options.timings;
  const attachment: Attachment = {
    volumeId: volume.id,
    instanceId,
    device,
    state: rules.ec2.attachmentLifecycle.initial,
    attachedMs: transaction.nowMs,
    deleteOnTermination,
    ...key,
    ...(volume.state === 'creating' ? {} : { due: transaction.schedule(volumeAttachMs, 'ec2.attachVolume', detail) }),
  };
  putAttachment(transaction, place, attachment);
  const used: Volume =
    volume.state === 'available' ? transaction.move(rules.ec2.volumeLifecycle, volume.id, volume, 'ATTACH') : volume;
  putVolume(transaction, { ...used, attachedTo: [...used.attachedTo, instanceId] });
  return attachment;
}

/** The volume is attached. */
export function finishAttachment(
  transaction: Transaction,
  detail: Place & { readonly instanceId: string; readonly volumeId: string },
): void {
  const attachment = getAttachment(transaction, detail, detail.instanceId, detail.volumeId);
  if (attachment?.state === 'attaching') putAttachment(transaction, detail, attached(transaction, attachment));
}

/** The attachment, `attached`. */
export function attached(transaction: Transaction, attachment: Attachment): Attachment {
  const { due, ...rest } = attachment;
  transaction.cancel(due);
  const { attachmentLifecycle } = transaction.rules.ec2;
  return transaction.move(attachmentLifecycle, `${attachment.volumeId}/${attachment.instanceId}`, rest, 'ATTACHED');
}
