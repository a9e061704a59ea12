/** Encryption of databases of RDS, their snapshots, copies and restores: fixed at birth, changed by a copy alone. */
import { assumed, documented } from '../../model/evidence.ts';
import type { CallEntry, Entry, Family, Invariant, SeenDatabase, SeenDatabaseSnapshot } from '../contract.ts';
import { databaseSnapshot, encryptedDatabase, plainDatabaseSnapshot } from './databaseOpenings.ts';
import {
  databaseCopyLeavesSource,
  databaseCopyReadsTheSame,
  databaseSnapshotKeyFixed,
  restoredDatabaseIsNew,
} from './databaseSources.ts';
import { changes, isLost, keyNamedBy, keyState, output, succeeded, underLostKey } from './looking.ts';
import { bytesIn } from './secrecy.ts';
import { containsWindow } from './windows.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide';

type Encryption = Pick<SeenDatabase, 'encrypted' | 'kmsKeyArn'>;
const same = (a: Encryption, b: Encryption): boolean => a.encrypted === b.encrypted && a.kmsKeyArn === b.kmsKeyArn;
const tell = ({ encrypted, kmsKeyArn }: Encryption): string =>
  encrypted ? `encrypted under ${kmsKeyArn ?? "AWS's own key"}` : 'not encrypted';

const databaseNamed = (entry: CallEntry, member: string): SeenDatabase | undefined =>
  [...entry.before.databases.values()].find(
    ({ id, region }) => id === entry.call.input[member] && region === entry.call.region,
  );
const snapshotNamed = (entry: CallEntry, member: string): SeenDatabaseSnapshot | undefined =>
  [...entry.before.databaseSnapshots.values()].find(
    ({ id, region }) => id === entry.call.input[member] && region === entry.call.region,
  );
const arnIn = (entry: Entry, member: string, arn: string): string =>
  succeeded(entry, 'rds') ? String((output(entry, member) as Record<string, unknown> | undefined)?.[arn]) : '';

const keyFixed: Invariant = {
  id: 'database-encryption-fixed',
  sentence: 'A database is encrypted when it is created or never, and keeps its key for life.',
  evidence: documented(`${GUIDE}/Overview.Encryption.html`),
  rule: 'rds.encryption-only-at-creation',
  witnesses: ['an encrypted database changed', 'an unencrypted database changed'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { was, is } of changes(entry.before.databases, entry.after.databases)) {
          if (!was || was.resourceId !== is?.resourceId) continue;
          if (same(was, is)) witness(`${is.encrypted ? 'an encrypted' : 'an unencrypted'} database changed`);
          else fail({ message: `${is.arn} is ${tell(is)}`, expected: tell(was), observed: tell(is) });
        }
      },
    };
  },
};

const snapshotKeeps: Invariant = {
  id: 'database-snapshot-keeps-key',
  sentence: 'A snapshot of a database is encrypted as the database is, under the same key.',
  evidence: documented(`${GUIDE}/USER_CopySnapshot.html`),
  rule: 'rds.snapshot-has-same-key',
  witnesses: ['of an encrypted database', 'of an unencrypted database'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'rds', 'CreateDBSnapshot')) return;
        const database = databaseNamed(entry, 'DBInstanceIdentifier');
        const snapshot = entry.after.databaseSnapshots.get(arnIn(entry, 'DBSnapshot', 'DBSnapshotArn'));
        if (!database || !snapshot) return;
        if (same(database, snapshot)) witness(`of an ${database.encrypted ? 'en' : 'unen'}crypted database`);
        else
          fail({
            message: `${snapshot.arn} is ${tell(snapshot)}`,
            expected: tell(database),
            observed: tell(snapshot),
            why: `${database.arn} is ${tell(database)}`,
          });
      },
    };
  },
};

const copyKeeps: Invariant = {
  id: 'database-copy-encryption',
  sentence:
    'A copy of a snapshot is under the key that the request names, else as its source; an encrypted one is never copied unencrypted.',
  evidence: documented(`${GUIDE}/USER_CopySnapshot.html`),
  rule: 'rds.copy-may-encrypt',
  witnesses: ['a copy of an unencrypted snapshot was encrypted', 'a copy has another key', 'a copy has the same key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'rds', 'CopyDBSnapshot')) return;
        const source = snapshotNamed(entry, 'SourceDBSnapshotIdentifier');
        const copy = entry.after.databaseSnapshots.get(arnIn(entry, 'DBSnapshot', 'DBSnapshotArn'));
        if (!source || !copy) return;
        const key = keyNamedBy(entry.before, entry, 'KmsKeyId');
        if (entry.call.input.KmsKeyId !== undefined && !key) return;
        const wanted: Encryption = key ? { encrypted: true, kmsKeyArn: key.arn } : source;
        if (!same(copy, wanted))
          fail({
            message: `${copy.arn} is ${tell(copy)}`,
            expected: tell(wanted),
            observed: tell(copy),
            why: key ? `the request names ${key.arn}` : `its source is ${tell(source)}`,
          });
        else if (!source.encrypted && key) witness('a copy of an unencrypted snapshot was encrypted');
        else if (key && key.arn !== source.kmsKeyArn) witness('a copy has another key');
        else if (source.encrypted) witness('a copy has the same key');
      },
    };
  },
};

