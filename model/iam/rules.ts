/** What we hold AWS's authorization to do, each with its source. */
import { assumed, defineRules, documented } from '../evidence.ts';

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';

/** Rules of the policy evaluator. */
export const iamRules = defineRules('iam', {
  'explicit-deny-wins': {
    sentence: 'A Deny statement that applies, in any policy, refuses the request whatever else allows it.',
    ...documented(`${GUIDE}/reference_policies_evaluation-logic_policy-eval-denyallow.html`),
  },
  'nothing-allows': {
    sentence: 'A request that no policy allows is refused.',
    ...documented(`${GUIDE}/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html`),
  },
  'every-organization-level-allows': {
    sentence: 'Service control policies of every level of the organization must allow a request of a member account.',
    ...documented(
      'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html',
    ),
  },
  'service-linked-roles-escape-service-control': {
    sentence: 'Service control policies do not bind service-linked roles or AWS services.',
    ...documented('https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html'),
  },
  'either-policy-allows-in-one-account': {
    sentence: 'Inside one account an Allow for the caller in either its own policies or the resource policy is enough.',
    ...documented(`${GUIDE}/reference_policies_evaluation-logic_policy-eval-basics.html`),
  },
  'both-policies-allow-across-accounts': {
    sentence: 'Across accounts the caller’s own policies and the resource policy must both allow.',
    ...documented(`${GUIDE}/reference_policies_evaluation-logic-cross-account.html`),
  },
  'key-policy-delegates-to-account': {
    sentence: 'IAM policies allow the use of a KMS key only where the key policy allows the account.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html'),
  },
  'key-policy-binds-root': {
    sentence: 'The root user has no access to a KMS key whose key policy does not allow the account.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html'),
  },
  'direct-grant-escapes-limits': {
    sentence:
      'Inside one account a resource policy that names the user, the session or everybody is not limited by the implicit deny of a permissions boundary or session policy; one that names the role is.',
    ...documented(`${GUIDE}/reference_policies_evaluation-logic_policy-eval-denyallow.html`),
  },
  'boundary-never-spared': {
    sentence: 'Deny with NotPrincipal denies every principal that has a permissions boundary.',
    ...documented(`${GUIDE}/access_policies_boundaries.html`),
  },
  'not-principal-names-all-levels': {
    sentence: 'Deny with NotPrincipal spares a caller only when it names the account, the role and the caller itself.',
    ...assumed(`${GUIDE}/reference_policies_elements_notprincipal.html (says “might”, by service)`),
  },
  'set-operators-and-missing-keys': {
    sentence:
      'A missing key fails a condition, but satisfies negated operators, ...IfExists and ForAllValues; ForAnyValue always fails without values.',
    ...documented(`${GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`),
  },
  'resource-wildcards-span-segments': {
    sentence: 'A * in a Resource element may match over colons and slashes.',
    ...documented(`${GUIDE}/reference_policies_elements_resource.html (for a * that ends a segment)`),
  },
  'incomplete-arns-are-completed': {
    sentence: 'In identity-based policies an ARN of fewer than six components is completed with wildcards.',
    ...documented(`${GUIDE}/reference-arns.html`),
  },
  'unresolved-variable-voids-statement': {
    sentence:
      'A policy variable without value matches nothing; where a mismatch would satisfy the statement (NotResource, negated operators) the statement does not apply.',
    ...assumed(`${GUIDE}/reference_policies_variables.html (“might cause the entire statement to be invalid”)`),
  },
  'unread-values-match-nothing': {
    sentence: 'A number, date, address, Boolean or ARN that cannot be read equals nothing.',
    ...assumed(`${GUIDE}/reference_policies_elements_condition_operators.html`),
  },
  'refusal-blames-first-check': {
    sentence:
      'When several policy types refuse, the message blames the first in this order: service control, resource-based (explicit denies), identity-based, permissions boundary, session policy, resource-based (missing allow across accounts).',
    ...assumed(`${GUIDE}/troubleshoot_access-denied.html (“includes only one of those policy types”)`),
  },
});
