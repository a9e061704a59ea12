/** Databases of RDS whose key is lost: how long they run on, where they end, and what brings them back. */
import { assumed, documented, recorded } from '../../model/evidence.ts';
import type { CallEntry, Entry, Family, Invariant, Observation, SeenDatabase } from '../contract.ts';
import {
  databaseGivenUp,
  databaseLosingKey,
  databaseWithLostKey,
  encryptedDatabase,
  plainLostDatabase,
  stoppedDatabase,
} from './databaseOpenings.ts';
import { databaseCallsNamed, databaseEndingNeedsNoKey, databaseKeepsGrant, lossIsTold } from './databaseServices.ts';
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

const ENCRYPTION = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html';
const API = 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference';
const RECOVERY_LOG = 'published recovery log of an RDS instance that lost its key';
const TIMELINE = 'published, dated timeline of an Aurora cluster that lost its key';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RECOVERABLE = 'inaccessible-encryption-credentials-recoverable';
const TERMINAL = 'inaccessible-encryption-credentials';
const STARTABLE = ['stopped', RECOVERABLE];
const isInaccessible = (state: string | undefined): boolean => state === RECOVERABLE || state === TERMINAL;

/** An encrypted database under a KMS key that can be seen. */
type Encrypted = SeenDatabase & { readonly kmsKeyArn: string };
const isEncrypted = (database: SeenDatabase | undefined): database is Encrypted => database?.kmsKeyArn !== undefined;

/** The database that a call names, as it was before. */
const named = (entry: CallEntry, seen: Observation): SeenDatabase | undefined =>
  [...seen.databases.values()].find(
    ({ id, region }) => id === entry.call.input.DBInstanceIdentifier && region === entry.call.region,
  );

/**
 * A key that comes back for so short a time may do so unnoticed: RDS looks now and then (that it does so every hour is
 * assumed), and what it knows is one loss.
 */
const UNNOTICED_MS = HOUR_MS;

/** Since when keys have been lost without a break, as far as anybody outside can tell. */
class LostKeys {
  /** The last moment at which the key was seen usable, but for returns that may have gone unnoticed. */
  readonly #usableMs = new Map<string, number>();
  /** The last moment at which it was seen lost before it came back. */
  readonly #backMs = new Map<string, number>();
  /** The first moment at which it was seen lost since. */
  readonly #lostMs = new Map<string, number>();

  see(entry: Entry): void {
    if (entry.before.keys === entry.after.keys) return;
    for (const { id, is } of changes(entry.before.keys, entry.after.keys)) {
      const lost = is === undefined || isLost(entry.after, id);
      if (lost) this.#seeLost(id, entry);
      else if (this.#lostMs.delete(id)) this.#backMs.set(id, entry.before.atMs);
    }
  }

  #seeLost(id: string, { before, after }: Entry): void {
    if (this.#lostMs.has(id)) return;
    this.#lostMs.set(id, after.atMs);
    const backMs = this.#backMs.get(id);
    if (backMs === undefined || after.atMs - backMs > UNNOTICED_MS) this.#usableMs.set(id, before.atMs);
  }

  /** It has been lost at least since then. */
  since = (keyArn: string): number | undefined => this.#lostMs.get(keyArn);
  /** It was not lost before then. */
  notBefore = (keyArn: string): number | undefined => this.#usableMs.get(keyArn);
}

const runsOn: Invariant = {
  id: 'lost-key-database-runs-on',
  sentence: 'A running database serves on for two hours after its key is lost.',
  evidence: documented(ENCRYPTION),
  rule: 'rds.lost-key-recoverable',
  witnesses: ['running under a lost key', 'stopped in the end'],
  start({ witness, fail }) {
    const lost = new LostKeys();
    return {
      see(entry) {
        lost.see(entry);
        for (const database of entry.after.databases.values())
          if (database.state === 'available' && isEncrypted(database) && isLost(entry.after, database.kmsKeyArn))
            witness('running under a lost key');
        for (const { was, is } of changes(entry.before.databases, entry.after.databases)) {
          if (!isEncrypted(is) || !was || isInaccessible(was.state) || !isInaccessible(is.state)) continue;
          witness('stopped in the end');
          const lostMs = lost.notBefore(is.kmsKeyArn) ?? entry.after.atMs;
          if (entry.after.atMs - lostMs >= 2 * HOUR_MS) continue;
          fail({
            message: `${is.arn} is ${is.state}`,
            expected: `${was.state} for two hours more`,
            observed: is.state,
            why: underLostKey(is.arn, is.kmsKeyArn, entry.after),
          });
        }
      },
    };
  },
};

const stopsInTheEnd: Invariant = {
  id: 'lost-key-database-stops',
  sentence: 'A database whose key has been lost for four hours does not run any more.',
  evidence: assumed(`${ENCRYPTION} (two hours after RDS has found out; that it looks every hour is assumed)`),
  rule: 'rds.key-is-polled',
  witnesses: ['recoverable', 'inaccessible for good'],
  start({ witness, fail }) {
    const lost = new LostKeys();
    return {
      see(entry) {
        lost.see(entry);
        if (entry.type !== 'elapse') return;
        for (const database of entry.after.databases.values()) {
          if (!isEncrypted(database)) continue;
          if (database.state === RECOVERABLE) witness('recoverable');
          if (database.state === TERMINAL) witness('inaccessible for good');
          const lostMs = lost.since(database.kmsKeyArn);
          const wasThere = entry.before.databases.get(database.arn);
          if (lostMs === undefined || wasThere?.state !== 'available' || database.state !== 'available') continue;
          if (entry.after.atMs - Math.max(lostMs, entry.before.atMs) < 4 * HOUR_MS) continue;
          fail({
            message: `${database.arn} is available`,
            expected: `${RECOVERABLE} or ${TERMINAL}`,
            observed: 'available',
            why: underLostKey(database.arn, database.kmsKeyArn, entry.after),
          });
        }
      },
    };
  },
};

const recoverableNeedsBackups: Invariant = {
  id: 'recoverable-needs-backups',
  sentence: 'Only a database with backups, and without read replicas, becomes recoverable when its key is lost.',
  evidence: documented(ENCRYPTION),
  rule: 'rds.lost-key-terminal',
  witnesses: ['with backups', 'without backups'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { was, is } of changes(entry.before.databases, entry.after.databases)) {
          if (!was || !is || was.state === is.state || isInaccessible(was.state)) continue;
          const hasWay = is.backupRetentionDays > 0 && is.replicaOf === undefined && is.replicas === 0;
          if (is.state === TERMINAL && !hasWay) witness('without backups');
          if (is.state !== RECOVERABLE) continue;
          if (hasWay) witness('with backups');
          else
            fail({
              message: `${is.arn} is ${is.state}`,
              expected: TERMINAL,
              observed: is.state,
              why: `it keeps backups for ${is.backupRetentionDays} days and has ${is.replicas} read replicas`,
            });
        }
      },
    };
  },
};

