/**
 * A database of RDS that loses its key: seven days to bring it back, and what is left after them.
 * Statuses and their order follow the user guide and a published, dated timeline and recovery log; how RDS finds out, and how
 * long that takes, is assumed.
 */
import { type Lab, ref } from '../contract.ts';
import { byService, called, forCaller, kms, RDS, rds, text } from './told.ts';

const KEY = ref('createKey.KeyMetadata.KeyId');
const ORDERS = { DBInstanceIdentifier: 'orders' };
const SCRATCH = { DBInstanceIdentifier: 'scratch' };
const RESTORED = { DBInstanceIdentifier: 'restored' };
const SETTLED = { minutes: 10 };
const AVAILABLE = 'available';
const RECOVERABLE = 'inaccessible-encryption-credentials-recoverable';
const TERMINAL = 'inaccessible-encryption-credentials';
const LOST = 'KMSKeyNotAccessibleFault';

const small = {
  Engine: 'mysql',
  DBInstanceClass: 'db.t3.micro',
  AllocatedStorage: 20,
  MasterUsername: 'keeper',
  MasterUserPassword: 'a-password-of-the-lab',
  StorageEncrypted: true,
  KmsKeyId: KEY,
};
/** What a new database asks of KMS, in this order: first for its maker, then RDS under the grant. */
const created = [
  called('CreateDBInstance'),
  forCaller('DescribeKey', RDS),
  forCaller('CreateGrant', RDS),
  byService('GenerateDataKeyWithoutPlaintext', RDS),
  byService('Decrypt', RDS),
];

