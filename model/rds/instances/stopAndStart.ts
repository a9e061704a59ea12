/**
 * StopDBInstance, StartDBInstance, RebootDBInstance. A stop forgets the plaintext data key, a start asks KMS for it: that is
 * where a lost key shows at once.
 */
import type { InputOf, OutputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { loadKey } from '../databases/keyAccess.ts';
import { moveDatabase, schedule } from '../databases/move.ts';
import { start } from '../databases/work.ts';
import { cannotStart, invalidCombination, keyNotAccessible, notAvailable } from '../errors.ts';
import { rdsOperation } from '../operation.ts';
import { putDatabase } from '../rows.ts';
import { beginSnapshot } from '../snapshots/make.ts';
import type { Database, DbInstance } from '../state.ts';
import { instanceUse, ownInstance } from './find.ts';
import { shownInstance } from './shape.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBInstance.html: the key does not matter. */
export const stopDBInstance = rdsOperation('StopDBInstance', {
  readOnly: false,
  uses,
  run(context, input) {
    const instance = ownInstance(context, input.DBInstanceIdentifier!);
    mustStandAlone(instance);
    if (instance.state !== 'available') notAvailable(instance);
    if (instance.replicaOf || instance.replicas.length > 0)
      invalidCombination('Cannot stop or start a DB instance that is a read replica or has read replicas.');
    if (input.DBSnapshotIdentifier) beginSnapshot(context, instance, 'snapshot', input.DBSnapshotIdentifier, {});
    const { databaseStopMs } = context.world.options.timings;
    const stopping = moveDatabase(context.transaction, instance, 'STOP');
    return shown(context, schedule(context.transaction, stopping, databaseStopMs, 'rds.stopped'));
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBInstance.html */
export const startDBInstance = rdsOperation('StartDBInstance', {
  readOnly: false,
  uses,
  run(context, input) {
    const instance = ownInstance(context, input.DBInstanceIdentifier!);
    mustStandAlone(instance);
    if (!context.rules.rds.canStart(instance.state)) cannotStart(instance);
    return shown(context, start(context.transaction, withKey(context, instance)));
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RebootDBInstance.html */
export const rebootDBInstance = rdsOperation('RebootDBInstance', {
  readOnly: false,
  uses,
  run(context, input) {
    const instance = ownInstance(context, input.DBInstanceIdentifier!);
    if (instance.state !== 'available') notAvailable(instance);
    if (input.ForceFailover && !instance.multiAz)
      invalidCombination("You can't specify a force failover for a DB instance that is not Multi-AZ.");
    const loaded = withKey(context, instance);
    const { databaseRebootMs } = context.world.options.timings;
    const rebooting = moveDatabase(context.transaction, loaded, 'REBOOT');
    return shown(context, schedule(context.transaction, rebooting, databaseRebootMs, 'rds.finish'));
  },
});

function uses(context: Context, input: InputOf<'rds', 'StartDBInstance'>) {
  return [instanceUse(context, input.DBInstanceIdentifier!)];
}

/** Members of a DB cluster stop and start with it. */
function mustStandAlone(instance: DbInstance): void {
  if (instance.clusterId)
    invalidCombination(`${instance.engine} DB instances are not eligible for stopping and starting.`);
}

/** The database with its data key in memory, or KMSKeyNotAccessibleFault. */
export function withKey<D extends Database>(context: Context, database: D): D {
  const loaded = loadKey(context.transaction, database);
  if (!loaded) return keyNotAccessible(database.storage.kmsKeyArn!);
  putDatabase(context.transaction, loaded);
  return loaded;
}

const shown = (context: Context, instance: DbInstance): OutputOf<'rds', 'StartDBInstance'> => ({
  DBInstance: shownInstance(context.world, instance),
});
