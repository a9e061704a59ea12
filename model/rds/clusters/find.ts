/** A DB cluster that a request names, and what authorization is asked about it. */
import type { Context } from '../../context.ts';
import type { ResourceUse } from '../../query/authorize.ts';
import { readArn } from '../arns.ts';
import { clusterNotFound } from '../errors.ts';
import { getCluster, useOf } from '../rows.ts';
import type { DbCluster } from '../state.ts';

/** The DB cluster of the caller's account in this Region, by identifier or ARN, or DBClusterNotFoundFault. */
export function ownCluster(context: Context, given: string): DbCluster {
  const arn = readArn(given);
  const elsewhere = arn && (arn.account !== context.account || arn.region !== context.region || arn.kind !== 'cluster');
  if (elsewhere) return clusterNotFound(given);
  return getCluster(context.transaction, context, arn?.id ?? given) ?? clusterNotFound(given);
}

/** The use of a DB cluster as authorization sees it, whether it exists or not. */
export const clusterUse = (context: Context, id: string): ResourceUse => useOf(context.world, 'cluster', context, id);
