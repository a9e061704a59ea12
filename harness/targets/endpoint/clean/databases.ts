/** Leftovers in RDS and Redshift: DB instances, clusters and snapshots that somebody asked for. */
import { all, type Finder, type Leftover, type Members } from './clean.ts';

const PAGES = ['Marker', 'Marker'] as const;
const GOING = /^(?:deleting|deleted)$/;

/** DB instances, then their snapshots. */
export const databases: Finder = async (owner, mine) => {
  const instances = await all(owner, 'rds', 'DescribeDBInstances', ['DBInstances', ...PAGES]);
  const snapshots = await all(owner, 'rds', 'DescribeDBSnapshots', ['DBSnapshots', ...PAGES], {
    SnapshotType: 'manual',
  });
  const tagged = (row: Members) => mine(row.TagList as Members[] | undefined);
  return [
    ...instances
      .filter((row) => tagged(row) && !GOING.test(row.DBInstanceStatus as string))
      .map(
        ({ DBInstanceIdentifier: id }): Leftover => ({
          kind: 'DB instance',
          id: id as string,
          remove: () =>
            owner('rds', 'DeleteDBInstance', {
              DBInstanceIdentifier: id,
              SkipFinalSnapshot: true,
              DeleteAutomatedBackups: true,
            }),
        }),
      ),
    ...snapshots
      .filter((row) => tagged(row) && !GOING.test(row.Status as string))
      .map(
        ({ DBSnapshotIdentifier: id }): Leftover => ({
          kind: 'DB snapshot',
          id: id as string,
          remove: () => owner('rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: id }),
        }),
      ),
  ];
};

/** Clusters, then their snapshots. */
export const clusters: Finder = async (owner, mine) => {
  const found = await all(owner, 'redshift', 'DescribeClusters', ['Clusters', ...PAGES]);
  const snapshots = await all(owner, 'redshift', 'DescribeClusterSnapshots', ['Snapshots', ...PAGES], {
    SnapshotType: 'manual',
  });
  const tagged = (row: Members) => mine(row.Tags as Members[] | undefined);
  return [
    ...found
      .filter((row) => tagged(row) && !GOING.test(row.ClusterStatus as string))
      .map(
        ({ ClusterIdentifier: id }): Leftover => ({
          kind: 'cluster',
          id: id as string,
          remove: () => owner('redshift', 'DeleteCluster', { ClusterIdentifier: id, SkipFinalClusterSnapshot: true }),
        }),
      ),
    ...snapshots.filter(tagged).map(
      ({ SnapshotIdentifier: id, ClusterIdentifier }): Leftover => ({
        kind: 'cluster snapshot',
        id: id as string,
        remove: () =>
          owner('redshift', 'DeleteClusterSnapshot', {
            SnapshotIdentifier: id,
            SnapshotClusterIdentifier: ClusterIdentifier,
          }),
      }),
    ),
  ];
};
