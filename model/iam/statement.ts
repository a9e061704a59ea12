/** Statements compiled for matching. Compiling is a pure function of the policy and remembered beside it. */
import { type Clause, compileCondition } from './conditions.ts';
import { type Matcher, matchesPattern, wildcardMatcher } from './match.ts';
import { type CompiledPrincipals, compilePrincipals, Reach, reachOf, sparedFromDeny } from './principal.ts';
import type { AuthorizationRequest, Identity, Policy, PrincipalElement, Statement } from './types.ts';
import { compileTemplate } from './variables.ts';

/** A request as statements look at it. */
export interface Question {
  readonly request: AuthorizationRequest;
  readonly lowerCaseAction: string;
}

/** undefined: a policy variable has no value, so the statement does not apply. */
type ResourceTest = (resource: string, question: Question) => boolean | undefined;

/** A statement ready for matching. */
export interface CompiledStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** How the statement reaches a caller when it stands in a resource policy. */
  readonly reach: (identity: Identity) => Reach;
  readonly action: Matcher;
  readonly resource: ResourceTest;
  readonly clauses: readonly Clause[];
}

const never = (): boolean => false;

function anyOf(matchers: readonly Matcher[]): Matcher {
  if (matchers.length === 1) return matchers[0]!;
  return (text) => {
    for (const matches of matchers) if (matches(text)) return true;
    return false;
  };
}

function compileActions(statement: Statement): Matcher {
  const written = statement.action ?? statement.notAction;
  if (!written) return never;
  const matches = anyOf(written.map((action) => wildcardMatcher(action.toLowerCase())));
  return statement.action ? matches : (action) => !matches(action);
}

/** Where the resource part of an ARN begins: after the fifth colon; variables count only there. */
function resourcePartOf(arn: string): number {
  let at = 0;
  for (let colons = 0; colons < 5; colons++) {
    const colon = arn.indexOf(':', at);
    if (colon < 0) return arn.length;
    at = colon + 1;
  }
  return at;
}

/**
 * Completes an ARN of fewer than six components with wildcards: `arn:aws:sqs` means `arn:aws:sqs:*:*:*`. Only in
 * policies of callers, whose statements have no principal.
 */
function completeArn(statement: Statement, written: string): string {
  if (!written.startsWith('arn:') || statement.principal || statement.notPrincipal) return written;
  return written + ':*'.repeat(Math.max(0, 6 - written.split(':').length));
}

function compileResource(written: string, variables: boolean): ResourceTest {
  const template = compileTemplate(written, variables, resourcePartOf(written));
  if (!template.variable && !written.includes('${')) return wildcardMatcher(written);
  return (resource, question) => {
    const pattern = template.pattern(question.request.conditions);
    return pattern === undefined ? undefined : matchesPattern(pattern, resource);
  };
}

function compileResources(statement: Statement, variables: boolean): ResourceTest {
  const written = statement.resource ?? statement.notResource;
  if (!written) return never;
  const tests = written.map((resource) => compileResource(completeArn(statement, resource), variables));
  const matchesAny: ResourceTest = (resource, question) => {
    let result: boolean | undefined = false;
    for (const test of tests) {
      const matched = test(resource, question);
      if (matched) return true;
      if (matched === undefined) result = undefined;
    }
    return result;
  };
  if (statement.resource) return tests.length === 1 ? tests[0]! : matchesAny;
  return (resource, question) => matchesAny(resource, question) === false;
}

/** NotPrincipal with Allow speaks of everybody whom the element does not reach at all. */
function compileNotPrincipal(element: PrincipalElement, effect: Statement['effect']): CompiledStatement['reach'] {
  const principals: CompiledPrincipals = compilePrincipals(element);
  return effect === 'Deny'
    ? (identity) => (sparedFromDeny(principals, identity) ? Reach.None : Reach.Self)
    : (identity) => (reachOf(principals, identity) === Reach.None ? Reach.Self : Reach.None);
}

function compileReach(statement: Statement): CompiledStatement['reach'] {
  if (statement.notPrincipal) return compileNotPrincipal(statement.notPrincipal, statement.effect);
  if (!statement.principal) return () => Reach.None;
  const principals = compilePrincipals(statement.principal);
  return (identity) => reachOf(principals, identity);
}

function compileStatement(statement: Statement, variables: boolean): CompiledStatement {
  return {
    sid: statement.sid,
    effect: statement.effect,
    reach: compileReach(statement),
    action: compileActions(statement),
    resource: compileResources(statement, variables),
    clauses: compileCondition(statement.condition, variables),
  };
}

const compiledPolicies = new WeakMap<Policy, readonly CompiledStatement[]>();

/** The statements of a policy, compiled; the same policy object is compiled once. */
export function statementsOf(policy: Policy): readonly CompiledStatement[] {
  let compiled = compiledPolicies.get(policy);
  if (!compiled) {
    const variables = policy.version === '2012-10-17';
    compiled = policy.statements.map((statement) => compileStatement(statement, variables));
    compiledPolicies.set(policy, compiled);
  }
  return compiled;
}

/** Whether action, resource and conditions of a statement fit a request, whoever makes it. */
export function applies(statement: CompiledStatement, question: Question): boolean {
  if (!statement.action(question.lowerCaseAction)) return false;
  if (statement.resource(question.request.resource, question) !== true) return false;
  if (statement.clauses.length === 0) return true;
  const context = question.request.conditions;
  for (const holds of statement.clauses) if (!holds(context)) return false;
  return true;
}
