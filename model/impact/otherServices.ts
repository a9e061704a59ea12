/**
 * What the loss of a key does to services that are not simulated, as a plain table: when it shows, what is seen, whether it
 * can be made good. Nothing here is derived; each row names its evidence.
 */
import { assumed, documented, type Evidence, reported } from '../evidence.ts';
import type { When } from './types.ts';

/** When it shows: as for the simulated services, or at a cold start, which only code that is loaded on demand knows. */
export type OtherWhen = When | 'coldStart' | 'unknown';

/** One service, or one part of it. */
export interface OtherService extends Evidence {
  readonly service: string;
  readonly when: OtherWhen;
  /** More about the time, where there is more to say. */
  readonly time?: string;
  readonly what: string;
  /** Codes, states or metrics by which it is seen; absent where AWS names none. */
  readonly seen?: string;
  /** Whether it can be made good, and until when. */
  readonly recoverable: string;
}

const DOCS = 'https://docs.aws.amazon.com';
const YES = 'yes';
const COLD = 'yes, at the next try';

/** All rows: what breaks with the next request first, what is looked at by the service last. */
export const otherServices: readonly OtherService[] = [
  {
    service: 'Secrets Manager',
    when: 'atOnce',
    what: 'secrets can be neither read nor written',
    seen: 'DecryptionFailure, EncryptionFailure; AccessDeniedException for a missing permission',
    recoverable: YES,
    ...documented(`${DOCS}/secretsmanager/latest/apireference/API_GetSecretValue.html`),
  },
  {
    service: 'SSM Parameter Store',
    when: 'atOnce',
    what: 'SecureString parameters can be neither decrypted nor written; without decryption the ciphertext still comes',
    seen: 'InvalidKeyId with the words of KMS; AccessDeniedException for a missing permission',
    recoverable: YES,
    ...documented(`${DOCS}/systems-manager/latest/APIReference/API_GetParameter.html`),
  },
  {
    service: 'ECR',
    when: 'atOnce',
    what: 'images can be neither pulled nor pushed; without its grants a repository cannot be read either',
    seen: 'KmsException, image failure KmsError',
    recoverable: 'yes; not known for revoked grants, which their owner cannot make again',
    ...documented(`${DOCS}/AmazonECR/latest/userguide/encryption-at-rest.html`),
  },
  {
    service: 'Glue',
    when: 'atOnce',
    what: 'calls to the encrypted catalog fail',
    seen: 'GlueEncryptionException, KMSKeyNotAccessibleFault',
    recoverable: YES,
    ...documented(`${DOCS}/glue/latest/webapi/API_GetTable.html`),
  },
  {
    service: 'AWS Backup',
    when: 'atOnce',
    what: 'backup and copy jobs fail, with the words of the service that is backed up',
    seen: 'Given key ID is not accessible (EBS); The source snapshot KMS key [...] (RDS)',
    recoverable: COLD,
    ...reported('https://repost.aws/knowledge-center/rds-snapshots-share-account'),
  },
  {
    service: 'Backup vaults, Glacier',
    when: 'atOnce',
    what: 'restores fail',
    recoverable: YES,
    ...assumed(`${DOCS}/aws-backup/latest/devguide/encryption.html`),
  },
  {
    service: 'SQS',
    when: 'afterCache',
    time: '1 minute to 24 hours, as the queue sets it; 5 minutes by default',
    what: 'messages can be neither sent nor received',
    seen: 'KMS.DisabledException, KMS.InvalidStateException, KMS.NotFoundException, KMS.AccessDeniedException',
    recoverable: 'yes; what is in the queue waits as long as its retention lasts',
    ...documented(`${DOCS}/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html`),
  },
  {
    service: 'SNS',
    when: 'afterCache',
    time: 'minutes',
    what: 'nothing can be published to an encrypted topic',
    seen: 'KMSDisabled, KMSInvalidState, KMSNotFound, KMSAccessDenied',
    recoverable: 'yes; what was refused meanwhile is not kept',
    ...documented(`${DOCS}/sns/latest/api/API_Publish.html`),
  },
  {
    service: 'Kinesis Data Streams',
    when: 'afterCache',
    time: 'about 5 minutes (assumed)',
    what: 'records can be neither put nor read',
    seen: 'KMSDisabledException, KMSInvalidStateException, KMSNotFoundException, KMSAccessDeniedException',
    recoverable: 'yes, while the records are retained',
    ...documented(`${DOCS}/kinesis/latest/APIReference/API_PutRecord.html`),
  },
  {
    service: 'Firehose',
    when: 'afterCache',
    time: 'not said',
    what: 'records cannot be put, and new encrypted streams cannot be made',
    seen: 'InvalidKMSResourceException; failures DISABLED_KMS_KEY, KMS_KEY_NOT_FOUND, KMS_ACCESS_DENIED',
    recoverable: YES,
    ...documented(`${DOCS}/firehose/latest/APIReference/API_FailureDescription.html`),
  },
  {
    service: 'CloudWatch Logs',
    when: 'afterCache',
    time: 'up to 5 minutes',
    what: 'new events may be lost, and old ones cannot be read',
    seen: 'InvalidParameterException when the key is associated',
    recoverable: 'yes; old events always need the key that they were written with',
    ...documented(`${DOCS}/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html`),
  },
  {
    service: 'Step Functions',
    when: 'afterCache',
    time: '1 to 15 minutes, as the state machine sets it; 5 minutes by default',
    what: 'executions do not start, and histories cannot be read',
    seen: 'KmsInvalidStateException, KmsAccessDeniedException',
    recoverable: YES,
    ...documented(`${DOCS}/step-functions/latest/apireference/API_StartExecution.html`),
  },
  {
    service: 'Lambda',
    when: 'coldStart',
    what: 'invocations fail where a new environment must be made; warm ones go on',
    seen: '502 KMSDisabledException, KMSInvalidStateException, KMSAccessDeniedException, KMSNotFoundException',
    recoverable: YES,
    ...documented(`${DOCS}/lambda/latest/api/API_Invoke.html`),
  },
  {
    service: 'ECS on Fargate',
    when: 'nextStart',
    what: 'new tasks with encrypted ephemeral storage do not start; running ones go on',
    recoverable: YES,
    ...documented(`${DOCS}/AmazonECS/latest/developerguide/fargate-managing-kms-key.html`),
  },
  {
    service: 'Auto Scaling, EKS node groups',
    when: 'nextStart',
    what: 'instances with encrypted volumes are launched and terminated again',
    seen: 'Client.InvalidKMSKey.InvalidState; scaling activity Failed',
    recoverable: YES,
    ...documented(`${DOCS}/autoscaling/ec2/userguide/ts-as-instancelaunchfailure.html`),
  },
  {
    service: 'EKS secrets',
    when: 'afterCache',
    time: 'when the API server must decrypt again (assumed)',
    what: 'secrets cannot be read; the cluster is degraded',
    seen: 'KmsKeyDisabled, KmsKeyMarkedForDeletion, KmsKeyNotFound, KmsGrantRevoked among its health issues',
    recoverable: 'yes; not once the key is gone',
    ...documented(`${DOCS}/eks/latest/APIReference/API_ClusterIssue.html`),
  },
  {
    service: 'ElastiCache, MemoryDB',
    when: 'nextStart',
    what: 'clusters can be neither made nor restored; what becomes of running ones is not said',
    seen: 'InvalidKMSKeyFault',
    recoverable: 'not known',
    ...documented(`${DOCS}/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html`),
  },
  {
    service: 'WorkSpaces',
    when: 'nextStart',
    what: 'do not start and cannot be rebuilt',
    recoverable: YES,
    ...assumed(`${DOCS}/workspaces/latest/adminguide/encrypt-workspaces.html`),
  },
  {
    service: 'SageMaker',
    when: 'nextStart',
    what: 'notebooks and endpoints do not start',
    seen: 'FailureReason, in words that are not published',
    recoverable: YES,
    ...assumed(`${DOCS}/sagemaker/latest/dg/encryption-at-rest.html`),
  },
  {
    service: 'FSx',
    when: 'nextStart',
    what: 'backups, copies and growth of a file system fail; of a deleted key nothing comes back',
    seen: 'InvalidSourceKmsKey, InvalidDestinationKmsKey; MISCONFIGURED, MISCONFIGURED_UNAVAILABLE',
    recoverable: 'yes; not once the key is gone',
    ...documented(`${DOCS}/fsx/latest/APIReference/API_CopyBackup.html`),
  },
  {
    service: 'EFS',
    when: 'nextPoll',
    time: 'after a time that is not said',
    what: 'mounted file systems go on and then stop, after a revoked grant too; new ones cannot have the key',
    recoverable: YES,
    ...documented(`${DOCS}/efs/latest/ug/use-kms-key.html`),
  },
  {
    service: 'DynamoDB',
    when: 'nextPoll',
    time: 'the data 5 minutes after a caller has last asked, the status when DynamoDB looks',
    what: 'tables can be neither read nor written; after seven days they are archived with a backup',
    seen: 'TableStatus INACCESSIBLE_ENCRYPTION_CREDENTIALS, later ARCHIVING and ARCHIVED',
    recoverable: 'for seven days',
    ...documented(`${DOCS}/amazondynamodb/latest/developerguide/encryption.howitworks.html`),
  },
  {
    service: 'DynamoDB global tables',
    when: 'nextPoll',
    time: '20 hours',
    what: 'the replica is taken out of the table, which goes on without it',
    seen: 'ReplicaStatus INACCESSIBLE_ENCRYPTION_CREDENTIALS',
    recoverable: 'for 20 hours; after that the replica stands alone',
    ...documented(`${DOCS}/amazondynamodb/latest/APIReference/API_ReplicaDescription.html`),
  },
  {
    service: 'Keyspaces',
    when: 'nextPoll',
    what: 'tables are inaccessible, as those of DynamoDB',
    seen: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
    recoverable: 'for a time, as DynamoDB',
    ...documented(`${DOCS}/keyspaces/latest/devguide/EncryptionAtRest.html`),
  },
  {
    service: 'DocumentDB',
    when: 'nextPoll',
    what: 'clusters are stopped; global clusters are lost at once',
    seen: 'inaccessible-encryption-credentials-recoverable, later inaccessible-encryption-credentials',
    recoverable: 'for seven days by a start, with backups; global clusters not',
    ...documented(`${DOCS}/documentdb/latest/developerguide/encryption-at-rest.html`),
  },
  {
    service: 'Neptune',
    when: 'nextPoll',
    what: 'clusters are stopped, as those of Aurora',
    seen: 'inaccessible-encryption-credentials-recoverable; KMSKeyNotAccessibleFault',
    recoverable: 'for seven days by a start, with backups',
    ...assumed(`${DOCS}/neptune/latest/userguide/encrypt.html`),
  },
  {
    service: 'OpenSearch Service',
    when: 'nextPoll',
    what: 'the domain fails; with a deleted key or revoked grants it is lost, but for manual snapshots',
    seen: 'metrics KMSKeyError, KMSKeyInaccessible',
    recoverable: 'yes for a disabled key; not for revoked grants or a deleted key',
    ...documented(`${DOCS}/opensearch-service/latest/developerguide/encryption-at-rest.html`),
  },
  {
    service: 'MSK',
    when: 'unknown',
    what: 'nothing is published',
    recoverable: 'not known',
    ...assumed(`${DOCS}/msk/latest/developerguide/msk-encryption.html`),
  },
];
