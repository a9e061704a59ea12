import { describe, expect, it } from 'vitest';
import { Cloud, REGION } from '../cloud.ts';
import { losses } from '../keyLosses.ts';

const encryptedRoot = (key: string) => ({
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: key } }],
});

function imageUnder(cloud: Cloud, key: string, name = 'golden'): string {
  const instance = cloud.instance(encryptedRoot(key));
  const { ImageId } = cloud.ec2('CreateImage', { InstanceId: instance, Name: name });
  cloud.wait();
  return ImageId;
}

const describeImage = (cloud: Cloud, id: string) => cloud.ec2('DescribeImages', { ImageIds: [id] }).Images[0];

describe('images of encrypted instances', () => {
  it('keep the key of the disk, and launch under it', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const image = imageUnder(cloud, key);
    expect(describeImage(cloud, image)).toMatchObject({
      State: 'available',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 8 } }],
    });
    const id = cloud.instance({ ImageId: image });
    expect(cloud.describeInstance(id).State.Name).toBe('running');
    expect(cloud.describeVolume(cloud.rootVolume(id)).KmsKeyId).toBe(key);
  });

  it.each(Object.keys(losses))('do not launch once the key is %s', (loss) => {
    const cloud = new Cloud();
    const key = cloud.key();
    const image = imageUnder(cloud, key);
    losses[loss]!(cloud, key);
    const id = cloud.instance({ ImageId: image });
    expect(cloud.describeInstance(id)).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: { Code: 'Client.InvalidKMSKey.InvalidState' },
    });
  });

  it('launch under another key, if the old one can still be used', () => {
    const cloud = new Cloud();
    const [key, other] = [cloud.key(), cloud.key()];
    const image = imageUnder(cloud, key);
    const under = (ImageId: string) => cloud.instance({ ImageId, ...encryptedRoot(other) });
    const first = under(image);
    expect(cloud.describeVolume(cloud.rootVolume(first)).KmsKeyId).toBe(other);
    cloud.kms('DisableKey', { KeyId: key });
    expect(cloud.describeInstance(under(image)).State.Name).toBe('terminated');
    expect(cloud.describeInstance(first).State.Name).toBe('running');
  });

  it('are pending until their snapshots are complete', () => {
    const cloud = new Cloud();
    const instance = cloud.instance();
    const { ImageId } = cloud.ec2('CreateImage', { InstanceId: instance, Name: 'plain', NoReboot: true });
    expect(describeImage(cloud, ImageId).State).toBe('pending');
    expect(cloud.refusal('RunInstances', { ImageId, MinCount: 1, MaxCount: 1 })).toBe(
      `InvalidAMIID.Unavailable: The image ID '${ImageId}' is not available`,
    );
    cloud.wait();
    expect(describeImage(cloud, ImageId).State).toBe('available');
    expect(cloud.refusal('CreateImage', { InstanceId: instance, Name: 'plain' })).toBe(
      `InvalidAMIName.Duplicate: AMI name plain is already in use by AMI ${ImageId}`,
    );
  });
});

describe('CopyImage', () => {
  it('encrypts the copy of a public image', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const copy = { Name: 'mine', SourceImageId: cloud.image(), SourceRegion: REGION, Encrypted: true, KmsKeyId: key };
    const { ImageId } = cloud.ec2('CopyImage', copy);
    cloud.wait();
    expect(describeImage(cloud, ImageId)).toMatchObject({ State: 'available', Public: false });
    const id = cloud.instance({ ImageId });
    expect(cloud.describeVolume(cloud.rootVolume(id))).toMatchObject({ Encrypted: true, KmsKeyId: key });
  });

  it.each(Object.keys(losses))('under a key that is %s ends failed', (loss) => {
    const cloud = new Cloud();
    const key = cloud.key();
    losses[loss]!(cloud, key);
    const copy = { Name: 'mine', SourceImageId: cloud.image(), SourceRegion: REGION, Encrypted: true, KmsKeyId: key };
    const { ImageId } = cloud.ec2('CopyImage', copy);
    cloud.wait();
    expect(describeImage(cloud, ImageId)).toMatchObject({
      State: 'failed',
      StateReason: { Message: 'Given key ID is not accessible' },
    });
  });

  it('goes to another Region', () => {
    const cloud = new Cloud();
    const image = imageUnder(cloud, cloud.key());
    const there = cloud.key({}, 'eu-west-1');
    const copy = { Name: 'abroad', SourceImageId: image, SourceRegion: REGION, Encrypted: true, KmsKeyId: there };
    const { ImageId } = cloud.ec2('CopyImage', copy, undefined, 'eu-west-1');
    cloud.wait();
    const [shown] = cloud.ec2('DescribeImages', { ImageIds: [ImageId] }, undefined, 'eu-west-1').Images;
    expect(shown).toMatchObject({ State: 'available', SourceImageId: image, SourceImageRegion: REGION });
  });
});

describe('RegisterImage and DeregisterImage', () => {
  it('make an image of a snapshot and take it away again', () => {
    const cloud = new Cloud();
    const root = cloud.rootVolume(cloud.instance());
    const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: root });
    cloud.wait();
    const { ImageId } = cloud.ec2('RegisterImage', {
      Name: 'registered',
      RootDeviceName: '/dev/xvda',
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }],
    });
    expect(describeImage(cloud, ImageId).State).toBe('available');
    expect(cloud.describeInstance(cloud.instance({ ImageId })).State.Name).toBe('running');
    expect(cloud.refusal('DeleteSnapshot', { SnapshotId })).toBe(
      `InvalidSnapshot.InUse: The snapshot ${SnapshotId} is currently in use by ${ImageId}`,
    );
    cloud.ec2('DeregisterImage', { ImageId, DeleteAssociatedSnapshots: true });
    expect(cloud.refusal('DescribeImages', { ImageIds: [ImageId] })).toBe(
      `InvalidAMIID.NotFound: The image id '[${ImageId}]' does not exist`,
    );
    expect(cloud.refusal('DescribeSnapshots', { SnapshotIds: [SnapshotId] })).toContain('InvalidSnapshot.NotFound');
  });

  it('want a snapshot for the root device', () => {
    expect(new Cloud().refusal('RegisterImage', { Name: 'bare', RootDeviceName: '/dev/xvda' })).toContain(
      'InvalidParameterValue',
    );
  });
});
