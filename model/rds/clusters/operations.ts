/** CreateDBCluster, DescribeDBClusters, StartDBCluster, StopDBCluster, DeleteDBCluster: Aurora, as far as its key reaches. */
import type { Context } from '../../context.ts';
import { page } from '../../query/paging.ts';
import { databaseArn, readArn } from '../arns.ts';
import { storageOfCopy, storageOfNew } from '../databases/encrypt.ts';
import { engineOf, isAuroraEngine } from '../databases/engines.ts';
import { unwatchKey } from '../databases/keyAccess.ts';
import { canMove, membersOf, moveDatabase, schedule } from '../databases/move.ts';
import { identifierOf, masterUserOf, retentionOf, tagsOfRequest } from '../databases/parameters.ts';
import { start } from '../databases/work.ts';
import {
  cannotStart,
  clusterNotFound,
  invalidCombination,
  invalidValue,
  notAvailable,
  protectedFromDeletion,
  wrongStatus,
} from '../errors.ts';
import { rdsFacts } from '../facts.ts';
import { filtered } from '../filters.ts';
import { checkFinalSnapshot } from '../instances/deleteDBInstance.ts';
import { withKey } from '../instances/stopAndStart.ts';
import { rdsOperation } from '../operation.ts';
import { getCluster, putDatabase } from '../rows.ts';
import { beginSnapshot } from '../snapshots/make.ts';
import type { DbCluster } from '../state.ts';
import { clusterUse, ownCluster } from './find.ts';
import { beginCluster, mustBeNewCluster, newClusterId } from './make.ts';
import { shownCluster } from './shape.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html */
export const createDBCluster = rdsOperation('CreateDBCluster', {
  readOnly: false,
  uses: (context, input) => [
    {
      ...clusterUse(context, input.DBClusterIdentifier!),
      requestTags: tagsOfRequest(input.Tags),
      conditions: {
        'rds:databaseengine': input.Engine,
        'rds:storageencrypted': String(input.StorageEncrypted ?? false),
      },
    },
  ],
  run(context, input) {
    const id = identifierOf(input.DBClusterIdentifier!, 'DBClusterIdentifier');
    if (!isAuroraEngine(input.Engine!)) return invalidValue(`Invalid DB engine: ${input.Engine}`);
    if (input.GlobalClusterIdentifier) return invalidCombination('Global databases are not simulated.');
    const engine = engineOf(input.Engine!);
    mustBeNewCluster(context, id);
    const source = input.ReplicationSourceIdentifier
      ? replicationSource(context, input.ReplicationSourceIdentifier)
      : undefined;
    const made = newClusterId(context);
    const { loadedKey: _, ...atRest } = source?.storage ?? { encrypted: false, pages: [] };
    const cluster = beginCluster(context, {
      id,
      resourceId: made.resourceId,
      engine: input.Engine!,
      engineVersion: input.EngineVersion ?? engine.version,
      ...(input.DatabaseName ? { databaseName: input.DatabaseName } : {}),
      masterUsername: source ? source.masterUsername : masterUserOf(input),
      port: input.Port ?? engine.port,
      backupRetentionDays: retentionOf(input.BackupRetentionPeriod, 1) || 1,
      deletionProtection: input.DeletionProtection ?? false,
      copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
      storage: source
        ? storageOfReplica(context, made, source, input.KmsKeyId)
        : storageOfNew(context, { ...made, engine: input.Engine! }, input),
      ...(source ? { source: atRest, replicaOf: databaseArn(source) } : {}),
      tags: tagsOfRequest(input.Tags),
    });
    if (source) putDatabase(context.transaction, { ...source, replicas: [...source.replicas, databaseArn(cluster)] });
    return { DBCluster: shownCluster(context.world, cluster) };
  },
});

/** A DB cluster of another Region. */
function replicationSource(context: Context, given: string): DbCluster {
  const arn = readArn(given);
  if (arn?.kind !== 'cluster' || arn.region === context.region || arn.account !== context.account)
    return invalidValue(`ReplicationSourceIdentifier must be the ARN of a DB cluster in another Region: ${given}`);
  return getCluster(context.transaction, arn, arn.id) ?? clusterNotFound(given);
}

