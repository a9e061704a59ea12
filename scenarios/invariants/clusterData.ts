/** The data of clusters below the four tiers of keys: rotation renews keys and spoils no data; nothing lies readable. */
import { equalBytes } from '../../model/bytes.ts';
import type { Cipher } from '../../model/crypto/cipher.ts';
import { documented } from '../../model/evidence.ts';
import { loadMemory, openData } from '../../model/redshift/hierarchy/tiers.ts';
import type { Cluster } from '../../model/redshift/state.ts';
import type { Entry, Family, Invariant } from '../contract.ts';
import { clusterSnapshot, encryptedCluster, rotatingCluster } from './databaseOpenings.ts';
import { isFreeFor, isLost } from './looking.ts';
import { bytesIn } from './secrecy.ts';
import { containsWindow } from './windows.ts';

const ENCRYPTION = 'https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html';

/** Clusters whose row an entry changed, as they were and are. */
function* changed({ world }: Entry): Generator<{ readonly arn: string; readonly was: Cluster; readonly is: Cluster }> {
  if (!world || world.before.redshift.clusters === world.after.redshift.clusters) return;
  for (const [arn, is] of world.after.redshift.clusters.entries()) {
    const was = world.before.redshift.clusters.get(arn);
    if (was && was !== is && was.createdMs === is.createdMs) yield { arn, was, is };
  }
}

const readable = (cipher: Cipher, cluster: Cluster) => openData(cipher, cluster.storage, cluster.memory);

const dataSurvives: Invariant = {
  id: 'cluster-data-survives',
  sentence: 'A rotation of keys, a migration to another key and a reboot leave the data of a cluster as they were.',
  evidence: documented(ENCRYPTION),
  rule: 'redshift.rotation',
  needs: ['world'],
  witnesses: ['after a rotation', 'after a migration', 'after a reboot'],
  start({ witness, fail }) {
    const words: Readonly<Record<string, string>> = {
      'rotating-keys': 'after a rotation',
      resizing: 'after a migration',
      rebooting: 'after a reboot',
    };
    const known = new Map<string, readonly Uint8Array[]>();
    return {
      see(entry) {
        for (const { arn, was, is } of changed(entry)) {
          const word = words[was.state];
          if (is.state in words && was.state === 'available') {
            const data = readable(entry.world!.cipher, was);
            if (data) known.set(arn, data);
          }
          if (is.state !== 'available' || !word) continue;
          const [before, after] = [known.get(arn), readable(entry.world!.cipher, is)];
          if (!before) continue;
          const kept = after?.length === before.length && after.every((block, at) => equalBytes(block, before[at]!));
          if (kept) witness(word);
          else fail({ message: `the data of ${arn} cannot be read ${word}`, expected: 'the same data' });
        }
      },
    };
  },
};

const rotationRenews: Invariant = {
  id: 'rotation-renews-cluster-keys',
  sentence:
    'RotateEncryptionKey replaces the cluster encryption key of a cluster and of its snapshots, and its database encryption key.',
  evidence: documented(ENCRYPTION),
  rule: 'redshift.rotation',
  needs: ['world'],
  witnesses: ['keys of a cluster', 'key of a snapshot'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'elapse') return;
        for (const { arn, was, is } of changed(entry)) {
          if (was.state !== 'rotating-keys' || is.state !== 'available' || !was.memory || !is.memory) continue;
          const keyArn = was.storage.kmsKeyArn;
          if (keyArn && (isLost(entry.before, keyArn) || !isFreeFor(was.account, entry.before.keys.get(keyArn))))
            continue;
          if (equalBytes(was.memory.clusterKey, is.memory.clusterKey))
            fail({ message: `${arn} has its old cluster encryption key`, expected: 'a new one' });
          if (equalBytes(was.memory.databaseKey, is.memory.databaseKey))
            fail({ message: `${arn} has its old database encryption key`, expected: 'a new one' });
          witness('keys of a cluster');
          for (const snapshot of entry.world!.after.redshift.snapshots.values()) {
            const { clusterKey } = snapshot.storage;
            if (snapshot.cluster.id !== is.id || snapshot.cluster.createdMs !== is.createdMs || !clusterKey) continue;
            if (snapshot.region !== is.region || snapshot.createdMs >= entry.before.atMs) continue;
            const old = was.storage.clusterKey!.wrapped;
            if (equalBytes(clusterKey.wrapped, old))
              fail({
                message: `snapshot ${snapshot.id} is still under the old cluster encryption key`,
                expected: 'the new one',
              });
            else if (equalBytes(clusterKey.wrapped, is.storage.clusterKey!.wrapped)) witness('key of a snapshot');
          }
        }
      },
    };
  },
};

