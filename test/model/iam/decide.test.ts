// Each row: who, mode, whose resource; what each policy says; the answer and whom it blames.
// A policy cell is `+` allow, `-` deny, `0` silent (a policy that allows another action), `.` no such policy; in the
// resource column the Allow goes to: `self`, `role`, `account`, `*`, `none` (silent), `.` (no policy), `-` (Deny *).
// Sources:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
// https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
import { describe, expect, it } from 'vitest';
import { decide } from '../../../model/iam/decide.ts';
import type { AuthorizationRequest, Identity, Policy } from '../../../model/iam/types.ts';
import { anonymous, HOME, OTHER, policy, request, root, service, session, user } from './cases.ts';

const TABLE = `
who       | mode      | owner | resource | identity | boundary | session | organization | answer
user      | identity  | own   | .        | +        | .        | .       | .            | yes identity-based policy
user      | identity  | own   | .        | 0        | .        | .       | .            | no identity-based policy
user      | identity  | own   | .        | .        | .        | .       | .            | no identity-based policy
user      | identity  | own   | .        | -        | .        | .       | .            | deny identity-based policy
user      | identity  | own   | .        | +        | +        | .       | .            | yes identity-based policy
user      | identity  | own   | .        | +        | 0        | .       | .            | no permissions boundary
user      | identity  | own   | .        | +        | -        | .       | .            | deny permissions boundary
user      | identity  | own   | .        | 0        | +        | .       | .            | no identity-based policy
role      | identity  | own   | .        | +        | .        | 0       | .            | no session policy
role      | identity  | own   | .        | +        | .        | +       | .            | yes identity-based policy
role      | identity  | own   | .        | +        | .        | -       | .            | deny session policy
role      | identity  | own   | .        | 0        | .        | +       | .            | no identity-based policy
user      | identity  | own   | .        | +        | .        | .       | + +          | yes identity-based policy
user      | identity  | own   | .        | +        | .        | .       | + 0          | no service control policy
user      | identity  | own   | .        | +        | .        | .       | 0 +          | no service control policy
user      | identity  | own   | .        | +        | .        | .       | + -          | deny service control policy
slr       | identity  | own   | .        | +        | .        | .       | -            | yes identity-based policy
root      | identity  | own   | .        | .        | .        | .       | .            | yes root user
root      | identity  | own   | .        | .        | .        | .       | -            | deny service control policy
root      | identity  | own   | .        | .        | .        | .       | 0            | no service control policy
user      | either    | own   | .        | +        | .        | .       | .            | yes identity-based policy
user      | either    | own   | none     | +        | .        | .       | .            | yes identity-based policy
user      | either    | own   | self     | 0        | .        | .       | .            | yes resource-based policy
user      | either    | own   | *        | 0        | .        | .       | .            | yes resource-based policy
user      | either    | own   | account  | 0        | .        | .       | .            | no identity-based policy
user      | either    | own   | account  | +        | .        | .       | .            | yes identity-based policy
user      | either    | own   | none     | 0        | .        | .       | .            | no identity-based policy
user      | either    | own   | -        | +        | .        | .       | .            | deny resource-based policy
user      | either    | own   | self     | -        | .        | .       | .            | deny identity-based policy
user      | either    | own   | self     | 0        | 0        | .       | .            | yes resource-based policy
user      | either    | own   | self     | 0        | -        | .       | .            | deny permissions boundary
user      | either    | own   | self     | 0        | .        | .       | 0            | no service control policy
role      | either    | own   | role     | 0        | .        | .       | .            | yes resource-based policy
role      | either    | own   | role     | 0        | 0        | .       | .            | no permissions boundary
role      | either    | own   | role     | 0        | .        | 0       | .            | no session policy
role      | either    | own   | self     | 0        | 0        | 0       | .            | yes resource-based policy
role      | either    | own   | *        | 0        | 0        | 0       | .            | yes resource-based policy
root      | either    | own   | none     | .        | .        | .       | .            | yes root user
root      | either    | own   | -        | .        | .        | .       | .            | deny resource-based policy
user      | either    | other | self     | +        | .        | .       | .            | yes resource-based policy
user      | either    | other | account  | +        | .        | .       | .            | yes resource-based policy
user      | either    | other | *        | +        | .        | .       | .            | yes resource-based policy
user      | either    | other | self     | 0        | .        | .       | .            | no identity-based policy
user      | either    | other | none     | +        | .        | .       | .            | no resource-based policy
user      | either    | other | .        | +        | .        | .       | .            | no resource-based policy
user      | either    | other | none     | 0        | .        | .       | .            | no identity-based policy
user      | either    | other | self     | +        | 0        | .       | .            | no permissions boundary
role      | either    | other | self     | +        | .        | 0       | .            | no session policy
user      | either    | other | self     | +        | .        | .       | 0            | no service control policy
root      | either    | other | account  | .        | .        | .       | .            | yes resource-based policy
root      | either    | other | none     | .        | .        | .       | .            | no resource-based policy
user      | delegated | own   | account  | +        | .        | .       | .            | yes identity-based policy
user      | delegated | own   | account  | 0        | .        | .       | .            | no identity-based policy
user      | delegated | own   | none     | +        | .        | .       | .            | no resource-based policy
user      | delegated | own   | .        | +        | .        | .       | .            | no resource-based policy
user      | delegated | own   | self     | 0        | .        | .       | .            | yes resource-based policy
user      | delegated | own   | *        | 0        | .        | .       | .            | yes resource-based policy
user      | delegated | own   | self     | 0        | 0        | .       | .            | yes resource-based policy
user      | delegated | own   | account  | -        | .        | .       | .            | deny identity-based policy
user      | delegated | own   | -        | +        | .        | .       | .            | deny resource-based policy
user      | delegated | own   | account  | +        | 0        | .       | .            | no permissions boundary
role      | delegated | own   | role     | 0        | .        | .       | .            | yes resource-based policy
role      | delegated | own   | role     | 0        | .        | 0       | .            | no session policy
role      | delegated | own   | account  | +        | .        | +       | .            | yes identity-based policy
root      | delegated | own   | account  | .        | .        | .       | .            | yes resource-based policy
root      | delegated | own   | none     | .        | .        | .       | .            | no resource-based policy
root      | delegated | own   | *        | .        | .        | .       | .            | yes resource-based policy
user      | delegated | other | account  | +        | .        | .       | .            | yes resource-based policy
user      | delegated | other | self     | 0        | .        | .       | .            | no identity-based policy
user      | delegated | other | none     | +        | .        | .       | .            | no resource-based policy
service   | either    | own   | self     | .        | .        | .       | -            | yes resource-based policy
service   | either    | other | self     | .        | .        | .       | .            | yes resource-based policy
service   | delegated | own   | account  | .        | .        | .       | .            | no resource-based policy
service   | either    | own   | -        | .        | .        | .       | .            | deny resource-based policy
anonymous | either    | own   | *        | .        | .        | .       | .            | yes resource-based policy
anonymous | either    | own   | account  | .        | .        | .       | .            | no resource-based policy
anonymous | delegated | own   | none     | .        | .        | .       | .            | no resource-based policy
`;

