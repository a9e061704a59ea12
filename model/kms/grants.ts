/** Rows of grants: constraints, children, storing and removing. */
import type { GrantOperation } from '@aws-sdk/client-kms';
import type { InputOf } from '../call.ts';
import type { Context } from '../context.ts';
import { isKeyPairSpec } from '../crypto/keySpecs.ts';
import { refuse } from '../errors.ts';
import { accessDenied, invalid } from './errors.ts';
import { granteeRow, rowsLike } from './grantAnchors.ts';
import { type Grant, type GrantConstraints, grantRow, type Key, type KmsState, kmsWith } from './state.ts';

/** The most pairs a constraint can have, and the longest value. Source: API_GrantConstraints (documented). */
export const CONSTRAINT_PAIRS = 8;
/** In characters. */
export const CONSTRAINT_VALUE_LENGTH = 384;

/** A request's constraints as a row keeps them, or a refusal. */
export function constraintsOf(
  key: Key,
  given: InputOf<'kms', 'CreateGrant'>['Constraints'],
): GrantConstraints | undefined {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn } = given ?? {};
  const source = SourceArn === undefined ? {} : { sourceArn: SourceArn };
  if (!equals && !subset) return SourceArn === undefined ? undefined : source;
  if (equals && subset) invalid('Only one of EncryptionContextEquals and EncryptionContextSubset can be specified.');
  if (key.keySpec !== 'SYMMETRIC_DEFAULT') {
    invalid('Encryption context constraints are only valid for symmetric encryption KMS keys.');
  }
  const pairs = Object.entries(equals ?? subset ?? {});
  if (pairs.length > CONSTRAINT_PAIRS || pairs.some(([, value]) => value.length > CONSTRAINT_VALUE_LENGTH)) {
    invalid(
      `A grant constraint has at most ${CONSTRAINT_PAIRS} pairs with values of at most ${CONSTRAINT_VALUE_LENGTH} characters.`,
    );
  }
  return { ...source, ...(equals ? { encryptionContextEquals: equals } : { encryptionContextSubset: subset }) };
}

const EVERY_KEY: readonly GrantOperation[] = ['CreateGrant', 'DescribeKey', 'RetireGrant'];
const ENCRYPTION: readonly GrantOperation[] = ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo'];

/** The operations that grants of a key can allow: those that the key can do. Source: grants page (documented). */
function grantOperationsOf(key: Key): readonly GrantOperation[] {
  const pair: readonly GrantOperation[] = isKeyPairSpec(key.keySpec) ? ['GetPublicKey'] : [];
  switch (key.keyUsage) {
    case 'SIGN_VERIFY':
      return [...EVERY_KEY, ...pair, 'Sign', 'Verify'];
    case 'GENERATE_VERIFY_MAC':
      return [...EVERY_KEY, 'GenerateMac', 'VerifyMac'];
    case 'KEY_AGREEMENT':
      return [...EVERY_KEY, ...pair, 'DeriveSharedSecret'];
    default:
      return pair.length > 0 ? [...EVERY_KEY, ...pair, ...ENCRYPTION] : [...EVERY_KEY, ...ENCRYPTION, ...DATA_KEYS];
  }
}

const DATA_KEYS: readonly GrantOperation[] = [
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
];

/** Refuses grant operations that the key cannot do (documented as a validation error; the text is assumed). */
export function checkGrantOperations(key: Key, operations: readonly GrantOperation[]): void {
  const possible = grantOperationsOf(key);
  const wrong = operations.find((operation) => !possible.includes(operation));
  if (wrong)
    invalid(`Grant operation ${wrong} is not valid for a key with spec ${key.keySpec} and usage ${key.keyUsage}.`);
}

/** The most grants of a key. Source: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
export const GRANTS_PER_KEY = 50_000;

/** Refuses one more grant than a customer managed key can have. */
export function checkGrantCount(context: Context, key: Key): void {
  if (key.manager === 'AWS') return;
  if ((context.world.kms.grantCounts.get(key.arn) ?? 0) >= GRANTS_PER_KEY) refuse('LimitExceededException');
}

/**
 * A grant made on the strength of a grant may hand on no more than it has: a subset of the operations, constraints the
 * same or tighter. Source: https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html (documented).
 */
export function checkChildGrant(parent: Grant, child: Grant): void {
  const operations = child.operations.every((name) => parent.operations.includes(name));
  if (operations && atLeastAsTight(parent.constraints, child.constraints)) return;
  accessDenied('A grant created with the permission of a grant cannot give more than that grant.');
}

