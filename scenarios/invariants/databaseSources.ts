/** What copies and restores leave alone, and what they give back: the source as it was, the same bytes, a new identity. */
import { equalBytes } from '../../model/bytes.ts';
import type { Cipher } from '../../model/crypto/cipher.ts';
import { documented } from '../../model/evidence.ts';
import { databaseArn } from '../../model/rds/arns.ts';
import type { DbInstance } from '../../model/rds/state.ts';
import { openPages } from '../../model/rds/storage/pages.ts';
import type { Entry, Invariant, SeenDatabaseSnapshot } from '../contract.ts';
import { changes, output, type Succeeded, succeeded } from './looking.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide';
const RESTORES = ['RestoreDBInstanceFromDBSnapshot', 'RestoreDBInstanceToPointInTime'] as const;

const arnIn = (entry: Succeeded, member: 'DBInstance' | 'DBSnapshot'): string =>
  String((output(entry, member) as Record<string, unknown> | undefined)?.[`${member}Arn`]);

const snapshotIn = (
  rows: ReadonlyMap<string, SeenDatabaseSnapshot>,
  id: unknown,
  region: string,
): SeenDatabaseSnapshot | undefined => [...rows.values()].find((row) => row.id === id && row.region === region);

/** In place, never. */
export const databaseSnapshotKeyFixed: Invariant = {
  id: 'database-snapshot-key-fixed',
  sentence: 'The encryption of a snapshot of a database is never removed, added, or moved to another key in place.',
  evidence: documented(`${GUIDE}/Overview.Encryption.html`),
  rule: 'rds.snapshot-has-same-key',
  witnesses: ['an encrypted snapshot', 'a snapshot without encryption'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.databaseSnapshots, entry.after.databaseSnapshots)) {
          if (!was || !is) continue;
          if (was.encrypted !== is.encrypted || was.kmsKeyArn !== is.kmsKeyArn)
            fail({
              message: `the encryption of ${id} changed`,
              expected: `${was.kmsKeyArn}`,
              observed: `${is.kmsKeyArn}`,
            });
          else witness(is.encrypted ? 'an encrypted snapshot' : 'a snapshot without encryption');
        }
      },
    };
  },
};

/** A copy only reads. */
export const databaseCopyLeavesSource: Invariant = {
  id: 'database-copy-leaves-source',
  sentence: 'A copy of a snapshot of a database, encrypted or not, leaves the snapshot as it was.',
  evidence: documented(`${GUIDE}/Overview.Encryption.html`),
  rule: 'rds.copy-may-encrypt',
  witnesses: ['an encrypted copy of a snapshot without encryption', 'a copy of an encrypted snapshot'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'rds', 'CopyDBSnapshot')) return;
        const { call, before, after } = entry;
        const was = snapshotIn(before.databaseSnapshots, call.input.SourceDBSnapshotIdentifier, call.region);
        if (!was) return;
        const is = after.databaseSnapshots.get(was.arn);
        if (JSON.stringify(was) !== JSON.stringify(is))
          fail({ message: `the copy changed ${was.arn}`, expected: JSON.stringify(was), observed: JSON.stringify(is) });
        else if (was.encrypted) witness('a copy of an encrypted snapshot');
        else if (call.input.KmsKeyId !== undefined) witness('an encrypted copy of a snapshot without encryption');
      },
    };
  },
};

