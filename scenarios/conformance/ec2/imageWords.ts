/** Words for images: making, looking at and launching them. */
import { documented } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { REGION } from '../../people.ts';
import { ec2, ok, open, type PlannedInput, type Step, see, until } from '../telling.ts';
import { sources } from './sources.ts';
import {
  describeInstance,
  disk,
  imageId,
  instance,
  instanceId,
  launch,
  PUBLIC_IMAGE,
  ROOT,
  ROOT_VOLUME,
  rootUnder,
  snapshotId,
  stopped,
  theVolume,
  untilInstance,
} from './words.ts';

/** How encryption goes with images. */
export const here = documented(sources.images);

/** CreateImage of the instance. */
export const createImage = (members: PlannedInput = {}): PlannedCall =>
  ec2('CreateImage', { InstanceId: instanceId(), Name: 'golden', ...members }, { name: 'image' });
/** CopyImage within the Region. */
export const copyImage = (members: PlannedInput = {}, of: PlannedValue = PUBLIC_IMAGE, name = 'image'): PlannedCall =>
  ec2('CopyImage', { Name: 'copied', SourceRegion: REGION, SourceImageId: of, ...members }, { name });
/** RegisterImage of the snapshot. */
export const registerImage = (members: PlannedInput = {}): PlannedCall =>
  ec2(
    'RegisterImage',
    {
      Name: 'registered',
      RootDeviceName: ROOT,
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
      ...disk(ROOT, { SnapshotId: snapshotId() }),
      ...members,
    },
    { name: 'image' },
  );

/** DescribeImages of one image; `shown` by name, where its snapshot is looked at afterwards. */
export const describeImage = (name = 'image', as?: 'shown'): PlannedCall =>
  ec2('DescribeImages', { ImageIds: [imageId(name)] }, as ? { name: as } : {});
/** What DescribeImages answers of one image. */
export const theImage = (members: PlannedInput): PlannedInput => ({ Images: [open(members)] });
/** Waits until an image is available. */
export const available = (name = 'image', as?: 'shown'): Step =>
  until(describeImage(name, as), theImage({ State: 'available' }));
/** What DescribeImages shows of the root disk. */
export const rootDisk = (Ebs: PlannedInput): PlannedInput => ({
  BlockDeviceMappings: [open({ DeviceName: ROOT, Ebs: open(Ebs) })],
});
/** The snapshot of the root disk of the image that `describeImage` looked at. */
export const SHOWN_SNAPSHOT: PlannedValue = { $ref: 'shown.Images.0.BlockDeviceMappings.0.Ebs.SnapshotId' };
/** Looks at that snapshot. */
export const describeShown = ec2('DescribeSnapshots', { SnapshotIds: [SHOWN_SNAPSHOT] });

/** An image of an instance whose root disk is encrypted under the key. */
export const encryptedImage: readonly Step[] = [...instance(rootUnder()), ...stopped(), createImage(), available()];

/** RunInstances of the image. */
export const launchIt = (members: PlannedInput = {}): PlannedCall =>
  launch({ ImageId: imageId(), ...members }, { name: 'launched' });
/** Looks at the launched instance. */
export const describeLaunched = describeInstance('launched', { name: 'found' });
/** The launched instance runs with a root volume like this. */
export const runsWith = (members: PlannedInput): readonly Step[] => [
  untilInstance('running', 'launched'),
  describeLaunched,
  see(ec2('DescribeVolumes', { VolumeIds: [ROOT_VOLUME] }), ok(theVolume(members))),
];