function atLeastAsTight(parent: GrantConstraints | undefined, child: GrantConstraints | undefined): boolean {
  if (!parent) return true;
  if (!child) return false;
  if (parent.sourceArn !== undefined && child.sourceArn !== parent.sourceArn) return false;
  if (!parent.encryptionContextSubset && !parent.encryptionContextEquals) return true;
  const wanted = Object.entries(parent.encryptionContextSubset ?? parent.encryptionContextEquals ?? {});
  const given = child.encryptionContextSubset ?? child.encryptionContextEquals ?? {};
  const contains = wanted.every(([name, value]) => given[name] === value);
  if (parent.encryptionContextSubset) return contains;
  return contains && child.encryptionContextEquals !== undefined && Object.keys(given).length === wanted.length;
}

/** A grant of the same key and name with the same parameters: CreateGrant then answers its id. */
export function sameGrant(context: Context, wanted: Grant): Grant | undefined {
  const { grants, grantsOfGrantee } = context.world.kms;
  const essence = (grant: Grant) =>
    JSON.stringify([
      grant.name,
      grant.granteeIsService,
      grant.retiringPrincipal,
      grant.retiringIsService,
      [...grant.operations].sort(),
      grant.constraints,
    ]);
  for (const [, row] of grantsOfGrantee.withPrefix(rowsLike(wanted))) {
    const known = grants.get(row)!;
    if (essence(known) === essence(wanted)) return known;
  }
  return undefined;
}

/** The counts with one more or less for a key; keys without grants are left out. */
function counted(counts: KmsState['grantCounts'], keyArn: string, more: 1 | -1): KmsState['grantCounts'] {
  const count = (counts.get(keyArn) ?? 0) + more;
  return count === 0 ? counts.delete(keyArn) : counts.set(keyArn, count);
}

/** Stores a grant with its tokens. */
export function storeGrant(context: Context, grant: Grant): void {
  const kms = context.world.kms;
  const row = grantRow(grant.keyArn, grant.id);
  context.update({
    kms: kmsWith(kms, {
      grants: kms.grants.set(row, grant),
      grantCounts: kms.grants.has(row) ? kms.grantCounts : counted(kms.grantCounts, grant.keyArn, 1),
      grantsOfGrantee: kms.grantsOfGrantee.set(granteeRow(grant), row),
      grantTokens: kms.grantTokens.set(grant.tokens.at(-1)!, row),
      retirableGrants: grant.retiringPrincipal
        ? kms.retirableGrants.set(`${grant.retiringPrincipal}|${row}`, row)
        : kms.retirableGrants,
    }),
  });
}

/** Ends a grant: it is gone at once. */
export function removeGrant(context: Context, grant: Grant, event: 'RETIRE' | 'REVOKE'): void {
  const ended = context.transaction.move(context.rules.kms.grantLifecycle, grant.id, grant, event);
  const kms = context.world.kms;
  if (ended.state === 'Active') return;
  const row = grantRow(grant.keyArn, grant.id);
  let grantTokens = kms.grantTokens;
  for (const token of grant.tokens) grantTokens = grantTokens.delete(token);
  context.update({
    kms: kmsWith(kms, {
      grants: kms.grants.delete(row),
      grantCounts: counted(kms.grantCounts, grant.keyArn, -1),
      retirableGrants: kms.retirableGrants.delete(`${grant.retiringPrincipal}|${row}`),
      grantsOfGrantee: kms.grantsOfGrantee.delete(granteeRow(grant)),
      grantTokens,
    }),
  });
}

/** ARN of the root of an account, by which grants name the whole account. */
export const rootOf = (account: string): string => `arn:aws:iam::${account}:root`;

/** Whether a grant's principal is the caller: itself, its role, or the service it is. */
export function isItself(context: Context, principal: string | undefined): boolean {
  const { identity } = context;
  if (principal === undefined) return false;
  if (identity.kind === 'AWSService')
    return principal === identity.arn || principal === regional(identity.arn, context.region);
  return principal === identity.arn || principal === identity.roleArn;
}

/** `ec2.amazonaws.com` as `ec2.us-east-1.amazonaws.com`, as grants name it. */
function regional(service: string, region: string): string {
  return service.replace('.amazonaws.com', `.${region}.amazonaws.com`);
}
