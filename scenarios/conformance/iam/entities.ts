/** Users, roles, access keys and policies: what IAM answers and refuses, as far as ordinary clients lean on it. */
import { documented } from '../../../model/evidence.ts';
import type { Planned, PlannedCall } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import {
  answer,
  iam,
  ok,
  open,
  type PlannedInput,
  type Row,
  refused,
  type Step,
  see,
  slug,
  tableOf,
} from '../telling.ts';
import { policyOf, ROLE, role, sources, statement, USER, user } from './words.ts';

/** The table. */
export const iamEntities: BehaviourTable = tableOf(
  'iam/entities',
  'IAM: users, roles, keys and policies',
  'iam',
  function* () {
    yield* answers();
    yield* refusals();
    yield* missing();
    yield* denials();
  },
);

const may = policyOf(statement('Allow', 'kms:Decrypt'));
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/open`;
const policy = iam('CreatePolicy', { PolicyName: 'open', PolicyDocument: may });
const ofUser = { UserName: 'reader' };
const ofRole = { RoleName: 'auditor' };
const key = iam('CreateAccessKey', ofUser, { name: 'key' });

/** Call, what was there before, what it answers. */
function* answers(): Generator<Row> {
  const shownUser = open({ UserName: 'reader', Arn: USER, UserId: { $like: '^AIDA' }, Path: '/' });
  const shownRole = open({ RoleName: 'auditor', Arn: ROLE, RoleId: { $like: '^AROA' }, Path: '/' });
  const rows: readonly (readonly [PlannedCall, readonly Step[], PlannedInput])[] = [
    [iam('CreateUser', ofUser), [], { User: shownUser }],
    [iam('GetUser', ofUser), user(), { User: shownUser }],
    [iam('ListUsers'), user(), { Users: { $contains: shownUser } }],
    [iam('DeleteUser', ofUser), user(), {}],
    [role()[0] as PlannedCall, [], { Role: shownRole }],
    [iam('GetRole', ofRole), role(), { Role: shownRole }],
    [iam('ListRoles'), role(), { Roles: { $contains: shownRole } }],
    [iam('DeleteRole', ofRole), role(), {}],
    [iam('UpdateAssumeRolePolicy', { ...ofRole, PolicyDocument: trust }), role(), {}],
    [
      key,
      user(),
      {
        AccessKey: open({
          UserName: 'reader',
          AccessKeyId: { $like: '^AKIA[A-Z0-9]{16}$' },
          Status: 'Active',
          SecretAccessKey: { $length: 40 },
        }),
      },
    ],
    [
      iam('ListAccessKeys', ofUser),
      [...user(), key],
      {
        AccessKeyMetadata: [
          open({ AccessKeyId: { $ref: 'key.AccessKey.AccessKeyId' }, SecretAccessKey: { $absent: true } }),
        ],
      },
    ],
    [iam('DeleteAccessKey', { ...ofUser, AccessKeyId: { $ref: 'key.AccessKey.AccessKeyId' } }), [...user(), key], {}],
    [
      iam('GetUserPolicy', { ...ofUser, PolicyName: 'own' }),
      user(may),
      { PolicyName: 'own', UserName: 'reader', PolicyDocument: { $is: 'text' } },
    ],
    [iam('ListUserPolicies', ofUser), user(may), { PolicyNames: ['own'] }],
    [iam('DeleteUserPolicy', { ...ofUser, PolicyName: 'own' }), user(may), {}],
    [iam('GetRolePolicy', { ...ofRole, PolicyName: 'own' }), role(may), { PolicyName: 'own', RoleName: 'auditor' }],
    [iam('ListRolePolicies', ofRole), role(may), { PolicyNames: ['own'] }],
    [iam('DeleteRolePolicy', { ...ofRole, PolicyName: 'own' }), role(may), {}],
    [policy, [], { Policy: open({ PolicyName: 'open', Arn: POLICY, DefaultVersionId: 'v1' }) }],
    [iam('GetPolicy', { PolicyArn: POLICY }), [policy], { Policy: open({ Arn: POLICY }) }],
    [
      iam('GetPolicyVersion', { PolicyArn: POLICY, VersionId: 'v1' }),
      [policy],
      { PolicyVersion: open({ VersionId: 'v1', IsDefaultVersion: true }) },
    ],
    [iam('ListPolicies', { Scope: 'Local' }), [policy], { Policies: { $contains: open({ Arn: POLICY }) } }],
    [iam('DeletePolicy', { PolicyArn: POLICY }), [policy], {}],
    [
      iam('ListAttachedUserPolicies', ofUser),
      [...user(), policy, iam('AttachUserPolicy', { ...ofUser, PolicyArn: POLICY })],
      { AttachedPolicies: [{ PolicyName: 'open', PolicyArn: POLICY }] },
    ],
    [
      iam('ListAttachedRolePolicies', ofRole),
      [...role(), policy, iam('AttachRolePolicy', { ...ofRole, PolicyArn: POLICY })],
      { AttachedPolicies: [{ PolicyName: 'open', PolicyArn: POLICY }] },
    ],
    [
      iam('DetachRolePolicy', { ...ofRole, PolicyArn: POLICY }),
      [...role(), policy, iam('AttachRolePolicy', { ...ofRole, PolicyArn: POLICY })],
      {},
    ],
  ];
  for (const [call, before, output] of rows)
    yield [
      `answer-${slug(call.operation)}`,
      `${call.operation} answers with what it is about`,
      documented(sources.operation(call.operation)),
      [...before, see(call, ok(output))],
    ];
}

const trust = {
  $json: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: USER }, Action: 'sts:AssumeRole' }],
  },
};

function* refusals(): Generator<Row> {
  const attach = (PolicyArn: string) => iam('AttachUserPolicy', { ...ofUser, PolicyArn });
  const rows: readonly (readonly [string, string, readonly (Planned | Step)[], PlannedCall, string])[] = [
    [
      'no-user',
      'A user that does not exist is not found',
      [],
      iam('GetUser', ofUser),
      '404 NoSuchEntity: The user with name reader cannot be found.',
    ],
    [
      'no-role',
      'A role that does not exist is not found',
      [],
      iam('GetRole', ofRole),
      '404 NoSuchEntity: The role with name auditor cannot be found.',
    ],
    ['no-policy', 'A policy that does not exist is not attached', user(), attach(POLICY), '404 NoSuchEntity'],
    [
      'no-own-policy',
      'A policy of a user that does not exist is not found',
      user(),
      iam('GetUserPolicy', { ...ofUser, PolicyName: 'own' }),
      '404 NoSuchEntity',
    ],
    [
      'user-twice',
      'A name is taken once',
      user(),
      iam('CreateUser', ofUser),
      '409 EntityAlreadyExists: User with name reader already exists.',
    ],
    [
      'user-in-capitals',
      'Names differ by more than their case',
      user(),
      iam('CreateUser', { UserName: 'READER' }),
      '409 EntityAlreadyExists',
    ],
    [
      'user-with-policy',
      'A user with a policy is not deleted',
      user(may),
      iam('DeleteUser', ofUser),
      '409 DeleteConflict: Cannot delete entity, must delete policies first.',
    ],
    [
      'user-with-key',
      'A user with an access key is not deleted',
      [...user(), key],
      iam('DeleteUser', ofUser),
      '409 DeleteConflict',
    ],
    [
      'policy-in-use',
      'A policy that is attached is not deleted',
      [...user(), policy, attach(POLICY)],
      iam('DeletePolicy', { PolicyArn: POLICY }),
      '409 DeleteConflict',
    ],
    [
      'third-key',
      'A third access key is refused',
      [...user(), iam('CreateAccessKey', ofUser), iam('CreateAccessKey', ofUser)],
      iam('CreateAccessKey', ofUser),
      '409 LimitExceeded',
    ],
    [
      'no-json',
      'A document that is no policy is refused',
      user(),
      iam('PutUserPolicy', { ...ofUser, PolicyName: 'own', PolicyDocument: 'not json' }),
      '400 MalformedPolicyDocument',
    ],
    [
      'no-effect',
      'A statement without an effect is refused',
      user(),
      iam('PutUserPolicy', {
        ...ofUser,
        PolicyName: 'own',
        PolicyDocument: policyOf({ Action: 'kms:Decrypt', Resource: '*' }),
      }),
      '400 MalformedPolicyDocument',
    ],
  ];
  for (const [id, words, before, call, code] of rows)
    yield [`refused-${id}`, words, documented(sources.operation(call.operation)), [...before, see(call, answer(code))]];
}

function* missing(): Generator<Row> {
  for (const [call, parameter] of [
    [iam('CreateRole', { AssumeRolePolicyDocument: trust }), 'RoleName'],
    [iam('PutUserPolicy', { ...ofUser, PolicyName: 'own' }), 'PolicyDocument'],
  ] as const)
    yield [
      `missing-${slug(parameter)}`,
      `${call.operation} without ${parameter} is refused as a fault of the caller`,
      documented('https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html'),
      [see(call, { answers: ['MissingParameter', 'ValidationError'], status: 400 })],
    ];
}

function* denials(): Generator<Row> {
  const as = { caller: { principal: USER } };
  for (const call of [
    iam('CreateUser', { UserName: 'other' }),
    iam('PutUserPolicy', { ...ofUser, PolicyName: 'own', PolicyDocument: may }),
    iam('CreateAccessKey', { UserName: 'admin' }),
    iam('ListUsers'),
  ])
    yield [
      `denied-${slug(call.operation)}`,
      `${call.operation} is denied to a user without policies: nobody gives himself a right`,
      documented(sources.operation(call.operation)),
      [
        ...user(),
        see(
          { ...call, ...as },
          refused(403, 'AccessDenied', {
            $like: `^User: ${USER} is not authorized to perform: iam:${call.operation} on resource: `,
          }),
        ),
      ],
    ];
}
