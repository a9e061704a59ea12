/** CreateDBClusterSnapshot, CopyDBClusterSnapshot, DescribeDBClusterSnapshots, DeleteDBClusterSnapshot, RestoreDBClusterFromSnapshot. */
import { page } from '../../query/paging.ts';
import { databaseArn } from '../arns.ts';
import { storageOfCopy } from '../databases/encrypt.ts';
import { engineOf, isAuroraEngine } from '../databases/engines.ts';
import { identifierOf, retentionOf, tagsOfRequest } from '../databases/parameters.ts';
import { invalidValue, notAvailable, wrongSnapshotStatus } from '../errors.ts';
import { filtered } from '../filters.ts';
import { rdsOperation } from '../operation.ts';
import { beginCopy } from '../snapshots/copy.ts';
import { deleteOwnSnapshot } from '../snapshots/delete.ts';
import { snapshotUse, usableSnapshot } from '../snapshots/find.ts';
import { listSnapshots } from '../snapshots/list.ts';
import { beginSnapshot } from '../snapshots/make.ts';
import { shownClusterSnapshot } from '../snapshots/shape.ts';
import { clusterUse, ownCluster } from './find.ts';
import { beginCluster, mustBeNewCluster, newClusterId } from './make.ts';
import { shownCluster } from './shape.ts';

const KIND = 'cluster-snapshot';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBClusterSnapshot.html */
export const createDBClusterSnapshot = rdsOperation('CreateDBClusterSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    { ...snapshotUse(context, KIND, input.DBClusterSnapshotIdentifier!), requestTags: tagsOfRequest(input.Tags) },
    clusterUse(context, input.DBClusterIdentifier!),
  ],
  run(context, input) {
    const cluster = ownCluster(context, input.DBClusterIdentifier!);
    if (cluster.state !== 'available' && cluster.state !== 'stopped') notAvailable(cluster);
    const id = input.DBClusterSnapshotIdentifier!;
    const snapshot = beginSnapshot(context, cluster, KIND, id, tagsOfRequest(input.Tags));
    return { DBClusterSnapshot: shownClusterSnapshot(context.world, snapshot) };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBClusterSnapshot.html */
export const copyDBClusterSnapshot = rdsOperation('CopyDBClusterSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    snapshotUse(context, KIND, input.SourceDBClusterSnapshotIdentifier!),
    { ...snapshotUse(context, KIND, input.TargetDBClusterSnapshotIdentifier!), requestTags: tagsOfRequest(input.Tags) },
  ],
  run(context, input) {
    const snapshot = beginCopy(context, KIND, {
      source: input.SourceDBClusterSnapshotIdentifier!,
      target: input.TargetDBClusterSnapshotIdentifier!,
      ...(input.KmsKeyId === undefined ? {} : { kmsKeyId: input.KmsKeyId }),
      tags: tagsOfRequest(input.Tags),
      copyTags: input.CopyTags ?? false,
    });
    return { DBClusterSnapshot: shownClusterSnapshot(context.world, snapshot) };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html */
export const describeDBClusterSnapshots = rdsOperation('DescribeDBClusterSnapshots', {
  readOnly: true,
  uses: (context, input) => [snapshotUse(context, KIND, input.DBClusterSnapshotIdentifier || '*')],
  run(context, input) {
    const rows = listSnapshots(context, KIND, input.DBClusterSnapshotIdentifier, input).filter(
      ({ database }) =>
        (!input.DBClusterIdentifier || database.id === input.DBClusterIdentifier.toLowerCase()) &&
        (!input.DbClusterResourceId || database.resourceId === input.DbClusterResourceId),
    );
    const passed = filtered(rows, input.Filters, {
      'db-cluster-id': ({ database }) => [database.id, databaseArn(database)],
      'db-cluster-snapshot-id': ({ id }) => id,
      'snapshot-type': ({ type }) => type,
      engine: ({ database }) => database.engine,
    });
    const { rows: shown, Marker } = page(passed, input);
    return {
      DBClusterSnapshots: shown.map((row) => shownClusterSnapshot(context.world, row)),
      ...(Marker ? { Marker } : {}),
    };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBClusterSnapshot.html */
export const deleteDBClusterSnapshot = rdsOperation('DeleteDBClusterSnapshot', {
  readOnly: false,
  uses: (context, input) => [snapshotUse(context, KIND, input.DBClusterSnapshotIdentifier!)],
  run: (context, input) => ({
    DBClusterSnapshot: shownClusterSnapshot(
      context.world,
      deleteOwnSnapshot(context, KIND, input.DBClusterSnapshotIdentifier!),
    ),
  }),
});

/**
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterFromSnapshot.html: of a snapshot of a DB
 * cluster or of a DB instance. Unlike a DB instance, the cluster may get a key that the snapshot does not have.
 */
export const restoreDBClusterFromSnapshot = rdsOperation('RestoreDBClusterFromSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    { ...clusterUse(context, input.DBClusterIdentifier!), requestTags: tagsOfRequest(input.Tags) },
    snapshotUse(context, kindOf(input.SnapshotIdentifier!), input.SnapshotIdentifier!),
  ],
  run(context, input) {
    const id = identifierOf(input.DBClusterIdentifier!, 'DBClusterIdentifier');
    if (!isAuroraEngine(input.Engine!)) return invalidValue(`Invalid DB engine: ${input.Engine}`);
    const snapshot = usableSnapshot(context, kindOf(input.SnapshotIdentifier!), input.SnapshotIdentifier!);
    if (snapshot.region !== context.region) invalidValue('The snapshot must be in the Region of the new DB cluster.');
    if (snapshot.state !== 'available')
      wrongSnapshotStatus(snapshot.kind, `Cannot restore: snapshot ${snapshot.id} is not in available state.`);
    mustBeNewCluster(context, id);
    const made = newClusterId(context);
    const { database } = snapshot;
    const databaseName = input.DatabaseName ?? database.databaseName;
    const cluster = beginCluster(context, {
      id,
      resourceId: made.resourceId,
      engine: input.Engine!,
      engineVersion: input.EngineVersion ?? engineOf(input.Engine!).version,
      ...(databaseName ? { databaseName } : {}),
      masterUsername: database.masterUsername,
      port: input.Port ?? database.port,
      backupRetentionDays: retentionOf(input.BackupRetentionPeriod, Math.max(database.backupRetentionDays, 1)) || 1,
      deletionProtection: input.DeletionProtection ?? false,
      copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
      storage: storageOfCopy(context, made, snapshot.storage, input.KmsKeyId),
      source: snapshot.storage,
      tags: tagsOfRequest(input.Tags),
    });
    return { DBCluster: shownCluster(context.world, cluster) };
  },
});

/** A DB instance's snapshot must be named by its ARN (documented). */
const kindOf = (given: string) => (/:snapshot:/.test(given) ? 'snapshot' : KIND);
