/** Explorations of RDS and Redshift. */
import type { Exploration } from '../contract.ts';
import { CREATE_KEY, EVERYWHERE, FOUR_DAYS, KEY_ARN, keyMoves, rds, redshift } from './moves.ts';

export const database = { DBInstanceIdentifier: 'orders' };
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
