/** Clusters of Redshift and their keys: what runs goes on, what must load its keys waits, what migrates changes its key. */
import { assumed, documented } from '../../model/evidence.ts';
import type { CallEntry, Entry, Family, Invariant, SeenCluster } from '../contract.ts';
import {
  clusterSnapshot,
  encryptedCluster,
  pausedCluster,
  rotatingCluster,
  waitingCluster,
} from './databaseOpenings.ts';
import { clusterCallsNamed, clusterKeepsGrant } from './databaseServices.ts';
import {
  byAdministrator,
  changes,
  isFreeFor,
  isLost,
  keyNamedBy,
  keyState,
  succeeded,
  underLostKey,
} from './looking.ts';

const GUIDE = 'https://docs.aws.amazon.com/redshift/latest/mgmt';
const KMS_REDSHIFT = 'https://docs.aws.amazon.com/kms/latest/developerguide/services-redshift.html';
const API = 'https://docs.aws.amazon.com/redshift/latest/APIReference';

type Encryption = Pick<SeenCluster, 'encrypted' | 'kmsKeyArn'>;
const same = (a: Encryption, b: Encryption): boolean => a.encrypted === b.encrypted && a.kmsKeyArn === b.kmsKeyArn;
const tell = ({ encrypted, kmsKeyArn }: Encryption): string =>
  encrypted ? `encrypted under ${kmsKeyArn ?? "AWS's own key"}` : 'not encrypted';

/** The cluster that a call names, as it was before. */
const named = (entry: CallEntry, member = 'ClusterIdentifier'): SeenCluster | undefined =>
  [...entry.before.clusters.values()].find(
    ({ id, region, account }) =>
      id === entry.call.input[member] &&
      region === entry.call.region &&
      entry.call.caller.principal.includes(`:${account}:`),
  );

const runsOn: Invariant = {
  id: 'lost-key-cluster-runs-on',
  sentence: 'A running cluster serves on with a lost key: nothing but a call to Redshift takes it from available.',
  evidence: assumed(KMS_REDSHIFT),
  rule: 'redshift.running-goes-on',
  witnesses: ['available under a disabled key', 'available for hours under a lost key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { was, is } of changes(entry.before.clusters, entry.after.clusters)) {
          if (was?.state !== 'available' || is?.state === 'available') continue;
          if (entry.type === 'call' && entry.call.service === 'redshift') continue;
          const why =
            was.kmsKeyArn && isLost(entry.after, was.kmsKeyArn)
              ? { why: underLostKey(was.arn, was.kmsKeyArn, entry.after) }
              : {};
          fail({
            message: `${was.arn} is ${is?.state ?? 'gone'}`,
            expected: 'available',
            observed: is?.state ?? 'gone',
            ...why,
          });
        }
        for (const { kmsKeyArn, state } of entry.after.clusters.values()) {
          if (state !== 'available' || !kmsKeyArn || !isLost(entry.after, kmsKeyArn)) continue;
          if (keyState(entry.after, kmsKeyArn) === 'Disabled') witness('available under a disabled key');
          if (entry.type === 'elapse' && entry.elapsedMs > 3_600_000) witness('available for hours under a lost key');
        }
      },
    };
  },
};

/** Statuses at whose end a cluster must load its keys. */
const LOADING = ['rebooting', 'resuming'];

const waits: Invariant = {
  id: 'cluster-waits-for-key',
  sentence: 'A cluster that must load its keys, at a reboot or a resume, is not available before its key can be used.',
  evidence: assumed(`${KMS_REDSHIFT}; no page names a status for it`),
  rule: 'redshift.lost-key-waits',
  witnesses: ['rebooting', 'resuming'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'elapse') return;
        for (const was of entry.before.clusters.values()) {
          if (!LOADING.includes(was.state) || !was.kmsKeyArn) continue;
          if (!isLost(entry.before, was.kmsKeyArn) || !isLost(entry.after, was.kmsKeyArn)) continue;
          const is = entry.after.clusters.get(was.arn);
          if (is?.state === was.state && entry.elapsedMs > 600_000) witness(was.state);
          if (is?.state !== 'available') continue;
          fail({
            message: `${is.arn} is available`,
            expected: was.state,
            observed: 'available',
            why: underLostKey(is.arn, was.kmsKeyArn, entry.after),
          });
        }
      },
    };
  },
};

const comesBack: Invariant = {
  id: 'cluster-comes-back',
  sentence: 'With its key enabled (again) a rebooting or resuming cluster becomes available by itself.',
  evidence: assumed(KMS_REDSHIFT),
  rule: 'redshift.lost-key-waits',
  witnesses: ['after a wait for its key', 'at once'],
  start({ witness, fail }) {
    const waited = new Set<string>();
    return {
      see(entry) {
        if (entry.type !== 'elapse') return;
        for (const was of entry.before.clusters.values()) {
          if (!LOADING.includes(was.state) || !was.kmsKeyArn) continue;
          const key = entry.before.keys.get(was.kmsKeyArn);
          if (isLost(entry.before, was.kmsKeyArn)) waited.add(was.arn);
          if (key?.state !== 'Enabled' || !isFreeFor(was.account, key) || isLost(entry.after, key.arn)) continue;
          const is = entry.after.clusters.get(was.arn);
          if (is?.state === 'available') witness(waited.has(was.arn) ? 'after a wait for its key' : 'at once');
          else if (is?.state === was.state && entry.elapsedMs >= 30 * 60_000)
            fail({ message: `${was.arn} is still ${was.state}`, expected: 'available', observed: was.state });
        }
      },
    };
  },
};

