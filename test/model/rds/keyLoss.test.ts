import { describe, expect, it } from 'vitest';
import { rdsFacts } from '../../../model/rds/facts.ts';
import { Databases, rowsOf } from './cloud.ts';

const LOSSES: Readonly<Record<string, (cloud: Databases, key: string) => void>> = {
  disabled: (cloud, KeyId) => cloud.kms('DisableKey', { KeyId }),
  'pending deletion': (cloud, KeyId) => cloud.kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }),
  'grant revoked'(cloud, KeyId) {
    for (const { GrantId } of cloud.kms('ListGrants', { KeyId }).Grants) cloud.kms('RevokeGrant', { KeyId, GrantId });
  },
};

const MAKERS: Readonly<Record<string, (cloud: Databases, key: string) => string>> = {
  'with backups'(cloud, key) {
    cloud.encrypted('orders', key);
    return 'orders';
  },
  'without backups'(cloud, key) {
    cloud.encrypted('orders', key, { BackupRetentionPeriod: 0 });
    return 'orders';
  },
  'has a replica'(cloud, key) {
    cloud.encrypted('orders', key);
    cloud.rds('CreateDBInstanceReadReplica', { DBInstanceIdentifier: 'copy', SourceDBInstanceIdentifier: 'orders' });
    cloud.wait({ minutes: 10 });
    return 'orders';
  },
  'is a replica'(cloud, key) {
    cloud.encrypted('source', key);
    cloud.rds('CreateDBInstanceReadReplica', { DBInstanceIdentifier: 'orders', SourceDBInstanceIdentifier: 'source' });
    cloud.wait({ minutes: 10 });
    return 'orders';
  },
};

const RECOVERABLE = 'inaccessible-encryption-credentials-recoverable';
const TERMINAL = 'inaccessible-encryption-credentials';

const TABLE = `
database        | loss             | becomes     | rule                 | grade
with backups    | disabled         | recoverable | lost-key-recoverable | documented
with backups    | pending deletion | recoverable | lost-key-recoverable | documented
with backups    | grant revoked    | recoverable | lost-key-recoverable | documented
without backups | disabled         | terminal    | lost-key-terminal    | documented
has a replica   | disabled         | terminal    | lost-key-terminal    | documented
is a replica    | disabled         | terminal    | lost-key-terminal    | documented
`;

describe('a running database whose key is lost', () => {
  it.each(rowsOf(TABLE))('$database, key $loss: becomes $becomes', ({ database, loss, becomes, rule, grade }) => {
    const cloud = new Databases('loss');
    const key = cloud.key();
    const id = MAKERS[database!]!(cloud, key);
    LOSSES[loss!]!(cloud, key);
    cloud.wait({ minutes: 59 });
    expect(cloud.status(id)).toBe('available');
    cloud.wait({ hours: 3 });
    expect(cloud.status(id)).toBe(becomes === 'terminal' ? TERMINAL : RECOVERABLE);
    expect(rdsFacts[rule as keyof typeof rdsFacts].grade).toBe(grade);
  });

  it('goes aside two hours after RDS has found out, as an event says', () => {
    const cloud = new Databases('delay');
    const key = cloud.key();
    cloud.encrypted('orders', key);
    cloud.kms('DisableKey', { KeyId: key });
    cloud.wait({ hours: 5 });
    const told = cloud
      .rds('DescribeEvents', { Duration: 600 })
      .Events.find((event: { Message: string }) =>
        event.Message.startsWith(
          'Amazon RDS has been unable to access the KMS encryption key for database instance orders.',
        ),
      );
    const moved = cloud.events.find((event) => event.type === 'transition' && event.to === RECOVERABLE);
    expect(moved).toMatchObject({ from: 'available', atMs: told.Date + 2 * 3_600_000 });
    expect(told.EventCategories).toEqual(['availability']);
    expect(cloud.events).toContainEqual(
      expect.objectContaining({ type: 'notification', detail: expect.objectContaining({ EventID: 'RDS-EVENT-0419' }) }),
    );
  });

  it('stays available if the key is back before RDS acts', () => {
    const cloud = new Databases('back');
    const key = cloud.key();
    cloud.encrypted('orders', key);
    const since = cloud.world.nowMs;
    cloud.kms('DisableKey', { KeyId: key });
    cloud.wait({ hours: 2 });
    cloud.kms('EnableKey', { KeyId: key });
    cloud.wait({ days: 3 });
    expect(cloud.changes('orders', since)).toEqual([]);
  });

  it('does not care for the permission of its creator or for the key policy, only for its grant', () => {
    const cloud = new Databases('policy');
    const key = cloud.key();
    cloud.encrypted('orders', key);
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:root' },
          Action: 'kms:PutKeyPolicy',
          Resource: '*',
        },
      ],
    });
    cloud.kms('PutKeyPolicy', { KeyId: key, PolicyName: 'default', Policy, BypassPolicyLockoutSafetyCheck: true });
    cloud.wait({ days: 3 });
    expect(cloud.status('orders')).toBe('available');
  });
});

