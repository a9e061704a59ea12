import { describe, expect, it } from 'vitest';
import { Cloud } from '../cloud.ts';

describe('CreateSnapshots', () => {
  function withData() {
    const cloud = new Cloud();
    const key = cloud.key();
    const Ebs = { VolumeSize: 2, Encrypted: true, KmsKeyId: key };
    const InstanceId = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs }] });
    return { cloud, key, InstanceId };
  }

  it('takes all disks of an instance at once, without KMS', () => {
    const { cloud, InstanceId } = withData();
    const since = cloud.next;
    const { Snapshots } = cloud.ec2('CreateSnapshots', { InstanceSpecification: { InstanceId }, Description: 'all' });
    expect(Snapshots.map((one: { VolumeSize: number; Encrypted: boolean }) => [one.VolumeSize, one.Encrypted])).toEqual(
      [
        [2, true],
        [8, false],
      ],
    );
    cloud.wait();
    expect(cloud.told(since)).toEqual(['CreateSnapshots by user/admin']);
    for (const { SnapshotId } of Snapshots) expect(cloud.describeSnapshot(SnapshotId).State).toBe('completed');
  });

  it('leaves out the boot volume if asked to, and copies tags', () => {
    const { cloud, key, InstanceId } = withData();
    const [data] = cloud.ec2('DescribeVolumes', { Filters: [{ Name: 'encrypted', Values: ['true'] }] }).Volumes;
    cloud.ec2('CreateTags', { Resources: [data.VolumeId], Tags: [{ Key: 'Name', Value: 'data' }] });
    const InstanceSpecification = { InstanceId, ExcludeBootVolume: true };
    const { Snapshots } = cloud.ec2('CreateSnapshots', { InstanceSpecification, CopyTagsFromSource: 'volume' });
    expect(Snapshots).toHaveLength(1);
    expect(cloud.describeSnapshot(Snapshots[0].SnapshotId)).toMatchObject({
      KmsKeyId: key,
      Tags: [{ Key: 'Name', Value: 'data' }],
    });
  });

  it('shares the data key with the volume it is taken of', () => {
    const { cloud, InstanceId } = withData();
    const InstanceSpecification = { InstanceId, ExcludeBootVolume: true };
    const ids = [1, 2].map(() => cloud.ec2('CreateSnapshots', { InstanceSpecification }).Snapshots[0].SnapshotId);
    const [first, second] = ids.map((id) => cloud.describeSnapshot(id).DataEncryptionKeyId);
    expect(first).toBe(second);
  });
});
