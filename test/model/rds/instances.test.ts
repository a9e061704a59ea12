import { describe, expect, it } from 'vitest';
import { renderRecord } from '../../../model/cloudtrail/record.ts';
import { deserialise, serialise } from '../../../model/serialise.ts';
import { Databases } from './cloud.ts';

const states = (cloud: Databases, id: string, since: number) =>
  cloud.changes(id, since).map((line) => line.split(' -> ')[1]);

describe('a DB instance', () => {
  it('is created, backed up, stopped, started, rebooted, modified, renamed and deleted', () => {
    const cloud = new Databases('life');
    const since = cloud.world.nowMs;
    const key = cloud.key();
    cloud.encrypted('orders', key);
    const id = { DBInstanceIdentifier: 'orders' };
    for (const operation of ['StopDBInstance', 'StartDBInstance', 'RebootDBInstance']) {
      cloud.rds(operation, id);
      cloud.wait({ minutes: 10 });
    }
    cloud.rds('ModifyDBInstance', { ...id, AllocatedStorage: 40, ApplyImmediately: true });
    expect(cloud.describedInstance('orders')).toMatchObject({
      AllocatedStorage: 20,
      PendingModifiedValues: { AllocatedStorage: 40 },
    });
    cloud.wait({ minutes: 10 });
    expect(cloud.describedInstance('orders')).toMatchObject({ AllocatedStorage: 40, KmsKeyId: key });
    cloud.rds('ModifyDBInstance', { ...id, EngineVersion: '8.4.8' });
    cloud.wait({ minutes: 10 });
    cloud.rds('ModifyDBInstance', { ...id, MasterUserPassword: 'another-horse' });
    cloud.wait({ minutes: 10 });
    cloud.rds('ModifyDBInstance', { ...id, NewDBInstanceIdentifier: 'sales' });
    cloud.wait({ minutes: 10 });
    expect(states(cloud, 'orders', since)).toEqual([
      'backing-up',
      'available',
      'stopping',
      'stopped',
      'starting',
      'backing-up',
      'available',
      'rebooting',
      'available',
      'modifying',
      'available',
      'upgrading',
      'available',
      'resetting-master-credentials',
      'available',
      'renaming',
    ]);
    cloud.kms('DisableKey', { KeyId: key });
    cloud.wait({ hours: 4 });
    expect(cloud.status('sales')).toBe('inaccessible-encryption-credentials-recoverable');
    cloud.rds('DeleteDBInstance', { DBInstanceIdentifier: 'sales', SkipFinalSnapshot: true });
    cloud.wait({ minutes: 10 });
    expect(cloud.rds('DescribeDBInstances').DBInstances).toEqual([]);
  });

  it('has no way to change its encryption or its key', () => {
    const cloud = new Databases('in place');
    cloud.database('orders');
    const change = { DBInstanceIdentifier: 'orders', StorageEncrypted: true, KmsKeyId: cloud.key() };
    cloud.rds('ModifyDBInstance', change);
    cloud.wait({ minutes: 10 });
    expect(cloud.describedInstance('orders').StorageEncrypted).toBe(false);
  });

  it('shows a secret whose key is lost as impaired, and serves on', () => {
    const cloud = new Databases('secret');
    const key = cloud.key();
    const { MasterUserPassword: _, ...input } = cloud.newInstance('orders');
    const secret = { ManageMasterUserPassword: true, MasterUserSecretKmsKeyId: key };
    cloud.rds('CreateDBInstance', { ...input, ...secret });
    cloud.wait({ minutes: 10 });
    expect(cloud.describedInstance('orders').MasterUserSecret).toMatchObject({ SecretStatus: 'active', KmsKeyId: key });
    cloud.kms('DisableKey', { KeyId: key });
    cloud.wait({ days: 2 });
    expect(cloud.describedInstance('orders')).toMatchObject({
      DBInstanceStatus: 'available',
      MasterUserSecret: { SecretStatus: 'impaired' },
    });
  });
});

