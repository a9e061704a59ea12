import { describe, expect, it } from 'vitest';
import { ADMIN, Databases } from './cloud.ts';

const RDS = 'rds.us-east-1.amazonaws.com via rds.amazonaws.com';

describe('the KMS calls of RDS', () => {
  it('creation: DescribeKey and CreateGrant as the caller, the data key as RDS under the grant', () => {
    const cloud = new Databases('create');
    const key = cloud.key();
    const since = cloud.calls;
    const { DbiResourceId: id } = cloud.encrypted('orders', key);
    expect(cloud.kmsCalls(since)).toEqual([
      'DescribeKey admin via rds.amazonaws.com',
      'CreateGrant admin via rds.amazonaws.com',
      `GenerateDataKeyWithoutPlaintext ${RDS}`,
      `Decrypt ${RDS}`,
    ]);
    const [grant] = cloud.kms('ListGrants', { KeyId: key }).Grants;
    expect(grant).toMatchObject({
      GranteePrincipal: 'rds.us-east-1.amazonaws.com',
      RetiringPrincipal: 'rds.us-east-1.amazonaws.com',
      Constraints: { EncryptionContextSubset: { 'aws:rds:db-id': id } },
    });
    const used = cloud.trail(since).find(({ eventName }) => eventName === 'Decrypt');
    expect(used!.requestParameters).toMatchObject({
      encryptionContext: { 'aws:rds:db-id': id, 'aws:ebs:id': expect.stringMatching(/^vol-0[0-9a-f]{16}$/) },
    });
  });

  it('the default key is alias/aws/rds, made when it is first needed', () => {
    const cloud = new Databases('default');
    const { KmsKeyId } = cloud.database('orders', { StorageEncrypted: true });
    const { KeyMetadata } = cloud.kms('DescribeKey', { KeyId: 'alias/aws/rds' });
    expect(KeyMetadata).toMatchObject({ Arn: KmsKeyId, KeyManager: 'AWS' });
  });

  it('a cluster is bound to its resource id', () => {
    const cloud = new Databases('cluster');
    const key = cloud.key();
    const { DbClusterResourceId: id } = cloud.cluster('shop', { StorageEncrypted: true, KmsKeyId: key });
    const [grant] = cloud.kms('ListGrants', { KeyId: key }).Grants;
    expect(grant.Constraints).toEqual({ EncryptionContextSubset: { 'aws:rds:dbc-id': id } });
  });

  it('stop and start: nothing, then Decrypt as RDS', () => {
    const cloud = new Databases('stop');
    cloud.encrypted('orders', cloud.key());
    let since = cloud.calls;
    cloud.rds('StopDBInstance', { DBInstanceIdentifier: 'orders' });
    cloud.wait({ minutes: 5 });
    expect(cloud.kmsCalls(since)).toEqual([]);
    since = cloud.calls;
    cloud.rds('StartDBInstance', { DBInstanceIdentifier: 'orders' });
    expect(cloud.kmsCalls(since)).toEqual([`Decrypt ${RDS}`]);
  });

  it('snapshot and copy under another key', () => {
    const cloud = new Databases('copy');
    cloud.encrypted('orders', cloud.key());
    let since = cloud.calls;
    cloud.snapshotOf('orders', 's');
    expect(cloud.kmsCalls(since)).toEqual([`CreateGrant ${RDS}`]);
    const KmsKeyId = cloud.key();
    since = cloud.calls;
    const copy = { SourceDBSnapshotIdentifier: 's', TargetDBSnapshotIdentifier: 'copy', KmsKeyId };
    cloud.rds('CopyDBSnapshot', copy);
    cloud.wait({ minutes: 5 });
    expect(cloud.kmsCalls(since)).toEqual([
      `Decrypt ${RDS}`,
      'DescribeKey admin via rds.amazonaws.com',
      'CreateGrant admin via rds.amazonaws.com',
      `Decrypt ${RDS}`,
      `GenerateDataKeyWithoutPlaintext ${RDS}`,
      `Decrypt ${RDS}`,
    ]);
  });

  it('a caller that lacks kms:CreateGrant alone sees the fault, the trail shows the denial', () => {
    const cloud = new Databases('grant', {
      principals: [
        {
          arn: 'arn:aws:iam::123456789012:user/operator',
          managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        },
      ],
    });
    const key = cloud.key();
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: ADMIN.principal }, Action: 'kms:*', Resource: '*' },
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:user/operator' },
          Action: 'kms:DescribeKey',
          Resource: '*',
        },
      ],
    });
    cloud.kms('PutKeyPolicy', { KeyId: key, PolicyName: 'default', Policy });
    const operator = { principal: 'arn:aws:iam::123456789012:user/operator' };
    const since = cloud.calls;
    const input = { ...cloud.newInstance('orders'), StorageEncrypted: true, KmsKeyId: key };
    expect(cloud.refused('CreateDBInstance', input, operator)).toBe(
      `KMSKeyNotAccessibleFault: The specified KMS key [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
    );
    expect(cloud.kmsCalls(since)).toEqual([
      'DescribeKey operator via rds.amazonaws.com',
      'CreateGrant operator via rds.amazonaws.com -> AccessDenied',
    ]);
    expect(cloud.rds('DescribeDBInstances').DBInstances).toEqual([]);
  });
});
