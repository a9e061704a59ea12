import { describe, expect, it } from 'vitest';
import { aws } from '../../../model/aws.ts';
import type { AnyCall } from '../../../model/call.ts';
import { renderRecord } from '../../../model/cloudtrail/record.ts';
import { refusedOperations as iamRefused } from '../../../model/iam/outside.ts';
import { step } from '../../../model/step.ts';
import { refusedOperations as stsRefused } from '../../../model/sts/outside.ts';
import { genesis, type World } from '../../../model/world.ts';

const ACCOUNT = '123456789012';
const admin = { principal: `arn:aws:iam::${ACCOUNT}:user/admin` };
const allow = (...actions: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
const trusting = (principal: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' }],
  });

/** A world and a way to call it as somebody. */
function world(seed = '1') {
  let current: World = genesis(seed);
  const call = (service: AnyCall['service'], operation: string, input: object = {}, caller = admin) => {
    const result = step(current, { service, operation, input: input as never, caller, region: 'us-east-1' });
    current = result.world;
    // biome-ignore lint/suspicious/noExplicitAny: answers of many operations
    return result.outcome as any;
  };
  return {
    call,
    record: () => renderRecord(current, current.trail.get(current.trail.lastKey()!)!),
    get: () => current,
  };
}

describe('IAM and STS', () => {
  it('refuse by name what is not simulated, and no operation that is', () => {
    const { call } = world();
    for (const [service, refused, count] of [
      ['iam', iamRefused, 180],
      ['sts', stsRefused, 12],
    ] as const) {
      const named = Object.values(refused).flat();
      const simulated = Object.keys(aws.operations).filter((name) => name.startsWith(`${service}:`));
      expect(named.filter((name) => simulated.includes(`${service}:${name}`))).toEqual([]);
      expect(named.length + simulated.length).toBe(count);
      expect(call(service, named[0]!).error).toMatchObject({ code: 'InvalidAction', status: 400 });
      expect(call(service, named[0]!).error.message).toContain('does not simulate');
    }
  });
});

