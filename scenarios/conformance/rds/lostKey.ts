/** What becomes of a database whose key is lost: what happens when, what brings it back, what RDS tells. */
import { assumed, documented, type Evidence, recorded, reported } from '../../../model/evidence.ts';
import type { Duration } from '../../../model/step.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { into, KEY, makeKey } from '../keyUnderTest.ts';
import { answer, eventually, kms, ok, open, type Row, rds, rowsOf, type Step, see, slug, tableOf } from '../telling.ts';
import {
  arnOf,
  becomes,
  CLUSTER,
  cluster,
  clusterBecomes,
  create,
  DATABASE,
  database,
  describe,
  fault,
  on,
  onCluster,
  RECOVERABLE,
  replicate,
  restoreToNow,
  shown,
  shownCluster,
  snapshot,
  sources,
  TERMINAL,
  under,
} from './words.ts';

/** The table. */
export const rdsLostKey: BehaviourTable = tableOf(
  'rds/lost-key',
  'RDS: what becomes of a database whose key is lost',
  'rds',
  function* () {
    yield* losses();
    yield* timing();
    yield* recoverable();
    yield* terminal();
    yield* stopped();
    yield* aurora();
  },
);

/** RDS finds out some time after the loss, and acts two hours after that: nobody knows how long the first takes. */
const SOON: Duration = { hours: 4 };
const disable = kms('DisableKey', { KeyId: KEY });
const enable = kms('EnableKey', { KeyId: KEY });
const status = (DBInstanceStatus: string, more: Parameters<typeof ok>[1] = {}): Step =>
  see(describe(), ok(shown({ DBInstanceStatus }), more));
const lost: readonly Step[] = [...makeKey(), ...database(), disable, becomes(RECOVERABLE, SOON)];
const lostForGood: readonly Step[] = [
  ...makeKey(),
  ...database({ BackupRetentionPeriod: 0 }),
  disable,
  becomes(TERMINAL, SOON),
];

const revoke: readonly Planned[] = [
  kms('ListGrants', { KeyId: KEY }, { name: 'grants' }),
  kms('RevokeGrant', { KeyId: KEY, GrantId: { $ref: 'grants.Grants.0.GrantId' } }),
];
const closed: PlannedValue = {
  $json: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'kms:PutKeyPolicy',
        Resource: '*',
      },
    ],
  },
};
const closePolicy = kms('PutKeyPolicy', { KeyId: KEY, Policy: closed, BypassPolicyLockoutSafetyCheck: true });

const databases: Readonly<Record<string, readonly Step[]>> = {
  'with backups': database(),
  'without backups': database({ BackupRetentionPeriod: 0 }),
  'with a read replica': [...database(), replicate(), becomes('available', { minutes: 30 }, 'replica')],
  'that is a read replica': [
    create({ ...under(), DBInstanceIdentifier: 'source' }),
    becomes('available', { minutes: 30 }, 'source'),
    replicate({ DBInstanceIdentifier: DATABASE, SourceDBInstanceIdentifier: 'source' }),
    becomes('available'),
  ],
};
const waysToLose: Readonly<Record<string, readonly Planned[]>> = {
  'is disabled': into('Disabled'),
  'is pending deletion': into('PendingDeletion'),
  'loses its imported material': into('PendingImport'),
  'has its grant revoked': revoke,
};

/** Grade of the row: that the loss leads there at all; how RDS finds out, and when, is assumed throughout. */
const LOSSES = `
database               | loss                        | becomes     | grade
with backups           | is disabled                 | recoverable | recorded
with backups           | is pending deletion         | recoverable | documented
with backups           | loses its imported material | recoverable | assumed
with backups           | has its grant revoked       | recoverable | assumed
without backups        | is disabled                 | terminal    | documented
without backups        | is pending deletion         | terminal    | documented
with a read replica    | is disabled                 | terminal    | documented
that is a read replica | is disabled                 | terminal    | documented
`;

