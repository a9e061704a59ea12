/** Looking at RDS and Redshift: DescribeDBInstances, DescribeDBSnapshots, DescribeClusters, DescribeClusterSnapshots. */
import type {
  SeenCluster,
  SeenClusterSnapshot,
  SeenDatabase,
  SeenDatabaseSnapshot,
} from '../../../../scenarios/contract.ts';
import type { Place } from '../places.ts';
import { type Ask, defined, type Members, pages, type Sight } from './sight.ts';

const PAGES = { next: 'Marker', marker: 'Marker' };
const within = (place: Place) => (row: Place) => row.account === place.account && row.region === place.region;
const key = (told: Members) => defined<{ kmsKeyArn?: string }>({ kmsKeyArn: told.KmsKeyId as string | undefined });

/** Looks at DB instances and their snapshots. */
export async function lookAtDatabases(ask: Ask, sight: Sight, places: readonly Place[]): Promise<void> {
  await Promise.all(
    places.map(async (place) => {
      const [instances, snapshots] = await Promise.all([
        pages(ask, place, ['rds', 'DescribeDBInstances'], {}, { items: 'DBInstances', ...PAGES }),
        pages(ask, place, ['rds', 'DescribeDBSnapshots'], {}, { items: 'DBSnapshots', ...PAGES }),
      ]);
      const seen = instances?.map((told) => seenDatabase(told, place));
      if (seen)
        sight.replace(
          'databases',
          within(place),
          seen.map((row) => [row.arn, row]),
        );
      const copies = snapshots?.map((told) => seenSnapshot(told, place));
      if (copies)
        sight.replace(
          'databaseSnapshots',
          within(place),
          copies.map((row) => [row.arn, row]),
        );
    }),
  );
}

/** Looks at clusters and their snapshots, at a moment of the endpoint's time. */
export async function lookAtClusters(ask: Ask, sight: Sight, places: readonly Place[], nowMs: number): Promise<void> {
  await Promise.all(
    places.map(async (place) => {
      const [clusters, snapshots] = await Promise.all([
        pages(ask, place, ['redshift', 'DescribeClusters'], {}, { items: 'Clusters', ...PAGES }),
        pages(ask, place, ['redshift', 'DescribeClusterSnapshots'], {}, { items: 'Snapshots', ...PAGES }),
      ]);
      const seen = clusters?.map((told) => seenCluster(told, place, sight, nowMs));
      if (seen)
        sight.replace(
          'clusters',
          within(place),
          seen.map((row) => [row.arn, row]),
        );
      const copies = snapshots?.map((told) => seenClusterSnapshot(told, place));
      if (copies)
        sight.replace(
          'clusterSnapshots',
          within(place),
          copies.map((row) => [row.arn, row]),
        );
    }),
  );
}

/** The source of a replica is named by its identifier in the same Region, by its ARN otherwise. */
const sourceArn = (named: string, { account, region }: Place): string =>
  named.startsWith('arn:') ? named : `arn:aws:rds:${region}:${account}:db:${named}`;

function seenDatabase(told: Members, place: Place): SeenDatabase {
  const source = told.ReadReplicaSourceDBInstanceIdentifier as string | undefined;
  return {
    arn: told.DBInstanceArn as string,
    id: told.DBInstanceIdentifier as string,
    resourceId: told.DbiResourceId as string,
    ...place,
    state: told.DBInstanceStatus as string,
    encrypted: told.StorageEncrypted === true,
    ...key(told),
    backupRetentionDays: (told.BackupRetentionPeriod ?? 0) as number,
    ...(source ? { replicaOf: sourceArn(source, place) } : {}),
    replicas: ((told.ReadReplicaDBInstanceIdentifiers ?? []) as unknown[]).length,
  };
}

const seenSnapshot = (told: Members, place: Place): SeenDatabaseSnapshot => ({
  arn: told.DBSnapshotArn as string,
  id: told.DBSnapshotIdentifier as string,
  ...place,
  state: told.Status as string,
  encrypted: told.Encrypted === true,
  ...key(told),
  resourceId: told.DbiResourceId as string,
});

/** While it is being created, a cluster does not tell since when: it is since it was first seen. */
function seenCluster(told: Members, place: Place, sight: Sight, nowMs: number): SeenCluster {
  const arn = `arn:aws:redshift:${place.region}:${place.account}:cluster:${told.ClusterIdentifier}`;
  const known = sight.rows('clusters').get(arn);
  return {
    arn,
    id: told.ClusterIdentifier as string,
    ...place,
    state: told.ClusterStatus as string,
    encrypted: told.Encrypted === true,
    ...key(told),
    createdMs: known?.createdMs ?? (told.ClusterCreateTime as number | undefined) ?? nowMs,
  };
}

const seenClusterSnapshot = (told: Members, place: Place): SeenClusterSnapshot => ({
  arn: told.SnapshotArn as string,
  id: told.SnapshotIdentifier as string,
  clusterId: told.ClusterIdentifier as string,
  ...place,
  state: told.Status as string,
  encrypted: told.Encrypted === true,
  ...key(told),
  ...defined<{ sourceRegion?: string }>({ sourceRegion: told.SourceRegion as string | undefined }),
});
