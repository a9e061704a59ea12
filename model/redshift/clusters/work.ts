/**
 * What Redshift finishes later on clusters. Wherever the keys must be loaded and cannot be, the cluster stays as it is and
 * tries again until the root key is back (assumed).
 */
import type { Transaction } from '../../transaction.ts';
import { tellOfCluster } from '../events/tell.ts';
import { encryptionContext, openClusterKey, replaceClusterKey, workFor } from '../hierarchy/clusterKey.ts';
import { retireGrant } from '../hierarchy/keyCalls.ts';
import { DATABASE_KEY, initialBlocks, loadMemory, openData, rewrapBlockKeys, sealData } from '../hierarchy/tiers.ts';
import { arnOfCluster, giveTags, putCluster, removeCluster } from '../rows.ts';
import { awaitAutomatedSnapshot, dropAutomatedSnapshots, rewrapSnapshots } from '../snapshots/make.ts';
import type { Cluster, ClusterStorage, Memory } from '../state.ts';
import { type ClusterRef, clusterOf, moveCluster, schedule } from './move.ts';

/** The keys are not to be had: the same again in a while. */
function tryAgain(transaction: Transaction, cluster: Cluster, handler: string): void {
  const { clusterKeyRetryMs } = transaction.world.options.timings;
  tellOfCluster(transaction, cluster, {
    severity: 'ERROR',
    message: `The KMS key of cluster ${cluster.id} cannot be used. Amazon Redshift will try again.`,
  });
  schedule(transaction, cluster, clusterKeyRetryMs, handler);
}

/** New storage with data under its keys, or undefined where KMS refuses. */
function fill(
  transaction: Transaction,
  cluster: Cluster,
  storage: ClusterStorage,
  data: readonly Uint8Array[],
): { readonly storage: ClusterStorage; readonly memory?: Memory } | undefined {
  if (!storage.clusterKey) return { storage: { ...storage, blocks: data.map((bytes) => ({ bytes })) } };
  const clusterKey = openClusterKey(workFor(transaction, cluster), storage.clusterKey);
  if (!clusterKey) return undefined;
  const { databaseKey, blocks, memory } = sealData(transaction, clusterKey, data);
  return { storage: { ...storage, databaseKey, blocks }, memory };
}

/** The launch is due. */
export function finishCreation(transaction: Transaction, ref: ClusterRef): void {
  const found = clusterOf(transaction, ref);
  if (found?.state !== 'creating') return;
  const { source, due: _, ...cluster } = found;
  const { cipher } = transaction.rules;
  const data = source
    ? openData(cipher, source.storage, source.memory)!
    : initialBlocks(arnOfCluster(cluster), cluster.databaseName);
  const filled = fill(transaction, cluster, cluster.storage, data);
  if (!filled) {
    tryAgain(transaction, found, 'redshift.create');
    return;
  }
  const launched = moveCluster(transaction, { ...cluster, ...filled }, 'FINISH');
  tellOfCluster(transaction, launched, {
    id: 'REDSHIFT-EVENT-2000',
    severity: 'INFO',
    message: `Cluster ${launched.id} was created.`,
  });
  awaitAutomatedSnapshot(transaction, launched);
}

/** A reboot, a resume or a change of nodes is through: the keys are loaded anew. */
export function finishLoad(transaction: Transaction, ref: ClusterRef): void {
  const found = clusterOf(transaction, ref);
  if (!found) return;
  const { clusterKey } = found.storage;
  const opened = clusterKey && openClusterKey(workFor(transaction, found), clusterKey);
  const memory = opened && loadMemory(transaction.rules.cipher, found.storage, opened);
  if (clusterKey && !memory) {
    tryAgain(transaction, found, 'redshift.load');
    return;
  }
  const resumed = found.state === 'resuming';
  const after = finish(transaction, { ...found, ...(memory ? { memory } : {}) });
  if (resumed) awaitAutomatedSnapshot(transaction, after);
}

/** Back to available, with what was pending. */
function finish(transaction: Transaction, found: Cluster): Cluster {
  const { due: _, pending, migration: __, ...cluster } = found;
  const changed: Cluster = { ...cluster, ...pending };
  if (changed.id !== cluster.id) rename(transaction, cluster, changed);
  return moveCluster(transaction, changed, 'FINISH');
}

