/** Making DB instances: what creation, restore and replication have in common. */
import type { Context } from '../../context.ts';
import { databaseArn, newResourceId } from '../arns.ts';
import { AWS_RDS_ALIAS, dataKeyContext } from '../databases/encrypt.ts';
import { schedule } from '../databases/move.ts';
import { tagsOfRequest } from '../databases/parameters.ts';
import { databaseExists } from '../errors.ts';
import { getInstance, giveTags, putDatabase } from '../rows.ts';
import type { DbInstance, MasterUserSecret, Storage } from '../state.ts';
import { enabledKey } from '../storage/keyCalls.ts';

/** What a request says of a new DB instance beside its engine, its storage and where it comes from. */
export interface InstanceWishes {
  readonly DBInstanceClass?: string;
  readonly Port?: number;
  readonly AvailabilityZone?: string;
  readonly MultiAZ?: boolean;
  readonly PubliclyAccessible?: boolean;
  readonly AutoMinorVersionUpgrade?: boolean;
  readonly DeletionProtection?: boolean;
  readonly CopyTagsToSnapshot?: boolean;
  readonly EnableIAMDatabaseAuthentication?: boolean;
  readonly LicenseModel?: string;
  readonly StorageType?: string;
  readonly Iops?: number;
  readonly MonitoringInterval?: number;
  readonly EnablePerformanceInsights?: boolean;
  readonly PerformanceInsightsKMSKeyId?: string;
  readonly ManageMasterUserPassword?: boolean;
  readonly MasterUserSecretKmsKeyId?: string;
  readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[];
}

/** What a new DB instance takes from elsewhere: engine, master user, size. */
export type Inherited = Pick<
  DbInstance,
  | 'engine'
  | 'engineVersion'
  | 'databaseName'
  | 'masterUsername'
  | 'port'
  | 'backupRetentionDays'
  | 'instanceClass'
  | 'allocatedStorageGiB'
  | 'storageType'
  | 'licenseModel'
> &
  Partial<Pick<DbInstance, 'iops' | 'clusterId' | 'replicaOf'>>;

/** Refuses an identifier that is taken. */
export function mustBeNew(context: Context, id: string): void {
  if (getInstance(context.transaction, context, id)) databaseExists('db');
}

/** The resource id of a new DB instance: its key is granted before the row is there. */
export const newInstanceId = (context: Context) => ({
  kind: 'db' as const,
  resourceId: newResourceId(context.random, 'db'),
});

/** Writes a DB instance as creating and puts the rest on the agenda. */
export function beginInstance(
  context: Context,
  id: string,
  resourceId: string,
  inherited: Inherited,
  storage: Storage,
  wishes: InstanceWishes,
  source?: Storage,
): DbInstance {
  const { transaction } = context;
  const instance: DbInstance = {
    kind: 'db',
    id,
    resourceId,
    account: context.account,
    region: context.region,
    state: context.rules.rds.dbInstanceLifecycle.initial,
    createdMs: context.nowMs,
    ...inherited,
    instanceClass: wishes.DBInstanceClass ?? inherited.instanceClass,
    port: wishes.Port ?? inherited.port,
    licenseModel: wishes.LicenseModel ?? inherited.licenseModel,
    storageType: wishes.StorageType ?? inherited.storageType,
    ...(wishes.Iops === undefined ? {} : { iops: wishes.Iops }),
    zone: wishes.AvailabilityZone ?? `${context.region}a`,
    multiAz: wishes.MultiAZ ?? false,
    publiclyAccessible: wishes.PubliclyAccessible ?? false,
    autoMinorVersionUpgrade: wishes.AutoMinorVersionUpgrade ?? true,
    deletionProtection: wishes.DeletionProtection ?? false,
    copyTagsToSnapshot: wishes.CopyTagsToSnapshot ?? false,
    iamAuthentication: wishes.EnableIAMDatabaseAuthentication ?? false,
    monitoringIntervalSeconds: wishes.MonitoringInterval ?? 0,
    ...otherKeys(context, wishes),
    replicas: [],
    storage,
    ...(source ? { source } : {}),
  };
  putDatabase(transaction, instance);
  giveTags(transaction, databaseArn(instance), tagsOfRequest(wishes.Tags));
  const { databaseCreateMs } = context.world.options.timings;
  return schedule(transaction, instance, databaseCreateMs, 'rds.create', {
    context: dataKeyContext(context, { kind: 'db', resourceId }),
  });
}

/** Keys beside that of the storage: of the master user's secret, of Performance Insights. They fail independently. */
function otherKeys(context: Context, wishes: InstanceWishes) {
  const secret = wishes.ManageMasterUserPassword ? newSecret(context, wishes.MasterUserSecretKmsKeyId) : undefined;
  const insights = wishes.EnablePerformanceInsights
    ? enabledKey(context, wishes.PerformanceInsightsKMSKeyId ?? AWS_RDS_ALIAS)
    : undefined;
  return {
    ...(secret ? { masterUserSecret: secret } : {}),
    ...(insights ? { performanceInsightsKeyArn: insights } : {}),
  };
}

/** A secret in Secrets Manager, named as RDS names it. */
export function newSecret(context: Context, kmsKeyId?: string): MasterUserSecret {
  const name = `rds!db-${context.random.uuid()}-${context.random.alphanumeric(6)}`;
  return {
    arn: `arn:aws:secretsmanager:${context.region}:${context.account}:secret:${name}`,
    ...(kmsKeyId ? { kmsKeyArn: enabledKey(context, kmsKeyId) } : {}),
  };
}
