import { describe, expect, it } from 'vitest';
import { Cloud, ZONE } from '../cloud.ts';

function archived() {
  const cloud = new Cloud('tier');
  const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume({ Encrypted: true }) });
  cloud.wait();
  cloud.ec2('ModifySnapshotTier', { SnapshotId, StorageTier: 'archive' });
  const tier = () => {
    const { StorageTier, LastTieringOperationStatus } = cloud.ec2('DescribeSnapshotTierStatus').SnapshotTierStatuses[0];
    return `${StorageTier} ${LastTieringOperationStatus}`;
  };
  return { cloud, SnapshotId, tier };
}

describe('the archive tier of a snapshot', () => {
  it('is reached in time, and nothing is made of the snapshot there', () => {
    const { cloud, SnapshotId, tier } = archived();
    expect(tier()).toBe('standard archival-in-progress');
    expect(cloud.refusal('ModifySnapshotTier', { SnapshotId, StorageTier: 'archive' })).toContain('IncorrectState');
    cloud.wait({ days: 1 });
    expect(tier()).toBe('archive archival-completed');
    expect(cloud.describeSnapshot(SnapshotId).StorageTier).toBe('archive');
    expect(cloud.refusal('CreateVolume', { SnapshotId, AvailabilityZone: ZONE })).toContain('IncorrectState');
    expect(cloud.refusal('ListSnapshotBlocks', { SnapshotId }, undefined, 'ebs')).toContain('ValidationException');
  });

  it('is left for some days', () => {
    const { cloud, SnapshotId, tier } = archived();
    cloud.wait({ days: 1 });
    const answer = cloud.ec2('RestoreSnapshotTier', { SnapshotId, TemporaryRestoreDays: 5 });
    expect(answer).toMatchObject({ RestoreDuration: 5, IsPermanentRestore: false });
    expect(tier()).toBe('archive temporary-restore-in-progress');
    cloud.wait({ days: 1 });
    expect(tier()).toBe('standard temporary-restore-completed');
    expect(cloud.describeVolume(cloud.volume({ SnapshotId })).State).toBe('available');
    cloud.wait({ days: 5 });
    expect(tier()).toBe('archive archival-completed');
  });

  it('is left for good', () => {
    const { cloud, SnapshotId, tier } = archived();
    cloud.wait({ days: 1 });
    cloud.ec2('RestoreSnapshotTier', { SnapshotId, PermanentRestore: true });
    cloud.wait({ days: 1 });
    expect(tier()).toBe('standard permanent-restore-completed');
    cloud.wait({ days: 30 });
    expect(cloud.describeSnapshot(SnapshotId).StorageTier).toBe('standard');
  });
});
