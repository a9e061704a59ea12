/** Words in which behaviours of EC2 and EBS are told: making things and waiting for them. */
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ref } from '../../contract.ts';
import { REGION } from '../../people.ts';
import { AVAILABILITY_ZONE } from '../../vocabulary/places.ts';
import type { Expectation } from '../behaviour.ts';
import { KEY } from '../keyUnderTest.ts';
import {
  ec2,
  eventually,
  fill,
  open,
  type PlannedInput,
  refused,
  type Step,
  see,
  type Told,
  until,
} from '../telling.ts';

/** How long a behaviour waits for what a key brings about: on AWS it is a matter of seconds. */
export const SOON = { minutes: 2 };

/** Members that ask for encryption under a key. */
export const under = (key: PlannedValue = KEY): PlannedInput => ({ Encrypted: true, KmsKeyId: key });

/** The id of a volume by the name of the call that made it. */
export const volumeId = (name = 'volume'): PlannedValue => ref(`${name}.VolumeId`);
/** As `volumeId`. */
export const snapshotId = (name = 'snapshot'): PlannedValue => ref(`${name}.SnapshotId`);
/** As `volumeId`. */
export const instanceId = (name = 'instance'): PlannedValue => ref(`${name}.Instances.0.InstanceId`);
/** As `volumeId`. */
export const imageId = (name = 'image'): PlannedValue => ref(`${name}.ImageId`);

/** CreateVolume of 1 GiB. */
export const createVolume = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  ec2(
    'CreateVolume',
    { AvailabilityZone: AVAILABILITY_ZONE, ...('SnapshotId' in members ? {} : { Size: 1 }), ...members },
    { name: 'volume', ...more },
  );

/** DescribeVolumes of one volume. */
export const describeVolume = (name = 'volume', more: Partial<PlannedCall> = {}): PlannedCall =>
  ec2('DescribeVolumes', { VolumeIds: [volumeId(name)] }, more);

/** What DescribeVolumes answers of one volume. */
export const theVolume = (members: PlannedInput): PlannedInput => ({ Volumes: [open(members)] });

/** A volume that is available. */
export const volume = (members: PlannedInput = {}, name = 'volume', more: Partial<PlannedCall> = {}): Step[] => [
  createVolume(members, { ...more, name }),
  untilVolume('available', name, more),
];

/** Waits until a volume is in a state. */
export const untilVolume = (State: string, name = 'volume', more: Partial<PlannedCall> = {}): Told =>
  until(describeVolume(name, more), theVolume({ State }));

/** CreateSnapshot of a volume. */
export const createSnapshot = (of = 'volume', name = 'snapshot'): PlannedCall =>
  ec2('CreateSnapshot', { VolumeId: volumeId(of) }, { name });

/** DescribeSnapshots of one snapshot. */
export const describeSnapshot = (name = 'snapshot', more: Partial<PlannedCall> = {}): PlannedCall =>
  ec2('DescribeSnapshots', { SnapshotIds: [snapshotId(name)] }, more);

/** What DescribeSnapshots answers of one snapshot. */
export const theSnapshot = (members: PlannedInput): PlannedInput => ({ Snapshots: [open(members)] });

/** Waits until a snapshot is complete. */
export const untilCompleted = (name = 'snapshot', more: Partial<PlannedCall> = {}): Told =>
  until(describeSnapshot(name, more), theSnapshot({ State: 'completed' }));

/** A completed snapshot of a volume. */
export const snapshot = (of = 'volume', name = 'snapshot'): Step[] => [createSnapshot(of, name), untilCompleted(name)];

/** CopySnapshot within the Region. */
export const copySnapshot = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  ec2('CopySnapshot', { SourceRegion: REGION, SourceSnapshotId: snapshotId(), ...members }, { name: 'copy', ...more });

/** Amazon Linux as everybody can launch it; its root disk, /dev/xvda, is not encrypted. */
export const publicImage: PlannedCall = ec2(
  'DescribeImages',
  {
    Owners: ['amazon'],
    Filters: [
      { Name: 'name', Values: ['al2023-ami-2023*-x86_64', 'amzn2-ami-*-x86_64-gp2'] },
      { Name: 'architecture', Values: ['x86_64'] },
    ],
  },
  { name: 'images' },
);
/** Its id. */
export const PUBLIC_IMAGE: PlannedValue = ref('images.Images.0.ImageId');
/** Where its root disk is. */
export const ROOT = '/dev/xvda';

/** RunInstances of one instance. */
export const launch = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  ec2(
    'RunInstances',
    {
      ImageId: PUBLIC_IMAGE,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      Placement: { AvailabilityZone: AVAILABILITY_ZONE },
      ...members,
    },
    { name: 'instance', ...more },
  );

