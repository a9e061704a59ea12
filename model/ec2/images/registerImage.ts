/** RegisterImage and DeregisterImage. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { imageArn, newId } from '../arns.ts';
import { invalidParameterValue, missingParameter } from '../errors.ts';
import { ec2Operation } from '../operation.ts';
import { putImage, removeImage } from '../rows.ts';
import { dropSnapshot } from '../snapshots/deleteSnapshot.ts';
import { lookUpSnapshot, usableSnapshot } from '../snapshots/find.ts';
import { mustServe } from '../snapshots/tier.ts';
import { snapshotUse } from '../snapshots/use.ts';
import type { Image, ImageDevice } from '../state.ts';
import { giveTags, tagsFor, tagUses } from '../tags/tags.ts';
import { addedDevice } from './createImage.ts';
import { imageUse, ownImage } from './find.ts';
import { checkName } from './make.ts';

type Input = InputOf<'ec2', 'RegisterImage'>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html: an image of snapshots that exist. */
export const registerImage = ec2Operation('RegisterImage', {
  readOnly: false,
  uses(context, input) {
    const requestTags = tagsFor(input.TagSpecifications, 'image');
    const image = { resource: imageArn(context.region, '*'), requestTags };
    const snapshots = devicesOf(context, input).flatMap(({ snapshotId }) =>
      snapshotId ? [snapshotUse(context, usableSnapshot(context, snapshotId))] : [],
    );
    return [image, ...snapshots, ...tagUses(context, image.resource, requestTags)];
  },
  run(context, input) {
    checkName(context, input.Name!);
    const rootDeviceName = input.RootDeviceName ?? missingParameter('RootDeviceName');
    const devices = devicesOf(context, input);
    const root = devices.find((one) => one.device === rootDeviceName);
    if (!root?.snapshotId)
      invalidParameterValue(
        `No snapshot is given for the root device ${rootDeviceName}: name one in a block device mapping.`,
      );
    const image = register(context, input, rootDeviceName, devices);
    giveTags(context, context, image.id, tagsFor(input.TagSpecifications, 'image'));
    return { ImageId: image.id };
  },
});

function devicesOf(context: Context, input: Input): ImageDevice[] {
  return (input.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) => {
    if (!DeviceName || !Ebs) return [];
    const snapshot = Ebs.SnapshotId ? usableSnapshot(context, Ebs.SnapshotId) : undefined;
    if (snapshot) mustServe(snapshot);
    return [addedDevice(DeviceName, { ...Ebs, VolumeSize: Ebs.VolumeSize ?? snapshot?.sizeGiB })];
  });
}

/** The image is there at once: nothing is copied. */
function register(context: Context, input: Input, rootDeviceName: string, devices: ImageDevice[]): Image {
  const { transaction, rules } = context;
  const id = newId(context.random, 'ami');
  const pending: Image = {
    id,
    account: context.account,
    region: context.region,
    state: rules.ec2.imageLifecycle.initial,
    name: input.Name!,
    description: input.Description ?? '',
    createdMs: context.nowMs,
    architecture: input.Architecture ?? 'i386',
    rootDeviceName,
    platformDetails: 'Linux/UNIX',
    virtualizationType: input.VirtualizationType === 'hvm' ? 'hvm' : 'paravirtual',
    enaSupport: input.EnaSupport ?? false,
    devices,
    public: false,
  };
  const image: Image = transaction.move(rules.ec2.imageLifecycle, id, pending, 'CREATED');
  putImage(transaction, image);
  return image;
}

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeregisterImage.html: instances and snapshots stay, but the
 * snapshots go with DeleteAssociatedSnapshots where no other image uses them.
 */
export const deregisterImage = ec2Operation('DeregisterImage', {
  readOnly: false,
  response: () => ({ _return: true }),
  uses: (context, input) => [imageUse(context, ownImage(context, input.ImageId!))],
  run(context, input) {
    const image = ownImage(context, input.ImageId!);
    const { transaction } = context;
    transaction.cancel(image.due);
    removeImage(
      transaction,
      transaction.move(context.rules.ec2.imageLifecycle, image.id, image, 'DEREGISTER') as Image,
    );
    if (!input.DeleteAssociatedSnapshots) return { Return: true };
    return { Return: true, DeleteSnapshotResults: dropSnapshots(context, image) };
  },
});

function dropSnapshots(context: Context, image: Image) {
  return image.devices.flatMap(({ snapshotId }) => {
    const snapshot = snapshotId ? lookUpSnapshot(context, snapshotId) : undefined;
    if (!snapshot || snapshot.account !== context.account) return [];
    const others = [...context.world.ec2.images.values()];
    const used = others.some((other) => other.devices.some((device) => device.snapshotId === snapshot.id));
    if (!used) dropSnapshot(context, snapshot);
    return [{ SnapshotId: snapshot.id, ReturnCode: used ? ('skipped' as const) : ('success' as const) }];
  });
}
