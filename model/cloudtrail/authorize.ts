/** Who may call CloudTrail: identity-based policies decide. */
import { conditionsOf, deniedWords } from '../authorization.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import type { ConditionContext } from '../iam/types.ts';
import { ERROR_RULES } from './errors.ts';

/** What an action is about. */
export interface ActionTarget {
  /** ARN of the trail; absent for actions without resources. */
  readonly arn?: string;
  /** CloudTrail's own condition keys (aws:RequestTag/..., aws:ResourceTag/..., aws:TagKeys). */
  readonly conditions?: ConditionContext;
}

/** Lets the caller go on, or refuses. `action` is without `cloudtrail:`. */
export function authorize(context: Context, action: string, target: ActionTarget = {}): void {
  const decision = context.rules.decide({
    identity: context.identity,
    action: `cloudtrail:${action}`,
    resource: target.arn ?? '*',
    resourceAccount: target.arn?.split(':')[4] ?? context.account,
    conditions: conditionsOf(context, target.conditions ?? (() => undefined)),
    mode: 'identity',
  });
  if (decision.allowed) return;
  const on = target.arn === undefined ? undefined : `resource: ${target.arn}`;
  refuse('AccessDeniedException', deniedWords(context.identity, `cloudtrail:${action}`, on, decision), {
    rule: ERROR_RULES['denied-without-leave'],
    trailCode: 'AccessDenied',
  });
}
