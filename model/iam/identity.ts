/** Who a caller is: its ids, policies and limits, as the evaluator and CloudTrail need them. */
import type { Caller } from '../call.ts';
import { type PrincipalArn, readPrincipalArn } from './arn.ts';
import { accountOfEntry } from './principal.ts';
import { accessKeyIdOf, type IamState, type Principal, principalNamed } from './state.ts';
import type { Identity, Policy } from './types.ts';

const SERVICE_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/;
const INFRASTRUCTURE_ROLE = 'aws:ec2-infrastructure';

const ANONYMOUS: Identity = {
  kind: 'Anonymous',
  account: '',
  arn: 'anonymous',
  principalId: 'anonymous',
  policies: [],
};

/** Policies by ARN; one that was deleted meanwhile says nothing. */
const managed = (iam: IamState, arns: readonly string[]): Policy[] =>
  arns.map((arn) => iam.managedPolicies.get(arn)).filter((policy) => policy !== undefined);

/** The limits of a principal's account and its own. */
function limitsOf(iam: IamState, account: string, boundaryArn?: string) {
  const levels = iam.organization.get(account);
  const boundary = boundaryArn === undefined ? undefined : iam.managedPolicies.get(boundaryArn);
  return {
    ...(levels ? { serviceControlPolicies: levels } : {}),
    ...(boundary ? { permissionsBoundary: boundary } : {}),
  };
}

const policiesOf = (iam: IamState, principal: Principal): Policy[] => [
  ...Object.values(principal.inlinePolicies),
  ...managed(iam, principal.attachedPolicies),
];

function rootIdentity(iam: IamState, arn: string, account: string): Identity {
  const accessKeyId = accessKeyIdOf('AKIA', arn);
  return { kind: 'Root', account, arn, principalId: account, accessKeyId, policies: [], ...limitsOf(iam, account) };
}

function userIdentity(iam: IamState, arn: string): Identity | undefined {
  const user = iam.principals.get(arn);
  if (!user) return undefined;
  const key = user.accessKeys.find((candidate) => candidate.status === 'Active');
  return {
    kind: 'IAMUser',
    account: user.account,
    arn,
    principalId: user.uniqueId,
    userName: user.name,
    ...(key ? { accessKeyId: key.accessKeyId } : {}),
    policies: policiesOf(iam, user),
    tags: user.tags,
    ...limitsOf(iam, user.account, user.permissionsBoundary),
  };
}

function sessionIdentity(iam: IamState, arn: string, parts: PrincipalArn): Identity | undefined {
  // A session's ARN leaves out the role's path, but role names are unique in an account.
  const role = principalNamed(iam, parts.account, 'Role', parts.name);
  if (!role) return undefined;
  const session = iam.sessions.get(arn);
  return {
    kind: 'AssumedRole',
    account: parts.account,
    arn,
    roleArn: role.arn,
    principalId: `${role.uniqueId}:${parts.sessionName}`,
    accessKeyId: accessKeyIdOf('ASIA', arn),
    policies: policiesOf(iam, role),
    tags: { ...role.tags, ...session?.tags },
    ...(session?.sessionPolicy ? { sessionPolicy: session.sessionPolicy } : {}),
    ...limitsOf(iam, parts.account, role.permissionsBoundary),
  };
}

/**
 * The session in which EC2 uses a volume's key for an instance: it may do only what grants and key policies allow it and
 * service control policies do not deny.
 * Sources: https://docs.aws.amazon.com/kms/latest/developerguide/ct-ec2two.html,
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
function infrastructureIdentity(iam: IamState, arn: string, parts: PrincipalArn): Identity {
  return {
    kind: 'AssumedRole',
    account: parts.account,
    arn,
    roleArn: `arn:aws:iam::${parts.account}:role/${INFRASTRUCTURE_ROLE}`,
    principalId: `${parts.account}:${INFRASTRUCTURE_ROLE}:${parts.sessionName}`,
    policies: [],
    ...limitsOf(iam, parts.account),
  };
}

function resolve(iam: IamState, caller: Caller): Identity | undefined {
  const { principal } = caller;
  if (principal === 'anonymous') return ANONYMOUS;
  if (SERVICE_NAME.test(principal)) {
    return { kind: 'AWSService', account: caller.account ?? '', arn: principal, principalId: principal, policies: [] };
  }
  const parts = readPrincipalArn(principal);
  if (parts?.kind === 'Root') return rootIdentity(iam, principal, parts.account);
  if (parts?.kind === 'User') return userIdentity(iam, principal);
  if (parts?.kind !== 'RoleSession') return undefined;
  return parts.name === INFRASTRUCTURE_ROLE
    ? infrastructureIdentity(iam, principal, parts)
    : sessionIdentity(iam, principal, parts);
}

/** Identities by caller for each state of IAM; a state never changes, so neither do they. */
const resolved = new WeakMap<IamState, Map<string, Identity | undefined>>();

/**
 * Who a caller is, or undefined for a user, role or session of a role that does not exist. Root users exist in every
 * account. The same IAM state and caller give the same object.
 */
export function identityOf(iam: IamState, caller: Caller): Identity | undefined {
  let known = resolved.get(iam);
  if (!known) {
    known = new Map();
    resolved.set(iam, known);
  }
  const key = caller.account === undefined ? caller.principal : `${caller.principal} for ${caller.account}`;
  let identity = known.get(key);
  if (identity === undefined && !known.has(key)) {
    identity = resolve(iam, caller);
    known.set(key, identity);
  }
  return identity;
}

/**
 * Whether an `AWS` entry of a Principal element names somebody who exists: everybody, an account, a user, a role or a
 * session of a role. Services refuse policies whose principals do not.
 */
export function principalExists(iam: IamState, entry: string): boolean {
  if (entry === '*' || accountOfEntry(entry) !== undefined || iam.principals.has(entry)) return true;
  const parts = readPrincipalArn(entry);
  return parts?.kind === 'RoleSession' && identityOf(iam, { principal: entry }) !== undefined;
}
