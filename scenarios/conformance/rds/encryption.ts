/** How a database is encrypted, under which key, and what of that can never change. */
import { assumed, documented, reported } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, KEY_ID, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  answer,
  eventually,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  rowsOf,
  type Step,
  see,
  slug,
  tableOf,
} from '../telling.ts';
import {
  becomes,
  create,
  createCluster,
  database,
  describe,
  fault,
  on,
  plainDatabase,
  shown,
  sources,
  under,
} from './words.ts';

/** The table. */
export const rdsEncryption: BehaviourTable = tableOf(
  'rds/encryption',
  'RDS: how a database is encrypted, and under which key',
  'rds',
  function* () {
    yield* creation();
    yield* names();
    yield* forEver();
    yield* otherKeys();
  },
);

const ABSENT = { $absent: true } as const;
const plain = { StorageEncrypted: false, KmsKeyId: ABSENT };
const encrypted = (key: PlannedValue = KEY) => ({ StorageEncrypted: true, KmsKeyId: key });

function* creation(): Generator<Row> {
  yield [
    'not-by-default',
    'A DB instance is not encrypted unless it is asked for',
    documented(sources.operation('CreateDBInstance')),
    [see(create(), ok({ DBInstance: open(plain) })), becomes('available'), see(describe(), ok(shown(plain)))],
  ];
  yield [
    'default-key',
    'StorageEncrypted without a key means alias/aws/rds, a key that AWS manages',
    documented(sources.operation('CreateDBInstance')),
    [
      create({ StorageEncrypted: true }),
      see(
        kms('DescribeKey', { KeyId: 'alias/aws/rds' }, { name: 'default' }),
        ok({ KeyMetadata: open({ KeyManager: 'AWS', KeyState: 'Enabled' }) }),
      ),
      see(describe(), ok(shown(encrypted({ $ref: 'default.KeyMetadata.Arn' })))),
    ],
  ];
  yield [
    'named-key',
    'A DB instance is under the key that its request names',
    documented(sources.operation('CreateDBInstance')),
    [
      ...makeKey(),
      see(create(under()), ok({ DBInstance: open(encrypted()) })),
      becomes('available'),
      see(describe(), ok(shown(encrypted()))),
    ],
  ];
  yield [
    'key-without-encryption',
    'A key without StorageEncrypted is refused',
    reported('https://github.com/aquasecurity/tfsec/issues/495'),
    [
      ...makeKey(),
      see(
        create({ KmsKeyId: KEY }),
        answer(
          '400 InvalidParameterCombination: You must enable StorageEncrypted when you specify KmsKeyId for DB engine mysql',
        ),
      ),
    ],
  ];
  yield [
    'aurora-by-default',
    'New Aurora clusters are encrypted by default since February 2026, under a key that AWS owns and nobody sees',
    documented(sources.aurora),
    [
      { elapse: { days: 60 } },
      see(createCluster(), ok({ DBCluster: open({ StorageEncrypted: true, KmsKeyId: ABSENT }) })),
    ],
  ];
  yield [
    'aurora-named-key',
    'An Aurora cluster is under the key that its request names, and so are its DB instances',
    documented(sources.aurora),
    [
      ...makeKey(),
      see(createCluster(under()), ok({ DBCluster: open(encrypted()) })),
      see(
        create({ Engine: 'aurora-mysql', DBInstanceClass: 'db.r6g.large', DBClusterIdentifier: 'conformance-cluster' }),
        ok({ DBInstance: open(encrypted()) }),
      ),
    ],
  ];
  yield [
    'aurora-member-key',
    'A DB instance of an Aurora cluster cannot be given a key of its own',
    reported('https://github.com/hashicorp/terraform/issues/7655'),
    [
      ...makeKey(),
      createCluster(under()),
      see(
        create({
          Engine: 'aurora-mysql',
          DBInstanceClass: 'db.r6g.large',
          DBClusterIdentifier: 'conformance-cluster',
          ...under(),
        }),
        answer(
          '400 InvalidParameterCombination: The requested DB Instance will be a member of a DB Cluster and its storage encryption key should not be set directly.',
        ),
      ),
    ],
  ];
}

const KINDS = `
key                                                          | answer
{"KeySpec":"SYMMETRIC_DEFAULT"}                              | ok
{"MultiRegion":true}                                         | ok
{"KeySpec":"RSA_2048","KeyUsage":"ENCRYPT_DECRYPT"}          | fault
{"KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY"}              | fault
{"KeySpec":"ECC_NIST_P256","KeyUsage":"SIGN_VERIFY"}         | fault
{"KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC"}      | fault
{"Origin":"EXTERNAL"}                                        | fault
`;

