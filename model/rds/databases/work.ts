/** What RDS finishes later on DB instances and DB clusters: creation, work, start, stop, deletion. */
import type { Transaction } from '../../transaction.ts';
import { databaseArn } from '../arns.ts';
import { tellOfDatabase } from '../events/tell.ts';
import { giveTags, putDatabase, removeDatabase } from '../rows.ts';
import type { Database } from '../state.ts';
import { retireGrant } from '../storage/keyCalls.ts';
import { makeStorage } from '../storage/make.ts';
import { initialPages } from '../storage/pages.ts';
import { loadKey, unloadKey, unwatchKey, watchKey } from './keyAccess.ts';
import { type DatabaseRef, databaseOf, moveDatabase, schedule, workFor } from './move.ts';

const RESTART_MS = 7 * 86_400_000;

/** The storage of a database in the making is due. A key that is lost by now makes it fail (assumed). */
export function finishCreation(
  transaction: Transaction,
  ref: DatabaseRef & { readonly context: Readonly<Record<string, string>> },
): void {
  const found = databaseOf(transaction, ref);
  if (found?.state !== 'creating') return;
  const { source, storage: wanted } = found;
  const plan = { encrypted: wanted.encrypted, grant: wanted.grant, context: ref.context };
  const isMember = found.kind === 'db' && found.clusterId !== undefined;
  const storage = isMember ? wanted : makeStorage(workFor(transaction, found), plan, source ?? initialPages(found));
  const { source: _, due: __, ...rest } = found;
  if (!storage) {
    moveDatabase(transaction, rest as Database, 'FAIL');
    return;
  }
  const told =
    found.kind === 'db'
      ? { id: 'RDS-EVENT-0005', message: 'DB instance created' }
      : { id: 'RDS-EVENT-0170', message: 'DB cluster created' };
  tellOfDatabase(transaction, found, { ...told, category: 'creation' });
  settle(transaction, watchKey(transaction, { ...rest, storage } as Database));
}

/** On the way to available: a first or fresh backup where backups are on. */
function settle(transaction: Transaction, database: Database): void {
  if (database.backupRetentionDays === 0) {
    moveDatabase(transaction, database, 'FINISH');
    return;
  }
  const { databaseBackupMs } = transaction.world.options.timings;
  const backedUp = { ...database, backedUpSinceMs: database.backedUpSinceMs ?? transaction.nowMs };
  schedule(transaction, moveDatabase(transaction, backedUp, 'BACK_UP'), databaseBackupMs, 'rds.finish');
}

/** A backup, a modification, a reboot is through. */
export function finishWork(transaction: Transaction, ref: DatabaseRef): void {
  const found = databaseOf(transaction, ref);
  if (!found) return;
  const { due: _, ...database } = found;
  if (database.kind === 'cluster' || !database.pending) {
    moveDatabase(transaction, database, 'FINISH');
    return;
  }
  const { pending, ...rest } = database;
  applyModification(transaction, rest, pending);
}

function applyModification(transaction: Transaction, database: Database, pending: object): void {
  const before = database;
  const changed = { ...database, ...pending } as Database;
  const backups = changed.backupRetentionDays > 0;
  let after: Database = {
    ...changed,
    backedUpSinceMs: backups ? (changed.backedUpSinceMs ?? transaction.nowMs) : undefined,
  };
  if (after.id !== before.id) {
    renameRow(transaction, before, after);
    after = watchKey(transaction, after);
  }
  moveDatabase(transaction, after, 'FINISH');
}

/** The row goes to its new key; its tags go with it. */
function renameRow(transaction: Transaction, before: Database, after: Database): void {
  const tags = transaction.world.rds.tags.get(databaseArn(before));
  removeDatabase(transaction, before);
  putDatabase(transaction, after);
  if (tags) giveTags(transaction, databaseArn(after), tags);
}

/** A start is through: monitoring and a backup follow where they are on. */
export function finishStart(transaction: Transaction, ref: DatabaseRef): void {
  const found = databaseOf(transaction, ref);
  if (!found) return;
  const { due: _, automaticRestartMs: __, ...database } = found;
  if (database.kind === 'db' && database.state === 'starting') {
    tellOfDatabase(transaction, database, {
      id: 'RDS-EVENT-0088',
      category: 'notification',
      message: 'DB instance started',
    });
    if (database.monitoringIntervalSeconds > 0) {
      const { databaseModifyMs } = transaction.world.options.timings;
      schedule(
        transaction,
        moveDatabase(transaction, database, 'CONFIGURE_MONITORING'),
        databaseModifyMs,
        'rds.started',
      );
      return;
    }
  }
  settle(transaction, database as Database);
}

/** A stop is through: the plaintext data key is gone from memory, and RDS starts the database by itself in seven days. */
export function finishStop(transaction: Transaction, ref: DatabaseRef): void {
  const found = databaseOf(transaction, ref);
  if (!found) return;
  const stopped = moveDatabase(transaction, unloadKey(unwatchKey(transaction, found)), 'STOPPED');
  if (stopped.kind === 'db')
    tellOfDatabase(transaction, stopped, {
      id: 'RDS-EVENT-0087',
      category: 'notification',
      message: 'DB instance stopped',
    });
  awaitRestart(transaction, stopped);
}

function awaitRestart(transaction: Transaction, database: Database): void {
  const automaticRestartMs = transaction.nowMs + RESTART_MS;
  schedule(transaction, { ...database, automaticRestartMs }, RESTART_MS, 'rds.restart');
}

/** Seven days after a stop. With a lost key nothing starts, and RDS tries again after seven more (assumed). */
export function restart(transaction: Transaction, ref: DatabaseRef): void {
  const found = databaseOf(transaction, ref);
  if (found?.state !== 'stopped') return;
  const loaded = loadKey(transaction, found);
  if (!loaded) {
    awaitRestart(transaction, found);
    return;
  }
  tellOfDatabase(transaction, found, {
    id: 'RDS-EVENT-0154',
    category: 'notification',
    message: 'DB instance is being started due to it exceeding the maximum allowed time being stopped.',
  });
  start(transaction, loaded);
}

/** Starts a database whose key is loaded. */
export function start<D extends Database>(transaction: Transaction, loaded: D): D {
  const { databaseStartMs } = transaction.world.options.timings;
  const starting = moveDatabase(transaction, unwatchKey(transaction, loaded), 'START');
  return schedule(transaction, watchKey(transaction, starting), databaseStartMs, 'rds.started');
}

/** A deletion is through: the grant is given back. */
export function finishDeletion(transaction: Transaction, ref: DatabaseRef): void {
  const found = databaseOf(transaction, ref);
  if (!found) return;
  const gone = moveDatabase(transaction, found, 'DELETED');
  retireGrant(workFor(transaction, gone), gone.storage.grant);
  removeDatabase(transaction, gone);
}
