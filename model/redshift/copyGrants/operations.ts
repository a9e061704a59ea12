/**
 * CreateSnapshotCopyGrant, DescribeSnapshotCopyGrants, DeleteSnapshotCopyGrant, in the Region that snapshots are copied to;
 * EnableSnapshotCopy, DisableSnapshotCopy in the Region of the cluster.
 * Source: https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html#configure-snapshot-copy-grant
 */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { page } from '../../query/paging.ts';
import { copyGrantArn } from '../arns.ts';
import { clusterUse, ownCluster } from '../clusters/find.ts';
import { shownCluster } from '../clusters/shape.ts';
import { copyGrantNotFound, invalidCombination, notAvailable } from '../errors.ts';
import { redshiftFacts } from '../facts.ts';
import { AWS_REDSHIFT_ALIAS, grantByCaller, retireGrant } from '../hierarchy/keyCalls.ts';
import { redshiftOperation } from '../operation.ts';
import { identifierOf, retentionOf, tagList, tagsOfRequest } from '../parameters.ts';
import {
  arnOfCluster,
  getCopyGrant,
  giveTags,
  putCluster,
  putCopyGrant,
  tagsOf,
  updateRedshift,
  useOf,
} from '../rows.ts';
import type { SnapshotCopyGrant } from '../state.ts';
import { forgetCopyGrant } from './use.ts';

const grantUse = (context: Context, name: string) => useOf(context.world, copyGrantArn(context, name));

function shown(context: Context, grant: SnapshotCopyGrant) {
  const tags = tagList(tagsOf(context.world, copyGrantArn(grant, grant.name)));
  return { SnapshotCopyGrantName: grant.name, KmsKeyId: grant.grant.keyArn, Tags: tags };
}

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateSnapshotCopyGrant.html */
export const createSnapshotCopyGrant = redshiftOperation('CreateSnapshotCopyGrant', {
  readOnly: false,
  uses: (context, input) => [
    { ...grantUse(context, input.SnapshotCopyGrantName!), requestTags: tagsOfRequest(input.Tags) },
  ],
  run(context, input) {
    const name = identifierOf(input.SnapshotCopyGrantName!, 'SnapshotCopyGrantName');
    if (getCopyGrant(context.transaction, context, name))
      refuse('SnapshotCopyGrantAlreadyExistsFault', `The snapshot copy grant ${name} already exists.`, {
        rule: redshiftFacts['exists-already'],
      });
    const grant: SnapshotCopyGrant = {
      name,
      account: context.account,
      region: context.region,
      grant: grantByCaller(context, input.KmsKeyId ?? AWS_REDSHIFT_ALIAS),
      usedBy: [],
    };
    putCopyGrant(context.transaction, grant);
    giveTags(context.transaction, copyGrantArn(context, name), tagsOfRequest(input.Tags));
    return { SnapshotCopyGrant: shown(context, grant) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeSnapshotCopyGrants.html */
export const describeSnapshotCopyGrants = redshiftOperation('DescribeSnapshotCopyGrants', {
  readOnly: true,
  uses: (context, input) => [grantUse(context, input.SnapshotCopyGrantName ?? '*')],
  run(context, input) {
    const { copyGrants } = context.world.redshift;
    const rows = input.SnapshotCopyGrantName
      ? [ownGrant(context, input.SnapshotCopyGrantName)]
      : Array.from(copyGrants.withPrefix(copyGrantArn(context, '')), ([, grant]) => grant);
    const { rows: found, Marker } = page(rows, input);
    return { SnapshotCopyGrants: found.map((grant) => shown(context, grant)), ...(Marker ? { Marker } : {}) };
  },
});

const ownGrant = (context: Context, name: string): SnapshotCopyGrant =>
  getCopyGrant(context.transaction, context, name.toLowerCase()) ?? copyGrantNotFound(name);

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_DeleteSnapshotCopyGrant.html */
export const deleteSnapshotCopyGrant = redshiftOperation('DeleteSnapshotCopyGrant', {
  readOnly: false,
  uses: (context, input) => [grantUse(context, input.SnapshotCopyGrantName!)],
  run(context, input) {
    const grant = ownGrant(context, input.SnapshotCopyGrantName!);
    if (grant.usedBy.length > 0)
      refuse(
        'InvalidSnapshotCopyGrantStateFault',
        `The snapshot copy grant ${grant.name} cannot be deleted: a cluster copies its snapshots under it.`,
        { rule: redshiftFacts['copy-grant'] },
      );
    const { transaction } = context;
    const arn = copyGrantArn(grant, grant.name);
    retireGrant({ transaction, account: grant.account, region: grant.region, sourceArn: arn }, grant.grant);
    const { copyGrants, tags } = context.world.redshift;
    updateRedshift(transaction, { copyGrants: copyGrants.delete(arn), tags: tags.delete(arn) });
    return {};
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_EnableSnapshotCopy.html */
export const enableSnapshotCopy = redshiftOperation('EnableSnapshotCopy', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier!)],
  run(context, input) {
    const { transaction } = context;
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    if (cluster.state !== 'available') notAvailable(cluster);
    const { DestinationRegion: region = '', SnapshotCopyGrantName: given } = input;
    if (cluster.snapshotCopy)
      refuse('SnapshotCopyAlreadyEnabledFault', `Cluster ${cluster.id} copies its snapshots already.`, {
        rule: redshiftFacts['copy-grant'],
      });
    if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || region === context.region)
      refuse('UnknownSnapshotCopyRegionFault', `The Region ${region} is not one that snapshots can be copied to.`, {
        status: 404,
        rule: redshiftFacts['copy-grant'],
      });
    const grant =
      given === undefined
        ? undefined
        : getCopyGrant(transaction, { account: context.account, region }, given.toLowerCase());
    if (given !== undefined && !grant) copyGrantNotFound(given);
    if (cluster.storage.kmsKeyArn && !grant)
      invalidCombination(
        `SnapshotCopyGrantName is required: cluster ${cluster.id} is encrypted under a KMS key.`,
        redshiftFacts['copy-grant'],
      );
    const snapshotCopy = {
      region,
      ...(grant ? { grantName: grant.name } : {}),
      retentionDays: retentionOf(input.RetentionPeriod, 7),
    };
    const after = { ...cluster, snapshotCopy };
    putCluster(transaction, after);
    if (grant) putCopyGrant(transaction, { ...grant, usedBy: [...grant.usedBy, arnOfCluster(cluster)] });
    return { Cluster: shownCluster(context.world, after) };
  },
});

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_DisableSnapshotCopy.html */
export const disableSnapshotCopy = redshiftOperation('DisableSnapshotCopy', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    if (cluster.state !== 'available') notAvailable(cluster);
    if (!cluster.snapshotCopy)
      refuse('SnapshotCopyAlreadyDisabledFault', `Cluster ${cluster.id} does not copy its snapshots.`, {
        rule: redshiftFacts['copy-grant'],
      });
    forgetCopyGrant(context.transaction, cluster);
    const { snapshotCopy: _, ...after } = cluster;
    putCluster(context.transaction, after);
    return { Cluster: shownCluster(context.world, after) };
  },
});
