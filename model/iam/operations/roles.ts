/** Roles: CreateRole, GetRole, ListRoles, DeleteRole, UpdateAssumeRolePolicy. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import {
  changeableRole,
  encodedDocument,
  findRole,
  listedTags,
  rolesOf,
  SERVICE_ROLE_PATH,
  tagsOf,
  trustOf,
} from '../entities.ts';
import { alreadyExists, iamErrors } from '../errors.ts';
import { iamOperation, updateIam } from '../operation.ts';
import { page } from '../paging.ts';
import { isNameTaken, newPrincipal, type Principal, withoutPrincipal, withPrincipal } from '../state.ts';
import { checkBoundary, refuseWithPolicies } from './users.ts';

/** Seconds of a session's longest life where a role says nothing. Source: API_CreateRole (documented). */
export const DEFAULT_MAX_SESSION_SECONDS = 3600;

const roleArn = (context: Context, input: { RoleName?: string; Path?: string }): string =>
  `arn:aws:iam::${context.account}:role${input.Path ?? '/'}${input.RoleName}`;

/** A role as answers show it. */
export const shownRole = (role: Principal) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.uniqueId,
  Arn: role.arn,
  CreateDate: role.createdMs,
  ...(role.trustPolicy ? { AssumeRolePolicyDocument: encodedDocument(role.trustPolicy) } : {}),
  ...(role.description === undefined ? {} : { Description: role.description }),
  MaxSessionDuration: role.maxSessionSeconds ?? DEFAULT_MAX_SESSION_SECONDS,
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const createRole = iamOperation('CreateRole', {
  readOnly: false,
  resource: roleArn,
  response: (output) => ({ role: output.Role }),
  run(context, input) {
    const name = input.RoleName!;
    if (input.Path?.startsWith(SERVICE_ROLE_PATH))
      refuse('InvalidInput', `Path ${input.Path} is reserved for service-linked roles.`, {
        rule: iamErrors['service-linked-role'],
      });
    if (isNameTaken(context.world.iam, context.account, 'Role', name)) alreadyExists(`Role with name ${name}`);
    checkBoundary(context, input.PermissionsBoundary);
    const role: Principal = {
      ...newPrincipal(roleArn(context, input), context.nowMs),
      description: input.Description,
      maxSessionSeconds: input.MaxSessionDuration,
      permissionsBoundary: input.PermissionsBoundary,
      trustPolicy: trustOf(input.AssumeRolePolicyDocument!),
      tags: tagsOf(input.Tags),
    };
    updateIam(context, withPrincipal(context.world.iam, role));
    return { Role: { ...shownRole(role), ...(input.Tags ? { Tags: listedTags(role.tags) } : {}) } };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole = iamOperation('GetRole', {
  readOnly: true,
  resource: roleArn,
  run(context, input) {
    const role = findRole(context, input.RoleName!);
    const tags = listedTags(role.tags);
    return { Role: { ...shownRole(role), ...(tags.length > 0 ? { Tags: tags } : {}), RoleLastUsed: {} } };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const listRoles = iamOperation('ListRoles', {
  readOnly: true,
  resource: (context) => `arn:aws:iam::${context.account}:role/`,
  run(context, input) {
    const wanted = [...rolesOf(context)].filter((role) => role.path.startsWith(input.PathPrefix ?? '/'));
    const { items, ...rest } = page(wanted, (role) => role.arn, input);
    return { Roles: items.map(shownRole), ...rest };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export const deleteRole = iamOperation('DeleteRole', {
  readOnly: false,
  resource: roleArn,
  run(context, input) {
    const role = changeableRole(context, input.RoleName!);
    refuseWithPolicies(role);
    updateIam(context, withoutPrincipal(context.world.iam, role));
    return {};
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
export const updateAssumeRolePolicy = iamOperation('UpdateAssumeRolePolicy', {
  readOnly: false,
  resource: roleArn,
  run(context, input) {
    const role = changeableRole(context, input.RoleName!);
    const trustPolicy = trustOf(input.PolicyDocument!);
    updateIam(context, withPrincipal(context.world.iam, { ...role, trustPolicy }));
    return {};
  },
});
