/** How snapshots, their copies, read replicas and restores are encrypted, across Regions and accounts too. */
import { assumed, documented, reported } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  answer,
  eventually,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  rds,
  type Step,
  see,
  tableOf,
} from '../telling.ts';
import {
  arnOf,
  becomes,
  copy,
  create,
  DATABASE,
  database,
  describe,
  describeSnapshot,
  fault,
  on,
  plainDatabase,
  replicate,
  restore,
  restoreCluster,
  restoreToNow,
  SNAPSHOT,
  shown,
  shownSnapshot,
  snapshot,
  snapshotBecomes,
  sources,
  taken,
} from './words.ts';

/** The table. */
export const rdsSnapshots: BehaviourTable = tableOf(
  'rds/snapshots',
  'RDS: encryption of snapshots, copies, replicas and restores',
  'rds',
  function* () {
    yield* snapshots();
    yield* copies();
    yield* regions();
    yield* sharing();
    yield* replicas();
    yield* restores();
  },
);

const ABSENT = { $absent: true } as const;
const plain = { StorageEncrypted: false, KmsKeyId: ABSENT };
const encrypted = (key: PlannedValue = KEY) => ({ StorageEncrypted: true, KmsKeyId: key });

const copied = (members: PlannedInput): Step => see(describeSnapshot('copy'), ok(shownSnapshot(members)));
const inClear = { Encrypted: false, KmsKeyId: ABSENT };
const sealed = (key: PlannedValue = KEY) => ({ Encrypted: true, KmsKeyId: key });

function* snapshots(): Generator<Row> {
  yield [
    'snapshot-of-encrypted',
    'A snapshot of an encrypted database is encrypted under the same key',
    documented(sources.encryption),
    [...makeKey(), ...database(), ...taken, see(describeSnapshot(), ok(shownSnapshot(sealed())))],
  ];
  yield [
    'snapshot-of-plain',
    'A snapshot of a database without encryption has none',
    documented(sources.encryption),
    [...plainDatabase, ...taken, see(describeSnapshot(), ok(shownSnapshot(inClear)))],
  ];
  yield [
    'snapshot-with-lost-key',
    'A snapshot of a database whose key is disabled is accepted and fails: no fault is declared for it',
    assumed(sources.operation('CreateDBSnapshot')),
    [
      ...makeKey(),
      ...database(),
      kms('DisableKey', { KeyId: KEY }),
      see(snapshot, ok({ DBSnapshot: open({ Status: 'creating' }) })),
      eventually(describeSnapshot(), shownSnapshot({ Status: 'failed' })),
    ],
  ];
  for (const [how, steps] of [
    ['deleted', [on('DeleteDBInstance', { SkipFinalSnapshot: true })]],
    ['stopped', [on('StopDBInstance'), becomes('stopped')]],
  ] as const)
    yield [
      `snapshot-outlives-${how}`,
      `A snapshot is still there, under its key, when its database is ${how}`,
      documented(sources.copy),
      [
        ...makeKey(),
        ...database(),
        ...taken,
        ...steps,
        { elapse: { minutes: 30 } },
        see(describeSnapshot(), ok(shownSnapshot({ ...sealed(), Status: 'available' }))),
      ],
    ];
  yield [
    'final-snapshot',
    'The final snapshot of an encrypted database is encrypted under its key',
    documented(sources.operation('DeleteDBInstance')),
    [
      ...makeKey(),
      ...database(),
      on('DeleteDBInstance', { FinalDBSnapshotIdentifier: 'final' }),
      eventually(describeSnapshot('final'), shownSnapshot({ ...sealed(), Status: 'available' })),
    ],
  ];
}

