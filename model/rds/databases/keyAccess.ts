/**
 * The loss of a key, and what comes of it.
 *
 * | from                  | what happens                                           | to                       | when                          |
 * |-----------------------|--------------------------------------------------------|--------------------------|-------------------------------|
 * | running               | key lost; backups on, neither replica nor replicas     | ...-recoverable, stopped | 2 h (Aurora 17 min) after RDS finds out |
 * | running               | key lost; otherwise                                    | terminal                 | the same                      |
 * | running               | key lost and back again before that                    | as it was                |                               |
 * | ...-recoverable       | key back, start                                        | starting                 | at once                       |
 * | ...-recoverable       | key back, no start                                     | as it was                | until the seven days are over |
 * | ...-recoverable       | seven days over                                        | terminal                 | to the minute                 |
 *
 * RDS looks at a key only while a running database depends on it: one entry of the agenda for each. See `../facts.ts`.
 */
import type { Timings } from '../../timings.ts';
import type { Transaction } from '../../transaction.ts';
import { tellOfDatabase } from '../events/tell.ts';
import { putDatabase } from '../rows.ts';
import type { Database } from '../state.ts';
import { openDataKey } from '../storage/make.ts';
import { canMove, type DatabaseRef, databaseOf, moveDatabase, refOf, workFor } from './move.ts';

const DAY_MS = 86_400_000;
/** Seven days. */
export const RECOVERY_WINDOW_MS = 7 * DAY_MS;
/** From the end of the window to the event that advises a restore (recorded: about two minutes). */
const ADVICE_MS = 120_000;

/** Whether it is an Aurora DB cluster or in one. */
const isAurora = (database: Database): boolean => database.kind === 'cluster' || database.engine.startsWith('aurora');

/** Whether a database that has lost its key may be brought back. */
export function lostKeyIsRecoverable(database: Database): boolean {
  return database.backupRetentionDays > 0 && database.replicaOf === undefined && database.replicas.length === 0;
}

/** From the discovery to the change of status. */
export const lostKeyDelayMs = (database: Database, timings: Timings): number =>
  isAurora(database) ? timings.auroraKeyLossMs : timings.databaseKeyLossMs;

/** Begins to look at the key of a database that runs; one without a KMS key is left alone. */
export function watchKey<D extends Database>(transaction: Transaction, database: D): D {
  transaction.cancel(database.keyCheck);
  const { databaseKeyCheckMs } = transaction.world.options.timings;
  const keyCheck = database.storage.dataKey?.kmsKeyArn
    ? transaction.schedule(databaseKeyCheckMs, 'rds.checkKey', { ...refOf(database) })
    : undefined;
  const after = { ...database, keyCheck };
  putDatabase(transaction, after);
  return after;
}

/** Stops looking, and forgets what the loss of the key would have brought. */
export function unwatchKey<D extends Database>(transaction: Transaction, database: D): D {
  transaction.cancel(database.keyCheck);
  const { keyCheck: _, ...rest } = database;
  return rest as D;
}

/** Loads the data key anew: what starting and checking do. Undefined where KMS refuses. */
export function loadKey<D extends Database>(transaction: Transaction, database: D): D | undefined {
  const { dataKey } = database.storage;
  if (!dataKey) return database;
  const loadedKey = openDataKey(workFor(transaction, database), dataKey);
  return loadedKey && { ...database, storage: { ...database.storage, loadedKey } };
}

/** Forgets the plaintext data key: what stopping does. */
export function unloadKey<D extends Database>(database: D): D {
  const { loadedKey: _, ...storage } = database.storage;
  return { ...database, storage };
}

/** The key of a running database is due to be looked at. */
export function checkKey(transaction: Transaction, ref: DatabaseRef): void {
  const database = databaseOf(transaction, ref);
  if (!database) return;
  if (loadKey(transaction, database)) {
    watchKey(transaction, database);
    return;
  }
  tellOfDatabase(transaction, database, {
    id: 'RDS-EVENT-0419',
    category: 'availability',
    message: `Amazon RDS has been unable to access the KMS encryption key for database instance ${database.id}. This database will be placed into an inaccessible state. Please refer to the troubleshooting section in the Amazon RDS documentation for further details.`,
  });
  const { rules, world } = transaction;
  const delayMs = rules.rds.lostKeyDelayMs(database, world.options.timings);
  const keyCheck = transaction.schedule(delayMs, 'rds.loseKey', { ...ref });
  putDatabase(transaction, { ...database, keyCheck });
}

/** The delay is over: if the key is still lost, the database is. */
export function loseKey(transaction: Transaction, ref: DatabaseRef): void {
  const found = databaseOf(transaction, ref);
  if (!found) return;
  if (loadKey(transaction, found)) {
    watchKey(transaction, found);
    return;
  }
  const recoverable = transaction.rules.rds.lostKeyIsRecoverable(found);
  const event = recoverable ? 'LOSE_KEY' : 'LOSE_KEY_FOR_GOOD';
  if (!canMove(transaction, found, event)) return;
  transaction.cancel(found.due);
  const { due: _, ...rest } = unloadKey(unwatchKey(transaction, found));
  const database = moveDatabase(transaction, rest as Database, event);
  if (recoverable) {
    const keyCheck = transaction.schedule(transaction.rules.rds.recoveryWindowMs, 'rds.giveUp', { ...ref });
    putDatabase(transaction, { ...database, keyCheck });
  } else becomeTerminal(transaction, database);
}

/** The window is over: nothing brings the database back. */
export function giveUp(transaction: Transaction, ref: DatabaseRef): void {
  const found = databaseOf(transaction, ref);
  if (!found || !canMove(transaction, found, 'GIVE_UP')) return;
  becomeTerminal(transaction, moveDatabase(transaction, unwatchKey(transaction, found), 'GIVE_UP'));
}

function becomeTerminal(transaction: Transaction, database: Database): void {
  putDatabase(transaction, { ...database, inaccessibleSinceMs: transaction.nowMs });
  transaction.schedule(ADVICE_MS, 'rds.adviseRestore', { ...refOf(database) });
}

/** Some minutes after the end RDS advises a restore (recorded; the text is assumed). */
export function adviseRestore(transaction: Transaction, ref: DatabaseRef): void {
  const database = databaseOf(transaction, ref);
  if (database?.state !== 'inaccessible-encryption-credentials') return;
  tellOfDatabase(transaction, database, {
    category: 'availability',
    message: `Amazon RDS cannot access the KMS encryption key for ${database.id}. Use a point-in-time restore to recover the database.`,
  });
}
