/** Managed policies: CreatePolicy, GetPolicy, GetPolicyVersion, ListPolicies, DeletePolicy, attaching and detaching. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { Random, seedState } from '../../random.ts';
import { changeableRole, documentOf, encodedDocument, findRole, findUser, SERVICE_ROLE_PATH } from '../entities.ts';
import { alreadyExists, deleteConflict, iamErrors, noSuchEntity } from '../errors.ts';
import { iamOperation, updateIam } from '../operation.ts';
import { page } from '../paging.ts';
import { type Principal, withPrincipal } from '../state.ts';

const policyArn = (_context: Context, input: { PolicyArn?: string }): string => input.PolicyArn!;

function mustExist(context: Context, arn: string): void {
  if (!context.world.iam.managedPolicies.has(arn))
    noSuchEntity(`Policy ${arn} does not exist or is not attachable and`);
}

function attachments(context: Context, arn: string): number {
  let count = 0;
  for (const principal of context.world.iam.principals.values())
    if (principal.attachedPolicies.includes(arn)) count += 1;
  return count;
}

/** The path in a policy's ARN. */
const pathOf = (arn: string): string => /:policy(\/(?:.*\/)?)/.exec(arn)?.[1] ?? '/';

/** Policies of service-linked roles are attached to nothing else. */
const isAttachable = (arn: string): boolean => !pathOf(arn).startsWith(SERVICE_ROLE_PATH);

