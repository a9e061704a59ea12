/**
 * May this caller do this? AWS's evaluation logic over all policy types. Sources:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
import { Reach } from './principal.ts';
import { applies, type Question, statementsOf } from './statement.ts';
import type { AuthorizationRequest, Decision, Identity, MatchedStatement, Policy } from './types.ts';

type Because = Decision['because'];
type PolicyType = MatchedStatement['policy'];

/** What the policies of one type say together. */
interface Verdict {
  readonly denied: boolean;
  /** How directly an Allow reaches the caller; in policies of the caller itself always `Self`. */
  readonly allowed: Reach;
}

const SILENT: Verdict = { denied: false, allowed: Reach.None };
const DENIED: Verdict = { denied: true, allowed: Reach.None };
const ALLOWED: Readonly<Record<Reach, Verdict>> = {
  [Reach.None]: SILENT,
  [Reach.Account]: { denied: false, allowed: Reach.Account },
  [Reach.Role]: { denied: false, allowed: Reach.Role },
  [Reach.Self]: { denied: false, allowed: Reach.Self },
};

/** Asks one policy and notes the statements that apply. */
function ask(
  question: Question,
  policy: Policy,
  type: PolicyType,
  policyIndex: number,
  matched: MatchedStatement[],
): Verdict {
  const statements = statementsOf(policy);
  let denied = false;
  let allowed: Reach = Reach.None;
  for (let statementIndex = 0; statementIndex < statements.length; statementIndex++) {
    const statement = statements[statementIndex]!;
    const reach = type === 'resource' ? statement.reach(question.request.identity) : Reach.Self;
    if (reach === Reach.None || !applies(statement, question)) continue;
    matched.push({ policy: type, policyIndex, statementIndex, sid: statement.sid, effect: statement.effect });
    if (statement.effect === 'Deny') denied = true;
    else if (reach > allowed) allowed = reach;
  }
  return denied ? DENIED : ALLOWED[allowed];
}

/** Asks policies of which one must allow. Their positions count from `firstIndex`. */
function askAll(
  question: Question,
  policies: readonly Policy[],
  type: PolicyType,
  firstIndex: number,
  matched: MatchedStatement[],
): Verdict {
  if (policies.length === 1) return ask(question, policies[0]!, type, firstIndex, matched);
  let verdict = SILENT;
  for (let index = 0; index < policies.length; index++) {
    const next = ask(question, policies[index]!, type, firstIndex + index, matched);
    if (next.denied || (!verdict.denied && next.allowed > verdict.allowed)) verdict = next;
  }
  return verdict;
}

const SERVICE_LINKED_ROLE = /^arn:[^:]+:iam::\d{12}:role\/aws-service-role\//;

/**
 * Service control policies bind principals of member accounts, the root user and EC2's identity-only role too, but not
 * service-linked roles.
 * Sources: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html,
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html (documented).
 */
function organizationLevels(identity: Identity): Identity['serviceControlPolicies'] {
  if (!identity.serviceControlPolicies?.length) return undefined;
  if (identity.kind === 'AWSService' || identity.kind === 'Anonymous') return undefined;
  return identity.roleArn !== undefined && SERVICE_LINKED_ROLE.test(identity.roleArn)
    ? undefined
    : identity.serviceControlPolicies;
}

/** Every level must allow; without an organization nothing limits. Policies are numbered through all levels. */
function askOrganization(question: Question, matched: MatchedStatement[]): Verdict {
  const levels = organizationLevels(question.request.identity);
  if (!levels) return ALLOWED[Reach.Self];
  let verdict = ALLOWED[Reach.Self];
  let firstIndex = 0;
  for (const level of levels) {
    const next = askAll(question, level, 'serviceControl', firstIndex, matched);
    if (!verdict.denied && (next.denied || next.allowed === Reach.None)) verdict = next;
    firstIndex += level.length;
  }
  return verdict;
}

/** Asks a policy that limits; without one nothing limits. */
function askLimit(
  question: Question,
  policy: Policy | undefined,
  type: PolicyType,
  matched: MatchedStatement[],
): Verdict {
  return policy ? ask(question, policy, type, 0, matched) : ALLOWED[Reach.Self];
}

/** The answers of all policy types to one request. */
interface Verdicts {
  readonly organization: Verdict;
  readonly resource: Verdict;
  readonly identity: Verdict;
  readonly boundary: Verdict;
  readonly session: Verdict;
}

