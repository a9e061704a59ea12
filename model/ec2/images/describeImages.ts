/** DescribeImages. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { isoTimeMs } from '../../time.ts';
import { type FilterValues, filtered, page } from '../describe.ts';
import { ec2Operation } from '../operation.ts';
import { lookUpSnapshot } from '../snapshots/find.ts';
import type { Image, ImageDevice } from '../state.ts';
import { tagList, tagsOf } from '../tags/tags.ts';
import { usableImage } from './find.ts';
import { publicImages } from './publicImages.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
export const describeImages = ec2Operation('DescribeImages', {
  readOnly: true,
  run(context, input) {
    const rows = input.ImageIds?.length
      ? input.ImageIds.map((id) => usableImage(context, id))
      : visible(context, input);
    const passed = filtered(rows, input.Filters, filterValues(context), (image) => tagsIn(context, image));
    const found = page(passed, input, Boolean(input.ImageIds?.length));
    return {
      Images: found.rows.map((image) => describedImage(context, image)),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});

const tagsIn = (context: Context, image: Image) =>
  image.account === context.account ? tagsOf(context.world, image, image.id) : {};

function visible(context: Context, input: InputOf<'ec2', 'DescribeImages'>): Image[] {
  const { account, region } = context;
  const own = Array.from(context.world.ec2.images.withPrefix(`${region}/`), ([, image]) => image);
  const owners = input.Owners?.map((owner) => (owner === 'self' ? account : owner));
  const users = input.ExecutableUsers;
  return [...own, ...publicImages(region)].filter(
    (image) =>
      (image.account === account || image.public) &&
      (!owners?.length || owners.includes(image.account) || owners.includes(image.ownerAlias ?? '')) &&
      (!users?.length || (users.includes('all') && image.public)),
  );
}

/** An image as the API shows it. */
export function describedImage(context: Context, image: Image) {
  const tags = tagList(tagsIn(context, image));
  return {
    ImageId: image.id,
    Name: image.name,
    Description: image.description,
    State: image.state,
    ...(image.stateReason ? { StateReason: { Code: image.stateReason.code, Message: image.stateReason.message } } : {}),
    OwnerId: image.account,
    ...(image.ownerAlias ? { ImageOwnerAlias: image.ownerAlias } : {}),
    Public: image.public,
    Architecture: image.architecture,
    ImageType: 'machine' as const,
    RootDeviceName: image.rootDeviceName,
    RootDeviceType: 'ebs' as const,
    VirtualizationType: image.virtualizationType,
    EnaSupport: image.enaSupport,
    Hypervisor: 'xen' as const,
    PlatformDetails: image.platformDetails,
    UsageOperation: 'RunInstances',
    ImageLocation: `${image.ownerAlias ?? image.account}/${image.name}`,
    CreationDate: isoTimeMs(image.createdMs),
    ...(image.sourceInstanceId ? { SourceInstanceId: image.sourceInstanceId } : {}),
    ...(image.sourceImageId ? { SourceImageId: image.sourceImageId } : {}),
    ...(image.sourceImageRegion ? { SourceImageRegion: image.sourceImageRegion } : {}),
    BlockDeviceMappings: image.devices.map((device) => describedDevice(context, device)),
    ...(tags.length > 0 ? { Tags: tags } : {}),
  };
}

function describedDevice(context: Context, device: ImageDevice) {
  const snapshot = device.snapshotId ? lookUpSnapshot(context, device.snapshotId) : undefined;
  return {
    DeviceName: device.device,
    Ebs: {
      DeleteOnTermination: device.deleteOnTermination,
      ...(device.iops === undefined ? {} : { Iops: device.iops }),
      ...(device.snapshotId ? { SnapshotId: device.snapshotId } : {}),
      VolumeSize: device.sizeGiB,
      VolumeType: device.type,
      ...(device.throughput === undefined ? {} : { Throughput: device.throughput }),
      Encrypted: snapshot?.encrypted ?? device.encrypted ?? false,
    },
  };
}

const filterValues = (context: Context): FilterValues<Image> => ({
  architecture: (image) => image.architecture,
  'block-device-mapping.device-name': (image) => image.devices.map((device) => device.device),
  'block-device-mapping.encrypted': (image) =>
    image.devices.map((device) => String(describedDevice(context, device).Ebs.Encrypted)),
  'block-device-mapping.snapshot-id': (image) => image.devices.map((device) => device.snapshotId ?? ''),
  'block-device-mapping.volume-size': (image) => image.devices.map((device) => String(device.sizeGiB)),
  'block-device-mapping.volume-type': (image) => image.devices.map((device) => device.type),
  'creation-date': (image) => isoTimeMs(image.createdMs),
  description: (image) => image.description,
  'ena-support': (image) => image.enaSupport,
  hypervisor: () => 'xen',
  'image-id': (image) => image.id,
  'image-type': () => 'machine',
  'is-public': (image) => image.public,
  name: (image) => image.name,
  'owner-alias': (image) => image.ownerAlias,
  'owner-id': (image) => image.account,
  'root-device-name': (image) => image.rootDeviceName,
  'root-device-type': () => 'ebs',
  state: (image) => image.state,
  'virtualization-type': (image) => image.virtualizationType,
});