/** Another database. */
export const restoredDatabaseIsNew: Invariant = {
  id: 'restored-database-is-new',
  sentence: 'A restored database has a resource id of its own, which no database had before.',
  evidence: documented(`${GUIDE}/USER_RestoreFromSnapshot.html`),
  rule: 'rds.restore-keeps-key',
  witnesses: ['of a snapshot', 'to a point in time'],
  start({ witness, fail }) {
    const known = new Set<string>();
    return {
      see(entry) {
        const restore = succeeded(entry, 'rds', ...RESTORES);
        const restored = restore ? entry.after.databases.get(arnIn(entry, 'DBInstance')) : undefined;
        if (restored && known.has(restored.resourceId))
          fail({ message: `${restored.arn} has the resource id ${restored.resourceId} of another database` });
        else if (restored && restore)
          witness(entry.call.operation === RESTORES[0] ? 'of a snapshot' : 'to a point in time');
        if (entry.before.databases !== entry.after.databases)
          for (const { resourceId } of entry.after.databases.values()) known.add(resourceId);
      },
    };
  },
};

type Pages = readonly Uint8Array[];
const pagesOf = (cipher: Cipher, { storage }: DbInstance): Pages | undefined => {
  const pages = openPages(cipher, storage, storage.loadedKey);
  return pages?.length ? pages : undefined;
};
const same = (a: Pages, b: Pages): boolean =>
  a.length === b.length && a.every((page, index) => equalBytes(page, b[index] as Uint8Array));

/** What is known to be in snapshots and in databases that are being restored, by ARN. */
class KnownPages {
  readonly #bySnapshot = new Map<string, { readonly pages: Pages; readonly how: string }>();
  readonly #expected = new Map<string, { readonly pages: Pages; readonly how: string }>();

  see(entry: Entry): void {
    if (!succeeded(entry, 'rds') || !entry.world) return;
    const { operation, input, region } = entry.call;
    const rows = entry.after.databaseSnapshots;
    if (operation === 'CreateDBSnapshot') {
      const source = [...entry.world.before.rds.instances.values()].find(
        (row) => row.id === input.DBInstanceIdentifier && row.region === region,
      );
      const pages = source && pagesOf(entry.world.cipher, source);
      if (pages) this.#bySnapshot.set(arnIn(entry, 'DBSnapshot'), { pages, how: 'of a snapshot' });
    }
    if (operation === 'CopyDBSnapshot') {
      const source = snapshotIn(rows, input.SourceDBSnapshotIdentifier, region);
      const known = source && this.#bySnapshot.get(source.arn);
      const how = !source?.encrypted && input.KmsKeyId ? 'of an encrypted copy' : 'of a copy';
      if (known) this.#bySnapshot.set(arnIn(entry, 'DBSnapshot'), { ...known, how });
    }
    if (operation === 'RestoreDBInstanceFromDBSnapshot') {
      const source = snapshotIn(rows, input.DBSnapshotIdentifier, region);
      const known = source && this.#bySnapshot.get(source.arn);
      if (known) this.#expected.set(arnIn(entry, 'DBInstance'), known);
    }
  }

  /** What a restored database must hold; asked for once. */
  take(arn: string) {
    const known = this.#expected.get(arn);
    this.#expected.delete(arn);
    return known;
  }
}

/** The same bytes. */
export const databaseCopyReadsTheSame: Invariant = {
  id: 'database-copy-reads-the-same',
  sentence:
    'A database restored of a snapshot or of a copy of it, under whatever keys, holds the bytes that it was taken of.',
  evidence: documented(`${GUIDE}/Overview.Encryption.html`),
  rule: 'rds.copy-may-encrypt',
  needs: ['world'],
  witnesses: ['of a snapshot', 'of an encrypted copy', 'of a copy'],
  start({ witness, fail }) {
    const known = new KnownPages();
    return {
      see(entry) {
        known.see(entry);
        const { world } = entry;
        if (!world || world.before.rds.instances === world.after.rds.instances) return;
        for (const row of world.after.rds.instances.values()) {
          if (row.state === 'creating') continue;
          const expected = known.take(databaseArn(row));
          const pages = expected && pagesOf(world.cipher, row);
          if (!expected || !pages) continue;
          if (same(pages, expected.pages)) witness(expected.how);
          else fail({ message: `${row.id} holds other bytes than it was restored of`, expected: 'the same' });
        }
      },
    };
  },
};