const EVIDENCE: Readonly<Record<string, Evidence>> = {
  recorded: recorded(sources.recovery),
  documented: documented(sources.encryption),
  assumed: assumed(sources.encryption),
};

function* losses(): Generator<Row> {
  for (const row of rowsOf<'database' | 'loss' | 'becomes' | 'grade'>(LOSSES)) {
    const state = row.becomes === 'terminal' ? TERMINAL : RECOVERABLE;
    yield [
      `${slug(row.database)}-${slug(row.loss)}`,
      `A running database ${row.database} whose key ${row.loss} becomes ${state}`,
      EVIDENCE[row.grade] as Evidence,
      [
        ...makeKey(row.loss.includes('imported') ? 'PendingImport' : 'Enabled'),
        ...(databases[row.database] as readonly Step[]),
        ...(waysToLose[row.loss] as readonly Planned[]),
        eventually(describe(), shown({ DBInstanceStatus: state }), { within: SOON }),
      ],
    ];
  }
  yield [
    'policy-alone',
    'A running database does not need the key policy: with its grant it stays available whatever the policy says',
    assumed(sources.keys),
    [...makeKey(), ...database(), closePolicy, { elapse: { hours: 8 } }, status('available')],
  ];
  yield [
    'every-database-of-the-key',
    'A disabled key reaches every database under it',
    documented(sources.keys),
    [
      ...makeKey(),
      ...database(),
      create({ ...under(), DBInstanceIdentifier: 'second' }),
      becomes('available', { minutes: 30 }, 'second'),
      disable,
      ...[DATABASE, 'second'].map((DBInstanceIdentifier) =>
        eventually(describe({ DBInstanceIdentifier }), shown({ DBInstanceStatus: RECOVERABLE }), { within: SOON }),
      ),
    ],
  ];
}

const TOLD = {
  $like: `^Amazon RDS has been unable to access the KMS encryption key for database instance ${DATABASE}\\. This database will be placed into an inaccessible state\\.`,
};
const events = (SourceIdentifier = DATABASE, SourceType = 'db-instance') =>
  rds('DescribeEvents', { SourceIdentifier, SourceType, Duration: 1440 });
const tells = (Message: PlannedValue) => ({
  Events: { $contains: open({ Message, EventCategories: ['availability'] }) },
});
/** Waits until RDS has found out. */
const foundOut: Step = see(events(), ok(tells(TOLD), { within: SOON, given: true }));

function* timing(): Generator<Row> {
  yield [
    'runs-on',
    'A database whose key is lost serves on for the first two hours',
    documented(sources.encryption),
    [...makeKey(), ...database(), disable, { elapse: { minutes: 115 } }, status('available')],
  ];
  yield [
    'two-hours-after-the-event',
    'RDS acts two hours after it has found out, and not before',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...database(),
      disable,
      foundOut,
      { elapse: { minutes: 115 } },
      status('available'),
      eventually(describe(), shown({ DBInstanceStatus: RECOVERABLE }), { within: { minutes: 10 } }),
    ],
  ];
  yield [
    'event',
    'RDS tells of the lost key before it acts: event 0419, category availability',
    documented(sources.events),
    [
      ...makeKey(),
      ...database(),
      see(
        disable,
        ok(undefined, {
          notifications: [
            {
              detailType: 'RDS DB Instance Event',
              resources: [arnOf('db', DATABASE)],
              detail: { $open: true, EventID: 'RDS-EVENT-0419', Message: TOLD, SourceIdentifier: DATABASE },
            },
          ],
        }),
      ),
      see(events(), ok(tells(TOLD), { within: SOON })),
      status('available', { within: { seconds: 1 } }),
    ],
  ];
  yield [
    'back-in-time',
    'A database whose key is enabled again before RDS acts stays available throughout',
    assumed(sources.encryption),
    [
      ...makeKey(),
      ...database(),
      disable,
      { elapse: { minutes: 90 } },
      enable,
      { elapse: { days: 1 } },
      status('available'),
      see(describe(), ok(shown({ DBInstanceStatus: 'available' }))),
    ],
  ];
}

