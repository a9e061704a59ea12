/**
 * The input of the IAM operations that are simulated, and the errors AWS's model names for each.
 *
 * Source: AWS's published API model of IAM (2010-05-08), as in botocore 1.43.11,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html (documented).
 */
import { errorTable } from '../validation/errorTable.ts';
import { flag, type InputShape, integerOf, listOf, oneOf, required, textOf } from '../validation/shape.ts';

const path = textOf(1, 512, '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)');
const userName = textOf(1, 64, '[\\w+=,.@-]+');
const permissionsBoundary = textOf(20, 2048);
const tags = listOf(undefined, 50);
const key = textOf(1, 128, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+');
const value = textOf(0, 256, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*');
const existingUserName = textOf(1, 128, '[\\w+=,.@-]+');
const pathPrefix = textOf(1, 512, '\\u002F[\\u0021-\\u007F]*');
const marker = textOf(1, 320, '[\\u0020-\\u00FF]+');
const maxItems = integerOf(1, 1000);
const roleName = textOf(1, 64, '[\\w+=,.@-]+');
const policyDocument = textOf(1, 131072, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+');
const policyName = textOf(1, 128, '[\\w+=,.@-]+');
const policyArn = textOf(20, 2048);
const policyPathPrefix = textOf(1, 512, '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/');

/** The input of each operation, by its name in the API. */
export const shapes = {
  CreateUser: {
    Path: path,
    UserName: required(userName),
    PermissionsBoundary: permissionsBoundary,
    Tags: tags,
    'Tags[].Key': required(key),
    'Tags[].Value': required(value),
  },
  GetUser: { UserName: existingUserName },
  ListUsers: { PathPrefix: pathPrefix, Marker: marker, MaxItems: maxItems },
  DeleteUser: { UserName: required(existingUserName) },
  CreateRole: {
    Path: path,
    RoleName: required(roleName),
    AssumeRolePolicyDocument: required(textOf(1, 131072, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+')),
    Description: textOf(undefined, 1000, '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*'),
    MaxSessionDuration: integerOf(3600, 43200),
    PermissionsBoundary: permissionsBoundary,
    Tags: tags,
    'Tags[].Key': required(key),
    'Tags[].Value': required(value),
  },
  CreateServiceLinkedRole: {
    AWSServiceName: required(textOf(1, 128, '[\\w+=,.@-]+')),
    Description: textOf(undefined, 1000, '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*'),
    CustomSuffix: textOf(1, 64, '[\\w+=,.@-]+'),
  },
  GetRole: { RoleName: required(roleName) },
  ListRoles: { PathPrefix: pathPrefix, Marker: marker, MaxItems: maxItems },
  DeleteRole: { RoleName: required(roleName) },
  UpdateAssumeRolePolicy: { RoleName: required(roleName), PolicyDocument: required(policyDocument) },
  CreateAccessKey: { UserName: existingUserName },
  ListAccessKeys: { UserName: existingUserName, Marker: marker, MaxItems: maxItems },
  DeleteAccessKey: { UserName: existingUserName, AccessKeyId: required(textOf(16, 128, '[\\w]+')) },
  PutUserPolicy: {
    UserName: required(existingUserName),
    PolicyName: required(policyName),
    PolicyDocument: required(policyDocument),
  },
  GetUserPolicy: { UserName: required(existingUserName), PolicyName: required(policyName) },
  ListUserPolicies: { UserName: required(existingUserName), Marker: marker, MaxItems: maxItems },
  DeleteUserPolicy: { UserName: required(existingUserName), PolicyName: required(policyName) },
  PutRolePolicy: {
    RoleName: required(roleName),
    PolicyName: required(policyName),
    PolicyDocument: required(policyDocument),
  },
  GetRolePolicy: { RoleName: required(roleName), PolicyName: required(policyName) },
  ListRolePolicies: { RoleName: required(roleName), Marker: marker, MaxItems: maxItems },
  DeleteRolePolicy: { RoleName: required(roleName), PolicyName: required(policyName) },
  CreatePolicy: {
    PolicyName: required(policyName),
    Path: textOf(1, 512, '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/'),
    PolicyDocument: required(policyDocument),
    Description: textOf(undefined, 1000),
    Tags: tags,
    'Tags[].Key': required(key),
    'Tags[].Value': required(value),
  },
  GetPolicy: { PolicyArn: required(policyArn) },
  GetPolicyVersion: {
    PolicyArn: required(policyArn),
    VersionId: required(textOf(undefined, undefined, 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?')),
  },
  ListPolicies: {
    Scope: oneOf('All AWS Local'),
    OnlyAttached: flag,
    PathPrefix: policyPathPrefix,
    PolicyUsageFilter: oneOf('PermissionsPolicy PermissionsBoundary'),
    Marker: marker,
    MaxItems: maxItems,
  },
  DeletePolicy: { PolicyArn: required(policyArn) },
  AttachUserPolicy: { UserName: required(userName), PolicyArn: required(policyArn) },
  DetachUserPolicy: { UserName: required(userName), PolicyArn: required(policyArn) },
  ListAttachedUserPolicies: {
    UserName: required(userName),
    PathPrefix: policyPathPrefix,
    Marker: marker,
    MaxItems: maxItems,
  },
  AttachRolePolicy: { RoleName: required(roleName), PolicyArn: required(policyArn) },
  DetachRolePolicy: { RoleName: required(roleName), PolicyArn: required(policyArn) },
  ListAttachedRolePolicies: {
    RoleName: required(roleName),
    PathPrefix: policyPathPrefix,
    Marker: marker,
    MaxItems: maxItems,
  },
} satisfies Readonly<Record<string, InputShape>>;

/** HTTP status by modelled error code, as it stands in an answer. */
export const modelledErrors = errorTable(
  `
  CreateUser: LimitExceeded=409 EntityAlreadyExists=409 NoSuchEntity=404 InvalidInput ConcurrentModification=409 ServiceFailure=500
  GetUser: NoSuchEntity=404 ServiceFailure=500
  ListUsers: ServiceFailure=500
  DeleteUser: LimitExceeded=409 NoSuchEntity=404 DeleteConflict=409 ConcurrentModification=409 ServiceFailure=500
  CreateRole: LimitExceeded=409 InvalidInput EntityAlreadyExists=409 MalformedPolicyDocument ConcurrentModification=409 ServiceFailure=500
  CreateServiceLinkedRole: InvalidInput LimitExceeded=409 NoSuchEntity=404 ServiceFailure=500
  GetRole: NoSuchEntity=404 ServiceFailure=500
  ListRoles: ServiceFailure=500
  DeleteRole: NoSuchEntity=404 DeleteConflict=409 LimitExceeded=409 UnmodifiableEntity ConcurrentModification=409 ServiceFailure=500
  UpdateAssumeRolePolicy: NoSuchEntity=404 MalformedPolicyDocument LimitExceeded=409 UnmodifiableEntity ServiceFailure=500
  CreateAccessKey: NoSuchEntity=404 LimitExceeded=409 ServiceFailure=500
  ListAccessKeys: NoSuchEntity=404 ServiceFailure=500
  DeleteAccessKey: NoSuchEntity=404 LimitExceeded=409 ServiceFailure=500
  PutUserPolicy: LimitExceeded=409 MalformedPolicyDocument NoSuchEntity=404 ServiceFailure=500
  GetUserPolicy: NoSuchEntity=404 ServiceFailure=500
  ListUserPolicies: NoSuchEntity=404 ServiceFailure=500
  DeleteUserPolicy: NoSuchEntity=404 LimitExceeded=409 ServiceFailure=500
  PutRolePolicy: LimitExceeded=409 MalformedPolicyDocument NoSuchEntity=404 UnmodifiableEntity ServiceFailure=500
  GetRolePolicy: NoSuchEntity=404 ServiceFailure=500
  ListRolePolicies: NoSuchEntity=404 ServiceFailure=500
  DeleteRolePolicy: NoSuchEntity=404 LimitExceeded=409 UnmodifiableEntity ServiceFailure=500
  CreatePolicy: InvalidInput LimitExceeded=409 EntityAlreadyExists=409 MalformedPolicyDocument ConcurrentModification=409 ServiceFailure=500
  GetPolicy: NoSuchEntity=404 InvalidInput ServiceFailure=500
  GetPolicyVersion: NoSuchEntity=404 InvalidInput ServiceFailure=500
  ListPolicies: ServiceFailure=500
  DeletePolicy: NoSuchEntity=404 LimitExceeded=409 InvalidInput DeleteConflict=409 ServiceFailure=500
  AttachUserPolicy: NoSuchEntity=404 LimitExceeded=409 InvalidInput PolicyNotAttachable ServiceFailure=500
  DetachUserPolicy: NoSuchEntity=404 LimitExceeded=409 InvalidInput ServiceFailure=500
  ListAttachedUserPolicies: NoSuchEntity=404 InvalidInput ServiceFailure=500
  AttachRolePolicy: NoSuchEntity=404 LimitExceeded=409 InvalidInput UnmodifiableEntity PolicyNotAttachable ServiceFailure=500
  DetachRolePolicy: NoSuchEntity=404 LimitExceeded=409 InvalidInput UnmodifiableEntity ServiceFailure=500
  ListAttachedRolePolicies: NoSuchEntity=404 InvalidInput ServiceFailure=500
`,
);
