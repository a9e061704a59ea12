/** Explorations of RDS and Redshift. */
import { rds, redshift } from '../calls.ts';
import type { Exploration } from '../contract.ts';
import { CREATE_KEY, EVERYWHERE, FOUR_DAYS, KEY_ARN, keyMoves } from './moves.ts';

/** The DB instance. */
export const database = { DBInstanceIdentifier: 'orders' };
/** The cluster. */
export const cluster = { ClusterIdentifier: 'sales' };

/** Makes a DB instance with backups under the key. */
export const newDatabase = rds(
  'CreateDBInstance',
  {
    ...database,
    Engine: 'mysql',
    DBInstanceClass: 'db.t3.micro',
    AllocatedStorage: 20,
    MasterUsername: 'keeper',
    MasterUserPassword: 'a-password-of-explorations',
    StorageEncrypted: true,
    KmsKeyId: KEY_ARN,
    BackupRetentionPeriod: 1,
  },
  { wait: { minutes: 10 } },
);

/** Makes a cluster under the key. */
export const newCluster = redshift(
  'CreateCluster',
  {
    ...cluster,
    NodeType: 'ra3.large',
    ClusterType: 'single-node',
    MasterUsername: 'keeper',
    MasterUserPassword: 'A-password-of-explorations-1',
    KmsKeyId: KEY_ARN,
  },
  { wait: { minutes: 40 } },
);

/** RDS: a DB instance that loses its key and gets it back. */
export const databaseAndKey: Exploration = {
  id: 'database-and-key',
  title: 'A DB instance with backups under a key',
  families: [...EVERYWHERE, 'databases', 'database-copies'],
  opening: [CREATE_KEY, newDatabase],
  moves: [
    ...keyMoves,
    rds('StartDBInstance', database),
    rds('StopDBInstance', database),
    rds('RebootDBInstance', database),
    FOUR_DAYS,
  ],
};

/** Redshift: a cluster that does not notice, until it has to. */
export const clusterAndKey: Exploration = {
  id: 'cluster-and-key',
  title: 'A Redshift cluster under a key',
  families: [...EVERYWHERE, 'clusters', 'cluster-data'],
  opening: [CREATE_KEY, newCluster],
  moves: [
    ...keyMoves,
    redshift('PauseCluster', cluster),
    redshift('ResumeCluster', cluster),
    redshift('RebootCluster', cluster),
    redshift('RotateEncryptionKey', cluster),
    FOUR_DAYS,
  ],
};