const keyChange: Invariant = {
  id: 'cluster-key-changes-by-modify',
  sentence: 'The encryption of a cluster changes only where ModifyCluster asked for it, and then to what it asked for.',
  evidence: documented(`${GUIDE}/changing-cluster-encryption.html`),
  rule: 'redshift.modify-migrates',
  witnesses: ['to another key'],
  start({ witness, fail }) {
    /** ARN -> what the last ModifyCluster asked for. */
    const wanted = new Map<string, Encryption>();
    return {
      see(entry) {
        if (succeeded(entry, 'redshift', 'ModifyCluster')) note(entry);
        for (const { id, was, is } of changes(entry.before.clusters, entry.after.clusters)) {
          if (!was || !is || was.createdMs !== is.createdMs || same(was, is)) continue;
          const asked = wanted.get(id);
          if (asked && same(asked, is)) {
            if (was.kmsKeyArn && is.kmsKeyArn) witness('to another key');
          } else fail({ message: `${id} is ${tell(is)}`, expected: tell(asked ?? was), observed: tell(is) });
        }
      },
    };
    function note(entry: CallEntry): void {
      const cluster = named(entry);
      const { Encrypted, KmsKeyId } = entry.call.input;
      if (!cluster || (Encrypted === undefined && KmsKeyId === undefined)) return;
      const key = keyNamedBy(entry.before, entry, 'KmsKeyId');
      wanted.set(
        cluster.arn,
        Encrypted === false ? { encrypted: false } : { encrypted: true, ...(key ? { kmsKeyArn: key.arn } : {}) },
      );
    }
  },
};

const migrates: Invariant = {
  id: 'cluster-key-change-migrates',
  sentence: 'A cluster that is moved to another key is resizing, and then under that key.',
  evidence: documented(`${GUIDE}/changing-cluster-encryption.html`),
  rule: 'redshift.modify-migrates',
  witnesses: ['migrated'],
  start({ witness, fail }) {
    const wanted = new Map<string, string>();
    return {
      see(entry) {
        if (succeeded(entry, 'redshift', 'ModifyCluster')) {
          const cluster = named(entry);
          const key = keyNamedBy(entry.before, entry, 'KmsKeyId');
          if (!cluster || !key) return;
          const is = entry.after.clusters.get(cluster.arn);
          wanted.set(cluster.arn, key.arn);
          if (is?.state !== 'resizing')
            fail({ message: `${cluster.arn} is ${is?.state}`, expected: 'resizing', observed: String(is?.state) });
        }
        for (const { id, was, is } of changes(entry.before.clusters, entry.after.clusters)) {
          const keyArn = wanted.get(id);
          if (!keyArn || was?.state !== 'resizing' || is?.state === 'resizing') continue;
          wanted.delete(id);
          const wasUsable = !isLost(entry.before, keyArn) && !isLost(entry.after, keyArn);
          if (is?.state !== 'available' || !wasUsable) continue;
          if (!isFreeFor(is.account, entry.after.keys.get(keyArn))) continue;
          if (is.kmsKeyArn === keyArn) witness('migrated');
          else fail({ message: `${id} is ${tell(is)}`, expected: `encrypted under ${keyArn}`, observed: tell(is) });
        }
      },
    };
  },
};

const alwaysEncrypted: Invariant = {
  id: 'new-clusters-are-encrypted',
  sentence: 'Every new cluster is encrypted, under the key that the request names or under one that AWS owns.',
  evidence: documented(`${API}/API_CreateCluster.html`),
  rule: 'redshift.encrypted-by-default',
  witnesses: ['under a named key', "under AWS's own key", 'Encrypted=false was refused'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'redshift' || entry.call.operation !== 'CreateCluster')
          return;
        const { Encrypted, ClusterIdentifier } = entry.call.input;
        if (!entry.outcome.ok) {
          if (Encrypted === false && entry.outcome.error.code === 'InvalidParameterValue')
            witness('Encrypted=false was refused');
          return;
        }
        const is = [...entry.after.clusters.values()].find(
          ({ id, arn }) => id === ClusterIdentifier && !entry.before.clusters.has(arn),
        );
        if (!is) return;
        const key = keyNamedBy(entry.before, entry, 'KmsKeyId');
        const wanted: Encryption = { encrypted: true, ...(key ? { kmsKeyArn: key.arn } : {}) };
        if (same(is, wanted)) witness(key ? 'under a named key' : "under AWS's own key");
        else fail({ message: `${is.arn} is ${tell(is)}`, expected: tell(wanted), observed: tell(is) });
      },
    };
  },
};

