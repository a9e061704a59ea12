import { describe, expect, it } from 'vitest';
import { deserialise, serialise } from '../../../model/serialise.ts';
import { Cloud } from './cloud.ts';

/** A world in which everything of EC2 is under way. */
function busy(): Cloud {
  const cloud = new Cloud('stored');
  const key = cloud.key();
  const Ebs = { Encrypted: true, KmsKeyId: key };
  const id = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] });
  const VolumeId = cloud.volume({ Encrypted: true, KmsKeyId: key });
  cloud.ec2('AttachVolume', { VolumeId, InstanceId: id, Device: '/dev/sdf' });
  const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId });
  cloud.wait();
  cloud.ec2('CopySnapshot', { SourceRegion: 'us-east-1', SourceSnapshotId: SnapshotId, ...Ebs });
  cloud.ec2('CreateVolume', { AvailabilityZone: 'us-east-1a', SnapshotId });
  cloud.ec2('StopInstances', { InstanceIds: [id] });
  return cloud;
}

/** What happens next, as a text. */
function next(cloud: Cloud): string {
  cloud.wait({ seconds: 10 });
  cloud.wait();
  const [instance] = cloud.ec2('DescribeInstances').Reservations[0].Instances;
  cloud.ec2('StartInstances', { InstanceIds: [instance.InstanceId] });
  cloud.wait();
  return serialise(cloud.world);
}

describe('a world with disks', () => {
  it('goes on from its text as it would have gone on itself', () => {
    const [cloud, other] = [busy(), busy()];
    const text = serialise(cloud.world);
    expect(serialise(other.world)).toBe(text);
    other.world = deserialise(text);
    expect(next(other)).toBe(next(cloud));
  });
});
