/** A cluster that a request names, and what authorization is asked about it. */
import type { Context } from '../../context.ts';
import type { ResourceUse } from '../../query/authorize.ts';
import { clusterArn } from '../arns.ts';
import { clusterExists, clusterNotFound } from '../errors.ts';
import { getCluster, useOf } from '../rows.ts';
import type { Cluster } from '../state.ts';

/** The cluster of the caller's account in this Region, or ClusterNotFound. */
export const ownCluster = (context: Context, id: string): Cluster =>
  getCluster(context.transaction, context, id) ?? clusterNotFound(id);

/** Refuses an identifier that is taken. */
export function mustBeNew(context: Context, id: string): void {
  if (getCluster(context.transaction, context, id)) clusterExists();
}

/** The use of a cluster as authorization sees it, whether it exists or not. */
export const clusterUse = (context: Context, id: string): ResourceUse => useOf(context.world, clusterArn(context, id));
