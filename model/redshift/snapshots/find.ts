/** A snapshot that a request names: by identifier, alone or with its cluster's, or by ARN. */
import type { Context } from '../../context.ts';
import type { ResourceUse } from '../../query/authorize.ts';
import { snapshotArn, snapshotsArn } from '../arns.ts';
import { snapshotNotFound } from '../errors.ts';
import { useOf } from '../rows.ts';
import type { ClusterSnapshot } from '../state.ts';

/** How requests name a snapshot. */
export interface Named {
  readonly id?: string;
  readonly clusterId?: string;
  readonly arn?: string;
}

/** The snapshot of the caller's account in this Region, or ClusterSnapshotNotFound. */
export function ownSnapshot(context: Context, { id = '', clusterId, arn }: Named): ClusterSnapshot {
  const { snapshots } = context.world.redshift;
  const direct = arn ?? (clusterId ? snapshotArn(context, clusterId, id) : undefined);
  if (direct !== undefined) {
    const found = snapshots.get(direct);
    const own = found?.account === context.account && found.region === context.region;
    return own ? found : snapshotNotFound(arn ?? id);
  }
  for (const [, snapshot] of snapshots.withPrefix(snapshotsArn(context)))
    if (snapshot.id === id.toLowerCase()) return snapshot;
  return snapshotNotFound(id);
}

/** The use of a snapshot as authorization sees it, whether it exists or not. */
export const snapshotUse = (context: Context, { id = '*', clusterId = '*', arn }: Named): ResourceUse =>
  useOf(context.world, arn ?? snapshotArn(context, clusterId, id));
