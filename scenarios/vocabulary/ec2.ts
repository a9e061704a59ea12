/** EC2 and EBS calls of random runs. */
import { type Drawable, maybe, oneOf, type Template, thing, weighted } from './draw.ts';
import { anyKey } from './kms.ts';
import { AVAILABILITY_ZONE, IMAGE_ID } from './places.ts';

const volumes = 'ec2-volumes';
const snapshots = 'ec2-snapshots';
const instances = 'ec2-instances';
const defaults = 'ec2-defaults';

/** Long enough for everything that begins, or just enough to meet things half way. */
const settling = [{ seconds: 30 }, { seconds: 30 }, { seconds: 30 }, { seconds: 1 }, {}];

const call = (
  group: string,
  weight: number,
  operation: string,
  input: { readonly [member: string]: Drawable },
  wait?: readonly { readonly seconds?: number }[],
): Template => ({ group, weight, service: 'ec2', operation, input, ...(wait ? { wait } : {}) });

const encryptedUnder = { Encrypted: true, KmsKeyId: anyKey };
const newVolume = { AvailabilityZone: AVAILABILITY_ZONE, Size: 1 };
/** Now and then a call is only tried. */
const dryRun = { DryRun: maybe(true, 5) };
const instance = { InstanceIds: [thing('instance', 'id')] };
const launch = { ImageId: IMAGE_ID, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 };
const device = oneOf('/dev/sdf', '/dev/sdg', '/dev/xvda');

/** All EC2 and EBS templates. */
export const ec2Templates: readonly Template[] = [
  call(volumes, 5, 'CreateVolume', { ...newVolume, ...encryptedUnder, ...dryRun }, settling),
  call(volumes, 1, 'CreateVolume', { ...newVolume, Encrypted: maybe(true), KmsKeyId: maybe(anyKey, 10) }, settling),
  call(
    volumes,
    3,
    'CreateVolume',
    {
      AvailabilityZone: AVAILABILITY_ZONE,
      SnapshotId: thing('snapshot'),
      Encrypted: maybe(true, 70),
      KmsKeyId: maybe(anyKey, 60),
    },
    settling,
  ),
  call(
    volumes,
    6,
    'AttachVolume',
    { InstanceId: thing('instance'), VolumeId: thing('volume'), Device: device, ...dryRun },
    settling,
  ),
  call(volumes, 4, 'DetachVolume', { VolumeId: thing('volume') }, settling),
  call(volumes, 1, 'DeleteVolume', { VolumeId: thing('volume') }, settling),
  call(volumes, 1, 'DescribeVolumes', {}),
  call(snapshots, 4, 'CreateSnapshot', { VolumeId: thing('volume') }, settling),
  call(
    snapshots,
    3,
    'CopySnapshot',
    {
      SourceSnapshotId: thing('snapshot'),
      SourceRegion: 'us-east-1',
      Encrypted: maybe(true, 70),
      KmsKeyId: maybe(anyKey, 60),
    },
    settling,
  ),
  call(snapshots, 1, 'DeleteSnapshot', { SnapshotId: thing('snapshot') }),
  call(snapshots, 1, 'DescribeSnapshots', { OwnerIds: ['self'] }),
  call(
    instances,
    5,
    'RunInstances',
    { ...launch, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: encryptedUnder }] },
    settling,
  ),
  call(instances, 1, 'RunInstances', launch, settling),
  call(instances, 7, 'StartInstances', { ...instance, ...dryRun }, settling),
  call(instances, 6, 'StopInstances', { ...instance, ...dryRun }, settling),
  call(instances, 1, 'RebootInstances', instance),
  call(instances, 1, 'TerminateInstances', instance, settling),
  call(instances, 1, 'DescribeInstances', {
    InstanceIds: weighted([2, [thing('instance')]], [1, ['i-0123456789abcdef0']]),
  }),
  call(defaults, 1, 'EnableEbsEncryptionByDefault', {}),
  call(defaults, 1, 'DisableEbsEncryptionByDefault', {}),
  call(defaults, 1, 'GetEbsEncryptionByDefault', {}),
  call(defaults, 2, 'ModifyEbsDefaultKmsKeyId', { KmsKeyId: anyKey }),
  call(defaults, 1, 'ResetEbsDefaultKmsKeyId', {}),
];
