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

/** Refuses a policy that names a user, role or session of a role that does not exist. */
export function checkPrincipals(context: Context, policy: Policy): void {
  if (missingPrincipal(context.world.iam, policy) === undefined) return;
  refuse('MalformedPolicyDocumentException', 'Policy contains a statement with one or more invalid principals.', {
    rule: kmsRulesText['principals-exist'],
  });
}

/** Refuses a policy under which the caller could not call PutKeyPolicy; `key` where it exists already. */
export function checkLockout(context: Context, policy: Policy, key?: Key): void {
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
