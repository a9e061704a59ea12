import { describe, expect, it } from 'vitest';
import { decide } from '../../../model/iam/decide.ts';
import { identityOf, principalExists } from '../../../model/iam/identity.ts';
import { ADMINISTRATOR_ACCESS } from '../../../model/iam/managed.ts';
import { emptyIam, newPrincipal, withPrincipal } from '../../../model/iam/state.ts';
import { HOME, OTHER, policy, request } from './cases.ts';

const START_MS = 1_767_603_600_000;
const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' } };
const alice = `arn:aws:iam::${HOME}:user/staff/alice`;
const worker = `arn:aws:iam::${HOME}:role/team/worker`;
const blue = `arn:aws:sts::${HOME}:assumed-role/worker/blue`;

describe('emptyIam', () => {
  it('has an administrator in the default account', () => {
    const admin = identityOf(emptyIam(HOME, START_MS), { principal: `arn:aws:iam::${HOME}:user/admin` });
    expect(admin).toMatchObject({ kind: 'IAMUser', account: HOME, userName: 'admin' });
    expect(decide(request({ identity: admin!, action: 'ec2:RunInstances' })).allowed).toBe(true);
  });

  it('gives a principal the same ids whoever else is there', () => {
    const alone = emptyIam(HOME, START_MS, [{ arn: alice }]);
    const together = emptyIam(HOME, START_MS, [{ arn: worker }, { arn: alice }]);
    expect(alone.principals.get(alice)).toEqual(together.principals.get(alice));
    expect(alone.principals.get(alice)!.uniqueId).toMatch(/^AIDA[A-Z0-9]{17}$/);
    expect(together.principals.get(worker)!.uniqueId).toMatch(/^AROA[A-Z0-9]{17}$/);
    expect(alone.principals.get(alice)!.accessKeys[0]!.accessKeyId).toMatch(/^AKIA[A-Z0-9]{16}$/);
    expect(alone.principals.get(alice)).toMatchObject({ name: 'alice', path: '/staff/', createdMs: START_MS });
  });

  it('reads policies, boundary, tags and organization of a declared user', () => {
    const iam = emptyIam(HOME, START_MS, [
      {
        arn: alice,
        policies: { keys: document, text: JSON.stringify(document) },
        managedPolicies: [ADMINISTRATOR_ACCESS],
        permissionsBoundary: document,
        tags: { team: 'red' },
        serviceControlPolicies: [[document], [document, document]],
      },
    ]);
    const identity = identityOf(iam, { principal: alice })!;
    expect(identity.policies).toHaveLength(3);
    expect(identity.permissionsBoundary!.statements).toHaveLength(1);
    expect(identity.tags).toEqual({ team: 'red' });
    expect(identity.serviceControlPolicies!.map((level) => level.length)).toEqual([1, 2]);
    const rootOfAccount = identityOf(iam, { principal: `arn:aws:iam::${HOME}:root` })!;
    expect(rootOfAccount.serviceControlPolicies).toBe(identity.serviceControlPolicies);
  });

  it.each([
    [{ arn: 'alice' }, 'must be a user, role, role session or root user, not "alice"'],
    [{ arn: alice, policies: { bad: '{}' } }, `Policy "bad" of ${alice} is not a policy: Statement must be`],
    [
      { arn: alice, managedPolicies: ['arn:aws:iam::aws:policy/Nothing'] },
      'no managed policy "arn:aws:iam::aws:policy/Nothing"',
    ],
    [{ arn: alice, sessionPolicy: document }, 'cannot have sessionPolicy'],
    [{ arn: blue, policies: { keys: document } }, 'cannot have policies'],
    [{ arn: `arn:aws:iam::${HOME}:root`, tags: {} }, 'cannot have tags'],
  ])('refuses the declaration %j', (declaration, sentence) => {
    expect(() => emptyIam(HOME, START_MS, [declaration])).toThrow(sentence);
  });
});

