/** A snapshot as the API shows it. Source: API_Snapshot (documented). */
import type { Snapshot } from '@aws-sdk/client-redshift';
import type { Plain } from '../../call.ts';
import type { World } from '../../world.ts';
import { tagList } from '../parameters.ts';
import { arnOfSnapshot, tagsOf } from '../rows.ts';
import type { ClusterSnapshot } from '../state.ts';

/** A snapshot as DescribeClusterSnapshots shows it. */
export function shownSnapshot(world: World, snapshot: ClusterSnapshot): Plain<Snapshot> {
  const { cluster, storage } = snapshot;
  const arn = arnOfSnapshot(snapshot);
  return {
    SnapshotIdentifier: snapshot.id,
    ClusterIdentifier: cluster.id,
    SnapshotCreateTime: snapshot.createdMs,
    Status: snapshot.state,
    Port: cluster.port,
    AvailabilityZone: cluster.zone,
    ClusterCreateTime: cluster.createdMs,
    MasterUsername: cluster.masterUsername,
    ClusterVersion: '1.0',
    SnapshotType: snapshot.type,
    NodeType: cluster.nodeType,
    NumberOfNodes: cluster.nodes,
    DBName: cluster.databaseName,
    Encrypted: storage.encrypted,
    ...(storage.kmsKeyArn ? { KmsKeyId: storage.kmsKeyArn } : {}),
    EncryptedWithHSM: false,
    OwnerAccount: snapshot.account,
    ...(snapshot.sourceRegion ? { SourceRegion: snapshot.sourceRegion } : {}),
    Tags: tagList(tagsOf(world, arn)),
    EnhancedVpcRouting: false,
    MaintenanceTrackName: 'current',
    ManualSnapshotRetentionPeriod: -1,
    SnapshotArn: arn,
  };
}
