/** Moving DB instances and DB clusters along their lifecycles; the DB instances of a cluster follow it. */
import { nextState } from '../../lifecycle.ts';
import type { Transaction } from '../../transaction.ts';
import { databaseArn, type Place } from '../arns.ts';
import { getDatabase, getInstance, putDatabase } from '../rows.ts';
import type { Database, DbInstance } from '../state.ts';
import type { AtWork } from '../storage/keyCalls.ts';
import type { DbClusterEvent } from './dbCluster.machine.ts';
import type { DbInstanceEvent } from './dbInstance.machine.ts';

/** What moves a DB instance or a DB cluster on. */
export type DatabaseEvent = DbInstanceEvent | DbClusterEvent;

/** How the agenda names a database. */
export interface DatabaseRef extends Place {
  readonly kind: Database['kind'];
  readonly id: string;
}

/** A database as the agenda names it. */
export const refOf = ({ kind, account, region, id }: Database): DatabaseRef => ({ kind, account, region, id });

/** The database that the agenda names, if it still exists. */
export const databaseOf = (transaction: Transaction, ref: DatabaseRef): Database | undefined =>
  getDatabase(transaction, ref.kind, ref, ref.id);

/** RDS at work for a database. */
export const workFor = (transaction: Transaction, database: Database): AtWork => ({
  transaction,
  account: database.account,
  region: database.region,
  sourceArn: databaseArn(database),
});

/** Whether the lifecycle has an arrow for the event. */
export function canMove(transaction: Transaction, database: Database, event: DatabaseEvent): boolean {
  const { dbInstanceLifecycle, dbClusterLifecycle } = transaction.rules.rds;
  if (database.kind === 'db')
    return nextState(dbInstanceLifecycle, database.state, event as DbInstanceEvent) !== undefined;
  return nextState(dbClusterLifecycle, database.state, event as DbClusterEvent) !== undefined;
}

function moved(transaction: Transaction, database: Database, event: DatabaseEvent): Database {
  const { dbInstanceLifecycle, dbClusterLifecycle } = transaction.rules.rds;
  const arn = databaseArn(database);
  return database.kind === 'db'
    ? transaction.move(dbInstanceLifecycle, arn, database, event as DbInstanceEvent)
    : transaction.move(dbClusterLifecycle, arn, database, event as DbClusterEvent);
}

/** Moves a database, and the members of a cluster that can follow; writes and returns it. */
export function moveDatabase<D extends Database>(transaction: Transaction, database: D, event: DatabaseEvent): D {
  const after = moved(transaction, database, event) as D;
  putDatabase(transaction, after);
  for (const member of membersOf(transaction, after))
    if (canMove(transaction, member, event)) putDatabase(transaction, moved(transaction, member, event));
  return after;
}

/** The DB instances of a cluster; none for a DB instance. */
export function membersOf(transaction: Transaction, database: Database): DbInstance[] {
  if (database.kind === 'db') return [];
  return database.members.map((id) => getInstance(transaction, database, id)).filter((member) => member !== undefined);
}

/** Moves a database on later, by the handler of that name; what was due for it is off the agenda. */
export function schedule<D extends Database>(
  transaction: Transaction,
  database: D,
  afterMs: number,
  handler: string,
  more: Readonly<Record<string, unknown>> = {},
): D {
  transaction.cancel(database.due);
  const due = transaction.schedule(afterMs, handler, { ...refOf(database), ...more });
  const after = { ...database, due };
  putDatabase(transaction, after);
  return after;
}
