/** Worlds in which services ask KMS under a false name, forget grants, spoil copies, or deliver what they should not. */

import { databaseOf, workFor } from '../../model/rds/databases/move.ts';
import { keyNotAccessible } from '../../model/rds/errors.ts';
import { snapshotArn, updateRds } from '../../model/rds/rows.ts';
import type { DbSnapshot } from '../../model/rds/state.ts';
import { retireGrant } from '../../model/rds/storage/keyCalls.ts';
import { updateRedshift } from '../../model/redshift/rows.ts';
import type { Rules } from '../../model/rules.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendHandler, bendOperation, bendRds, bendRun, blindWhile } from './bend.ts';

/** A KMS call that a service makes looks as if its caller had made it. */
const hides = (rules: Rules, operation: string, service: string): Rules =>
  bendRun(rules, operation, (run, context, input) => {
    const output = run(input);
    const { via, ...caller } = context.call.caller;
    if (via?.service === service) Object.assign(context, { call: { ...context.call, caller } });
    return output;
  });

/** Changes all snapshots of databases that `which` picks. */
function changeSnapshots(
  transaction: Transaction,
  which: (snapshot: DbSnapshot) => boolean,
  change: (snapshot: DbSnapshot) => DbSnapshot,
): void {
  let { snapshots } = transaction.world.rds;
  for (const snapshot of [...snapshots.values()])
    if (which(snapshot)) snapshots = snapshots.set(snapshotArn(snapshot), change(snapshot));
  updateRds(transaction, { snapshots });
}

/** RDS and Redshift at KMS. */
const brokenServices: readonly BrokenWorld[] = [
  {
    id: 'database-hides',
    sentence: 'The CreateGrant that RDS makes looks as if its caller had made it.',
    caughtBy: 'database-calls-named',
    bend: (rules) => hides(rules, 'kms:CreateGrant', 'rds'),
  },
  {
    id: 'cluster-hides',
    sentence: 'The GenerateDataKey that Redshift makes looks as if its caller had made it.',
    caughtBy: 'cluster-calls-named',
    bend: (rules) => hides(rules, 'kms:GenerateDataKey', 'redshift'),
  },
  {
    id: 'stop-gives-grant-back',
    sentence: 'A database gives its grant back when it is stopped.',
    caughtBy: 'database-keeps-grant',
    bend: (rules) =>
      bendHandler(rules, 'rds.stopped', (handler) => (transaction, detail) => {
        const database = databaseOf(transaction, detail);
        if (database) retireGrant(workFor(transaction, database), database.storage.grant);
        handler(transaction, detail);
      }),
  },
  {
    id: 'migration-keeps-old-grant',
    sentence: 'A cluster keeps its grant on the key that it left.',
    caughtBy: 'cluster-keeps-grant',
    bend: (rules) =>
      bendRun(rules, 'kms:RetireGrant', (run, context, input) =>
        context.call.caller.via?.service === 'redshift' ? {} : run(input),
      ),
  },
  {
    id: 'stop-needs-key',
    sentence: 'A database is stopped only while its key can be used.',
    caughtBy: 'database-ending-needs-no-key',
    bend: (rules) =>
      bendRun(rules, 'rds:StopDBInstance', (run, context, input) => {
        const { instances } = context.world.rds;
        const database = [...instances.values()].find(({ id }) => id === input.DBInstanceIdentifier);
        const keyArn = database?.storage.kmsKeyArn;
        if (keyArn && context.world.kms.keys.get(keyArn)?.state !== 'Enabled') keyNotAccessible(keyArn);
        return run(input);
      }),
  },
  {
    id: 'loss-untold',
    sentence: 'RDS does not tell that it cannot access a key.',
    caughtBy: 'lost-key-database-is-told',
    bend: (rules) =>
      bendHandler(rules, 'rds.checkKey', (handler) => (transaction, detail) => {
        const { notify } = transaction;
        Object.assign(transaction, { notify: () => {} });
        handler(transaction, detail);
        Object.assign(transaction, { notify });
      }),
  },
];

