/** Policies that belong to one user or role: Put, Get, List and Delete for each. */
import type { Context } from '../../context.ts';
import { changeableRole, documentOf, encodedDocument, findRole, findUser } from '../entities.ts';
import { noSuchEntity } from '../errors.ts';
import { iamOperation, updateIam } from '../operation.ts';
import { page } from '../paging.ts';
import { type Principal, withPrincipal } from '../state.ts';
import type { Policy } from '../types.ts';

const userArn = (context: Context, input: { UserName?: string }) => findUser(context, input.UserName!).arn;
const roleArn = (context: Context, input: { RoleName?: string }) => findRole(context, input.RoleName!).arn;

function put(context: Context, principal: Principal, name: string, text: string): void {
  const inlinePolicies = { ...principal.inlinePolicies, [name]: documentOf(text) };
  updateIam(context, withPrincipal(context.world.iam, { ...principal, inlinePolicies }));
}

function existing(principal: Principal, name: string): Policy {
  const own = Object.hasOwn(principal.inlinePolicies, name) ? principal.inlinePolicies[name] : undefined;
  return own ?? noSuchEntity(`The ${principal.kind.toLowerCase()} policy with name ${name}`);
}

function remove(context: Context, principal: Principal, name: string): void {
  existing(principal, name);
  const { [name]: _, ...inlinePolicies } = principal.inlinePolicies;
  updateIam(context, withPrincipal(context.world.iam, { ...principal, inlinePolicies }));
}

function names(principal: Principal, asked: { MaxItems?: number; Marker?: string }) {
  const { items, ...rest } = page(Object.keys(principal.inlinePolicies).sort(), (name) => name, asked);
  return { PolicyNames: items, ...rest };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html */
export const putUserPolicy = iamOperation('PutUserPolicy', {
  readOnly: false,
  resource: userArn,
  run(context, input) {
    put(context, findUser(context, input.UserName!), input.PolicyName!, input.PolicyDocument!);
    return {};
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html */
export const getUserPolicy = iamOperation('GetUserPolicy', {
  readOnly: true,
  resource: userArn,
  run(context, input) {
    const user = findUser(context, input.UserName!);
    const PolicyDocument = encodedDocument(existing(user, input.PolicyName!));
    return { UserName: user.name, PolicyName: input.PolicyName, PolicyDocument };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html */
export const listUserPolicies = iamOperation('ListUserPolicies', {
  readOnly: true,
  resource: userArn,
  run: (context, input) => names(findUser(context, input.UserName!), input),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html */
export const deleteUserPolicy = iamOperation('DeleteUserPolicy', {
  readOnly: false,
  resource: userArn,
  run(context, input) {
    remove(context, findUser(context, input.UserName!), input.PolicyName!);
    return {};
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const putRolePolicy = iamOperation('PutRolePolicy', {
  readOnly: false,
  resource: roleArn,
  run(context, input) {
    put(context, changeableRole(context, input.RoleName!), input.PolicyName!, input.PolicyDocument!);
    return {};
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export const getRolePolicy = iamOperation('GetRolePolicy', {
  readOnly: true,
  resource: roleArn,
  run(context, input) {
    const role = findRole(context, input.RoleName!);
    const PolicyDocument = encodedDocument(existing(role, input.PolicyName!));
    return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html */
export const listRolePolicies = iamOperation('ListRolePolicies', {
  readOnly: true,
  resource: roleArn,
  run: (context, input) => names(findRole(context, input.RoleName!), input),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html */
export const deleteRolePolicy = iamOperation('DeleteRolePolicy', {
  readOnly: false,
  resource: roleArn,
  run(context, input) {
    remove(context, changeableRole(context, input.RoleName!), input.PolicyName!);
    return {};
  },
});
