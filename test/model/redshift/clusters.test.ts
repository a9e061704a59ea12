import { describe, expect, it } from 'vitest';
import { aws } from '../../../model/aws.ts';
import { renderRecord } from '../../../model/cloudtrail/record.ts';
import { redshiftFacts } from '../../../model/redshift/facts.ts';
import { refusedOperations } from '../../../model/redshift/outside.ts';
import { deserialise, serialise } from '../../../model/serialise.ts';
import { ADMIN, rowsOf, Warehouse } from './cloud.ts';

const CHANGES = `
from        | input                                | to      | rule                 | grade
owned       | {"Encrypted":true,"KmsKeyId":"A"}    | A       | modify-migrates      | documented
A           | {"KmsKeyId":"B"}                     | B       | modify-migrates      | documented
A           | {"Encrypted":false}                  | none    | modify-migrates      | documented
none        | {"Encrypted":true}                   | default | default-key          | documented
none        | {"Encrypted":true,"KmsKeyId":"A"}    | A       | modify-migrates      | documented
`;

describe('ModifyCluster', () => {
  it.each(rowsOf(CHANGES))('from $from by $input to $to, resizing, the same endpoint and data', (row) => {
    const cloud = new Warehouse('modify');
    const keys: Record<string, string> = { A: cloud.key(), B: cloud.key() };
    cloud.cluster('shop', row.from === 'A' ? { KmsKeyId: keys.A } : {});
    if (row.from === 'none') cloud.act('ModifyCluster', 'shop', { Encrypted: false });
    const [before, data] = [cloud.described('shop'), cloud.query('shop')];
    const input = JSON.parse(row.input!);
    const given = input.KmsKeyId ? { ...input, KmsKeyId: keys[input.KmsKeyId] } : input;
    cloud.redshift('ModifyCluster', { ClusterIdentifier: 'shop', ...given });
    expect([cloud.status('shop'), cloud.query('shop')]).toEqual(['resizing', data]);
    cloud.wait({ hours: 1 });
    const after = cloud.described('shop');
    if (row.to === 'default') keys.default = cloud.kms('DescribeKey', { KeyId: 'alias/aws/redshift' }).KeyMetadata.Arn;
    expect([after.ClusterStatus, after.Encrypted, after.KmsKeyId]).toEqual([
      'available',
      row.to !== 'none',
      keys[row.to!],
    ]);
    expect([after.Endpoint, cloud.query('shop')]).toEqual([before.Endpoint, data]);
    if (row.from === 'A') expect(cloud.kms('ListGrants', { KeyId: keys.A }).Grants).toEqual([]);
    expect(redshiftFacts[row.rule as keyof typeof redshiftFacts].grade).toBe(row.grade);
  });

  it('renames: the encryption context keeps the old name, and the keys still open', () => {
    const cloud = new Warehouse('rename');
    cloud.cluster('shop', { KmsKeyId: cloud.key() });
    const data = cloud.query('shop');
    cloud.act('ModifyCluster', 'shop', { NewClusterIdentifier: 'store' });
    cloud.act('RebootCluster', 'store');
    expect([cloud.status('store'), cloud.query('store')]).toEqual(['available', data]);
    expect(cloud.refused('DescribeClusters', { ClusterIdentifier: 'shop' })).toBe(
      'ClusterNotFound: Cluster shop not found.',
    );
  });
});

const RESTORES = `
snapshot | input              | cluster | rule                   | grade
A        | {}                 | A       | restore-may-change-key | documented
A        | {"KmsKeyId":"B"}   | B       | restore-may-change-key | documented
none     | {}                 | none    | restore-of-unencrypted | assumed
none     | {"KmsKeyId":"B"}   | B       | restore-may-change-key | documented
none     | {"Encrypted":true} | default | default-key            | documented
`;

