/** Openings about databases of RDS and clusters of Redshift. */
import type { Planned, PlannedCall } from '../contract.ts';
import { key, twoKeys } from './openings.ts';

const call = (
  service: 'kms' | 'rds' | 'redshift',
  operation: string,
  input: PlannedCall['input'],
  wait?: PlannedCall['wait'],
): Planned => ({ service, operation, input, ...(wait ? { wait } : {}) });

const FIRST_KEY = { $any: 'key', n: 0, give: 'arn' } as const;
const DATABASE = 'accounts';
const CLUSTER = 'reports';
const RDS_SETTLED = { minutes: 10 };
const REDSHIFT_SETTLED = { minutes: 40 };
const disable = call('kms', 'DisableKey', { KeyId: FIRST_KEY });
const enable = call('kms', 'EnableKey', { KeyId: FIRST_KEY });

const rds = (operation: string, input: PlannedCall['input']) => call('rds', operation, input, RDS_SETTLED);
const redshift = (operation: string, input: PlannedCall['input']) =>
  call('redshift', operation, input, REDSHIFT_SETTLED);
const database = { DBInstanceIdentifier: DATABASE };
const cluster = { ClusterIdentifier: CLUSTER };

const plainDatabase = {
  ...database,
  Engine: 'mysql',
  DBInstanceClass: 'db.t3.micro',
  AllocatedStorage: 20,
  MasterUsername: 'keeper',
  MasterUserPassword: 'a-password-of-tests',
};
const newDatabase = (backups: number): Planned =>
  rds('CreateDBInstance', {
    ...plainDatabase,
    StorageEncrypted: true,
    KmsKeyId: FIRST_KEY,
    BackupRetentionPeriod: backups,
  });

/** A key and a database with backups under it. */
export const encryptedDatabase: readonly Planned[] = [...key, newDatabase(1)];
/** The same without backups. */
export const databaseWithoutBackups: readonly Planned[] = [...key, newDatabase(0)];
/** The same with backups, the key disabled for four hours: RDS has noticed. */
export const databaseWithLostKey: readonly Planned[] = [...encryptedDatabase, disable, { elapse: { hours: 4 } }];
/** The same an hour after the key was disabled: RDS is about to notice. */
export const databaseLosingKey: readonly Planned[] = [...encryptedDatabase, disable, { elapse: { minutes: 50 } }];
/** The same without backups, four hours after. */
export const plainLostDatabase: readonly Planned[] = [...databaseWithoutBackups, disable, { elapse: { hours: 4 } }];
/** The same, the key enabled again, and eight days gone by without a start. */
export const databaseGivenUp: readonly Planned[] = [...databaseWithLostKey, { elapse: { days: 8 } }, enable];
/** A key, a database under it that is stopped. */
export const stoppedDatabase: readonly Planned[] = [...encryptedDatabase, rds('StopDBInstance', database)];
/** Two keys, a database under the first and a snapshot of it. */
export const databaseSnapshot: readonly Planned[] = [
  ...twoKeys,
  newDatabase(1),
  rds('CreateDBSnapshot', { ...database, DBSnapshotIdentifier: 'sunday' }),
];
/** Two keys and a snapshot of a database that is not encrypted. */
export const plainDatabaseSnapshot: readonly Planned[] = [
  ...twoKeys,
  rds('CreateDBInstance', plainDatabase),
  rds('CreateDBSnapshot', { ...database, DBSnapshotIdentifier: 'sunday' }),
];

const newCluster = redshift('CreateCluster', {
  ...cluster,
  NodeType: 'ra3.large',
  ClusterType: 'single-node',
  MasterUsername: 'keeper',
  MasterUserPassword: 'A-password-of-tests-1',
  KmsKeyId: FIRST_KEY,
});

/** A key and a cluster under it. */
export const encryptedCluster: readonly Planned[] = [...key, newCluster];
/** Two keys, a cluster under the first and a snapshot of it. */
export const clusterSnapshot: readonly Planned[] = [
  ...twoKeys,
  newCluster,
  redshift('CreateClusterSnapshot', { ...cluster, SnapshotIdentifier: 'sunday' }),
];
/** A key, a cluster under it, the key disabled, and a reboot that waits for it. */
export const waitingCluster: readonly Planned[] = [...encryptedCluster, disable, redshift('RebootCluster', cluster)];
/** A paused cluster under a key. */
export const pausedCluster: readonly Planned[] = [...encryptedCluster, redshift('PauseCluster', cluster)];
/** A key and a cluster under it whose keys are being replaced. */
export const rotatingCluster: readonly Planned[] = [
  ...clusterSnapshot,
  redshift('RotateEncryptionKey', cluster),
  redshift('RotateEncryptionKey', cluster),
];
