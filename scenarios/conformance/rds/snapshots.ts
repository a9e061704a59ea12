/** How snapshots, their copies, read replicas and restores are encrypted, across Regions and accounts too. */
import { assumed, documented, reported } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { answer, eventually, kms, ok, open, type PlannedInput, type Row, type Step, see, tableOf } from '../telling.ts';
import { regions, sharing } from './snapshotsElsewhere.ts';

import { ABROAD, ABSENT, abroad, copied, encrypted, inClear, KEY_ABROAD, plain, sealed } from './snapshotWords.ts';
import {
  arnOf,
  becomes,
  copy,
  DATABASE,
  database,
  describe,
  describeSnapshot,
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
