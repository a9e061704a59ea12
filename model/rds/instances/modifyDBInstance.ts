/**
 * ModifyDBInstance. Changes are made at once, whatever ApplyImmediately says: maintenance windows are outside the simulation.
 * There is no way to change the encryption of the storage or its key.
 */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { AWS_RDS_ALIAS } from '../databases/encrypt.ts';
import { moveDatabase, schedule } from '../databases/move.ts';
import { identifierOf, retentionOf } from '../databases/parameters.ts';
import { invalidCombination, invalidValue, notAvailable } from '../errors.ts';
import { rdsOperation } from '../operation.ts';
import type { DbInstance } from '../state.ts';
import { enabledKey } from '../storage/keyCalls.ts';
import { instanceUse, ownInstance } from './find.ts';
import { mustBeNew, newSecret } from './make.ts';
import { shownInstance } from './shape.ts';

type Input = InputOf<'rds', 'ModifyDBInstance'>;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html */
export const modifyDBInstance = rdsOperation('ModifyDBInstance', {
  readOnly: false,
  uses: (context, input) => [instanceUse(context, input.DBInstanceIdentifier!)],
  run(context, input) {
    const instance = ownInstance(context, input.DBInstanceIdentifier!);
    if (instance.state !== 'available') notAvailable(instance);
    const pending = changesOf(context, instance, input);
    const { databaseModifyMs } = context.world.options.timings;
    const moved = moveDatabase(context.transaction, { ...instance, pending }, eventOf(input));
    const modified = schedule(context.transaction, moved, databaseModifyMs, 'rds.finish');
    return { DBInstance: shownInstance(context.world, modified) };
  },
});

function eventOf(input: Input) {
  if (input.NewDBInstanceIdentifier) return 'RENAME';
  if (input.MasterUserPassword || input.RotateMasterUserPassword) return 'RESET_CREDENTIALS';
  return input.EngineVersion ? 'UPGRADE' : 'MODIFY';
}

/** The members that change; those that the request does not name stay. */
function changesOf(context: Context, instance: DbInstance, input: Input): Partial<DbInstance> {
  const changes: Partial<DbInstance> = {
    id: input.NewDBInstanceIdentifier && newIdentifier(context, instance, input.NewDBInstanceIdentifier),
    instanceClass: input.DBInstanceClass,
    allocatedStorageGiB: input.AllocatedStorage && biggerStorage(instance, input.AllocatedStorage),
    storageType: input.StorageType,
    iops: input.Iops,
    engineVersion: input.EngineVersion,
    multiAz: input.MultiAZ,
    port: input.DBPortNumber,
    publiclyAccessible: input.PubliclyAccessible,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade,
    deletionProtection: input.DeletionProtection,
    copyTagsToSnapshot: input.CopyTagsToSnapshot,
    iamAuthentication: input.EnableIAMDatabaseAuthentication,
    monitoringIntervalSeconds: input.MonitoringInterval,
    backupRetentionDays:
      input.BackupRetentionPeriod === undefined ? undefined : newRetention(instance, input.BackupRetentionPeriod),
    masterUserSecret: input.ManageMasterUserPassword ? newSecret(context, input.MasterUserSecretKmsKeyId) : undefined,
    performanceInsightsKeyArn: input.EnablePerformanceInsights
      ? enabledKey(context, input.PerformanceInsightsKMSKeyId ?? AWS_RDS_ALIAS)
      : undefined,
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function newIdentifier(context: Context, instance: DbInstance, given: string): string {
  const id = identifierOf(given, 'NewDBInstanceIdentifier');
  if (id !== instance.id) mustBeNew(context, id);
  return id;
}

function biggerStorage(instance: DbInstance, sizeGiB: number): number {
  if (sizeGiB < instance.allocatedStorageGiB)
    invalidCombination('Requested storage cannot be smaller than the storage that is allocated now.');
  return sizeGiB;
}

function newRetention(instance: DbInstance, given: number): number {
  const days = retentionOf(given, 0);
  if (days === 0 && instance.replicas.length > 0)
    invalidValue('Automated backups cannot be turned off while the DB instance has read replicas.');
  return days;
}
