/** Explorations of EC2 and EBS. */
import { ec2 } from '../calls.ts';
import type { Exploration, Planned } from '../contract.ts';
import { ref } from '../contract.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from '../vocabulary/places.ts';
import { CREATE_KEY, EVERYWHERE, FOUR_DAYS, KEY, keyMoves } from './moves.ts';

/** Long enough for anything that EC2 begins. */
export const SETTLED = { seconds: 60 };
/** One instance of a public image. */
export const launch = {
  ImageId: IMAGE_ID,
  InstanceType: 't3.micro',
  MinCount: 1,
  MaxCount: 1,
};
const INSTANCE = ref('launch.Instances.0.InstanceId');
const instance = { InstanceIds: [INSTANCE] };
const VOLUME = ref('createVolume.VolumeId');

/** What can be done with an instance; what EC2 begins is left under way. */
export const instanceMoves: readonly Planned[] = [
  ec2('StartInstances', instance),
  ec2('StopInstances', instance),
  ec2('RebootInstances', instance),
  ec2('TerminateInstances', instance),
];

/** Launches an instance whose root volume is under the key. */
export const instanceUnderKey = ec2(
  'RunInstances',
  {
    ...launch,
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: KEY } }],
  },
  { name: 'launch', wait: SETTLED },
);

/** An instance from its launch to its end. */
export const instanceAndKey: Exploration = {
  id: 'instance-and-key',
  title: 'An instance that boots from a volume under a key',
  families: [...EVERYWHERE, 'instances', 'encryption'],
  opening: [CREATE_KEY, instanceUnderKey],
  moves: [...keyMoves, ...instanceMoves, FOUR_DAYS],
};

/** A volume that is attached and detached. */
export const volumeAndKey: Exploration = {
  id: 'volume-and-key',
  title: 'A data volume under a key, and the instance it is attached to',
  families: [...EVERYWHERE, 'instances', 'volumes', 'encryption'],
  opening: [
    CREATE_KEY,
    ec2(
      'RunInstances',
      { ...launch, Placement: { AvailabilityZone: AVAILABILITY_ZONE } },
      { name: 'launch', wait: SETTLED },
    ),
    ec2(
      'CreateVolume',
      { AvailabilityZone: AVAILABILITY_ZONE, Size: 1, Encrypted: true, KmsKeyId: KEY },
      { name: 'createVolume', wait: SETTLED },
    ),
  ],
  moves: [
    ...keyMoves,
    ec2('AttachVolume', { InstanceId: INSTANCE, VolumeId: VOLUME, Device: '/dev/sdf' }),
    ec2('DetachVolume', { VolumeId: VOLUME }),
    ec2('StartInstances', instance),
    ec2('StopInstances', instance),
    ec2('DeleteVolume', { VolumeId: VOLUME }),
    FOUR_DAYS,
  ],
};