describe('a database that can be recovered', () => {
  function recoverable(seed: string) {
    const cloud = new Databases(seed);
    const key = cloud.key();
    cloud.encrypted('orders', key, { MonitoringInterval: 60 });
    cloud.kms('DisableKey', { KeyId: key });
    cloud.wait({ hours: 4 });
    return { cloud, key };
  }

  it('comes back by a start once the key can be used: starting, monitoring, backup, available', () => {
    const { cloud, key } = recoverable('start');
    cloud.kms('EnableKey', { KeyId: key });
    expect(cloud.rds('StartDBInstance', { DBInstanceIdentifier: 'orders' }).DBInstance.DBInstanceStatus).toBe(
      'starting',
    );
    const since = cloud.world.nowMs;
    cloud.wait({ hours: 1 });
    expect(cloud.changes('orders', since).map((line) => line.split(' -> ')[1])).toEqual([
      'starting',
      'configuring-enhanced-monitoring',
      'backing-up',
      'available',
    ]);
  });

  it('does not start without its key, and stays as it is', () => {
    const { cloud, key } = recoverable('refused');
    expect(cloud.refused('StartDBInstance', { DBInstanceIdentifier: 'orders' })).toBe(
      `KMSKeyNotAccessibleFault: The specified KMS key [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
    );
    expect(cloud.status('orders')).toBe(RECOVERABLE);
  });

  it('does not come back by itself, and is lost after seven days to the minute', () => {
    const { cloud, key } = recoverable('week');
    const began = cloud.events.find((event) => event.type === 'transition' && event.to === RECOVERABLE) as {
      atMs: number;
    };
    cloud.kms('EnableKey', { KeyId: key });
    cloud.wait({ days: 6, hours: 22 });
    expect(cloud.status('orders')).toBe(RECOVERABLE);
    cloud.wait({ days: 1 });
    expect(cloud.status('orders')).toBe(TERMINAL);
    const ended = cloud.events.find((event) => event.type === 'transition' && event.to === TERMINAL);
    expect(ended).toMatchObject({ atMs: began.atMs + 7 * 86_400_000 });
    expect(cloud.refused('StartDBInstance', { DBInstanceIdentifier: 'orders' })).toBe(
      "InvalidDBInstanceState: Instance orders cannot be started as it is not in one of the following statuses: 'stopped, inaccessible-encryption-credentials-recoverable, incompatible-network (only valid for non-SqlServer instances)'.",
    );
  });

  it('is restored from its backups after that, with the same key, into a new database', () => {
    const { cloud, key } = recoverable('restore');
    cloud.wait({ days: 8 });
    const restore = {
      SourceDBInstanceIdentifier: 'orders',
      TargetDBInstanceIdentifier: 'again',
      UseLatestRestorableTime: true,
    };
    expect(cloud.refused('RestoreDBInstanceToPointInTime', restore)).toMatch(/^KMSKeyNotAccessibleFault: /);
    cloud.kms('EnableKey', { KeyId: key });
    const { LatestRestorableTime } = cloud.describedInstance('orders');
    expect(cloud.world.nowMs - LatestRestorableTime).toBeGreaterThan(86_400_000);
    cloud.rds('RestoreDBInstanceToPointInTime', restore);
    cloud.wait({ minutes: 10 });
    expect(cloud.describedInstance('again')).toMatchObject({ DBInstanceStatus: 'available', KmsKeyId: key });
    expect(cloud.status('orders')).toBe(TERMINAL);
    cloud.rds('DeleteDBInstance', { DBInstanceIdentifier: 'orders', SkipFinalSnapshot: true });
  });
});

describe('an Aurora cluster whose key is lost', () => {
  it('stops with its members 17 minutes after the first event, and comes back by StartDBCluster', () => {
    const cloud = new Databases('aurora');
    const key = cloud.key();
    cloud.cluster('shop', { StorageEncrypted: true, KmsKeyId: key });
    cloud.kms('DisableKey', { KeyId: key });
    cloud.wait({ hours: 2 });
    const { Events } = cloud.rds('DescribeEvents', {
      Duration: 600,
      SourceType: 'db-cluster',
      SourceIdentifier: 'shop',
    });
    const told = Events.find((event: { EventCategories: string[] }) => event.EventCategories.includes('availability'));
    const moves = cloud.events.filter((event) => event.type === 'transition' && event.to === RECOVERABLE);
    expect(moves).toEqual([
      expect.objectContaining({ lifecycle: 'db-cluster', atMs: told.Date + 17 * 60_000 }),
      expect.objectContaining({ lifecycle: 'db-instance', atMs: told.Date + 17 * 60_000 }),
    ]);
    expect(cloud.refused('StartDBCluster', { DBClusterIdentifier: 'shop' })).toMatch(/^KMSKeyNotAccessibleFault: /);
    cloud.kms('EnableKey', { KeyId: key });
    cloud.rds('StartDBCluster', { DBClusterIdentifier: 'shop' });
    cloud.wait({ minutes: 10 });
    expect([cloud.describedCluster('shop').Status, cloud.status('shop-1')]).toEqual(['available', 'available']);
    expect(cloud.refused('StartDBCluster', { DBClusterIdentifier: 'shop' })).toBe(
      'InvalidDBClusterStateFault: DbCluster shop is in available state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.',
    );
  });
});

describe('a stopped database', () => {
  it('does not start with a disabled key, whether it is asked to or RDS starts it after seven days', () => {
    const cloud = new Databases('stopped');
    const key = cloud.key();
    cloud.encrypted('orders', key);
    cloud.rds('StopDBInstance', { DBInstanceIdentifier: 'orders' });
    cloud.wait({ minutes: 5 });
    cloud.kms('DisableKey', { KeyId: key });
    expect(cloud.refused('StartDBInstance', { DBInstanceIdentifier: 'orders' })).toMatch(/^KMSKeyNotAccessibleFault: /);
    cloud.wait({ days: 8 });
    expect(cloud.status('orders')).toBe('stopped');
    cloud.kms('EnableKey', { KeyId: key });
    cloud.wait({ days: 8 });
    expect(cloud.status('orders')).toBe('available');
  });
});

describe('a world without running databases under a key', () => {
  it('has nothing due', () => {
    const cloud = new Databases('idle');
    const key = cloud.key();
    cloud.database('plain');
    cloud.encrypted('orders', key);
    expect(cloud.world.agenda.size).toBe(1);
    cloud.rds('DeleteDBInstance', { DBInstanceIdentifier: 'orders', SkipFinalSnapshot: true });
    cloud.wait({ minutes: 10 });
    expect(cloud.world.agenda.size).toBe(0);
    expect(cloud.kms('ListGrants', { KeyId: key }).Grants).toEqual([]);
  });
});
