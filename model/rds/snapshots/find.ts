/** A snapshot that a request names: by identifier, or by the ARN of one that lies elsewhere or is shared. */
import type { Context } from '../../context.ts';
import type { ResourceUse } from '../../query/authorize.ts';
import { arnOf } from '../arns.ts';
import { snapshotNotFound } from '../errors.ts';
import { tagsOf } from '../rows.ts';
import type { DbSnapshot } from '../state.ts';

/** ARN of what a request names. */
export const arnOfGiven = (context: Context, kind: DbSnapshot['kind'], given: string): string =>
  given.startsWith('arn:') ? given : arnOf(kind, context, given);

/** The snapshot of the caller's account in this Region, or a refusal. */
export function ownSnapshot(context: Context, kind: DbSnapshot['kind'], given: string): DbSnapshot {
  const found = context.world.rds.snapshots.get(arnOfGiven(context, kind, given));
  const own = found?.account === context.account && found.region === context.region && found.kind === kind;
  return own ? found : snapshotNotFound(kind, given);
}

/** A snapshot that the caller's account owns or that is shared with it, in any Region, or a refusal. */
export function usableSnapshot(context: Context, kind: DbSnapshot['kind'], given: string): DbSnapshot {
  const found = context.world.rds.snapshots.get(arnOfGiven(context, kind, given));
  if (found?.kind !== kind || !mayUse(context, found)) return snapshotNotFound(kind, given);
  return found;
}

const mayUse = (context: Context, snapshot: DbSnapshot): boolean =>
  snapshot.account === context.account ||
  snapshot.sharedWith.includes(context.account) ||
  snapshot.sharedWith.includes('all');

/** The use of a snapshot as authorization sees it, whether it exists or not. */
export function snapshotUse(context: Context, kind: DbSnapshot['kind'], given: string): ResourceUse {
  const resource = arnOfGiven(context, kind, given);
  return { resource, tags: tagsOf(context.world, resource) };
}