describe('a read replica', () => {
  it('has the key of its source, another Region its own, and is promoted to stand alone', () => {
    const cloud = new Databases('replica');
    const [key, there] = [cloud.key(), cloud.key({}, 'eu-west-1')];
    const { DBInstanceArn } = cloud.encrypted('orders', key);
    const replica = { DBInstanceIdentifier: 'copy', SourceDBInstanceIdentifier: DBInstanceArn };
    cloud.rds('CreateDBInstanceReadReplica', replica);
    const admin = { principal: 'arn:aws:iam::123456789012:user/admin' };
    expect(cloud.refused('CreateDBInstanceReadReplica', replica, admin, 'eu-west-1')).toBe(
      'InvalidParameterCombination: Cannot create a cross region unencrypted read replica from encrypted source.',
    );
    cloud.rds('CreateDBInstanceReadReplica', { ...replica, KmsKeyId: there }, admin, 'eu-west-1');
    cloud.wait({ minutes: 10 });
    expect(cloud.describedInstance('copy')).toMatchObject({
      KmsKeyId: key,
      ReadReplicaSourceDBInstanceIdentifier: 'orders',
    });
    expect(cloud.describedInstance('copy', 'eu-west-1')).toMatchObject({
      DBInstanceStatus: 'available',
      KmsKeyId: there,
    });
    cloud.rds('PromoteReadReplica', { DBInstanceIdentifier: 'copy' });
    cloud.wait({ minutes: 10 });
    expect(cloud.describedInstance('copy').ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
    expect(cloud.describedInstance('orders').ReadReplicaDBInstanceIdentifiers).toEqual([
      'arn:aws:rds:eu-west-1:123456789012:db:copy',
    ]);
  });
});

describe('tags', () => {
  it('are given, listed and taken by ARN', () => {
    const cloud = new Databases('tags');
    const { DBInstanceArn: ResourceName } = cloud.database('orders', { Tags: [{ Key: 'a', Value: '1' }] });
    cloud.rds('AddTagsToResource', { ResourceName, Tags: [{ Key: 'b', Value: '2' }] });
    cloud.rds('RemoveTagsFromResource', { ResourceName, TagKeys: ['a'] });
    expect(cloud.rds('ListTagsForResource', { ResourceName }).TagList).toEqual([{ Key: 'b', Value: '2' }]);
  });
});

describe('the trail', () => {
  it('shows requests and answers in camelCase and no password', () => {
    const cloud = new Databases('trail');
    const KmsKeyId = cloud.key();
    const since = cloud.calls;
    cloud.encrypted('orders', KmsKeyId);
    const entry = cloud.trail(since).find(({ eventName }) => eventName === 'CreateDBInstance')!;
    const record = renderRecord(cloud.world, entry);
    expect(record).toMatchObject({
      eventSource: 'rds.amazonaws.com',
      readOnly: false,
      requestParameters: {
        dBInstanceIdentifier: 'orders',
        dBInstanceClass: 'db.t3.micro',
        masterUserPassword: '****',
        storageEncrypted: true,
        kmsKeyId: KmsKeyId,
      },
      responseElements: {
        dBInstanceStatus: 'creating',
        kmsKeyId: KmsKeyId,
        dbiResourceId: expect.stringMatching(/^db-[A-Z2-7]{26}$/),
      },
    });
    const decrypt = renderRecord(cloud.world, cloud.trail(since).find(({ eventName }) => eventName === 'Decrypt')!);
    expect(decrypt.userIdentity).toEqual({ type: 'AWSService', invokedBy: 'rds.amazonaws.com' });
    expect([decrypt.sourceIPAddress, decrypt.userAgent]).toEqual(['rds.amazonaws.com', 'rds.amazonaws.com']);
  });
});

describe('a world with databases', () => {
  it('goes on from its text as it would have gone on itself', () => {
    const busy = () => {
      const cloud = new Databases('stored');
      const key = cloud.key();
      cloud.encrypted('orders', key);
      cloud.snapshotOf('orders', 's');
      cloud.rds('CopyDBSnapshot', {
        SourceDBSnapshotIdentifier: 's',
        TargetDBSnapshotIdentifier: 't',
        KmsKeyId: cloud.key(),
      });
      cloud.cluster('shop', { StorageEncrypted: true, KmsKeyId: key });
      cloud.kms('DisableKey', { KeyId: key });
      return cloud;
    };
    const [cloud, other] = [busy(), busy()];
    other.world = deserialise(serialise(cloud.world));
    for (const one of [cloud, other]) one.wait({ days: 9 });
    expect(serialise(other.world)).toBe(serialise(cloud.world));
  });
});
