/**
 * The policy lockout safety check: whoever sets a key policy must be able to set it again under that policy.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (documented), text reported.
 */
import { conditionsOf } from '../authorization.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import type { Policy } from '../iam/types.ts';
import { kmsConditions } from './conditions.ts';
import { kmsRulesText } from './errors.ts';
import type { Key } from './state.ts';

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