/** The row goes to its new key; tags and the automated snapshots to come go with it. */
function rename(transaction: Transaction, before: Cluster, after: Cluster): void {
  const tags = transaction.world.redshift.tags.get(arnOfCluster(before));
  removeCluster(transaction, before);
  putCluster(transaction, after);
  if (tags) giveTags(transaction, arnOfCluster(after), tags);
}

/** A modification that needs no key is through. */
export function finishWork(transaction: Transaction, ref: ClusterRef): void {
  const found = clusterOf(transaction, ref);
  if (!found) return;
  const renamed = found.pending?.id !== undefined;
  const after = finish(transaction, found);
  if (renamed) awaitAutomatedSnapshot(transaction, after);
}

/** The data are to be written under the new key. If that is lost by now, all stays as it was (assumed). */
export function finishMigration(transaction: Transaction, ref: ClusterRef): void {
  const found = clusterOf(transaction, ref);
  if (!found?.migration) return;
  const { migration, memory, ...cluster } = found;
  const data = openData(transaction.rules.cipher, found.storage, memory)!;
  const filled = fill(transaction, found, migration, data);
  const work = workFor(transaction, found);
  if (!filled) {
    retireGrant(work, migration.grant);
    tellOfCluster(transaction, found, {
      severity: 'ERROR',
      message: `The encryption of cluster ${found.id} could not be changed: the KMS key cannot be used.`,
    });
    finish(transaction, found);
    return;
  }
  retireGrant(work, found.storage.grant);
  finish(transaction, { ...cluster, ...filled });
}

/** The keys are to be replaced. With a lost key all stays as it was (assumed). */
export function finishRotation(transaction: Transaction, ref: ClusterRef): void {
  const found = clusterOf(transaction, ref);
  if (!found?.memory) return;
  const { storage, memory } = found;
  const { rules, random } = transaction;
  const replaced = replaceClusterKey(workFor(transaction, found), storage.kmsKeyArn, encryptionContext(found));
  if (!replaced) {
    finish(transaction, found);
    return;
  }
  const { clusterKey, plaintext } = replaced;
  const databaseKey = rules.redshift.rotates.databaseKey ? random.bytes(memory.databaseKey.length) : memory.databaseKey;
  const rotated: ClusterStorage = {
    ...storage,
    clusterKey,
    databaseKey: rules.redshift.seal(rules.cipher, plaintext, DATABASE_KEY, databaseKey, random),
    blocks: rewrapBlockKeys(transaction, storage.blocks, memory.databaseKey, databaseKey),
  };
  if (rules.redshift.rotates.snapshots)
    rewrapSnapshots(transaction, found, memory.clusterKey, { clusterKey, plaintext });
  finish(transaction, { ...found, storage: rotated, memory: { clusterKey: plaintext, databaseKey } });
}

/** A pause is through: the plaintext keys are gone from memory. */
export function finishPause(transaction: Transaction, ref: ClusterRef): void {
  const found = clusterOf(transaction, ref);
  if (!found) return;
  const { memory: _, due: __, nextSnapshot, ...cluster } = found;
  transaction.cancel(nextSnapshot);
  moveCluster(transaction, cluster, 'PAUSED');
}

/** The final snapshot is taken: the deletion goes on. */
export function beginDeletion(transaction: Transaction, ref: ClusterRef): void {
  const found = clusterOf(transaction, ref);
  if (!found) return;
  const { clusterDeleteMs } = transaction.world.options.timings;
  schedule(transaction, moveCluster(transaction, found, 'DELETE'), clusterDeleteMs, 'redshift.deleted');
}

/** A deletion is through: the grant is given back, automated snapshots go. */
export function finishDeletion(transaction: Transaction, ref: ClusterRef): void {
  const found = clusterOf(transaction, ref);
  if (!found) return;
  const gone = moveCluster(transaction, found, 'DELETED');
  retireGrant(workFor(transaction, gone), gone.storage.grant);
  dropAutomatedSnapshots(transaction, gone, Number.POSITIVE_INFINITY);
  removeCluster(transaction, gone);
  tellOfCluster(transaction, gone, {
    id: 'REDSHIFT-EVENT-2001',
    severity: 'INFO',
    message: `Cluster ${gone.id} was deleted.`,
  });
}
