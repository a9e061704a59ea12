/**
 * Stored bytes of everything encrypted contain no 16 bytes of plaintext in a row: objects, volumes, snapshots, databases,
 * clusters, whatever was written (random bytes) and whatever became of it (random acts).
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aws } from '../../model/aws.ts';
import { BLOCK_BYTES } from '../../model/ec2/encryption/blocks.ts';
import { PAGE_BYTES, PAGES } from '../../model/rds/storage/pages.ts';
import { BLOCKS } from '../../model/redshift/hierarchy/tiers.ts';
import type { Rules } from '../../model/rules.ts';
import { bytesIn } from '../../scenarios/invariants/secrecy.ts';
import { Cloud, REGION } from './ec2/cloud.ts';
import { Databases } from './rds/cloud.ts';
import { Warehouse } from './redshift/cloud.ts';
import { BUCKET, labWithBucket } from './s3/support.ts';
import { shownIn, WINDOW_BYTES, windowsOf } from './windows.ts';

const written = (maxLength = 200) => fc.uint8Array({ minLength: WINDOW_BYTES, maxLength });
const settings = (numRuns: number) => ({ seed: 20260105, numRuns });

describe('objects', () => {
  const modes = ['AES256', 'aws:kms', 'bucket key', 'aws:kms:dsse', 'SSE-C', 'parts'] as const;
  const ways = ['copied', 'copied to another key', 'copied in place', 'wrapped anew'] as const;
  const customerKey = createHash('sha256').update('a customer key').digest();
  const SSE_C = {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: customerKey.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(customerKey).digest('base64'),
  };

  it('show no plaintext and no customer key, in any mode, version, copy or upload', () => {
    const write = fc.record({ mode: fc.constantFrom(...modes), body: written(), way: fc.constantFrom(...ways) });
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 5 }), fc.nat(1000), (writes, seed) => {
        const lab = labWithBucket(seed.toString(16));
        const [one, other] = [lab.key(), lab.key()];
        lab.do('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } });
        lab.do('PutBucketEncryption', {
          Bucket: BUCKET,
          ServerSideEncryptionConfiguration: { Rules: [{ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }] },
        });
        const under = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: one };
        const headers = (mode: (typeof modes)[number]): object =>
          mode === 'SSE-C'
            ? SSE_C
            : mode === 'AES256'
              ? { ServerSideEncryption: mode }
              : mode === 'aws:kms:dsse'
                ? { ...under, ServerSideEncryption: mode }
                : { ...under, BucketKeyEnabled: mode === 'bucket key' };
        for (const [at, { mode, body, way }] of writes.entries()) {
          const object = { Bucket: BUCKET, Key: `k${at % 2}` };
          if (mode === 'parts') {
            const { UploadId } = lab.do('CreateMultipartUpload', { ...object, ...under });
            const { ETag } = lab.do('UploadPart', { ...object, UploadId, PartNumber: 1, Body: body });
            // Every other upload stays as it is, in parts.
            if (at % 2 === 0) continue;
            const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
            lab.do('CompleteMultipartUpload', { ...object, UploadId, MultipartUpload });
          } else lab.do('PutObject', { ...object, Body: body, ...headers(mode) });
          if (mode === 'SSE-C') continue;
          const CopySource = `${BUCKET}/${object.Key}`;
          const copies: Record<(typeof ways)[number], () => void> = {
            copied: () => lab.do('CopyObject', { Bucket: BUCKET, Key: 'copy', CopySource }),
            'copied to another key': () =>
              lab.do('CopyObject', { Bucket: BUCKET, Key: 'copy', CopySource, ...under, SSEKMSKeyId: other }),
            'copied in place': () => lab.do('CopyObject', { ...object, CopySource, ...under, SSEKMSKeyId: other }),
            'wrapped anew': () =>
              mode === 'aws:kms:dsse' ||
              lab.do('UpdateObjectEncryption', { ...object, ObjectEncryption: { SSEKMS: { KMSKeyArn: other } } }),
          };
          copies[way]();
        }
        const known = windowsOf([customerKey, ...writes.map(({ body }) => body)]);
        expect(shownIn(bytesIn(lab.world.s3), known)).toBeUndefined();
      }),
      settings(25),
    );
  });
});

describe('volumes and snapshots', () => {
  const acts = ['volume', 'volume under another key', 'copy', 'copy to another key', 'snapshot', 'launch'] as const;

  /** A completed snapshot with bytes in its first blocks. */
  function snapshotOf(cloud: Cloud, contents: readonly Uint8Array[], request: object): string {
    const { SnapshotId } = cloud.do('ebs', 'StartSnapshot', { VolumeSize: 1, ...request });
    for (const [BlockIndex, content] of contents.entries()) {
      const BlockData = new Uint8Array(BLOCK_BYTES);
      BlockData.set(content);
      const Checksum = createHash('sha256').update(BlockData).digest('base64');
      const block = { SnapshotId, BlockIndex, BlockData, DataLength: BLOCK_BYTES };
      cloud.do('ebs', 'PutSnapshotBlock', { ...block, Checksum, ChecksumAlgorithm: 'SHA256' });
    }
    cloud.do('ebs', 'CompleteSnapshot', { SnapshotId, ChangedBlocksCount: contents.length });
    cloud.wait();
    return SnapshotId;
  }

  function perform(cloud: Cloud, act: (typeof acts)[number], snapshot: string, key: string, other: string): void {
    const from = { SnapshotId: snapshot };
    const copy = { SourceSnapshotId: snapshot, SourceRegion: REGION };
    const encrypted = (KmsKeyId: string) => ({ Encrypted: true, KmsKeyId });
    const done: Record<(typeof acts)[number], () => void> = {
      volume: () => cloud.volume({ ...from, ...encrypted(key) }),
      'volume under another key': () => cloud.volume({ ...from, ...encrypted(other) }),
      copy: () => cloud.ec2('CopySnapshot', { ...copy, ...encrypted(key) }),
      'copy to another key': () => cloud.ec2('CopySnapshot', { ...copy, ...encrypted(other) }),
      snapshot: () => cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume({ ...from, ...encrypted(key) }) }),
      launch: () =>
        cloud.launch({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { ...from, ...encrypted(key) } }] }),
    };
    done[act]();
    cloud.wait();
  }

  it('that are encrypted show no plaintext, whatever they were made of', () => {
    const contents = fc.array(written(), { minLength: 1, maxLength: 3 });
    const chosen = fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(contents, chosen, fc.boolean(), fc.nat(1000), (blocks, performed, plain, seed) => {
        const cloud = new Cloud(`at rest ${seed}`);
        const [key, other] = [cloud.key(), cloud.key()];
        const snapshot = snapshotOf(cloud, blocks, plain ? {} : { Encrypted: true, KmsKeyArn: key });
        for (const act of performed) perform(cloud, act, snapshot, key, other);
        const known = windowsOf(blocks);
        const rows = [...cloud.world.ec2.volumes.values(), ...cloud.world.ec2.snapshots.values()];
        // The root volume of a launch is as plain as its public image.
        const encrypted = rows.filter((row) => row.encrypted);
        expect(encrypted.length).toBeGreaterThan(0);
        for (const row of encrypted) expect(shownIn(bytesIn(row), known), row.id).toBeUndefined();
        const source = cloud.world.ec2.snapshots.get(`${REGION}/${snapshot}`)!;
        expect(shownIn(bytesIn(source.blocks), known) !== undefined, 'the source').toBe(plain);
      }),
      settings(12),
    );
  });
});

