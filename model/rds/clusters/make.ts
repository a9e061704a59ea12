/** Making DB clusters: what creation and restore have in common. */
import type { Context } from '../../context.ts';
import type { Tags } from '../../query/authorize.ts';
import { databaseArn, newResourceId } from '../arns.ts';
import { dataKeyContext } from '../databases/encrypt.ts';
import { schedule } from '../databases/move.ts';
import { databaseExists } from '../errors.ts';
import { getCluster, giveTags, putDatabase } from '../rows.ts';
import type { DbCluster, Storage } from '../state.ts';

/** What a new DB cluster is, beside what follows from its making. */
export type ClusterPlan = Pick<
  DbCluster,
  | 'id'
  | 'resourceId'
  | 'engine'
  | 'engineVersion'
  | 'databaseName'
  | 'masterUsername'
  | 'port'
  | 'backupRetentionDays'
  | 'deletionProtection'
  | 'copyTagsToSnapshot'
  | 'storage'
  | 'replicaOf'
> & { readonly source?: Storage; readonly tags: Tags };

/** Refuses an identifier that is taken. */
export function mustBeNewCluster(context: Context, id: string): void {
  if (getCluster(context.transaction, context, id)) databaseExists('cluster');
}

/** The resource id of a new DB cluster: its key is granted before the row is there. */
export const newClusterId = (context: Context) => ({
  kind: 'cluster' as const,
  resourceId: newResourceId(context.random, 'cluster'),
});

/** Writes a DB cluster as creating and puts the rest on the agenda. */
export function beginCluster(context: Context, { tags, ...plan }: ClusterPlan): DbCluster {
  const { transaction, region } = context;
  const cluster: DbCluster = {
    kind: 'cluster',
    account: context.account,
    region,
    state: context.rules.rds.dbClusterLifecycle.initial,
    createdMs: context.nowMs,
    zones: [`${region}a`, `${region}b`, `${region}c`],
    members: [],
    replicas: [],
    ...plan,
  };
  putDatabase(transaction, cluster);
  giveTags(transaction, databaseArn(cluster), tags);
  const { databaseCreateMs } = context.world.options.timings;
  return schedule(transaction, cluster, databaseCreateMs, 'rds.create', { context: dataKeyContext(context, cluster) });
}
