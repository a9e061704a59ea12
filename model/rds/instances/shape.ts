/** A DB instance as the API shows it. Source: API_DBInstance (documented). */
import type { DBInstance } from '@aws-sdk/client-rds';
import type { Plain } from '../../call.ts';
import type { World } from '../../world.ts';
import { databaseArn, readArn } from '../arns.ts';
import { tagList } from '../databases/parameters.ts';
import { tagsOf } from '../rows.ts';
import type { Database, DbInstance, MasterUserSecret } from '../state.ts';

/** Backups reach a few minutes behind the present: five for RDS (documented), three for Aurora (recorded). */
const BACKUP_LAG_MS = { db: 300_000, cluster: 180_000 } as const;

/** The latest moment to which a database can be restored; undefined without backups. */
export function latestRestorableMs(world: World, database: Database): number | undefined {
  if (database.backedUpSinceMs === undefined || database.backupRetentionDays === 0) return undefined;
  const untilMs = (database.inaccessibleSinceMs ?? world.nowMs) - BACKUP_LAG_MS[database.kind];
  return Math.max(database.backedUpSinceMs, untilMs);
}

/** The host name of a database, from its identifier and what its account and Region make of it. */
export const hostOf = (database: Database): string =>
  `${database.id}.c${hostLetters(database)}.${database.region}.rds.amazonaws.com`;

function hostLetters({ account, region }: Database): string {
  let folded = 7;
  for (const character of `${account}${region}`) folded = (Math.imul(folded, 31) + character.charCodeAt(0)) >>> 0;
  return folded.toString(36).padStart(11, 'x');
}

/** The secret of the master user; impaired while its key cannot be used (read off the key at once: assumed). */
export function shownSecret(world: World, secret: MasterUserSecret) {
  const key = secret.kmsKeyArn === undefined ? undefined : world.kms.keys.get(secret.kmsKeyArn);
  const impaired = secret.kmsKeyArn !== undefined && key?.state !== 'Enabled';
  return {
    SecretArn: secret.arn,
    SecretStatus: impaired ? 'impaired' : 'active',
    ...(secret.kmsKeyArn ? { KmsKeyId: secret.kmsKeyArn } : {}),
  };
}

/** A read replica's source or replica: by identifier in the same Region, by ARN elsewhere. */
function relative(instance: DbInstance, arn: string): string {
  const parts = readArn(arn)!;
  return parts.region === instance.region && parts.account === instance.account ? parts.id : arn;
}

/** A DB instance as DescribeDBInstances shows it. */
export function shownInstance(world: World, instance: DbInstance): Plain<DBInstance> {
  const { storage } = instance;
  const arn = databaseArn(instance);
  const latest = latestRestorableMs(world, instance);
  return {
    DBInstanceIdentifier: instance.id,
    DBInstanceClass: instance.instanceClass,
    Engine: instance.engine,
    DBInstanceStatus: instance.state,
    ...(instance.automaticRestartMs ? { AutomaticRestartTime: instance.automaticRestartMs } : {}),
    MasterUsername: instance.masterUsername,
    ...(instance.databaseName ? { DBName: instance.databaseName } : {}),
    ...(instance.state === 'creating'
      ? {}
      : { Endpoint: { Address: hostOf(instance), Port: instance.port }, InstanceCreateTime: instance.createdMs }),
    AllocatedStorage: instance.allocatedStorageGiB,
    BackupRetentionPeriod: instance.backupRetentionDays,
    DBSecurityGroups: [],
    AvailabilityZone: instance.zone,
    PendingModifiedValues: pendingOf(instance),
    ...(latest === undefined ? {} : { LatestRestorableTime: latest }),
    MultiAZ: instance.multiAz,
    EngineVersion: instance.engineVersion,
    AutoMinorVersionUpgrade: instance.autoMinorVersionUpgrade,
    ...(instance.replicaOf ? { ReadReplicaSourceDBInstanceIdentifier: relative(instance, instance.replicaOf) } : {}),
    ReadReplicaDBInstanceIdentifiers: instance.replicas.map((replica) => relative(instance, replica)),
    LicenseModel: instance.licenseModel,
    ...(instance.iops === undefined ? {} : { Iops: instance.iops }),
    PubliclyAccessible: instance.publiclyAccessible,
    StorageType: instance.storageType,
    DbInstancePort: 0,
    ...(instance.clusterId ? { DBClusterIdentifier: instance.clusterId } : {}),
    StorageEncrypted: storage.encrypted,
    ...(storage.kmsKeyArn ? { KmsKeyId: storage.kmsKeyArn } : {}),
    DbiResourceId: instance.resourceId,
    CopyTagsToSnapshot: instance.copyTagsToSnapshot,
    MonitoringInterval: instance.monitoringIntervalSeconds,
    DBInstanceArn: arn,
    IAMDatabaseAuthenticationEnabled: instance.iamAuthentication,
    PerformanceInsightsEnabled: instance.performanceInsightsKeyArn !== undefined,
    ...(instance.performanceInsightsKeyArn ? { PerformanceInsightsKMSKeyId: instance.performanceInsightsKeyArn } : {}),
    DeletionProtection: instance.deletionProtection,
    ...(instance.masterUserSecret ? { MasterUserSecret: shownSecret(world, instance.masterUserSecret) } : {}),
    TagList: tagList(tagsOf(world, arn)),
    BackupTarget: 'region',
    NetworkType: 'IPV4',
    ActivityStreamStatus: 'stopped',
  };
}

function pendingOf({ pending }: DbInstance): Plain<NonNullable<DBInstance['PendingModifiedValues']>> {
  if (!pending) return {};
  return {
    ...(pending.instanceClass === undefined ? {} : { DBInstanceClass: pending.instanceClass }),
    ...(pending.allocatedStorageGiB === undefined ? {} : { AllocatedStorage: pending.allocatedStorageGiB }),
    ...(pending.engineVersion === undefined ? {} : { EngineVersion: pending.engineVersion }),
    ...(pending.backupRetentionDays === undefined ? {} : { BackupRetentionPeriod: pending.backupRetentionDays }),
    ...(pending.multiAz === undefined ? {} : { MultiAZ: pending.multiAz }),
    ...(pending.id === undefined ? {} : { DBInstanceIdentifier: pending.id }),
    ...(pending.storageType === undefined ? {} : { StorageType: pending.storageType }),
    ...(pending.iops === undefined ? {} : { Iops: pending.iops }),
    ...(pending.port === undefined ? {} : { Port: pending.port }),
  };
}
