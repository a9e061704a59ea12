/** Words in which behaviours of Redshift are told. */
import type { Duration } from '../../../model/step.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import { KEY } from '../keyUnderTest.ts';
import { kms, open, type PlannedInput, redshift, type Told, until } from '../telling.ts';

const GUIDE = 'https://docs.aws.amazon.com/redshift/latest/mgmt';
const API = 'https://docs.aws.amazon.com/redshift/latest/APIReference';

/** Guides and API reference that the tables of Redshift are from. */
export const sources = {
  encryption: `${GUIDE}/working-with-db-encryption.html`,
  changing: `${GUIDE}/changing-cluster-encryption.html`,
  snapshots: `${GUIDE}/working-with-snapshots.html`,
  permissions: `${GUIDE}/redshift-iam-authentication-access-control.html`,
  kms: 'https://docs.aws.amazon.com/kms/latest/developerguide/services-redshift.html',
  errors: `${API}/CommonErrors.html`,
  cluster: `${API}/API_Cluster.html`,
  operation: (name: string) => `${API}/API_${name}.html`,
  pausing: 'https://github.com/astronomer/astronomer-providers',
} as const;

/** The cluster of every table. */
export const CLUSTER = 'conformance';
/** Its snapshot. */
export const SNAPSHOT = 'conformance-snapshot';
/** The Region that snapshots are copied to. */
export const ABROAD = 'eu-west-1';

const id = { ClusterIdentifier: CLUSTER };

/** CreateCluster. */
export const create = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  redshift(
    'CreateCluster',
    {
      ...id,
      NodeType: 'ra3.large',
      ClusterType: 'single-node',
      MasterUsername: 'conformance',
      MasterUserPassword: 'Correct-Horse-1',
      ...members,
    },
    more,
  );

/** An operation on the cluster. */
export const on = (operation: string, members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  redshift(operation, { ...id, ...members }, more);

/** DescribeClusters of one. */
export const describe = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  on('DescribeClusters', members, more);

/** What DescribeClusters shows of one: these members and others. */
export const shown = (members: PlannedInput): PlannedInput => ({ Clusters: [open(members)] });

/** Waits until a cluster has a status. */
export const becomes = (
  ClusterStatus: string,
  of = CLUSTER,
  within: Duration = { hours: 1 },
  more: Partial<PlannedCall> = {},
): Told => until(describe({ ClusterIdentifier: of }, more), shown({ ClusterStatus }), within);

/** A cluster under the key, available. */
export const cluster = (members: PlannedInput = {}): readonly (PlannedCall | Told)[] => [
  create({ KmsKeyId: KEY, ...members }),
  becomes('available'),
];

/** A cluster under a key that AWS owns, available. */
export const ownedCluster: readonly (PlannedCall | Told)[] = [create(), becomes('available')];

/** A cluster without encryption: no new one is, so it is one whose encryption was removed. */
export const plainCluster: readonly (PlannedCall | Told)[] = [
  ...ownedCluster,
  on('ModifyCluster', { Encrypted: false }),
  until(describe(), shown({ ClusterStatus: 'available', Encrypted: false }), { hours: 1 }),
];

/** CreateClusterSnapshot of the cluster. */
export const snapshot = on('CreateClusterSnapshot', { SnapshotIdentifier: SNAPSHOT });

/** DescribeClusterSnapshots of one. */
export const describeSnapshot = (of = SNAPSHOT, more: Partial<PlannedCall> = {}): PlannedCall =>
  redshift('DescribeClusterSnapshots', { SnapshotIdentifier: of }, more);

/** What DescribeClusterSnapshots shows of one. */
export const shownSnapshot = (members: PlannedInput): PlannedInput => ({ Snapshots: [open(members)] });

/** Waits until a snapshot has a status. */
export const snapshotBecomes = (status: string, of = SNAPSHOT, more: Partial<PlannedCall> = {}): Told =>
  until(describeSnapshot(of, more), shownSnapshot({ Status: status }), { minutes: 30 });

/** A snapshot of the cluster, available. */
export const taken: readonly (PlannedCall | Told)[] = [snapshot, snapshotBecomes('available')];

/** RestoreFromClusterSnapshot. */
export const restore = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  on('RestoreFromClusterSnapshot', { ClusterIdentifier: 'restored', SnapshotIdentifier: SNAPSHOT, ...members }, more);

/** A key in the other Region. */
export const keyAbroad = kms('CreateKey', {}, { name: 'abroad', region: ABROAD });
/** Its ARN. */
export const KEY_ABROAD: PlannedValue = { $ref: 'abroad.KeyMetadata.Arn' };
/** CreateSnapshotCopyGrant in the other Region. */
export const copyGrant = redshift(
  'CreateSnapshotCopyGrant',
  { SnapshotCopyGrantName: 'conformance-grant', KmsKeyId: KEY_ABROAD },
  { region: ABROAD },
);
/** EnableSnapshotCopy to the other Region. */
export const copying = (members: PlannedInput = {}): PlannedCall =>
  on('EnableSnapshotCopy', { DestinationRegion: ABROAD, SnapshotCopyGrantName: 'conformance-grant', ...members });

/** ARN of a cluster in the account of the tables. */
export const arnOf = (name: string): string => `arn:aws:redshift:${REGION}:${ACCOUNT}:cluster:${name}`;

/** The minute of the creation in compact ISO form, such as `20150206T1832Z`. */
const MINUTE: PlannedValue = { $like: '^\\d{8}T\\d{4}Z$' };
/** The encryption context of a cluster. */
export const contextOf = (name: string): PlannedValue => ({
  'aws:redshift:arn': arnOf(name),
  'aws:redshift:createtime': MINUTE,
});

/** ModifyCluster to a key. */
export const migrate = (KmsKeyId: PlannedValue): PlannedCall => on('ModifyCluster', { Encrypted: true, KmsKeyId });