describe('IAM operations', () => {
  it('make a user that may do what its policies allow, and nothing else', () => {
    const { call } = world();
    const made = call('iam', 'CreateUser', { UserName: 'intruder', Path: '/team/' });
    const caller = { principal: made.output.User.Arn };
    expect(made.output.User.Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/team/intruder`);
    expect(call('kms', 'ListKeys', {}, caller).error.code).toBe('AccessDeniedException');
    call('iam', 'PutUserPolicy', { UserName: 'intruder', PolicyName: 'look', PolicyDocument: allow('kms:ListKeys') });
    expect(call('kms', 'ListKeys', {}, caller).ok).toBe(true);
    call('iam', 'DeleteUserPolicy', { UserName: 'intruder', PolicyName: 'look' });
    expect(call('kms', 'ListKeys', {}, caller).ok).toBe(false);
  });

  it('attach managed policies, which then decide, and list them', () => {
    const { call } = world();
    call('iam', 'CreateUser', { UserName: 'auditor' });
    const caller = { principal: `arn:aws:iam::${ACCOUNT}:user/auditor` };
    const { Arn } = call('iam', 'CreatePolicy', { PolicyName: 'Look', PolicyDocument: allow('kms:List*') }).output
      .Policy;
    call('iam', 'AttachUserPolicy', { UserName: 'auditor', PolicyArn: Arn });
    expect(call('kms', 'ListKeys', {}, caller).ok).toBe(true);
    expect(call('iam', 'ListAttachedUserPolicies', { UserName: 'auditor' }).output.AttachedPolicies).toEqual([
      { PolicyName: 'Look', PolicyArn: Arn },
    ]);
    expect(call('iam', 'DeletePolicy', { PolicyArn: Arn }).error).toMatchObject({
      code: 'DeleteConflict',
      status: 409,
    });
    call('iam', 'DetachUserPolicy', { UserName: 'auditor', PolicyArn: Arn });
    expect(call('iam', 'DeletePolicy', { PolicyArn: Arn }).ok).toBe(true);
  });

  const refusals: readonly [string, string, object, string, number][] = [
    ['a user that is not there', 'GetUser', { UserName: 'nobody' }, 'NoSuchEntity', 404],
    ['a role that is not there', 'GetRole', { RoleName: 'none' }, 'NoSuchEntity', 404],
    [
      'a policy that is not there',
      'GetPolicy',
      { PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/none` },
      'NoSuchEntity',
      404,
    ],
    ['a name that is taken, whatever its case', 'CreateUser', { UserName: 'ADMIN' }, 'EntityAlreadyExists', 409],
    ['a user with policies left', 'DeleteUser', { UserName: 'admin' }, 'DeleteConflict', 409],
    [
      'a document that is no policy',
      'PutUserPolicy',
      { UserName: 'admin', PolicyName: 'x', PolicyDocument: '{' },
      'MalformedPolicyDocument',
      400,
    ],
    ['a missing parameter', 'CreateUser', {}, 'MissingParameter', 400],
    ['a marker that nobody gave out', 'ListUsers', { Marker: 'nonsense' }, 'ValidationError', 400],
  ];
  for (const [what, operation, input, code, status] of refusals) {
    it(`refuse ${what} with ${code} and leave the world alone`, () => {
      const { call, get } = world();
      const before = get().iam;
      expect(call('iam', operation, input).error).toMatchObject({ code, status });
      expect(get().iam).toBe(before);
    });
  }

  it('refuse a third access key, and show a secret only in the answer', () => {
    const { call, record } = world();
    call('iam', 'CreateUser', { UserName: 'u' });
    const first = call('iam', 'CreateAccessKey', { UserName: 'u' }).output.AccessKey;
    expect(first.SecretAccessKey).toHaveLength(40);
    expect(JSON.stringify(record())).not.toContain(first.SecretAccessKey);
    expect(call('iam', 'CreateAccessKey', { UserName: 'u' }).ok).toBe(true);
    expect(call('iam', 'CreateAccessKey', { UserName: 'u' }).error).toMatchObject({
      code: 'LimitExceeded',
      status: 409,
    });
    call('iam', 'DeleteAccessKey', { UserName: 'u', AccessKeyId: first.AccessKeyId });
    expect(call('iam', 'ListAccessKeys', { UserName: 'u' }).output.AccessKeyMetadata).toHaveLength(1);
  });

  it('page through users with a marker', () => {
    const { call } = world();
    for (const UserName of ['a', 'b', 'c']) call('iam', 'CreateUser', { UserName });
    const first = call('iam', 'ListUsers', { MaxItems: 2 }).output;
    const rest = call('iam', 'ListUsers', { MaxItems: 2, Marker: first.Marker }).output;
    const names = [...first.Users, ...rest.Users].map((user: { UserName: string }) => user.UserName);
    expect(names).toEqual(['a', 'admin', 'b', 'c']);
    expect(rest.IsTruncated).toBe(false);
  });

  it('record in us-east-1 whatever the Region of the call', () => {
    const { get } = world();
    const { world: after } = step(get(), {
      service: 'iam',
      operation: 'ListUsers',
      input: {},
      caller: admin,
      region: 'eu-west-1',
    });
    expect([...after.trail.values()].at(-1)!.region).toBe('us-east-1');
  });

  it('refuse a caller without permission in words that name who, what and why', () => {
    const { call } = world();
    call('iam', 'CreateUser', { UserName: 'intruder' });
    const caller = { principal: `arn:aws:iam::${ACCOUNT}:user/intruder` };
    expect(call('iam', 'CreateUser', { UserName: 'more' }, caller).error).toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message: `User: ${caller.principal} is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::${ACCOUNT}:user/more because no identity-based policy allows the iam:CreateUser action`,
    });
  });
});

