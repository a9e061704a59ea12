/**
 * RestoreDBInstanceFromDBSnapshot, RestoreDBInstanceToPointInTime: a new DB instance, with a resource id, an endpoint and a
 * data key of its own, under the key of its source.
 */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { storageOfCopy } from '../databases/encrypt.ts';
import { identifierOf, retentionOf, tagsOfRequest } from '../databases/parameters.ts';
import { invalidCombination, invalidValue, wrongSnapshotStatus, wrongStatus } from '../errors.ts';
import { rdsFacts } from '../facts.ts';
import { rdsOperation } from '../operation.ts';
import { snapshotUse, usableSnapshot } from '../snapshots/find.ts';
import type { DbInstance, Storage } from '../state.ts';
import { instanceUse, ownInstance } from './find.ts';
import { beginInstance, type Inherited, mustBeNew, newInstanceId } from './make.ts';
import { latestRestorableMs, shownInstance } from './shape.ts';

/** What both operations, and replication, take over from a DB instance. */
export const inheritedOf = (instance: DbInstance): Inherited => ({
  engine: instance.engine,
  engineVersion: instance.engineVersion,
  ...(instance.databaseName ? { databaseName: instance.databaseName } : {}),
  masterUsername: instance.masterUsername,
  port: instance.port,
  backupRetentionDays: instance.backupRetentionDays,
  instanceClass: instance.instanceClass,
  allocatedStorageGiB: instance.allocatedStorageGiB,
  storageType: instance.storageType,
  licenseModel: instance.licenseModel,
  ...(instance.iops === undefined ? {} : { iops: instance.iops }),
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html */
export const restoreDBInstanceFromDBSnapshot = rdsOperation('RestoreDBInstanceFromDBSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    { ...instanceUse(context, input.DBInstanceIdentifier!), requestTags: tagsOfRequest(input.Tags) },
    snapshotUse(context, 'snapshot', input.DBSnapshotIdentifier ?? '*'),
  ],
  run(context, input) {
    const id = identifierOf(input.DBInstanceIdentifier!, 'DBInstanceIdentifier');
    if (!input.DBSnapshotIdentifier)
      return invalidCombination(
        'DBSnapshotIdentifier is required: restores of Multi-AZ DB clusters are not simulated.',
      );
    const snapshot = usableSnapshot(context, 'snapshot', input.DBSnapshotIdentifier);
    if (snapshot.region !== context.region) invalidValue('The snapshot must be in the Region of the new DB instance.');
    if (snapshot.account !== context.account && snapshot.storage.encrypted)
      invalidValue(
        'You cannot restore a DB instance from a snapshot that is both shared and encrypted: copy the snapshot first.',
        rdsFacts['shared-copy-needs-key'],
      );
    if (snapshot.state !== 'available')
      wrongSnapshotStatus('snapshot', `Cannot restore: snapshot ${snapshot.id} is not in available state.`);
    const was = snapshot.database as DbInstance;
    return restored(context, id, was, snapshot.storage, input);
  },
});

type Wishes = InputOf<'rds', 'RestoreDBInstanceFromDBSnapshot'> | InputOf<'rds', 'RestoreDBInstanceToPointInTime'>;

function restored(context: Context, id: string, was: DbInstance, source: Storage, input: Wishes) {
  mustBeNew(context, id);
  const made = newInstanceId(context);
  const storage = storageOfCopy(context, made, source);
  const inherited = {
    ...inheritedOf(was),
    backupRetentionDays: retentionOf(input.BackupRetentionPeriod, was.backupRetentionDays),
    ...(input.DBName ? { databaseName: input.DBName } : {}),
  };
  const { loadedKey: _, ...atRest } = source;
  const instance = beginInstance(context, id, made.resourceId, inherited, storage, input, atRest);
  return { DBInstance: shownInstance(context.world, instance) };
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html */
export const restoreDBInstanceToPointInTime = rdsOperation('RestoreDBInstanceToPointInTime', {
  readOnly: false,
  uses: (context, input) => [
    { ...instanceUse(context, input.TargetDBInstanceIdentifier!), requestTags: tagsOfRequest(input.Tags) },
    instanceUse(context, input.SourceDBInstanceIdentifier ?? '*'),
  ],
  run(context, input) {
    const id = identifierOf(input.TargetDBInstanceIdentifier!, 'TargetDBInstanceIdentifier');
    const source = sourceOf(context, input);
    const latestMs = latestRestorableMs(context.world, source);
    if (latestMs === undefined)
      return refuse(
        'PointInTimeRestoreNotEnabled',
        `Point in time restore is not enabled for the DB instance ${source.id}: automated backups are off.`,
        { rule: rdsFacts['replica-needs-backups'] },
      );
    checkMoment(input, source, latestMs);
    return restored(context, id, source, source.storage, input);
  },
});

function sourceOf(context: Context, input: InputOf<'rds', 'RestoreDBInstanceToPointInTime'>): DbInstance {
  if (input.SourceDBInstanceIdentifier) return ownInstance(context, input.SourceDBInstanceIdentifier);
  for (const [, instance] of context.world.rds.instances.withPrefix(`${context.place}/`))
    if (instance.resourceId === input.SourceDbiResourceId) return instance;
  // Backups of DB instances that are gone are not kept.
  return refuse('DBInstanceAutomatedBackupNotFound', 'The automated backup of the DB instance was not found.', {
    status: 404,
    rule: rdsFacts['not-found'],
  });
}

/** The moment must lie in the time that backups reach. */
function checkMoment(
  input: { readonly RestoreTime?: number; readonly UseLatestRestorableTime?: boolean },
  source: DbInstance,
  latestMs: number,
): void {
  const { RestoreTime: moment, UseLatestRestorableTime: latest } = input;
  if (moment !== undefined && latest)
    invalidCombination('RestoreTime cannot be specified when UseLatestRestorableTime is true.');
  if (moment === undefined && !latest)
    invalidCombination('Either RestoreTime or UseLatestRestorableTime must be specified.');
  if (source.state === 'creating' || source.state === 'failed')
    wrongStatus('db', `Instance ${source.id} is not in available state.`);
  if (moment !== undefined && (moment > latestMs || moment < source.backedUpSinceMs!))
    invalidValue('The specified instance cannot be restored to a time outside its restorable window.');
}
