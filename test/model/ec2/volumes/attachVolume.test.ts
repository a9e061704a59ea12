import { describe, expect, it } from 'vitest';
import { Cloud, ZONE } from '../cloud.ts';
import { lossCodes, losses } from '../keyLosses.ts';

/** A running instance and a volume under a key of its own. */
function attachable(seed = 'attach') {
  const cloud = new Cloud(seed);
  const key = cloud.key();
  const InstanceId = cloud.instance();
  const VolumeId = cloud.volume({ Encrypted: true, KmsKeyId: key });
  return { cloud, key, request: { VolumeId, InstanceId, Device: '/dev/sdf' } };
}

describe('AttachVolume to a running instance', () => {
  it.each(Object.keys(losses))('%s: is refused, and the volume stays available', (loss) => {
    const { cloud, key, request } = attachable();
    losses[loss]!(cloud, key);
    const since = cloud.next;
    expect(cloud.refusal('AttachVolume', request)).toBe(
      `CustomerKeyHasBeenRevoked: Volume ${request.VolumeId} cannot be attached. The encrypted volume was unable to access the KMS key.`,
    );
    expect(cloud.describeVolume(request.VolumeId)).toMatchObject({ State: 'available', Attachments: [] });
    expect(cloud.told(since)).toEqual([
      'AttachVolume by user/admin -> Client.CustomerKeyHasBeenRevoked',
      `CreateGrant by user/admin via ec2-frontend-api.amazonaws.com -> ${lossCodes[loss]}`,
    ]);
    // EventBridge hears of it though the call is refused.
    const told = cloud.notified().filter((line) => line.includes('"attachVolume"'));
    expect(told).toEqual([
      expect.stringMatching(/^EBS Volume Notification: .*"result":"failed","cause":"[^"]+","request-id":""}$/),
    ]);
    const record = cloud.trail(since)[0]!;
    expect(record.requestParameters).toEqual({
      volumeId: request.VolumeId,
      instanceId: request.InstanceId,
      device: '/dev/sdf',
      deleteOnTermination: false,
    });
    expect(record.responseElements).toBeNull();
  });

  it('is refused when only the host is denied, and leaves no grant behind', () => {
    const { cloud, key, request } = attachable();
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: { StringLike: { 'aws:PrincipalArn': '*:role/aws:ec2-infrastructure' } },
        },
      ],
    });
    cloud.kms('PutKeyPolicy', { KeyId: key, Policy });
    const since = cloud.next;
    expect(cloud.refusal('AttachVolume', request)).toContain('CustomerKeyHasBeenRevoked');
    expect(cloud.told(since).map((line) => line.replace(/ by .*?( ->|$)/, '$1'))).toEqual([
      'AttachVolume -> Client.CustomerKeyHasBeenRevoked',
      'CreateGrant',
      'Decrypt -> AccessDenied',
      'RetireGrant',
    ]);
    expect(cloud.kms('ListGrants', { KeyId: key }).Grants).toEqual([]);
  });

  it('succeeds as soon as the key is usable again', () => {
    const { cloud, key, request } = attachable();
    cloud.kms('DisableKey', { KeyId: key });
    cloud.refusal('AttachVolume', request);
    cloud.kms('EnableKey', { KeyId: key });
    expect(cloud.ec2('AttachVolume', request).State).toBe('attaching');
    cloud.wait();
    expect(cloud.describeVolume(request.VolumeId).Attachments[0].State).toBe('attached');
  });

  it('succeeds after a scheduled deletion was cancelled and the key enabled', () => {
    const { cloud, key, request } = attachable();
    cloud.kms('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    cloud.refusal('AttachVolume', request);
    cloud.kms('CancelKeyDeletion', { KeyId: key });
    expect(cloud.refusal('AttachVolume', request)).toContain('CustomerKeyHasBeenRevoked');
    cloud.kms('EnableKey', { KeyId: key });
    expect(cloud.ec2('AttachVolume', request).State).toBe('attaching');
  });

  it('goes from attaching to attached, and by DetachVolume to available', () => {
    const { cloud, request } = attachable();
    expect(cloud.ec2('AttachVolume', request)).toMatchObject({ State: 'attaching', Device: '/dev/sdf' });
    expect(cloud.describeVolume(request.VolumeId)).toMatchObject({
      State: 'in-use',
      Attachments: [{ State: 'attaching' }],
    });
    cloud.wait({ seconds: 2 });
    expect(cloud.describeVolume(request.VolumeId).Attachments[0].State).toBe('attached');
    expect(cloud.ec2('DetachVolume', { VolumeId: request.VolumeId }).State).toBe('detaching');
    cloud.wait({ seconds: 2 });
    expect(cloud.describeVolume(request.VolumeId)).toMatchObject({ State: 'available', Attachments: [] });
  });
});

describe('AttachVolume to a stopped instance', () => {
  it.each(Object.keys(losses))('%s: is accepted, and the next start fails', (loss) => {
    const { cloud, key, request } = attachable();
    cloud.ec2('StopInstances', { InstanceIds: [request.InstanceId] });
    cloud.wait();
    losses[loss]!(cloud, key);
    cloud.ec2('AttachVolume', request);
    cloud.wait();
    expect(cloud.describeVolume(request.VolumeId).Attachments[0].State).toBe('attached');
    cloud.ec2('StartInstances', { InstanceIds: [request.InstanceId] });
    cloud.wait();
    expect(cloud.describeInstance(request.InstanceId).State.Name).toBe('stopped');
  });
});

