/** What decides in Redshift, as sentences with their evidence. AWS says little of lost keys: much of that is assumed. */
import { assumed, defineRules, documented, reported } from '../evidence.ts';

const GUIDE = 'https://docs.aws.amazon.com/redshift/latest/mgmt';
const API = 'https://docs.aws.amazon.com/redshift/latest/APIReference';
const ENCRYPTION = `${GUIDE}/working-with-db-encryption.html`;
const KMS_REDSHIFT = 'https://docs.aws.amazon.com/kms/latest/developerguide/services-redshift.html';

/** Rules of Redshift. */
export const redshiftFacts = defineRules('redshift', {
  'four-tiers': {
    sentence:
      'A root key in KMS wraps the cluster encryption key, that one the database encryption key, that one the keys of the blocks; all are AES-256.',
    ...documented(ENCRYPTION),
  },
  'cluster-key-apart': {
    sentence:
      'The cluster encryption key is kept as ciphertext with its grant and context apart from the cluster, and as plaintext in its memory.',
    ...documented(KMS_REDSHIFT),
  },
  'encryption-context': {
    sentence: 'The encryption context is the ARN of the cluster and the minute in which it was created.',
    ...documented(KMS_REDSHIFT),
  },
  'caller-permissions': {
    sentence: 'The caller needs DescribeKey, CreateGrant, GenerateDataKey and Decrypt on a customer managed key.',
    ...documented(`${GUIDE}/redshift-iam-authentication-access-control.html`),
  },
  'calls-on-create': {
    sentence:
      'CreateCluster asks KMS, as the caller and through Redshift, for DescribeKey, CreateGrant and GenerateDataKey, in this order; the launch asks, as Redshift, for Decrypt.',
    ...assumed(KMS_REDSHIFT),
  },
  'decrypt-at-launch': {
    sentence: 'Redshift asks KMS for the cluster encryption key when it launches a cluster.',
    ...documented(KMS_REDSHIFT),
  },
  'decrypt-when-loaded': {
    sentence: 'It asks again at reboot, resume, restore, resize and key rotation; never for a query.',
    ...assumed(KMS_REDSHIFT),
  },
  'running-goes-on': {
    sentence: 'A running cluster serves on with a lost key until it must load its keys again.',
    ...assumed(KMS_REDSHIFT),
  },
  'lost-key-waits': {
    sentence:
      'A cluster that cannot load its keys stays rebooting, resuming, resizing or creating, is Unavailable, and tries again until the key is back.',
    ...assumed(`${API}/API_Cluster.html names no status for a lost key`),
  },
  'encrypted-by-default': {
    sentence:
      'New clusters are encrypted, under a key that AWS owns unless told otherwise; Encrypted=false is refused.',
    ...documented(`${API}/API_CreateCluster.html`),
  },
  'default-key': {
    sentence: 'Encrypted=true without KmsKeyId in ModifyCluster means the default key, alias/aws/redshift.',
    ...documented(`${API}/API_ModifyCluster.html`),
  },
  'modify-migrates': {
    sentence:
      'A change of encryption or key migrates the data to a new cluster behind the same endpoint: the status is resizing, and the cluster can only be read.',
    ...documented(`${GUIDE}/changing-cluster-encryption.html`),
  },
  'modify-with-lost-key': {
    sentence: 'A migration to a key that is lost meanwhile is given up; the cluster is as it was.',
    ...assumed(`${GUIDE}/changing-cluster-encryption.html`),
  },
  'copy-off-first': {
    sentence:
      'Copying of snapshots to another Region must be turned off before the encryption or the name of a cluster is changed.',
    ...documented(`${GUIDE}/changing-cluster-encryption.html`),
  },
  rotation: {
    sentence:
      'RotateEncryptionKey replaces the cluster encryption key of the cluster and of its snapshots, and the database encryption key of the cluster alone.',
    ...documented(ENCRYPTION),
  },
  'rotation-needs-key': {
    sentence: 'A rotation with a lost key is accepted, since no fault is declared for it, and changes nothing.',
    ...assumed(`${API}/API_RotateEncryptionKey.html`),
  },
  'rotation-unsupported': {
    sentence: 'The keys of an unencrypted cluster cannot be rotated: UnsupportedOperation.',
    ...documented(`${API}/API_RotateEncryptionKey.html`),
  },
  'snapshot-from-memory': {
    sentence:
      'A snapshot of a running cluster needs no call to KMS: it has the keys of its cluster as they are wrapped.',
    ...assumed(ENCRYPTION),
  },
  'restore-may-change-key': {
    sentence: 'A restore of a snapshot may name another key; without one the cluster has the key of the snapshot.',
    ...documented(`${API}/API_RestoreFromClusterSnapshot.html`),
  },
  'restore-opens-as-caller': {
    sentence: 'A restore opens the cluster encryption key of the snapshot as the caller.',
    ...assumed(
      'the permissions that https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-iam-authentication-access-control.html asks for',
    ),
  },
  'restore-of-unencrypted': {
    sentence: 'An unencrypted snapshot restores to an unencrypted cluster unless Encrypted or KmsKeyId is given.',
    ...assumed(`${API}/API_RestoreFromClusterSnapshot.html`),
  },
  'copy-grant': {
    sentence: 'Snapshots under a KMS key are copied to another Region under a snapshot copy grant made there before.',
    ...documented(ENCRYPTION),
  },
  'copy-fails-without-key': {
    sentence: 'A copy whose key, there or here, cannot be used fails.',
    ...assumed(ENCRYPTION),
  },
  'key-not-usable': {
    sentence: 'A key that cannot be used is refused with InvalidParameterValue: no fault of Redshift names it.',
    ...assumed(`${API}/API_CreateCluster.html`),
  },
  'key-not-permitted': {
    sentence: 'A caller who may not use a key is refused with UnauthorizedOperation.',
    ...documented(`${API}/API_CreateCluster.html`),
  },
  'grant-limit': {
    sentence: 'A key that has as many grants as it can is refused with LimitExceededFault.',
    ...documented(`${API}/API_CreateCluster.html`),
  },
  'kms-throttles': {
    sentence: 'Throttling by KMS is passed on as DependentServiceRequestThrottlingFault.',
    ...documented(`${API}/API_CreateCluster.html`),
  },
  'kms-unavailable': {
    sentence: 'An internal failure of KMS is passed on as DependentServiceUnavailableFault.',
    ...documented(`${API}/API_RestoreFromClusterSnapshot.html`),
  },
  hsm: {
    sentence: 'Hardware security modules are not simulated: none is found.',
    ...documented(`${API}/API_CreateCluster.html`),
  },
  'not-found': {
    sentence: 'A cluster or snapshot that does not exist is refused with HTTP 404.',
    ...documented(`${API}/API_DescribeClusters.html`),
  },
  'exists-already': {
    sentence: 'Identifiers are unique in an account and Region.',
    ...documented(`${API}/API_CreateCluster.html`),
  },
  'wrong-status': {
    sentence: 'Most operations need the status available: InvalidClusterState.',
    ...documented(`${API}/API_RebootCluster.html`),
  },
  parameters: {
    sentence:
      'Values that Redshift does not take are refused with InvalidParameterValue or InvalidParameterCombination.',
    ...documented(`${API}/CommonErrors.html`),
  },
  'pause-statuses': {
    sentence: 'A cluster is pausing, paused, resuming.',
    ...reported('https://github.com/astronomer/astronomer-providers (its tests show the answers)'),
  },
  'automated-snapshots': {
    sentence: 'Automated snapshots are taken every eight hours and kept for the retention period.',
    ...documented(`${GUIDE}/working-with-snapshots.html`),
  },
  'copy-of-automated': {
    sentence: 'CopyClusterSnapshot copies an automated snapshot to a manual one.',
    ...documented(`${API}/API_CopyClusterSnapshot.html`),
  },
});
