/**
 * Who may use a key: an explicit deny beats everything; else the key policy, an IAM policy that the key policy lets in,
 * or a grant must allow.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html (documented).
 */
import { conditionsOf, deniedWords } from '../authorization.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import type { Decision } from '../iam/types.ts';
import { kmsConditions, type RequestFacts } from './conditions.ts';
import { accessDenied, kmsRulesText } from './errors.ts';
import { hiddenKey } from './find.ts';
import { grantsByAnchor, grantsOf } from './grantAnchors.ts';
import type { EncryptionContext, Grant, Key } from './state.ts';

/** A use of a key as grants see it. */
export interface AuthorizedUse {
  /** Grant operation: `Decrypt`, `ReEncryptFrom`, `CreateGrant`... */
  readonly operation: string;
  readonly encryptionContext?: EncryptionContext;
  /** Resource on whose behalf an AWS service calls. */
  readonly sourceArn?: string;
}

/** A request to use or manage a key. */
export interface KeyUse extends RequestFacts {
  /** Without `kms:`. */
  readonly action: string;
  /** How a refusal names the resource where it is not `resource: KEY ARN`. */
  readonly refusedOn?: string;
}

/**
 * The operations that a principal of another account can be given.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html (documented).
 */
const CROSS_ACCOUNT = new Set([
  'Decrypt',
  'DeriveSharedSecret',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'ReEncryptFrom',
  'ReEncryptTo',
  'Sign',
  'Verify',
  'VerifyMac',
  'CreateGrant',
  'DescribeKey',
  'GetKeyRotationStatus',
  'GetPublicKey',
  'ListGrants',
  'RetireGrant',
  'RevokeGrant',
]);

/** What let a caller in. */
export interface Leave {
  /** The grant that allowed, where no policy did. */
  readonly grant?: Grant;
}

/** There are few actions; each is joined once, so that the maps it is looked up in need not hash a new text each time. */
const actions = new Map<string, string>();

/** The IAM action of an operation: `kms:Encrypt`. */
export function kmsAction(name: string): string {
  let action = actions.get(name);
  if (action === undefined) {
    action = `kms:${name}`;
    actions.set(name, action);
  }
  return action;
}

/**
 * Lets the caller use the key, or refuses. Another account's copy of the record goes to the key's owner. `givenAs`: how
 * the request names the key.
 */
export function authorizeKey(context: Context, key: Key, use: KeyUse, givenAs?: string): Leave {
  checkGrantTokens(context);
  const foreign = key.account !== context.account;
  if (foreign && !CROSS_ACCOUNT.has(use.action)) refuseUse(context, key, use, undefined);
  const decision = decideKey(context, key, use, givenAs);
  if (decision.explicitDeny) refuseUse(context, key, use, decision);
  // What an organization does not allow, no grant can give.
  const limited = decision.because === 'service control policy';
  const grant = decision.allowed || limited ? undefined : coveringGrant(context, key, use);
  if (!decision.allowed && !grant) refuseUse(context, key, use, decision);
  noteOwner(context, key);
  return { grant };
}

/** A call on a key of another account is in the trail of the key's owner too (documented). */
export function noteOwner(context: Context, key: Key): void {
  if (key.account === context.account) return;
  const { alsoFor = [] } = context.record;
  if (!alsoFor.includes(key.account)) context.record.alsoFor = [...alsoFor, key.account];
}

/** Refuses tokens that no grant has; which keys the grants are for does not matter (order and text assumed). */
function checkGrantTokens(context: Context): void {
  const tokens = context.call.input.GrantTokens as readonly string[] | undefined;
  if (tokens === undefined) return;
  for (const token of tokens) {
    if (context.world.kms.grantTokens.has(token)) continue;
    refuse('InvalidGrantTokenException', undefined, { rule: kmsRulesText['grant-tokens-must-exist'] });
  }
}

/** What the policies say, grants left aside. */
export function decideKey(context: Context, key: Key, use: KeyUse, givenAs?: string): Decision {
  return context.rules.decide({
    identity: context.identity,
    action: kmsAction(use.action),
    resource: key.arn,
    resourceAccount: key.account,
    conditions: conditionsOf(context, kmsConditions(context, key, use, givenAs)),
    resourcePolicy: key.policy,
    mode: 'delegated',
  });
}