function explicitDeny(verdicts: Verdicts): Because | undefined {
  if (verdicts.organization.denied) return 'service control policy';
  if (verdicts.resource.denied) return 'resource-based policy';
  if (verdicts.identity.denied) return 'identity-based policy';
  if (verdicts.boundary.denied) return 'permissions boundary';
  if (verdicts.session.denied) return 'session policy';
  return undefined;
}

/** The first limit that does not allow. */
function limitedBy(verdicts: Verdicts): Because | undefined {
  if (verdicts.boundary.allowed === Reach.None) return 'permissions boundary';
  if (verdicts.session.allowed === Reach.None) return 'session policy';
  return undefined;
}

/** What the caller's own account is missing to allow the request, if anything. */
function missingOnCallerSide(identity: Identity, verdicts: Verdicts): Because | undefined {
  if (identity.kind === 'Root') return undefined;
  if (verdicts.identity.allowed === Reach.None) return 'identity-based policy';
  return limitedBy(verdicts);
}

/** An answer without explicit denies: allowed thanks to `because`, or refused for want of it. */
interface Outcome {
  readonly allowed: boolean;
  readonly because: Because;
}

const allowedBy = (because: Because): Outcome => ({ allowed: true, because });
const refusedFor = (because: Because): Outcome => ({ allowed: false, because });

/** Services, anonymous callers, and root users where only the resource policy counts. */
const byResourcePolicyAlone = (verdicts: Verdicts): Outcome =>
  verdicts.resource.allowed === Reach.None ? refusedFor('resource-based policy') : allowedBy('resource-based policy');

function acrossAccounts(identity: Identity, verdicts: Verdicts): Outcome {
  const missing = missingOnCallerSide(identity, verdicts);
  return missing ? refusedFor(missing) : byResourcePolicyAlone(verdicts);
}

function byIdentity(identity: Identity, verdicts: Verdicts): Outcome {
  if (identity.kind === 'Root') return allowedBy('root user');
  const missing = missingOnCallerSide(identity, verdicts);
  return missing ? refusedFor(missing) : allowedBy('identity-based policy');
}

function insideAccount(request: AuthorizationRequest, verdicts: Verdicts): Outcome {
  const { identity, mode } = request;
  const { allowed } = verdicts.resource;
  if (mode === 'identity') return byIdentity(identity, verdicts);
  if (mode === 'delegated' && (identity.kind === 'Root' || allowed === Reach.None))
    return byResourcePolicyAlone(verdicts);
  if (allowed === Reach.Self && identity.kind !== 'Root') return allowedBy('resource-based policy');
  if (allowed === Reach.Role) {
    const limit = limitedBy(verdicts);
    return limit ? refusedFor(limit) : allowedBy('resource-based policy');
  }
  return byIdentity(identity, verdicts);
}

function settle(request: AuthorizationRequest, verdicts: Verdicts): Outcome {
  const { identity } = request;
  if (verdicts.organization.allowed === Reach.None) return refusedFor('service control policy');
  if (identity.kind === 'AWSService' || identity.kind === 'Anonymous') return byResourcePolicyAlone(verdicts);
  if (identity.account !== request.resourceAccount) return acrossAccounts(identity, verdicts);
  return insideAccount(request, verdicts);
}

/** Actions come in few spellings; lower-casing each once keeps it off the hot path. */
const lowerCaseActions = new Map<string, string>();

function lowerCaseAction(action: string): string {
  let lower = lowerCaseActions.get(action);
  if (lower === undefined) {
    lower = action.toLowerCase();
    lowerCaseActions.set(action, lower);
  }
  return lower;
}

/**
 * Decides a request. A refusal's `because` is the policy type that AWS's message blames; `matched` lists every
 * statement that applied, also in policies that did not tip the scales.
 */
export function decide(request: AuthorizationRequest): Decision {
  const { identity } = request;
  const matched: MatchedStatement[] = [];
  const question: Question = { request, lowerCaseAction: lowerCaseAction(request.action) };
  const resourcePolicy = request.mode === 'identity' ? undefined : request.resourcePolicy;
  const verdicts: Verdicts = {
    organization: askOrganization(question, matched),
    resource: resourcePolicy ? ask(question, resourcePolicy, 'resource', 0, matched) : SILENT,
    identity: askAll(question, identity.policies, 'identity', 0, matched),
    boundary: askLimit(question, identity.permissionsBoundary, 'permissionsBoundary', matched),
    session: askLimit(question, identity.sessionPolicy, 'session', matched),
  };
  const denial = explicitDeny(verdicts);
  if (denial) return { allowed: false, explicitDeny: true, because: denial, matched };
  const { allowed, because } = settle(request, verdicts);
  return { allowed, explicitDeny: false, because, matched };
}
