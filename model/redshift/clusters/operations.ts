/** DescribeClusters, RebootCluster, PauseCluster, ResumeCluster, RotateEncryptionKey, DeleteCluster. */
import { refuse } from '../../errors.ts';
import { page } from '../../query/paging.ts';
import { clusterArn } from '../arns.ts';
import { forgetCopyGrant } from '../copyGrants/use.ts';
import { invalidCombination, notAvailable, wrongStatus } from '../errors.ts';
import { redshiftFacts } from '../facts.ts';
import { redshiftOperation } from '../operation.ts';
import { tagsOf } from '../rows.ts';
import { beginSnapshot } from '../snapshots/make.ts';
import { clusterUse, ownCluster } from './find.ts';
import { canMove, moveCluster, schedule } from './move.ts';
import { shownCluster } from './shape.ts';

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeClusters.html */
export const describeClusters = redshiftOperation('DescribeClusters', {
  readOnly: true,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier || '*')],
  run(context, input) {
    const { world } = context;
    const { clusters } = world.redshift;
    const rows = input.ClusterIdentifier
      ? [ownCluster(context, input.ClusterIdentifier)]
      : Array.from(clusters.withPrefix(clusterArn(context, '')), ([, cluster]) => cluster);
    const passed = rows.filter((cluster) => {
      const tags = Object.entries(tagsOf(world, clusterArn(cluster, cluster.id)));
      return (
        (!input.TagKeys?.length || tags.some(([key]) => input.TagKeys!.includes(key))) &&
        (!input.TagValues?.length || tags.some(([, value]) => input.TagValues!.includes(value)))
      );
    });
    const { rows: shown, Marker } = page(passed, input);
    return { Clusters: shown.map((cluster) => shownCluster(world, cluster)), ...(Marker ? { Marker } : {}) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_RebootCluster.html: forgets the keys and loads them anew. */
export const rebootCluster = redshiftOperation('RebootCluster', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    if (cluster.state !== 'available') notAvailable(cluster);
    const { memory: _, ...rest } = cluster;
    const { clusterRebootMs } = context.world.options.timings;
    const rebooting = moveCluster(context.transaction, rest, 'REBOOT');
    const due = schedule(context.transaction, rebooting, clusterRebootMs, 'redshift.load');
    return { Cluster: shownCluster(context.world, due) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_PauseCluster.html */
export const pauseCluster = redshiftOperation('PauseCluster', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    if (cluster.state !== 'available') notAvailable(cluster);
    const { clusterPauseMs } = context.world.options.timings;
    const pausing = moveCluster(context.transaction, cluster, 'PAUSE');
    const due = schedule(context.transaction, pausing, clusterPauseMs, 'redshift.paused');
    return { Cluster: shownCluster(context.world, due) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_ResumeCluster.html: loads the keys. */
export const resumeCluster = redshiftOperation('ResumeCluster', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    if (cluster.state !== 'paused') wrongStatus(`You can't resume cluster ${cluster.id} because it isn't paused.`);
    const { clusterResumeMs } = context.world.options.timings;
    const resuming = moveCluster(context.transaction, cluster, 'RESUME');
    const due = schedule(context.transaction, resuming, clusterResumeMs, 'redshift.load');
    return { Cluster: shownCluster(context.world, due) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_RotateEncryptionKey.html */
export const rotateEncryptionKey = redshiftOperation('RotateEncryptionKey', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    if (!cluster.storage.encrypted)
      refuse('UnsupportedOperation', `Cluster ${cluster.id} is not encrypted: it has no keys to rotate.`, {
        rule: redshiftFacts['rotation-unsupported'],
      });
    if (cluster.state !== 'available') notAvailable(cluster);
    const { clusterRotateMs } = context.world.options.timings;
    const rotating = moveCluster(context.transaction, cluster, 'ROTATE_KEYS');
    const due = schedule(context.transaction, rotating, clusterRotateMs, 'redshift.rotate');
    return { Cluster: shownCluster(context.world, due) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_DeleteCluster.html */
export const deleteCluster = redshiftOperation('DeleteCluster', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier!)],
  // CloudTrail shows nothing of the answer (documented, by example).
  response: () => null,
  run(context, input) {
    const { transaction } = context;
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    const { SkipFinalClusterSnapshot: skip, FinalClusterSnapshotIdentifier: final } = input;
    if (!skip && !final)
      invalidCombination('FinalClusterSnapshotIdentifier is required unless SkipFinalClusterSnapshot is specified.');
    if (skip && final)
      invalidCombination('FinalClusterSnapshotIdentifier cannot be specified when SkipFinalClusterSnapshot is true.');
    const event = final ? 'TAKE_FINAL_SNAPSHOT' : 'DELETE';
    if (!canMove(transaction, cluster, event)) notAvailable(cluster);
    if (final) beginSnapshot(context, cluster, final, {});
    transaction.cancel(cluster.nextSnapshot);
    forgetCopyGrant(transaction, cluster);
    const { clusterDeleteMs, clusterSnapshotMs } = context.world.options.timings;
    const moved = moveCluster(transaction, cluster, event);
    const due = final
      ? schedule(transaction, moved, clusterSnapshotMs, 'redshift.delete')
      : schedule(transaction, moved, clusterDeleteMs, 'redshift.deleted');
    return { Cluster: shownCluster(context.world, due) };
  },
});