const refusedKey: Invariant = {
  id: 'cluster-needs-usable-key',
  sentence: 'No cluster is created or restored under a key that cannot be used, and none is moved to one.',
  evidence: documented(`${GUIDE}/working-with-db-encryption.html (the code of the refusal is assumed)`),
  rule: 'redshift.key-not-usable',
  witnesses: ['created', 'moved', 'restored'],
  start({ witness, fail }) {
    const words: Readonly<Record<string, string>> = {
      CreateCluster: 'created',
      ModifyCluster: 'moved',
      RestoreFromClusterSnapshot: 'restored',
    };
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'redshift') return;
        const word = words[entry.call.operation];
        const key = keyNamedBy(entry.before, entry, 'KmsKeyId');
        if (!word || !key || !isLost(entry.before, key.arn)) return;
        if (entry.outcome.ok)
          fail({
            message: `${entry.call.operation} under ${key.arn} went through`,
            expected: 'a refusal',
            observed: 'success',
            why: `${key.arn} is ${keyState(entry.before, key.arn)}`,
          });
        else if (byAdministrator(entry) && /cannot be used/.test(entry.outcome.error.message ?? '')) witness(word);
      },
    };
  },
};

const snapshotOf = (entry: CallEntry, id: unknown, clusterId: unknown) =>
  [...entry.after.clusterSnapshots.values()].find(
    (snapshot) => snapshot.id === id && snapshot.clusterId === clusterId && snapshot.region === entry.call.region,
  );

const snapshotKeeps: Invariant = {
  id: 'cluster-snapshot-keeps-key',
  sentence:
    'A snapshot of a cluster is encrypted as the cluster is, under the same key, and so is what is restored of it.',
  evidence: documented(`${GUIDE}/working-with-db-encryption.html`),
  rule: 'redshift.restore-may-change-key',
  witnesses: ['a snapshot', 'a restored cluster', 'restored under another key'],
  start({ witness, fail }) {
    const compare = (arn: string, is: Encryption, wanted: Encryption, word: string): void => {
      if (same(is, wanted)) witness(word);
      else fail({ message: `${arn} is ${tell(is)}`, expected: tell(wanted), observed: tell(is) });
    };
    return {
      see(entry: Entry) {
        if (succeeded(entry, 'redshift', 'CreateClusterSnapshot')) {
          const cluster = named(entry);
          const snapshot = snapshotOf(entry, entry.call.input.SnapshotIdentifier, cluster?.id);
          if (cluster?.kmsKeyArn && snapshot) compare(snapshot.arn, snapshot, cluster, 'a snapshot');
        }
        if (!succeeded(entry, 'redshift', 'RestoreFromClusterSnapshot')) return;
        const { SnapshotIdentifier, SnapshotClusterIdentifier, ClusterIdentifier, KmsKeyId } = entry.call.input;
        const snapshot = snapshotOf(entry, SnapshotIdentifier, SnapshotClusterIdentifier);
        const is = [...entry.after.clusters.values()].find(({ id }) => id === ClusterIdentifier);
        if (!snapshot?.encrypted || !is) return;
        const key = keyNamedBy(entry.before, entry, 'KmsKeyId');
        if (KmsKeyId !== undefined && !key) return;
        const other = key !== undefined && key.arn !== snapshot.kmsKeyArn;
        compare(
          is.arn,
          is,
          key ? { encrypted: true, kmsKeyArn: key.arn } : snapshot,
          other ? 'restored under another key' : 'a restored cluster',
        );
      },
    };
  },
};

const snapshotKeyFixed: Invariant = {
  id: 'cluster-snapshot-key-fixed',
  sentence: 'The encryption of a snapshot of a cluster is never removed, added, or moved to another key in place.',
  evidence: documented('https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html'),
  witnesses: ['a snapshot that became available'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.clusterSnapshots, entry.after.clusterSnapshots)) {
          if (!was || !is) continue;
          if (was.encrypted !== is.encrypted || was.kmsKeyArn !== is.kmsKeyArn)
            fail({
              message: `the encryption of ${id} changed`,
              expected: `${was.kmsKeyArn}`,
              observed: `${is.kmsKeyArn}`,
            });
          else if (is.state === 'available') witness('a snapshot that became available');
        }
      },
    };
  },
};

/** Clusters and their keys, as they look from outside. */
export const clusters: Family = {
  id: 'clusters',
  title: 'Clusters whose key is lost or changed',
  vocabulary: ['lost-keys', 'redshift-clusters', 'redshift-snapshots', 'redshift-time'],
  openings: [clusterSnapshot, waitingCluster, encryptedCluster, pausedCluster, rotatingCluster],
  invariants: [
    runsOn,
    waits,
    comesBack,
    keyChange,
    migrates,
    alwaysEncrypted,
    refusedKey,
    snapshotKeeps,
    snapshotKeyFixed,
    clusterKeepsGrant,
    clusterCallsNamed,
  ],
};
