// Laws of the evaluator that hold whatever the policies say.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../model/iam/decide.ts';
import type { AuthorizationRequest, Policy, Statement } from '../../../model/iam/types.ts';
import { policy } from './cases.ts';
import { anyCase } from './generators.ts';

const SEED = 20261124;

type Edit = (statements: readonly Statement[]) => readonly Statement[];

const edited = (given: Policy, edit: Edit): Policy => ({ ...given, statements: edit(given.statements) });

/** Edits every policy of a request, those of the resource with `edit(..., true)`. */
function editedEverywhere(request: AuthorizationRequest, edit: Edit): AuthorizationRequest {
  const { identity, resourcePolicy } = request;
  const maybe = (given: Policy | undefined) => given && edited(given, edit);
  return {
    ...request,
    resourcePolicy: maybe(resourcePolicy),
    identity: {
      ...identity,
      policies: identity.policies.map((own) => edited(own, edit)),
      permissionsBoundary: maybe(identity.permissionsBoundary),
      sessionPolicy: maybe(identity.sessionPolicy),
      serviceControlPolicies: identity.serviceControlPolicies?.map((level) => level.map((own) => edited(own, edit))),
    },
  };
}

const everything: Statement = { effect: 'Allow', principal: '*', action: ['*'], resource: ['*'] };

describe('laws of decide', () => {
  const holds = (law: (request: AuthorizationRequest) => void) =>
    fc.assert(
      fc.property(anyCase, ({ request }) => law(request)),
      { seed: SEED, numRuns: 1500 },
    );

  it('more Deny never allows more', () => {
    holds((request) => {
      const denying = editedEverywhere(request, (statements) => [
        ...statements,
        { ...everything, effect: 'Deny', action: ['kms:*crypt', 's3:Put*'] },
      ]);
      if (decide(denying).allowed) expect(decide(request).allowed).toBe(true);
    });
  });

  it('more Allow never denies', () => {
    holds((request) => {
      const allowing = editedEverywhere(request, (statements) => [...statements, everything]);
      if (decide(request).allowed) expect(decide(allowing).allowed).toBe(true);
    });
  });

  it('the order of statements does not matter', () => {
    holds((request) => {
      const { matched: _one, ...forwards } = decide(request);
      const { matched: _two, ...backwards } = decide(
        editedEverywhere(request, (statements) => statements.toReversed()),
      );
      expect(backwards).toEqual(forwards);
    });
  });

  it('an explicit deny is answered exactly when a Deny statement applied', () => {
    holds((request) => {
      const decision = decide(request);
      expect(decision.explicitDeny).toBe(decision.matched.some(({ effect }) => effect === 'Deny'));
      if (decision.explicitDeny) expect(decision.allowed).toBe(false);
    });
  });

  it('what nobody but root is allowed needs an Allow statement that applied', () => {
    holds((request) => {
      const decision = decide(request);
      if (!decision.allowed || decision.because === 'root user') return;
      expect(decision.matched.some(({ effect }) => effect === 'Allow')).toBe(true);
    });
  });

  it('a boundary can only take away', () => {
    holds((request) => {
      const bounded = {
        ...request,
        identity: { ...request.identity, permissionsBoundary: policy({ Action: ['kms:Decrypt', 's3:GetObject'] }) },
      };
      const free = { ...request, identity: { ...request.identity, permissionsBoundary: undefined } };
      if (decide(bounded).allowed) expect(decide(free).allowed).toBe(true);
    });
  });
});
