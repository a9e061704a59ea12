import { describe, expect, it } from 'vitest';
import { ACCOUNT, Cloud, REGION, ZONE } from '../cloud.ts';
import { lossCodes, losses } from '../keyLosses.ts';

const create = (key: string, more: object = {}) => ({
  AvailabilityZone: ZONE,
  Size: 1,
  Encrypted: true,
  KmsKeyId: key,
  ...more,
});

describe('CreateVolume under a key that cannot be used', () => {
  it.each(Object.keys(losses))('%s: answers creating, then the volume vanishes', (loss) => {
    const cloud = new Cloud();
    const key = cloud.key();
    losses[loss]!(cloud, key);
    const since = cloud.next;
    const answer = cloud.ec2('CreateVolume', create(key));
    expect(answer).toMatchObject({ State: 'creating', KmsKeyId: key, Encrypted: true });
    expect(cloud.describeVolume(answer.VolumeId).State).toBe('creating');
    cloud.wait({ seconds: 3 });
    expect(cloud.refusal('DescribeVolumes', { VolumeIds: [answer.VolumeId] })).toBe(
      `InvalidVolume.NotFound: The volume '${answer.VolumeId}' does not exist.`,
    );
    expect(cloud.ec2('DescribeVolumes').Volumes).toEqual([]);
    expect(cloud.told(since)).toEqual([
      'CreateVolume by user/admin',
      `GenerateDataKeyWithoutPlaintext by user/admin via ec2-frontend-api.amazonaws.com -> ${lossCodes[loss]}`,
    ]);
  });

  it('refuses the client token of the volume that vanished, in the words of AWS', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    cloud.kms('DisableKey', { KeyId: key });
    const request = create(key, { ClientToken: 'token-1' });
    const { VolumeId } = cloud.ec2('CreateVolume', request);
    expect(cloud.ec2('CreateVolume', request).VolumeId).toBe(VolumeId);
    cloud.wait();
    const refusal =
      'IdempotentParameterMismatch: The client token you have provided is associated with a resource that is already deleted. Please use a different client token.';
    expect(cloud.refusal('CreateVolume', request)).toBe(refusal);
    cloud.kms('EnableKey', { KeyId: key });
    expect(cloud.refusal('CreateVolume', request)).toBe(refusal);
    expect(cloud.describeVolume(cloud.volume({ ...request, ClientToken: 'token-2' })).State).toBe('available');
  });

  it.each([
    ['Disabled', (key: string) => `createVolume","result":"failed","cause":"${key} is disabled."`],
    ['PendingDeletion', (key: string) => `createVolume","result":"failed","cause":"${key} is pending deletion."`],
    ['not permitted', () => 'deleteVolume","result":"deleted","cause":""'],
  ])('%s: EventBridge tells so', (loss, told) => {
    const cloud = new Cloud();
    const key = cloud.key();
    losses[loss]!(cloud, key);
    cloud.volume(create(key));
    expect(cloud.notified()).toHaveLength(1);
    expect(cloud.notified()[0]).toContain(`EBS Volume Notification: {"event":"${told(key)}`);
  });

  it.each(['alias/nothing', 'not-a-key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-0000-4000-8000-000000000000`])(
    'takes %s for a key and finds out later',
    (name) => {
      const cloud = new Cloud();
      const { VolumeId, State } = cloud.ec2('CreateVolume', create(name));
      expect(State).toBe('creating');
      cloud.wait();
      expect(cloud.refusal('DescribeVolumes', { VolumeIds: [VolumeId] })).toContain('InvalidVolume.NotFound');
    },
  );

  it('looks at the key when the volume is made, not when it is asked for', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const { VolumeId } = cloud.ec2('CreateVolume', create(key));
    cloud.kms('DisableKey', { KeyId: key });
    cloud.wait();
    expect(cloud.refusal('DescribeVolumes', { VolumeIds: [VolumeId] })).toContain('InvalidVolume.NotFound');
  });
});