const [, ...rows] = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

const PEOPLE: Readonly<Record<string, Identity>> = {
  user: user(),
  role: session(),
  slr: session([], { roleArn: `arn:aws:iam::${HOME}:role/aws-service-role/kms.amazonaws.com/AWSServiceRoleForKms` }),
  root: root(),
  service: service(),
  anonymous,
};

const SAYS: Readonly<Record<string, Policy>> = {
  '+': policy({ Action: 'kms:*' }),
  '0': policy({ Action: 's3:*' }),
  '-': policy({}, { Effect: 'Deny', Action: 'kms:Encrypt' }),
};

function resourcePolicy(cell: string, identity: Identity): Policy | undefined {
  const principals: Readonly<Record<string, unknown>> = {
    self: identity.kind === 'AWSService' ? { Service: identity.arn } : { AWS: identity.arn },
    role: { AWS: identity.roleArn ?? 'nobody' },
    account: { AWS: `arn:aws:iam::${HOME}:root` },
    '*': '*',
    none: { AWS: OTHER },
  };
  if (cell === '.') return undefined;
  if (cell === '-') return policy({ Principal: '*' }, { Effect: 'Deny', Principal: '*', Action: 'kms:Encrypt' });
  return policy({ Principal: principals[cell] });
}

function caseOf([
  who,
  mode,
  owner,
  resource,
  own,
  boundary,
  sessionPolicy,
  organization,
]: string[]): AuthorizationRequest {
  const identity: Identity = {
    ...PEOPLE[who!]!,
    policies: own === '.' ? [] : [SAYS[own!]!],
    permissionsBoundary: SAYS[boundary!],
    sessionPolicy: SAYS[sessionPolicy!],
    serviceControlPolicies:
      organization === '.' ? undefined : organization!.split(' ').map((cell) => [SAYS['0']!, SAYS[cell]!]),
  };
  return request({
    identity,
    mode: mode as AuthorizationRequest['mode'],
    resourceAccount: owner === 'own' ? HOME : OTHER,
    resourcePolicy: resourcePolicy(resource!, identity),
  });
}

describe('decide', () => {
  it.each(rows.map((row) => [row.join(' | '), row] as const))('%s', (_title, row) => {
    const [answer, ...blamed] = row.at(-1)!.split(' ');
    expect(decide(caseOf(row))).toMatchObject({
      allowed: answer === 'yes',
      explicitDeny: answer === 'deny',
      because: blamed.join(' '),
    });
  });

  it('lists every statement that applied, with its place', () => {
    const identity = user([policy({ Action: 's3:*' }), policy({ Action: 's3:*' }, { Sid: 'Mine', Action: 'kms:*' })]);
    const key = policy({ Sid: 'Account', Principal: { AWS: HOME } }, { Effect: 'Deny', Principal: '*' });
    expect(decide(request({ identity, resourcePolicy: key, mode: 'delegated' })).matched).toEqual([
      { policy: 'resource', policyIndex: 0, statementIndex: 0, sid: 'Account', effect: 'Allow' },
      { policy: 'resource', policyIndex: 0, statementIndex: 1, sid: undefined, effect: 'Deny' },
      { policy: 'identity', policyIndex: 1, statementIndex: 1, sid: 'Mine', effect: 'Allow' },
    ]);
  });

  it('ignores Principal in policies of the caller and statements without one in resource policies', () => {
    expect(decide(request({ identity: user([policy({ Principal: { AWS: OTHER } })]) })).allowed).toBe(true);
    expect(decide(request({ resourcePolicy: policy({}) })).allowed).toBe(false);
  });

  it('never asks the resource policy of an action that has none', () => {
    expect(decide(request({ mode: 'identity', resourcePolicy: policy({ Principal: '*' }) })).allowed).toBe(false);
  });
});
