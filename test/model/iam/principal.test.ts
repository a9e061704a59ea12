// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html (NotPrincipal and boundaries)
import { describe, expect, it } from 'vitest';
import { decide } from '../../../model/iam/decide.ts';
import { compilePrincipals, Reach, reachOf } from '../../../model/iam/principal.ts';
import type { Identity, PrincipalElement } from '../../../model/iam/types.ts';
import { anonymous, HOME, OTHER, policy, request, root, service, session, user } from './cases.ts';

const iam = (rest: string, account = HOME) => `arn:aws:iam::${account}:${rest}`;
const worker = `arn:aws:sts::${HOME}:assumed-role/worker/blue`;

describe('Principal', () => {
  it.each<[string, PrincipalElement, Identity, keyof typeof Reach]>([
    ['"*" reaches a user itself', '*', user(), 'Self'],
    ['"*" reaches anonymous callers', '*', anonymous, 'Self'],
    ['"*" reaches services', '*', service(), 'Self'],
    ['AWS "*" is the same', { AWS: ['*'] }, anonymous, 'Self'],
    ['an account id reaches its users by account', { AWS: [HOME] }, user(), 'Account'],
    ['a root ARN reaches users by account', { AWS: [iam('root')] }, user(), 'Account'],
    ['a root ARN reaches sessions by account', { AWS: [iam('root')] }, session(), 'Account'],
    ['a root ARN reaches the root user itself', { AWS: [iam('root')] }, root(), 'Self'],
    ['another root ARN reaches nobody here', { AWS: [iam('root', OTHER)] }, root(), 'None'],
    ['an account does not reach anonymous callers', { AWS: [HOME] }, anonymous, 'None'],
    ['an account does not reach services', { AWS: [HOME] }, service(), 'None'],
    ['a user ARN reaches the user', { AWS: [iam('user/alice')] }, user(), 'Self'],
    ['a user ARN is case-sensitive', { AWS: [iam('user/Alice')] }, user(), 'None'],
    ['a unique id reaches its user', { AWS: ['AIDAALICE000000000000'] }, user(), 'Self'],
    ['part of a name with wildcard reaches nobody', { AWS: [iam('user/*')] }, user(), 'None'],
    ['a role ARN reaches its sessions by role', { AWS: [iam('role/team/worker')] }, session(), 'Role'],
    ['a role ARN without its path does not', { AWS: [iam('role/worker')] }, session(), 'None'],
    ['a role id reaches its sessions by role', { AWS: ['AROAWORKER00000000000'] }, session(), 'Role'],
    ['a session ARN reaches the session itself', { AWS: [worker] }, session(), 'Self'],
    ['another session ARN does not', { AWS: [`${worker}2`] }, session(), 'None'],
    ['the most direct entry counts', { AWS: [HOME, iam('role/team/worker'), worker] }, session(), 'Self'],
    ['a service name reaches the service', { Service: ['ec2.amazonaws.com'] }, service(), 'Self'],
    ['a service name does not reach another', { Service: ['s3.amazonaws.com'] }, service(), 'None'],
    ['a service name does not reach users', { Service: ['ec2.amazonaws.com'] }, user(), 'None'],
  ])('%s', (_title, element, identity, reach) => {
    expect(reachOf(compilePrincipals(element), identity)).toBe(Reach[reach]);
  });
});

describe('NotPrincipal', () => {
  const denies = (notPrincipal: object | string, identity: Identity) =>
    decide(
      request({
        identity,
        resourcePolicy: policy({ Principal: '*' }, { Effect: 'Deny', NotPrincipal: notPrincipal }),
      }),
    ).explicitDeny;
  const allows = (notPrincipal: object, identity: Identity) =>
    decide(request({ identity, resourcePolicy: policy({ NotPrincipal: notPrincipal }) })).allowed;

  it('with Deny spares a user named with its account', () => {
    expect(denies({ AWS: [iam('user/alice'), iam('root')] }, user())).toBe(false);
    expect(denies({ AWS: [iam('user/bob'), iam('root')] }, user())).toBe(true);
    expect(denies({ AWS: [iam('user/alice')] }, user())).toBe(true);
  });

  it('with Deny spares a session named with role and account', () => {
    expect(denies({ AWS: [worker, iam('role/team/worker'), iam('root')] }, session())).toBe(false);
    expect(denies({ AWS: [worker, iam('root')] }, session())).toBe(true);
    expect(denies({ AWS: [iam('role/team/worker'), iam('root')] }, session())).toBe(true);
  });

  it('with Deny spares the root user named, a service named, and everybody under "*"', () => {
    expect(denies({ AWS: [HOME] }, root())).toBe(false);
    expect(denies({ Service: 'ec2.amazonaws.com' }, service())).toBe(false);
    expect(denies({ Service: 'ec2.amazonaws.com' }, anonymous)).toBe(true);
    expect(denies('*', user())).toBe(false);
  });

  it('with Deny never spares a principal that has a permissions boundary', () => {
    const bounded = user([], { permissionsBoundary: policy({}) });
    expect(denies({ AWS: [iam('user/alice'), iam('root')] }, bounded)).toBe(true);
  });

  it('with Allow allows everybody who is not named, anonymous callers too', () => {
    expect(allows({ AWS: [iam('user/bob')] }, user())).toBe(true);
    expect(allows({ AWS: [iam('user/bob')] }, anonymous)).toBe(true);
    expect(allows({ AWS: [iam('user/alice')] }, user())).toBe(false);
    expect(allows({ AWS: [iam('root')] }, user())).toBe(false);
  });
});
