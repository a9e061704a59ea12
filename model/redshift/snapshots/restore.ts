/**
 * RestoreFromClusterSnapshot: a new cluster with keys of its own.
 *
 * | snapshot    | Encrypted | KmsKeyId | cluster                                   |
 * |-------------|-----------|----------|-------------------------------------------|
 * | unencrypted | none      | none     | unencrypted (assumed)                     |
 * | unencrypted | true      | none     | under the default key, alias/aws/redshift |
 * | unencrypted | any       | given    | under that key                            |
 * | encrypted   | any       | none     | under the key of the snapshot             |
 * | encrypted   | any       | given    | under that key                            |
 *
 * KMS calls, all as the caller: Decrypt of the snapshot's cluster encryption key; DescribeKey, CreateGrant, GenerateDataKey for
 * the new one.
 * Source: https://docs.aws.amazon.com/redshift/latest/APIReference/API_RestoreFromClusterSnapshot.html (documented); the old
 * answer `Cannot use a new KmsKeyId when restoring from your own snapshot.` contradicts it and is not given any more.
 */
import type { Context } from '../../context.ts';
import { beginCluster, newCluster, refuseHsm } from '../clusters/createCluster.ts';
import { clusterUse, mustBeNew } from '../clusters/find.ts';
import { shownCluster } from '../clusters/shape.ts';
import { invalidValue, wrongSnapshotStatus } from '../errors.ts';
import { openClusterKeyAsCaller, plannedStorage } from '../hierarchy/clusterKey.ts';
import { AWS_REDSHIFT_ALIAS } from '../hierarchy/keyCalls.ts';
import { loadMemory } from '../hierarchy/tiers.ts';
import { redshiftOperation } from '../operation.ts';
import { identifierOf, retentionOf } from '../parameters.ts';
import { arnOfSnapshot, tagsOf } from '../rows.ts';
import type { ClusterSnapshot, ClusterStorage } from '../state.ts';
import { ownSnapshot, snapshotUse } from './find.ts';

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_RestoreFromClusterSnapshot.html */
export const restoreFromClusterSnapshot = redshiftOperation('RestoreFromClusterSnapshot', {
  readOnly: false,
  uses: (context, input) => [
    clusterUse(context, input.ClusterIdentifier!),
    snapshotUse(context, {
      id: input.SnapshotIdentifier,
      clusterId: input.SnapshotClusterIdentifier,
      arn: input.SnapshotArn,
    }),
  ],
  run(context, input) {
    const id = identifierOf(input.ClusterIdentifier!, 'ClusterIdentifier');
    const { SnapshotIdentifier, SnapshotClusterIdentifier, SnapshotArn: arn } = input;
    if (!SnapshotIdentifier && !arn) return invalidValue('SnapshotIdentifier or SnapshotArn must be specified.');
    refuseHsm(input);
    const snapshot = ownSnapshot(context, { id: SnapshotIdentifier, clusterId: SnapshotClusterIdentifier, arn });
    if (snapshot.state !== 'available') wrongSnapshotStatus(`Snapshot ${snapshot.id} is not in the available state.`);
    mustBeNew(context, id);
    const was = snapshot.cluster;
    const source = openedSource(context, snapshot);
    const cluster = beginCluster(
      context,
      {
        id,
        nodeType: input.NodeType ?? was.nodeType,
        nodes: input.NumberOfNodes ?? was.nodes,
        databaseName: was.databaseName,
        masterUsername: was.masterUsername,
        port: input.Port ?? was.port,
        automatedRetentionDays: retentionOf(input.AutomatedSnapshotRetentionPeriod, was.automatedRetentionDays),
        publiclyAccessible: input.PubliclyAccessible ?? false,
        zone: input.AvailabilityZone ?? `${context.region}a`,
        storage: storageOf(context, id, snapshot, input),
        source,
      },
      tagsOf(context.world, arnOfSnapshot(snapshot)),
    );
    return { Cluster: shownCluster(context.world, cluster) };
  },
});

/** The data of the snapshot with the keys that open them. */
function openedSource(context: Context, { storage }: ClusterSnapshot) {
  if (!storage.clusterKey) return { storage };
  const clusterKey = openClusterKeyAsCaller(context, storage.clusterKey);
  const memory = clusterKey && loadMemory(context.rules.cipher, storage, clusterKey);
  return { storage, ...(memory ? { memory } : {}) };
}

function storageOf(
  context: Context,
  id: string,
  { storage }: ClusterSnapshot,
  wanted: { readonly Encrypted?: boolean; readonly KmsKeyId?: string },
): ClusterStorage {
  const bound = context.rules.redshift.encryptionContext(newCluster(context, id));
  if (wanted.KmsKeyId) return plannedStorage(context, wanted.KmsKeyId, bound);
  if (storage.encrypted) return plannedStorage(context, storage.kmsKeyArn, bound);
  return wanted.Encrypted ? plannedStorage(context, AWS_REDSHIFT_ALIAS, bound) : { encrypted: false, blocks: [] };
}