const cannotStart = `400 InvalidDBInstanceState: Instance ${DATABASE} cannot be started as it is not in one of the following statuses: 'stopped, inaccessible-encryption-credentials-recoverable, incompatible-network (only valid for non-SqlServer instances)'.`;

function* recoverable(): Generator<Row> {
  const monitored = [
    ...makeKey(),
    ...database({ MonitoringInterval: 60 }),
    disable,
    becomes(RECOVERABLE, SOON),
    enable,
  ];
  yield [
    'start-brings-back',
    'With the key enabled again StartDBInstance brings a recoverable database back: starting, monitoring, backup, available',
    recorded(sources.recovery),
    [
      ...monitored,
      see(on('StartDBInstance'), ok({ DBInstance: open({ DBInstanceStatus: 'starting' }) })),
      eventually(describe(), shown({ DBInstanceStatus: 'configuring-enhanced-monitoring' })),
      eventually(describe(), shown({ DBInstanceStatus: 'backing-up' })),
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
  yield [
    'same-database-comes-back',
    'What comes back is the same database under the same key: resource id, endpoint, key',
    documented(sources.encryption),
    [
      ...lost,
      enable,
      on('StartDBInstance'),
      eventually(
        describe(),
        shown({
          DBInstanceStatus: 'available',
          DbiResourceId: { $ref: 'created.DBInstance.DbiResourceId' },
          KmsKeyId: KEY,
          StorageEncrypted: true,
        }),
      ),
    ],
  ];
  yield [
    'no-start-no-recovery',
    'A key that is back does not bring a database back by itself',
    recorded(sources.recovery),
    [...lost, enable, { elapse: { days: 6 } }, status(RECOVERABLE)],
  ];
  yield [
    'window',
    'A recoverable database stays so for seven days, and then becomes terminal',
    recorded(sources.timeline),
    [
      ...lost,
      { elapse: { hours: 7 * 24 - 1 } },
      status(RECOVERABLE),
      eventually(describe(), shown({ DBInstanceStatus: TERMINAL }), { within: { hours: 2 } }),
    ],
  ];
  yield [
    'window-whatever-the-key',
    'The seven days end the same with the key back and nobody starting the database',
    documented(sources.encryption),
    [
      ...lost,
      enable,
      { elapse: { hours: 7 * 24 - 1 } },
      status(RECOVERABLE),
      eventually(describe(), shown({ DBInstanceStatus: TERMINAL }), { within: { hours: 2 } }),
    ],
  ];
  yield [
    'start-without-key',
    'A start with the key still lost is refused, and the status stays',
    assumed(sources.operation('StartDBInstance')),
    [...lost, see(on('StartDBInstance'), fault()), status(RECOVERABLE)],
  ];
  for (const operation of ['StopDBInstance', 'RebootDBInstance'])
    yield [
      `recoverable-${slug(operation)}`,
      `${operation} of a recoverable database is refused for its status`,
      documented(sources.operation(operation)),
      [...lost, see(on(operation), answer('400 InvalidDBInstanceState'))],
    ];
  yield [
    'recoverable-delete',
    'A recoverable database can be deleted without a final snapshot',
    documented(sources.encryption),
    [...lost, see(on('DeleteDBInstance', { SkipFinalSnapshot: true }), ok())],
  ];
  yield [
    'keeps-its-key',
    'A database that lost its key still says that it is encrypted, and under which key',
    documented(sources.operation('DescribeDBInstances')),
    [...lost, see(describe(), ok(shown({ StorageEncrypted: true, KmsKeyId: KEY })))],
  ];
}

function* terminal(): Generator<Row> {
  yield [
    'terminal-start',
    'A terminal database cannot be started, the key back or not; the text lists the statuses that can',
    reported(sources.startText),
    [...lostForGood, enable, see(on('StartDBInstance'), answer(cannotStart)), status(TERMINAL)],
  ];
  for (const [call, name] of [
    [on('StopDBInstance'), 'stop'],
    [on('RebootDBInstance'), 'reboot'],
    [on('ModifyDBInstance', { DBInstanceClass: 'db.t3.small' }), 'modify'],
    [snapshot, 'snapshot'],
  ] as const)
    yield [
      `terminal-${name}`,
      `${call.operation} of a terminal database is refused for its status`,
      documented(sources.encryption),
      [...lostForGood, enable, see(call, answer('400 InvalidDBInstanceState'))],
    ];
  yield [
    'terminal-stays',
    'A terminal database does not come back by itself with its key',
    documented(sources.encryption),
    [...lostForGood, enable, { elapse: { days: 8 } }, status(TERMINAL)],
  ];
  yield [
    'terminal-delete',
    'A terminal database can be deleted',
    documented(sources.encryption),
    [...lostForGood, see(on('DeleteDBInstance', { SkipFinalSnapshot: true }), ok())],
  ];
  const pastWindow: readonly Step[] = [...lost, becomes(TERMINAL, { days: 8 })];
  yield [
    'terminal-restore',
    'With the key back, backups of a terminal database restore to a new one under the same key',
    documented(sources.encryption),
    [
      ...pastWindow,
      enable,
      see(restoreToNow, ok({ DBInstance: open({ KmsKeyId: KEY, StorageEncrypted: true }) })),
      eventually(describe({ DBInstanceIdentifier: 'restored' }), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
  yield [
    'terminal-restore-without-key',
    'Backups of a terminal database need the same key: a restore without it is refused',
    documented(sources.encryption),
    [...pastWindow, see(restoreToNow, fault())],
  ];
  yield [
    'terminal-advice',
    'Some minutes after the end of the window RDS advises a point-in-time restore',
    recorded(sources.timeline),
    [...pastWindow, eventually(events(), tells({ $like: 'point-in-time restore' }))],
  ];
  yield [
    'restorable-time-freezes',
    'LatestRestorableTime stands still once a database is terminal',
    recorded(sources.timeline),
    [
      ...pastWindow,
      see({ ...describe(), name: 'frozen' }, ok(shown({ LatestRestorableTime: { $is: 'number' } }))),
      { elapse: { days: 1 } },
      see(describe(), ok(shown({ LatestRestorableTime: { $ref: 'frozen.DBInstances.0.LatestRestorableTime' } }))),
    ],
  ];
}

function* stopped(): Generator<Row> {
  const asleep: readonly Step[] = [...makeKey(), ...database(), on('StopDBInstance'), becomes('stopped')];
  yield [
    'stopped-start',
    'A stopped database whose key is disabled does not start: the fault names the key, the status stays',
    assumed(sources.operation('StartDBInstance')),
    [...asleep, disable, see(on('StartDBInstance'), fault()), status('stopped')],
  ];
  yield [
    'stopped-start-again',
    'With its key enabled again a stopped database starts',
    documented(sources.stop),
    [
      ...asleep,
      disable,
      enable,
      see(on('StartDBInstance'), ok({ DBInstance: open({ DBInstanceStatus: 'starting' }) })),
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
  yield [
    'stopped-unnoticed',
    'A stopped database needs no key: the loss does not move it within its seven days',
    assumed(sources.stop),
    [...asleep, disable, { elapse: { days: 6 } }, status('stopped')],
  ];
  yield [
    'automatic-restart',
    'A stopped database says when RDS will start it, and is started after seven days',
    documented(sources.stop),
    [
      ...asleep,
      see(describe(), ok(shown({ AutomaticRestartTime: { $is: 'number' } }))),
      { elapse: { days: 7 } },
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
  yield [
    'automatic-restart-without-key',
    'The start after seven days fails with a lost key: the database stays stopped',
    assumed(sources.stop),
    [...asleep, disable, { elapse: { days: 8 } }, status('stopped')],
  ];
  yield [
    'start-of-running',
    'A database that runs cannot be started; the text lists the statuses that can',
    reported(sources.startText),
    [...makeKey(), ...database(), see(on('StartDBInstance'), answer(cannotStart))],
  ];
}

function* aurora(): Generator<Row> {
  const lostCluster: readonly Step[] = [...makeKey(), ...cluster, disable, clusterBecomes(RECOVERABLE, SOON)];
  const clusterStatus = (Status: string): Step => see(onCluster('DescribeDBClusters'), ok(shownCluster({ Status })));
  yield [
    'aurora-recoverable',
    'An Aurora cluster whose key is lost is stopped as recoverable, and its DB instances with it',
    recorded(sources.timeline),
    [...lostCluster, clusterStatus(RECOVERABLE), status(RECOVERABLE)],
  ];
  yield [
    'aurora-seventeen-minutes',
    'An Aurora cluster is stopped 17 minutes after the first event',
    recorded(sources.timeline),
    [
      ...makeKey(),
      ...cluster,
      disable,
      see(
        events(CLUSTER, 'db-cluster'),
        ok({ Events: { $contains: open({ EventCategories: ['availability'] }) } }, { within: SOON, given: true }),
      ),
      { elapse: { minutes: 15 } },
      clusterStatus('available'),
      eventually(onCluster('DescribeDBClusters'), shownCluster({ Status: RECOVERABLE }), { within: { minutes: 5 } }),
    ],
  ];
  yield [
    'aurora-window',
    'A recoverable Aurora cluster becomes terminal after seven days, to the minute',
    recorded(sources.timeline),
    [
      ...lostCluster,
      { elapse: { minutes: 7 * 24 * 60 - 5 } },
      clusterStatus(RECOVERABLE),
      eventually(onCluster('DescribeDBClusters'), shownCluster({ Status: TERMINAL })),
    ],
  ];
  yield [
    'aurora-start',
    'With the key back StartDBCluster brings the cluster and its DB instances back',
    documented(sources.aurora),
    [
      ...lostCluster,
      enable,
      see(onCluster('StartDBCluster'), ok({ DBCluster: open({ Status: 'starting' }) })),
      eventually(onCluster('DescribeDBClusters'), shownCluster({ Status: 'available' })),
      eventually(describe(), shown({ DBInstanceStatus: 'available' })),
    ],
  ];
  yield [
    'aurora-start-without-key',
    'StartDBCluster with the key still lost is refused, and the status stays',
    assumed(sources.aurora),
    [...lostCluster, see(onCluster('StartDBCluster'), fault()), clusterStatus(RECOVERABLE)],
  ];
  yield [
    'aurora-start-of-running',
    'A cluster that runs cannot be started; the text names the statuses that can',
    reported(sources.startText),
    [
      ...makeKey(),
      ...cluster,
      see(
        onCluster('StartDBCluster'),
        answer(
          `400 InvalidDBClusterStateFault: DbCluster ${CLUSTER} is in available state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.`,
        ),
      ),
    ],
  ];
  const abroad = 'eu-west-1';
  yield [
    'aurora-replicated',
    'A cluster that replicates to another Region becomes terminal at once when its key is lost',
    documented(sources.aurora),
    [
      ...makeKey(),
      ...cluster,
      kms('CreateKey', {}, { name: 'abroad', region: abroad }),
      rds(
        'CreateDBCluster',
        {
          DBClusterIdentifier: 'replica',
          Engine: 'aurora-mysql',
          ReplicationSourceIdentifier: arnOf('cluster', CLUSTER),
          KmsKeyId: { $ref: 'abroad.KeyMetadata.Arn' },
        },
        { region: abroad, wait: { minutes: 15 } },
      ),
      disable,
      eventually(onCluster('DescribeDBClusters'), shownCluster({ Status: TERMINAL }), { within: SOON }),
    ],
  ];
}
