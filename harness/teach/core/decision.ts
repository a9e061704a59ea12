/** A decision of IAM, explained statement by statement: what of each statement fits the request and what does not. */

import { Reach } from '../../../model/iam/principal.ts';
import { statementsOf } from '../../../model/iam/statement.ts';
import type { AuthorizationRequest, Decision, Policy, Statement } from '../../../model/iam/types.ts';

/** How one statement stands to a request. */
export interface StatementReading {
  readonly policy: 'identity' | 'resource';
  readonly policyIndex: number;
  readonly statement: Statement;
  readonly applies: boolean;
  /** The first part that does not fit. */
  readonly misses?: 'principal' | 'action' | 'resource' | 'condition';
}

/** All statements of the caller's and the resource's policies, each with how it stands to the request. */
export function readStatements(request: AuthorizationRequest, decision: Decision): readonly StatementReading[] {
  const applied = new Set(
    decision.matched.map(({ policy, policyIndex, statementIndex }) => `${policy}/${policyIndex}/${statementIndex}`),
  );
  const read = (policy: Policy, type: StatementReading['policy'], policyIndex: number): StatementReading[] =>
    policy.statements.map((statement, statementIndex) => {
      if (applied.has(`${type}/${policyIndex}/${statementIndex}`))
        return { policy: type, policyIndex, statement, applies: true };
      const misses = missOf(request, policy, type, statementIndex);
      return { policy: type, policyIndex, statement, applies: false, misses };
    });
  const { resourcePolicy, identity, mode } = request;
  return [
    ...(resourcePolicy && mode !== 'identity' ? read(resourcePolicy, 'resource', 0) : []),
    ...identity.policies.flatMap((policy, index) => read(policy, 'identity', index)),
  ];
}

/** The first part of a statement that does not fit, in the order in which people read statements. */
function missOf(
  request: AuthorizationRequest,
  policy: Policy,
  type: StatementReading['policy'],
  index: number,
): 'principal' | 'action' | 'resource' | 'condition' {
  const compiled = statementsOf(policy)[index]!;
  const lowerCaseAction = request.action.toLowerCase();
  if (type === 'resource' && compiled.reach(request.identity) === Reach.None) return 'principal';
  if (!compiled.action(lowerCaseAction)) return 'action';
  if (compiled.resource(request.resource, { request, lowerCaseAction }) !== true) return 'resource';
  return 'condition';
}
