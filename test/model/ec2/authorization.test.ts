import { describe, expect, it } from 'vitest';
import { ACCOUNT, Cloud, ZONE } from './cloud.ts';

/** A user with one policy. */
function withPolicy(...statements: object[]) {
  const principal = `arn:aws:iam::${ACCOUNT}:user/dev`;
  const policy = { Version: '2012-10-17', Statement: statements };
  const cloud = new Cloud('auth', {
    principals: [{ arn: principal, policies: { dev: policy } }],
  });
  return { cloud, dev: { principal } };
}

const allow = (Action: string | string[], more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const deny = (Action: string | string[], more: object = {}) => ({ Effect: 'Deny', Action, Resource: '*', ...more });
const volume = { AvailabilityZone: ZONE, Size: 1 };

describe('UnauthorizedOperation', () => {
  it('is said in the words of AWS, for reads without a resource', () => {
    const { cloud, dev } = withPolicy(allow('ec2:CreateTags'));
    expect(cloud.refusal('DescribeVolumes', {}, dev)).toBe(
      `UnauthorizedOperation: You are not authorized to perform this operation. User: ${dev.principal} is not authorized to perform: ec2:DescribeVolumes because no identity-based policy allows the ec2:DescribeVolumes action.`,
    );
    expect(cloud.refusal('CreateVolume', volume, dev)).toMatch(
      new RegExp(
        `^UnauthorizedOperation: You are not authorized to perform this operation\\. User: ${dev.principal} is not authorized to perform: ec2:CreateVolume on resource: arn:aws:ec2:us-east-1:${ACCOUNT}:volume/\\* because no identity-based policy allows the ec2:CreateVolume action\\. Encoded authorization failure message: \\S+$`,
      ),
    );
    const outcome = cloud.try('ec2', 'CreateVolume', volume, dev);
    expect(outcome.ok ? 200 : outcome.error.status).toBe(403);
    expect(cloud.trail().at(-1)!.errorCode).toBe('Client.UnauthorizedOperation');
  });

  it('comes before DryRun', () => {
    const { cloud, dev } = withPolicy(allow('ec2:Describe*'));
    expect(cloud.refusal('CreateVolume', { ...volume, DryRun: true }, dev)).toContain('UnauthorizedOperation');
  });
});

describe('condition keys', () => {
  it('ec2:Encrypted forbids unencrypted volumes, also at launch', () => {
    const { cloud, dev } = withPolicy(
      allow(['ec2:*', 'kms:*']),
      deny(['ec2:CreateVolume', 'ec2:RunInstances'], {
        Resource: 'arn:aws:ec2:*:*:volume/*',
        Condition: { Bool: { 'ec2:Encrypted': 'false' } },
      }),
    );
    expect(cloud.refusal('CreateVolume', volume, dev)).toContain('with an explicit deny in an identity-based policy');
    expect(cloud.ec2('CreateVolume', { ...volume, Encrypted: true }, dev).State).toBe('creating');
    const launch = { ImageId: cloud.image(), MinCount: 1, MaxCount: 1 };
    expect(cloud.refusal('RunInstances', launch, dev)).toContain('UnauthorizedOperation');
    cloud.ec2('EnableEbsEncryptionByDefault');
    expect(cloud.ec2('RunInstances', launch, dev).Instances).toHaveLength(1);
  });

  it('aws:RequestTag and aws:ResourceTag see the tags', () => {
    const { cloud, dev } = withPolicy(
      allow('ec2:CreateVolume', { Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } } }),
      allow('ec2:CreateTags', { Condition: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } } }),
      allow('ec2:DeleteVolume', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } } }),
    );
    const tagged = (Value: string) => ({
      ...volume,
      TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'team', Value }] }],
    });
    expect(cloud.refusal('CreateVolume', tagged('red'), dev)).toContain('UnauthorizedOperation');
    const { VolumeId } = cloud.ec2('CreateVolume', tagged('blue'), dev);
    cloud.wait();
    expect(
      cloud.refusal('CreateTags', { Resources: [VolumeId], Tags: [{ Key: 'team', Value: 'red' }] }, dev),
    ).toContain('ec2:CreateTags');
    const other = cloud.volume();
    expect(cloud.refusal('DeleteVolume', { VolumeId: other }, dev)).toContain('UnauthorizedOperation');
    expect(cloud.try('ec2', 'DeleteVolume', { VolumeId }, dev).ok).toBe(true);
  });

  it('kms:GrantIsForAWSResource and kms:ViaService let EC2 make grants that the user may not make', () => {
    const { cloud, dev } = withPolicy(
      allow('ec2:*'),
      allow(['kms:GenerateDataKeyWithoutPlaintext', 'kms:Decrypt']),
      allow('kms:CreateGrant', { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }),
    );
    const key = cloud.key();
    const VolumeId = cloud.ec2('CreateVolume', { ...volume, Encrypted: true, KmsKeyId: key }, dev).VolumeId;
    const InstanceId = cloud.instance({}, dev);
    cloud.ec2('AttachVolume', { VolumeId, InstanceId, Device: '/dev/sdf' }, dev);
    const direct = { KeyId: key, GranteePrincipal: dev.principal, Operations: ['Decrypt'] };
    expect(cloud.refusal('CreateGrant', direct, dev, 'kms')).toContain('AccessDeniedException');
  });
});

