import { describe, expect, it } from 'vitest';
import { Cloud } from '../cloud.ts';

describe('ModifyVolume', () => {
  it('goes through modifying, optimizing and completed, and shows the new size from optimizing on', () => {
    const cloud = new Cloud();
    const VolumeId = cloud.volume({ Encrypted: true });
    const { VolumeModification } = cloud.ec2('ModifyVolume', { VolumeId, Size: 10, VolumeType: 'gp3' });
    expect(VolumeModification).toMatchObject({
      ModificationState: 'modifying',
      OriginalSize: 1,
      OriginalVolumeType: 'gp2',
      TargetSize: 10,
      TargetVolumeType: 'gp3',
      TargetIops: 3000,
      TargetThroughput: 125,
    });
    const seen = () => {
      const { VolumesModifications } = cloud.ec2('DescribeVolumesModifications', { VolumeIds: [VolumeId] });
      return [VolumesModifications[0].ModificationState, cloud.describeVolume(VolumeId).Size];
    };
    expect(seen()).toEqual(['modifying', 1]);
    cloud.wait();
    expect(seen()).toEqual(['optimizing', 10]);
    cloud.wait();
    expect(seen()).toEqual(['completed', 10]);
    expect(cloud.trail().find((entry) => entry.eventName === 'ModifyVolume')!.requestParameters).toEqual({
      ModifyVolumeRequest: { VolumeId, Size: 10, VolumeType: 'gp3' },
    });
  });

  it('makes no KMS call and needs no key (assumed)', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const VolumeId = cloud.volume({ Encrypted: true, KmsKeyId: key });
    cloud.kms('DisableKey', { KeyId: key });
    const since = cloud.next;
    cloud.ec2('ModifyVolume', { VolumeId, Size: 2 });
    cloud.wait({ minutes: 2 });
    expect(cloud.told(since)).toEqual(['ModifyVolume by user/admin']);
    expect(cloud.describeVolume(VolumeId)).toMatchObject({ Size: 2, Encrypted: true, KmsKeyId: key });
  });

  it('is refused for a smaller size, twice in a row, and within six hours', () => {
    const cloud = new Cloud();
    const VolumeId = cloud.volume({ Size: 5 });
    expect(cloud.refusal('ModifyVolume', { VolumeId, Size: 4 })).toBe(
      'InvalidParameterValue: New size cannot be smaller than existing size',
    );
    expect(cloud.refusal('DescribeVolumesModifications', { VolumeIds: [VolumeId] })).toContain(
      'InvalidVolumeModification.NotFound',
    );
    cloud.ec2('ModifyVolume', { VolumeId, Size: 6 });
    expect(cloud.refusal('ModifyVolume', { VolumeId, Size: 7 })).toContain('IncorrectModificationState');
    cloud.wait({ hours: 5 });
    expect(cloud.refusal('ModifyVolume', { VolumeId, Size: 7 })).toContain('VolumeModificationRateExceeded');
    cloud.wait({ hours: 1 });
    expect(cloud.ec2('ModifyVolume', { VolumeId, Size: 7 }).VolumeModification.TargetSize).toBe(7);
  });

  it('of its hardware a volume is well, whatever its key is', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const VolumeIds = [cloud.volume({ Encrypted: true, KmsKeyId: key })];
    cloud.kms('DisableKey', { KeyId: key });
    expect(cloud.ec2('DescribeVolumeStatus', { VolumeIds }).VolumeStatuses[0].VolumeStatus.Status).toBe('ok');
  });
});
