import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadMemory, openData, unseal } from '../../../model/redshift/hierarchy/tiers.ts';
import type { ClusterStorage } from '../../../model/redshift/state.ts';
import { shownIn, windowsOf } from '../windows.ts';
import { ADMIN, Warehouse } from './cloud.ts';

const REDSHIFT = 'redshift.us-east-1.amazonaws.com via redshift.amazonaws.com';
/** All bytes of a cluster or snapshot at rest. */
const stored = ({ clusterKey, databaseKey, blocks }: ClusterStorage): Uint8Array[] =>
  [clusterKey?.wrapped, databaseKey, ...blocks.flatMap(({ key, bytes }) => [key, bytes])].filter(
    (bytes) => bytes !== undefined,
  );

describe('the four tiers', () => {
  it('are wrapped one in the other: KMS opens the cluster key, that one the database key, that one the keys of blocks', () => {
    const cloud = new Warehouse('tiers');
    const key = cloud.key();
    cloud.cluster('shop', { KmsKeyId: key });
    const { storage, memory } = cloud.row('shop');
    const { clusterKey, databaseKey, blocks } = storage;
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: ADMIN.principal }, Action: 'kms:*', Resource: '*' }],
    });
    cloud.kms('PutKeyPolicy', { KeyId: key, PolicyName: 'default', Policy });
    const opened = cloud.kms('Decrypt', {
      CiphertextBlob: clusterKey!.wrapped,
      EncryptionContext: clusterKey!.context,
    });
    expect(opened.Plaintext).toEqual(memory!.clusterKey);
    const { cipher } = cloud.rules;
    const second = unseal(cipher, opened.Plaintext, 'database encryption key', databaseKey!);
    expect(second).toEqual(memory!.databaseKey);
    const third = unseal(cipher, second!, 'key of block 0', blocks[0]!.key!)!;
    expect(Buffer.from(unseal(cipher, third, 'block 0', blocks[0]!.bytes)!).toString()).toMatch(/^dev block 0\n/);
    expect(unseal(cipher, second!, 'key of block 1', blocks[0]!.key!)).toBeUndefined();
    expect(new Set(blocks.map((block) => Buffer.from(block.key!).toString('hex'))).size).toBe(blocks.length);
  });

  it('are bound to the ARN of the cluster and the minute of its creation', () => {
    const cloud = new Warehouse('context');
    cloud.cluster('shop', { KmsKeyId: cloud.key() });
    expect(cloud.row('shop').storage.clusterKey!.context).toEqual({
      'aws:redshift:arn': 'arn:aws:redshift:us-east-1:123456789012:cluster:shop',
      'aws:redshift:createtime': '20260105T0900Z',
    });
  });

  it('bytes at rest contain no window of 16 bytes of the plaintext, nor a plaintext key', () => {
    const act = fc.constantFrom(
      'RebootCluster',
      'RotateEncryptionKey',
      'snapshot',
      'restore',
      'other key',
      'resize',
      'pause',
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 5 }), fc.boolean(), fc.nat(1000), (acts, owned, seed) => {
        const cloud = new Warehouse(`at rest ${seed}`);
        cloud.cluster('shop', owned ? {} : { KmsKeyId: cloud.key() });
        const known = [Buffer.from(cloud.query('shop')!, 'latin1')] as Uint8Array[];
        for (const [number, one] of acts.entries()) {
          const id = `s-${number}`;
          if (one === 'snapshot' || one === 'restore')
            cloud.act('CreateClusterSnapshot', 'shop', { SnapshotIdentifier: id });
          if (one === 'restore') cloud.act('RestoreFromClusterSnapshot', `c-${number}`, { SnapshotIdentifier: id });
          if (one === 'other key') cloud.act('ModifyCluster', 'shop', { Encrypted: true, KmsKeyId: cloud.key() });
          if (one === 'resize') cloud.act('ModifyCluster', 'shop', { NumberOfNodes: 2 + number });
          if (one === 'pause') for (const operation of ['PauseCluster', 'ResumeCluster']) cloud.act(operation, 'shop');
          if (/^R/.test(one)) cloud.act(one, 'shop');
        }
        const { clusters, snapshots } = cloud.world.redshift;
        for (const [, { memory }] of clusters.entries()) known.push(...(Object.values(memory ?? {}) as Uint8Array[]));
        const secrets = windowsOf(known);
        for (const [row, { storage }] of [...clusters.entries(), ...snapshots.entries()])
          expect(shownIn(stored(storage), secrets), row).toBeUndefined();
      }),
      { seed: 20260105, numRuns: 15 },
    );
  });
});

