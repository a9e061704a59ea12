/** Users: CreateUser, GetUser, ListUsers, DeleteUser; and their access keys. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { findUser, listedTags, namedOrCaller, tagsOf, usersOf } from '../entities.ts';
import { alreadyExists, deleteConflict, iamErrors, noSuchEntity } from '../errors.ts';
import { iamOperation, updateIam } from '../operation.ts';
import { page } from '../paging.ts';
import {
  isNameTaken,
  newPrincipal,
  type Principal,
  secretAccessKeyOf,
  withoutPrincipal,
  withPrincipal,
} from '../state.ts';

/** Access keys of a user. Source: IAM quotas (documented). */
export const ACCESS_KEYS_PER_USER = 2;

const userArn = (context: Context, input: { UserName?: string; Path?: string }): string =>
  input.UserName === undefined
    ? context.identity.arn
    : `arn:aws:iam::${context.account}:user${input.Path ?? '/'}${input.UserName}`;

/** A user as answers show it. */
const shown = (user: Principal) => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.uniqueId,
  Arn: user.arn,
  CreateDate: user.createdMs,
  ...(user.permissionsBoundary
    ? {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy' as never,
          PermissionsBoundaryArn: user.permissionsBoundary,
        },
      }
    : {}),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export const createUser = iamOperation('CreateUser', {
  readOnly: false,
  resource: userArn,
  response: (output) => ({ user: output.User }),
  run(context, input) {
    const name = input.UserName!;
    if (isNameTaken(context.world.iam, context.account, 'User', name)) alreadyExists(`User with name ${name}`);
    checkBoundary(context, input.PermissionsBoundary);
    const user: Principal = {
      ...newPrincipal(userArn(context, input), context.nowMs),
      accessKeys: [],
      permissionsBoundary: input.PermissionsBoundary,
      tags: tagsOf(input.Tags),
    };
    updateIam(context, withPrincipal(context.world.iam, user));
    return { User: { ...shown(user), ...(input.Tags ? { Tags: listedTags(user.tags) } : {}) } };
  },
});

/** Refuses a permissions boundary that is no managed policy. */
export function checkBoundary(context: Context, arn: string | undefined): void {
  if (arn !== undefined && !context.world.iam.managedPolicies.has(arn)) noSuchEntity(`Scope ARN: ${arn}`);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
export const getUser = iamOperation('GetUser', {
  readOnly: true,
  resource: userArn,
  run(context, input) {
    const user = namedOrCaller(context, input.UserName);
    const tags = listedTags(user.tags);
    return { User: { ...shown(user), ...(tags.length > 0 ? { Tags: tags } : {}) } };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html */
export const listUsers = iamOperation('ListUsers', {
  readOnly: true,
  resource: (context) => `arn:aws:iam::${context.account}:user/`,
  run(context, input) {
    const wanted = [...usersOf(context)].filter((user) => user.path.startsWith(input.PathPrefix ?? '/'));
    const { items, ...rest } = page(wanted, (user) => user.arn, input);
    return { Users: items.map(shown), ...rest };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
export const deleteUser = iamOperation('DeleteUser', {
  readOnly: false,
  resource: userArn,
  run(context, input) {
    const user = findUser(context, input.UserName!);
    if (user.accessKeys.length > 0) deleteConflict('delete access keys');
    refuseWithPolicies(user);
    updateIam(context, withoutPrincipal(context.world.iam, user));
    return {};
  },
});

/** Refuses to delete what still has policies. */
export function refuseWithPolicies(principal: Principal): void {
  if (principal.attachedPolicies.length > 0) deleteConflict('detach all policies');
  if (Object.keys(principal.inlinePolicies).length > 0) deleteConflict('delete policies');
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html: the secret is shown this once. */
export const createAccessKey = iamOperation('CreateAccessKey', {
  readOnly: false,
  resource: userArn,
  response: (output) => {
    const { SecretAccessKey: _, ...safe } = output.AccessKey ?? {};
    return { accessKey: safe };
  },
  run(context, input) {
    const user = namedOrCaller(context, input.UserName);
    if (user.accessKeys.length >= ACCESS_KEYS_PER_USER) {
      refuse('LimitExceeded', `Cannot exceed quota for AccessKeysPerUser: ${ACCESS_KEYS_PER_USER}`, {
        status: 409,
        rule: iamErrors['access-key-limit'],
      });
    }
    const accessKeyId = `AKIA${context.random.alphanumeric(16)}`;
    const key = { accessKeyId, status: 'Active' as const, createdMs: context.nowMs };
    updateIam(context, withPrincipal(context.world.iam, { ...user, accessKeys: [...user.accessKeys, key] }));
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: accessKeyId,
        Status: 'Active' as const,
        SecretAccessKey: secretAccessKeyOf(accessKeyId),
        CreateDate: key.createdMs,
      },
    };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
export const listAccessKeys = iamOperation('ListAccessKeys', {
  readOnly: true,
  resource: userArn,
  run(context, input) {
    const user = namedOrCaller(context, input.UserName);
    const { items, ...rest } = page(user.accessKeys, (key) => key.accessKeyId, input);
    return {
      AccessKeyMetadata: items.map((key) => ({
        UserName: user.name,
        AccessKeyId: key.accessKeyId,
        Status: key.status,
        CreateDate: key.createdMs,
      })),
      ...rest,
    };
  },
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
export const deleteAccessKey = iamOperation('DeleteAccessKey', {
  readOnly: false,
  resource: userArn,
  run(context, input) {
    const user = namedOrCaller(context, input.UserName);
    const accessKeys = user.accessKeys.filter((key) => key.accessKeyId !== input.AccessKeyId);
    if (accessKeys.length === user.accessKeys.length) noSuchEntity(`The Access Key with id ${input.AccessKeyId}`);
    const iam = withPrincipal(context.world.iam, { ...user, accessKeys });
    updateIam(context, { ...iam, credentials: iam.credentials.delete(input.AccessKeyId!) });
    return {};
  },
});
