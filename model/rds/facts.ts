/** What decides in RDS, as sentences with their evidence. */
import { assumed, defineRules, documented, recorded, reported } from '../evidence.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide';
const API = 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference';
const ENCRYPTION = `${GUIDE}/Overview.Encryption.html`;
const KMS_RDS = 'https://docs.aws.amazon.com/kms/latest/developerguide/services-rds.html';
const TIMELINE = 'published, dated timeline of an Aurora cluster that lost its key';
const RECOVERY_LOG = 'published recovery log of an RDS instance that lost its key';

/** Rules of RDS. */
export const rdsFacts = defineRules('rds', {
  'encryption-context': {
    sentence:
      'RDS uses a key with the resource id of the DB instance (aws:rds:db-id) as encryption context, EBS with the volume id beside it.',
    ...documented(KMS_RDS),
  },
  'cluster-encryption-context': {
    sentence: 'For a DB cluster the encryption context is aws:rds:dbc-id with the resource id of the cluster.',
    ...documented(`${GUIDE}/DBActivityStreams.CodeExample.html`),
  },
  'default-key': {
    sentence: 'StorageEncrypted without KmsKeyId means the AWS managed key alias/aws/rds.',
    ...documented(`${API}/API_CreateDBInstance.html`),
  },
  'key-needs-storage-encrypted': {
    sentence: 'KmsKeyId without StorageEncrypted is refused with InvalidParameterCombination.',
    ...reported('https://github.com/aquasecurity/tfsec/issues/495'),
  },
  'cluster-member-has-no-key': {
    sentence: 'A DB instance of a DB cluster takes its encryption from the cluster; a key of its own is refused.',
    ...reported('https://github.com/hashicorp/terraform/issues/7655'),
  },
  'symmetric-key': {
    sentence:
      'Only symmetric encryption keys of the same Region will do; others are refused as not accessible (the code is assumed).',
    ...documented(KMS_RDS),
  },
  'calls-on-create': {
    sentence:
      'Making an encrypted database asks KMS, as the caller and through RDS, for DescribeKey and CreateGrant; the data key is made later, by RDS, under that grant.',
    ...assumed(`the permissions that ${GUIDE}/Overview.Encryption.Keys.html asks for`),
  },
  'grant-of-database': {
    sentence:
      'The grant is made with the database and lives as long; what is taken from its creator afterwards does not reach the database.',
    ...documented(`${GUIDE}/Overview.Encryption.Keys.html`),
  },
  'encryption-only-at-creation': {
    sentence: 'A DB instance is encrypted when it is created or never; its key cannot be changed.',
    ...documented(ENCRYPTION),
  },
  'aurora-encrypted-by-default': {
    sentence:
      'DB clusters made since 2026-02-18 are encrypted by default, under a key that AWS owns unless told otherwise.',
    ...documented('https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html'),
  },
  'key-not-accessible': {
    sentence:
      'A key that does not exist, is not enabled or may not be used is refused with KMSKeyNotAccessibleFault, whatever the cause.',
    ...documented(`${API}/API_CreateDBInstance.html`),
  },
  'key-not-accessible-text': {
    sentence:
      'The text names the key and gives the three possible causes; a caller that lacks kms:CreateGrant only sees the same.',
    ...reported('https://repost.aws/knowledge-center/rds-snapshots-share-account'),
  },
  'source-key-text': {
    sentence: 'A copy whose source key cannot be used says `The source snapshot KMS key [...]`.',
    ...reported('https://github.com/awslabs/aurora-snapshot-tool/issues/29'),
  },
  'target-key-text': {
    sentence: 'A copy whose own key cannot be used says `The target KMS key [...]`.',
    ...reported('https://github.com/awslabs/rds-snapshot-tool/issues/70'),
  },
  'running-goes-on': {
    sentence: 'A database whose key comes back before RDS acts on its loss stays available throughout.',
    ...assumed(ENCRYPTION),
  },
  'key-is-polled': {
    sentence:
      'RDS looks at the key of each running database at intervals, by decrypting its data key under the grant; AWS does not say how it finds out.',
    ...assumed(ENCRYPTION),
  },
  'lost-key-recoverable': {
    sentence:
      'A DB instance with backups whose key is lost is stopped as inaccessible-encryption-credentials-recoverable, two hours after RDS has found out.',
    ...documented(ENCRYPTION),
  },
  'lost-key-recoverable-aurora': {
    sentence: 'An Aurora cluster is stopped 17 minutes after the first event.',
    ...recorded(TIMELINE),
  },
  'lost-key-terminal': {
    sentence:
      'Without backups, with read replicas or as one, and with replicas in other Regions, a database goes to inaccessible-encryption-credentials at once (after the same delay: assumed).',
    ...documented(ENCRYPTION),
  },
  'recover-by-start': {
    sentence: 'From the recoverable status a start brings the database back, once the key can be used.',
    ...recorded(RECOVERY_LOG),
  },
  'no-recovery-without-start': {
    sentence: 'A key that can be used again does not bring a database back by itself.',
    ...recorded(RECOVERY_LOG),
  },
  'seven-days': {
    sentence: 'After seven days the recoverable status ends as inaccessible-encryption-credentials.',
    ...recorded(TIMELINE),
  },
  'terminal-is-final': {
    sentence:
      'From inaccessible-encryption-credentials only deletion is left, and a restore of backups under the same key.',
    ...documented(ENCRYPTION),
  },
  'latest-restorable-time-freezes': {
    sentence:
      'LatestRestorableTime stops when the database becomes inaccessible for good, some minutes before that moment.',
    ...recorded(TIMELINE),
  },
  'start-checks-key': {
    sentence: 'A start with a key that cannot be used is refused with KMSKeyNotAccessibleFault and changes nothing.',
    ...assumed(`${API}/API_StartDBInstance.html declares the fault`),
  },
  'start-status': {
    sentence: 'Only a stopped or recoverable database can be started; the text lists the statuses.',
    ...reported('https://repost.aws (answers quote the texts of StartDBInstance and StartDBCluster)'),
  },
  'automatic-restart': {
    sentence: 'A stopped database is started by RDS after seven days.',
    ...documented(`${GUIDE}/USER_StopInstance.html`),
  },
  'automatic-restart-needs-key': {
    sentence: 'The automatic start fails with a key that cannot be used, and is tried again after seven more days.',
    ...assumed(`${GUIDE}/USER_StopInstance.html`),
  },
  'reboot-checks-key': {
    sentence: 'A reboot and a deletion with a final snapshot are refused with a key that cannot be used.',
    ...assumed(`${API}/API_RebootDBInstance.html declares the fault`),
  },
  'snapshot-has-same-key': {
    sentence: 'A snapshot of an encrypted database is encrypted under the same key; only a copy may have another.',
    ...documented(`${GUIDE}/USER_CopySnapshot.html`),
  },
  'snapshot-with-lost-key-fails': {
    sentence: 'CreateDBSnapshot does not declare the fault: with a lost key the snapshot is accepted and fails.',
    ...assumed(`${API}/API_CreateDBSnapshot.html`),
  },
  'copy-may-encrypt': {
    sentence:
      'A copy of an unencrypted snapshot is encrypted if it names a key; no copy of an encrypted one is unencrypted.',
    ...documented(`${GUIDE}/USER_CopySnapshot.html`),
  },
  'copy-without-key-needs-no-permission': {
    sentence:
      'A copy in the same Region under the same key is made by RDS alone: the caller needs no permission on the key.',
    ...reported('https://repost.aws (a copy by hand worked where the one of AWS Backup failed)'),
  },
  'cross-region-copy-needs-key': {
    sentence: 'A copy of an encrypted snapshot from another Region must name a key of the Region it goes to.',
    ...reported('https://github.com/pbudzon/aws-maintenance/issues/5'),
  },
  'shared-copy-needs-key': {
    sentence: 'A copy of an encrypted snapshot that another account shares must name a key (the text is assumed).',
    ...documented(`${GUIDE}/USER_CopySnapshot.html`),
  },
  'default-key-not-shared': {
    sentence:
      'A snapshot under alias/aws/rds cannot be shared, an encrypted one cannot be public (the texts are assumed).',
    ...documented(`${GUIDE}/USER_ShareSnapshot.html`),
  },
  'replica-has-same-key': {
    sentence: 'A read replica in the same Region has the key of its source.',
    ...documented(ENCRYPTION),
  },
  'cross-region-replica-needs-key': {
    sentence: 'A read replica of an encrypted DB instance in another Region must name a key of that Region.',
    ...reported('https://github.com/terraform-aws-modules/terraform-aws-rds/pull/428'),
  },
  'replica-of-unencrypted': {
    sentence: 'A read replica of an unencrypted DB instance is unencrypted.',
    ...documented(ENCRYPTION),
  },
  'restore-keeps-key': {
    sentence:
      'A DB instance restored of a snapshot or a point in time has the key of its source, a resource id and an endpoint of its own.',
    ...documented(`${GUIDE}/USER_RestoreFromSnapshot.html`),
  },
  'aurora-restore-may-encrypt': {
    sentence: 'An unencrypted snapshot restores to an encrypted Aurora cluster if a key is named.',
    ...documented(`${API}/API_RestoreDBClusterFromSnapshot.html`),
  },
  'secret-impaired': {
    sentence:
      'MasterUserSecret is impaired while the key of the secret cannot be used; other keys of a database fail independently.',
    ...documented(`${API}/API_MasterUserSecret.html`),
  },
  'not-found': {
    sentence: 'What does not exist is refused with HTTP 404.',
    ...documented(`${API}/API_DescribeDBInstances.html`),
  },
  'exists-already': {
    sentence: 'Identifiers are unique in an account and Region, whatever their case.',
    ...documented(`${API}/API_CreateDBInstance.html`),
  },
  'wrong-status': {
    sentence: 'Most operations need the status available.',
    ...documented(`${API}/API_ModifyDBInstance.html`),
  },
  'deletion-protection': {
    sentence: 'A DB instance or cluster with deletion protection is not deleted.',
    ...reported('https://github.com/hashicorp/terraform-provider-aws (its tests match the text)'),
  },
  'final-snapshot': {
    sentence: 'DeleteDBInstance needs a final snapshot or SkipFinalSnapshot, not both.',
    ...reported('https://github.com/database-mesh/golang-sdk (quotes the answer)'),
  },
  'replica-needs-backups': {
    sentence: 'A DB instance without automated backups has no read replicas and no restore to a point in time.',
    ...reported('https://github.com/fog/fog-aws (its tests quote the answer)'),
  },
  parameters: {
    sentence: 'Values that RDS does not take are refused with InvalidParameterValue or InvalidParameterCombination.',
    ...documented(`${API}/CommonErrors.html`),
  },
  events: { sentence: 'RDS keeps its events for fourteen days.', ...documented(`${API}/API_DescribeEvents.html`) },
  'event-texts': {
    sentence: 'Events have the ids, categories and texts of the user guide.',
    ...documented(`${GUIDE}/USER_Events.Messages.html`),
  },
});
