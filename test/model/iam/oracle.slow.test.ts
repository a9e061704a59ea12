// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how policy variables are written
/**
 * Our evaluator against another, independently written one: the npm package `@cloud-copilot/iam-simulate` (AGPL-3.0; a
 * development dependency that no shipped code imports). Random decisions must agree. Where the two differ, a named
 * exclusion says which statements are to blame and why we stay with our answer; without those statements the two must
 * agree, so an exclusion hides nothing but its own statements. An exclusion that no longer occurs fails the test too.
 */
import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../model/iam/decide.ts';
import { compilePrincipals, Reach, reachOf } from '../../../model/iam/principal.ts';
import type { AuthorizationRequest, Decision, MatchedStatement, Policy, Statement } from '../../../model/iam/types.ts';
import { parsed, policy } from './cases.ts';
import { anyCase, type Case } from './generators.ts';

const BATCHES = 20;
const BATCH_SIZE = 2_000;
const SEED = 20261124;

type Verdict = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

function ourVerdict(request: AuthorizationRequest): Verdict {
  return verdictOf(decide(request));
}

function verdictOf({ allowed, explicitDeny }: Decision): Verdict {
  return allowed ? 'Allowed' : explicitDeny ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
}

const documentOf = (given: Policy): unknown => JSON.parse(given.text);
const named = (policies: readonly Policy[]) =>
  policies.map((given, index) => ({ name: `policy-${index}`, policy: documentOf(given) }));

/** The other evaluator has no root user: what root may do by nature is written as a policy. */
const ROOT_POLICY = policy({});

function simulationOf({ request, context }: Case): Simulation {
  const { identity, action, resource, resourceAccount, resourcePolicy, mode } = request;
  const { kind, arn, policies, sessionPolicy, permissionsBoundary, serviceControlPolicies = [] } = identity;
  const values = Object.entries(context).map(([key, list]) => [key, key === 'aws:TagKeys' ? [...list] : list[0]!]);
  return {
    request: {
      principal: kind === 'Anonymous' ? { type: 'Anonymous' } : arn,
      action,
      resource: { resource, accountId: resourceAccount },
      contextVariables: Object.fromEntries(values),
    },
    identityPolicies: named(kind === 'Root' ? [ROOT_POLICY] : policies),
    sessionPolicy: sessionPolicy && documentOf(sessionPolicy),
    serviceControlPolicies: serviceControlPolicies.map((level, index) => ({
      orgIdentifier: `level-${index}`,
      policies: named(level),
    })),
    resourceControlPolicies: [],
    resourcePolicy: mode !== 'identity' && resourcePolicy ? documentOf(resourcePolicy) : undefined,
    permissionBoundaryPolicies: permissionsBoundary && named([permissionsBoundary]),
  };
}

async function theirVerdict(given: Case): Promise<Verdict> {
  const result = await runSimulation(simulationOf(given), { simulationMode: 'Strict' });
  if (result.resultType !== 'single') throw new Error(`The other evaluator refused: ${JSON.stringify(result)}`);
  const ignored = result.result.ignoredContextKeys ?? [];
  if (ignored.length > 0) throw new Error(`The other evaluator ignored ${ignored.join(', ')}.`);
  return result.overallResult;
}

/** The two have the same question before them: without a resource policy there is no access across accounts. */
const comparable = ({ request }: Case): boolean =>
  request.mode !== 'identity' || request.identity.account === request.resourceAccount;

/** Where a statement stands. */
interface Place {
  readonly version: string;
  readonly type: MatchedStatement['policy'];
}

type Concerns = (statement: Statement, given: Case, place: Place) => boolean;

const operands = (statement: Statement, operator: RegExp): readonly string[] =>
  Object.entries(statement.condition ?? {})
    .filter(([name]) => operator.test(name))
    .flatMap(([, keys]) => Object.values(keys).flat());

const isV6 = (address: string): boolean => address.includes(':');

/** Statements on which the two differ, and why ours stays. */
const EXCLUSIONS: Readonly<Record<string, Concerns>> = {
  // It reads variables in every policy. AWS: only version 2012-10-17 has them.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  'variables in an old version': (statement, _given, { version }) =>
    version === '2008-10-17' && JSON.stringify(statement).includes('${'),
  // It takes ${*} for a wildcard escape only in the Like operators; AWS documents it without such a limit (same page).
  'escaped asterisk in an operator without wildcards': (statement) =>
    operands(statement, /String(Not)?Equals/).some((operand) => operand.includes('${*}')),
  // It answers false. AWS: IfExists makes the element true when the key is absent.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists
  'ForAnyValue with IfExists on a missing key': (statement, { context }) =>
    !context['aws:TagKeys'] &&
    Object.keys(statement.condition ?? {}).some((name) => /^ForAnyValue:.*IfExists$/.test(name)),
  // It answers false for an address of the other family (not so for ranges). AWS: all addresses except the specified one.
  'NotIpAddress of a single address of the other family': (statement, { context }) =>
    operands(statement, /^NotIpAddress/).some(
      (operand) => !operand.includes('/') && isV6(operand) !== isV6(context['aws:SourceIp']?.[0] ?? operand),
    ),
  // It spares a caller of whom any level is named. AWS's own example spares Bob alone though Bob's whole account is
  // named beside him: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  'Deny with NotPrincipal': ({ effect, notPrincipal }) => effect === 'Deny' && notPrincipal !== undefined,
  // It lets a session policy limit what a resource policy grants to the session itself, or to everybody. AWS: not limited
  // by an implicit deny in a session policy.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
  'direct grant to a session with a session policy': ({ effect, principal, notPrincipal }, { request }, { type }) =>
    type === 'resource' &&
    effect === 'Allow' &&
    request.identity.sessionPolicy !== undefined &&
    request.identity.account === request.resourceAccount &&
    (notPrincipal !== undefined || reachOf(compilePrincipals(principal!), request.identity) === Reach.Self),
  // It completes them in every policy of a caller but not here, where we do. AWS speaks of identity-based policies, and
  // of service control policies only that their syntax is almost the same.
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
  'incomplete ARN in a service control policy': ({ resource, notResource }, _given, { type }) =>
    type === 'serviceControl' && (resource ?? notResource ?? []).includes('arn:aws:s3'),
};

