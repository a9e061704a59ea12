/** Words in which behaviours of RDS are told. */
import type { Duration } from '../../../model/step.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { Expectation } from '../behaviour.ts';
import { KEY } from '../keyUnderTest.ts';
import { fill, open, type PlannedInput, rds, refused, type Told, until } from '../telling.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide';
const API = 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference';

/** Guides, API reference and recordings that the tables of RDS are from. */
export const sources = {
  encryption: `${GUIDE}/Overview.Encryption.html`,
  keys: `${GUIDE}/Overview.Encryption.Keys.html`,
  kms: 'https://docs.aws.amazon.com/kms/latest/developerguide/services-rds.html',
  aurora: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html',
  statuses: `${GUIDE}/accessing-monitoring.html`,
  stop: `${GUIDE}/USER_StopInstance.html`,
  copy: `${GUIDE}/USER_CopySnapshot.html`,
  share: `${GUIDE}/USER_ShareSnapshot.html`,
  restore: `${GUIDE}/USER_RestoreFromSnapshot.html`,
  replicas: `${GUIDE}/USER_ReadRepl.html`,
  events: `${GUIDE}/USER_Events.Messages.html`,
  secret: `${API}/API_MasterUserSecret.html`,
  operation: (name: string) => `${API}/API_${name}.html`,
  timeline:
    'Dated timeline of an Aurora cluster that lost its key, recorded on AWS: first event to the end of the window',
  recovery: 'Recovery log of an RDS instance that lost its key, recorded on AWS: recoverable, started, available',
  faultText: 'https://repost.aws/knowledge-center/rds-snapshots-share-account',
  sourceText: 'https://github.com/awslabs/aurora-snapshot-tool/issues/29',
  targetText: 'https://github.com/awslabs/rds-snapshot-tool/issues/70',
  startText: 'https://repost.aws (answers quote the texts of StartDBInstance and StartDBCluster)',
} as const;

/** The DB instance of every table. */
export const DATABASE = 'conformance';
/** Its snapshot. */
export const SNAPSHOT = 'conformance-snapshot';
/** Statuses of a database that lost its key. */
export const RECOVERABLE = 'inaccessible-encryption-credentials-recoverable';
/** See `RECOVERABLE`. */
export const TERMINAL = 'inaccessible-encryption-credentials';

const master = { MasterUsername: 'conformance', MasterUserPassword: 'correct-horse-battery' };
const id = { DBInstanceIdentifier: DATABASE };

/** CreateDBInstance. */
export const create = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  rds(
    'CreateDBInstance',
    { ...id, DBInstanceClass: 'db.t3.micro', Engine: 'mysql', AllocatedStorage: 20, ...master, ...members },
    { name: 'created', ...more },
  );

/** Members that ask for encryption under a key. */
export const under = (key: PlannedValue = KEY): PlannedInput => ({ StorageEncrypted: true, KmsKeyId: key });

