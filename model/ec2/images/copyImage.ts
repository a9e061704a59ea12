/**
 * CopyImage: a copy of each snapshot, encrypted as asked, and an image of the copies. Called in the Region of the copy.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopyImage.html (documented).
 */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { imageArn, newId, snapshotArn } from '../arns.ts';
import { madeBefore, rememberToken } from '../clientTokens.ts';
import { chooseKey } from '../encryption/choose.ts';
import { incorrectState } from '../errors.ts';
import { ec2Operation } from '../operation.ts';
import { putImage, regionalRow } from '../rows.ts';
import { beginCopy, wantedFor } from '../snapshots/copySnapshot.ts';
import { usableSnapshot } from '../snapshots/find.ts';
import type { Image, ImageDevice } from '../state.ts';
import { giveTags, tagsFor, tagsOf, tagUses } from '../tags/tags.ts';
import { imageUse, usableImage } from './find.ts';
import { checkName, scheduleImage } from './make.ts';

type Input = InputOf<'ec2', 'CopyImage'>;

const TAGGABLE = ['image', 'snapshot'];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopyImage.html */
export const copyImage = ec2Operation('CopyImage', {
  readOnly: false,
  uses(context, input) {
    const requestTags = tagsFor(input.TagSpecifications, 'image', TAGGABLE);
    const image = { resource: imageArn(context.region, '*'), requestTags };
    const source = imageUse(context, usableImage(context, input.SourceImageId!, input.SourceRegion));
    const snapshot = { resource: snapshotArn(context.region, '*') };
    return [image, source, snapshot, ...tagUses(context, image.resource, requestTags)];
  },
  run(context, input) {
    const exists = (id: string) => context.world.ec2.images.has(regionalRow(context.region, id));
    const made = madeBefore(context, input, exists);
    if (made) return { ImageId: made[0]! };
    const source = usableImage(context, input.SourceImageId!, input.SourceRegion);
    if (source.state !== 'available') incorrectState(`Image '${source.id}' is not 'available'.`);
    checkName(context, input.Name!);
    const id = newId(context.random, 'ami');
    const devices = source.devices.map((device) => copyDevice(context, input, source, device, id));
    putImage(context.transaction, copyOf(context, input, source, id, devices));
    const tags = input.CopyImageTags ? tagsOf(context.world, source, source.id) : {};
    giveTags(context, context, id, { ...tags, ...tagsFor(input.TagSpecifications, 'image', TAGGABLE) });
    rememberToken(context, input, [id]);
    return { ImageId: id };
  },
});

function copyDevice(context: Context, input: Input, image: Image, device: ImageDevice, id: string): ImageDevice {
  if (!device.snapshotId) return device;
  const source = usableSnapshot(context, device.snapshotId, image.region);
  const kmsKeyId = chooseKey(context, wantedFor(context, input, source), source);
  const description = `Copied for DestinationAmi ${id} from SourceAmi ${image.id} for SourceSnapshot ${source.id}.`;
  const snapshotId = beginCopy(context, source, { description, kmsKeyId });
  giveTags(context, context, snapshotId, tagsFor(input.TagSpecifications, 'snapshot', TAGGABLE));
  return { ...device, snapshotId };
}

function copyOf(context: Context, input: Input, source: Image, id: string, devices: ImageDevice[]): Image {
  const { ownerAlias: _, due: __, sourceInstanceId: ___, stateReason: ____, ...rest } = source;
  return {
    ...rest,
    id,
    account: context.account,
    region: context.region,
    state: context.rules.ec2.imageLifecycle.initial,
    name: input.Name!,
    description: input.Description ?? '',
    createdMs: context.nowMs,
    devices,
    public: false,
    sourceImageId: source.id,
    sourceImageRegion: source.region,
    due: scheduleImage(context, id),
  };
}