function* copies(): Generator<Row> {
  const rows: readonly (readonly [string, string, readonly Step[], PlannedInput, PlannedInput])[] = [
    ['plain', 'of a snapshot without encryption, without a key, has none', plainDatabase, {}, inClear],
    [
      'plain-to-key',
      'of a snapshot without encryption that names a key is encrypted under it',
      plainDatabase,
      { KmsKeyId: KEY },
      sealed(),
    ],
    ['same-key', 'of an encrypted snapshot that names no key is under the same key', database(), {}, sealed()],
    [
      'other-key',
      'of an encrypted snapshot that names another key is under that one',
      database(),
      { KmsKeyId: OTHER_KEY },
      sealed(OTHER_KEY),
    ],
  ];
  for (const [id, words, source, members, outcome] of rows)
    yield [
      `copy-${id}`,
      `A copy ${words}`,
      documented(sources.copy),
      [
        ...makeKey(),
        otherKey,
        ...source,
        ...taken,
        see(copy(members), ok()),
        snapshotBecomes('available', 'copy'),
        copied(outcome),
      ],
    ];
  yield [
    'copy-leaves-source',
    'An encrypted copy leaves its source without encryption as it was',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...plainDatabase,
      ...taken,
      copy({ KmsKeyId: KEY }),
      snapshotBecomes('available', 'copy'),
      copied(sealed()),
      see(describeSnapshot(), ok(shownSnapshot({ ...inClear, Status: 'available' }))),
    ],
  ];
  yield [
    'copy-never-plain',
    'An encrypted snapshot is not copied to one without encryption: an empty key means the key it has',
    assumed(sources.copy),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      see(copy({ KmsKeyId: '' }), ok()),
      snapshotBecomes('available', 'copy'),
      copied(sealed()),
    ],
  ];
  yield [
    'copy-needs-no-permission',
    'A copy under the same key works for a caller without permission on the key',
    reported('https://repost.aws (a copy by hand worked where the one of AWS Backup failed)'),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      kms('PutKeyPolicy', { KeyId: KEY, Policy: callerDenied }),
      see(copy(), ok()),
      eventually(describeSnapshot('copy'), shownSnapshot({ ...sealed(), Status: 'available' })),
    ],
  ];
  yield [
    'whole-way',
    'The way to encrypt a database: snapshot, encrypted copy, restore; a new resource id, the old one as it was',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...plainDatabase,
      ...taken,
      copy({ KmsKeyId: KEY }),
      snapshotBecomes('available', 'copy'),
      see(
        restore({ DBSnapshotIdentifier: 'copy' }),
        ok({
          DBInstance: open({ ...encrypted(), DbiResourceId: { $not: { $ref: 'created.DBInstance.DbiResourceId' } } }),
        }),
      ),
      becomes('available', { minutes: 30 }, 'restored'),
      see(describe(), ok(shown({ ...plain, DBInstanceStatus: 'available' }))),
    ],
  ];
  yield [
    'failed-copy',
    'A copy whose key is disabled before it is made ends as failed',
    assumed(sources.copy),
    [
      ...makeKey(),
      ...plainDatabase,
      ...taken,
      see(copy({ KmsKeyId: KEY }), ok({ DBSnapshot: open({ Status: 'creating' }) })),
      kms('DisableKey', { KeyId: KEY }),
      eventually(describeSnapshot('copy'), shownSnapshot({ Status: 'failed' })),
    ],
  ];
}

/** Whoever is a user of the account may not use the key; services under their grants may. */
const callerDenied: PlannedValue = {
  $json: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: 'kms:PutKeyPolicy',
        Resource: '*',
      },
    ],
  },
};

const ABROAD = 'eu-west-1';
const abroad: Planned = kms('CreateKey', {}, { name: 'abroad', region: ABROAD });
const KEY_ABROAD: PlannedValue = { $ref: 'abroad.KeyMetadata.Arn' };
const fromHere = { SourceDBSnapshotIdentifier: arnOf('snapshot', SNAPSHOT) };

function* regions(): Generator<Row> {
  yield [
    'cross-region-needs-key',
    'A copy of an encrypted snapshot in another Region must name a key of that Region',
    reported('https://github.com/pbudzon/aws-maintenance/issues/5'),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      see(
        copy(fromHere, { region: ABROAD }),
        answer('400 InvalidParameterValue: Must specify new KMS key for cross region encrypted snapshot copy.'),
      ),
    ],
  ];
  yield [
    'cross-region-key-of-source',
    'The key of the Region that a snapshot comes from will not do in the Region that it goes to',
    documented(sources.copy),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      see(copy({ ...fromHere, KmsKeyId: KEY }, { region: ABROAD }), {
        answers: ['KMSKeyNotAccessibleFault'],
        status: 400,
      }),
    ],
  ];
  yield [
    'cross-region-copy',
    'With a key of the Region it goes to, an encrypted snapshot is copied: copying, then available under that key',
    documented(sources.copy),
    [
      ...makeKey(),
      abroad,
      ...database(),
      ...taken,
      see(
        copy({ ...fromHere, KmsKeyId: KEY_ABROAD }, { region: ABROAD }),
        ok({ DBSnapshot: open({ Status: 'copying' }) }),
      ),
      eventually(
        describeSnapshot('copy', { region: ABROAD }),
        shownSnapshot({ ...sealed(KEY_ABROAD), Status: 'available', SourceRegion: 'us-east-1' }),
      ),
    ],
  ];
  yield [
    'cross-region-plain',
    'A snapshot without encryption is copied to another Region without a key',
    documented(sources.copy),
    [
      ...plainDatabase,
      ...taken,
      see(copy(fromHere, { region: ABROAD }), ok()),
      eventually(describeSnapshot('copy', { region: ABROAD }), shownSnapshot({ ...inClear, Status: 'available' })),
    ],
  ];
}

