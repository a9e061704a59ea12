/** Worlds in which Redshift does not heed keys as it should. */
import { putCluster, updateRedshift } from '../../model/redshift/rows.ts';
import type { Cluster } from '../../model/redshift/state.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendHandler, bendRedshift, bendRun, blindWhile } from './bend.ts';

/** The cluster that a call or the agenda names by its identifier. */
const clusterOf = (transaction: Transaction, id: unknown): Cluster | undefined =>
  [...transaction.world.redshift.clusters.values()].find((cluster) => cluster.id === id);

/** Clusters and their snapshots. */
export const brokenClusters: readonly BrokenWorld[] = [
  {
    id: 'running-cluster-stops',
    sentence: 'Disabling a key pauses the clusters that run on it.',
    caughtBy: 'lost-key-cluster-runs-on',
    bend: (rules) =>
      bendRun(rules, 'kms:DisableKey', (run, context, input) => {
        const output = run(input);
        const keyArn = context.record.resources?.[0]?.ARN;
        for (const cluster of [...context.world.redshift.clusters.values()])
          if (cluster.storage.kmsKeyArn === keyArn && cluster.state === 'available')
            putCluster(context.transaction, { ...cluster, state: 'paused' });
        return output;
      }),
  },
  {
    id: 'reboot-without-key',
    sentence: 'A cluster is rebooted without its key.',
    caughtBy: 'cluster-waits-for-key',
    bend: (rules) => blindWhile(rules, 'redshift.load'),
  },
  {
    id: 'cluster-gives-up',
    sentence: 'A cluster that could not load its keys does not try again.',
    caughtBy: 'cluster-comes-back',
    bend: (rules) =>
      bendHandler(rules, 'redshift.load', (handler) => (transaction, detail) => {
        handler(transaction, detail);
        const cluster = clusterOf(transaction, (detail as { id: string }).id);
        if (cluster?.due && cluster.state === 'rebooting') transaction.cancel(cluster.due);
      }),
  },
  {
    id: 'reboot-changes-key',
    sentence: 'A reboot leaves a cluster under a key that AWS owns.',
    caughtBy: 'cluster-key-changes-by-modify',
    bend: (rules) =>
      bendRun(rules, 'redshift:RebootCluster', (run, { transaction }, input) => {
        const output = run(input);
        const cluster = clusterOf(transaction, input.ClusterIdentifier);
        if (cluster) putCluster(transaction, { ...cluster, storage: { ...cluster.storage, kmsKeyArn: undefined } });
        return output;
      }),
  },
  {
    id: 'key-change-forgotten',
    sentence: 'A cluster that is moved to another key keeps the old one.',
    caughtBy: 'cluster-key-change-migrates',
    bend: (rules) =>
      bendHandler(rules, 'redshift.migrate', (handler) => (transaction, detail) => {
        const before = clusterOf(transaction, (detail as { id: string }).id);
        handler(transaction, detail);
        const after = clusterOf(transaction, (detail as { id: string }).id);
        if (before && after) putCluster(transaction, { ...after, storage: before.storage, memory: before.memory });
      }),
  },
  {
    id: 'named-key-ignored',
    sentence: 'A new cluster is under a key that AWS owns whatever the request names.',
    caughtBy: 'new-clusters-are-encrypted',
    bend: (rules) =>
      bendRun(rules, 'redshift:CreateCluster', (run, _, input) => run({ ...input, KmsKeyId: undefined })),
  },
  {
    id: 'cluster-under-lost-key',
    sentence: 'CreateCluster takes a key that cannot be used.',
    caughtBy: 'cluster-needs-usable-key',
    bend: (rules) => blindWhile(rules, 'redshift:CreateCluster'),
  },
  {
    id: 'cluster-snapshot-says-plain',
    sentence: 'A snapshot of an encrypted cluster says that it is not encrypted.',
    caughtBy: 'cluster-snapshot-keeps-key',
    bend: (rules) =>
      bendRun(rules, 'redshift:CreateClusterSnapshot', (run, { transaction }, input) => {
        const output = run(input);
        let { snapshots } = transaction.world.redshift;
        for (const [arn, snapshot] of transaction.world.redshift.snapshots.entries())
          if (snapshot.id === input.SnapshotIdentifier)
            snapshots = snapshots.set(arn, { ...snapshot, storage: { ...snapshot.storage, encrypted: false } });
        updateRedshift(transaction, { snapshots });
        return output;
      }),
  },
  {
    id: 'rotation-spoils-data',
    sentence: 'A rotation replaces the database encryption key and forgets to seal the keys of the blocks anew.',
    caughtBy: 'cluster-data-survives',
    bend: (rules) =>
      bendHandler(rules, 'redshift.rotate', (handler) => (transaction, detail) => {
        const before = clusterOf(transaction, (detail as { id: string }).id);
        handler(transaction, detail);
        const after = clusterOf(transaction, (detail as { id: string }).id);
        if (before && after)
          putCluster(transaction, { ...after, storage: { ...after.storage, blocks: before.storage.blocks } });
      }),
  },
  {
    id: 'rotation-keeps-database-key',
    sentence: 'A rotation leaves the database encryption key as it was.',
    caughtBy: 'rotation-renews-cluster-keys',
    bend: (rules) => bendRedshift(rules, { rotates: { ...rules.redshift.rotates, databaseKey: false } }),
  },
  {
    id: 'rotation-forgets-snapshots',
    sentence: 'A rotation leaves the snapshots of a cluster under the old cluster encryption key.',
    caughtBy: 'rotation-renews-cluster-keys',
    bend: (rules) => bendRedshift(rules, { rotates: { ...rules.redshift.rotates, snapshots: false } }),
  },
  {
    id: 'rotation-spoils-snapshots',
    sentence:
      'A rotation writes the new cluster encryption key to snapshots and leaves the keys below it as they were.',
    caughtBy: 'cluster-snapshots-stay-readable',
    bend: (rules) =>
      bendHandler(rules, 'redshift.rotate', (handler) => (transaction, detail) => {
        const before = transaction.world.redshift.snapshots;
        handler(transaction, detail);
        let { snapshots } = transaction.world.redshift;
        for (const [arn, was] of before.entries()) {
          const is = snapshots.get(arn);
          if (is && is !== was)
            snapshots = snapshots.set(arn, { ...is, storage: { ...is.storage, databaseKey: was.storage.databaseKey } });
        }
        updateRedshift(transaction, { snapshots });
      }),
  },
  {
    id: 'blocks-in-the-clear',
    sentence: 'The blocks of an encrypted cluster, and their keys, lie there as they are.',
    caughtBy: 'no-plaintext-in-clusters',
    bend: (rules) => bendRedshift(rules, { seal: (_cipher, _key, _label, bytes) => bytes }),
  },
];