describe('a user who may use EC2 but not create grants', () => {
  const policy = [allow('ec2:*'), allow(['kms:GenerateDataKeyWithoutPlaintext', 'kms:Decrypt', 'kms:DescribeKey'])];

  it('makes encrypted volumes but cannot attach, start or launch them', () => {
    const { cloud, dev } = withPolicy(...policy);
    const key = cloud.key();
    const { VolumeId } = cloud.ec2('CreateVolume', { ...volume, Encrypted: true, KmsKeyId: key }, dev);
    cloud.wait();
    expect(cloud.describeVolume(VolumeId).State).toBe('available');
    const InstanceId = cloud.instance();
    expect(cloud.refusal('AttachVolume', { VolumeId, InstanceId, Device: '/dev/sdf' }, dev)).toContain(
      'CustomerKeyHasBeenRevoked',
    );
    cloud.ec2('AttachVolume', { VolumeId, InstanceId, Device: '/dev/sdf' });
    cloud.ec2('StopInstances', { InstanceIds: [InstanceId] });
    cloud.wait();
    cloud.ec2('StartInstances', { InstanceIds: [InstanceId] }, dev);
    cloud.wait();
    expect(cloud.describeInstance(InstanceId)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Client.InternalError' },
    });
    const Ebs = { Encrypted: true, KmsKeyId: key };
    const launched = cloud.instance(
      { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { ...Ebs, VolumeSize: 1 } }] },
      dev,
    );
    expect(cloud.describeInstance(launched).StateReason.Code).toBe('Client.InvalidKMSKey.InvalidState');
  });
});

describe('EC2’s own role, which has no policies', () => {
  /** An organization whose policy denies an action to the role. */
  function organization(action: string): Cloud {
    const denied = deny(action, {
      Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws:ec2-infrastructure' } },
    });
    const level = [{ Version: '2012-10-17', Statement: [allow('*'), denied] }];
    const arn = `arn:aws:iam::${ACCOUNT}:user/member`;
    return new Cloud('scp', { principals: [{ arn, serviceControlPolicies: [level] }] });
  }

  it.each([
    ['kms:Decrypt', 'terminated'],
    ['kms:Encrypt', 'running'],
  ])('is subject to service control policies: where they deny it %s, an encrypted instance is %s', (action, state) => {
    const cloud = organization(action);
    const Ebs = { Encrypted: true, KmsKeyId: cloud.key() };
    const id = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { ...Ebs, VolumeSize: 1 } }] });
    expect(cloud.describeInstance(id).State.Name).toBe(state);
  });
});

describe('Auto Scaling, which launches with its service-linked role', () => {
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  const scaling = { principal: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling` };

  /** A key whose policy does not let in IAM policies, but the administrator and perhaps the role. */
  function launchUnder(principals: string[]) {
    const document = { Version: '2012-10-17', Statement: [allow(['ec2:*', 'kms:*'])] };
    const cloud = new Cloud('asg', {
      principals: [{ arn: ROLE, policies: { scaling: document } }],
    });
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: principals }, Action: 'kms:*', Resource: '*' }],
    });
    const key = cloud.key({ Policy });
    const Ebs = { Encrypted: true, KmsKeyId: key };
    const mappings = { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] };
    const own = cloud.describeInstance(cloud.instance(mappings));
    const scaled = cloud.describeInstance(cloud.instance(mappings, scaling));
    return { own: own.State.Name, scaled: scaled.State.Name, reason: scaled.StateReason?.Code };
  }

  const admin = `arn:aws:iam::${ACCOUNT}:user/admin`;

  it('ends terminated under a healthy key whose policy leaves the role out', () => {
    expect(launchUnder([admin])).toEqual({
      own: 'running',
      scaled: 'terminated',
      reason: 'Client.InvalidKMSKey.InvalidState',
    });
  });

  it('runs under a key whose policy names the role', () => {
    expect(launchUnder([admin, ROLE])).toEqual({ own: 'running', scaled: 'running', reason: undefined });
  });
});