describe('RestoreFromClusterSnapshot', () => {
  it.each(rowsOf(RESTORES))('of $snapshot with $input: $cluster, the same data', (row) => {
    const cloud = new Warehouse('restores');
    const keys: Record<string, string> = { A: cloud.key(), B: cloud.key() };
    cloud.cluster('shop', row.snapshot === 'A' ? { KmsKeyId: keys.A } : {});
    if (row.snapshot === 'none') cloud.act('ModifyCluster', 'shop', { Encrypted: false });
    cloud.act('CreateClusterSnapshot', 'shop', { SnapshotIdentifier: 's' });
    const input = JSON.parse(row.input!);
    const given = input.KmsKeyId ? { KmsKeyId: keys[input.KmsKeyId] } : input;
    cloud.act('RestoreFromClusterSnapshot', 'again', { SnapshotIdentifier: 's', ...given });
    if (row.cluster === 'default')
      keys.default = cloud.kms('DescribeKey', { KeyId: 'alias/aws/redshift' }).KeyMetadata.Arn;
    expect(cloud.described('again')).toMatchObject({ ClusterStatus: 'available', Encrypted: row.cluster !== 'none' });
    expect(cloud.described('again').KmsKeyId).toBe(keys[row.cluster!]);
    expect(cloud.query('again')).toBe(cloud.query('shop'));
    expect(redshiftFacts[row.rule as keyof typeof redshiftFacts].grade).toBe(row.grade);
  });

  it('works after the cluster is gone, with the key', () => {
    const cloud = new Warehouse('gone');
    const key = cloud.key();
    cloud.cluster('shop', { KmsKeyId: key });
    const data = cloud.query('shop');
    cloud.act('DeleteCluster', 'shop', { FinalClusterSnapshotIdentifier: 'last' });
    expect(cloud.kms('ListGrants', { KeyId: key }).Grants).toEqual([]);
    cloud.act('RestoreFromClusterSnapshot', 'shop', { SnapshotIdentifier: 'last' });
    expect(cloud.query('shop')).toBe(data);
  });
});

describe('copies in another Region', () => {
  const THERE = 'eu-west-1';

  function copying() {
    const cloud = new Warehouse('copies');
    const [here, there] = [cloud.key(), cloud.key({}, THERE)];
    cloud.cluster('shop', { KmsKeyId: here });
    const enable = { ClusterIdentifier: 'shop', DestinationRegion: THERE };
    expect(cloud.refused('EnableSnapshotCopy', enable)).toMatch(/^InvalidParameterCombination: SnapshotCopyGrantName/);
    expect(cloud.refused('EnableSnapshotCopy', { ...enable, SnapshotCopyGrantName: 'g' })).toMatch(
      /^SnapshotCopyGrantNotFoundFault/,
    );
    cloud.redshift('CreateSnapshotCopyGrant', { SnapshotCopyGrantName: 'g', KmsKeyId: there }, ADMIN, THERE);
    cloud.redshift('EnableSnapshotCopy', { ...enable, SnapshotCopyGrantName: 'g' });
    return { cloud, there };
  }

  it('are made under the snapshot copy grant there, and restored there', () => {
    const { cloud, there } = copying();
    cloud.act('CreateClusterSnapshot', 'shop', { SnapshotIdentifier: 's' });
    expect(cloud.snapshot('s', THERE)).toMatchObject({
      Status: 'available',
      KmsKeyId: there,
      SourceRegion: 'us-east-1',
    });
    cloud.redshift('RestoreFromClusterSnapshot', { ClusterIdentifier: 'far', SnapshotIdentifier: 's' }, ADMIN, THERE);
    cloud.wait({ minutes: 10 });
    expect(cloud.described('far', THERE)).toMatchObject({ ClusterStatus: 'available', KmsKeyId: there });
    const { storage, memory } = cloud.row('far', THERE);
    expect([storage.encrypted, memory !== undefined]).toEqual([true, true]);
  });

  it('fail without the key there', () => {
    const { cloud, there } = copying();
    cloud.kms('DisableKey', { KeyId: there }, ADMIN, THERE);
    cloud.act('CreateClusterSnapshot', 'shop', { SnapshotIdentifier: 's' });
    expect([cloud.snapshot('s').Status, cloud.snapshot('s', THERE).Status]).toEqual(['available', 'failed']);
  });

  it('must be off before the key or the name is changed; the grant cannot be deleted before', () => {
    const { cloud } = copying();
    const modify = { ClusterIdentifier: 'shop' };
    expect(cloud.refused('ModifyCluster', { ...modify, KmsKeyId: cloud.key() })).toMatch(/^InvalidClusterState/);
    expect(cloud.refused('ModifyCluster', { ...modify, NewClusterIdentifier: 'x' })).toMatch(/^InvalidClusterState/);
    const grant = { SnapshotCopyGrantName: 'g' };
    expect(cloud.refused('DeleteSnapshotCopyGrant', grant, ADMIN, THERE)).toMatch(
      /^InvalidSnapshotCopyGrantStateFault/,
    );
    cloud.redshift('DisableSnapshotCopy', modify);
    cloud.redshift('DeleteSnapshotCopyGrant', grant, ADMIN, THERE);
    cloud.act('ModifyCluster', 'shop', { NewClusterIdentifier: 'x' });
    expect(cloud.status('x')).toBe('available');
  });
});