describe('refusals of AttachVolume, DetachVolume and DeleteVolume', () => {
  it('names the device that is taken, or that is none', () => {
    const { cloud, request } = attachable();
    expect(cloud.refusal('AttachVolume', { ...request, Device: '/dev/xvda' })).toBe(
      "InvalidParameterValue: Invalid value '/dev/xvda' for unixDevice. Attachment point /dev/xvda is already in use",
    );
    expect(cloud.refusal('AttachVolume', { ...request, Device: 'tape' })).toBe(
      'InvalidParameterValue: Value (tape) for parameter device is invalid. tape is not a valid EBS device name.',
    );
  });

  it('VolumeInUse for a volume that is attached', () => {
    const { cloud, request } = attachable();
    cloud.ec2('AttachVolume', request);
    const { VolumeId, InstanceId } = request;
    expect(cloud.refusal('AttachVolume', request)).toBe(`VolumeInUse: ${VolumeId} is already attached to an instance`);
    expect(cloud.refusal('DeleteVolume', { VolumeId })).toBe(
      `VolumeInUse: Volume ${VolumeId} is currently attached to ${InstanceId}`,
    );
  });

  it('IncorrectState for a volume that is being made, and for one that is not attached', () => {
    const { cloud, request } = attachable();
    const { VolumeId } = cloud.ec2('CreateVolume', { AvailabilityZone: ZONE, Size: 1 });
    expect(cloud.refusal('AttachVolume', { ...request, VolumeId })).toBe(
      `IncorrectState: ${VolumeId} is not 'available'.`,
    );
    expect(cloud.refusal('DetachVolume', { VolumeId: request.VolumeId })).toBe(
      `IncorrectState: Volume '${request.VolumeId}' is in the 'available' state.`,
    );
  });

  it('IncorrectState for an instance that is neither running nor stopped', () => {
    const { cloud, request } = attachable();
    cloud.ec2('TerminateInstances', { InstanceIds: [request.InstanceId] });
    expect(cloud.refusal('AttachVolume', request)).toBe(
      `IncorrectState: Instance '${request.InstanceId}' is not 'running'.`,
    );
  });

  it('InvalidVolume.ZoneMismatch for a volume of another zone', () => {
    const { cloud, request } = attachable();
    const VolumeId = cloud.volume({ AvailabilityZone: 'us-east-1b' });
    expect(cloud.refusal('AttachVolume', { ...request, VolumeId })).toBe(
      `InvalidVolume.ZoneMismatch: The volume '${VolumeId}' is not in the same availability zone as instance '${request.InstanceId}'`,
    );
  });

  it('OperationNotPermitted for the root volume of a running instance', () => {
    const { cloud, request } = attachable();
    const root = cloud.rootVolume(request.InstanceId);
    expect(cloud.refusal('DetachVolume', { VolumeId: root })).toBe(
      `OperationNotPermitted: Unable to detach root volume '${root}' from instance '${request.InstanceId}'`,
    );
  });

  it('InvalidAttachment.NotFound for the wrong instance or device', () => {
    const { cloud, request } = attachable();
    cloud.ec2('AttachVolume', request);
    const other = cloud.instance();
    expect(cloud.refusal('DetachVolume', { VolumeId: request.VolumeId, InstanceId: other })).toContain(
      'InvalidAttachment.NotFound',
    );
    expect(cloud.refusal('DetachVolume', { VolumeId: request.VolumeId, Device: '/dev/sdg' })).toContain(
      'InvalidAttachment.NotFound',
    );
  });

  it('AttachmentLimitExceeded for the 28th volume', () => {
    const { cloud, request } = attachable();
    const devices = Array.from('bcdefghijklmnopqrstuvwxyz', (letter) => `/dev/xvdb${letter}`);
    for (const Device of [...devices, '/dev/sdf'])
      cloud.ec2('AttachVolume', { ...request, VolumeId: cloud.volume(), Device });
    expect(cloud.refusal('AttachVolume', { ...request, Device: '/dev/sdg' })).toContain('AttachmentLimitExceeded');
  });

  it('names what does not exist', () => {
    const { cloud, request } = attachable();
    expect(cloud.refusal('AttachVolume', { ...request, VolumeId: 'vol-00000000000000001' })).toBe(
      "InvalidVolume.NotFound: The volume 'vol-00000000000000001' does not exist.",
    );
    expect(cloud.refusal('AttachVolume', { ...request, InstanceId: 'i-00000000000000001' })).toBe(
      "InvalidInstanceID.NotFound: The instance ID 'i-00000000000000001' does not exist",
    );
    expect(cloud.refusal('DeleteVolume', { VolumeId: 'volume' })).toBe(
      "InvalidParameterValue: Value (volume) for parameter volumeId is invalid. Expected: 'vol-...'.",
    );
  });
});

describe('Multi-Attach', () => {
  it('attaches one volume to two instances, each with its own grant', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const VolumeId = cloud.volume({
      Size: 4,
      VolumeType: 'io2',
      Iops: 100,
      MultiAttachEnabled: true,
      Encrypted: true,
      KmsKeyId: key,
    });
    const [first, second] = [cloud.instance(), cloud.instance()];
    cloud.ec2('AttachVolume', { VolumeId, InstanceId: first, Device: '/dev/sdf' });
    cloud.ec2('AttachVolume', { VolumeId, InstanceId: second, Device: '/dev/sdf' });
    cloud.wait();
    expect(cloud.kms('ListGrants', { KeyId: key }).Grants).toHaveLength(2);
    cloud.ec2('DetachVolume', { VolumeId, InstanceId: first });
    cloud.wait();
    expect(cloud.describeVolume(VolumeId)).toMatchObject({ State: 'in-use', Attachments: [{ InstanceId: second }] });
    cloud.ec2('DetachVolume', { VolumeId });
    cloud.wait();
    expect(cloud.describeVolume(VolumeId).State).toBe('available');
  });
});