/** A managed policy as answers show it. AWS's own policies have no facts here but their ARN. */
function shown(context: Context, arn: string) {
  const { iam, options } = context.world;
  const facts = iam.policyFacts.get(arn);
  const createdMs = facts?.createdMs ?? options.startMs;
  return {
    PolicyName: facts?.name ?? arn.slice(arn.lastIndexOf('/') + 1),
    PolicyId: `ANPA${new Random(seedState(`policy id:${arn}`)).alphanumeric(17)}`,
    Arn: arn,
    Path: facts?.path ?? pathOf(arn),
    DefaultVersionId: 'v1',
    AttachmentCount: attachments(context, arn),
    IsAttachable: isAttachable(arn),
    ...(facts?.description === undefined ? {} : { Description: facts.description }),
    CreateDate: createdMs,
    UpdateDate: createdMs,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const createPolicy = iamOperation('CreatePolicy', {
  readOnly: false,
  resource: (context, input) => arnOf(context, input),
  response: (output) => ({ policy: output.Policy }),
  run(context, input) {
    const arn = arnOf(context, input);
    const { iam } = context.world;
    if (iam.managedPolicies.has(arn)) alreadyExists(`A policy called ${input.PolicyName}`);
    const policy = documentOf(input.PolicyDocument!);
    updateIam(context, {
      ...iam,
      managedPolicies: iam.managedPolicies.set(arn, policy),
      policyFacts: iam.policyFacts.set(arn, {
        name: input.PolicyName!,
        path: input.Path ?? '/',
        description: input.Description,
        createdMs: context.nowMs,
      }),
    });
    return { Policy: shown(context, arn) };
  },
});

const arnOf = (context: Context, input: { PolicyName?: string; Path?: string }): string =>
  `arn:aws:iam::${context.account}:policy${input.Path ?? '/'}${input.PolicyName}`;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export const getPolicy = iamOperation('GetPolicy', {
  readOnly: true,
  resource: policyArn,
  run(context, input) {
    mustExist(context, input.PolicyArn!);
    return { Policy: shown(context, input.PolicyArn!) };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html: policies have one version here. */
export const getPolicyVersion = iamOperation('GetPolicyVersion', {
  readOnly: true,
  resource: policyArn,
  run(context, input) {
    mustExist(context, input.PolicyArn!);
    if (input.VersionId !== 'v1') noSuchEntity(`Policy ${input.PolicyArn} version ${input.VersionId}`);
    const policy = context.world.iam.managedPolicies.get(input.PolicyArn!)!;
    const { CreateDate } = shown(context, input.PolicyArn!);
    return {
      PolicyVersion: { Document: encodedDocument(policy), VersionId: 'v1', IsDefaultVersion: true, CreateDate },
    };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
export const listPolicies = iamOperation('ListPolicies', {
  readOnly: true,
  run(context, input) {
    const own = `arn:aws:iam::${context.account}:`;
    const scope = input.Scope ?? 'All';
    const arns = [...context.world.iam.managedPolicies.entries()]
      .map(([arn]) => arn)
      .filter((arn) => arn.startsWith(own) || arn.startsWith('arn:aws:iam::aws:'))
      .filter((arn) => scope === 'All' || (scope === 'Local') === arn.startsWith(own))
      .filter((arn) => !input.OnlyAttached || attachments(context, arn) > 0);
    const { items, ...rest } = page(arns, (arn) => arn, input);
    return { Policies: items.map((arn) => shown(context, arn)), ...rest };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export const deletePolicy = iamOperation('DeletePolicy', {
  readOnly: false,
  resource: policyArn,
  run(context, input) {
    const arn = input.PolicyArn!;
    mustExist(context, arn);
    if (attachments(context, arn) > 0) deleteConflict('detach policy from all entities');
    const { iam } = context.world;
    updateIam(context, {
      ...iam,
      managedPolicies: iam.managedPolicies.delete(arn),
      policyFacts: iam.policyFacts.delete(arn),
    });
    return {};
  },
});

function attach(context: Context, principal: Principal, arn: string): Record<string, never> {
  mustExist(context, arn);
  if (!isAttachable(arn))
    refuse('PolicyNotAttachable', 'Cannot attach a Service Role Policy to a customer role.', {
      rule: iamErrors['service-linked-role'],
    });
  if (!principal.attachedPolicies.includes(arn)) {
    const attachedPolicies = [...principal.attachedPolicies, arn];
    updateIam(context, withPrincipal(context.world.iam, { ...principal, attachedPolicies }));
  }
  return {};
}

function detach(context: Context, principal: Principal, arn: string): Record<string, never> {
  if (!principal.attachedPolicies.includes(arn)) noSuchEntity(`Policy ${arn}`);
  const attachedPolicies = principal.attachedPolicies.filter((attached) => attached !== arn);
  updateIam(context, withPrincipal(context.world.iam, { ...principal, attachedPolicies }));
  return {};
}

function attached(context: Context, principal: Principal, asked: { MaxItems?: number; Marker?: string }) {
  const { items, ...rest } = page(principal.attachedPolicies, (arn) => arn, asked);
  const AttachedPolicies = items.map((arn) => ({ PolicyName: shown(context, arn).PolicyName, PolicyArn: arn }));
  return { AttachedPolicies, ...rest };
}

const userArn = (context: Context, input: { UserName?: string }) => findUser(context, input.UserName!).arn;
const roleArn = (context: Context, input: { RoleName?: string }) => findRole(context, input.RoleName!).arn;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html */
export const attachUserPolicy = iamOperation('AttachUserPolicy', {
  readOnly: false,
  resource: userArn,
  run: (context, input) => attach(context, findUser(context, input.UserName!), input.PolicyArn!),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html */
export const detachUserPolicy = iamOperation('DetachUserPolicy', {
  readOnly: false,
  resource: userArn,
  run: (context, input) => detach(context, findUser(context, input.UserName!), input.PolicyArn!),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedUserPolicies.html */
export const listAttachedUserPolicies = iamOperation('ListAttachedUserPolicies', {
  readOnly: true,
  resource: userArn,
  run: (context, input) => attached(context, findUser(context, input.UserName!), input),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const attachRolePolicy = iamOperation('AttachRolePolicy', {
  readOnly: false,
  resource: roleArn,
  run: (context, input) => attach(context, changeableRole(context, input.RoleName!), input.PolicyArn!),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html */
export const detachRolePolicy = iamOperation('DetachRolePolicy', {
  readOnly: false,
  resource: roleArn,
  run: (context, input) => detach(context, changeableRole(context, input.RoleName!), input.PolicyArn!),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html */
export const listAttachedRolePolicies = iamOperation('ListAttachedRolePolicies', {
  readOnly: true,
  resource: roleArn,
  run: (context, input) => attached(context, findRole(context, input.RoleName!), input),
});
