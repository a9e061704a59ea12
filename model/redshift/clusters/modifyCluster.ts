/**
 * ModifyCluster: one change at a time decides the status. A change of encryption or key migrates the data behind the same
 * endpoint.
 *
 * | change                          | status    | KMS calls                                                          |
 * |---------------------------------|-----------|--------------------------------------------------------------------|
 * | name                            | renaming  | none                                                               |
 * | Encrypted=true, KmsKeyId        | resizing  | caller: DescribeKey, CreateGrant, GenerateDataKey; later Decrypt   |
 * | Encrypted=false                 | resizing  | none                                                               |
 * | node type, number of nodes      | resizing  | Decrypt as Redshift at the end                                     |
 * | anything else                   | modifying | none                                                               |
 */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { invalidCombination, notAvailable, wrongStatus } from '../errors.ts';
import { redshiftFacts } from '../facts.ts';
import { plannedStorage } from '../hierarchy/clusterKey.ts';
import { AWS_REDSHIFT_ALIAS } from '../hierarchy/keyCalls.ts';
import { redshiftOperation } from '../operation.ts';
import { identifierOf, nodesOf, retentionOf } from '../parameters.ts';
import type { Cluster, ClusterStorage } from '../state.ts';
import { refuseHsm } from './createCluster.ts';
import { clusterUse, mustBeNew, ownCluster } from './find.ts';
import { moveCluster, schedule } from './move.ts';
import { shownCluster } from './shape.ts';

type Input = InputOf<'redshift', 'ModifyCluster'>;

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_ModifyCluster.html */
export const modifyCluster = redshiftOperation('ModifyCluster', {
  readOnly: false,
  uses: (context, input) => [clusterUse(context, input.ClusterIdentifier!)],
  run(context, input) {
    const cluster = ownCluster(context, input.ClusterIdentifier!);
    if (cluster.state !== 'available') notAvailable(cluster);
    refuseHsm(input);
    const modified = begin(context, cluster, input);
    return { Cluster: shownCluster(context.world, modified) };
  },
});

function begin(context: Context, cluster: Cluster, input: Input): Cluster {
  const { transaction } = context;
  const { clusterModifyMs, clusterResizeMs } = context.world.options.timings;
  const migration = newStorage(context, cluster, input);
  const resizes = input.NodeType !== undefined || input.NumberOfNodes !== undefined || input.ClusterType !== undefined;
  if (migration && (resizes || input.NewClusterIdentifier))
    invalidCombination('A change of encryption cannot be combined with a resize or a new identifier.');
  if (migration) {
    const moved = moveCluster(transaction, { ...cluster, migration }, 'RESIZE');
    return schedule(transaction, moved, clusterResizeMs, 'redshift.migrate');
  }
  const pending = changesOf(context, cluster, input);
  if (input.NewClusterIdentifier)
    return schedule(
      transaction,
      moveCluster(transaction, { ...cluster, pending }, 'RENAME'),
      clusterModifyMs,
      'redshift.finish',
    );
  if (resizes)
    return schedule(
      transaction,
      moveCluster(transaction, { ...cluster, pending }, 'RESIZE'),
      clusterResizeMs,
      'redshift.load',
    );
  return schedule(
    transaction,
    moveCluster(transaction, { ...cluster, pending }, 'MODIFY'),
    clusterModifyMs,
    'redshift.finish',
  );
}

/** The storage that a change of encryption or key leads to; undefined where the request changes neither. */
function newStorage(context: Context, cluster: Cluster, input: Input): ClusterStorage | undefined {
  const { Encrypted: encrypted, KmsKeyId: kmsKeyId } = input;
  if (encrypted === false && kmsKeyId)
    return invalidCombination('KmsKeyId cannot be specified when Encrypted is false.');
  if (encrypted === undefined && !kmsKeyId) return undefined;
  if (encrypted === false && !cluster.storage.encrypted) return undefined;
  if (encrypted && !kmsKeyId && cluster.storage.encrypted) return undefined;
  if (cluster.snapshotCopy)
    wrongStatus(
      `Cluster ${cluster.id} copies its snapshots to another Region: turn that off before its encryption is changed.`,
      redshiftFacts['copy-off-first'],
    );
  if (encrypted === false) return { encrypted: false, blocks: [] };
  return plannedStorage(context, kmsKeyId ?? AWS_REDSHIFT_ALIAS, context.rules.redshift.encryptionContext(cluster));
}

function changesOf(context: Context, cluster: Cluster, input: Input): NonNullable<Cluster['pending']> {
  const changes: NonNullable<Cluster['pending']> = {
    id: input.NewClusterIdentifier && newIdentifier(context, cluster, input.NewClusterIdentifier),
    nodeType: input.NodeType,
    nodes: input.NumberOfNodes === undefined && !input.ClusterType ? undefined : nodesOf(input, cluster.nodes),
    automatedRetentionDays:
      input.AutomatedSnapshotRetentionPeriod === undefined
        ? undefined
        : retentionOf(input.AutomatedSnapshotRetentionPeriod, 1),
    publiclyAccessible: input.PubliclyAccessible,
    port: input.Port,
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function newIdentifier(context: Context, cluster: Cluster, given: string): string {
  const id = identifierOf(given, 'NewClusterIdentifier');
  if (cluster.snapshotCopy)
    wrongStatus(
      `Cluster ${cluster.id} copies its snapshots to another Region: turn that off before it is renamed.`,
      redshiftFacts['copy-off-first'],
    );
  if (id !== cluster.id) mustBeNew(context, id);
  return id;
}
