/** What identities, policies, boundaries and sessions decide about encrypted data: keys, objects, databases. */
import { utf8 } from '../../../model/bytes.ts';
import { documented, type Evidence } from '../../../model/evidence.ts';
import type { Planned } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import { iam, kms, ok, type PlannedInput, type Row, s3, see, tableOf } from '../telling.ts';
import { asUser, decrypt, denied, encrypt, keep, named, opened, put, ROOT } from './decisionWords.ts';
import { sessions, strangers } from './sessions.ts';
import { policyOf, sources, statement, USER, user } from './words.ts';

/** The table. */
export const iamDecisions: BehaviourTable = tableOf(
  'iam/decisions',
  'IAM: what identities and policies decide about encrypted data',
  'iam',
  function* () {
    yield* pairs();
    yield* conditions();
    yield* limits();
    yield* sessions();
    yield* strangers();
  },
);

/** The account may administer the key, and leaves its use to nobody. */
const manageOnly: PlannedInput = statement(
  'Allow',
  ['kms:PutKeyPolicy', 'kms:Encrypt', 'kms:DescribeKey', 'kms:CreateGrant'],
  {
    Principal: { AWS: ROOT },
  },
);
/** Key policy and identity policy, and whether the user opens a ciphertext. */
function* pairs(): Generator<Row> {
  const rows: readonly (readonly [string, string, readonly PlannedInput[], readonly PlannedInput[], boolean])[] = [
    [
      'both-allow',
      'the key policy leaves it to the account and a policy of the user allows it',
      [keep],
      [statement('Allow', 'kms:Decrypt')],
      true,
    ],
    ['account-alone', 'the key policy leaves it to the account and the user has no policy', [keep], [], false],
    [
      'identity-alone',
      'a policy of the user allows it and the key policy does not leave it to the account',
      [manageOnly],
      [statement('Allow', 'kms:Decrypt')],
      false,
    ],
    ['key-policy-alone', 'the key policy names the user, who has no policy', [keep, named('kms:Decrypt')], [], true],
    [
      'identity-denies',
      'the key policy names the user and a policy of the user denies it',
      [keep, named('kms:Decrypt')],
      [statement('Deny', 'kms:Decrypt')],
      false,
    ],
    [
      'key-policy-denies',
      'a policy of the user allows it and the key policy denies the user',
      [keep, statement('Deny', 'kms:Decrypt', { Principal: { AWS: USER } })],
      [statement('Allow', 'kms:*')],
      false,
    ],
    ['other-action', 'a policy of the user allows another action', [keep], [statement('Allow', 'kms:Encrypt')], false],
    ['wildcard', 'a policy of the user allows the action by a wildcard', [keep], [statement('Allow', 'kms:De*')], true],
    [
      'other-key',
      'a policy of the user allows it on another key',
      [keep],
      [
        {
          ...statement('Allow', 'kms:Decrypt'),
          Resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`,
        },
      ],
      false,
    ],
    [
      'this-key',
      'a policy of the user allows it on the key',
      [keep],
      [{ ...statement('Allow', 'kms:Decrypt'), Resource: KEY }],
      true,
    ],
    [
      'not-action',
      'a policy of the user allows everything but it',
      [keep],
      [{ Effect: 'Allow', NotAction: 'kms:Decrypt', Resource: '*' }],
      false,
    ],
  ];
  for (const [id, words, keyPolicy, ownPolicy, works] of rows)
    yield [
      `pair-${id}`,
      `Decrypt ${works ? 'works' : 'is denied'} where ${words}`,
      documented(sources.keyPolicies),
      [
        ...makeKey(),
        encrypt,
        ...user(...(ownPolicy.length > 0 ? [policyOf(...ownPolicy)] : [])),
        put(policyOf(...keyPolicy)),
        see({ ...decrypt, ...asUser }, works ? opened : denied),
      ],
    ];
  yield [
    'root-needs-key-policy',
    'The root user of the account may nothing that the key policy does not leave to the account',
    documented(sources.keyPolicies),
    [...makeKey(), encrypt, put(policyOf(manageOnly)), see({ ...decrypt, caller: 'root' }, denied)],
  ];
  yield [
    'administrator-needs-key-policy',
    'AdministratorAccess does not open a key whose policy does not leave it to the account',
    documented(sources.keyPolicies),
    [
      ...makeKey(),
      encrypt,
      ...user(),
      attach('AdministratorAccess'),
      put(policyOf(manageOnly)),
      see({ ...decrypt, ...asUser }, denied),
    ],
  ];
  yield [
    'administrator',
    'AdministratorAccess opens a key that is left to the account; detached it does not any more',
    documented(sources.keyPolicies),
    [
      ...makeKey(),
      encrypt,
      ...user(),
      attach('AdministratorAccess'),
      see({ ...decrypt, ...asUser, name: 'first' }, opened),
      iam('DetachUserPolicy', { UserName: 'reader', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
      see({ ...decrypt, ...asUser, name: 'second' }, denied),
    ],
  ];
  yield [
    'grant-alone',
    'A grant opens the key to a user whom no policy allows anything',
    documented(sources.grants),
    [
      ...makeKey(),
      encrypt,
      ...user(),
      kms('CreateGrant', { KeyId: KEY, GranteePrincipal: USER, Operations: ['Decrypt'] }),
      { elapse: { minutes: 5 } },
      see({ ...decrypt, ...asUser }, opened),
    ],
  ];
  yield [
    'grant-and-deny',
    'A policy that denies a user beats the grant',
    documented(sources.grants),
    [
      ...makeKey(),
      encrypt,
      ...user(policyOf(statement('Deny', 'kms:Decrypt'))),
      kms('CreateGrant', { KeyId: KEY, GranteePrincipal: USER, Operations: ['Decrypt'] }),
      { elapse: { minutes: 5 } },
      see({ ...decrypt, ...asUser }, denied),
    ],
  ];
  yield [
    'policy-gone',
    'A policy that is deleted does not allow any more',
    documented(sources.logic),
    [
      ...makeKey(),
      encrypt,
      ...user(policyOf(statement('Allow', 'kms:Decrypt'))),
      see({ ...decrypt, ...asUser, name: 'first' }, opened),
      iam('DeleteUserPolicy', { UserName: 'reader', PolicyName: 'own' }),
      see({ ...decrypt, ...asUser, name: 'second' }, denied),
    ],
  ];
  yield [
    'managed-policy',
    'A customer managed policy allows whoever it is attached to',
    documented(sources.logic),
    [
      ...makeKey(),
      encrypt,
      ...user(),
      iam(
        'CreatePolicy',
        { PolicyName: 'open', PolicyDocument: policyOf(statement('Allow', 'kms:Decrypt')) },
        { name: 'policy' },
      ),
      iam('AttachUserPolicy', { UserName: 'reader', PolicyArn: { $ref: 'policy.Policy.Arn' } }),
      see({ ...decrypt, ...asUser }, opened),
    ],
  ];
}

const attach = (name: string): Planned =>
  iam('AttachUserPolicy', { UserName: 'reader', PolicyArn: `arn:aws:iam::aws:policy/${name}` });

function* conditions(): Generator<Row> {
  const rows: readonly (readonly [string, string, PlannedInput, boolean, Evidence])[] = [
    [
      'context',
      'the encryption context that the policy demands',
      { StringEquals: { 'kms:EncryptionContext:project': 'x' } },
      true,
      documented(sources.conditions),
    ],
    [
      'other-context',
      'another encryption context than the policy demands',
      { StringEquals: { 'kms:EncryptionContext:project': 'y' } },
      false,
      documented(sources.conditions),
    ],
    [
      'context-keys',
      'only the keys of the context that the policy lists',
      { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['project'] } },
      true,
      documented(sources.conditions),
    ],
    [
      'via-service',
      'a direct call where the policy demands one through S3',
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      false,
      documented(sources.conditions),
    ],
    [
      'caller-account',
      'the account that the policy demands',
      { StringEquals: { 'kms:CallerAccount': ACCOUNT } },
      true,
      documented(sources.conditions),
    ],
    [
      'algorithm',
      'the algorithm that the policy demands',
      { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } },
      true,
      documented(sources.conditions),
    ],
    [
      'transport',
      'a connection with TLS where the policy demands it',
      { Bool: { 'aws:SecureTransport': 'true' } },
      true,
      documented(sources.globalConditions),
    ],
    [
      'principal',
      'the ARN that the policy demands',
      { ArnEquals: { 'aws:PrincipalArn': USER } },
      true,
      documented(sources.globalConditions),
    ],
    [
      'other-principal',
      'another ARN than the policy demands',
      { ArnEquals: { 'aws:PrincipalArn': `${USER}-2` } },
      false,
      documented(sources.globalConditions),
    ],
    [
      'region',
      'another Region than the policy demands',
      { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      false,
      documented(sources.globalConditions),
    ],
    [
      'mfa',
      'no second factor where the policy demands one',
      { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      false,
      documented(sources.globalConditions),
    ],
    [
      'before',
      'a time before the one that the policy sets',
      { DateLessThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } },
      true,
      documented(sources.globalConditions),
    ],
    [
      'after',
      'a time before the one from which the policy allows',
      { DateGreaterThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } },
      false,
      documented(sources.globalConditions),
    ],
  ];
  for (const [id, words, Condition, works, evidence] of rows)
    yield [
      `condition-${id}`,
      `Decrypt with ${words} ${works ? 'works' : 'is denied'}`,
      evidence,
      [
        ...makeKey(),
        encrypt,
        ...user(policyOf(statement('Allow', 'kms:Decrypt', { Condition }))),
        see({ ...decrypt, ...asUser }, works ? opened : denied),
      ],
    ];
  yield [
    'via-service-works',
    'A policy that allows Decrypt only through S3 lets a user read objects, and not decrypt by hand',
    documented(sources.conditions),
    [
      ...makeKey(),
      s3('CreateBucket', { Bucket: 'conformance-bucket' }),
      s3('PutObject', {
        Bucket: 'conformance-bucket',
        Key: 'k',
        Body: utf8('content'),
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: KEY,
      }),
      encrypt,
      ...user(
        policyOf(
          statement('Allow', 's3:GetObject'),
          statement('Allow', 'kms:Decrypt', {
            Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
          }),
        ),
      ),
      see({ ...s3('GetObject', { Bucket: 'conformance-bucket', Key: 'k' }), ...asUser }, ok({ Body: utf8('content') })),
      see({ ...decrypt, ...asUser }, denied),
    ],
  ];
}

function* limits(): Generator<Row> {
  const boundary = (...statements: PlannedInput[]): readonly Planned[] => [
    iam('CreatePolicy', { PolicyName: 'boundary', PolicyDocument: policyOf(...statements) }, { name: 'boundary' }),
    iam('CreateUser', { UserName: 'reader', PermissionsBoundary: { $ref: 'boundary.Policy.Arn' } }),
    iam('PutUserPolicy', { UserName: 'reader', PolicyName: 'own', PolicyDocument: policyOf(statement('Allow', '*')) }),
  ];
  const rows: readonly (readonly [string, string, PlannedInput, boolean])[] = [
    ['inside', 'within a permissions boundary that has it', statement('Allow', 'kms:*'), true],
    ['outside', 'outside a permissions boundary that does not have it', statement('Allow', 's3:*'), false],
  ];
  for (const [id, words, limit, works] of rows)
    yield [
      `boundary-${id}`,
      `Decrypt ${words} ${works ? 'works' : 'is denied'}, whatever the policies of the user allow`,
      documented(sources.boundaries),
      [...makeKey(), encrypt, ...boundary(limit), see({ ...decrypt, ...asUser }, works ? opened : denied)],
    ];
  yield [
    'boundary-gives-nothing',
    'A permissions boundary by itself allows nothing',
    documented(sources.boundaries),
    [
      ...makeKey(),
      encrypt,
      ...boundary(statement('Allow', '*')),
      iam('DeleteUserPolicy', { UserName: 'reader', PolicyName: 'own' }),
      see({ ...decrypt, ...asUser }, denied),
    ],
  ];
}
