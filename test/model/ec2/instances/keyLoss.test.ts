import { describe, expect, it } from 'vitest';
import { Cloud, ZONE } from '../cloud.ts';
import { lossCodes, losses } from '../keyLosses.ts';

const encryptedRoot = (key: string) => ({
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: key } }],
});

/** A running instance whose root volume is encrypted under a key of its own. */
function runningUnder() {
  const cloud = new Cloud('instances');
  const key = cloud.key();
  return { cloud, key, id: cloud.instance(encryptedRoot(key)) };
}

const stop = (cloud: Cloud, id: string): void => {
  cloud.ec2('StopInstances', { InstanceIds: [id] });
  cloud.wait();
};

describe('StartInstances of an instance whose volume key cannot be used', () => {
  it.each(Object.keys(losses))('%s: answers pending and falls back to stopped', (loss) => {
    const { cloud, key, id } = runningUnder();
    stop(cloud, id);
    losses[loss]!(cloud, key);
    const since = cloud.next;
    const { StartingInstances } = cloud.ec2('StartInstances', { InstanceIds: [id] });
    expect(StartingInstances).toEqual([
      { InstanceId: id, CurrentState: { Code: 0, Name: 'pending' }, PreviousState: { Code: 80, Name: 'stopped' } },
    ]);
    expect(cloud.describeInstance(id)).toMatchObject({
      State: { Name: 'pending' },
      StateReason: { Code: 'pending', Message: 'pending' },
      StateTransitionReason: '',
    });
    cloud.wait({ seconds: 8 });
    expect(cloud.describeInstance(id)).toMatchObject({
      State: { Code: 80, Name: 'stopped' },
      StateReason: { Code: 'Client.InternalError', Message: 'Client.InternalError: Client error on launch' },
      StateTransitionReason: 'Server.InternalError',
    });
    expect(cloud.notified().filter((line) => line.includes('attachVolume'))[0]).toContain('"result":"failed"');
    expect(cloud.told(since)).toEqual([
      'StartInstances by user/admin',
      `CreateGrant by user/admin via ec2-frontend-api.amazonaws.com -> ${lossCodes[loss]}`,
    ]);
  });

  it('fails on any one of several volumes, and leaves no grant of the others', () => {
    const { cloud, key, id } = runningUnder();
    const other = cloud.key();
    const VolumeId = cloud.volume({ Encrypted: true, KmsKeyId: other });
    cloud.ec2('AttachVolume', { VolumeId, InstanceId: id, Device: '/dev/xvdb' });
    cloud.wait();
    stop(cloud, id);
    cloud.kms('DisableKey', { KeyId: other });
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(cloud.describeInstance(id).State.Name).toBe('stopped');
    expect(cloud.kms('ListGrants', { KeyId: key }).Grants).toEqual([]);
  });

  it('starts without a repair once the key is enabled again', () => {
    const { cloud, key, id } = runningUnder();
    stop(cloud, id);
    cloud.kms('DisableKey', { KeyId: key });
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    cloud.kms('EnableKey', { KeyId: key });
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(cloud.describeInstance(id)).toMatchObject({ State: { Name: 'running' }, StateTransitionReason: '' });
    expect(cloud.describeInstance(id).StateReason).toBeUndefined();
  });

  it('never starts again once the key is deleted', () => {
    const { cloud, key, id } = runningUnder();
    losses.Deleted!(cloud, key);
    expect(cloud.describeInstance(id).State.Name).toBe('running');
    stop(cloud, id);
    for (let attempt = 0; attempt < 2; attempt++) {
      cloud.ec2('StartInstances', { InstanceIds: [id] });
      cloud.wait();
      expect(cloud.describeInstance(id).State.Name).toBe('stopped');
    }
  });
});

describe('RunInstances under a key that cannot be used', () => {
  it.each(Object.keys(losses))('%s: answers an instance id and ends terminated', (loss) => {
    const { cloud, key } = runningUnder();
    losses[loss]!(cloud, key);
    const id = cloud.launch(encryptedRoot(key));
    expect(cloud.describeInstance(id)).toMatchObject({
      State: { Name: 'pending' },
      StateReason: { Code: 'pending', Message: 'pending' },
    });
    cloud.wait({ seconds: 8 });
    expect(cloud.describeInstance(id).State).toEqual({ Code: 32, Name: 'shutting-down' });
    cloud.wait({ seconds: 15 });
    expect(cloud.describeInstance(id)).toMatchObject({
      State: { Code: 48, Name: 'terminated' },
      StateReason: {
        Code: 'Client.InvalidKMSKey.InvalidState',
        Message: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
      },
      BlockDeviceMappings: [],
    });
    cloud.wait({ hours: 1 });
    expect(cloud.refusal('DescribeInstances', { InstanceIds: [id] })).toBe(
      `InvalidInstanceID.NotFound: The instance ID '${id}' does not exist`,
    );
  });

  it('a key that is lost between volume and boot ends the same way and takes the volume with it', () => {
    const { cloud, key } = runningUnder();
    const before = cloud.ec2('DescribeVolumes').Volumes.length;
    const id = cloud.launch(encryptedRoot(key));
    cloud.wait({ seconds: 5 });
    expect(cloud.ec2('DescribeVolumes').Volumes).toHaveLength(before + 1);
    cloud.kms('DisableKey', { KeyId: key });
    cloud.wait();
    expect(cloud.describeInstance(id).StateReason.Code).toBe('Client.InvalidKMSKey.InvalidState');
    expect(cloud.ec2('DescribeVolumes').Volumes).toHaveLength(before);
  });

  it('a terminated launch does not come back when the key does', () => {
    const { cloud, key } = runningUnder();
    cloud.kms('DisableKey', { KeyId: key });
    const id = cloud.instance(encryptedRoot(key));
    cloud.kms('EnableKey', { KeyId: key });
    expect(cloud.refusal('StartInstances', { InstanceIds: [id] })).toBe(
      `IncorrectInstanceState: The instance '${id}' is not in a state from which it can be started.`,
    );
    expect(cloud.describeInstance(cloud.instance(encryptedRoot(key))).State.Name).toBe('running');
  });
});

