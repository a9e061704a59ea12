/** RDS calls of random runs, and the hours and days that decide what becomes of a database whose key is lost. */
import { type Drawable, maybe, oneOf, type Template, thing, weighted } from './draw.ts';
import { anyKey } from './kms.ts';

const instances = 'rds-instances';
const snapshots = 'rds-snapshots';

/** Long enough for everything that begins, or just enough to meet it half way. */
const settling = [{ minutes: 10 }, { minutes: 10 }, { minutes: 10 }, { minutes: 1 }];

const call = (
  group: string,
  weight: number,
  operation: string,
  input: { readonly [member: string]: Drawable },
): Template => ({ group, weight, service: 'rds', operation, input, wait: settling, onlyNamed: true });

const database = { DBInstanceIdentifier: thing('database') };
const snapshot = thing('databaseSnapshot');
/** Names that makers choose; few, so that they meet again. */
const newDatabase = oneOf('orders', 'users', 'stock', 'ledger');
const newSnapshot = oneOf('monday', 'tuesday', 'wednesday', 'thursday');
const plain = {
  DBInstanceIdentifier: newDatabase,
  Engine: 'mysql',
  DBInstanceClass: 'db.t3.micro',
  AllocatedStorage: 20,
  MasterUsername: 'keeper',
  MasterUserPassword: 'a-password-of-tests',
  BackupRetentionPeriod: maybe(0, 30),
};

/** All RDS templates. */
export const rdsTemplates: readonly Template[] = [
  call(instances, 4, 'CreateDBInstance', { ...plain, StorageEncrypted: true, KmsKeyId: anyKey }),
  call(instances, 1, 'CreateDBInstance', plain),
  call(instances, 2, 'CreateDBInstanceReadReplica', {
    DBInstanceIdentifier: newDatabase,
    SourceDBInstanceIdentifier: thing('database'),
  }),
  call(instances, 9, 'StartDBInstance', database),
  call(instances, 4, 'StopDBInstance', database),
  call(instances, 2, 'RebootDBInstance', database),
  call(instances, 3, 'ModifyDBInstance', {
    ...database,
    ...{ BackupRetentionPeriod: maybe(oneOf(7, 0)), MultiAZ: maybe(true) },
  }),
  call(instances, 1, 'DeleteDBInstance', { ...database, SkipFinalSnapshot: true }),
  call(instances, 1, 'DeleteDBInstance', { ...database, FinalDBSnapshotIdentifier: newSnapshot }),
  call(instances, 1, 'DescribeDBInstances', {}),
  call(snapshots, 4, 'CreateDBSnapshot', { ...database, DBSnapshotIdentifier: newSnapshot }),
  call(snapshots, 5, 'CopyDBSnapshot', {
    SourceDBSnapshotIdentifier: snapshot,
    TargetDBSnapshotIdentifier: newSnapshot,
    KmsKeyId: maybe(anyKey, 60),
  }),
  call(snapshots, 4, 'RestoreDBInstanceFromDBSnapshot', {
    DBInstanceIdentifier: newDatabase,
    DBSnapshotIdentifier: snapshot,
  }),
  call(snapshots, 2, 'RestoreDBInstanceToPointInTime', {
    TargetDBInstanceIdentifier: newDatabase,
    SourceDBInstanceIdentifier: thing('database'),
    UseLatestRestorableTime: true,
  }),
  call(snapshots, 1, 'DeleteDBSnapshot', { DBSnapshotIdentifier: snapshot }),
  call(snapshots, 1, 'DescribeDBSnapshots', {}),
  {
    group: 'rds-time',
    weight: 8,
    elapse: [{ hours: 1 }, { hours: 4 }, { hours: 4 }, { days: 6 }, { days: 8 }],
    onlyNamed: true,
  },
];

/** Keys of a family that is about a service: those that make and lose keys, without what does not reach the service. */
export const keyTemplates: readonly Template[] = (
  [
    [3, 'CreateKey', {}],
    [10, 'DisableKey', { KeyId: anyKey }],
    [9, 'EnableKey', { KeyId: anyKey }],
    [3, 'ScheduleKeyDeletion', { KeyId: anyKey, PendingWindowInDays: weighted([3, 7], [1, 30]) }],
    [3, 'CancelKeyDeletion', { KeyId: anyKey }],
  ] as const
).map(([weight, operation, input]) => ({
  group: 'lost-keys',
  weight,
  service: 'kms',
  operation,
  input,
  onlyNamed: true,
}));