const restoreKeeps: Invariant = {
  id: 'database-restore-keeps-key',
  sentence: 'A database that is restored has the encryption and the key of what it is restored from.',
  evidence: documented(`${GUIDE}/USER_RestoreFromSnapshot.html`),
  rule: 'rds.restore-keeps-key',
  witnesses: ['of a snapshot', 'to a point in time'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'rds', 'RestoreDBInstanceFromDBSnapshot', 'RestoreDBInstanceToPointInTime')) return;
        const ofSnapshot = entry.call.operation === 'RestoreDBInstanceFromDBSnapshot';
        const source = ofSnapshot
          ? snapshotNamed(entry, 'DBSnapshotIdentifier')
          : databaseNamed(entry, 'SourceDBInstanceIdentifier');
        const restored = entry.after.databases.get(arnIn(entry, 'DBInstance', 'DBInstanceArn'));
        if (!source || !restored) return;
        if (same(source, restored)) witness(ofSnapshot ? 'of a snapshot' : 'to a point in time');
        else
          fail({
            message: `${restored.arn} is ${tell(restored)}`,
            expected: tell(source),
            observed: tell(restored),
            why: `${source.arn} is ${tell(source)}`,
          });
      },
    };
  },
};

const restoreNeedsKey: Invariant = {
  id: 'database-restore-needs-key',
  sentence: 'Nothing is restored of a snapshot or backups whose key cannot be used: KMSKeyNotAccessibleFault.',
  evidence: documented(`${GUIDE}/Overview.Encryption.html`),
  rule: 'rds.terminal-is-final',
  witnesses: ['a snapshot', 'backups'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'rds') return;
        const { operation } = entry.call;
        const ofSnapshot = operation === 'RestoreDBInstanceFromDBSnapshot';
        if (!ofSnapshot && operation !== 'RestoreDBInstanceToPointInTime') return;
        const source = ofSnapshot
          ? snapshotNamed(entry, 'DBSnapshotIdentifier')
          : databaseNamed(entry, 'SourceDBInstanceIdentifier');
        if (!source?.kmsKeyArn || !isLost(entry.before, source.kmsKeyArn)) return;
        if (entry.outcome.ok)
          fail({
            message: `${operation} of ${source.arn} went through`,
            expected: 'KMSKeyNotAccessibleFault',
            observed: 'success',
            why: underLostKey(source.arn, source.kmsKeyArn, entry.before),
          });
        else if (entry.outcome.error.code === 'KMSKeyNotAccessibleFault')
          witness(ofSnapshot ? 'a snapshot' : 'backups');
      },
    };
  },
};

const snapshotFails: Invariant = {
  id: 'database-snapshot-lost-key',
  sentence: 'A snapshot of a database whose key is lost meanwhile fails and never becomes available.',
  evidence: assumed('https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html'),
  rule: 'rds.snapshot-with-lost-key-fails',
  witnesses: ['failed'],
  start({ witness, fail }) {
    /** Snapshots of databases: a copy has what it needs before it begins. */
    const first = new Set<string>();
    return {
      see(entry) {
        if (succeeded(entry, 'rds', 'CreateDBSnapshot')) first.add(arnIn(entry, 'DBSnapshot', 'DBSnapshotArn'));
        if (succeeded(entry, 'rds', 'CopyDBSnapshot')) first.delete(arnIn(entry, 'DBSnapshot', 'DBSnapshotArn'));
        if (entry.type !== 'elapse') return;
        for (const { was, is } of changes(entry.before.databaseSnapshots, entry.after.databaseSnapshots)) {
          if (was?.state !== 'creating' || !is?.kmsKeyArn || is.state === 'creating' || !first.has(is.arn)) continue;
          if (!isLost(entry.before, is.kmsKeyArn) || !isLost(entry.after, is.kmsKeyArn)) continue;
          if (is.state === 'failed') witness('failed');
          else
            fail({
              message: `${is.arn} is ${is.state}`,
              expected: 'failed',
              observed: is.state,
              why: `${is.kmsKeyArn} is ${keyState(entry.after, is.kmsKeyArn)}`,
            });
        }
      },
    };
  },
};

/** Words that stand in every page of a database and in no identifier. */
const MARK = new TextEncoder().encode(': name, address, card number, balance');

const atRest: Invariant = {
  id: 'no-plaintext-in-databases',
  sentence: 'The pages of an encrypted database, and of its snapshots, hold nothing readable.',
  evidence: documented(`${GUIDE}/Overview.Encryption.html`),
  needs: ['world'],
  witnesses: ['a database', 'a snapshot'],
  start({ witness, fail }) {
    const looked = new WeakSet<object>();
    return {
      see({ world }) {
        if (!world || world.before.rds === world.after.rds) return;
        const { instances, snapshots } = world.after.rds;
        for (const row of [...instances.values(), ...snapshots.values()]) {
          const { pages, encrypted } = row.storage;
          if (!encrypted || pages.length === 0) continue;
          witness(row.kind === 'db' ? 'a database' : 'a snapshot');
          // A snapshot may hold the very pages of its database.
          if (looked.has(pages)) continue;
          looked.add(pages);
          const leak = [...bytesIn(pages)].some((page) => containsWindow(page, MARK));
          if (leak) fail({ message: `the pages of ${row.id} are readable`, expected: 'ciphertext' });
        }
      },
    };
  },
};

/** Databases, what is made of them, and its encryption. */
export const databaseCopies: Family = {
  id: 'database-copies',
  title: 'Encryption of databases and their snapshots',
  vocabulary: ['lost-keys', 'rds-instances', 'rds-snapshots'],
  openings: [databaseSnapshot, encryptedDatabase, plainDatabaseSnapshot],
  invariants: [
    keyFixed,
    snapshotKeeps,
    copyKeeps,
    restoreKeeps,
    restoreNeedsKey,
    snapshotFails,
    atRest,
    databaseSnapshotKeyFixed,
    databaseCopyLeavesSource,
    restoredDatabaseIsNew,
    databaseCopyReadsTheSame,
  ],
};