function* names(): Generator<Row> {
  for (const { key, answer: word } of rowsOf<'key' | 'answer'>(KINDS))
    yield [
      `kind-of-key-${slug(key)}`,
      `CreateDBInstance ${word === 'ok' ? 'takes' : 'refuses'} a key made with ${key}`,
      word === 'ok' ? documented(sources.kms) : assumed(sources.kms),
      [kms('CreateKey', JSON.parse(key), { name: 'key' }), see(create(under()), word === 'ok' ? ok() : fault())],
    ];
  const alias = kms('CreateAlias', { AliasName: 'alias/conformance', TargetKeyId: KEY });
  const given: readonly (readonly [string, PlannedValue])[] = [
    ['its id', KEY_ID],
    ['its ARN', KEY],
    ['its alias', 'alias/conformance'],
    ['the ARN of its alias', `arn:aws:kms:us-east-1:${ACCOUNT}:alias/conformance`],
  ];
  for (const [how, name] of given)
    yield [
      `key-by-${slug(how)}`,
      `A request may name the key by ${how}; answers show its ARN`,
      documented(sources.operation('CreateDBInstance')),
      [...makeKey(), alias, see(create(under(name)), ok({ DBInstance: open(encrypted()) }))],
    ];
  const wrong: readonly (readonly [string, PlannedValue])[] = [
    ['an id that is no key', '11111111-2222-4333-8444-555555555555'],
    ['a key of another Region', { $ref: 'abroad.KeyMetadata.Arn' }],
    ['an alias that is none', 'alias/nobody'],
  ];
  for (const [what, name] of wrong)
    yield [
      `refuses-${slug(what)}`,
      `CreateDBInstance refuses ${what}; the fault names it as the request did`,
      documented(sources.operation('CreateDBInstance')),
      [
        kms('CreateKey', {}, { name: 'abroad', region: 'eu-west-1' }),
        see(create(under(name)), fault('specified', name)),
      ],
    ];
}

function* forEver(): Generator<Row> {
  const modify = (members: PlannedInput) => on('ModifyDBInstance', { ...members, ApplyImmediately: true });
  yield [
    'not-added-in-place',
    'A modification does not encrypt a DB instance that is not encrypted: the API has no member for it',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...plainDatabase,
      modify({ DBInstanceClass: 'db.t3.small' }),
      becomes('available'),
      see(describe(), ok(shown(plain))),
    ],
  ];
  for (const [what, members] of [
    ['another class', { DBInstanceClass: 'db.t3.small' }],
    ['more storage', { AllocatedStorage: 40 }],
    ['another password', { MasterUserPassword: 'another-battery-staple' }],
    ['other retention of backups', { BackupRetentionPeriod: 7 }],
  ] as const)
    yield [
      `kept-by-${slug(what)}`,
      `A modification to ${what} leaves encryption and key as they are`,
      documented(sources.encryption),
      [...makeKey(), ...database(), modify(members), becomes('available'), see(describe(), ok(shown(encrypted())))],
    ];
  yield [
    'kept-by-stop-and-start',
    'A stop and a start leave encryption and key as they are',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...database(),
      on('StopDBInstance'),
      becomes('stopped'),
      on('StartDBInstance'),
      eventually(describe(), shown({ ...encrypted(), DBInstanceStatus: 'available' })),
    ],
  ];
}

function* otherKeys(): Generator<Row> {
  const secret = { ManageMasterUserPassword: true, MasterUserSecretKmsKeyId: OTHER_KEY };
  const withSecret: readonly Step[] = [
    ...makeKey(),
    otherKey,
    ...database(),
    on('ModifyDBInstance', secret),
    becomes('available'),
  ];
  const status = (SecretStatus: string) => ({
    MasterUserSecret: open({ SecretStatus, KmsKeyId: OTHER_KEY }),
    DBInstanceStatus: 'available',
  });
  yield [
    'secret-active',
    'The managed secret of the master user is under the key that the request names, and active',
    documented(sources.secret),
    [...withSecret, eventually(describe(), shown(status('active')))],
  ];
  yield [
    'secret-impaired',
    'With the key of its secret disabled a database has an impaired secret and stays available',
    documented(sources.secret),
    [...withSecret, kms('DisableKey', { KeyId: OTHER_KEY }), eventually(describe(), shown(status('impaired')))],
  ];
  yield [
    'insights-key',
    'Performance Insights is under a key of its own, which fails independently of the key of the storage',
    documented(sources.operation('CreateDBInstance')),
    [
      ...makeKey(),
      otherKey,
      create({ ...under(), EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: OTHER_KEY }),
      becomes('available'),
      kms('DisableKey', { KeyId: OTHER_KEY }),
      { elapse: { days: 1 } },
      see(
        describe(),
        ok(shown({ DBInstanceStatus: 'available', PerformanceInsightsKMSKeyId: OTHER_KEY, KmsKeyId: KEY })),
      ),
    ],
  ];
}
