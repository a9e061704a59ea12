/** Explorations of snapshots and of what is made of them, while their key comes and goes. */
import { ebs, ec2, rds, redshift } from '../calls.ts';
import { type Exploration, type Planned, ref } from '../contract.ts';
import { REGION } from '../people.ts';
import { firstBlock } from '../vocabulary/ebs.ts';
import { AVAILABILITY_ZONE } from '../vocabulary/places.ts';
import { cluster, database, newCluster, newDatabase } from './databases.ts';
import { launch, SETTLED } from './disks.ts';
import { CREATE_KEY, EVERYWHERE, FOUR_DAYS, KEY, keyMoves } from './moves.ts';

const PLAIN = ref('plain.SnapshotId');
const COPY = ref('copy.SnapshotId');

/** Reads the first block of a snapshot. Its token is asked for each time: it is good for seven days only. */
const readBlock = (snapshot: string): readonly Planned[] => [
  ebs('ListSnapshotBlocks', { SnapshotId: ref(`${snapshot}.SnapshotId`) }, { name: 'blocks' }),
  ebs('GetSnapshotBlock', firstBlock(snapshot, 'blocks')),
];

/** EBS: what is made of a snapshot, and its blocks. */
export const snapshotAndKey: Exploration = {
  id: 'snapshot-and-key',
  title: 'A snapshot that is not encrypted, and the copy and the volume that are made of it under a key',
  families: [...EVERYWHERE, 'volumes', 'encryption', 'blocks'],
  opening: [
    CREATE_KEY,
    ec2('RunInstances', launch, { wait: SETTLED }),
    ec2('CreateSnapshot', { VolumeId: { $any: 'volume', n: 0 } }, { name: 'plain', wait: SETTLED }),
  ],
  moves: [...keyMoves, readBlock('plain'), readBlock('copy'), ec2('DeleteSnapshot', { SnapshotId: COPY }), FOUR_DAYS],
  once: [
    ec2(
      'CopySnapshot',
      { SourceSnapshotId: PLAIN, SourceRegion: REGION, Encrypted: true, KmsKeyId: KEY },
      { name: 'copy' },
    ),
    ec2(
      'CreateVolume',
      { AvailabilityZone: AVAILABILITY_ZONE, SnapshotId: PLAIN, Encrypted: true, KmsKeyId: KEY },
      { name: 'volume' },
    ),
  ],
};

const databaseSnapshot = { DBSnapshotIdentifier: 'sunday' };

/** RDS: a snapshot and what is restored from it. */
export const databaseCopies: Exploration = {
  id: 'database-copies',
  title: 'A DB instance under a key, its snapshot, and the DB instance that is restored from that',
  families: [...EVERYWHERE, 'databases', 'database-copies'],
  opening: [CREATE_KEY, newDatabase],
  moves: [...keyMoves, rds('DeleteDBSnapshot', databaseSnapshot), FOUR_DAYS],
  once: [
    rds('CreateDBSnapshot', { ...database, ...databaseSnapshot }, { name: 'snapshot' }),
    rds('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'again', ...databaseSnapshot }, { name: 'restore' }),
  ],
};

const clusterSnapshot = { SnapshotIdentifier: 'sunday' };
const SECOND_ARN = ref('createSecond.KeyMetadata.Arn');

/** Redshift: a snapshot, what is restored from it, and a change of keys. */
export const clusterCopies: Exploration = {
  id: 'cluster-copies',
  title: 'A Redshift cluster that moves to a second key, its snapshot, and the cluster that is restored from that',
  families: [...EVERYWHERE, 'clusters', 'cluster-data'],
  opening: [CREATE_KEY, { ...CREATE_KEY, name: 'createSecond' }, newCluster],
  moves: [...keyMoves, redshift('DeleteClusterSnapshot', clusterSnapshot), FOUR_DAYS],
  once: [
    redshift('CreateClusterSnapshot', { ...cluster, ...clusterSnapshot }, { name: 'snapshot' }),
    redshift('RestoreFromClusterSnapshot', { ClusterIdentifier: 'again', ...clusterSnapshot }, { name: 'restore' }),
    redshift('ModifyCluster', { ...cluster, Encrypted: true, KmsKeyId: SECOND_ARN }, { name: 'modify' }),
  ],
};