describe('KMS calls', () => {
  it('creation as the caller, launch as Redshift', () => {
    const cloud = new Warehouse('create');
    const key = cloud.key();
    const since = cloud.next;
    cloud.cluster('shop', { KmsKeyId: key });
    expect(cloud.kmsCalls(since)).toEqual([
      'DescribeKey admin via redshift.amazonaws.com',
      'CreateGrant admin via redshift.amazonaws.com',
      'GenerateDataKey admin via redshift.amazonaws.com',
      `Decrypt ${REDSHIFT}`,
    ]);
    const [grant] = cloud.kms('ListGrants', { KeyId: key }).Grants;
    expect(grant.Constraints).toEqual({ EncryptionContextSubset: cloud.row('shop').storage.clusterKey!.context });
  });

  it.each([
    ['RebootCluster', [`Decrypt ${REDSHIFT}`]],
    ['PauseCluster', []],
    ['RotateEncryptionKey', [`GenerateDataKey ${REDSHIFT}`]],
    ['CreateClusterSnapshot', []],
  ])('%s: %j', (operation, calls) => {
    const cloud = new Warehouse('calls');
    cloud.cluster('shop', { KmsKeyId: cloud.key() });
    const since = cloud.next;
    cloud.act(operation, 'shop', operation === 'CreateClusterSnapshot' ? { SnapshotIdentifier: 's' } : {});
    expect(cloud.kmsCalls(since)).toEqual(calls);
  });

  it('restore: the key of the snapshot is opened as the caller', () => {
    const cloud = new Warehouse('restore');
    cloud.cluster('shop', { KmsKeyId: cloud.key() });
    cloud.act('CreateClusterSnapshot', 'shop', { SnapshotIdentifier: 's' });
    const since = cloud.next;
    cloud.act('RestoreFromClusterSnapshot', 'again', { SnapshotIdentifier: 's' });
    expect(cloud.kmsCalls(since)).toEqual([
      'Decrypt admin via redshift.amazonaws.com',
      'DescribeKey admin via redshift.amazonaws.com',
      'CreateGrant admin via redshift.amazonaws.com',
      'GenerateDataKey admin via redshift.amazonaws.com',
      `Decrypt ${REDSHIFT}`,
    ]);
    expect(cloud.query('again')).toBe(cloud.query('shop'));
  });

  it('under a key that AWS owns: none', () => {
    const cloud = new Warehouse('owned');
    const { Encrypted, KmsKeyId } = cloud.cluster('shop');
    expect([Encrypted, KmsKeyId]).toEqual([true, undefined]);
    cloud.act('RebootCluster', 'shop');
    cloud.act('RotateEncryptionKey', 'shop');
    expect(cloud.kmsCalls(0)).toEqual([]);
    expect(cloud.query('shop')).toMatch(/^dev block 0/);
  });
});

describe('RotateEncryptionKey', () => {
  it('replaces the cluster key of cluster and snapshots and the database key of the cluster, and no block', () => {
    const cloud = new Warehouse('rotate');
    cloud.cluster('shop', { KmsKeyId: cloud.key() });
    cloud.act('CreateClusterSnapshot', 'shop', { SnapshotIdentifier: 's' });
    const { SnapshotArn } = cloud.snapshot('s');
    const [before, kept, data] = [cloud.row('shop'), cloud.snapshotRow(SnapshotArn), cloud.query('shop')];
    cloud.redshift('RotateEncryptionKey', { ClusterIdentifier: 'shop' });
    expect(cloud.status('shop')).toBe('rotating-keys');
    cloud.wait({ minutes: 10 });
    const [after, snapshot] = [cloud.row('shop'), cloud.snapshotRow(SnapshotArn)];
    expect(cloud.query('shop')).toBe(data);
    expect(after.memory!.clusterKey).not.toEqual(before.memory!.clusterKey);
    expect(after.memory!.databaseKey).not.toEqual(before.memory!.databaseKey);
    expect(after.storage.blocks.map(({ bytes }) => bytes)).toEqual(before.storage.blocks.map(({ bytes }) => bytes));
    expect(snapshot.storage.clusterKey).toEqual(after.storage.clusterKey);
    const { cipher } = cloud.rules;
    expect(loadMemory(cipher, snapshot.storage, before.memory!.clusterKey)).toBeUndefined();
    const memory = loadMemory(cipher, snapshot.storage, after.memory!.clusterKey)!;
    expect(memory.databaseKey).toEqual(before.memory!.databaseKey);
    expect(openData(cipher, snapshot.storage, memory)).toEqual(openData(cipher, kept.storage, before.memory));
    cloud.act('RestoreFromClusterSnapshot', 'again', { SnapshotIdentifier: 's' });
    expect(cloud.query('again')).toBe(data);
  });
});
