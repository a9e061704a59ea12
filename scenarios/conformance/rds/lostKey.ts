/** What becomes of a database whose key is lost: what happens when, what brings it back, what RDS tells. */
import { assumed, documented, type Evidence, recorded, reported } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { into, KEY, makeKey } from '../keyUnderTest.ts';
import { answer, eventually, kms, ok, open, type Row, rowsOf, type Step, see, slug, tableOf } from '../telling.ts';
import { aurora, stopped } from './lostKeyKinds.ts';

import {
  cannotStart,
  disable,
  enable,
  events,
  foundOut,
  lost,
  lostForGood,
  SOON,
  status,
  TOLD,
  tells,
} from './lostKeyWords.ts';
import {
  arnOf,
  becomes,
  create,
  DATABASE,
  database,
  describe,
  fault,
  on,
  RECOVERABLE,
  replicate,
  restoreToNow,
  shown,
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