describe('automated snapshots', () => {
  it('come every eight hours, go after the retention period, and are copied to manual ones', () => {
    const cloud = new Warehouse('automated');
    cloud.cluster('shop', { KmsKeyId: cloud.key() });
    cloud.wait({ days: 3 });
    const list = () => cloud.redshift('DescribeClusterSnapshots', { SnapshotType: 'automated' }).Snapshots;
    expect(list().length).toBe(4);
    const [first] = list();
    expect(first.SnapshotIdentifier).toMatch(/^rs:shop-2026-01-0\d-\d\d-\d\d-\d\d$/);
    const names = { SourceSnapshotIdentifier: first.SnapshotIdentifier, SourceSnapshotClusterIdentifier: 'shop' };
    cloud.redshift('CopyClusterSnapshot', { ...names, TargetSnapshotIdentifier: 'kept' });
    cloud.wait();
    expect(cloud.snapshot('kept')).toMatchObject({ Status: 'available', SnapshotType: 'manual' });
    cloud.act('DeleteCluster', 'shop', { SkipFinalClusterSnapshot: true });
    expect(list()).toEqual([]);
    expect(cloud.world.agenda.size).toBe(0);
  });
});

const REFUSALS = `
operation           | input                                                   | code                        | status | text
CreateCluster       | {"ClusterIdentifier":"new","Encrypted":false}           | InvalidParameterValue       | 400    | always encrypted
CreateCluster       | {"ClusterIdentifier":"SHOP"}                            | ClusterAlreadyExists        | 400    | Cluster already exists
CreateCluster       | {"ClusterIdentifier":"new","HsmConfigurationIdentifier":"h"} | HsmConfigurationNotFoundFault | 400 | HSM configuration not found
DescribeClusters    | {"ClusterIdentifier":"nobody"}                          | ClusterNotFound             | 404    | Cluster nobody not found.
RotateEncryptionKey | {"ClusterIdentifier":"nobody"}                          | ClusterNotFound             | 404    | Cluster nobody not found.
RotateEncryptionKey | {"ClusterIdentifier":"plain"}                           | UnsupportedOperation        | 400    | not encrypted
RotateEncryptionKey | {"ClusterIdentifier":"paused"}                          | InvalidClusterState         | 400    | it is paused
RebootCluster       | {"ClusterIdentifier":"paused"}                          | InvalidClusterState         | 400    | it is paused
ResumeCluster       | {"ClusterIdentifier":"shop"}                            | InvalidClusterState         | 400    | isn't paused
DeleteCluster       | {"ClusterIdentifier":"shop"}                            | InvalidParameterCombination | 400    | FinalClusterSnapshotIdentifier is required
RestoreFromClusterSnapshot | {"ClusterIdentifier":"n","SnapshotIdentifier":"x"} | ClusterSnapshotNotFound   | 404    | Snapshot not found: x
DisableSnapshotCopy | {"ClusterIdentifier":"shop"}                            | SnapshotCopyAlreadyDisabledFault | 400 | does not copy
DeleteSnapshotCopyGrant | {"SnapshotCopyGrantName":"x"}                       | SnapshotCopyGrantNotFoundFault | 400 | was not found
CreateCluster       | {"NodeType":null}                                       | MissingParameter            | 400    | NodeType
DescribeDataShares  | {}                                                      | InvalidAction               | 400    | does not simulate
Nonsense            | {}                                                      | InvalidAction               | 400    | Could not find operation Nonsense for version 2012-12-01
`;

