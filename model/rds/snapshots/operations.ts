/** CreateDBSnapshot, CopyDBSnapshot, DescribeDBSnapshots, DeleteDBSnapshot. */
import { page } from '../../query/paging.ts';
import { databaseArn } from '../arns.ts';
import { moveDatabase, schedule } from '../databases/move.ts';
import { tagsOfRequest } from '../databases/parameters.ts';
import { wrongStatus } from '../errors.ts';
import { filtered } from '../filters.ts';
import { instanceUse, ownInstance } from '../instances/find.ts';
import { rdsOperation } from '../operation.ts';
import { tagsOf } from '../rows.ts';
import { beginCopy } from './copy.ts';
import { deleteOwnSnapshot } from './delete.ts';
import { snapshotUse } from './find.ts';
import { listSnapshots } from './list.ts';
import { beginSnapshot } from './make.ts';
import { shownSnapshot } from './shape.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html */
export const createDBSnapshot = rdsOperation('CreateDBSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    { ...snapshotUse(context, 'snapshot', input.DBSnapshotIdentifier!), requestTags: tagsOfRequest(input.Tags) },
    instanceUse(context, input.DBInstanceIdentifier!),
  ],
  run(context, input) {
    const instance = ownInstance(context, input.DBInstanceIdentifier!);
    const { transaction, world } = context;
    if ((instance.state !== 'available' && instance.state !== 'stopped') || instance.clusterId)
      wrongStatus(
        'db',
        `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`,
      );
    const copied = instance.copyTagsToSnapshot ? tagsOf(world, databaseArn(instance)) : {};
    const tags = { ...copied, ...tagsOfRequest(input.Tags) };
    const snapshot = beginSnapshot(context, instance, 'snapshot', input.DBSnapshotIdentifier!, tags);
    if (instance.state === 'available') {
      const { databaseSnapshotMs } = world.options.timings;
      schedule(transaction, moveDatabase(transaction, instance, 'BACK_UP'), databaseSnapshotMs, 'rds.finish');
    }
    return { DBSnapshot: shownSnapshot(context.world, snapshot) };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html */
export const copyDBSnapshot = rdsOperation('CopyDBSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    snapshotUse(context, 'snapshot', input.SourceDBSnapshotIdentifier!),
    { ...snapshotUse(context, 'snapshot', input.TargetDBSnapshotIdentifier!), requestTags: tagsOfRequest(input.Tags) },
  ],
  run(context, input) {
    const snapshot = beginCopy(context, 'snapshot', {
      source: input.SourceDBSnapshotIdentifier!,
      target: input.TargetDBSnapshotIdentifier!,
      ...(input.KmsKeyId === undefined ? {} : { kmsKeyId: input.KmsKeyId }),
      tags: tagsOfRequest(input.Tags),
      copyTags: input.CopyTags ?? false,
    });
    return { DBSnapshot: shownSnapshot(context.world, snapshot) };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshots.html */
export const describeDBSnapshots = rdsOperation('DescribeDBSnapshots', {
  readOnly: true,
  uses: (context, input) => [snapshotUse(context, 'snapshot', input.DBSnapshotIdentifier || '*')],
  run(context, input) {
    const rows = listSnapshots(context, 'snapshot', input.DBSnapshotIdentifier, input).filter(
      ({ database }) =>
        (!input.DBInstanceIdentifier || database.id === input.DBInstanceIdentifier.toLowerCase()) &&
        (!input.DbiResourceId || database.resourceId === input.DbiResourceId),
    );
    const passed = filtered(rows, input.Filters, {
      'db-instance-id': ({ database }) => [database.id, databaseArn(database)],
      'db-snapshot-id': ({ id }) => id,
      'dbi-resource-id': ({ database }) => database.resourceId,
      'snapshot-type': ({ type }) => type,
      engine: ({ database }) => database.engine,
    });
    const { rows: shown, Marker } = page(passed, input);
    return { DBSnapshots: shown.map((row) => shownSnapshot(context.world, row)), ...(Marker ? { Marker } : {}) };
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSnapshot.html */
export const deleteDBSnapshot = rdsOperation('DeleteDBSnapshot', {
  readOnly: false,
  uses: (context, input) => [snapshotUse(context, 'snapshot', input.DBSnapshotIdentifier!)],
  run: (context, input) => ({
    DBSnapshot: shownSnapshot(context.world, deleteOwnSnapshot(context, 'snapshot', input.DBSnapshotIdentifier!)),
  }),
});
