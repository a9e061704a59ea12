import { describe, expect, it } from 'vitest';
import { aws } from '../../../model/aws.ts';
import { rdsFacts } from '../../../model/rds/facts.ts';
import { refusedOperations } from '../../../model/rds/outside.ts';
import { modelledErrors } from '../../../model/rds/shapes.ts';
import { ADMIN, Databases, rowsOf } from './cloud.ts';

/** A world in which everything depends on key A, which is disabled at the end. */
function withDisabledKey() {
  const cloud = new Databases('faults');
  const key = cloud.key();
  for (const id of ['running', 'stopped']) cloud.encrypted(id, key);
  cloud.database('plain');
  cloud.snapshotOf('running', 's');
  cloud.snapshotOf('plain', 'p');
  cloud.rds('StopDBInstance', { DBInstanceIdentifier: 'stopped' });
  cloud.wait({ minutes: 10 });
  cloud.kms('DisableKey', { KeyId: key });
  return { cloud, key };
}

const TABLE = `
operation                       | input                                                                          | answer                    | rule                         | grade
CreateDBInstance                | {"DBInstanceIdentifier":"new","StorageEncrypted":true,"KmsKeyId":"KEY"}        | KMSKeyNotAccessibleFault  | key-not-accessible           | documented
CreateDBInstanceReadReplica     | {"DBInstanceIdentifier":"new","SourceDBInstanceIdentifier":"running"}          | KMSKeyNotAccessibleFault  | replica-has-same-key         | documented
ModifyDBInstance                | {"DBInstanceIdentifier":"running","DBInstanceClass":"db.t3.small"}             | ok                        | encryption-only-at-creation  | documented
ModifyDBInstance                | {"DBInstanceIdentifier":"plain","ManageMasterUserPassword":true,"MasterUserSecretKmsKeyId":"KEY"} | KMSKeyNotAccessibleFault | key-not-accessible | documented
ModifyDBInstance                | {"DBInstanceIdentifier":"plain","EnablePerformanceInsights":true,"PerformanceInsightsKMSKeyId":"KEY"} | KMSKeyNotAccessibleFault | key-not-accessible | documented
StartDBInstance                 | {"DBInstanceIdentifier":"stopped"}                                             | KMSKeyNotAccessibleFault  | start-checks-key             | assumed
StopDBInstance                  | {"DBInstanceIdentifier":"running"}                                             | ok                        | running-goes-on              | assumed
RebootDBInstance                | {"DBInstanceIdentifier":"running"}                                             | KMSKeyNotAccessibleFault  | reboot-checks-key            | assumed
DeleteDBInstance                | {"DBInstanceIdentifier":"running","FinalDBSnapshotIdentifier":"f"}             | KMSKeyNotAccessibleFault  | reboot-checks-key            | assumed
DeleteDBInstance                | {"DBInstanceIdentifier":"running","SkipFinalSnapshot":true}                    | ok                        | terminal-is-final            | documented
CreateDBSnapshot                | {"DBInstanceIdentifier":"running","DBSnapshotIdentifier":"t"}                  | ok                        | snapshot-with-lost-key-fails | assumed
CopyDBSnapshot                  | {"SourceDBSnapshotIdentifier":"s","TargetDBSnapshotIdentifier":"t"}            | KMSKeyNotAccessibleFault  | source-key-text              | reported
CopyDBSnapshot                  | {"SourceDBSnapshotIdentifier":"p","TargetDBSnapshotIdentifier":"t","KmsKeyId":"KEY"} | KMSKeyNotAccessibleFault | target-key-text         | reported
RestoreDBInstanceFromDBSnapshot | {"DBInstanceIdentifier":"new","DBSnapshotIdentifier":"s"}                      | KMSKeyNotAccessibleFault  | restore-keeps-key            | documented
RestoreDBInstanceToPointInTime  | {"SourceDBInstanceIdentifier":"running","TargetDBInstanceIdentifier":"new","UseLatestRestorableTime":true} | KMSKeyNotAccessibleFault | restore-keeps-key | documented
DeleteDBSnapshot                | {"DBSnapshotIdentifier":"s"}                                                   | ok                        | terminal-is-final            | documented
CreateDBCluster                 | {"DBClusterIdentifier":"new","Engine":"aurora-mysql","StorageEncrypted":true,"KmsKeyId":"KEY"} | KMSKeyNotAccessibleFault | key-not-accessible  | documented
RestoreDBClusterFromSnapshot    | {"DBClusterIdentifier":"new","Engine":"aurora-mysql","SnapshotIdentifier":"arn:aws:rds:us-east-1:123456789012:snapshot:p","KmsKeyId":"KEY"} | KMSKeyNotAccessibleFault | aurora-restore-may-encrypt | documented
`;