describe('service-linked roles', () => {
  const NAME = 'AWSServiceRoleForAutoScaling';
  const arn = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/${NAME}`;
  const policy = 'arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy';
  const make = { AWSServiceName: 'autoscaling.amazonaws.com' };

  it('are made once for a service, with its policy, and act for it', () => {
    const { call } = world();
    expect(call('iam', 'CreateServiceLinkedRole', make).output.Role).toMatchObject({ Arn: arn, RoleName: NAME });
    expect(call('iam', 'ListAttachedRolePolicies', { RoleName: NAME }).output.AttachedPolicies).toEqual([
      { PolicyName: 'AutoScalingServiceRolePolicy', PolicyArn: policy },
    ]);
    expect(call('iam', 'CreateServiceLinkedRole', make).error).toMatchObject({
      code: 'InvalidInput',
      message: `Service role name ${NAME} has been taken in this account, please try a different suffix.`,
    });
    const second = call('iam', 'CreateServiceLinkedRole', { ...make, CustomSuffix: 'blue' });
    expect(second.output.Role.RoleName).toBe(`${NAME}_blue`);
    const session = { principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${NAME}/AutoScaling` };
    expect(call('ec2', 'DescribeInstances', {}, session).ok).toBe(true);
    expect(call('kms', 'ListKeys', {}, session).ok).toBe(false);
  });

  it('are changed by nobody but AWS', () => {
    const { call } = world();
    call('iam', 'CreateServiceLinkedRole', make);
    const changes: readonly (readonly [string, object])[] = [
      ['DeleteRole', {}],
      ['UpdateAssumeRolePolicy', { PolicyDocument: trusting(ACCOUNT) }],
      ['PutRolePolicy', { PolicyName: 'more', PolicyDocument: allow('kms:*') }],
      ['AttachRolePolicy', { PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
      ['DetachRolePolicy', { PolicyArn: policy }],
    ];
    for (const [operation, more] of changes)
      expect(call('iam', operation, { RoleName: NAME, ...more }).error, operation).toMatchObject({
        code: 'UnmodifiableEntity',
        message: `Cannot perform the operation on the protected role '${NAME}' - this role is only modifiable by AWS`,
      });
  });

  it('keep their path and their policy to themselves', () => {
    const { call } = world();
    const Path = '/aws-service-role/autoscaling.amazonaws.com/';
    const role = { RoleName: 'mine', Path, AssumeRolePolicyDocument: trusting(ACCOUNT) };
    expect(call('iam', 'CreateRole', role).error.code).toBe('InvalidInput');
    expect(call('iam', 'CreateRole', { ...role, Path: '/' }).ok).toBe(true);
    expect(call('iam', 'AttachRolePolicy', { RoleName: 'mine', PolicyArn: policy }).error.code).toBe(
      'PolicyNotAttachable',
    );
    expect(call('iam', 'CreateServiceLinkedRole', { AWSServiceName: 'coffee.amazonaws.com' }).error).toMatchObject({
      code: 'InvalidInput',
      message: 'keystate knows no service-linked role of coffee.amazonaws.com.',
    });
  });
});

describe('STS operations', () => {
  it('tell anybody who they are, even under an explicit deny', () => {
    const { call } = world();
    call('iam', 'CreateUser', { UserName: 'u' });
    const denied = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    });
    call('iam', 'PutUserPolicy', { UserName: 'u', PolicyName: 'no', PolicyDocument: denied });
    const caller = { principal: `arn:aws:iam::${ACCOUNT}:user/u` };
    expect(call('sts', 'GetCallerIdentity', {}, caller).output).toMatchObject({
      Account: ACCOUNT,
      Arn: caller.principal,
    });
  });

  it('let a trusted user take on a role, whose policies then decide', () => {
    const { call } = world();
    call('iam', 'CreateUser', { UserName: 'u' });
    const caller = { principal: `arn:aws:iam::${ACCOUNT}:user/u` };
    const RoleArn = call('iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trusting(caller.principal) })
      .output.Role.Arn;
    call('iam', 'PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: allow('kms:ListKeys') });
    const { AssumedRoleUser, Credentials } = call(
      'sts',
      'AssumeRole',
      { RoleArn, RoleSessionName: 'session' },
      caller,
    ).output;
    expect(AssumedRoleUser.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/r/session`);
    expect(Credentials.AccessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
    expect(call('kms', 'ListKeys', {}, { principal: AssumedRoleUser.Arn }).ok).toBe(true);
    expect(call('kms', 'CreateKey', {}, { principal: AssumedRoleUser.Arn }).ok).toBe(false);
  });

  it('narrow a session by the policy passed along', () => {
    const { call } = world();
    const RoleArn = call('iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trusting(admin.principal) })
      .output.Role.Arn;
    call('iam', 'AttachRolePolicy', { RoleName: 'r', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
    const input = { RoleArn, RoleSessionName: 'session', Policy: allow('kms:ListKeys') };
    const { Arn } = call('sts', 'AssumeRole', input).output.AssumedRoleUser;
    expect(call('kms', 'ListKeys', {}, { principal: Arn }).ok).toBe(true);
    expect(call('kms', 'CreateKey', {}, { principal: Arn }).error.code).toBe('AccessDeniedException');
  });

  it('refuse whom the trust policy does not name, as if the role were not there', () => {
    const { call } = world();
    call('iam', 'CreateUser', { UserName: 'intruder' });
    const caller = { principal: `arn:aws:iam::${ACCOUNT}:user/intruder` };
    const RoleArn = call('iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trusting(admin.principal) })
      .output.Role.Arn;
    for (const arn of [RoleArn, `arn:aws:iam::${ACCOUNT}:role/none`]) {
      const refused = call('sts', 'AssumeRole', { RoleArn: arn, RoleSessionName: 'session' }, caller);
      expect(refused.error).toMatchObject({ code: 'AccessDenied', status: 403 });
    }
  });

  it('refuse a session longer than the role allows', () => {
    const { call } = world();
    const RoleArn = call('iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trusting(admin.principal) })
      .output.Role.Arn;
    const refused = call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'session', DurationSeconds: 7200 });
    expect(refused.error.code).toBe('ValidationError');
  });
});