/** Copies, restores and snapshots. */
const brokenSources: readonly BrokenWorld[] = [
  {
    id: 'finished-snapshot-forgets-key',
    sentence: 'A snapshot of a database is under a key that AWS owns once it is available.',
    caughtBy: 'database-snapshot-key-fixed',
    bend: (rules) =>
      bendHandler(rules, 'rds.createSnapshot', (handler) => (transaction, detail) => {
        handler(transaction, detail);
        changeSnapshots(
          transaction,
          (snapshot) => snapshotArn(snapshot) === (detail as { arn: string }).arn,
          (snapshot) => ({ ...snapshot, storage: { ...snapshot.storage, kmsKeyArn: undefined } }),
        );
      }),
  },
  {
    id: 'database-copy-changes-source',
    sentence: 'An encrypted copy of a snapshot of a database encrypts the snapshot itself.',
    caughtBy: 'database-copy-leaves-source',
    bend: (rules) =>
      bendRun(rules, 'rds:CopyDBSnapshot', (run, { transaction }, input) => {
        const output = run(input);
        if (input.KmsKeyId)
          changeSnapshots(
            transaction,
            ({ id }) => id === input.SourceDBSnapshotIdentifier,
            (snapshot) => ({ ...snapshot, storage: { ...snapshot.storage, encrypted: true } }),
          );
        return output;
      }),
  },
  {
    id: 'database-copy-scrambled',
    sentence: 'Each encryption of a page of a database spoils a byte of it.',
    caughtBy: 'database-copy-reads-the-same',
    bend: (rules) =>
      bendRds(rules, {
        sealPage: (cipher, key, index, page, random) => {
          const spoilt = key ? page.map((byte, at) => (at === 0 ? (byte + 1) % 256 : byte)) : page;
          return rules.rds.sealPage(cipher, key, index, spoilt, random);
        },
      }),
  },
  {
    id: 'restore-keeps-resource-id',
    sentence: 'A database restored of a snapshot has the resource id of the database that it was taken of.',
    caughtBy: 'restored-database-is-new',
    bend: (rules) =>
      bendRun(rules, 'rds:RestoreDBInstanceFromDBSnapshot', (run, { transaction }, input) => {
        const output = run(input);
        const { snapshots, instances } = transaction.world.rds;
        const source = [...snapshots.values()].find(({ id }) => id === input.DBSnapshotIdentifier);
        for (const [row, instance] of instances.entries())
          if (source && instance.id === input.DBInstanceIdentifier) {
            const { resourceId } = source.database;
            updateRds(transaction, { instances: instances.set(row, { ...instance, resourceId }) });
          }
        return output;
      }),
  },
  {
    id: 'rotation-frees-snapshots',
    sentence: 'A rotation of the keys of clusters leaves snapshots under a key that AWS owns.',
    caughtBy: 'cluster-snapshot-key-fixed',
    bend: (rules) =>
      bendRun(rules, 'redshift:RotateEncryptionKey', (run, { transaction }, input) => {
        const output = run(input);
        let { snapshots } = transaction.world.redshift;
        for (const [arn, snapshot] of transaction.world.redshift.snapshots.entries())
          snapshots = snapshots.set(arn, { ...snapshot, storage: { ...snapshot.storage, kmsKeyArn: undefined } });
        updateRedshift(transaction, { snapshots });
        return output;
      }),
  },
];

/** CloudTrail's records and trails. */
const brokenTrails: readonly BrokenWorld[] = [
  {
    id: 'service-use-unnamed',
    sentence: 'The record of a GenerateDataKey that S3 makes does not say which key worked.',
    caughtBy: 'trail-tells-key-uses',
    bend: (rules) =>
      bendRun(rules, 'kms:GenerateDataKey', (run, context, input) => {
        const output = run(input);
        if (context.call.caller.via?.service === 's3') context.record.resources = [];
        return output;
      }),
  },
  {
    id: 'denial-looks-like-absence',
    sentence: 'A denied GetObject is recorded as an object that is not there.',
    caughtBy: 'unauthorized-attempts-show',
    bend: (rules) =>
      bendOperation(rules, 's3:GetObject', ({ trail }) => ({
        trail: { ...trail, errorCode: (code: string) => (code === 'AccessDenied' ? 'NoSuchKey' : code) },
      })),
  },
  {
    id: 'lost-key-stops-logging',
    sentence: 'Disabling a key stops the trails that are under it.',
    caughtBy: 'trail-logs-on',
    bend: (rules) =>
      bendRun(rules, 'kms:DisableKey', (run, { transaction }, input) => {
        const output = run(input);
        const { cloudtrail } = transaction.world;
        let { trails } = cloudtrail;
        for (const [arn, trail] of cloudtrail.trails.entries())
          if (trail.settings.KmsKeyId?.endsWith(String(input.KeyId).split('/').at(-1) as string))
            trails = trails.set(arn, { ...trail, state: 'Stopped' });
        transaction.world = { ...transaction.world, cloudtrail: { ...cloudtrail, trails } };
        return output;
      }),
  },
  {
    id: 'delivery-ignores-key',
    sentence: 'Log files are delivered though the key of their trail cannot be used.',
    caughtBy: 'trail-delivery-needs-key',
    bend: (rules) => blindWhile(rules, 'cloudtrail.deliverLogFiles'),
  },
  {
    id: 'log-files-under-s3-key',
    sentence: 'Log files are under a key that S3 manages, whatever key their trail has.',
    caughtBy: 'trail-files-under-key',
    bend: (rules) =>
      bendRun(rules, 's3:PutObject', (run, { call }, input) => {
        const { ServerSideEncryption: _, SSEKMSKeyId: __, SSEKMSEncryptionContext: ___, ...plain } = input;
        return run(call.caller.principal === 'cloudtrail.amazonaws.com' ? plain : input);
      }),
  },
  {
    id: 'no-digest-of-empty-hours',
    sentence: 'An hour without a log file has no digest.',
    caughtBy: 'digest-every-hour',
    bend: (rules) =>
      bendHandler(rules, 'cloudtrail.deliverDigests', (handler) => (transaction, detail) => {
        const { trailArn } = detail as { trailArn: string };
        const trail = transaction.world.cloudtrail.trails.get(trailArn);
        const files = Object.values(trail?.chains ?? {}).flatMap((chain) => chain.files);
        if (files.length > 0) handler(transaction, detail);
        else transaction.schedule(3_600_000, 'cloudtrail.deliverDigests', { trailArn });
      }),
  },
];

/** All of them. */
export const brokenServiceWorlds: readonly BrokenWorld[] = [...brokenServices, ...brokenSources, ...brokenTrails];
