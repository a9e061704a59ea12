/**
 * A cluster of Redshift and its four tiers of keys: rotation, copies to another Region, a move to another key, and a lost key.
 * The tiers and what each change does are documented; AWS says nothing of a running cluster whose key is lost, so that is
 * assumed, and said to be where it is shown.
 */

import { type Lab, ref } from '../contract.ts';
import { ACCOUNT, REGION } from '../people.ts';
import { byService, called, forCaller, kms, REDSHIFT, redshift, refused, text } from './told.ts';

const KEY = ref('createKey.KeyMetadata.KeyId');
const SECOND = ref('createSecond.KeyMetadata.KeyId');
const FAR = 'us-west-2';
const SALES = { ClusterIdentifier: 'sales' };
const SETTLED = { minutes: 10 };
const MIGRATED = { minutes: 45 };
const AVAILABLE = 'available';
const clusterArn = (id: string) => `arn:aws:redshift:${REGION}:${ACCOUNT}:cluster:${id}`;
const snapshotArn = (id: string, region: string = REGION) =>
  `arn:aws:redshift:${region}:${ACCOUNT}:snapshot:sales/${id}`;
/** What Redshift asks of KMS, in the caller's name, for a new cluster encryption key. */
const newClusterKey = [
  forCaller('DescribeKey', REDSHIFT),
  forCaller('CreateGrant', REDSHIFT),
  forCaller('GenerateDataKey', REDSHIFT),
];