describe('with a disabled key', () => {
  it.each(rowsOf(TABLE))('$operation $input: $answer', ({ operation, input, answer, rule, grade }) => {
    const { cloud, key } = withDisabledKey();
    const { DBInstanceIdentifier: _, ...fresh } = cloud.newInstance('x');
    const wanted = JSON.parse(input!.replace('KEY', key));
    const full = operation!.startsWith('CreateDB') && wanted.StorageEncrypted ? { ...fresh, ...wanted } : wanted;
    const outcome = cloud.try('rds', operation!, full);
    expect(outcome.ok ? 'ok' : outcome.error.code).toBe(answer);
    expect(rdsFacts[rule as keyof typeof rdsFacts].grade).toBe(grade);
    if (outcome.ok) return;
    expect(outcome.error.status).toBe(400);
    expect(outcome.error.message).toContain(`[${key}] does not exist, is not enabled or you do not have permissions`);
    const declared = modelledErrors[operation!];
    if (declared) expect(declared).toHaveProperty('KMSKeyNotAccessibleFault', 400);
  });
});

const KINDS = `
key                            | because
{"KeySpec":"RSA_2048","KeyUsage":"ENCRYPT_DECRYPT"} | asymmetric
{"KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC"} | no encryption key
{"Origin":"EXTERNAL"}          | without material
`;

describe('a key that will not do', () => {
  it.each(rowsOf(KINDS))('$key: $because', ({ key }) => {
    const cloud = new Databases('kinds');
    const KmsKeyId = cloud.key(JSON.parse(key!));
    const input = { ...cloud.newInstance('orders'), StorageEncrypted: true, KmsKeyId };
    expect(cloud.refused('CreateDBInstance', input)).toMatch(/^KMSKeyNotAccessibleFault: /);
  });

  it.each([
    'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-4333-8444-555555555555',
    '11111111-2222-4333-8444-555555555555',
    'alias/nobody',
  ])('%s: the fault names it as the request did', (KmsKeyId) => {
    const cloud = new Databases('names');
    const input = { ...cloud.newInstance('orders'), StorageEncrypted: true, KmsKeyId };
    expect(cloud.refused('CreateDBInstance', input)).toContain(`The specified KMS key [${KmsKeyId}] does not exist`);
  });
});

const REFUSALS = `
operation         | input                                                                 | code                        | status | text
CreateDBInstance  | {"DBInstanceIdentifier":"new","KmsKeyId":"k"}                         | InvalidParameterCombination | 400    | You must enable StorageEncrypted when you specify KmsKeyId for DB engine mysql
CreateDBInstance  | {"DBInstanceIdentifier":"ORDERS"}                                     | DBInstanceAlreadyExists     | 400    | DB instance already exists
CreateDBInstance  | {"DBInstanceIdentifier":"a--b"}                                       | InvalidParameterValue       | 400    | is not a valid identifier
CreateDBInstance  | {"DBInstanceIdentifier":"new","Engine":"aurora-mysql","DBClusterIdentifier":"c","KmsKeyId":"k"} | InvalidParameterCombination | 400 | its storage encryption key should not be set directly.
StartDBInstance   | {"DBInstanceIdentifier":"orders"}                                     | InvalidDBInstanceState      | 400    | Instance orders cannot be started as it is not in one of the following statuses
StartDBInstance   | {"DBInstanceIdentifier":"nobody"}                                     | DBInstanceNotFound          | 404    | DBInstance nobody not found.
StartDBInstance   | {}                                                                    | MissingParameter            | 400    | The request must contain the parameter DBInstanceIdentifier
DeleteDBInstance  | {"DBInstanceIdentifier":"orders"}                                     | InvalidParameterCombination | 400    | FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.
DeleteDBInstance  | {"DBInstanceIdentifier":"safe","SkipFinalSnapshot":true}              | InvalidParameterCombination | 400    | Cannot delete protected DB Instance, please disable deletion protection and try again.
CreateDBInstanceReadReplica | {"DBInstanceIdentifier":"new","SourceDBInstanceIdentifier":"safe"} | InvalidDBInstanceState    | 400    | Automated backups are not enabled for this database instance.
RestoreDBInstanceToPointInTime | {"SourceDBInstanceIdentifier":"safe","TargetDBInstanceIdentifier":"new","UseLatestRestorableTime":true} | PointInTimeRestoreNotEnabled | 400 | automated backups are off
CopyDBSnapshot    | {"SourceDBSnapshotIdentifier":"nobody","TargetDBSnapshotIdentifier":"t"} | DBSnapshotNotFound       | 404    | DBSnapshot not found: nobody
DescribeEvents    | {"SourceType":"nothing"}                                              | ValidationError             | 400    | 1 validation error detected
DescribeDBInstances | {"MaxRecords":5}                                                    | InvalidParameterValue       | 400    | Invalid value 5 for MaxRecords. Must be between 20 and 100
StartExportTask   | {}                                                                    | InvalidAction               | 400    | StartExportTask is an operation of AWS that keystate does not simulate.
Nonsense          | {}                                                                    | InvalidAction               | 400    | Could not find operation Nonsense for version 2014-10-31
`;