describe('databases', () => {
  const acts = ['restore', 'copy', 'replica', 'snapshot', 'stop and start'] as const;

  it('that are encrypted show no plaintext, from a copy of a plain snapshot on', () => {
    const pages = fc.array(written(PAGE_BYTES), { minLength: PAGES, maxLength: PAGES });
    fc.assert(
      fc.property(
        pages,
        fc.array(fc.constantFrom(...acts), { maxLength: 4 }),
        fc.nat(1000),
        (rows, performed, seed) => {
          const cloud = new Databases(`rows ${seed}`);
          const [KmsKeyId, other] = [cloud.key(), cloud.key()];
          cloud.database('plain');
          writeRows(cloud, rows);
          cloud.snapshotOf('plain', 'plain');
          const copyOf = (SourceDBSnapshotIdentifier: string, TargetDBSnapshotIdentifier: string, key: string) => {
            cloud.rds('CopyDBSnapshot', { SourceDBSnapshotIdentifier, TargetDBSnapshotIdentifier, KmsKeyId: key });
            cloud.wait({ minutes: 10 });
          };
          const restore = (DBInstanceIdentifier: string) => {
            cloud.rds('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier, DBSnapshotIdentifier: 'sealed' });
            cloud.wait({ minutes: 10 });
          };
          copyOf('plain', 'sealed', KmsKeyId);
          restore('db');
          const named = { DBInstanceIdentifier: 'db' };
          for (const [at, act] of performed.entries()) {
            if (act === 'restore') restore(`db-${at}`);
            if (act === 'copy') copyOf('sealed', `copy-${at}`, other);
            if (act === 'snapshot') cloud.snapshotOf('db', `snapshot-${at}`);
            if (act === 'replica')
              cloud.rds('CreateDBInstanceReadReplica', {
                DBInstanceIdentifier: `replica-${at}`,
                SourceDBInstanceIdentifier: 'db',
              });
            if (act === 'stop and start' && cloud.try('rds', 'StopDBInstance', named).ok) {
              cloud.wait({ minutes: 10 });
              cloud.rds('StartDBInstance', named);
            }
            cloud.wait({ minutes: 10 });
          }
          const known = windowsOf(rows);
          const { instances, snapshots } = cloud.world.rds;
          const stored = [...instances.values(), ...snapshots.values()];
          expect(stored.filter(({ storage }) => storage.encrypted).length).toBeGreaterThan(1);
          for (const { id, storage } of stored)
            expect(shownIn(bytesIn(storage.pages), known) === undefined, id).toBe(storage.encrypted);
        },
      ),
      settings(12),
    );
  });

  /** Writes rows into the pages of the plain database: its clients would do so, which no API shows. */
  function writeRows(cloud: Databases, pages: readonly Uint8Array[]): void {
    const { rds } = cloud.world;
    const [row, database] = [...rds.instances.entries()].find(([, { id }]) => id === 'plain')!;
    const instances = rds.instances.set(row, { ...database, storage: { ...database.storage, pages } });
    cloud.world = { ...cloud.world, rds: { ...rds, instances } };
  }
});

describe('clusters', () => {
  const acts = ['snapshot', 'restore', 'other key', 'rotate', 'resize'] as const;

  /** AWS's rules, with rows of our own in the blocks of every cluster: its clients would write them, which no API shows. */
  const holding = (rows: readonly Uint8Array[]): Rules => ({
    ...aws,
    redshift: {
      ...aws.redshift,
      seal(cipher, key, label, bytes, random) {
        const block = /^block (\d+)$/.exec(label)?.[1];
        return aws.redshift.seal(cipher, key, label, block === undefined ? bytes : rows[Number(block)]!, random);
      },
    },
  });

  it('show no plaintext, whatever becomes of them and of their keys', () => {
    const blocks = fc.array(written(), { minLength: BLOCKS, maxLength: BLOCKS });
    fc.assert(
      fc.property(
        blocks,
        fc.array(fc.constantFrom(...acts), { maxLength: 4 }),
        fc.nat(1000),
        (rows, performed, seed) => {
          const cloud = new Warehouse(`rows ${seed}`, {}, holding(rows));
          cloud.cluster('shop', seed % 2 === 0 ? {} : { KmsKeyId: cloud.key() });
          for (const [at, act] of performed.entries()) {
            const id = `s-${at}`;
            if (act === 'snapshot' || act === 'restore')
              cloud.act('CreateClusterSnapshot', 'shop', { SnapshotIdentifier: id });
            if (act === 'restore') cloud.act('RestoreFromClusterSnapshot', `c-${at}`, { SnapshotIdentifier: id });
            if (act === 'other key') cloud.act('ModifyCluster', 'shop', { Encrypted: true, KmsKeyId: cloud.key() });
            if (act === 'rotate') cloud.act('RotateEncryptionKey', 'shop');
            if (act === 'resize') cloud.act('ModifyCluster', 'shop', { NumberOfNodes: 2 + at });
          }
          expect(cloud.query('shop')).toBe(Buffer.concat(rows).toString('latin1'));
          const known = windowsOf(rows);
          const { clusters, snapshots } = cloud.world.redshift;
          for (const { id, storage } of [...clusters.values(), ...snapshots.values()])
            expect(shownIn(bytesIn(storage), known), id).toBeUndefined();
        },
      ),
      settings(12),
    );
  });
});
