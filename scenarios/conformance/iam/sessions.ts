/** What sessions of roles may do with encrypted data, and what other accounts may. */
import { documented } from '../../../model/evidence.ts';
import type { Planned, PlannedCall } from '../../contract.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../../people.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import { iam, kms, ok, type PlannedInput, type Row, refused, see, sts } from '../telling.ts';
import { asUser, decrypt, denied, encrypt, keep, opened, put, ROOT } from './decisionWords.ts';
import { policyOf, ROLE, role, sources, statement, USER, user } from './words.ts';

const session = (members: PlannedInput = {}): Planned =>
  sts('AssumeRole', { RoleArn: ROLE, RoleSessionName: 'inspection', ...members }, { name: 'session' });

const asSession = { caller: { principal: { $ref: 'session.AssumedRoleUser.Arn' } } };

/** Sessions of a role. */
export function* sessions(): Generator<Row> {
  const may = policyOf(statement('Allow', 'kms:*'));
  yield [
    'role',
    'A session may what its role may',
    documented(sources.roles),
    [...makeKey(), encrypt, ...role(may), session(), see({ ...decrypt, ...asSession }, opened)],
  ];
  yield [
    'role-without-policy',
    'A session of a role without policies may nothing',
    documented(sources.roles),
    [...makeKey(), encrypt, ...role(), session(), see({ ...decrypt, ...asSession }, denied)],
  ];
  yield [
    'role-in-key-policy',
    'A key policy that names a role lets its sessions in',
    documented(sources.keyPolicies),
    [
      ...makeKey(),
      encrypt,
      ...role(),
      put(policyOf(keep, statement('Allow', 'kms:Decrypt', { Principal: { AWS: ROLE } }))),
      session(),
      see({ ...decrypt, ...asSession }, opened),
    ],
  ];
  for (const [id, words, policy, works] of [
    ['session-policy-narrows', 'A session policy takes away what it does not allow', statement('Allow', 's3:*'), false],
    [
      'session-policy-allows',
      'A session policy that allows it leaves what the role may',
      statement('Allow', 'kms:Decrypt'),
      true,
    ],
  ] as const)
    yield [
      id,
      words,
      documented(sources.sessions),
      [
        ...makeKey(),
        encrypt,
        ...role(may),
        session({ Policy: policyOf(policy) }),
        see({ ...decrypt, ...asSession }, works ? opened : denied),
      ],
    ];
  yield [
    'trust',
    'A user whom the trust policy of a role does not let in cannot assume it',
    documented(sources.assume),
    [
      ...user(policyOf(statement('Allow', 'sts:AssumeRole'))),
      ...role(may, `arn:aws:iam::${OTHER_ACCOUNT}:root`),
      see(
        { ...session(), ...asUser } as PlannedCall,
        refused(403, 'AccessDenied', {
          $like: `^User: ${USER} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
        }),
      ),
    ],
  ];
  yield [
    'trust-needs-identity',
    'Where the trust policy names the account, the user needs a policy too',
    documented(sources.assume),
    [...user(), ...role(may), see({ ...session(), ...asUser } as PlannedCall, refused(403, 'AccessDenied'))],
  ];
  yield [
    'trust-names-user',
    'Where the trust policy names the user, that is enough',
    documented(sources.assume),
    [...user(), ...role(may, USER), see({ ...session(), ...asUser } as PlannedCall, ok())],
  ];
  for (const [id, words, ExternalId, works] of [
    ['external-id', 'works with the external id that the trust policy asks for', 'agreed', true],
    ['other-external-id', 'is denied with another external id than the trust policy asks for', 'guessed', false],
    ['no-external-id', 'is denied without the external id that the trust policy asks for', undefined, false],
  ] as const)
    yield [
      id,
      `AssumeRole ${words}`,
      documented('https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html'),
      [
        ...role(may),
        iam('UpdateAssumeRolePolicy', {
          RoleName: 'auditor',
          PolicyDocument: policyOf({
            Effect: 'Allow',
            Principal: { AWS: ROOT },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } },
          }),
        }),
        see(
          session(ExternalId === undefined ? {} : { ExternalId }) as PlannedCall,
          works ? ok() : refused(403, 'AccessDenied'),
        ),
      ],
    ];
  yield [
    'no-role',
    'A role that does not exist is refused as one that nobody may assume',
    documented(sources.assume),
    [see(session() as PlannedCall, refused(403, 'AccessDenied'))],
  ];
  yield [
    'duration',
    'A session longer than its role allows is refused',
    documented(sources.assume),
    [...role(may), see(session({ DurationSeconds: 43_200 }) as PlannedCall, refused(400, 'ValidationError'))],
  ];
  yield [
    'session-credentials',
    'AssumeRole gives temporary credentials, their end, and who the session is',
    documented(sources.assume),
    [
      ...role(may),
      see(
        session() as PlannedCall,
        ok({
          Credentials: {
            AccessKeyId: { $like: '^ASIA[A-Z0-9]{16}$' },
            SecretAccessKey: { $is: 'text' },
            SessionToken: { $is: 'text' },
            Expiration: { $is: 'number' },
          },
          AssumedRoleUser: {
            Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/auditor/inspection`,
            AssumedRoleId: { $like: '^AROA[A-Z0-9]+:inspection$' },
          },
        }),
      ),
    ],
  ];
  yield [
    'identity-of-session',
    'GetCallerIdentity tells a session who it is',
    documented(sources.identity),
    [
      ...role(may),
      session(),
      see(
        { ...sts('GetCallerIdentity'), ...asSession },
        ok({ Account: ACCOUNT, Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/auditor/inspection` }),
      ),
    ],
  ];
  yield [
    'identity-needs-nothing',
    'GetCallerIdentity works for a user whom a policy denies everything',
    documented(sources.identity),
    [
      ...user(policyOf(statement('Deny', '*'))),
      see({ ...sts('GetCallerIdentity'), ...asUser }, ok({ Account: ACCOUNT, Arn: USER })),
    ],
  ];
}

const outsider = { caller: 'outsider' };

const THEIR_ROOT = `arn:aws:iam::${OTHER_ACCOUNT}:root`;

/** Somebody of another account. */
export function* strangers(): Generator<Row> {
  const rows: readonly (readonly [string, string, readonly PlannedInput[], boolean])[] = [
    ['not-let-in', 'that the key policy does not let in', [keep], false],
    [
      'let-in',
      'that the key policy lets in, and whose own policies allow it',
      [keep, statement('Allow', 'kms:Decrypt', { Principal: { AWS: THEIR_ROOT } })],
      true,
    ],
    [
      'other-action',
      'that the key policy lets in for another action',
      [keep, statement('Allow', 'kms:Encrypt', { Principal: { AWS: THEIR_ROOT } })],
      false,
    ],
  ];
  for (const [id, words, statements, works] of rows)
    yield [
      `stranger-${id}`,
      `Decrypt by another account ${words} ${works ? 'works' : 'is denied'}`,
      documented(sources.crossAccount),
      [
        ...makeKey(),
        encrypt,
        put(policyOf(...statements)),
        see({ ...decrypt, ...outsider }, works ? opened : { answers: ['AccessDeniedException'], status: 400 }),
      ],
    ];
  yield [
    'stranger-manages-never',
    'Another account never manages a key, whatever the key policy says',
    documented(sources.crossAccount),
    [
      ...makeKey(),
      put(policyOf(keep, statement('Allow', 'kms:*', { Principal: { AWS: THEIR_ROOT } }))),
      see({ ...kms('DisableKey', { KeyId: KEY }), ...outsider }, { answers: ['AccessDeniedException'], status: 400 }),
      see(kms('DescribeKey', { KeyId: KEY }), ok({ KeyMetadata: { $open: true, KeyState: 'Enabled' } })),
    ],
  ];
  yield [
    'denial-names-action',
    'A denial names the user, the action, the key, and that no identity-based policy allows it',
    documented('https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html'),
    [
      ...makeKey(),
      ...user(),
      see(
        { ...encrypt, ...asUser },
        refused(400, 'AccessDeniedException', {
          $text: [
            `User: ${USER} is not authorized to perform: kms:Encrypt on resource: `,
            KEY,
            ' because no identity-based policy allows the kms:Encrypt action',
          ],
        }),
      ),
    ],
  ];
}
