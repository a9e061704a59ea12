/** Worlds in which RDS does not heed keys as it should. */
import { moveDatabase } from '../../model/rds/databases/move.ts';
import { snapshotArn, updateRds } from '../../model/rds/rows.ts';
import type { DbInstance, DbSnapshot } from '../../model/rds/state.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendArrow, bendRds, bendRun, blindWhile } from './bend.ts';

/** Changes all DB instances that `which` picks. */
function changeInstances(
  transaction: Transaction,
  which: (instance: DbInstance) => boolean,
  change: (instance: DbInstance) => DbInstance,
): void {
  let { instances } = transaction.world.rds;
  for (const [row, instance] of transaction.world.rds.instances.entries())
    if (which(instance)) instances = instances.set(row, change(instance));
  updateRds(transaction, { instances });
}

function changeSnapshot(transaction: Transaction, id: string, change: (snapshot: DbSnapshot) => DbSnapshot): void {
  for (const snapshot of [...transaction.world.rds.snapshots.values()])
    if (snapshot.id === id) {
      const { snapshots } = transaction.world.rds;
      updateRds(transaction, { snapshots: snapshots.set(snapshotArn(snapshot), change(snapshot)) });
    }
}

/** DB instances and their snapshots. */
export const brokenDatabases: readonly BrokenWorld[] = [
  {
    id: 'database-stops-at-once',
    sentence: 'A database is put aside as soon as RDS finds out that its key is lost.',
    caughtBy: 'lost-key-database-runs-on',
    bend: (rules) => bendRds(rules, { lostKeyDelayMs: () => 0 }),
  },
  {
    id: 'database-never-stops',
    sentence: 'A database runs on for ever without its key.',
    caughtBy: 'lost-key-database-stops',
    bend: (rules) => bendRds(rules, { lostKeyDelayMs: () => 400 * 86_400_000 }),
  },
  {
    id: 'recoverable-without-backups',
    sentence: 'A database without backups is recoverable like any other.',
    caughtBy: 'recoverable-needs-backups',
    bend: (rules) => bendRds(rules, { lostKeyIsRecoverable: () => true }),
  },
  {
    id: 'enabled-key-wakes-database',
    sentence: 'Enabling the key brings a recoverable database back without a start.',
    caughtBy: 'recovers-only-by-start',
    bend: (rules) =>
      bendRun(rules, 'kms:EnableKey', (run, context, input) => {
        const output = run(input);
        for (const instance of [...context.world.rds.instances.values()])
          if (instance.state === 'inaccessible-encryption-credentials-recoverable')
            moveDatabase(context.transaction, instance, 'START');
        return output;
      }),
  },
  {
    id: 'window-of-a-month',
    sentence: 'A recoverable database stays so for thirty days.',
    caughtBy: 'recovery-window-is-seven-days',
    bend: (rules) => bendRds(rules, { recoveryWindowMs: 30 * 86_400_000 }),
  },
  {
    id: 'dead-database-starts',
    sentence: 'A database that is inaccessible for good can still be started.',
    caughtBy: 'inaccessible-database-is-final',
    bend: (rules) =>
      bendRds(rules, {
        canStart: (state) => state === 'inaccessible-encryption-credentials' || rules.rds.canStart(state),
        dbInstanceLifecycle: bendArrow(
          rules.rds.dbInstanceLifecycle,
          'inaccessible-encryption-credentials',
          'START',
          'starting',
        ),
      }),
  },
  {
    id: 'database-starts-without-key',
    sentence: 'While a database is started, KMS turns a blind eye to the state of its key.',
    caughtBy: 'database-start-needs-key',
    bend: (rules) => blindWhile(rules, 'rds:StartDBInstance'),
  },
  {
    id: 'database-under-lost-key',
    sentence: 'CreateDBInstance takes a key that cannot be used.',
    caughtBy: 'database-needs-usable-key',
    bend: (rules) => blindWhile(rules, 'rds:CreateDBInstance'),
  },
  {
    id: 'restore-without-key',
    sentence: 'A snapshot is restored though its key cannot be used.',
    caughtBy: 'database-restore-needs-key',
    bend: (rules) => blindWhile(rules, 'rds:RestoreDBInstanceFromDBSnapshot'),
  },
  {
    id: 'snapshot-without-key-completes',
    sentence: 'A snapshot of a database becomes available though its key is lost.',
    caughtBy: 'database-snapshot-lost-key',
    bend: (rules) => blindWhile(rules, 'rds.createSnapshot'),
  },
  {
    id: 'restore-forgets-key',
    sentence: 'A database restored of an encrypted snapshot is under a key that AWS owns.',
    caughtBy: 'database-restore-keeps-key',
    bend: (rules) =>
      bendRun(rules, 'rds:RestoreDBInstanceFromDBSnapshot', (run, { transaction }, input) => {
        const output = run(input);
        changeInstances(
          transaction,
          ({ id }) => id === input.DBInstanceIdentifier,
          (instance) => ({ ...instance, storage: { ...instance.storage, kmsKeyArn: undefined } }),
        );
        return output;
      }),
  },
  {
    id: 'recoverable-never-starts',
    sentence: 'A recoverable database cannot be started.',
    caughtBy: 'database-start-usable-key',
    bend: (rules) => bendRds(rules, { canStart: (state) => state === 'stopped' }),
  },
  {
    id: 'modify-removes-encryption',
    sentence: 'A modification removes the encryption of a database.',
    caughtBy: 'database-encryption-fixed',
    bend: (rules) =>
      bendRun(rules, 'rds:ModifyDBInstance', (run, { transaction }, input) => {
        const output = run(input);
        changeInstances(
          transaction,
          ({ id }) => id === input.DBInstanceIdentifier,
          (instance) => ({ ...instance, storage: { ...instance.storage, encrypted: false, kmsKeyArn: undefined } }),
        );
        return output;
      }),
  },
  {
    id: 'database-snapshot-says-plain',
    sentence: 'A snapshot of an encrypted database says that it is not encrypted.',
    caughtBy: 'database-snapshot-keeps-key',
    bend: (rules) =>
      bendRun(rules, 'rds:CreateDBSnapshot', (run, { transaction }, input) => {
        const output = run(input);
        changeSnapshot(transaction, input.DBSnapshotIdentifier, (snapshot) => ({
          ...snapshot,
          storage: { ...snapshot.storage, encrypted: false, kmsKeyArn: undefined },
        }));
        return output;
      }),
  },
  {
    id: 'database-copy-in-the-clear',
    sentence: 'A copy of an encrypted snapshot is not encrypted unless the request names a key.',
    caughtBy: 'database-copy-encryption',
    bend: (rules) =>
      bendRds(rules, {
        decideCopy: (request) => (request.kmsKeyId === undefined ? { key: 'none' } : rules.rds.decideCopy(request)),
      }),
  },
  {
    id: 'pages-in-the-clear',
    sentence: 'The pages of an encrypted database lie on the disk as they are.',
    caughtBy: 'no-plaintext-in-databases',
    bend: (rules) => bendRds(rules, { sealPage: (_cipher, _key, _index, page) => page }),
  },
];
