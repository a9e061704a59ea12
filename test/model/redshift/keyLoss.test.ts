import { describe, expect, it } from 'vitest';
import { redshiftFacts } from '../../../model/redshift/facts.ts';
import { rowsOf, Warehouse } from './cloud.ts';

function withDisabledKey(seed: string) {
  const cloud = new Warehouse(seed);
  const key = cloud.key();
  cloud.cluster('shop', { KmsKeyId: key });
  const data = cloud.query('shop')!;
  cloud.redshift('CreateClusterSnapshot', { ClusterIdentifier: 'shop', SnapshotIdentifier: 's' });
  cloud.wait();
  return { cloud, key, data };
}

const TABLE = `
operation                  | input                                        | meanwhile     | available   | rule                     | grade
-                          | {}                                           | available     | Available   | running-goes-on          | assumed
CreateClusterSnapshot      | {"SnapshotIdentifier":"t"}                   | available     | Available   | snapshot-from-memory     | assumed
RebootCluster              | {}                                           | rebooting     | Unavailable | lost-key-waits           | assumed
ModifyCluster              | {"NodeType":"ra3.4xlarge"}                   | resizing      | Modifying   | lost-key-waits           | assumed
ModifyCluster              | {"AutomatedSnapshotRetentionPeriod":3}       | available     | Available   | running-goes-on          | assumed
ModifyCluster              | {"NewClusterIdentifier":"shop"}              | available     | Available   | running-goes-on          | assumed
RotateEncryptionKey        | {}                                           | available     | Available   | rotation-needs-key       | assumed
PauseCluster+ResumeCluster | {}                                           | resuming      | Unavailable | lost-key-waits           | assumed
`;

describe('a running cluster whose key is disabled', () => {
  it.each(rowsOf(TABLE))('$operation $input: $meanwhile until the key is back', (row) => {
    const { cloud, key, data } = withDisabledKey('lost');
    cloud.kms('DisableKey', { KeyId: key });
    for (const operation of row.operation === '-' ? [] : row.operation!.split('+'))
      cloud.act(operation, 'shop', JSON.parse(row.input!));
    cloud.wait({ days: 2 });
    expect(cloud.described('shop')).toMatchObject({
      ClusterStatus: row.meanwhile,
      ClusterAvailabilityStatus: row.available,
    });
    expect(cloud.query('shop')).toBe(row.available === 'Unavailable' ? undefined : data);
    expect(redshiftFacts[row.rule as keyof typeof redshiftFacts].grade).toBe(row.grade);
    cloud.kms('EnableKey', { KeyId: key });
    cloud.wait({ hours: 1 });
    expect(cloud.status('shop')).toBe('available');
    expect(cloud.query('shop')).toBe(data);
  });

  it('stays lost when the key is deleted', () => {
    const { cloud, key } = withDisabledKey('deleted');
    cloud.kms('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    cloud.wait({ days: 8 });
    expect(cloud.status('shop')).toBe('available');
    cloud.act('RebootCluster', 'shop');
    cloud.wait({ days: 3 });
    expect(cloud.status('shop')).toBe('rebooting');
    cloud.act('DeleteCluster', 'shop', { SkipFinalClusterSnapshot: true });
    expect(cloud.redshift('DescribeClusters').Clusters).toEqual([]);
  });

  it('is told in its events', () => {
    const { cloud, key } = withDisabledKey('events');
    cloud.kms('DisableKey', { KeyId: key });
    cloud.act('RebootCluster', 'shop');
    const told = { SourceType: 'cluster', SourceIdentifier: 'shop', Duration: 60 };
    expect(cloud.redshift('DescribeEvents', told).Events[0]).toMatchObject({ Severity: 'ERROR' });
  });
});

const REQUESTS = `
operation                  | input                                                              | answer                | rule           | grade
CreateCluster              | {"ClusterIdentifier":"new","KmsKeyId":"KEY"}                       | InvalidParameterValue | key-not-usable | assumed
ModifyCluster              | {"ClusterIdentifier":"other","Encrypted":true,"KmsKeyId":"KEY"}    | InvalidParameterValue | key-not-usable | assumed
RestoreFromClusterSnapshot | {"ClusterIdentifier":"new","SnapshotIdentifier":"s"}               | InvalidParameterValue | key-not-usable | assumed
CreateSnapshotCopyGrant    | {"SnapshotCopyGrantName":"grant","KmsKeyId":"KEY"}                 | InvalidParameterValue | key-not-usable | assumed
`;

describe('a request that needs a disabled key', () => {
  it.each(rowsOf(REQUESTS))('$operation $input: $answer', ({ operation, input, answer, rule, grade }) => {
    const { cloud, key } = withDisabledKey('requests');
    cloud.cluster('other');
    cloud.kms('DisableKey', { KeyId: key });
    const base = operation === 'CreateCluster' ? cloud.newCluster('x') : {};
    const outcome = cloud.try('redshift', operation!, { ...base, ...JSON.parse(input!.replace('KEY', key)) });
    expect(outcome).toMatchObject({ ok: false, error: { code: answer, status: 400 } });
    expect(redshiftFacts[rule as keyof typeof redshiftFacts].grade).toBe(grade);
  });

  it('a migration to a key that is lost on the way is given up', () => {
    const { cloud, key, data } = withDisabledKey('migration');
    const other = cloud.key();
    cloud.redshift('ModifyCluster', { ClusterIdentifier: 'shop', Encrypted: true, KmsKeyId: other });
    expect(cloud.status('shop')).toBe('resizing');
    cloud.kms('DisableKey', { KeyId: other });
    cloud.wait({ hours: 1 });
    expect(cloud.described('shop')).toMatchObject({ ClusterStatus: 'available', KmsKeyId: key });
    expect(cloud.query('shop')).toBe(data);
  });
});

const TRANSLATED = `
kms                         | redshift                               | rule             | grade
AccessDeniedException       | UnauthorizedOperation                  | key-not-permitted | documented
LimitExceededException      | LimitExceededFault                     | grant-limit      | documented
ThrottlingException         | DependentServiceRequestThrottlingFault | kms-throttles    | documented
KMSInternalException        | DependentServiceUnavailableFault       | kms-unavailable  | documented
DisabledException           | InvalidParameterValue                  | key-not-usable   | assumed
KMSInvalidStateException    | InvalidParameterValue                  | key-not-usable   | assumed
NotFoundException           | InvalidParameterValue                  | key-not-usable   | assumed
`;

describe('a refusal of KMS', () => {
  it.each(rowsOf(TRANSLATED))('$kms is told as $redshift', ({ kms, redshift, rule, grade }) => {
    const { rules } = new Warehouse('translate');
    const told = rules.redshift.translateKmsError({ code: kms!, message: 'why', status: 400 }, 'key');
    expect(told).toMatchObject({ code: redshift, status: 400, rule: `redshift.${rule}` });
    expect(redshiftFacts[rule as keyof typeof redshiftFacts].grade).toBe(grade);
  });
});
