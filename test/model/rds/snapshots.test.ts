import { describe, expect, it } from 'vitest';
import { rdsFacts } from '../../../model/rds/facts.ts';
import { ADMIN, Databases, rowsOf } from './cloud.ts';

const ELSEWHERE = 'eu-west-1';
const OTHER = { principal: 'arn:aws:iam::210987654321:root' };

/** A database and its snapshot `s`, under key `A` or under none. */
function withSnapshot(seed: string, source: string) {
  const cloud = new Databases(seed);
  const keys: Record<string, string> = { A: cloud.key(), B: cloud.key(), C: cloud.key({}, ELSEWHERE) };
  if (source === 'none') cloud.database('orders');
  else cloud.encrypted('orders', keys[source] ?? source);
  return { cloud, keys, snapshot: cloud.snapshotOf('orders', 's') };
}

const COPIES = `
source | to        | KmsKeyId | copy                                                               | rule                                 | grade
none   | here      |          | none                                                               | copy-may-encrypt                     | documented
none   | here      | A        | A                                                                  | copy-may-encrypt                     | documented
A      | here      |          | A                                                                  | snapshot-has-same-key                | documented
A      | here      | A        | A                                                                  | snapshot-has-same-key                | documented
A      | here      | B        | B                                                                  | copy-may-encrypt                     | documented
none   | elsewhere |          | none                                                               | copy-may-encrypt                     | documented
none   | elsewhere | C        | C                                                                  | copy-may-encrypt                     | documented
A      | elsewhere |          | Must specify new KMS key for cross region encrypted snapshot copy. | cross-region-copy-needs-key          | reported
A      | elsewhere | C        | C                                                                  | copy-may-encrypt                     | documented
A      | elsewhere | B        | The target KMS key                                                 | symmetric-key                        | documented
`;

describe('a copy of a snapshot', () => {
  it.each(rowsOf(COPIES))('of $source, $to, KmsKeyId "$KmsKeyId": $copy', (row) => {
    const { cloud, keys, snapshot } = withSnapshot('copies', row.source!);
    const region = row.to === 'here' ? 'us-east-1' : ELSEWHERE;
    const input = {
      SourceDBSnapshotIdentifier: snapshot.DBSnapshotArn,
      TargetDBSnapshotIdentifier: 'copy',
      ...(row.KmsKeyId ? { KmsKeyId: keys[row.KmsKeyId] } : {}),
    };
    expect(rdsFacts[row.rule as keyof typeof rdsFacts].grade).toBe(row.grade);
    if (row.copy!.length > 4) {
      expect(cloud.refused('CopyDBSnapshot', input, ADMIN, region)).toContain(row.copy);
      return;
    }
    cloud.rds('CopyDBSnapshot', input, ADMIN, region);
    cloud.wait({ minutes: 5 });
    const copy = cloud.snapshot('copy', region);
    expect([copy.Status, copy.Encrypted, copy.KmsKeyId]).toEqual([
      'available',
      row.copy !== 'none',
      row.copy === 'none' ? undefined : keys[row.copy!],
    ]);
    expect(cloud.snapshot('s')).toEqual(snapshot);
    if (region === ELSEWHERE) return;
    const restore = { DBInstanceIdentifier: 'again', DBSnapshotIdentifier: 'copy' };
    cloud.rds('RestoreDBInstanceFromDBSnapshot', restore);
    cloud.wait({ minutes: 10 });
    const [before, after] = [cloud.describedInstance('orders'), cloud.describedInstance('again')];
    expect([after.StorageEncrypted, after.KmsKeyId]).toEqual([copy.Encrypted, copy.KmsKeyId]);
    expect(after.DbiResourceId).not.toBe(before.DbiResourceId);
    expect(after.Endpoint.Address).not.toBe(before.Endpoint.Address);
  });

  it('under the same key needs no permission of the caller on the key, but the key itself', () => {
    const { cloud, keys } = withSnapshot('alone', 'A');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: ADMIN.principal },
          Action: ['kms:DisableKey', 'kms:PutKeyPolicy'],
          Resource: '*',
        },
      ],
    });
    cloud.kms('PutKeyPolicy', { KeyId: keys.A, PolicyName: 'default', Policy });
    const copy = (id: string) => ({ SourceDBSnapshotIdentifier: 's', TargetDBSnapshotIdentifier: id });
    cloud.rds('CopyDBSnapshot', copy('one'));
    expect(cloud.refused('CopyDBSnapshot', { ...copy('two'), KmsKeyId: keys.A })).toBe(
      `KMSKeyNotAccessibleFault: The target KMS key [${keys.A}] does not exist, is not enabled or you do not have permissions to access it.`,
    );
    cloud.kms('DisableKey', { KeyId: keys.A });
    expect(cloud.refused('CopyDBSnapshot', copy('three'))).toBe(
      `KMSKeyNotAccessibleFault: The source snapshot KMS key [${keys.A}] does not exist, is not enabled or you do not have permissions to access it.`,
    );
  });
});