describe('what RDS refuses', () => {
  it.each(rowsOf(REFUSALS))('$operation $input: $code', ({ operation, input, code, status, text }) => {
    const cloud = new Databases('refusals');
    cloud.database('orders');
    cloud.database('safe', { DeletionProtection: true, BackupRetentionPeriod: 0 });
    const base = operation === 'CreateDBInstance' ? cloud.newInstance('x') : {};
    const outcome = cloud.try('rds', operation!, { ...base, ...JSON.parse(input!) });
    expect(outcome).toMatchObject({ ok: false, error: { code, status: Number(status) } });
    expect(outcome.ok ? '' : outcome.error.message).toContain(text);
  });

  it('every operation of the API is simulated or refused by name', () => {
    const named = Object.values(refusedOperations).flat();
    const simulated = Object.keys(aws.operations).filter((name) => name.startsWith('rds:'));
    expect(simulated.length + named.length).toBe(168);
    expect(named.filter((name) => simulated.includes(`rds:${name}`))).toEqual([]);
  });

  it('whoever may not: AccessDenied with HTTP 403, on the ARN', () => {
    const cloud = new Databases('denied', { principals: [{ arn: 'arn:aws:iam::123456789012:user/nobody' }] });
    const nobody = { principal: 'arn:aws:iam::123456789012:user/nobody' };
    const outcome = cloud.try('rds', 'StartDBInstance', { DBInstanceIdentifier: 'orders' }, nobody);
    expect(outcome).toMatchObject({
      ok: false,
      error: {
        code: 'AccessDenied',
        status: 403,
        message:
          'User: arn:aws:iam::123456789012:user/nobody is not authorized to perform: rds:StartDBInstance on resource: arn:aws:rds:us-east-1:123456789012:db:orders because no identity-based policy allows the rds:StartDBInstance action',
      },
    });
  });

  it('whoever may only touch what is of his own account: aws:ResourceAccount decides', () => {
    const cloud = new Databases('own account');
    const allow = (account: string) => {
      const Condition = { StringEquals: { 'aws:ResourceAccount': account } };
      const Statement = [{ Effect: 'Allow', Action: 'rds:*', Resource: '*', Condition }];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      cloud.do('iam', 'PutUserPolicy', { UserName: 'dba', PolicyName: 'p', PolicyDocument });
    };
    cloud.do('iam', 'CreateUser', { UserName: 'dba' });
    const dba = { principal: 'arn:aws:iam::123456789012:user/dba' };
    allow('111122223333');
    expect(cloud.refused('CreateDBInstance', cloud.newInstance('orders'), dba)).toMatch(/no identity-based policy/);
    allow('123456789012');
    cloud.rds('CreateDBInstance', cloud.newInstance('orders'), dba);
  });

  it('whoever must encrypt: rds:StorageEncrypted decides', () => {
    const cloud = new Databases('must encrypt');
    const statement = (Effect: string, more: object) => ({ Effect, Action: '*', Resource: '*', ...more });
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        statement('Allow', {}),
        statement('Deny', { Action: 'rds:CreateDBInstance', Condition: { Bool: { 'rds:StorageEncrypted': 'false' } } }),
      ],
    });
    cloud.do('iam', 'CreateUser', { UserName: 'dba' });
    cloud.do('iam', 'PutUserPolicy', { UserName: 'dba', PolicyName: 'p', PolicyDocument });
    const dba = { principal: 'arn:aws:iam::123456789012:user/dba' };
    expect(cloud.refused('CreateDBInstance', cloud.newInstance('orders'), dba)).toMatch(/explicit deny/);
    cloud.rds('CreateDBInstance', { ...cloud.newInstance('orders'), StorageEncrypted: true }, dba);
    expect(cloud.rds('DescribeDBInstances', {}, ADMIN).DBInstances).toHaveLength(1);
  });
});