function storageOfReplica(
  context: Context,
  made: { readonly kind: 'cluster'; readonly resourceId: string },
  source: DbCluster,
  kmsKeyId: string | undefined,
) {
  if (source.storage.encrypted && !kmsKeyId)
    invalidCombination(
      'Cannot create a cross region unencrypted read replica from encrypted source.',
      rdsFacts['cross-region-replica-needs-key'],
    );
  return storageOfCopy(context, made, source.storage, kmsKeyId);
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html */
export const describeDBClusters = rdsOperation('DescribeDBClusters', {
  readOnly: true,
  uses: (context, input) => [clusterUse(context, input.DBClusterIdentifier || '*')],
  run(context, input) {
    const { world } = context;
    const rows = input.DBClusterIdentifier
      ? [ownCluster(context, input.DBClusterIdentifier)]
      : Array.from(world.rds.clusters.withPrefix(`${context.place}/`), ([, cluster]) => cluster);
    const passed = filtered(rows, input.Filters, {
      'db-cluster-id': (cluster) => [cluster.id, databaseArn(cluster)],
      'db-cluster-resource-id': (cluster) => cluster.resourceId,
      engine: (cluster) => cluster.engine,
    });
    const { rows: shown, Marker } = page(passed, input);
    return { DBClusters: shown.map((cluster) => shownCluster(world, cluster)), ...(Marker ? { Marker } : {}) };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBCluster.html: its DB instances start with it. */
export const startDBCluster = rdsOperation('StartDBCluster', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.DBClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.DBClusterIdentifier!);
    if (!context.rules.rds.canStart(cluster.state)) cannotStart(cluster);
    const starting = start(context.transaction, withKey(context, cluster));
    return { DBCluster: shownCluster(context.world, starting) };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBCluster.html: its DB instances stop with it. */
export const stopDBCluster = rdsOperation('StopDBCluster', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.DBClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.DBClusterIdentifier!);
    const { transaction } = context;
    const busy = membersOf(transaction, cluster).some((member) => member.state !== 'available');
    if (cluster.state !== 'available' || busy) notAvailable(cluster);
    if (cluster.replicaOf || cluster.replicas.length > 0)
      wrongStatus('cluster', `DbCluster ${cluster.id} cannot be stopped: it has, or is, a replica in another Region.`);
    const { databaseStopMs } = context.world.options.timings;
    const stopping = schedule(transaction, moveDatabase(transaction, cluster, 'STOP'), databaseStopMs, 'rds.stopped');
    return { DBCluster: shownCluster(context.world, stopping) };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html: without DB instances only. */
export const deleteDBCluster = rdsOperation('DeleteDBCluster', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.DBClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.DBClusterIdentifier!);
    const { transaction } = context;
    if (cluster.deletionProtection) protectedFromDeletion('cluster');
    checkFinalSnapshot(input, true);
    if (cluster.members.length > 0)
      wrongStatus('cluster', 'Cluster cannot be deleted, it still contains DB instances in non-deleting state.');
    if (!canMove(transaction, cluster, 'DELETE')) notAvailable(cluster);
    const { databaseDeleteMs, databaseSnapshotMs } = context.world.options.timings;
    const final = input.FinalDBSnapshotIdentifier;
    if (final) takeFinalSnapshot(context, cluster, final);
    const deleting = moveDatabase(transaction, unwatchKey(transaction, cluster), 'DELETE');
    // The snapshot takes its grant from the one of the cluster, so it comes first.
    const afterMs = databaseDeleteMs + (final ? databaseSnapshotMs : 0);
    const due = schedule(transaction, deleting, afterMs, 'rds.deleted');
    return { DBCluster: shownCluster(context.world, due) };
  },
});

function takeFinalSnapshot(context: Context, cluster: DbCluster, id: string): void {
  if (cluster.state !== 'available') notAvailable(cluster);
  beginSnapshot(context, withKey(context, cluster), 'cluster-snapshot', id, {});
}
