/**
 * What a new key policy must fulfil beyond its form: whom it names exists, and whoever sets it can set it again under it.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (documented), texts reported; that
 * principals are looked at first is assumed.
 */
import { conditionsOf } from '../authorization.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { missingPrincipal } from '../iam/exists.ts';
import type { Policy } from '../iam/types.ts';
import { kmsConditions } from './conditions.ts';
import { kmsRulesText } from './errors.ts';
import type { Key } from './state.ts';

/** A key policy as a request gives it: how, and for which key where it exists already. */
export interface NewPolicy {
  readonly policy: Policy;
  readonly bypassLockoutCheck?: boolean;
  readonly key?: Key;
}

/** Refuses a policy that its author may not set: conditions that let everything through, nobody's names, a lockout. */
export function checkNewPolicy(context: Context, { policy, bypassLockoutCheck, key }: NewPolicy): void {
  if (policy.statements.some(({ principal, notPrincipal }) => !principal && !notPrincipal)) refuseNobody();
  checkConditions(policy);
  checkPrincipals(context, policy);
  if (!bypassLockoutCheck) checkLockout(context, policy, key);
}

/** Every statement of a key policy says whom it is about (documented: key-policy-overview; the text is assumed). */
function refuseNobody(): never {
  return refuse('MalformedPolicyDocumentException', 'Missing required field Principal', {
    rule: kmsRulesText['malformed-policy'],
  });
}

/** Condition keys with one value that KMS does not take with ForAllValues, by their beginnings, and its word for what they test. */
const SINGLE_VALUED = [
  ['kms:encryptioncontext:', 'encryption context'],
  ['aws:requesttag/', 'tag'],
] as const;

function checkConditions({ statements }: Policy): void {
  for (const { condition } of statements)
    for (const [operator, keys] of Object.entries(condition ?? {})) {
      if (!operator.toLowerCase().startsWith('forallvalues:')) continue;
      for (const name of Object.keys(keys)) refuseOverlyPermissive(name.toLowerCase());
    }
}

function refuseOverlyPermissive(name: string): void {
  const [, what] = SINGLE_VALUED.find(([prefix]) => name.startsWith(prefix)) ?? [];
  if (!what) return;
  refuse(
    'MalformedPolicyDocumentException',
    `OverlyPermissiveCondition: Using the ForAllValues set operator with a single-valued condition key matches requests without the specified ${what} or with an unspecified ${what}. To fix, remove ForAllValues.`,
    { rule: kmsRulesText['overly-permissive-condition'] },
  );
}

/** Refuses a policy that names a user, role or session of a role that does not exist. */
function checkPrincipals(context: Context, policy: Policy): void {
  if (missingPrincipal(context.world.iam, policy) === undefined) return;
  refuse('MalformedPolicyDocumentException', 'Policy contains a statement with one or more invalid principals.', {
    rule: kmsRulesText['principals-exist'],
  });
}

/** Refuses a policy under which the caller could not call PutKeyPolicy; `key` where it exists already. */
function checkLockout(context: Context, policy: Policy, key?: Key): void {
  const decision = context.rules.decide({
    identity: context.identity,
    action: 'kms:PutKeyPolicy',
    resource: key?.arn ?? '*',
    resourceAccount: context.account,
    conditions: conditionsOf(context, kmsConditions(context, key, {})),
    resourcePolicy: policy,
    mode: 'delegated',
  });
  if (decision.allowed) return;
  refuse(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
    { rule: kmsRulesText['lockout-check'] },
  );
}
