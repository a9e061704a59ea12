/**
 * CreateImage: snapshots of all disks of an instance and an image that launches from them. No KMS call is made.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html (documented).
 */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { imageArn, newId, snapshotArn } from '../arns.ts';
import { incorrectState } from '../errors.ts';
import { instanceUse, ownInstance } from '../instances/find.ts';
import { ec2Operation } from '../operation.ts';
import { attachmentsOfInstance, getVolume, putImage, putInstance } from '../rows.ts';
import { beginSnapshot } from '../snapshots/make.ts';
import type { Attachment, Image, ImageDevice, Instance, Tags } from '../state.ts';
import { giveTags, tagsFor, tagUses } from '../tags/tags.ts';
import { checkName, scheduleImage } from './make.ts';

type Input = InputOf<'ec2', 'CreateImage'>;

const TAGGABLE = ['image', 'snapshot'];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html */
export const createImage = ec2Operation('CreateImage', {
  readOnly: false,
  uses(context, input) {
    const requestTags = tagsFor(input.TagSpecifications, 'image', TAGGABLE);
    const image = { resource: imageArn(context.region, '*'), requestTags };
    const snapshot = { resource: snapshotArn(context.region, '*') };
    const instance = instanceUse(context, ownInstance(context, input.InstanceId!));
    return [image, snapshot, instance, ...tagUses(context, image.resource, requestTags)];
  },
  run(context, input) {
    const instance = ownInstance(context, input.InstanceId!);
    if (instance.state !== 'running' && instance.state !== 'stopped')
      incorrectState(`Instance '${instance.id}' is not in a state from which an image can be created.`);
    checkName(context, input.Name!);
    const id = newId(context.random, 'ami');
    const devices = devicesOf(context, input, instance, id);
    putImage(context.transaction, imageOf(context, input, instance, id, devices));
    giveTags(context, context, id, tagsFor(input.TagSpecifications, 'image', TAGGABLE));
    if (!input.NoReboot && instance.state === 'running') reboot(context, instance);
    return { ImageId: id };
  },
});

/** Without NoReboot the instance is rebooted, which its disks' keys do not notice. */
function reboot(context: Context, instance: Instance): void {
  const { transaction, rules } = context;
  putInstance(transaction, transaction.move(rules.ec2.instanceLifecycle, instance.id, instance, 'REBOOT'));
}

/** The disks of the instance as they are, those left out that the request leaves out; then the disks it adds. */
function devicesOf(context: Context, input: Input, instance: Instance, imageId: string): ImageDevice[] {
  const wanted = new Map((input.BlockDeviceMappings ?? []).map((mapping) => [mapping.DeviceName, mapping]));
  const tags = tagsFor(input.TagSpecifications, 'snapshot', TAGGABLE);
  const attachments = attachmentsOfInstance(context.world.ec2, instance, instance.id);
  const own = attachments
    .filter((one) => wanted.get(one.device)?.NoDevice === undefined)
    .map((one) => capture(context, one, `Created by CreateImage(${instance.id}) for ${imageId}`, tags));
  const taken = new Set(attachments.map((one) => one.device));
  const added = [...wanted].flatMap(([device, { Ebs }]) =>
    device && Ebs && !taken.has(device) ? [addedDevice(device, Ebs)] : [],
  );
  return [...own, ...added];
}

function capture(context: Context, attachment: Attachment, description: string, tags: Tags): ImageDevice {
  const volume = getVolume(context.transaction, context, attachment.volumeId)!;
  const snapshot = beginSnapshot(context, volume, description);
  giveTags(context, context, snapshot.id, tags);
  return {
    device: attachment.device,
    snapshotId: snapshot.id,
    sizeGiB: volume.sizeGiB,
    type: volume.type,
    // gp2 and gp3 get their own again at launch; io1 and io2 must say theirs.
    ...(volume.type === 'io1' || volume.type === 'io2' ? { iops: volume.iops } : {}),
    deleteOnTermination: attachment.deleteOnTermination,
  };
}

/** A disk that only the image has. */
export function addedDevice(
  device: string,
  ebs: NonNullable<NonNullable<Input['BlockDeviceMappings']>[number]['Ebs']>,
): ImageDevice {
  return {
    device,
    ...(ebs.SnapshotId ? { snapshotId: ebs.SnapshotId } : {}),
    sizeGiB: ebs.VolumeSize ?? 1,
    type: ebs.VolumeType ?? 'gp2',
    ...(ebs.Iops === undefined ? {} : { iops: ebs.Iops }),
    ...(ebs.Throughput === undefined ? {} : { throughput: ebs.Throughput }),
    ...(ebs.Encrypted ? { encrypted: true } : {}),
    deleteOnTermination: ebs.DeleteOnTermination ?? true,
  };
}

function imageOf(context: Context, input: Input, instance: Instance, id: string, devices: ImageDevice[]): Image {
  return {
    id,
    account: context.account,
    region: context.region,
    state: context.rules.ec2.imageLifecycle.initial,
    name: input.Name!,
    description: input.Description ?? '',
    createdMs: context.nowMs,
    architecture: instance.architecture,
    rootDeviceName: instance.rootDeviceName,
    platformDetails: instance.platformDetails,
    virtualizationType: 'hvm',
    enaSupport: true,
    devices,
    public: false,
    sourceInstanceId: instance.id,
    due: scheduleImage(context, id),
  };
}
