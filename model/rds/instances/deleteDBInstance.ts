/** DeleteDBInstance: with a final snapshot or without. */
import type { Context } from '../../context.ts';
import { readArn } from '../arns.ts';
import { unwatchKey } from '../databases/keyAccess.ts';
import { canMove, moveDatabase, schedule } from '../databases/move.ts';
import { invalidCombination, protectedFromDeletion, wrongStatus } from '../errors.ts';
import { rdsFacts } from '../facts.ts';
import { rdsOperation } from '../operation.ts';
import { getCluster, getInstance, putDatabase } from '../rows.ts';
import { beginSnapshot } from '../snapshots/make.ts';
import type { DbInstance } from '../state.ts';
import { instanceUse, ownInstance } from './find.ts';
import { shownInstance } from './shape.ts';
import { withKey } from './stopAndStart.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html */
export const deleteDBInstance = rdsOperation('DeleteDBInstance', {
  readOnly: false,
  uses: (context, input) => [instanceUse(context, input.DBInstanceIdentifier!)],
  run(context, input) {
    const instance = ownInstance(context, input.DBInstanceIdentifier!);
    if (instance.state === 'deleting') wrongStatus('db', `Instance ${instance.id} is already being deleted.`);
    if (instance.deletionProtection) protectedFromDeletion('db');
    const wantsSnapshot = instance.clusterId === undefined && instance.replicaOf === undefined;
    if (input.DeleteAutomatedBackups === false)
      invalidCombination(
        'Retained automated backups are not simulated: leave out DeleteAutomatedBackups or set it to true.',
      );
    checkFinalSnapshot(input, wantsSnapshot);
    if (!canMove(context.transaction, instance, 'DELETE'))
      wrongStatus('db', `Instance ${instance.id} cannot be deleted.`);
    if (input.FinalDBSnapshotIdentifier) takeFinalSnapshot(context, instance, input.FinalDBSnapshotIdentifier);
    leaveRelatives(context, instance);
    const { databaseDeleteMs, databaseSnapshotMs } = context.world.options.timings;
    const deleting = moveDatabase(context.transaction, unwatchKey(context.transaction, instance), 'DELETE');
    // The snapshot takes its grant from the one of the DB instance, so it comes first.
    const afterMs = databaseDeleteMs + (input.FinalDBSnapshotIdentifier ? databaseSnapshotMs : 0);
    const due = schedule(context.transaction, deleting, afterMs, 'rds.deleted');
    return { DBInstance: shownInstance(context.world, due) };
  },
});

/** A final snapshot or its refusal must be asked for, never both. */
export function checkFinalSnapshot(
  input: { readonly SkipFinalSnapshot?: boolean; readonly FinalDBSnapshotIdentifier?: string },
  needed: boolean,
): void {
  const { SkipFinalSnapshot: skip, FinalDBSnapshotIdentifier: id } = input;
  const rule = rdsFacts['final-snapshot'];
  if (needed && !skip && !id)
    invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.', rule);
  if (skip && id)
    invalidCombination('FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is specified.', rule);
}

/** Without its key a database has no final snapshot (assumed: the fault is declared). */
function takeFinalSnapshot(context: Context, instance: DbInstance, id: string): void {
  const inaccessible = instance.state.startsWith('inaccessible-encryption-credentials');
  if (inaccessible || instance.state === 'failed' || instance.state === 'creating')
    wrongStatus(
      'db',
      `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`,
    );
  beginSnapshot(context, withKey(context, instance), 'snapshot', id, {});
}

/** Replicas go on as DB instances of their own; a source forgets its replica, a cluster its member. */
function leaveRelatives(context: Context, instance: DbInstance): void {
  const { transaction } = context;
  for (const arn of instance.replicas) forget(context, arn, (replica) => ({ ...replica, replicaOf: undefined }));
  if (instance.replicaOf) {
    const own = `arn:aws:rds:${instance.region}:${instance.account}:db:${instance.id}`;
    forget(context, instance.replicaOf, (source) => ({
      ...source,
      replicas: source.replicas.filter((arn) => arn !== own),
    }));
  }
  const cluster = instance.clusterId && getCluster(transaction, instance, instance.clusterId);
  if (cluster) putDatabase(transaction, { ...cluster, members: cluster.members.filter((id) => id !== instance.id) });
}

/** Changes the DB instance of an ARN, if it still exists. */
export function forget(context: Context, arn: string, change: (instance: DbInstance) => DbInstance): void {
  const place = readArn(arn)!;
  const found = getInstance(context.transaction, place, place.id);
  if (found) putDatabase(context.transaction, change(found));
}