const snapshotsOpen: Invariant = {
  id: 'cluster-snapshots-stay-readable',
  sentence: 'A snapshot whose keys were replaced by a rotation opens under the new ones and holds what it held.',
  evidence: documented(ENCRYPTION),
  rule: 'redshift.rotation',
  needs: ['world'],
  witnesses: ['a snapshot was opened after a rotation'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { was, is } of changed(entry)) {
          if (was.state !== 'rotating-keys' || is.state !== 'available' || !is.memory) continue;
          const { after, cipher } = entry.world!;
          for (const { id, cluster, storage } of after.redshift.snapshots.values()) {
            const { clusterKey } = storage;
            if (cluster.id !== is.id || !clusterKey) continue;
            if (!equalBytes(clusterKey.wrapped, is.storage.clusterKey!.wrapped)) continue;
            const memory = loadMemory(cipher, storage, is.memory.clusterKey);
            if (openData(cipher, storage, memory)) witness('a snapshot was opened after a rotation');
            else fail({ message: `snapshot ${id} cannot be opened after the rotation`, expected: 'its data' });
          }
        }
      },
    };
  },
};

/** Words that stand in every block of a cluster and in no identifier. */
const MARK = new TextEncoder().encode(': customer, article, price, card');

const atRest: Invariant = {
  id: 'no-plaintext-in-clusters',
  sentence:
    'The blocks of an encrypted cluster, and of its snapshots, hold nothing readable, and no key lies in the clear.',
  evidence: documented(ENCRYPTION),
  rule: 'redshift.four-tiers',
  needs: ['world'],
  witnesses: ['a cluster', 'a snapshot'],
  start({ witness, fail }) {
    const looked = new WeakSet<object>();
    return {
      see({ world }) {
        if (!world || world.before.redshift === world.after.redshift) return;
        for (const cluster of world.after.redshift.clusters.values()) {
          const { storage, memory } = cluster;
          if (!storage.encrypted || storage.blocks.length === 0 || looked.has(storage)) continue;
          looked.add(storage);
          witness('a cluster');
          const keys = memory ? [memory.clusterKey, memory.databaseKey] : [];
          for (const bytes of bytesIn(storage))
            if ([MARK, ...keys].some((secret) => containsWindow(bytes, secret)))
              fail({ message: `the storage of ${cluster.id} is readable`, expected: 'ciphertext' });
        }
        for (const { id, storage } of world.after.redshift.snapshots.values()) {
          if (!storage.encrypted || storage.blocks.length === 0 || looked.has(storage)) continue;
          looked.add(storage);
          witness('a snapshot');
          if ([...bytesIn(storage)].some((bytes) => containsWindow(bytes, MARK)))
            fail({ message: `the blocks of snapshot ${id} are readable`, expected: 'ciphertext' });
        }
      },
    };
  },
};

/** Clusters, from inside. */
export const clusterData: Family = {
  id: 'cluster-data',
  title: 'The data of clusters and the keys above them',
  vocabulary: ['lost-keys', 'redshift-clusters', 'redshift-snapshots'],
  openings: [rotatingCluster, clusterSnapshot, encryptedCluster],
  invariants: [dataSurvives, rotationRenews, snapshotsOpen, atRest],
};
