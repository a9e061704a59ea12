/** CreateDBInstanceReadReplica, PromoteReadReplica. A replica has its source's key, in another Region one of that Region. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { databaseArn, readArn } from '../arns.ts';
import { plannedStorage, storageOfCopy } from '../databases/encrypt.ts';
import { moveDatabase, schedule } from '../databases/move.ts';
import { identifierOf, retentionOf, tagsOfRequest } from '../databases/parameters.ts';
import { backupsOff, instanceNotFound, invalidCombination, notAvailable, wrongStatus } from '../errors.ts';
import { rdsFacts } from '../facts.ts';
import { rdsOperation } from '../operation.ts';
import { getInstance, putDatabase } from '../rows.ts';
import type { DbInstance } from '../state.ts';
import { forget } from './deleteDBInstance.ts';
import { instanceUse, ownInstance } from './find.ts';
import { beginInstance, mustBeNew, newInstanceId } from './make.ts';
import { inheritedOf } from './restore.ts';
import { shownInstance } from './shape.ts';

type Input = InputOf<'rds', 'CreateDBInstanceReadReplica'>;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstanceReadReplica.html */
export const createDBInstanceReadReplica = rdsOperation('CreateDBInstanceReadReplica', {
  readOnly: false,
  uses: (context, input) => [
    { ...instanceUse(context, input.DBInstanceIdentifier!), requestTags: tagsOfRequest(input.Tags) },
    instanceUse(context, input.SourceDBInstanceIdentifier ?? '*'),
  ],
  run(context, input) {
    const id = identifierOf(input.DBInstanceIdentifier!, 'DBInstanceIdentifier');
    const source = sourceOf(context, input);
    if (source.state !== 'available' && source.state !== 'backing-up') notAvailable(source);
    if (source.backupRetentionDays === 0) backupsOff();
    mustBeNew(context, id);
    const made = newInstanceId(context);
    const storage = storageOf(context, made, source, input);
    const { loadedKey: _, ...atRest } = source.storage;
    const inherited = {
      ...inheritedOf(source),
      backupRetentionDays: 0,
      replicaOf: databaseArn(source),
    };
    const replica = beginInstance(context, id, made.resourceId, inherited, storage, input, atRest);
    putDatabase(context.transaction, { ...source, replicas: [...source.replicas, databaseArn(replica)] });
    return { DBInstance: shownInstance(context.world, replica) };
  },
});

function sourceOf(context: Context, input: Input): DbInstance {
  const given = input.SourceDBInstanceIdentifier;
  if (!given)
    return invalidCombination('SourceDBInstanceIdentifier is required: replicas of DB clusters are not simulated.');
  const arn = readArn(given);
  if (!arn) return ownInstance(context, given);
  if (arn.account !== context.account || arn.kind !== 'db') return instanceNotFound(given);
  return getInstance(context.transaction, arn, arn.id) ?? instanceNotFound(given);
}

/**
 * | source      | Region | KmsKeyId | replica                                      |
 * |-------------|--------|----------|----------------------------------------------|
 * | unencrypted | any    | any      | unencrypted (a key is refused: assumed)      |
 * | encrypted   | same   | none     | the key of the source                        |
 * | encrypted   | same   | another  | refused (assumed)                            |
 * | encrypted   | other  | given    | that key                                     |
 * | encrypted   | other  | none     | refused                                      |
 */
function storageOf(context: Context, made: { kind: 'db'; resourceId: string }, source: DbInstance, input: Input) {
  const { encrypted, kmsKeyArn } = source.storage;
  if (!encrypted) {
    if (input.KmsKeyId)
      invalidCombination(
        'You cannot create an encrypted Read Replica from an unencrypted DB instance.',
        rdsFacts['replica-of-unencrypted'],
      );
    return plannedStorage(false);
  }
  const crossRegion = source.region !== context.region;
  if (crossRegion && !input.KmsKeyId)
    invalidCombination(
      'Cannot create a cross region unencrypted read replica from encrypted source.',
      rdsFacts['cross-region-replica-needs-key'],
    );
  const storage = storageOfCopy(context, made, source.storage, input.KmsKeyId);
  if (!crossRegion && storage.kmsKeyArn !== kmsKeyArn)
    invalidCombination(
      'A read replica in the same Region must have the KMS key of its source.',
      rdsFacts['replica-has-same-key'],
    );
  return storage;
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_PromoteReadReplica.html */
export const promoteReadReplica = rdsOperation('PromoteReadReplica', {
  readOnly: false,
  uses: (context, input) => [instanceUse(context, input.DBInstanceIdentifier!)],
  run(context, input) {
    const { transaction, world } = context;
    const replica = ownInstance(context, input.DBInstanceIdentifier!);
    if (!replica.replicaOf) wrongStatus('db', `DB Instance is not a read replica: ${replica.id}`);
    if (replica.state !== 'available') notAvailable(replica);
    const arn = databaseArn(replica);
    forget(context, replica.replicaOf!, (source) => ({
      ...source,
      replicas: source.replicas.filter((other) => other !== arn),
    }));
    const { replicaOf: _, ...own } = replica;
    const pending = { backupRetentionDays: retentionOf(input.BackupRetentionPeriod, 1) };
    const promoted = moveDatabase(transaction, { ...own, pending } as DbInstance, 'MODIFY');
    const after = schedule(transaction, promoted, world.options.timings.databaseModifyMs, 'rds.finish');
    return { DBInstance: shownInstance(context.world, after) };
  },
});