describe('a snapshot', () => {
  it('of a database whose key is lost is accepted and fails', () => {
    const cloud = new Databases('fails');
    const key = cloud.key();
    cloud.encrypted('orders', key);
    cloud.kms('DisableKey', { KeyId: key });
    expect(cloud.snapshotOf('orders', 's').Status).toBe('failed');
    expect(rdsFacts['snapshot-with-lost-key-fails'].grade).toBe('assumed');
  });

  it('outlives its database, and can then be restored by who may make a grant', () => {
    const { cloud, keys } = withSnapshot('outlives', 'A');
    cloud.rds('DeleteDBInstance', { DBInstanceIdentifier: 'orders', SkipFinalSnapshot: true });
    cloud.wait({ minutes: 10 });
    cloud.rds('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'again', DBSnapshotIdentifier: 's' });
    cloud.wait({ minutes: 10 });
    expect(cloud.describedInstance('again')).toMatchObject({ DBInstanceStatus: 'available', KmsKeyId: keys.A });
  });

  it('is the last of a database that is deleted with a final one', () => {
    const cloud = new Databases('final');
    const key = cloud.key();
    cloud.encrypted('orders', key);
    cloud.rds('DeleteDBInstance', { DBInstanceIdentifier: 'orders', FinalDBSnapshotIdentifier: 'last' });
    cloud.wait({ minutes: 10 });
    expect(cloud.refused('DescribeDBInstances', { DBInstanceIdentifier: 'orders' })).toBe(
      'DBInstanceNotFound: DBInstance orders not found.',
    );
    expect(cloud.snapshot('last')).toMatchObject({ Status: 'available', KmsKeyId: key });
  });
});

describe('a shared snapshot', () => {
  const share = (values: string[]) => ({ DBSnapshotIdentifier: 's', AttributeName: 'restore', ValuesToAdd: values });

  it('under a key of its own is copied by the other account with a key of its own', () => {
    const { cloud, keys, snapshot } = withSnapshot('shared', 'A');
    cloud.rds('ModifyDBSnapshotAttribute', share(['210987654321']));
    const copy = { SourceDBSnapshotIdentifier: snapshot.DBSnapshotArn, TargetDBSnapshotIdentifier: 'mine' };
    expect(cloud.refused('CopyDBSnapshot', copy, OTHER)).toMatch(/^InvalidParameterValue: Must specify a KMS key/);
    const mine = cloud.kms('CreateKey', {}, OTHER).KeyMetadata.Arn;
    expect(cloud.refused('CopyDBSnapshot', { ...copy, KmsKeyId: mine }, OTHER)).toBe(
      `KMSKeyNotAccessibleFault: The source snapshot KMS key [${keys.A}] does not exist, is not enabled or you do not have permissions to access it.`,
    );
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: ['123456789012', '210987654321'].map((account) => ({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      })),
    });
    cloud.kms('PutKeyPolicy', { KeyId: keys.A, PolicyName: 'default', Policy });
    cloud.rds('CopyDBSnapshot', { ...copy, KmsKeyId: mine }, OTHER);
    cloud.wait({ minutes: 5 });
    const [own] = cloud.rds('DescribeDBSnapshots', {}, OTHER).DBSnapshots;
    expect(own).toMatchObject({ DBSnapshotIdentifier: 'mine', Status: 'available', KmsKeyId: mine });
    cloud.rds('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'a', DBSnapshotIdentifier: 'mine' }, OTHER);
    cloud.wait({ minutes: 10 });
    expect(cloud.rds('DescribeDBInstances', {}, OTHER).DBInstances[0].DBInstanceStatus).toBe('available');
  });

  it('is found by the account that it is shared with, and by nobody else', () => {
    const { cloud, snapshot } = withSnapshot('found', 'none');
    const list = (caller: typeof ADMIN) =>
      cloud.rds('DescribeDBSnapshots', { SnapshotType: 'shared' }, caller).DBSnapshots.length;
    expect(list(OTHER)).toBe(0);
    cloud.rds('ModifyDBSnapshotAttribute', share(['210987654321']));
    expect([list(OTHER), list(ADMIN)]).toEqual([1, 0]);
    cloud.rds('ModifyDBSnapshotAttribute', { ...share([]), ValuesToRemove: ['210987654321'] });
    expect(list(OTHER)).toBe(0);
    expect(cloud.refused('DescribeDBSnapshots', { DBSnapshotIdentifier: snapshot.DBSnapshotArn }, OTHER)).toMatch(
      /^DBSnapshotNotFound/,
    );
  });

  it.each([
    ['alias/aws/rds', '210987654321', 'Sharing snapshots encrypted with the default service key for RDS'],
    ['A', 'all', 'Encrypted snapshots cannot be shared publicly.'],
  ])('under %s is not shared with %s', (key, account, text) => {
    const { cloud } = withSnapshot('not shared', key);
    expect(cloud.refused('ModifyDBSnapshotAttribute', share([account]))).toContain(text);
  });
});

describe('an Aurora cluster', () => {
  it('is restored of an unencrypted snapshot under a key, unlike a DB instance', () => {
    const cloud = new Databases('restore cluster');
    const key = cloud.key();
    cloud.cluster('shop');
    cloud.rds('CreateDBClusterSnapshot', { DBClusterIdentifier: 'shop', DBClusterSnapshotIdentifier: 's' });
    cloud.wait({ minutes: 5 });
    const restore = { DBClusterIdentifier: 'again', SnapshotIdentifier: 's', Engine: 'aurora-mysql', KmsKeyId: key };
    cloud.rds('RestoreDBClusterFromSnapshot', restore);
    cloud.wait({ minutes: 10 });
    expect(cloud.describedCluster('again')).toMatchObject({
      Status: 'available',
      StorageEncrypted: true,
      KmsKeyId: key,
    });
    expect(cloud.describedCluster('shop').StorageEncrypted).toBe(false);
  });

  it('is encrypted by default since 2026-02-18, under a key that AWS owns', () => {
    const cloud = new Databases('default', { startMs: Date.UTC(2026, 1, 17, 23) });
    expect(cloud.cluster('before').StorageEncrypted).toBe(false);
    cloud.wait({ hours: 2 });
    const after = cloud.cluster('after');
    expect([after.StorageEncrypted, after.KmsKeyId]).toEqual([true, undefined]);
    cloud.wait({ days: 10 });
    expect(cloud.describedCluster('after').Status).toBe('available');
  });
});