/** An operation on the DB instance. */
export const on = (operation: string, members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  rds(operation, { ...id, ...members }, more);

/** DescribeDBInstances of one. */
export const describe = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  on('DescribeDBInstances', members, more);

/** What DescribeDBInstances shows of one: these members and others. */
export const shown = (members: PlannedInput): PlannedInput => ({ DBInstances: [open(members)] });

/** `db-...`: not the identifier that the user chose. */
export const RESOURCE_ID: PlannedValue = { $ref: 'created.DBInstance.DbiResourceId' };

/** Waits until the DB instance has a status. */
export const becomes = (status: string, within: Duration = { minutes: 30 }, of = DATABASE): Told =>
  until(describe({ DBInstanceIdentifier: of }), shown({ DBInstanceStatus: status }), within);

/** A DB instance under the key, available. */
export const database = (members: PlannedInput = {}): readonly (PlannedCall | Told)[] => [
  create({ ...under(), ...members }),
  becomes('available'),
];

/** The same, stopped. */
export const stopped: readonly (PlannedCall | Told)[] = [...database(), on('StopDBInstance'), becomes('stopped')];

/** A DB instance without encryption, available. */
export const plainDatabase: readonly (PlannedCall | Told)[] = [create(), becomes('available')];

/** CreateDBSnapshot of the DB instance. */
export const snapshot = on('CreateDBSnapshot', { DBSnapshotIdentifier: SNAPSHOT }, { name: 'snapshot' });

/** DescribeDBSnapshots of one. */
export const describeSnapshot = (of = SNAPSHOT, more: Partial<PlannedCall> = {}): PlannedCall =>
  rds('DescribeDBSnapshots', { DBSnapshotIdentifier: of }, more);

/** What DescribeDBSnapshots shows of one. */
export const shownSnapshot = (members: PlannedInput): PlannedInput => ({ DBSnapshots: [open(members)] });

/** Waits until a snapshot has a status. */
export const snapshotBecomes = (status: string, of = SNAPSHOT, more: Partial<PlannedCall> = {}): Told =>
  until(describeSnapshot(of, more), shownSnapshot({ Status: status }), { minutes: 30 });

/** A snapshot of the DB instance, available. */
export const taken: readonly (PlannedCall | Told)[] = [snapshot, snapshotBecomes('available'), becomes('available')];

/** CopyDBSnapshot. */
export const copy = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  rds('CopyDBSnapshot', { SourceDBSnapshotIdentifier: SNAPSHOT, TargetDBSnapshotIdentifier: 'copy', ...members }, more);

/** RestoreDBInstanceFromDBSnapshot. */
export const restore = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  on(
    'RestoreDBInstanceFromDBSnapshot',
    {
      DBInstanceIdentifier: 'restored',
      DBSnapshotIdentifier: SNAPSHOT,
      ...members,
    },
    more,
  );

/** RestoreDBInstanceToPointInTime of the DB instance. */
export const restoreToNow = rds('RestoreDBInstanceToPointInTime', {
  SourceDBInstanceIdentifier: DATABASE,
  TargetDBInstanceIdentifier: 'restored',
  UseLatestRestorableTime: true,
});

/** A read replica of the DB instance. */
export const replicate = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  rds(
    'CreateDBInstanceReadReplica',
    { DBInstanceIdentifier: 'replica', SourceDBInstanceIdentifier: DATABASE, ...members },
    more,
  );

/** ARN of something of RDS in the account of the tables. */
export const arnOf = (kind: 'db' | 'snapshot' | 'cluster' | 'cluster-snapshot', name: string, region = REGION) =>
  `arn:aws:rds:${region}:${ACCOUNT}:${kind}:${name}`;

/** The Aurora DB cluster of the tables, with one DB instance. */
export const CLUSTER = 'conformance-cluster';

/** CreateDBCluster. */
export const createCluster = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  rds('CreateDBCluster', { DBClusterIdentifier: CLUSTER, Engine: 'aurora-mysql', ...master, ...members }, more);

/** An operation on the DB cluster. */
export const onCluster = (operation: string, members: PlannedInput = {}): PlannedCall =>
  rds(operation, { DBClusterIdentifier: CLUSTER, ...members });

/** What DescribeDBClusters shows of one. */
export const shownCluster = (members: PlannedInput): PlannedInput => ({ DBClusters: [open(members)] });

/** Waits until the DB cluster has a status. */
export const clusterBecomes = (Status: string, within: Duration = { minutes: 30 }): Told =>
  until(onCluster('DescribeDBClusters'), shownCluster({ Status }), within);

/** A DB cluster under the key with its DB instance, available. */
export const cluster: readonly (PlannedCall | Told)[] = [
  createCluster(under(), { name: 'cluster' }),
  rds('CreateDBInstance', {
    ...id,
    DBInstanceClass: 'db.r6g.large',
    Engine: 'aurora-mysql',
    DBClusterIdentifier: CLUSTER,
  }),
  clusterBecomes('available'),
  becomes('available'),
];

/** Which key of a request a fault speaks of. */
export type KeyRole = 'specified' | 'source snapshot' | 'target';

/** KMSKeyNotAccessibleFault with the text that people quote. `named` is the key as the request named it. */
export const fault = (role: KeyRole = 'specified', named: PlannedValue = KEY): Expectation => ({
  ...refused(
    400,
    'KMSKeyNotAccessibleFault',
    fill(`The ${role} KMS key [<key>] does not exist, is not enabled or you do not have permissions to access it.`, {
      key: named,
    }),
  ),
  messageGrade: 'reported',
});

/** A snapshot of the DB cluster under the key, available. */
export const clusterSnapshot: readonly (PlannedCall | Told)[] = [
  ...cluster,
  onCluster('CreateDBClusterSnapshot', { DBClusterSnapshotIdentifier: SNAPSHOT }),
  until(
    rds('DescribeDBClusterSnapshots', { DBClusterSnapshotIdentifier: SNAPSHOT }),
    { DBClusterSnapshots: [open({ Status: 'available' })] },
    { minutes: 30 },
  ),
];

/** RestoreDBClusterFromSnapshot. */
export const restoreCluster = (from: string, members: PlannedInput = {}): PlannedCall =>
  rds('RestoreDBClusterFromSnapshot', {
    DBClusterIdentifier: 'restored',
    Engine: 'aurora-mysql',
    SnapshotIdentifier: from,
    ...members,
  });