function* sharing(): Generator<Row> {
  const share = (...ValuesToAdd: string[]) =>
    rds('ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: SNAPSHOT, AttributeName: 'restore', ValuesToAdd });
  const outsider = { caller: 'outsider' };
  const theirs: Planned = kms('CreateKey', {}, { name: 'theirs', ...outsider });
  const THEIR_KEY: PlannedValue = { $ref: 'theirs.KeyMetadata.Arn' };
  const letIn: Planned = kms('PutKeyPolicy', {
    KeyId: KEY,
    Policy: {
      $json: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${OTHER_ACCOUNT}:root`] },
            Action: 'kms:*',
            Resource: '*',
          },
        ],
      },
    },
  });
  const shared: readonly Step[] = [...makeKey(), theirs, ...database(), ...taken, share(OTHER_ACCOUNT)];
  const take = (members: PlannedInput = {}) => copy({ ...fromHere, ...members }, outsider);
  yield [
    'share-encrypted',
    'A snapshot under a customer managed key can be shared with another account',
    documented(sources.share),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      see(share(OTHER_ACCOUNT), ok()),
      see(
        rds('DescribeDBSnapshotAttributes', { DBSnapshotIdentifier: SNAPSHOT }),
        ok({
          DBSnapshotAttributesResult: open({
            DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [OTHER_ACCOUNT] }],
          }),
        }),
      ),
    ],
  ];
  yield [
    'share-default-key',
    'A snapshot under alias/aws/rds cannot be shared',
    documented(sources.share),
    [
      create({ StorageEncrypted: true }),
      becomes('available'),
      ...taken,
      see(share(OTHER_ACCOUNT), answer('400 InvalidParameterCombination')),
    ],
  ];
  yield [
    'share-public',
    'An encrypted snapshot cannot be made public; one without encryption can',
    documented(sources.share),
    [...makeKey(), ...database(), ...taken, see(share('all'), answer('400 InvalidParameterCombination'))],
  ];
  yield [
    'share-public-plain',
    'A snapshot without encryption can be made public',
    documented(sources.share),
    [...plainDatabase, ...taken, see(share('all'), ok())],
  ];
  yield [
    'shared-copy-needs-key',
    'A copy of an encrypted snapshot that another account shares must name a key',
    documented(sources.copy),
    [...shared, letIn, see(take(), { answers: ['InvalidParameterValue', 'InvalidParameterCombination'], status: 400 })],
  ];
  yield [
    'shared-copy',
    'With leave on the key of the source, the other account copies it under a key of its own',
    documented(sources.share),
    [
      ...shared,
      letIn,
      see(take({ KmsKeyId: THEIR_KEY }), ok()),
      eventually(describeSnapshot('copy', outsider), shownSnapshot({ ...sealed(THEIR_KEY), Status: 'available' })),
    ],
  ];
  yield [
    'shared-copy-without-leave',
    'Without leave on the key of the source, sharing the snapshot is not enough',
    documented(sources.share),
    [...shared, see(take({ KmsKeyId: THEIR_KEY }), fault('source snapshot'))],
  ];
  yield [
    'shared-restore',
    'A database is not restored of a snapshot that is both shared and encrypted: it must be copied first',
    documented(sources.share),
    [
      ...shared,
      letIn,
      see(restore({ DBSnapshotIdentifier: arnOf('snapshot', SNAPSHOT) }, outsider), {
        answers: ['InvalidParameterValue', 'InvalidParameterCombination'],
        status: 400,
      }),
    ],
  ];
  yield [
    'not-shared',
    'Another account does not find a snapshot that is not shared with it',
    documented(sources.share),
    [...makeKey(), ...database(), ...taken, see(take(), answer('404 DBSnapshotNotFound'))],
  ];
}

function* replicas(): Generator<Row> {
  const here = { DBInstanceIdentifier: 'replica' };
  const there = { SourceDBInstanceIdentifier: arnOf('db', DATABASE) };
  yield [
    'replica-same-key',
    'A read replica in the same Region is under the key of its source',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...database(),
      see(replicate(), ok({ DBInstance: open(encrypted()) })),
      becomes('available', { minutes: 30 }, 'replica'),
    ],
  ];
  yield [
    'replica-other-key',
    'A read replica in the same Region cannot be under another key',
    documented(sources.encryption),
    [
      ...makeKey(),
      otherKey,
      ...database(),
      see(replicate({ KmsKeyId: OTHER_KEY }), answer('400 InvalidParameterCombination')),
    ],
  ];
  yield [
    'replica-of-plain',
    'A read replica of a database without encryption has none',
    documented(sources.encryption),
    [
      ...plainDatabase,
      see(replicate(), ok({ DBInstance: open(plain) })),
      becomes('available', { minutes: 30 }, 'replica'),
      see(describe(here), ok(shown(plain))),
    ],
  ];
  yield [
    'replica-encrypts-plain',
    'A read replica of a database without encryption cannot be encrypted',
    documented(sources.encryption),
    [...makeKey(), ...plainDatabase, see(replicate({ KmsKeyId: KEY }), answer('400 InvalidParameterCombination'))],
  ];
  yield [
    'replica-abroad-needs-key',
    'A read replica of an encrypted database in another Region must name a key of that Region',
    reported('https://github.com/terraform-aws-modules/terraform-aws-rds/pull/428'),
    [
      ...makeKey(),
      ...database(),
      see(
        replicate(there, { region: ABROAD }),
        answer(
          '400 InvalidParameterCombination: Cannot create a cross region unencrypted read replica from encrypted source.',
        ),
      ),
    ],
  ];
  yield [
    'replica-abroad',
    'A read replica in another Region is under the key of that Region that its request names',
    documented(sources.encryption),
    [
      ...makeKey(),
      abroad,
      ...database(),
      see(
        replicate({ ...there, KmsKeyId: KEY_ABROAD }, { region: ABROAD }),
        ok({ DBInstance: open(encrypted(KEY_ABROAD)) }),
      ),
    ],
  ];
  yield [
    'replica-promoted',
    'A promoted read replica keeps encryption and key',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...database(),
      replicate(),
      becomes('available', { minutes: 30 }, 'replica'),
      on('PromoteReadReplica', here),
      eventually(describe(here), shown({ ...encrypted(), ReadReplicaSourceDBInstanceIdentifier: ABSENT })),
    ],
  ];
}

function* restores(): Generator<Row> {
  const other = { DBInstance: open({ DbiResourceId: { $not: { $ref: 'created.DBInstance.DbiResourceId' } } }) };
  yield [
    'restore-keeps-key',
    'A database restored of an encrypted snapshot is under its key; DB instances cannot be given another',
    documented(sources.restore),
    [...makeKey(), ...database(), ...taken, see(restore(), ok({ DBInstance: open(encrypted()) }))],
  ];
  yield [
    'restore-of-plain',
    'A database restored of a snapshot without encryption has none',
    documented(sources.encryption),
    [...plainDatabase, ...taken, see(restore(), ok({ DBInstance: open(plain) }))],
  ];
  yield [
    'restore-is-new',
    'A restored database has a resource id of its own, so that its encryption context is another',
    documented(sources.restore),
    [...makeKey(), ...database(), ...taken, see(restore(), ok(other))],
  ];
  yield [
    'restore-to-time-keeps-key',
    'A restore to a point in time is under the key of its source',
    documented(sources.encryption),
    [...makeKey(), ...database(), see(restoreToNow, ok({ DBInstance: open(encrypted()) }))],
  ];
  yield [
    'restore-cluster-of-plain',
    'An Aurora cluster restored of a snapshot without encryption is encrypted if a key is named',
    documented(sources.operation('RestoreDBClusterFromSnapshot')),
    [
      ...makeKey(),
      ...plainDatabase,
      ...taken,
      see(restoreCluster(arnOf('snapshot', SNAPSHOT), { KmsKeyId: KEY }), ok({ DBCluster: open(encrypted()) })),
    ],
  ];
  yield [
    'restore-cluster-keeps-key',
    'An Aurora cluster restored of an encrypted snapshot is under its key if none is named',
    documented(sources.operation('RestoreDBClusterFromSnapshot')),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      see(restoreCluster(arnOf('snapshot', SNAPSHOT)), ok({ DBCluster: open(encrypted()) })),
    ],
  ];
  yield [
    'restore-without-backups',
    'A database without automated backups is not restored to a point in time',
    documented(sources.operation('RestoreDBInstanceToPointInTime')),
    [
      ...makeKey(),
      ...database({ BackupRetentionPeriod: 0 }),
      see(restoreToNow, answer('400 PointInTimeRestoreNotEnabled')),
    ],
  ];
}