describe('CreateVolume', () => {
  it('takes ids, ARNs and aliases of keys alike and shows the ARN', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    cloud.kms('CreateAlias', { AliasName: 'alias/disk', TargetKeyId: key });
    for (const name of [key, key.split('/')[1], 'alias/disk', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/disk`])
      expect(cloud.describeVolume(cloud.volume(create(name!))).KmsKeyId).toBe(key);
  });

  it.each([
    [{ Size: 1 }, 'MissingParameter: The request must contain the parameter zone'],
    [{ AvailabilityZone: ZONE }, 'MissingParameter: The request must contain the parameter size/snapshot'],
    [{ AvailabilityZone: 'eu-west-1a', Size: 1 }, "InvalidZone.NotFound: The zone 'eu-west-1a' does not exist."],
    [
      { AvailabilityZone: ZONE, Size: 1, KmsKeyId: 'alias/x' },
      'InvalidParameterDependency: The parameter KmsKeyId requires the parameter Encrypted to be set.',
    ],
    [
      { AvailabilityZone: ZONE, SnapshotId: 'snap-00000000000000001' },
      "InvalidSnapshot.NotFound: The snapshot 'snap-00000000000000001' does not exist.",
    ],
    [
      { AvailabilityZone: ZONE, Size: 100, VolumeType: 'st1' },
      'InvalidParameterValue: Volume of 100GiB is too small; minimum is 125GiB.',
    ],
    [
      { AvailabilityZone: ZONE, Size: 4, VolumeType: 'io2' },
      'MissingParameter: The request must contain the parameter iops',
    ],
    [
      { AvailabilityZone: ZONE, Size: 1, DryRun: true },
      'DryRunOperation: Request would have succeeded, but DryRun flag is set.',
    ],
  ])('refuses %o', (input, refusal) => {
    expect(new Cloud().refusal('CreateVolume', input)).toBe(refusal);
  });

  it('refuses a snapshot that is not complete, and a size below that of the snapshot', () => {
    const cloud = new Cloud();
    const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume({ Size: 5 }) });
    const request = { AvailabilityZone: ZONE, SnapshotId };
    expect(cloud.refusal('CreateVolume', request)).toBe('IncorrectState: Snapshot is in invalid state - pending');
    cloud.wait();
    expect(cloud.refusal('CreateVolume', { ...request, Size: 4 })).toContain('InvalidParameterValue');
    expect(cloud.ec2('CreateVolume', request)).toMatchObject({ Size: 5, SnapshotId, VolumeType: 'gp2', Iops: 100 });
  });

  it('makes once what a client token asks for twice, and refuses another request with it', () => {
    const cloud = new Cloud();
    const request = { AvailabilityZone: ZONE, Size: 1, ClientToken: 'once' };
    const first = cloud.ec2('CreateVolume', request);
    expect(cloud.ec2('CreateVolume', request).VolumeId).toBe(first.VolumeId);
    expect(cloud.ec2('DescribeVolumes').Volumes).toHaveLength(1);
    expect(cloud.refusal('CreateVolume', { ...request, Size: 2 })).toContain(
      'IdempotentParameterMismatch: Arguments on',
    );
  });

  it('shows in CloudTrail in the style of EC2, without resources', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'data' }] }];
    const { VolumeId } = cloud.ec2('CreateVolume', create(key, { TagSpecifications }));
    const record = cloud.trail().at(-1)!;
    expect(record.requestParameters).toEqual({
      zone: ZONE,
      size: '1',
      encrypted: true,
      kmsKeyId: key,
      tagSpecificationSet: { items: [{ resourceType: 'volume', tagSet: { items: [{ key: 'Name', value: 'data' }] } }] },
    });
    expect(record.responseElements).toMatchObject({ volumeId: VolumeId, status: 'creating', size: '1', kmsKeyId: key });
    expect(record.resources).toBeUndefined();
  });
});
