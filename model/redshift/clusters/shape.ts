/** A cluster as the API shows it. Source: API_Cluster (documented). */
import type { Cluster as ApiCluster } from '@aws-sdk/client-redshift';
import type { Plain } from '../../call.ts';
import type { World } from '../../world.ts';
import { tagList } from '../parameters.ts';
import { arnOfCluster, tagsOf } from '../rows.ts';
import type { Cluster } from '../state.ts';
import type { ClusterState } from './cluster.machine.ts';

/** ClusterAvailabilityStatus by status: whether queries are answered (values documented, the mapping assumed). */
const AVAILABILITY: Readonly<Record<ClusterState, 'Available' | 'Unavailable' | 'Modifying'>> = {
  available: 'Available',
  creating: 'Modifying',
  modifying: 'Modifying',
  renaming: 'Modifying',
  resizing: 'Modifying',
  'rotating-keys': 'Unavailable',
  rebooting: 'Unavailable',
  pausing: 'Modifying',
  paused: 'Unavailable',
  resuming: 'Modifying',
  'final-snapshot': 'Modifying',
  deleting: 'Modifying',
  deleted: 'Unavailable',
};

/** A cluster that should answer but has no keys in memory is Unavailable (assumed). */
function availabilityOf(cluster: Cluster): string {
  const keyless = cluster.storage.encrypted && !cluster.memory && cluster.state !== 'creating';
  return keyless ? 'Unavailable' : AVAILABILITY[cluster.state];
}

const hostOf = ({ id, account, region }: Cluster): string => {
  let folded = 11;
  for (const character of `${account}${region}`) folded = (Math.imul(folded, 31) + character.charCodeAt(0)) >>> 0;
  return `${id}.c${folded.toString(36).padStart(11, 'x')}.${region}.redshift.amazonaws.com`;
};

/** A cluster as DescribeClusters shows it. */
export function shownCluster(world: World, cluster: Cluster): Plain<ApiCluster> {
  const { storage, snapshotCopy: copy, pending } = cluster;
  return {
    ClusterIdentifier: cluster.id,
    NodeType: cluster.nodeType,
    ClusterStatus: cluster.state,
    ClusterAvailabilityStatus: availabilityOf(cluster),
    MasterUsername: cluster.masterUsername,
    DBName: cluster.databaseName,
    ...(cluster.state === 'creating'
      ? {}
      : { Endpoint: { Address: hostOf(cluster), Port: cluster.port }, ClusterCreateTime: cluster.createdMs }),
    AutomatedSnapshotRetentionPeriod: cluster.automatedRetentionDays,
    ManualSnapshotRetentionPeriod: -1,
    ClusterSecurityGroups: [],
    VpcSecurityGroups: [],
    AvailabilityZone: cluster.zone,
    PendingModifiedValues: {
      ...(pending?.id === undefined ? {} : { ClusterIdentifier: pending.id }),
      ...(pending?.nodeType === undefined ? {} : { NodeType: pending.nodeType }),
      ...(pending?.nodes === undefined ? {} : { NumberOfNodes: pending.nodes }),
      ...(cluster.migration
        ? { EncryptionType: !cluster.migration.encrypted ? 'NONE' : cluster.migration.kmsKeyArn ? 'KMS' : 'LEGACY' }
        : {}),
    },
    ClusterVersion: '1.0',
    AllowVersionUpgrade: true,
    NumberOfNodes: cluster.nodes,
    PubliclyAccessible: cluster.publiclyAccessible,
    Encrypted: storage.encrypted,
    ...(storage.kmsKeyArn ? { KmsKeyId: storage.kmsKeyArn } : {}),
    ...(copy
      ? {
          ClusterSnapshotCopyStatus: {
            DestinationRegion: copy.region,
            RetentionPeriod: copy.retentionDays,
            ManualSnapshotRetentionPeriod: -1,
            ...(copy.grantName ? { SnapshotCopyGrantName: copy.grantName } : {}),
          },
        }
      : {}),
    Tags: tagList(tagsOf(world, arnOfCluster(cluster))),
    EnhancedVpcRouting: false,
    IamRoles: [],
    MaintenanceTrackName: 'current',
  };
}
