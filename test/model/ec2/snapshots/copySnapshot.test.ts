import { describe, expect, it } from 'vitest';
import { Cloud, REGION } from '../cloud.ts';
import { losses } from '../keyLosses.ts';

function snapshotUnder(key: string | undefined, cloud: Cloud): string {
  const VolumeId = cloud.volume(key ? { Encrypted: true, KmsKeyId: key } : {});
  const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId });
  cloud.wait();
  return SnapshotId;
}

const copyOf = (SourceSnapshotId: string, more: object = {}) => ({ SourceRegion: REGION, SourceSnapshotId, ...more });

describe('CopySnapshot', () => {
  it.each(Object.keys(losses))(
    'under a key that is %s: answers, then stays in error with AWS its StateMessage',
    (loss) => {
      const cloud = new Cloud();
      const key = cloud.key();
      const source = snapshotUnder(undefined, cloud);
      losses[loss]!(cloud, key);
      const { SnapshotId } = cloud.ec2('CopySnapshot', copyOf(source, { Encrypted: true, KmsKeyId: key }));
      expect(cloud.describeSnapshot(SnapshotId).State).toBe('pending');
      cloud.wait();
      expect(cloud.describeSnapshot(SnapshotId)).toMatchObject({
        State: 'error',
        StateMessage: 'Given key ID is not accessible',
      });
      expect(cloud.notified().at(-1)).toContain('"event":"copySnapshot","result":"failed"');
      cloud.wait({ days: 30 });
      cloud.ec2('DeleteSnapshot', { SnapshotId });
      expect(cloud.refusal('DescribeSnapshots', { SnapshotIds: [SnapshotId] })).toContain('InvalidSnapshot.NotFound');
    },
  );

  it('of a source whose key is disabled ends in error, whatever the new key is', () => {
    const cloud = new Cloud();
    const [key, other] = [cloud.key(), cloud.key()];
    const source = snapshotUnder(key, cloud);
    cloud.kms('DisableKey', { KeyId: key });
    const { SnapshotId } = cloud.ec2('CopySnapshot', copyOf(source, { Encrypted: true, KmsKeyId: other }));
    cloud.wait();
    expect(cloud.describeSnapshot(SnapshotId).State).toBe('error');
  });

  it('keeps the data key under the same key and takes a new one under another', () => {
    const cloud = new Cloud();
    const [key, other] = [cloud.key(), cloud.key()];
    const source = snapshotUnder(key, cloud);
    const same = cloud.ec2('CopySnapshot', copyOf(source)).SnapshotId;
    const anew = cloud.ec2('CopySnapshot', copyOf(source, { Encrypted: true, KmsKeyId: other })).SnapshotId;
    cloud.wait();
    const lineage = cloud.describeSnapshot(source).DataEncryptionKeyId;
    expect(cloud.describeSnapshot(same)).toMatchObject({ KmsKeyId: key, DataEncryptionKeyId: lineage });
    expect(cloud.describeSnapshot(anew)).toMatchObject({
      KmsKeyId: other,
      State: 'completed',
      VolumeId: 'vol-ffffffff',
    });
    expect(cloud.describeSnapshot(anew).DataEncryptionKeyId).not.toBe(lineage);
  });

  it('never removes encryption', () => {
    const cloud = new Cloud();
    const source = snapshotUnder(cloud.key(), cloud);
    expect(cloud.refusal('CopySnapshot', copyOf(source, { Encrypted: false }))).toContain('InvalidParameterValue');
    const plain = snapshotUnder(undefined, cloud);
    expect(cloud.refusal('CopySnapshot', copyOf(plain, { Encrypted: false }))).toContain('InvalidParameterValue');
  });

  it('goes to another Region under a key of that Region, or the default key there', () => {
    const cloud = new Cloud();
    const source = snapshotUnder(cloud.key(), cloud);
    const there = cloud.key({}, 'eu-west-1');
    const named = cloud.ec2(
      'CopySnapshot',
      copyOf(source, { Encrypted: true, KmsKeyId: there }),
      undefined,
      'eu-west-1',
    );
    const defaulted = cloud.ec2('CopySnapshot', copyOf(source), undefined, 'eu-west-1');
    cloud.wait();
    const describe = (id: string) =>
      cloud.ec2('DescribeSnapshots', { SnapshotIds: [id] }, undefined, 'eu-west-1').Snapshots[0];
    expect(describe(named.SnapshotId)).toMatchObject({ State: 'completed', KmsKeyId: there });
    expect(describe(defaulted.SnapshotId)).toMatchObject({ State: 'completed', Encrypted: true });
    expect(describe(defaulted.SnapshotId).KmsKeyId).toContain(':eu-west-1:');
  });
});

describe('CreateSnapshot', () => {
  it.each(Object.keys(losses))('of a volume whose key is %s: is accepted and completes (assumed)', (loss) => {
    const cloud = new Cloud();
    const key = cloud.key();
    const VolumeId = cloud.volume({ Encrypted: true, KmsKeyId: key });
    losses[loss]!(cloud, key);
    const { SnapshotId, State, KmsKeyId } = cloud.ec2('CreateSnapshot', { VolumeId });
    expect({ State, KmsKeyId }).toEqual({ State: 'pending', KmsKeyId: key });
    cloud.wait();
    expect(cloud.describeSnapshot(SnapshotId)).toMatchObject({ State: 'completed', Progress: '100%' });
  });

  it.each(['Disabled', 'PendingDeletion'])(
    'a volume of a snapshot whose key is %s vanishes, and can be made again later',
    (loss) => {
      const cloud = new Cloud();
      const key = cloud.key();
      const source = snapshotUnder(key, cloud);
      losses[loss]!(cloud, key);
      const { VolumeId } = cloud.ec2('CreateVolume', { AvailabilityZone: 'us-east-1a', SnapshotId: source });
      cloud.wait();
      expect(cloud.refusal('DescribeVolumes', { VolumeIds: [VolumeId] })).toContain('InvalidVolume.NotFound');
      if (loss === 'PendingDeletion') cloud.kms('CancelKeyDeletion', { KeyId: key });
      cloud.kms('EnableKey', { KeyId: key });
      expect(cloud.describeVolume(cloud.volume({ SnapshotId: source })).State).toBe('available');
    },
  );
});
