import { describe, expect, it } from 'vitest';
import { ACCOUNT, Cloud, REGION } from '../cloud.ts';

const OTHER = '210987654321';
const STRANGER = { principal: `arn:aws:iam::${OTHER}:root` };

/** A snapshot shared with another account, under a key whose policy may let that account in. */
function shared(letIn: boolean) {
  const cloud = new Cloud('sharing');
  const accounts = letIn ? [ACCOUNT, OTHER] : [ACCOUNT];
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: accounts.map((account) => ({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    })),
  });
  const key = cloud.key({ Policy });
  const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume({ Encrypted: true, KmsKeyId: key }) });
  cloud.wait();
  cloud.ec2('ModifySnapshotAttribute', { SnapshotId, OperationType: 'add', UserIds: [OTHER] });
  return { cloud, key, SnapshotId };
}

const copy = (SourceSnapshotId: string) => ({ SourceRegion: REGION, SourceSnapshotId });

describe('a snapshot shared with another account', () => {
  it('is seen and copied there under the own default key, if the key policy lets the account in', () => {
    const { cloud, SnapshotId } = shared(true);
    expect(cloud.ec2('DescribeSnapshots', { SnapshotIds: [SnapshotId] }, STRANGER).Snapshots[0].OwnerId).toBe(ACCOUNT);
    const made = cloud.ec2('CopySnapshot', copy(SnapshotId), STRANGER).SnapshotId;
    cloud.wait();
    const [snapshot] = cloud.ec2('DescribeSnapshots', { SnapshotIds: [made] }, STRANGER).Snapshots;
    expect(snapshot).toMatchObject({ State: 'completed', OwnerId: OTHER, Encrypted: true });
    expect(snapshot.KmsKeyId).toContain(`:${OTHER}:key/`);
  });

  it('ends in error there if the key policy does not', () => {
    const { cloud, SnapshotId } = shared(false);
    const made = cloud.ec2('CopySnapshot', copy(SnapshotId), STRANGER).SnapshotId;
    cloud.wait();
    const [snapshot] = cloud.ec2('DescribeSnapshots', { SnapshotIds: [made] }, STRANGER).Snapshots;
    expect(snapshot).toMatchObject({ State: 'error', StateMessage: 'Given key ID is not accessible' });
  });

  it.each([
    [true, 'available'],
    [false, 'gone'],
  ])('key policy lets in: %s; a volume of it is %s', (letIn, fate) => {
    const { cloud, SnapshotId } = shared(letIn);
    const { VolumeId } = cloud.ec2('CreateVolume', { AvailabilityZone: 'us-east-1a', SnapshotId }, STRANGER);
    cloud.wait();
    const outcome = cloud.try('ec2', 'DescribeVolumes', { VolumeIds: [VolumeId] }, STRANGER);
    expect(outcome.ok ? outcome.output.Volumes[0].State : 'gone').toBe(fate);
  });

  it('cuts the other account off when the owner disables the key, but not from its own copy', () => {
    const { cloud, key, SnapshotId } = shared(true);
    const made = cloud.ec2('CopySnapshot', copy(SnapshotId), STRANGER).SnapshotId;
    cloud.wait();
    cloud.kms('DisableKey', { KeyId: key });
    const fates = [SnapshotId, made].map((source) => {
      const request = { AvailabilityZone: 'us-east-1a', SnapshotId: source };
      const { VolumeId } = cloud.ec2('CreateVolume', request, STRANGER);
      cloud.wait();
      return cloud.try('ec2', 'DescribeVolumes', { VolumeIds: [VolumeId] }, STRANGER).ok;
    });
    expect(fates).toEqual([false, true]);
  });

  it('does not exist for an account it is not shared with, or not any more', () => {
    const { cloud, SnapshotId } = shared(true);
    const third = { principal: 'arn:aws:iam::333333333333:root' };
    const gone = `InvalidSnapshot.NotFound: The snapshot '${SnapshotId}' does not exist.`;
    expect(cloud.refusal('CopySnapshot', copy(SnapshotId), third)).toBe(gone);
    expect(cloud.refusal('DeleteSnapshot', { SnapshotId }, STRANGER)).toBe(gone);
    cloud.ec2('ModifySnapshotAttribute', { SnapshotId, CreateVolumePermission: { Remove: [{ UserId: OTHER }] } });
    expect(cloud.refusal('CopySnapshot', copy(SnapshotId), STRANGER)).toBe(gone);
  });
});

describe('ModifySnapshotAttribute', () => {
  it('does not share snapshots under the AWS managed key', () => {
    const cloud = new Cloud();
    const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume({ Encrypted: true }) });
    expect(cloud.refusal('ModifySnapshotAttribute', { SnapshotId, OperationType: 'add', UserIds: [OTHER] })).toBe(
      'OperationNotPermitted: Encrypted snapshots with EBS default key cannot be shared',
    );
  });

  it('does not make encrypted snapshots public', () => {
    const { cloud, SnapshotId } = shared(true);
    expect(cloud.refusal('ModifySnapshotAttribute', { SnapshotId, OperationType: 'add', GroupNames: ['all'] })).toBe(
      "UnsupportedOperation: Encrypted snapshots can't be shared publicly. Specify another snapshot.",
    );
  });

  it('makes unencrypted ones public, shows who may use them, and leaves a record', () => {
    const cloud = new Cloud();
    const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume() });
    const CreateVolumePermission = { Add: [{ Group: 'all' }, { UserId: OTHER }] };
    cloud.ec2('ModifySnapshotAttribute', { SnapshotId, CreateVolumePermission });
    expect(cloud.trail().at(-1)!.requestParameters).toEqual({
      snapshotId: SnapshotId,
      attributeType: 'CREATE_VOLUME_PERMISSION',
      createVolumePermission: { add: { items: [{ group: 'all' }, { userId: OTHER }] } },
    });
    const attribute = { SnapshotId, Attribute: 'createVolumePermission' };
    expect(cloud.ec2('DescribeSnapshotAttribute', attribute).CreateVolumePermissions).toEqual([
      { Group: 'all' },
      { UserId: OTHER },
    ]);
    cloud.wait();
    expect(cloud.ec2('DescribeSnapshots', { RestorableByUserIds: ['all'] }, STRANGER).Snapshots.length).toBeGreaterThan(
      1,
    );
  });
});