export const rdsLab: Lab = {
  id: 'rds',
  title: text('A database and its key'),
  intro: text(
    'Two databases of RDS are encrypted under a key of our own, one with backups, one without. We disable the key. Unlike a disk, a ' +
      'running database does notice: RDS stops it. One can be brought back for seven days, the other never. That RDS looks at ' +
      'the key every hour is assumed: AWS does not say how it finds out.',
  ),
  names: {
    key: { kind: 'key', id: ref('createKey.KeyMetadata.Arn') },
    orders: { kind: 'database', id: ref('createOrders.DBInstance.DBInstanceArn') },
    scratch: { kind: 'database', id: ref('createScratch.DBInstance.DBInstanceArn') },
    backup: { kind: 'databaseSnapshot', id: ref('snapshot.DBSnapshot.DBSnapshotArn') },
    restored: { kind: 'database', id: ref('restore.DBInstance.DBInstanceArn') },
  },
  steps: [
    {
      title: text('Create a key and a database with backups'),
      look: text(
        'In our name RDS asks what the key is and for a grant (invokedBy rds.amazonaws.com). Minutes later it makes a data key and ' +
          'opens it by itself, under that grant: from here on it does not need us.',
      ),
      calls: [
        kms('CreateKey', { Description: 'Lab key for RDS' }, { name: 'createKey' }),
        rds('CreateDBInstance', { ...ORDERS, ...small }, { name: 'createOrders', wait: SETTLED }),
      ],
      expect: {
        states: { key: 'Enabled', orders: AVAILABLE },
        path: { orders: ['creating', AVAILABLE] },
        output: { 'createOrders.DBInstance.StorageEncrypted': true },
        records: [called('CreateKey'), ...created],
      },
    },
    {
      title: text('A second database, without backups'),
      look: text(
        'BackupRetentionPeriod 0 turns automated backups off. That looks like a matter of cost, and decides what happens when the key is lost.',
      ),
      calls: [
        rds(
          'CreateDBInstance',
          { ...SCRATCH, ...small, BackupRetentionPeriod: 0 },
          { name: 'createScratch', wait: SETTLED },
        ),
      ],
      expect: { states: { scratch: AVAILABLE }, path: { scratch: ['creating', AVAILABLE] }, records: created },
    },
    {
      title: text('Take a snapshot'),
      look: text(
        'A snapshot is under the key of its database. RDS makes a grant of its own for it, so that the snapshot outlives the database.',
      ),
      calls: [
        rds(
          'CreateDBSnapshot',
          { ...ORDERS, DBSnapshotIdentifier: 'backup' },
          { name: 'snapshot', wait: { minutes: 5 } },
        ),
      ],
      expect: {
        states: { orders: AVAILABLE, backup: AVAILABLE },
        path: { backup: ['creating', AVAILABLE] },
        output: { 'snapshot.DBSnapshot.Encrypted': true },
        records: [called('CreateDBSnapshot'), byService('CreateGrant', RDS)],
      },
    },
    {
      title: text('Disable the key'),
      look: text(
        'At first nothing happens: both databases serve on with the data keys in memory. But nothing new is made under this key, and ' +
          'the error is the same whether the key is disabled, missing or not ours.',
      ),
      calls: [
        kms('DisableKey', { KeyId: KEY }, { wait: { minutes: 10 } }),
        rds('CreateDBInstance', { DBInstanceIdentifier: 'more', ...small }, { name: 'createMore' }),
      ],
      expect: {
        outcomes: { createMore: LOST },
        states: { key: 'Disabled', orders: AVAILABLE, scratch: AVAILABLE },
      },
    },
    {
      title: text('Wait until RDS notices'),
      look: text(
        'Within an hour (assumed) RDS fails to decrypt and says so in an event; two hours later (documented) it stops the databases. ' +
          'The one with backups is recoverable. The one without is inaccessible for good.',
      ),
      calls: [
        { elapse: { hours: 4 } },
        rds('DescribeEvents', { SourceType: 'db-instance', SourceIdentifier: 'orders' }, { name: 'events' }),
      ],
      expect: {
        states: { key: 'Disabled', orders: RECOVERABLE, scratch: TERMINAL, backup: AVAILABLE },
        path: { orders: [AVAILABLE, RECOVERABLE], scratch: [AVAILABLE, TERMINAL] },
      },
    },
    {
      title: text('What works without the key'),
      look: text(
        'Looking works, and nothing else: no start, and no restore either, since backups and snapshots are under the same key.',
      ),
      calls: [
        rds('DescribeDBInstances', ORDERS, { name: 'describe' }),
        rds('StartDBInstance', ORDERS, { name: 'startWithoutKey' }),
        rds(
          'RestoreDBInstanceFromDBSnapshot',
          { ...RESTORED, DBSnapshotIdentifier: 'backup' },
          { name: 'restoreWithoutKey' },
        ),
      ],
      expect: {
        outcomes: { startWithoutKey: LOST, restoreWithoutKey: LOST },
        states: { orders: RECOVERABLE, scratch: TERMINAL },
        output: { 'describe.DBInstances.0.DBInstanceStatus': RECOVERABLE },
      },
    },
    {
      title: text('Enable the key, and wait'),
      look: text(
        'A key that is back does not bring the database back. A day later it is still where it was: somebody must start it (recorded).',
      ),
      calls: [kms('EnableKey', { KeyId: KEY }, { wait: { days: 1 } })],
      expect: {
        states: { key: 'Enabled', orders: RECOVERABLE, scratch: TERMINAL },
        records: [called('EnableKey')],
      },
    },
    {
      title: text('Start the database'),
      look: text(
        'That is the whole repair, within seven days. RDS decrypts the data key under the grant that it has had from the beginning; ' +
          'a fresh backup follows.',
      ),
      calls: [rds('StartDBInstance', ORDERS, { name: 'start', wait: SETTLED })],
      expect: {
        states: { orders: AVAILABLE },
        path: { orders: [RECOVERABLE, 'starting', AVAILABLE] },
        records: [called('StartDBInstance'), byService('Decrypt', RDS)],
      },
    },
    {
      title: text('The database without backups'),
      look: text(
        'Its key is back as well, and it is lost all the same: it cannot be started, and there is nothing to restore it from. ' +
          'What can be done is delete it.',
      ),
      calls: [
        rds('StartDBInstance', SCRATCH, { name: 'startScratch' }),
        rds(
          'RestoreDBInstanceToPointInTime',
          {
            SourceDBInstanceIdentifier: 'scratch',
            TargetDBInstanceIdentifier: 'rescued',
            UseLatestRestorableTime: true,
          },
          { name: 'rescue' },
        ),
        rds('DeleteDBInstance', { ...SCRATCH, SkipFinalSnapshot: true }, { wait: SETTLED }),
      ],
      expect: {
        outcomes: { startScratch: 'InvalidDBInstanceState', rescue: 'PointInTimeRestoreNotEnabled' },
        states: { scratch: 'gone' },
        path: { scratch: [TERMINAL, 'deleting', 'gone'] },
      },
    },
    {
      title: text('Lose the key again, for too long'),
      look: text(
        'The same once more, and nobody starts the database for eight days. After seven of them it is inaccessible for good, and the key ' +
          'that comes back too late does not change that.',
      ),
      calls: [
        kms('DisableKey', { KeyId: KEY }, { wait: { hours: 4 } }),
        { elapse: { days: 8 } },
        kms('EnableKey', { KeyId: KEY }),
        rds('StartDBInstance', ORDERS, { name: 'startTooLate' }),
      ],
      expect: {
        outcomes: { startTooLate: 'InvalidDBInstanceState' },
        states: { key: 'Enabled', orders: TERMINAL },
        path: { orders: [AVAILABLE, RECOVERABLE, TERMINAL] },
      },
    },
    {
      title: text('Restore the snapshot'),
      look: text(
        'What is left is a restore of a backup: a new database, with an endpoint of its own, under the same key. Had the key been deleted, ' +
          'this would have been refused too, and the data would be gone.',
      ),
      calls: [
        rds(
          'RestoreDBInstanceFromDBSnapshot',
          { ...RESTORED, DBSnapshotIdentifier: 'backup' },
          { name: 'restore', wait: SETTLED },
        ),
      ],
      expect: {
        states: { orders: TERMINAL, restored: AVAILABLE },
        path: { restored: ['creating', AVAILABLE] },
        output: { 'restore.DBInstance.KmsKeyId': ref('createKey.KeyMetadata.Arn') },
      },
    },
  ],
};