const onlyByStart: Invariant = {
  id: 'recovers-only-by-start',
  sentence: 'A recoverable database comes back by StartDBInstance alone: a key that is back does not do it.',
  evidence: recorded(RECOVERY_LOG),
  rule: 'rds.no-recovery-without-start',
  witnesses: ['started', 'the key was back and nobody started it'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const database of entry.after.databases.values())
          if (database.state === RECOVERABLE && database.kmsKeyArn && !isLost(entry.after, database.kmsKeyArn))
            witness('the key was back and nobody started it');
        for (const { was, is } of changes(entry.before.databases, entry.after.databases)) {
          if (was?.state !== RECOVERABLE || !is || [RECOVERABLE, TERMINAL, 'deleting'].includes(is.state)) continue;
          if (succeeded(entry, 'rds', 'StartDBInstance')) witness('started');
          else
            fail({
              message: `${is.arn} is ${is.state} though nobody started it`,
              expected: RECOVERABLE,
              observed: is.state,
            });
        }
      },
    };
  },
};

const sevenDays: Invariant = {
  id: 'recovery-window-is-seven-days',
  sentence: 'A recoverable database is inaccessible for good after seven days, and not before.',
  evidence: recorded(TIMELINE),
  rule: 'rds.seven-days',
  witnesses: ['the window closed'],
  start({ witness, fail }) {
    /** ARN -> when it became recoverable: not before, and at the latest. */
    const began = new Map<string, { readonly fromMs: number; readonly untilMs: number }>();
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.databases, entry.after.databases)) {
          if (is?.state === RECOVERABLE && was?.state !== RECOVERABLE)
            began.set(id, { fromMs: entry.before.atMs, untilMs: entry.after.atMs });
          const known = began.get(id);
          if (is?.state === RECOVERABLE || !known) continue;
          began.delete(id);
          if (is?.state !== TERMINAL) continue;
          witness('the window closed');
          if (entry.after.atMs < known.fromMs + 7 * DAY_MS)
            fail({ message: `${id} is ${TERMINAL} before seven days are over`, expected: RECOVERABLE });
        }
        for (const [id, { untilMs }] of began)
          if (entry.after.atMs > untilMs + 7 * DAY_MS)
            fail({ message: `${id} is still ${RECOVERABLE} after seven days`, expected: TERMINAL });
      },
    };
  },
};

const terminalIsFinal: Invariant = {
  id: 'inaccessible-database-is-final',
  sentence: 'A database that is inaccessible for good can only be deleted; a start is refused, the key back or not.',
  evidence: documented(ENCRYPTION),
  rule: 'rds.terminal-is-final',
  witnesses: ['a start was refused', 'a start was refused though the key was back'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { was, is } of changes(entry.before.databases, entry.after.databases))
          if (was?.state === TERMINAL && is && is.state !== TERMINAL && is.state !== 'deleting')
            fail({ message: `${is.arn} is ${is.state}`, expected: TERMINAL, observed: is.state });
        if (entry.type !== 'call' || entry.call.service !== 'rds' || entry.call.operation !== 'StartDBInstance') return;
        const database = named(entry, entry.before);
        if (database?.state !== TERMINAL || entry.outcome.ok) return;
        witness('a start was refused');
        if (database.kmsKeyArn && !isLost(entry.before, database.kmsKeyArn))
          witness('a start was refused though the key was back');
      },
    };
  },
};