export const redshiftLab: Lab = {
  id: 'redshift',
  title: text('A cluster and its keys'),
  intro: text(
    'A cluster of Redshift has keys in four tiers: a KMS key wraps the cluster encryption key, that one the database encryption key, ' +
      'that one a key for each block of data. We rotate them, copy snapshots to another Region, move the cluster to another KMS key, ' +
      'and then disable that one. AWS documents nothing of a cluster whose key is lost: those steps say "assumed".',
  ),
  names: {
    key: { kind: 'key', id: ref('createKey.KeyMetadata.Arn') },
    second: { kind: 'key', id: ref('createSecond.KeyMetadata.Arn') },
    far: { kind: 'key', id: ref('createFar.KeyMetadata.Arn') },
    sales: { kind: 'cluster', id: clusterArn('sales') },
    monday: { kind: 'clusterSnapshot', id: snapshotArn('monday') },
    tuesday: { kind: 'clusterSnapshot', id: snapshotArn('tuesday') },
    copy: { kind: 'clusterSnapshot', id: snapshotArn('tuesday', FAR) },
    rescued: { kind: 'cluster', id: clusterArn('rescued') },
  },
  steps: [
    {
      title: text('Create a key and a cluster under it'),
      look: text(
        'In our name Redshift asks what the key is, for a grant, and for the cluster encryption key (GenerateDataKey). When the cluster ' +
          'is launched, Redshift itself decrypts that key and keeps the plaintext in memory; no query will ever ask KMS.',
      ),
      calls: [
        kms('CreateKey', { Description: 'Lab key for Redshift' }, { name: 'createKey' }),
        redshift(
          'CreateCluster',
          {
            ...SALES,
            NodeType: 'ra3.large',
            ClusterType: 'single-node',
            MasterUsername: 'keeper',
            MasterUserPassword: 'A-password-of-the-lab-1',
            KmsKeyId: KEY,
          },
          { name: 'createCluster', wait: SETTLED },
        ),
      ],
      expect: {
        states: { key: 'Enabled', sales: AVAILABLE },
        path: { sales: ['creating', AVAILABLE] },
        output: { 'createCluster.Cluster.Encrypted': true },
        records: [called('CreateKey'), called('CreateCluster'), ...newClusterKey, byService('Decrypt', REDSHIFT)],
      },
    },
    {
      title: text('Take a snapshot'),
      look: text(
        'A snapshot has the keys of its cluster as they are wrapped, so KMS is not asked at all (assumed). It is under the same KMS key.',
      ),
      calls: [
        redshift(
          'CreateClusterSnapshot',
          { ...SALES, SnapshotIdentifier: 'monday' },
          { name: 'snapshot', wait: SETTLED },
        ),
      ],
      expect: {
        states: { sales: AVAILABLE, monday: AVAILABLE },
        output: { 'snapshot.Snapshot.Encrypted': true, 'snapshot.Snapshot.KmsKeyId': ref('createKey.KeyMetadata.Arn') },
        records: [called('CreateClusterSnapshot')],
      },
    },
    {
      title: text('Rotate the encryption keys'),
      look: text(
        'RotateEncryptionKey replaces the cluster encryption key of the cluster and of its snapshots, and the database encryption key of ' +
          'the cluster. The KMS key stays, and no block is written anew: only the keys above the blocks are.',
      ),
      calls: [redshift('RotateEncryptionKey', SALES, { name: 'rotate', wait: SETTLED })],
      expect: {
        states: { sales: AVAILABLE, monday: AVAILABLE },
        path: { sales: [AVAILABLE, 'rotating-keys', AVAILABLE] },
        records: [called('RotateEncryptionKey'), byService('GenerateDataKey', REDSHIFT)],
      },
    },
    {
      title: text('Copy snapshots to another Region'),
      look: text(
        'A KMS key does not leave its Region. In us-west-2 we make a key and a snapshot copy grant for it; every new snapshot is then ' +
          'copied there, its cluster encryption key decrypted here and made anew under the key there.',
      ),
      calls: [
        kms('CreateKey', { Description: 'Lab key for copies' }, { name: 'createFar', region: FAR }),
        redshift('EnableSnapshotCopy', { ...SALES, DestinationRegion: FAR }, { name: 'copyWithoutGrant' }),
        redshift(
          'CreateSnapshotCopyGrant',
          { SnapshotCopyGrantName: 'copies', KmsKeyId: ref('createFar.KeyMetadata.KeyId') },
          { region: FAR },
        ),
        redshift('EnableSnapshotCopy', { ...SALES, DestinationRegion: FAR, SnapshotCopyGrantName: 'copies' }),
        redshift('CreateClusterSnapshot', { ...SALES, SnapshotIdentifier: 'tuesday' }, { wait: SETTLED }),
      ],
      expect: {
        outcomes: { copyWithoutGrant: 'InvalidParameterCombination' },
        states: { far: 'Enabled', tuesday: AVAILABLE, copy: AVAILABLE },
        records: [
          called('CreateKey'),
          refused('EnableSnapshotCopy', 'InvalidParameterCombination'),
          called('CreateSnapshotCopyGrant'),
          forCaller('DescribeKey', REDSHIFT),
          forCaller('CreateGrant', REDSHIFT),
          called('EnableSnapshotCopy'),
          called('CreateClusterSnapshot'),
          byService('Decrypt', REDSHIFT),
          byService('GenerateDataKey', REDSHIFT),
        ],
      },
    },
    {
      title: text('Move the cluster to another key'),
      look: text(
        'ModifyCluster with another KmsKeyId writes all data into a new cluster behind the same endpoint: half an hour of resizing, in ' +
          'which the cluster can only be read. It is refused while snapshots are copied, so that must be turned off first.',
      ),
      calls: [
        kms('CreateKey', { Description: 'Second lab key' }, { name: 'createSecond' }),
        redshift('ModifyCluster', { ...SALES, Encrypted: true, KmsKeyId: SECOND }, { name: 'moveWhileCopying' }),
        redshift('DisableSnapshotCopy', SALES),
        redshift('ModifyCluster', { ...SALES, Encrypted: true, KmsKeyId: SECOND }, { name: 'move', wait: MIGRATED }),
        redshift('DescribeClusters', SALES, { name: 'moved' }),
      ],
      expect: {
        outcomes: { moveWhileCopying: 'InvalidClusterState' },
        states: { second: 'Enabled', sales: AVAILABLE },
        path: { sales: [AVAILABLE, 'resizing', AVAILABLE] },
        output: { 'moved.Clusters.0.KmsKeyId': ref('createSecond.KeyMetadata.Arn') },
        records: [
          called('CreateKey'),
          refused('ModifyCluster', 'InvalidClusterState'),
          called('DisableSnapshotCopy'),
          called('ModifyCluster'),
          ...newClusterKey,
          byService('Decrypt', REDSHIFT),
          byService('RetireGrant', REDSHIFT),
          called('DescribeClusters'),
        ],
      },
    },
    {
      title: text('Disable its key'),
      look: text(
        'Nothing happens, for hours: the cluster has its keys in memory, and AWS names no status for a lost key (assumed). This is not ' +
          'safety but delay: the loss shows when the keys must be loaded again, perhaps in the next maintenance window.',
      ),
      calls: [kms('DisableKey', { KeyId: SECOND }, { wait: { hours: 6 } })],
      expect: { states: { second: 'Disabled', sales: AVAILABLE }, records: [called('DisableKey')] },
    },
    {
      title: text('Reboot the cluster'),
      look: text(
        'Now the loss is noticed. Redshift asks KMS to decrypt the cluster encryption key and is refused; the cluster stays rebooting and ' +
          'tries again every quarter of an hour (assumed). In CloudTrail these refusals are the only cry for help.',
      ),
      calls: [redshift('RebootCluster', SALES, { name: 'reboot', wait: { minutes: 40 } })],
      expect: {
        states: { second: 'Disabled', sales: 'rebooting' },
        records: [
          called('RebootCluster'),
          byService('Decrypt', REDSHIFT, 'DisabledException'),
          byService('Decrypt', REDSHIFT, 'DisabledException'),
          byService('Decrypt', REDSHIFT, 'DisabledException'),
        ],
      },
    },
    {
      title: text('Restore a snapshot under the first key'),
      look: text(
        'Snapshots stay under the key that they were made under. Monday’s is under the first key, so it restores, the rotation since ' +
          'then notwithstanding: its cluster encryption key is decrypted in our name, and the new cluster gets one of its own.',
      ),
      calls: [
        redshift(
          'RestoreFromClusterSnapshot',
          { ClusterIdentifier: 'rescued', SnapshotIdentifier: 'monday', SnapshotClusterIdentifier: 'sales' },
          { name: 'restore', wait: SETTLED },
        ),
      ],
      expect: {
        states: { sales: 'rebooting', rescued: AVAILABLE },
        path: { rescued: ['creating', AVAILABLE] },
        output: { 'restore.Cluster.KmsKeyId': ref('createKey.KeyMetadata.Arn') },
      },
    },
    {
      title: text('Enable the key'),
      look: text(
        'At its next try the cluster gets its keys and is available again by itself: unlike a database of RDS it needs no start (assumed).',
      ),
      calls: [kms('EnableKey', { KeyId: SECOND }, { wait: { minutes: 20 } })],
      expect: {
        states: { second: 'Enabled', sales: AVAILABLE },
        path: { sales: ['rebooting', AVAILABLE] },
        records: [called('EnableKey'), byService('Decrypt', REDSHIFT)],
      },
    },
  ],
};
