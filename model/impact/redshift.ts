/**
 * What Redshift asks of a key: as itself, under the grant of a cluster, whenever the keys are loaded anew (reboot, resume);
 * as the caller when a snapshot is restored. Queries never ask: a running cluster serves on.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/services-redshift.html (documented: Decrypt at launch; the rest
 * is assumed, AWS names no status for a lost key).
 */
import { clusterArn } from '../redshift/arns.ts';
import { redshiftFacts } from '../redshift/facts.ts';
import { OPERATIONS, principalOf, VIA } from '../redshift/hierarchy/keyCalls.ts';
import type { Cluster, ClusterKey, ClusterSnapshot } from '../redshift/state.ts';
import type { Ask } from './asks.ts';
import type { Settings } from './changes.ts';
import { type Dependency, type Dependents, seenError } from './dependency.ts';

/** A cluster that is thought of. */
const NEW_CLUSTER = 'new-cluster';

/** Clusters and snapshots of the caller's account. */
export const redshiftDependents: Dependents = function* (world, keyArn, settings) {
  const account = settings.rules.identityOf(world.iam, settings.caller)?.account;
  for (const cluster of world.redshift.clusters.values()) {
    const { clusterKey } = cluster.storage;
    if (cluster.account === account && clusterKey?.kmsKeyArn === keyArn) yield* loading(cluster, clusterKey);
  }
  for (const snapshot of world.redshift.snapshots.values()) {
    const { clusterKey } = snapshot.storage;
    if (snapshot.account !== account || clusterKey?.kmsKeyArn !== keyArn || snapshot.state !== 'available') continue;
    yield restoring(snapshot, clusterKey, world.nowMs, settings);
  }
};

/** A call as Redshift, in the Region of the key. */
function asRedshift(
  keyArn: string,
  account: string,
  sourceArn: string,
  ask: Partial<Ask> & { operation: string },
): Ask {
  const region = keyArn.split(':')[3]!;
  return { ...ask, region, caller: { principal: principalOf(region), account, via: VIA, sourceArn } };
}

const opened = ({ wrapped, context }: ClusterKey) => ({
  operation: 'Decrypt',
  ciphertext: wrapped,
  encryptionContext: context,
});

/** How the keys come to be loaded, by the status. */
const LOADS: Readonly<Record<string, { readonly operation: string; readonly state: string; readonly what: string }>> = {
  available: {
    operation: 'RebootCluster',
    state: 'rebooting',
    what: 'serves on; a reboot, resume or resize does not end: it stays unavailable until the key is back',
  },
  paused: {
    operation: 'ResumeCluster',
    state: 'resuming',
    what: 'does not resume: it stays unavailable until the key is back',
  },
};

function* loading(cluster: Cluster, clusterKey: ClusterKey): Generator<Dependency> {
  const load = LOADS[cluster.state];
  if (!load) return;
  const { id, account, region } = cluster;
  yield {
    resource: { service: 'redshift', kind: 'cluster', id, account, region },
    when: 'nextStart',
    probe: { service: 'redshift', operation: load.operation, input: { ClusterIdentifier: id } },
    what: load.what,
    asks: [asRedshift(clusterKey.kmsKeyArn!, account, clusterArn(cluster, id), opened(clusterKey))],
    seen: () => ({ state: load.state }),
    rule: redshiftFacts['lost-key-waits'],
  };
}

function restoring(snapshot: ClusterSnapshot, clusterKey: ClusterKey, nowMs: number, settings: Settings): Dependency {
  const { account, region, id, cluster } = snapshot;
  const keyId = clusterKey.kmsKeyArn!;
  const { rules, caller } = settings;
  const bound = rules.redshift.encryptionContext({ account, region, id: NEW_CLUSTER, createdMs: nowMs });
  const asCaller = (ask: Partial<Ask> & { operation: string }): Ask => ({
    ...ask,
    region,
    caller: { ...caller, via: VIA },
  });
  return {
    resource: { service: 'redshift', kind: 'cluster snapshot', id: `${cluster.id}/${id}`, account, region },
    when: 'atOnce',
    probe: {
      service: 'redshift',
      operation: 'RestoreFromClusterSnapshot',
      input: { SnapshotIdentifier: id, SnapshotClusterIdentifier: cluster.id },
    },
    what: 'cannot be restored',
    asks: [
      asCaller(opened(clusterKey)),
      asCaller({ operation: 'DescribeKey', keyId }),
      asCaller({
        operation: 'CreateGrant',
        keyId,
        encryptionContext: bound,
        grant: { grantee: principalOf(region), operations: OPERATIONS },
      }),
      asCaller({ operation: 'GenerateDataKey', keyId, encryptionContext: bound }),
      asRedshift(keyId, account, clusterArn({ account, region }, NEW_CLUSTER), {
        operation: 'Decrypt',
        keyId,
        encryptionContext: bound,
      }),
    ],
    seen: ({ error, ask }) =>
      ask.caller.principal === caller.principal
        ? seenError(rules.redshift.translateKmsError(error, keyId))
        : { state: 'creating' },
    rule: redshiftFacts['key-not-usable'],
  };
}