const startNeedsKey: Invariant = {
  id: 'database-start-needs-key',
  sentence:
    'StartDBInstance under a key that cannot be used is refused with KMSKeyNotAccessibleFault and changes nothing.',
  evidence: assumed(`${API}/API_StartDBInstance.html declares the fault`),
  rule: 'rds.start-checks-key',
  witnesses: ['stopped', 'recoverable'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'rds' || entry.call.operation !== 'StartDBInstance') return;
        const database = named(entry, entry.before);
        if (!isEncrypted(database) || !byAdministrator(entry) || !STARTABLE.includes(database.state)) return;
        if (!isLost(entry.before, database.kmsKeyArn)) return;
        const code = entry.outcome.ok ? 'success' : entry.outcome.error.code;
        if (code === 'KMSKeyNotAccessibleFault') witness(database.state === 'stopped' ? 'stopped' : 'recoverable');
        else
          fail({
            message: `StartDBInstance of ${database.arn} came to ${code}`,
            expected: 'KMSKeyNotAccessibleFault',
            observed: code,
            why: underLostKey(database.arn, database.kmsKeyArn, entry.before),
          });
      },
    };
  },
};

const startWithKey: Invariant = {
  id: 'database-start-usable-key',
  sentence: 'A stopped or recoverable database starts once its key can be used, and becomes available.',
  evidence: recorded(RECOVERY_LOG),
  rule: 'rds.recover-by-start',
  witnesses: ['from stopped', 'from recoverable', 'available again'],
  start({ witness, fail }) {
    const starting = new Set<string>();
    return {
      see(entry) {
        if (entry.type === 'elapse') {
          for (const id of starting) {
            const is = entry.after.databases.get(id);
            if (is?.state === 'available') witness('available again');
            if (entry.elapsedMs < 6 * 60_000) continue;
            starting.delete(id);
            const known = is?.state === 'starting' && is.kmsKeyArn !== undefined;
            if (known) fail({ message: `${id} is still starting`, expected: 'available', observed: 'starting' });
          }
          return;
        }
        if (entry.call.service !== 'rds' || entry.call.operation !== 'StartDBInstance') return;
        const database = named(entry, entry.before);
        if (!isEncrypted(database) || !byAdministrator(entry) || !STARTABLE.includes(database.state)) return;
        const key = entry.before.keys.get(database.kmsKeyArn);
        if (key?.state !== 'Enabled' || !isFreeFor(database.account, key)) return;
        if (database.replicas > 0 || database.replicaOf) return;
        if (entry.outcome.ok) {
          starting.add(database.arn);
          witness(database.state === 'stopped' ? 'from stopped' : 'from recoverable');
        } else
          fail({
            message: `StartDBInstance of ${database.arn} is refused`,
            expected: 'starting',
            observed: entry.outcome.error.code,
            why: `${database.kmsKeyArn} is Enabled`,
          });
      },
    };
  },
};

const refusedKey: Invariant = {
  id: 'database-needs-usable-key',
  sentence: 'No encrypted database is created under a key that cannot be used: KMSKeyNotAccessibleFault.',
  evidence: documented(`${API}/API_CreateDBInstance.html`),
  rule: 'rds.key-not-accessible',
  witnesses: ['refused'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'rds' || entry.call.operation !== 'CreateDBInstance')
          return;
        const key = keyNamedBy(entry.before, entry, 'KmsKeyId');
        if (!key || !isLost(entry.before, key.arn)) return;
        if (entry.outcome.ok)
          fail({
            message: `a database is created under ${key.arn}`,
            expected: 'KMSKeyNotAccessibleFault',
            observed: 'success',
            why: `${key.arn} is ${keyState(entry.before, key.arn)}`,
          });
        else if (entry.outcome.error.code === 'KMSKeyNotAccessibleFault') witness('refused');
      },
    };
  },
};

/** Databases and the loss of their keys. */
export const databases: Family = {
  id: 'databases',
  title: 'Databases whose key is lost',
  vocabulary: ['lost-keys', 'rds-instances', 'rds-time'],
  openings: [
    databaseWithLostKey,
    plainLostDatabase,
    stoppedDatabase,
    databaseGivenUp,
    encryptedDatabase,
    databaseLosingKey,
  ],
  invariants: [
    runsOn,
    stopsInTheEnd,
    recoverableNeedsBackups,
    onlyByStart,
    sevenDays,
    terminalIsFinal,
    startNeedsKey,
    startWithKey,
    refusedKey,
    databaseKeepsGrant,
    databaseEndingNeedsNoKey,
    lossIsTold,
    databaseCallsNamed,
  ],
};