/** Members of a launch whose root disk is encrypted under a key. AWS knows its size from the image; others want it said. */
export const rootUnder = (key: PlannedValue = KEY): PlannedInput => disk(ROOT, { VolumeSize: 8, ...under(key) });

/** Members of a launch with one disk changed or added. */
export const disk = (DeviceName: string, Ebs: PlannedInput): PlannedInput => ({
  BlockDeviceMappings: [{ DeviceName, Ebs }],
});

/** DescribeInstances of one instance. */
export const describeInstance = (name = 'instance', more: Partial<PlannedCall> = {}): PlannedCall =>
  ec2('DescribeInstances', { InstanceIds: [instanceId(name)] }, more);

/** What DescribeInstances answers of one instance. */
export const theInstance = (members: PlannedInput): PlannedInput => ({
  Reservations: [open({ Instances: [open(members)] })],
});

/** A state as EC2 shows it, by name. */
export const inState = (Name: PlannedValue): PlannedInput => ({ State: open({ Name }) });

/** Waits until an instance is in a state. */
export const untilInstance = (state: string, name = 'instance'): Told =>
  until(describeInstance(name), theInstance(inState(state)));

/** A running instance. */
export const instance = (members: PlannedInput = {}, name = 'instance'): Step[] => [
  publicImage,
  launch(members, { name }),
  untilInstance('running', name),
];

/** StartInstances and its like, of one instance. */
export const instances = (operation: string, more: PlannedInput = {}, name = 'instance'): PlannedCall =>
  ec2(operation, { InstanceIds: [instanceId(name)], ...more });

/** Stops an instance. */
export const stopped = (name = 'instance'): Step[] => [
  instances('StopInstances', {}, name),
  untilInstance('stopped', name),
];

/** AttachVolume. */
export const attach = (Device = '/dev/sdf', name = 'volume', more: Partial<PlannedCall> = {}): PlannedCall =>
  ec2('AttachVolume', { VolumeId: volumeId(name), InstanceId: instanceId(), Device }, more);

/** DetachVolume. */
export const detach = (name = 'volume'): PlannedCall => ec2('DetachVolume', { VolumeId: volumeId(name) });

/** What DescribeVolumes shows of a volume that is attached. */
export const attachedVolume: PlannedInput = theVolume({
  State: 'in-use',
  Attachments: [open({ State: 'attached', InstanceId: instanceId() })],
});

/** Attaches a volume and waits for it. */
export const attached = (Device = '/dev/sdf', name = 'volume'): Step[] => [
  attach(Device, name),
  until(describeVolume(name), attachedVolume),
];

/** The root volume of the instance, once `found` has looked. */
export const ROOT_VOLUME: PlannedValue = ref('found.Reservations.0.Instances.0.BlockDeviceMappings.0.Ebs.VolumeId');
/** Looks at the instance for its root volume. */
export const found: PlannedCall = describeInstance('instance', { name: 'found' });
/** A completed snapshot of the root volume of the instance. */
export const rootSnapshot = (name = 'snapshot'): Step[] => [
  found,
  ec2('CreateSnapshot', { VolumeId: ROOT_VOLUME }, { name }),
  untilCompleted(name),
];
/** DescribeVolumes of the root volume. */
export const describeRoot: PlannedCall = ec2('DescribeVolumes', { VolumeIds: [ROOT_VOLUME] });

/** What is seen of an instance within a short while. */
export const soonInstance = (members: PlannedInput, more: Partial<Expectation> = {}): Told =>
  eventually(describeInstance(), theInstance(members), { within: SOON, ...more });

/** Failed starts: the instance is stopped again, and says why. */
export const START_REFUSED: PlannedInput = {
  State: { Code: 80, Name: 'stopped' },
  StateReason: { Code: 'Client.InternalError', Message: 'Client.InternalError: Client error on launch' },
};

/** Failed launches: the instance ends, and says why. */
export const LAUNCH_REFUSED: PlannedInput = {
  State: open({ Name: { $like: '^(shutting-down|terminated)$' } }),
  StateReason: {
    Code: 'Client.InvalidKMSKey.InvalidState',
    Message: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
  },
};

/** A volume that is not there, or not any more, as DescribeVolumes refuses it. */
export const volumeGone = (name = 'volume'): Expectation =>
  refused(400, 'InvalidVolume.NotFound', fill("The volume '<volume>' does not exist.", { volume: volumeId(name) }));

/** The volume vanishes within a short while. */
export const vanishes = (name = 'volume', more: Partial<PlannedCall> = {}): Told =>
  see(describeVolume(name, more), { ...volumeGone(name), within: SOON });

/** AttachVolume refused for the key. */
export const keyRevoked: Expectation = refused(
  400,
  'CustomerKeyHasBeenRevoked',
  fill('Volume <volume> cannot be attached. The encrypted volume was unable to access the KMS key.', {
    volume: volumeId(),
  }),
);
