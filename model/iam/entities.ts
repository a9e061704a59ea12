/** Finding and changing users, roles and managed policies of the caller's account. */
import { utf8 } from '../bytes.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { iamErrors, noSuchEntity } from './errors.ts';
import { parsePolicy } from './parse.ts';
import { type Principal, principalNamed } from './state.ts';
import type { Policy } from './types.ts';

/** Users of the account in the order of their ARNs. */
export function* usersOf(context: Context): Generator<Principal> {
  for (const [, one] of context.world.iam.principals.withPrefix(`arn:aws:iam::${context.account}:user/`)) yield one;
}

/** Roles of the account in the order of their ARNs. */
export function* rolesOf(context: Context): Generator<Principal> {
  for (const [, one] of context.world.iam.principals.withPrefix(`arn:aws:iam::${context.account}:role/`)) yield one;
}

/** A user by name (names are unique whatever their path), or a refusal. */
export function findUser(context: Context, name: string): Principal {
  const { iam } = context.world;
  return principalNamed(iam, context.account, 'User', name) ?? noSuchEntity(`The user with name ${name}`);
}

/** A role by name, or a refusal. */
export function findRole(context: Context, name: string): Principal {
  const { iam } = context.world;
  return principalNamed(iam, context.account, 'Role', name) ?? noSuchEntity(`The role with name ${name}`);
}

/** Where the roles of services are, and their policies. */
export const SERVICE_ROLE_PATH = '/aws-service-role/';

/** A role by name that the account may change: the roles of services it may not. */
export function changeableRole(context: Context, name: string): Principal {
  const role = findRole(context, name);
  if (role.path.startsWith(SERVICE_ROLE_PATH))
    refuse(
      'UnmodifiableEntity',
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
      { rule: iamErrors['service-linked-role'] },
    );
  return role;
}

/** The user that an operation without UserName means: the caller itself. */
export function namedOrCaller(context: Context, name: string | undefined): Principal {
  if (name !== undefined) return findUser(context, name);
  const own = context.world.iam.principals.get(context.identity.arn);
  return own ?? refuse('ValidationError', 'Must specify userName when calling with non-User credentials');
}

/** A document, parsed, or MalformedPolicyDocument. */
export function documentOf(text: string): Policy {
  const parsed = parsePolicy(text);
  if ('policy' in parsed) return parsed.policy;
  return refuse('MalformedPolicyDocument', parsed.error, { rule: iamErrors['malformed-document'] });
}

/** A role's trust policy, parsed. Its statements name no resource: they are about the role itself (documented). */
export function trustOf(text: string): Policy {
  const policy = documentOf(text);
  return { ...policy, statements: policy.statements.map((statement) => ({ resource: ['*'], ...statement })) };
}

/** A request's tags as a record. */
export const tagsOf = (tags: readonly { Key?: string; Value?: string }[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));

/** Tags as answers list them. */
export const listedTags = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** A policy document in an answer: percent-encoded JSON. Source: API_GetUserPolicy (documented). */
export function encodedDocument(policy: Policy): string {
  let text = '';
  for (const byte of utf8(policy.text)) {
    const character = String.fromCharCode(byte);
    const plain = /[A-Za-z0-9\-_.~]/.test(character);
    text += plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
