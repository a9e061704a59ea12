/** A DB cluster as the API shows it. Source: API_DBCluster (documented). */
import type { DBCluster } from '@aws-sdk/client-rds';
import type { Plain } from '../../call.ts';
import type { World } from '../../world.ts';
import { databaseArn } from '../arns.ts';
import { tagList } from '../databases/parameters.ts';
import { hostOf, latestRestorableMs } from '../instances/shape.ts';
import { tagsOf } from '../rows.ts';
import type { DbCluster } from '../state.ts';

/** A DB cluster as DescribeDBClusters shows it. */
export function shownCluster(world: World, cluster: DbCluster): Plain<DBCluster> {
  const { storage } = cluster;
  const arn = databaseArn(cluster);
  const latest = latestRestorableMs(world, cluster);
  const host = hostOf(cluster);
  return {
    AllocatedStorage: 1,
    AvailabilityZones: [...cluster.zones],
    BackupRetentionPeriod: cluster.backupRetentionDays,
    ...(cluster.databaseName ? { DatabaseName: cluster.databaseName } : {}),
    DBClusterIdentifier: cluster.id,
    Status: cluster.state,
    ...(cluster.automaticRestartMs ? { AutomaticRestartTime: cluster.automaticRestartMs } : {}),
    ...(latest === undefined ? {} : { EarliestRestorableTime: cluster.backedUpSinceMs, LatestRestorableTime: latest }),
    Endpoint: host.replace('.c', '.cluster-c'),
    ReaderEndpoint: host.replace('.c', '.cluster-ro-c'),
    MultiAZ: cluster.members.length > 1,
    Engine: cluster.engine,
    EngineVersion: cluster.engineVersion,
    EngineMode: 'provisioned',
    Port: cluster.port,
    MasterUsername: cluster.masterUsername,
    ReadReplicaIdentifiers: [...cluster.replicas],
    ...(cluster.replicaOf ? { ReplicationSourceIdentifier: cluster.replicaOf } : {}),
    DBClusterMembers: cluster.members.map((member, index) => ({
      DBInstanceIdentifier: member,
      IsClusterWriter: index === 0,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: 1,
    })),
    StorageEncrypted: storage.encrypted,
    ...(storage.kmsKeyArn ? { KmsKeyId: storage.kmsKeyArn } : {}),
    DbClusterResourceId: cluster.resourceId,
    DBClusterArn: arn,
    ClusterCreateTime: cluster.createdMs,
    CopyTagsToSnapshot: cluster.copyTagsToSnapshot,
    DeletionProtection: cluster.deletionProtection,
    TagList: tagList(tagsOf(world, arn)),
    NetworkType: 'IPV4',
    ActivityStreamStatus: 'stopped',
  };
}
