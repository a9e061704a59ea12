/** The snapshots that an account sees: its own, and on request those that others share with it or with everybody. */
import type { Context } from '../../context.ts';
import { arnOf } from '../arns.ts';
import type { DbSnapshot } from '../state.ts';
import { usableSnapshot } from './find.ts';

/** What the Describe operations say of sharing. */
export interface ListWishes {
  readonly SnapshotType?: string;
  readonly IncludeShared?: boolean;
  readonly IncludePublic?: boolean;
}

/** Rows in the order of their ARNs, own ones first; the one of `given` if it is given. */
export function listSnapshots(
  context: Context,
  kind: DbSnapshot['kind'],
  given: string | undefined,
  wishes: ListWishes,
): readonly DbSnapshot[] {
  if (given) return [usableSnapshot(context, kind, given)];
  const { SnapshotType: type } = wishes;
  const own = type === undefined || type === 'manual';
  const { snapshots, shared } = context.world.rds;
  const rows: DbSnapshot[] = [];
  if (own) for (const [, row] of snapshots.withPrefix(arnOf(kind, context, ''))) rows.push(row);
  const withAccount = type === 'shared' || (own && wishes.IncludeShared);
  const withAll = type === 'public' || (own && wishes.IncludePublic);
  for (const account of [withAccount && context.account, withAll && 'all']) {
    if (!account) continue;
    for (const [, arn] of shared.withPrefix(`${context.region}/${account}/`)) {
      const row = snapshots.get(arn)!;
      if (row.kind === kind && row.account !== context.account) rows.push(row);
    }
  }
  return rows;
}
