import { describe, expect, it } from 'vitest';
import { Cloud } from '../cloud.ts';

const stateOf = (cloud: Cloud, id: string): string => cloud.describeInstance(id).State.Name;

describe('an instance', () => {
  it('goes through pending, running, stopping, stopped, pending, running, shutting-down, terminated', () => {
    const cloud = new Cloud();
    const id = cloud.launch();
    const seen = [stateOf(cloud, id)];
    const pass = (seconds: number) => {
      cloud.wait({ seconds });
      seen.push(stateOf(cloud, id));
    };
    pass(8);
    cloud.ec2('StopInstances', { InstanceIds: [id] });
    seen.push(stateOf(cloud, id));
    pass(15);
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    seen.push(stateOf(cloud, id));
    pass(8);
    cloud.ec2('TerminateInstances', { InstanceIds: [id] });
    seen.push(stateOf(cloud, id));
    pass(15);
    expect(seen).toEqual([
      'pending',
      'running',
      'stopping',
      'stopped',
      'pending',
      'running',
      'shutting-down',
      'terminated',
    ]);
    const told = cloud.notified().filter((line) => line.startsWith('EC2 Instance'));
    expect(told.map((line) => /"state":"(.*)"/.exec(line)![1])).toEqual(seen);
  });

  it('says that its user stopped it, and when', () => {
    const cloud = new Cloud();
    const id = cloud.instance();
    cloud.ec2('StopInstances', { InstanceIds: [id] });
    expect(cloud.describeInstance(id)).toMatchObject({
      StateReason: {
        Code: 'Client.UserInitiatedShutdown',
        Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
      },
      StateTransitionReason: 'User initiated (2026-01-05 09:01:00 GMT)',
    });
  });

  it('keeps its volume when it stops and takes it along when it is terminated, unless told otherwise', () => {
    const cloud = new Cloud();
    const Ebs = { VolumeSize: 1, DeleteOnTermination: false };
    const id = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs }] });
    const root = cloud.rootVolume(id);
    const [data] = cloud
      .describeInstance(id)
      .BlockDeviceMappings.map((one: { Ebs: { VolumeId: string } }) => one.Ebs.VolumeId)
      .filter((volume: string) => volume !== root);
    cloud.ec2('TerminateInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(cloud.describeVolume(data).State).toBe('available');
    expect(cloud.refusal('DescribeVolumes', { VolumeIds: [root] })).toContain('InvalidVolume.NotFound');
  });

  it('that is terminated while it is being launched leaves nothing behind', () => {
    const cloud = new Cloud('early', { timings: { volumeCreateMs: 60_000 } });
    const id = cloud.launch();
    cloud.ec2('TerminateInstances', { InstanceIds: [id] });
    cloud.wait({ seconds: 30 });
    expect(stateOf(cloud, id)).toBe('terminated');
    expect(cloud.ec2('DescribeVolumes').Volumes).toEqual([]);
    cloud.wait();
    expect(cloud.ec2('DescribeVolumes').Volumes).toEqual([]);
  });

  it('starts and stops only from states that allow it', () => {
    const cloud = new Cloud();
    const id = cloud.launch();
    const ids = { InstanceIds: [id] };
    expect(cloud.refusal('StopInstances', ids)).toBe(
      `IncorrectInstanceState: This instance '${id}' is not in a state from which it can be stopped.`,
    );
    cloud.wait();
    expect(cloud.ec2('StartInstances', ids).StartingInstances[0].CurrentState.Name).toBe('running');
    cloud.ec2('StopInstances', ids);
    expect(cloud.ec2('StopInstances', ids).StoppingInstances[0].PreviousState.Name).toBe('stopping');
    expect(cloud.refusal('StartInstances', ids)).toContain('IncorrectInstanceState');
    cloud.wait();
    expect(cloud.refusal('RebootInstances', ids)).toContain('IncorrectInstanceState');
    cloud.ec2('TerminateInstances', ids);
    expect(cloud.refusal('StartInstances', ids)).toContain('IncorrectInstanceState');
    expect(cloud.refusal('StopInstances', ids)).toContain('IncorrectInstanceState');
    expect(cloud.ec2('TerminateInstances', ids).TerminatingInstances[0].PreviousState.Name).toBe('shutting-down');
  });

  it('is protected from termination and stop by its attributes', () => {
    const cloud = new Cloud();
    const id = cloud.instance({ DisableApiTermination: true });
    cloud.ec2('ModifyInstanceAttribute', { InstanceId: id, DisableApiStop: { Value: true } });
    expect(cloud.refusal('TerminateInstances', { InstanceIds: [id] })).toBe(
      `OperationNotPermitted: The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    );
    expect(cloud.refusal('StopInstances', { InstanceIds: [id] })).toContain("'disableApiStop'");
    cloud.ec2('ModifyInstanceAttribute', { InstanceId: id, Attribute: 'disableApiTermination', Value: 'false' });
    expect(cloud.ec2('TerminateInstances', { InstanceIds: [id] }).TerminatingInstances).toHaveLength(1);
  });

  it('is refused as a whole when one of several is missing', () => {
    const cloud = new Cloud();
    const id = cloud.instance();
    const missing = ['i-00000000000000001', 'i-00000000000000002'];
    expect(cloud.refusal('StopInstances', { InstanceIds: [id, ...missing] })).toBe(
      `InvalidInstanceID.NotFound: The instance IDs '${missing.join(', ')}' do not exist`,
    );
    expect(stateOf(cloud, id)).toBe('running');
  });
});

describe('RunInstances', () => {
  const run = (more: object = {}) => ({ MinCount: 1, MaxCount: 1, ...more });

  it('launches several instances of one reservation, once for a client token', () => {
    const cloud = new Cloud();
    const request = { ...run({ MaxCount: 3 }), ImageId: cloud.image(), ClientToken: 'once' };
    const first = cloud.ec2('RunInstances', request);
    expect(first.Instances.map((one: { AmiLaunchIndex: number }) => one.AmiLaunchIndex)).toEqual([0, 1, 2]);
    expect(cloud.ec2('RunInstances', request).ReservationId).toBe(first.ReservationId);
    expect(cloud.ec2('DescribeInstances').Reservations).toHaveLength(1);
    expect(cloud.refusal('RunInstances', { ...request, MaxCount: 2 })).toContain('IdempotentParameterMismatch');
  });

  it('refuses what cannot be launched', () => {
    const cloud = new Cloud();
    const ImageId = cloud.image();
    const refused = (more: object) => cloud.refusal('RunInstances', run(more)).split(':')[0];
    const device = (Ebs: object, DeviceName = '/dev/xvda') => ({
      ImageId,
      BlockDeviceMappings: [{ DeviceName, Ebs }],
    });
    expect({
      noImage: refused({}),
      unknownImage: refused({ ImageId: 'ami-00000000000000001' }),
      malformedImage: refused({ ImageId: 'image' }),
      counts: refused({ ImageId, MinCount: 2 }),
      zone: refused({ ImageId, Placement: { AvailabilityZone: 'us-east-1z' } }),
      type: refused({ ImageId, InstanceType: 'huge' }),
      small: refused(device({ VolumeSize: 4 })),
      noSize: refused(device({}, '/dev/sdf')),
      keyAlone: refused(device({ KmsKeyId: 'alias/aws/ebs' })),
      noRoot: refused({ ImageId, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', NoDevice: '' }] }),
      template: refused({ LaunchTemplate: { LaunchTemplateId: 'lt-00000000000000001' } }),
    }).toEqual({
      noImage: 'MissingParameter',
      unknownImage: 'InvalidAMIID.NotFound',
      malformedImage: 'InvalidAMIID.Malformed',
      counts: 'InvalidParameterCombination',
      zone: 'InvalidParameterValue',
      type: 'InvalidParameterValue',
      small: 'InvalidBlockDeviceMapping',
      noSize: 'InvalidBlockDeviceMapping',
      keyAlone: 'InvalidParameterDependency',
      noRoot: 'InvalidBlockDeviceMapping',
      template: 'InvalidLaunchTemplateId.NotFound',
    });
    expect(cloud.ec2('DescribeInstances').Reservations).toEqual([]);
  });

  it('shows no device before the instance runs, and tags what it makes', () => {
    const cloud = new Cloud();
    const TagSpecifications = ['instance', 'volume'].map((ResourceType) => ({
      ResourceType,
      Tags: [{ Key: 'for', Value: ResourceType }],
    }));
    const id = cloud.launch({ TagSpecifications });
    expect(cloud.describeInstance(id)).toMatchObject({
      BlockDeviceMappings: [],
      Tags: [{ Key: 'for', Value: 'instance' }],
    });
    cloud.wait();
    expect(cloud.describeVolume(cloud.rootVolume(id)).Tags).toEqual([{ Key: 'for', Value: 'volume' }]);
  });

  it('does not show UserData in CloudTrail', () => {
    const cloud = new Cloud();
    cloud.launch({ UserData: 'cGFzc3dvcmQ=' });
    expect(JSON.stringify(cloud.trail())).not.toContain('cGFzc3dvcmQ=');
    expect(cloud.trail().at(-1)!.requestParameters).toMatchObject({ userData: '<sensitiveDataRemoved>' });
  });

  it('shows in CloudTrail with the request id first', () => {
    const cloud = new Cloud();
    const id = cloud.instance();
    cloud.ec2('StopInstances', { InstanceIds: [id] });
    const record = cloud.trail().at(-1)!;
    expect(record.requestParameters).toEqual({ instancesSet: { items: [{ instanceId: id }] }, force: false });
    expect(Object.keys(record.responseElements!)).toEqual(['requestId', 'instancesSet']);
    expect(record.responseElements!.instancesSet).toEqual({
      items: [
        {
          instanceId: id,
          currentState: { code: 64, name: 'stopping' },
          previousState: { code: 16, name: 'running' },
        },
      ],
    });
  });
});

describe('instance attributes', () => {
  it('are shown and changed one at a time, some only while the instance is stopped', () => {
    const cloud = new Cloud();
    const InstanceId = cloud.instance({ UserData: 'aGVsbG8=' });
    const show = (Attribute: string) => cloud.ec2('DescribeInstanceAttribute', { InstanceId, Attribute });
    expect(show('userData').UserData).toEqual({ Value: 'aGVsbG8=' });
    expect(show('rootDeviceName').RootDeviceName).toEqual({ Value: '/dev/xvda' });
    const resize = { InstanceId, InstanceType: { Value: 't3.large' } };
    expect(cloud.refusal('ModifyInstanceAttribute', resize)).toBe(
      `IncorrectInstanceState: The instance '${InstanceId}' is not in the 'stopped' state.`,
    );
    cloud.ec2('StopInstances', { InstanceIds: [InstanceId] });
    cloud.wait();
    cloud.ec2('ModifyInstanceAttribute', resize);
    expect(show('instanceType').InstanceType).toEqual({ Value: 't3.large' });
    const two = { ...resize, DisableApiStop: { Value: true } };
    expect(cloud.refusal('ModifyInstanceAttribute', two)).toContain('InvalidParameterCombination');
    const keep = [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: false } }];
    cloud.ec2('ModifyInstanceAttribute', { InstanceId, BlockDeviceMappings: keep });
    expect(show('blockDeviceMapping').BlockDeviceMappings[0].Ebs.DeleteOnTermination).toBe(false);
  });
});

describe('hibernation', () => {
  const encryptedRoot = { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }] };
  const configured = { HibernationOptions: { Configured: true } };

  it('is for instances that were launched for it, and shows why they stopped', () => {
    const cloud = new Cloud();
    const id = cloud.instance({ ...encryptedRoot, ...configured });
    expect(cloud.describeInstance(id).HibernationOptions).toEqual({ Configured: true });
    cloud.ec2('StopInstances', { InstanceIds: [id], Hibernate: true });
    cloud.wait();
    expect(cloud.describeInstance(id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Client.UserInitiatedHibernate' },
    });
    const plain = cloud.instance(encryptedRoot);
    expect(cloud.refusal('StopInstances', { InstanceIds: [plain], Hibernate: true })).toBe(
      `UnsupportedHibernationConfiguration: The instance(s) '${plain}' do not support hibernation because they were not configured for it at launch.`,
    );
    expect(stateOf(cloud, plain)).toBe('running');
  });

  it('needs an encrypted root volume, whose key must serve when the instance wakes', () => {
    const cloud = new Cloud();
    const request = { ImageId: cloud.image(), MinCount: 1, MaxCount: 1, ...configured };
    expect(cloud.refusal('RunInstances', request)).toContain('UnsupportedHibernationConfiguration: The root volume');
    const Ebs = { Encrypted: true, KmsKeyId: cloud.key() };
    const id = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }], ...configured });
    cloud.ec2('StopInstances', { InstanceIds: [id], Hibernate: true });
    cloud.wait();
    cloud.kms('DisableKey', { KeyId: Ebs.KmsKeyId });
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(stateOf(cloud, id)).toBe('stopped');
    cloud.kms('EnableKey', { KeyId: Ebs.KmsKeyId });
    cloud.ec2('StartInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(stateOf(cloud, id)).toBe('running');
  });
});
