/** What RDS answers in each state of the key that a database, a snapshot, or a request is about. */
import type { Grade } from '../../../model/evidence.ts';
import type { PlannedCall } from '../../contract.ts';
import type { Behaviour, BehaviourTable } from '../behaviour.ts';
import { type KeyStateCell, keyStateCells } from '../keyStateCells.ts';
import { into, KEY, keyStates, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { ok, type PlannedInput, rds, type Step, see, tell } from '../telling.ts';
import {
  arnOf,
  cluster,
  clusterBecomes,
  clusterSnapshot,
  copy,
  create,
  createCluster,
  DATABASE,
  database,
  describe,
  describeSnapshot,
  fault,
  type KeyRole,
  on,
  onCluster,
  plainDatabase,
  replicate,
  restore,
  restoreCluster,
  restoreToNow,
  SNAPSHOT,
  snapshot,
  sources,
  stopped,
  taken,
  under,
} from './words.ts';

/** Every operation that needs the key, or is said not to, in every state of the key. */
export const rdsKeyStates: BehaviourTable = {
  id: 'rds/key-states',
  title: 'RDS: what each operation answers in each state of the KMS key',
  columns: keyStates,
  legend: 'ok works · fault refused with KMSKeyNotAccessibleFault.',
  behaviours: cells,
};

/** What is tried, by the row's name: its preparation while the key is enabled, the call, and which key a fault speaks of. */
interface Trial {
  readonly before?: readonly Step[];
  readonly call: PlannedCall;
  readonly role?: KeyRole;
}

const stoppedCluster: readonly Step[] = [...cluster, onCluster('StopDBCluster'), clusterBecomes('stopped')];
const snapshotted: readonly Step[] = [...database(), ...taken];
const plainSnapshot: readonly Step[] = [...plainDatabase, ...taken];
const modify = (members: PlannedInput) => on('ModifyDBInstance', members);

const trials: Readonly<Record<string, Trial>> = {
  CreateDBInstance: { call: create(under()) },
  CreateDBInstanceReadReplica: { before: database(), call: replicate() },
  'ModifyDBInstance of its class': { before: database(), call: modify({ DBInstanceClass: 'db.t3.small' }) },
  'ModifyDBInstance to a secret': {
    before: plainDatabase,
    call: modify({ ManageMasterUserPassword: true, MasterUserSecretKmsKeyId: KEY }),
  },
  'ModifyDBInstance to insights': {
    before: plainDatabase,
    call: modify({ EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: KEY }),
  },
  StartDBInstance: { before: stopped, call: on('StartDBInstance') },
  StopDBInstance: { before: database(), call: on('StopDBInstance') },
  RebootDBInstance: { before: database(), call: on('RebootDBInstance') },
  'DeleteDBInstance with a snapshot': {
    before: database(),
    call: on('DeleteDBInstance', { FinalDBSnapshotIdentifier: 'final' }),
  },
  'DeleteDBInstance without one': { before: database(), call: on('DeleteDBInstance', { SkipFinalSnapshot: true }) },
  DescribeDBInstances: { before: database(), call: describe() },
  AddTagsToResource: {
    before: database(),
    call: rds('AddTagsToResource', { ResourceName: arnOf('db', DATABASE), Tags: [{ Key: 'a', Value: 'b' }] }),
  },
  CreateDBSnapshot: { before: database(), call: snapshot },
  DescribeDBSnapshots: { before: snapshotted, call: describeSnapshot() },
  DeleteDBSnapshot: { before: snapshotted, call: rds('DeleteDBSnapshot', { DBSnapshotIdentifier: SNAPSHOT }) },
  'CopyDBSnapshot under its key': { before: snapshotted, call: copy(), role: 'source snapshot' },
  'CopyDBSnapshot to the key': { before: plainSnapshot, call: copy({ KmsKeyId: KEY }), role: 'target' },
  'CopyDBSnapshot to another': {
    before: [otherKey, ...snapshotted],
    call: copy({ KmsKeyId: OTHER_KEY }),
    role: 'source snapshot',
  },
  RestoreDBInstanceFromDBSnapshot: { before: snapshotted, call: restore() },
  RestoreDBInstanceToPointInTime: { before: database(), call: restoreToNow },
  CreateDBCluster: { call: createCluster(under()) },
  StartDBCluster: { before: stoppedCluster, call: onCluster('StartDBCluster') },
  StopDBCluster: { before: cluster, call: onCluster('StopDBCluster') },
  CopyDBClusterSnapshot: {
    before: clusterSnapshot,
    call: rds('CopyDBClusterSnapshot', {
      SourceDBClusterSnapshotIdentifier: SNAPSHOT,
      TargetDBClusterSnapshotIdentifier: 'copy',
    }),
    role: 'source snapshot',
  },
  RestoreDBClusterFromSnapshot: { before: clusterSnapshot, call: restoreCluster(SNAPSHOT) },
  'RestoreDBCluster... to the key': {
    before: plainSnapshot,
    call: restoreCluster(arnOf('snapshot', SNAPSHOT), { KmsKeyId: KEY }),
  },
};

/**
 * `ok`; `fault` KMSKeyNotAccessibleFault; `-` a database that has lost its key for so long is out of use. Where the fault is
 * declared, AWS's text names the three causes (gone, not enabled, not permitted), so that each state is documented; an
 * operation that does not declare it is only assumed to work. Marks: * recorded, + reported, ? assumed.
 */
const TABLE = `
operation                        | Enabled | Disabled | PendingDeletion | PendingImport | Deleted | Denied
CreateDBInstance                 | ok      | fault    | fault           | fault         | fault   | fault
CreateDBInstanceReadReplica      | ok      | fault    | fault           | fault         | -       | fault
ModifyDBInstance of its class    | ok      | ok?      | ok?             | ok?           | -       | ok?
ModifyDBInstance to a secret     | ok      | fault    | fault           | fault         | fault   | -
ModifyDBInstance to insights     | ok      | fault    | fault           | fault         | fault   | -
StartDBInstance                  | ok      | fault?   | fault?          | fault?        | fault?  | -
StopDBInstance                   | ok      | ok?      | ok?             | ok?           | -       | ok?
RebootDBInstance                 | ok      | fault?   | fault?          | fault?        | -       | -
DeleteDBInstance with a snapshot | ok      | fault?   | fault?          | fault?        | -       | -
DeleteDBInstance without one     | ok      | ok?      | ok?             | ok?           | ok      | ok?
DescribeDBInstances              | ok      | ok       | ok              | ok            | ok      | ok
AddTagsToResource                | ok      | ok       | ok              | ok            | ok      | ok
CreateDBSnapshot                 | ok      | ok?      | ok?             | ok?           | -       | ok?
DescribeDBSnapshots              | ok      | ok       | ok              | ok            | ok      | ok
DeleteDBSnapshot                 | ok      | ok?      | ok?             | ok?           | ok?     | ok?
CopyDBSnapshot under its key     | ok      | fault    | fault           | fault         | fault   | -
CopyDBSnapshot to the key        | ok      | fault    | fault           | fault         | fault   | fault
CopyDBSnapshot to another        | ok      | fault    | fault           | fault         | fault   | -
RestoreDBInstanceFromDBSnapshot  | ok      | fault    | fault           | fault         | fault   | fault+
RestoreDBInstanceToPointInTime   | ok      | fault    | fault           | fault         | fault   | fault
CreateDBCluster                  | ok      | fault    | fault           | fault         | fault   | fault
StartDBCluster                   | ok      | fault?   | fault?          | fault?        | fault?  | -
StopDBCluster                    | ok      | ok?      | ok?             | ok?           | -       | ok?
CopyDBClusterSnapshot            | ok      | fault    | fault           | fault         | fault   | -
RestoreDBClusterFromSnapshot     | ok      | fault    | fault           | fault         | fault   | fault
RestoreDBCluster... to the key   | ok      | fault    | fault           | fault         | fault   | fault
`;

function* cells(): Generator<Behaviour> {
  for (const one of keyStateCells('RDS', TABLE, trials)) yield behaviourOf(one);
}

function behaviourOf({ what, state, word, grade, trial, when, cell }: KeyStateCell<Trial>): Behaviour {
  const works = word === 'ok';
  return tell(
    {
      id: `rds/key-states/${what.replace('...', '').replaceAll(' ', '-')}/${state}`,
      service: 'rds',
      behaviour: `${what} ${works ? 'works' : 'is refused'} ${when}`,
      grade,
      source: sourceOf(trial.call.operation, grade),
      cell,
    },
    [...makeKey(state), ...(trial.before ?? []), ...into(state), see(trial.call, works ? ok() : fault(trial.role))],
  );
}

const sourceOf = (operation: string, grade: Grade): string =>
  grade === 'reported' ? sources.faultText : sources.operation(operation);
