/** Redshift calls of random runs. */
import { type Drawable, maybe, oneOf, type Template, thing } from './draw.ts';
import { anyKey } from './kms.ts';

const clusters = 'redshift-clusters';
const snapshots = 'redshift-snapshots';

/** Long enough for everything that begins, or just enough to meet it half way. */
const settling = [{ minutes: 40 }, { minutes: 40 }, { minutes: 40 }, { minutes: 1 }];

const call = (
  group: string,
  weight: number,
  operation: string,
  input: { readonly [member: string]: Drawable },
): Template => ({ group, weight, service: 'redshift', operation, input, wait: settling, onlyNamed: true });

const cluster = { ClusterIdentifier: thing('cluster') };
const snapshot = {
  SnapshotIdentifier: thing('clusterSnapshot', 'id'),
  SnapshotClusterIdentifier: thing('clusterSnapshot', 'cluster'),
};
/** Names that makers choose; few, so that they meet again. */
const newCluster = oneOf('sales', 'visits', 'stock', 'archive');
const newSnapshot = oneOf('monday', 'tuesday', 'wednesday', 'thursday');

/** All Redshift templates. */
export const redshiftTemplates: readonly Template[] = [
  call(clusters, 4, 'CreateCluster', {
    ClusterIdentifier: newCluster,
    NodeType: 'ra3.large',
    ClusterType: 'single-node',
    MasterUsername: 'keeper',
    MasterUserPassword: 'A-password-of-tests-1',
    KmsKeyId: maybe(anyKey, 80),
    Encrypted: maybe(oneOf(true, false), 20),
  }),
  call(clusters, 6, 'RebootCluster', cluster),
  call(clusters, 3, 'PauseCluster', cluster),
  call(clusters, 4, 'ResumeCluster', cluster),
  call(clusters, 6, 'RotateEncryptionKey', cluster),
  call(clusters, 4, 'ModifyCluster', { ...cluster, Encrypted: true, KmsKeyId: anyKey }),
  call(clusters, 1, 'ModifyCluster', { ...cluster, Encrypted: false }),
  call(clusters, 1, 'ModifyCluster', { ...cluster, PubliclyAccessible: true }),
  call(clusters, 1, 'DeleteCluster', { ...cluster, SkipFinalClusterSnapshot: true }),
  call(clusters, 1, 'DescribeClusters', {}),
  call(snapshots, 4, 'CreateClusterSnapshot', { ...cluster, SnapshotIdentifier: newSnapshot }),
  call(snapshots, 5, 'RestoreFromClusterSnapshot', {
    ClusterIdentifier: newCluster,
    ...snapshot,
    KmsKeyId: maybe(anyKey, 30),
  }),
  call(snapshots, 1, 'DeleteClusterSnapshot', snapshot),
  call(snapshots, 1, 'DescribeClusterSnapshots', {}),
  { group: 'redshift-time', weight: 5, elapse: [{ hours: 1 }, { hours: 9 }, { days: 2 }], onlyNamed: true },
];
