/** CreateCluster and what creation and restore have in common. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import type { Tags } from '../../query/authorize.ts';
import { invalidValue } from '../errors.ts';
import { redshiftFacts } from '../facts.ts';
import { plannedStorage } from '../hierarchy/clusterKey.ts';
import { redshiftOperation } from '../operation.ts';
import { identifierOf, masterUserOf, nodesOf, retentionOf, tagsOfRequest } from '../parameters.ts';
import { arnOfCluster, giveTags } from '../rows.ts';
import type { Cluster } from '../state.ts';
import { clusterUse, mustBeNew } from './find.ts';
import { schedule } from './move.ts';
import { shownCluster } from './shape.ts';

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html */
export const createCluster = redshiftOperation('CreateCluster', {
  readOnly: false,
  uses: (context, input) => [
    { ...clusterUse(context, input.ClusterIdentifier!), requestTags: tagsOfRequest(input.Tags) },
  ],
  run(context, input) {
    const id = identifierOf(input.ClusterIdentifier!, 'ClusterIdentifier');
    refuseHsm(input);
    if (input.Encrypted === false)
      invalidValue('Clusters are always encrypted: Encrypted cannot be false.', redshiftFacts['encrypted-by-default']);
    const masterUsername = masterUserOf(input);
    mustBeNew(context, id);
    const bound = context.rules.redshift.encryptionContext(newCluster(context, id));
    const cluster = beginCluster(
      context,
      {
        id,
        nodeType: input.NodeType!,
        nodes: nodesOf(input, 1),
        databaseName: input.DBName ?? 'dev',
        masterUsername,
        port: input.Port ?? 5439,
        automatedRetentionDays: retentionOf(input.AutomatedSnapshotRetentionPeriod, 1),
        publiclyAccessible: input.PubliclyAccessible ?? false,
        zone: input.AvailabilityZone ?? `${context.region}a`,
        storage: plannedStorage(context, input.KmsKeyId || undefined, bound),
      },
      tagsOfRequest(input.Tags),
    );
    return { Cluster: shownCluster(context.world, cluster) };
  },
});

/** What the encryption context of a cluster names, before there is one. */
export const newCluster = (context: Context, id: string) => ({
  id,
  account: context.account,
  region: context.region,
  createdMs: context.nowMs,
});

/** Nobody has a hardware security module here. */
export function refuseHsm(input: {
  readonly HsmClientCertificateIdentifier?: string;
  readonly HsmConfigurationIdentifier?: string;
}): void {
  const { HsmClientCertificateIdentifier: certificate, HsmConfigurationIdentifier: configuration } = input;
  const rule = redshiftFacts.hsm;
  if (certificate)
    refuse('HsmClientCertificateNotFoundFault', `HSM client certificate not found: ${certificate}`, { rule });
  if (configuration) refuse('HsmConfigurationNotFoundFault', `HSM configuration not found: ${configuration}`, { rule });
}

/** What a new cluster is, beside what follows from its making. */
export type ClusterPlan = Omit<Cluster, 'account' | 'region' | 'state' | 'createdMs'>;

/** Writes a cluster as creating and puts the launch on the agenda. */
export function beginCluster(context: Context, plan: ClusterPlan, tags: Tags): Cluster {
  const cluster: Cluster = {
    ...newCluster(context, plan.id),
    ...plan,
    state: context.rules.redshift.clusterLifecycle.initial,
  };
  const { clusterCreateMs } = context.world.options.timings;
  giveTags(context.transaction, arnOfCluster(cluster), tags);
  return schedule(context.transaction, cluster, clusterCreateMs, 'redshift.create');
}