describe('what Redshift refuses', () => {
  it.each(rowsOf(REFUSALS))('$operation $input: $code', ({ operation, input, code, status, text }) => {
    const cloud = new Warehouse('refusals');
    for (const id of ['shop', 'plain', 'paused']) cloud.cluster(id);
    cloud.act('ModifyCluster', 'plain', { Encrypted: false });
    cloud.act('PauseCluster', 'paused');
    const base = operation === 'CreateCluster' ? cloud.newCluster('x') : {};
    const outcome = cloud.try('redshift', operation!, { ...base, ...JSON.parse(input!) });
    expect(outcome).toMatchObject({ ok: false, error: { code, status: Number(status) } });
    expect(outcome.ok ? '' : outcome.error.message).toContain(text);
  });

  it('every operation of the API is simulated or refused by name', () => {
    const named = Object.values(refusedOperations).flat();
    const simulated = Object.keys(aws.operations).filter((name) => name.startsWith('redshift:'));
    expect(simulated.length + named.length).toBe(145);
    expect(named.filter((name) => simulated.includes(`redshift:${name}`))).toEqual([]);
  });

  it('whoever may not: AccessDenied with HTTP 403; who may not use the key: UnauthorizedOperation', () => {
    const arn = 'arn:aws:iam::123456789012:user/operator';
    const cloud = new Warehouse('denied', {
      principals: [
        { arn, managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
        { arn: 'arn:aws:iam::123456789012:user/nobody' },
      ],
    });
    const reboot = { ClusterIdentifier: 'shop' };
    expect(cloud.refused('RebootCluster', reboot, { principal: 'arn:aws:iam::123456789012:user/nobody' })).toContain(
      'is not authorized to perform: redshift:RebootCluster on resource: arn:aws:redshift:us-east-1:123456789012:cluster:shop',
    );
    const KmsKeyId = cloud.key();
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: ADMIN.principal }, Action: 'kms:*', Resource: '*' }],
    });
    cloud.kms('PutKeyPolicy', { KeyId: KmsKeyId, PolicyName: 'default', Policy });
    const create = { ...cloud.newCluster('shop'), KmsKeyId };
    expect(cloud.refused('CreateCluster', create, { principal: arn })).toMatch(/^UnauthorizedOperation: User: /);
  });
});

describe('the trail', () => {
  it('shows CreateCluster in camelCase without the password, and nothing of the answer to DeleteCluster', () => {
    const cloud = new Warehouse('trail');
    const KmsKeyId = cloud.key();
    cloud.cluster('shop', { KmsKeyId });
    cloud.act('DeleteCluster', 'shop', { SkipFinalClusterSnapshot: true });
    const record = (name: string) =>
      renderRecord(cloud.world, cloud.trail().find(({ eventName }) => eventName === name)!);
    expect(record('CreateCluster')).toMatchObject({
      eventSource: 'redshift.amazonaws.com',
      requestParameters: { clusterIdentifier: 'shop', masterUserPassword: '****', kmsKeyId: KmsKeyId },
      responseElements: { clusterIdentifier: 'shop', clusterStatus: 'creating', dBName: 'dev', encrypted: true },
    });
    expect(record('DeleteCluster')).toMatchObject({
      requestParameters: { clusterIdentifier: 'shop', skipFinalClusterSnapshot: true },
      responseElements: null,
    });
    expect(record('Decrypt').userIdentity).toEqual({ type: 'AWSService', invokedBy: 'redshift.amazonaws.com' });
  });
});

describe('a world with clusters', () => {
  it('goes on from its text as it would have gone on itself', () => {
    const busy = () => {
      const cloud = new Warehouse('stored');
      const key = cloud.key();
      cloud.cluster('shop', { KmsKeyId: key });
      cloud.act('CreateClusterSnapshot', 'shop', { SnapshotIdentifier: 's' });
      cloud.redshift('RestoreFromClusterSnapshot', { ClusterIdentifier: 'again', SnapshotIdentifier: 's' });
      cloud.redshift('RotateEncryptionKey', { ClusterIdentifier: 'shop' });
      return cloud;
    };
    const [cloud, other] = [busy(), busy()];
    other.world = deserialise(serialise(cloud.world));
    for (const one of [cloud, other]) one.wait({ days: 2 });
    expect(serialise(other.world)).toBe(serialise(cloud.world));
  });
});
