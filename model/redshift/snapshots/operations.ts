/** CreateClusterSnapshot, DescribeClusterSnapshots, CopyClusterSnapshot, DeleteClusterSnapshot. */
import type { InputOf } from '../../call.ts';
import { page } from '../../query/paging.ts';
import { snapshotsArn } from '../arns.ts';
import { clusterUse, ownCluster } from '../clusters/find.ts';
import { invalidValue, wrongSnapshotStatus, wrongStatus } from '../errors.ts';
import { redshiftFacts } from '../facts.ts';
import { redshiftOperation } from '../operation.ts';
import { tagsOfRequest } from '../parameters.ts';
import { arnOfSnapshot, putSnapshot, removeSnapshot, tagsOf } from '../rows.ts';
import type { ClusterSnapshot } from '../state.ts';
import { ownSnapshot, snapshotUse } from './find.ts';
import { beginSnapshot, newSnapshotId } from './make.ts';
import { shownSnapshot } from './shape.ts';

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateClusterSnapshot.html */
export const createClusterSnapshot = redshiftOperation('CreateClusterSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    {
      ...snapshotUse(context, { id: input.SnapshotIdentifier, clusterId: input.ClusterIdentifier }),
      requestTags: tagsOfRequest(input.Tags),
    },
  ],
  run(context, input) {
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    if (cluster.state !== 'available')
      wrongStatus(`Cannot create a snapshot because the cluster ${cluster.id} is not in the available state.`);
    const snapshot = beginSnapshot(context, cluster, input.SnapshotIdentifier!, tagsOfRequest(input.Tags));
    return { Snapshot: shownSnapshot(context.world, snapshot) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusterSnapshots.html */
export const describeClusterSnapshots = redshiftOperation('DescribeClusterSnapshots', {
  readOnly: true,
  uses: (context, input) => [
    input.ClusterIdentifier
      ? clusterUse(context, input.ClusterIdentifier)
      : snapshotUse(context, { id: input.SnapshotIdentifier, arn: input.SnapshotArn }),
  ],
  run(context, input) {
    const { world } = context;
    const { SnapshotIdentifier: id, SnapshotArn: arn } = input;
    const clusterId = input.ClusterIdentifier;
    const rows =
      id || arn
        ? [ownSnapshot(context, { id, clusterId, arn })]
        : Array.from(world.redshift.snapshots.withPrefix(snapshotsArn(context, clusterId)), ([, row]) => row);
    const passed = rows.filter((row) => isWanted(row, input, Object.entries(tagsOf(world, arnOfSnapshot(row)))));
    const { rows: shown, Marker } = page(passed, input);
    return { Snapshots: shown.map((row) => shownSnapshot(world, row)), ...(Marker ? { Marker } : {}) };
  },
});

function isWanted(
  snapshot: ClusterSnapshot,
  input: InputOf<'redshift', 'DescribeClusterSnapshots'>,
  tags: readonly (readonly [string, string])[],
): boolean {
  const { createdMs } = snapshot;
  return (
    (!input.SnapshotType || snapshot.type === input.SnapshotType) &&
    (input.StartTime === undefined || createdMs >= input.StartTime) &&
    (input.EndTime === undefined || createdMs <= input.EndTime) &&
    (!input.OwnerAccount || snapshot.account === input.OwnerAccount) &&
    (!input.TagKeys?.length || tags.some(([key]) => input.TagKeys!.includes(key))) &&
    (!input.TagValues?.length || tags.some(([, value]) => input.TagValues!.includes(value)))
  );
}

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_CopyClusterSnapshot.html: automated to manual. */
export const copyClusterSnapshot = redshiftOperation('CopyClusterSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    snapshotUse(context, { id: input.SourceSnapshotIdentifier, clusterId: input.SourceSnapshotClusterIdentifier }),
    snapshotUse(context, { id: input.TargetSnapshotIdentifier, clusterId: input.SourceSnapshotClusterIdentifier }),
  ],
  run(context, input) {
    const { transaction } = context;
    const { SourceSnapshotIdentifier: id, SourceSnapshotClusterIdentifier: clusterId } = input;
    const source = ownSnapshot(context, { id, clusterId });
    if (source.type !== 'automated')
      invalidValue('The source snapshot must be an automated snapshot.', redshiftFacts['copy-of-automated']);
    if (source.state !== 'available') wrongSnapshotStatus(`Snapshot ${source.id} is not in the available state.`);
    const copy: ClusterSnapshot = {
      ...source,
      id: newSnapshotId(context, source.cluster.id, input.TargetSnapshotIdentifier!),
      type: 'manual',
      state: context.rules.redshift.clusterSnapshotLifecycle.initial,
      createdMs: context.nowMs,
    };
    const { clusterSnapshotMs } = context.world.options.timings;
    const detail = { arn: arnOfSnapshot(copy) };
    const due = transaction.schedule(clusterSnapshotMs, 'redshift.createSnapshot', detail);
    putSnapshot(transaction, { ...copy, due });
    return { Snapshot: shownSnapshot(context.world, copy) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_DeleteClusterSnapshot.html: manual ones only. */
export const deleteClusterSnapshot = redshiftOperation('DeleteClusterSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    snapshotUse(context, { id: input.SnapshotIdentifier, clusterId: input.SnapshotClusterIdentifier }),
  ],
  run(context, input) {
    const { transaction } = context;
    const { SnapshotIdentifier: id, SnapshotClusterIdentifier: clusterId } = input;
    const snapshot = ownSnapshot(context, { id, clusterId });
    if (snapshot.type === 'automated' || snapshot.state === 'creating')
      wrongSnapshotStatus(`Snapshot ${snapshot.id} cannot be deleted: it is ${snapshot.type} and ${snapshot.state}.`);
    const arn = arnOfSnapshot(snapshot);
    const gone = transaction.move(context.rules.redshift.clusterSnapshotLifecycle, arn, snapshot, 'DELETE');
    removeSnapshot(transaction, gone);
    return { Snapshot: shownSnapshot(context.world, gone) };
  },
});