describe('identityOf', () => {
  const iam = emptyIam(HOME, START_MS, [
    { arn: alice, policies: { keys: document } },
    { arn: worker, policies: { keys: document }, tags: { team: 'red', cost: '1' } },
    { arn: blue, sessionPolicy: document, tags: { team: 'blue' } },
  ]);

  it('knows the root user of any account', () => {
    expect(identityOf(iam, { principal: `arn:aws:iam::${OTHER}:root` })).toMatchObject({
      kind: 'Root',
      account: OTHER,
      principalId: OTHER,
      policies: [],
    });
  });

  it('knows sessions of a role by the role’s name, with tags and policy of the session', () => {
    const identity = identityOf(iam, { principal: blue })!;
    expect(identity).toMatchObject({ kind: 'AssumedRole', account: HOME, arn: blue, roleArn: worker });
    expect(identity.principalId).toBe(`${iam.principals.get(worker)!.uniqueId}:blue`);
    expect(identity.tags).toEqual({ team: 'blue', cost: '1' });
    expect(identity.sessionPolicy).toBeDefined();
    expect(identityOf(iam, { principal: `${blue}r` })).toMatchObject({ kind: 'AssumedRole', tags: { team: 'red' } });
    expect(identityOf(iam, { principal: `${blue}r` })!.sessionPolicy).toBeUndefined();
  });

  it('knows services, anonymous callers and EC2’s infrastructure sessions', () => {
    expect(identityOf(iam, { principal: 'ec2.amazonaws.com', account: OTHER })).toMatchObject({
      kind: 'AWSService',
      account: OTHER,
      arn: 'ec2.amazonaws.com',
    });
    expect(identityOf(iam, { principal: 'ec2.amazonaws.com' })!.account).toBe('');
    expect(identityOf(iam, { principal: 'anonymous' })).toMatchObject({ kind: 'Anonymous', arn: 'anonymous' });
    const instance = `arn:aws:sts::${HOME}:assumed-role/aws:ec2-infrastructure/i-0abcdef1234567890`;
    expect(identityOf(iam, { principal: instance })).toEqual({
      kind: 'AssumedRole',
      account: HOME,
      arn: instance,
      roleArn: `arn:aws:iam::${HOME}:role/aws:ec2-infrastructure`,
      principalId: `${HOME}:aws:ec2-infrastructure:i-0abcdef1234567890`,
      policies: [],
    });
  });

  it('does not know users, roles and names that are not there', () => {
    for (const principal of [`${alice}x`, worker, `arn:aws:sts::${OTHER}:assumed-role/worker/blue`, 'bob', '']) {
      expect(identityOf(iam, { principal })).toBeUndefined();
    }
  });

  it('gives the same object again, and a new one for a changed state', () => {
    expect(identityOf(iam, { principal: alice })).toBe(identityOf(iam, { principal: alice }));
    const changed = withPrincipal(iam, { ...iam.principals.get(alice)!, inlinePolicies: { none: policy({}) } });
    expect(identityOf(changed, { principal: alice })!.policies[0]!.text).toContain('"*"');
    expect(identityOf(iam, { principal: alice })!.policies[0]!.text).toContain('kms:*');
  });

  it('forgets the policies of a managed policy that is gone', () => {
    const user = {
      ...newPrincipal(`arn:aws:iam::${HOME}:user/bob`, START_MS),
      attachedPolicies: [ADMINISTRATOR_ACCESS],
    };
    const withBob = withPrincipal(iam, user);
    const without = { ...withBob, managedPolicies: withBob.managedPolicies.delete(ADMINISTRATOR_ACCESS) };
    expect(identityOf(withBob, { principal: user.arn })!.policies).toHaveLength(1);
    expect(identityOf(without, { principal: user.arn })!.policies).toHaveLength(0);
  });

  it('tells which entries of a Principal element exist', () => {
    for (const entry of ['*', OTHER, `arn:aws:iam::${OTHER}:root`, alice, worker, blue]) {
      expect([entry, principalExists(iam, entry)]).toEqual([entry, true]);
    }
    for (const entry of [`${alice}x`, `arn:aws:iam::${HOME}:user/*`, 'alice', '12']) {
      expect([entry, principalExists(iam, entry)]).toEqual([entry, false]);
    }
  });
});
