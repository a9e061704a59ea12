/** What RDS says when it refuses. Evidence stands in `facts.ts`; texts without evidence of their own are assumed. */
import { refuse } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { rdsFacts } from './facts.ts';
import type { Database, DbSnapshot } from './state.ts';

const notFound = (code: string, message: string): never =>
  refuse(code, message, { status: 404, rule: rdsFacts['not-found'] });

/** Refuses a DB instance that does not exist. */
export const instanceNotFound = (id: string): never => notFound('DBInstanceNotFound', `DBInstance ${id} not found.`);

/** Refuses a DB cluster that does not exist. */
export const clusterNotFound = (id: string): never => notFound('DBClusterNotFoundFault', `DBCluster ${id} not found.`);

/** Refuses an instance or cluster that does not exist. */
export const databaseNotFound = (kind: Database['kind'], id: string): never =>
  kind === 'db' ? instanceNotFound(id) : clusterNotFound(id);

/** Refuses a snapshot that does not exist. */
export const snapshotNotFound = (kind: DbSnapshot['kind'], id: string): never =>
  kind === 'snapshot'
    ? notFound('DBSnapshotNotFound', `DBSnapshot not found: ${id}`)
    : notFound('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot not found: ${id}`);

/** Refuses an identifier that an instance or cluster has already. */
export const databaseExists = (kind: Database['kind']): never =>
  kind === 'db'
    ? refuse('DBInstanceAlreadyExists', 'DB instance already exists', { rule: rdsFacts['exists-already'] })
    : refuse('DBClusterAlreadyExistsFault', 'DB Cluster already exists', { rule: rdsFacts['exists-already'] });

/** Refuses an identifier that a snapshot has already. */
export const snapshotExists = (kind: DbSnapshot['kind'], id: string): never =>
  refuse(
    kind === 'snapshot' ? 'DBSnapshotAlreadyExists' : 'DBClusterSnapshotAlreadyExistsFault',
    `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    { rule: rdsFacts['exists-already'] },
  );

/** An operation that the status of a DB instance or cluster forbids. */
export const wrongStatus = (kind: Database['kind'], message: string, rule: Rule = rdsFacts['wrong-status']): never =>
  refuse(kind === 'db' ? 'InvalidDBInstanceState' : 'InvalidDBClusterStateFault', message, { rule });

/** An operation that needs the status available. */
export const notAvailable = (database: Database): never =>
  wrongStatus(
    database.kind,
    `${database.kind === 'db' ? 'Instance' : 'DbCluster'} ${database.id} is not in available state.`,
  );

/** Refuses a snapshot whose status does not allow the operation. */
export const wrongSnapshotStatus = (kind: DbSnapshot['kind'], message: string): never =>
  refuse(kind === 'snapshot' ? 'InvalidDBSnapshotState' : 'InvalidDBClusterSnapshotStateFault', message, {
    rule: rdsFacts['wrong-status'],
  });

/** Refuses a value that a parameter cannot have. */
export const invalidValue = (message: string, rule: Rule = rdsFacts.parameters): never =>
  refuse('InvalidParameterValue', message, { rule });

/** Refuses parameters that do not go together. */
export const invalidCombination = (message: string, rule: Rule = rdsFacts.parameters): never =>
  refuse('InvalidParameterCombination', message, { rule });

/** Which key of a request it is. */
export type KeyRole = 'specified' | 'source' | 'target';

const SUBJECTS: Readonly<Record<KeyRole, readonly [subject: string, rule: Rule]>> = {
  specified: ['The specified KMS key', rdsFacts['key-not-accessible-text']],
  source: ['The source snapshot KMS key', rdsFacts['source-key-text']],
  target: ['The target KMS key', rdsFacts['target-key-text']],
};

/** `key` as the request named it, or the ARN where it named none. */
export function keyNotAccessible(key: string, role: KeyRole = 'specified'): never {
  const [subject, rule] = SUBJECTS[role];
  return refuse(
    'KMSKeyNotAccessibleFault',
    `${subject} [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
    { rule },
  );
}

/** A start from a status that knows none. */
export function cannotStart(database: Database): never {
  const message =
    database.kind === 'db'
      ? `Instance ${database.id} cannot be started as it is not in one of the following statuses: 'stopped, inaccessible-encryption-credentials-recoverable, incompatible-network (only valid for non-SqlServer instances)'.`
      : `DbCluster ${database.id} is in ${database.state} state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.`;
  return wrongStatus(database.kind, message, rdsFacts['start-status']);
}

/** Refuses to delete what is protected from deletion. */
export const protectedFromDeletion = (kind: Database['kind']): never =>
  invalidCombination(
    kind === 'db'
      ? 'Cannot delete protected DB Instance, please disable deletion protection and try again.'
      : 'Cannot delete protected Cluster, please disable deletion protection and try again.',
    rdsFacts['deletion-protection'],
  );

/** Refuses what needs automated backups. */
export const backupsOff = (): never =>
  wrongStatus(
    'db',
    'Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.',
    rdsFacts['replica-needs-backups'],
  );