/** What the caller's own IAM policies say, where no key policy counts. `key` where the action is on one. */
export function decideByIdentity(context: Context, resource: string, use: KeyUse, key?: Key): Decision {
  return context.rules.decide({
    identity: context.identity,
    action: kmsAction(use.action),
    resource,
    resourceAccount: context.account,
    conditions: conditionsOf(context, kmsConditions(context, key, use)),
    mode: 'identity',
  });
}

/** Refuses a use in AWS's words, which never tell whether a key of another account exists. */
export function refuseUse(context: Context, key: Key, use: KeyUse, decision: Decision | undefined): never {
  if (!decision || key.account !== context.account) return hiddenKey(context, `kms:${use.action}`);
  const on = use.refusedOn ?? `resource: ${key.arn}`;
  const rule = decision.explicitDeny ? kmsRulesText['explicit-deny-wins'] : kmsRulesText['key-policy-decides'];
  return accessDenied(deniedWords(context.identity, `kms:${use.action}`, on, decision), rule);
}

/** The first grant of the caller that covers the use: a role's grants serve its sessions, an account's its principals. */
function coveringGrant(context: Context, key: Key, use: KeyUse): Grant | undefined {
  const { identity, world, rules } = context;
  const asked = {
    operation: use.action,
    encryptionContext: use.encryptionContext,
    sourceArn: context.call.caller.sourceArn,
  };
  // Only AWS's own rule is known to look at the encryption context in the way that the anchors presume.
  const anchored = BOUND_BY_CONTEXT.has(use.action) && rules.kms.grantCovers === grantCovers;
  const grantees = [identity.arn, identity.roleArn, identity.account && `arn:aws:iam::${identity.account}:root`];
  for (const grantee of grantees) {
    if (!grantee) continue;
    const lists = anchored
      ? grantsByAnchor(world, key.arn, grantee, use.encryptionContext)
      : [grantsOf(world, key.arn, grantee)];
    const found = firstCovering(context, lists, asked);
    if (found) return found;
  }
  return undefined;
}

/** Of the first of each list that covers the use, the one with the lowest id. */
function firstCovering(context: Context, lists: Iterable<Iterable<Grant>>, use: AuthorizedUse): Grant | undefined {
  let first: Grant | undefined;
  for (const grants of lists) {
    for (const grant of grants) {
      if (first && first.id < grant.id) break;
      if (!context.rules.kms.grantCovers(grant, use)) continue;
      first = grant;
      break;
    }
  }
  return first;
}

/** What an encryption context belongs to: the only operations that its constraints apply to. */
const BOUND_BY_CONTEXT: ReadonlySet<string> = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  // With the constraints of the grant that is made: it must be as tight as the one it is made under.
  'CreateGrant',
]);

/**
 * Whether a grant covers a use: the operation is among its own and the encryption context satisfies its constraint.
 * Constraints are not looked at for DescribeKey and RetireGrant; CreateGrant counts with the constraints of the new grant.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html (documented).
 */
export function grantCovers(grant: Grant, use: AuthorizedUse): boolean {
  if (grant.state !== 'Active' || !grant.operations.includes(use.operation as Grant['operations'][number]))
    return false;
  if (!grant.constraints) return true;
  const { encryptionContextEquals: equals, encryptionContextSubset: subset, sourceArn } = grant.constraints;
  if (sourceArn !== undefined && !(use.sourceArn !== undefined && likeArn(sourceArn, use.sourceArn))) return false;
  if (!BOUND_BY_CONTEXT.has(use.operation)) return true;
  const given = use.encryptionContext ?? {};
  if (subset) return containsPairs(given, subset);
  if (equals) return containsPairs(given, equals) && Object.keys(given).length === Object.keys(equals).length;
  return true;
}

/** Whether an ARN is one that a pattern with `*` and `?` means. */
function likeArn(pattern: string, arn: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(arn);
}

function containsPairs(given: EncryptionContext, wanted: EncryptionContext): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(given, name) && given[name] === value);
}
