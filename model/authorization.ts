/**
 * What authorization has in common in all services: the global condition keys of a request, and the words of a refusal.
 * The evaluator itself is `iam/decide.ts`.
 */
import type { Context } from './context.ts';
import type { ConditionContext, Decision, Identity } from './iam/types.ts';
import { isoTime } from './time.ts';

/**
 * Looks up a global condition key (lower-cased). A service asks its own keys first and falls back to this.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (documented).
 */
export function globalCondition(context: Context, key: string): readonly string[] | undefined {
  const { identity, call } = context;
  switch (key) {
    case 'aws:principalarn':
      // Requests without a signature have none.
      return identity.kind === 'Anonymous' ? undefined : [identity.roleArn ?? identity.arn];
    case 'aws:principalaccount':
      return identity.account ? [identity.account] : undefined;
    case 'aws:principaltype':
      return [identity.kind === 'Root' ? 'Account' : identity.kind === 'IAMUser' ? 'User' : identity.kind];
    case 'aws:username':
      return identity.kind === 'IAMUser' && identity.userName ? [identity.userName] : undefined;
    case 'aws:userid':
      return [identity.principalId];
    case 'aws:principalisawsservice':
      return [String(identity.kind === 'AWSService')];
    case 'aws:principalservicename':
      return identity.kind === 'AWSService' ? [identity.arn] : undefined;
    case 'aws:viaawsservice':
      return [String(call.caller.via !== undefined && identity.kind !== 'AWSService')];
    case 'aws:calledvia':
    case 'aws:calledviafirst':
    case 'aws:calledvialast':
      return call.caller.via ? [`${call.caller.via.service}.amazonaws.com`] : undefined;
    case 'aws:sourceaccount':
      return identity.kind === 'AWSService' && identity.account ? [identity.account] : undefined;
    case 'aws:sourcearn':
      return identity.kind === 'AWSService' && call.caller.sourceArn ? [call.caller.sourceArn] : undefined;
    case 'aws:sourceip':
      // Not in the request when a service makes the call for its caller.
      return call.caller.via ? undefined : [context.connection.sourceIpAddress];
    case 'aws:securetransport':
      return [String(context.connection.secureTransport)];
    case 'aws:useragent':
      return [context.connection.userAgent];
    case 'aws:requestedregion':
      return [call.region];
    case 'aws:currenttime':
      return [isoTime(context.nowMs)];
    case 'aws:epochtime':
      return [String(Math.trunc(context.nowMs / 1000))];
    default:
      if (key.startsWith('aws:principaltag/')) return tagValue(identity, key.slice('aws:principaltag/'.length));
      return undefined;
  }
}

function tagValue(identity: Identity, lowerName: string): readonly string[] | undefined {
  for (const [name, value] of Object.entries(identity.tags ?? {})) if (name.toLowerCase() === lowerName) return [value];
  return undefined;
}

/** Condition keys of a service first, the global ones after. */
export function conditionsOf(context: Context, own: ConditionContext): ConditionContext {
  return (key) => own(key) ?? globalCondition(context, key);
}

/**
 * AWS's newer words for a refusal: `User: ARN is not authorized to perform: ACTION on resource: ARN because ...`.
 * `on` replaces `resource: ARN` where AWS names the resource otherwise; actions without resources give undefined.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html (documented).
 */
export function deniedWords(identity: Identity, action: string, on: string | undefined, decision: Decision): string {
  const who = identity.kind === 'Anonymous' ? 'anonymous' : identity.arn;
  return `User: ${who} is not authorized to perform: ${action}${on === undefined ? '' : ` on ${on}`} ${reasonWords(action, decision)}`;
}

function reasonWords(action: string, decision: Decision): string {
  const policy = decision.because === 'root user' ? 'resource-based policy' : decision.because;
  if (decision.explicitDeny) return `with an explicit deny in ${policy.startsWith('i') ? 'an' : 'a'} ${policy}`;
  return `because no ${policy} allows the ${action} action`;
}
