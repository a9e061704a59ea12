/** The statuses of DB instances and snapshots that encryption can meet, and what brings each about. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { Planned } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import { answer, eventually, kms, type Row, rds, rowsOf, type Step, see, slug, tableOf } from '../telling.ts';
import {
  arnOf,
  becomes,
  copy,
  create,
  database,
  describe,
  describeSnapshot,
  on,
  plainDatabase,
  SNAPSHOT,
  shown,
  shownSnapshot,
  snapshot,
  snapshotBecomes,
  sources,
  stopped,
  taken,
  under,
} from './words.ts';

/** The table. */
export const rdsStatuses: BehaviourTable = tableOf(
  'rds/statuses',
  'RDS: statuses and what brings them about',
  'rds',
  function* () {
    yield* ofInstances();
    yield* ofSnapshots();
    yield* wrongStatus();
  },
);

const modify = (members: Parameters<typeof on>[1]) => on('ModifyDBInstance', { ...members, ApplyImmediately: true });
const monitored: readonly Step[] = [...database({ MonitoringInterval: 60 }), on('StopDBInstance'), becomes('stopped')];

/** Before, the call, and the status seen after it. */
const TRANSITIONS: Readonly<Record<string, readonly [readonly Step[], Planned, string]>> = {
  CreateDBInstance: [[], create(under()), 'creating'],
  'the first backup': [[], create(under()), 'backing-up'],
  'a finished creation': [[], create(under()), 'available'],
  'ModifyDBInstance of its class': [database(), modify({ DBInstanceClass: 'db.t3.small' }), 'modifying'],
  'ModifyDBInstance of its name': [database(), modify({ NewDBInstanceIdentifier: 'renamed' }), 'renaming'],
  'ModifyDBInstance of the password': [
    database(),
    modify({ MasterUserPassword: 'another-battery-staple' }),
    'resetting-master-credentials',
  ],
  'ModifyDBInstance of the engine version': [database(), modify({ EngineVersion: '8.4.8' }), 'upgrading'],
  RebootDBInstance: [database(), on('RebootDBInstance'), 'rebooting'],
  StopDBInstance: [database(), on('StopDBInstance'), 'stopping'],
  'a finished stop': [database(), on('StopDBInstance'), 'stopped'],
  StartDBInstance: [stopped, on('StartDBInstance'), 'starting'],
  'a start with enhanced monitoring': [monitored, on('StartDBInstance'), 'configuring-enhanced-monitoring'],
  CreateDBSnapshot: [database(), snapshot, 'backing-up'],
  DeleteDBInstance: [database(), on('DeleteDBInstance', { SkipFinalSnapshot: true }), 'deleting'],
};

function* ofInstances(): Generator<Row> {
  for (const [what, [before, call, status]] of Object.entries(TRANSITIONS))
    yield [
      `${status}-by-${slug(what)}`,
      `A DB instance is ${status} after ${what}`,
      documented(sources.statuses),
      [...makeKey(), ...before, call, eventually(describe(), shown({ DBInstanceStatus: status }))],
    ];
  yield [
    'failed-by-a-lost-key',
    'A DB instance whose key is disabled while it is being created ends as failed',
    assumed(sources.statuses),
    [
      ...makeKey(),
      create(under()),
      kms('DisableKey', { KeyId: KEY }),
      eventually(describe(), shown({ DBInstanceStatus: 'failed' })),
    ],
  ];
  yield [
    'gone',
    'A deleted DB instance is not found any more',
    documented(sources.operation('DescribeDBInstances')),
    [
      ...makeKey(),
      ...database(),
      on('DeleteDBInstance', { SkipFinalSnapshot: true }),
      see(describe(), {
        ...answer('404 DBInstanceNotFound: DBInstance conformance not found.'),
        within: { minutes: 10 },
      }),
    ],
  ];
}

const ABROAD = { region: 'eu-west-1' };

function* ofSnapshots(): Generator<Row> {
  const statuses: readonly (readonly [string, string, readonly Step[], Step])[] = [
    ['creating', 'CreateDBSnapshot', database(), eventually(describeSnapshot(), shownSnapshot({ Status: 'creating' }))],
    [
      'available',
      'its time',
      database(),
      eventually(describeSnapshot(), shownSnapshot({ Status: 'available', PercentProgress: 100 })),
    ],
  ];
  for (const [status, what, before, seen] of statuses)
    yield [
      `snapshot-${status}`,
      `A snapshot is ${status} after ${what}`,
      documented(sources.operation('CreateDBSnapshot')),
      [...makeKey(), ...before, snapshot, seen],
    ];
  yield [
    'snapshot-copying',
    'A copy from another Region is copying',
    assumed(sources.copy),
    [
      ...plainDatabase,
      ...taken,
      copy({ SourceDBSnapshotIdentifier: arnOf('snapshot', SNAPSHOT) }, ABROAD),
      eventually(describeSnapshot('copy', ABROAD), shownSnapshot({ Status: 'copying' })),
    ],
  ];
  yield [
    'snapshot-deleting',
    'A snapshot is deleting, and then gone',
    assumed(sources.operation('DeleteDBSnapshot')),
    [
      ...plainDatabase,
      ...taken,
      rds('DeleteDBSnapshot', { DBSnapshotIdentifier: SNAPSHOT }),
      see(describeSnapshot(), {
        ...answer(`404 DBSnapshotNotFound: DBSnapshot not found: ${SNAPSHOT}`),
        within: { minutes: 10 },
      }),
    ],
  ];
}

/** Operations that a status does not allow. */
const WRONG = `
status   | operation        | answer
stopped  | StopDBInstance   | InvalidDBInstanceState
stopped  | RebootDBInstance | InvalidDBInstanceState
stopped  | ModifyDBInstance | InvalidDBInstanceState
creating | StopDBInstance   | InvalidDBInstanceState
creating | CreateDBSnapshot | InvalidDBInstanceState
`;

function* wrongStatus(): Generator<Row> {
  const calls: Readonly<Record<string, Planned>> = {
    ModifyDBInstance: modify({ DBInstanceClass: 'db.t3.small' }),
    CreateDBSnapshot: snapshot,
  };
  for (const { status, operation, answer: code } of rowsOf<'status' | 'operation' | 'answer'>(WRONG))
    yield [
      `refused-when-${status}-${slug(operation)}`,
      `${operation} is refused while the DB instance is ${status}`,
      documented(sources.operation(operation)),
      [
        ...makeKey(),
        ...(status === 'stopped' ? stopped : [create(under())]),
        see(calls[operation] ?? on(operation), answer(`400 ${code}`)),
      ],
    ];
  yield [
    'copy-of-unfinished',
    'A snapshot is not copied before it is available',
    documented(sources.operation('CopyDBSnapshot')),
    [...plainDatabase, snapshot, see(copy(), answer('400 InvalidDBSnapshotState')), snapshotBecomes('available')],
  ];
}