describe('a running instance', () => {
  it.each(Object.keys(losses))('%s: does not notice, reboots, stops, detaches and terminates', (loss) => {
    const { cloud, key, id } = runningUnder();
    const VolumeId = cloud.volume({ Encrypted: true, KmsKeyId: key });
    cloud.ec2('AttachVolume', { VolumeId, InstanceId: id, Device: '/dev/sdf' });
    cloud.wait();
    losses[loss]!(cloud, key);
    const since = cloud.next;
    cloud.wait({ days: 30 });
    cloud.ec2('RebootInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(cloud.describeInstance(id).State.Name).toBe('running');
    expect(cloud.told(since).filter((line) => line.includes(' via '))).toEqual([]);
    cloud.ec2('DetachVolume', { VolumeId });
    cloud.wait();
    expect(cloud.describeVolume(VolumeId).State).toBe('available');
    stop(cloud, id);
    expect(cloud.describeInstance(id).State.Name).toBe('stopped');
    cloud.ec2('TerminateInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(cloud.describeInstance(id).State.Name).toBe('terminated');
    cloud.ec2('DeleteVolume', { VolumeId });
    cloud.wait();
    expect(cloud.ec2('DescribeVolumes').Volumes).toEqual([]);
  });

  it('does not notice that its grant is revoked; the next start makes a new one', () => {
    const { cloud, key, id } = runningUnder();
    const [grant] = cloud.kms('ListGrants', { KeyId: key }).Grants;
    cloud.kms('RevokeGrant', { KeyId: key, GrantId: grant.GrantId });
    cloud.wait();
    expect(cloud.describeInstance(id).State.Name).toBe('running');
    stop(cloud, id);
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(cloud.describeInstance(id).State.Name).toBe('running');
    expect(cloud.kms('ListGrants', { KeyId: key }).Grants).toHaveLength(1);
  });
});

describe('the root device', () => {
  it('must be there for a start', () => {
    const { cloud, id } = runningUnder();
    stop(cloud, id);
    const root = cloud.rootVolume(id);
    cloud.ec2('DetachVolume', { VolumeId: root });
    cloud.wait();
    const missing = `InvalidParameterValue: Invalid value '${id}' for instanceId. Instance does not have a volume attached at root (/dev/xvda)`;
    expect(cloud.refusal('StartInstances', { InstanceIds: [id] })).toBe(missing);
    cloud.ec2('AttachVolume', { VolumeId: root, InstanceId: id, Device: '/dev/sdf' });
    cloud.wait();
    expect(cloud.refusal('StartInstances', { InstanceIds: [id] })).toBe(missing);
    cloud.ec2('DetachVolume', { VolumeId: root });
    cloud.wait();
    cloud.ec2('AttachVolume', { VolumeId: root, InstanceId: id, Device: '/dev/xvda' });
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(cloud.describeInstance(id).State.Name).toBe('running');
  });
});

describe('the published lab on an encrypted root volume', () => {
  it('leaves the records that students find', () => {
    const cloud = new Cloud('lab');
    const key = cloud.key();
    const id = cloud.instance();
    stop(cloud, id);
    const since = cloud.next;
    const old = cloud.rootVolume(id);
    const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: old });
    cloud.wait();
    const VolumeId = cloud.volume({
      SnapshotId,
      AvailabilityZone: ZONE,
      Size: undefined,
      Encrypted: true,
      KmsKeyId: key,
    });
    cloud.ec2('DetachVolume', { VolumeId: old });
    cloud.wait();
    cloud.ec2('AttachVolume', { VolumeId, InstanceId: id, Device: '/dev/xvda' });
    cloud.wait();
    cloud.kms('DisableKey', { KeyId: key });
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    cloud.kms('EnableKey', { KeyId: key });
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(
      cloud.told(since).map((line) => line.replace(/ by \S+/, '').replace(/ via \S+( Internal)?/, ' via')),
    ).toEqual([
      'CreateSnapshot',
      'CreateVolume',
      'CreateGrant via',
      'GenerateDataKeyWithoutPlaintext via',
      'Decrypt via',
      'RetireGrant via',
      'DetachVolume',
      'AttachVolume',
      'DisableKey',
      'StartInstances',
      'CreateGrant via -> DisabledException',
      'EnableKey',
      'StartInstances',
      'CreateGrant via',
      'Decrypt via',
    ]);
    const failed = cloud.trail(since).find((entry) => entry.errorCode === 'DisabledException')!;
    expect(failed.errorMessage).toBe(`${key} is disabled.`);
  });
});