/** What stands in place of an excluded statement, so that policies stay what they are. */
const INERT = { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::bucket' };

/** A request without excluded statements, and the names of the exclusions that concerned it. */
function withoutExcluded(given: Case): { reduced: Case; concerned: ReadonlySet<string> } {
  const concerned = new Set<string>();
  const keep = (statement: Statement, place: Place): boolean => {
    const names = Object.keys(EXCLUSIONS).filter((name) => EXCLUSIONS[name]!(statement, given, place));
    for (const name of names) concerned.add(name);
    return names.length === 0;
  };
  const reduce =
    (type: Place['type']) =>
    (own: Policy): Policy => {
      const { Version, Statement } = documentOf(own) as { Version: string; Statement: object[] };
      const kept = own.statements.map((statement, index) =>
        keep(statement, { version: own.version, type })
          ? Statement[index]!
          : { ...INERT, ...(hasPrincipal(statement) ? { Principal: '*' } : {}) },
      );
      return parsed({ Version, Statement: kept });
    };
  const { request, context } = given;
  const { identity } = request;
  const reducedRequest: AuthorizationRequest = {
    ...request,
    resourcePolicy: request.resourcePolicy && reduce('resource')(request.resourcePolicy),
    identity: {
      ...identity,
      policies: identity.policies.map(reduce('identity')),
      permissionsBoundary: identity.permissionsBoundary && reduce('permissionsBoundary')(identity.permissionsBoundary),
      sessionPolicy: identity.sessionPolicy && reduce('session')(identity.sessionPolicy),
      serviceControlPolicies: identity.serviceControlPolicies?.map((level) => level.map(reduce('serviceControl'))),
    },
  };
  return { reduced: { request: reducedRequest, context }, concerned };
}

const hasPrincipal = ({ principal, notPrincipal }: Statement): boolean =>
  principal !== undefined || notPrincipal !== undefined;

/** What came of a run. */
interface Tally {
  compared: number;
  /** How often each verdict came for each reason. */
  readonly reasons: Record<string, number>;
  readonly excluded: Set<string>;
  readonly unexplained: string[];
}

async function compare(given: Case, tally: Tally): Promise<void> {
  const decision = decide(given.request);
  const [ours, theirs] = [verdictOf(decision), await theirVerdict(given)];
  const reason = `${ours}: ${decision.because}`;
  tally.compared++;
  tally.reasons[reason] = (tally.reasons[reason] ?? 0) + 1;
  if (ours === theirs) return;
  const { reduced, concerned } = withoutExcluded(given);
  const agree = ourVerdict(reduced.request) === (await theirVerdict(reduced));
  if (concerned.size === 0 || !agree) {
    tally.unexplained.push(`ours ${ours}, theirs ${theirs}: ${JSON.stringify(simulationOf(reduced))}`);
  } else if (concerned.size === 1) {
    for (const name of concerned) tally.excluded.add(name);
  }
}

/** All the reasons that there are. */
const REASONS: readonly string[] = [
  ...['identity-based policy', 'resource-based policy', 'root user'].map((policyType) => `Allowed: ${policyType}`),
  ...['ImplicitlyDenied', 'ExplicitlyDenied'].flatMap((verdict) =>
    [
      'identity-based policy',
      'resource-based policy',
      'permissions boundary',
      'session policy',
      'service control policy',
    ].map((policyType) => `${verdict}: ${policyType}`),
  ),
];

describe('decide and @cloud-copilot/iam-simulate', () => {
  it('agree on random decisions but for the named exclusions', { timeout: 300_000 }, async () => {
    const tally: Tally = {
      compared: 0,
      reasons: {},
      excluded: new Set(),
      unexplained: [],
    };
    for (let batch = 0; batch < BATCHES; batch++) {
      const cases = fc.sample(anyCase, { seed: SEED + batch, numRuns: BATCH_SIZE }).filter(comparable);
      for (const given of cases) await compare(given, tally);
    }
    expect(tally.unexplained.slice(0, 3)).toEqual([]);
    expect(tally.compared).toBeGreaterThan(20_000);
    // Agreement says little about a reason that hardly came up.
    expect(REASONS.filter((reason) => (tally.reasons[reason] ?? 0) < 50)).toEqual([]);
    expect([...tally.excluded].toSorted()).toEqual(Object.keys(EXCLUSIONS).toSorted());
  });
});
