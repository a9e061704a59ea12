import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../../../../model/ec2/encryption/blocks.ts';
import type { Blocks } from '../../../../model/ec2/state.ts';
import { bytesIn } from '../../../../scenarios/invariants/secrecy.ts';
import { shownIn, windowsOf } from '../../windows.ts';
import { ACCOUNT, Cloud, REGION } from '../cloud.ts';
import { losses } from '../keyLosses.ts';

const SECRET = 'the quick brown fox keeps its secrets';

const blockOf = (text: string): Uint8Array => {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(Buffer.from(text));
  return block;
};

const put = (SnapshotId: string, BlockIndex: number, BlockData: Uint8Array) => ({
  SnapshotId,
  BlockIndex,
  BlockData,
  DataLength: BlockData.length,
  Checksum: createHash('sha256').update(BlockData).digest('base64'),
  ChecksumAlgorithm: 'SHA256',
});

/** A completed snapshot with a text in block 3. */
function written(cloud: Cloud, request: object, text = SECRET): string {
  const { SnapshotId } = cloud.do('ebs', 'StartSnapshot', { VolumeSize: 1, ...request });
  cloud.do('ebs', 'PutSnapshotBlock', put(SnapshotId, 3, blockOf(text)));
  cloud.do('ebs', 'CompleteSnapshot', { SnapshotId, ChangedBlocksCount: 1 });
  cloud.wait();
  return SnapshotId;
}

function readBack(cloud: Cloud, SnapshotId: string, at = 3): string {
  const { Blocks } = cloud.do('ebs', 'ListSnapshotBlocks', { SnapshotId });
  const { BlockIndex, BlockToken } = Blocks.find((one: { BlockIndex: number }) => one.BlockIndex === at);
  const { BlockData } = cloud.do('ebs', 'GetSnapshotBlock', { SnapshotId, BlockIndex, BlockToken });
  return Buffer.from(BlockData).toString('utf8').replace(/\0+$/, '');
}

function refusedRead(cloud: Cloud, SnapshotId: string) {
  const { BlockIndex, BlockToken } = cloud.do('ebs', 'ListSnapshotBlocks', { SnapshotId }).Blocks[0];
  const outcome = cloud.try('ebs', 'GetSnapshotBlock', { SnapshotId, BlockIndex, BlockToken });
  return outcome.ok ? undefined : outcome.error;
}

const bytesOf = (blocks: Blocks): string =>
  Array.from(blocks.values(), (block) => Buffer.from(block.bytes).toString('latin1')).join();
const snapshotRow = (cloud: Cloud, id: string) => cloud.world.ec2.snapshots.get(`${REGION}/${id}`)!;
const volumeRow = (cloud: Cloud, id: string) => cloud.world.ec2.volumes.get(`${ACCOUNT}/${REGION}/${id}`)!;

/** A snapshot of a volume. */
function snapshotOf(cloud: Cloud, VolumeId: string): string {
  const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId });
  cloud.wait();
  return SnapshotId;
}

describe('bytes at rest', () => {
  it('are readable on an unencrypted disk and not on an encrypted one, and come back from both', () => {
    const cloud = new Cloud();
    const plain = written(cloud, {});
    const secret = written(cloud, { Encrypted: true, KmsKeyArn: cloud.key() });
    expect(bytesOf(snapshotRow(cloud, plain).blocks)).toContain(SECRET);
    expect(bytesOf(snapshotRow(cloud, secret).blocks)).not.toContain(SECRET.slice(0, 4));
    expect([readBack(cloud, plain), readBack(cloud, secret)]).toEqual([SECRET, SECRET]);
  });

  it('travel through volume, snapshot and copy, encrypted anew where the key changes and shared where it does not', () => {
    const cloud = new Cloud();
    const [first, other] = [cloud.key(), cloud.key()];
    const plain = written(cloud, {});
    const volume = cloud.volume({ SnapshotId: plain, Encrypted: true, KmsKeyId: first });
    const snapshot = snapshotOf(cloud, volume);
    const same = cloud.volume({ SnapshotId: snapshot });
    const anew = cloud.volume({ SnapshotId: snapshot, Encrypted: true, KmsKeyId: other });
    const rows = [volume, same, anew].map((id) => volumeRow(cloud, id));
    for (const row of rows) expect(bytesOf(row.blocks)).not.toContain(SECRET.slice(0, 4));
    expect(rows[1]!.blocks).toBe(rows[0]!.blocks);
    expect(rows[1]!.dataKey!.id).toBe(rows[0]!.dataKey!.id);
    expect(rows[1]!.dataKey!.wrapped).not.toEqual(rows[0]!.dataKey!.wrapped);
    expect(rows[2]!.dataKey!.id).not.toBe(rows[0]!.dataKey!.id);
    for (const id of [same, anew]) expect(readBack(cloud, snapshotOf(cloud, id))).toBe(SECRET);
  });

  it("of a public image's root disk are found again on an encrypted volume of an instance", () => {
    const cloud = new Cloud();
    const Ebs = { Encrypted: true, KmsKeyId: cloud.key() };
    const id = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] });
    const root = cloud.rootVolume(id);
    expect(bytesOf(volumeRow(cloud, root).blocks)).not.toContain('EFI');
    expect(readBack(cloud, snapshotOf(cloud, root), 0)).toContain('EFI PART al2023');
  });

  it('stay in clear in the host of a running instance only: the row holds no plaintext data key when it is stopped', () => {
    const cloud = new Cloud();
    const Ebs = { Encrypted: true, KmsKeyId: cloud.key() };
    const id = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] });
    const keys = () => Array.from(cloud.world.ec2.attachments.values(), (row) => row.loadedKey?.length);
    expect(keys()).toEqual([64]);
    cloud.kms('DisableKey', { KeyId: Ebs.KmsKeyId });
    cloud.wait({ days: 1 });
    expect(keys()).toEqual([64]);
    cloud.ec2('StopInstances', { InstanceIds: [id] });
    cloud.wait();
    expect(keys()).toEqual([undefined]);
  });
});

describe('bytes in transit between an instance and its volume', () => {
  it('are ciphertext: beside the volume lie neither plaintext nor data key, which the host of the running instance has alone', () => {
    const cloud = new Cloud();
    const snapshot = written(cloud, { Encrypted: true, KmsKeyArn: cloud.key() });
    const VolumeId = cloud.volume({ SnapshotId: snapshot });
    const InstanceId = cloud.instance();
    cloud.ec2('AttachVolume', { VolumeId, InstanceId, Device: '/dev/sdf' });
    cloud.wait();
    const { attachments, ...disks } = cloud.world.ec2;
    const [host] = [...attachments.values()].flatMap(({ loadedKey }) => loadedKey ?? []);
    expect(host).toHaveLength(64);
    const secrets = windowsOf([host!, Buffer.from(SECRET)]);
    expect(shownIn(bytesIn(disks), secrets)).toBeUndefined();
    expect(shownIn(bytesIn(cloud.world.kms), windowsOf([host!]))).toBeUndefined();
    expect(shownIn(bytesIn(attachments), windowsOf([host!]))).toBeDefined();
  });
});

describe('reading and writing blocks under a key that cannot be used', () => {
  const REFUSALS: Record<string, [string, string]> = {
    Disabled: ['ValidationException', 'INVALID_CUSTOMER_KEY'],
    PendingDeletion: ['ValidationException', 'INVALID_CUSTOMER_KEY'],
    // KMS does not tell a ciphertext whose key is gone from one that the caller may not open.
    Deleted: ['AccessDeniedException', 'DEPENDENCY_ACCESS_DENIED'],
    'not permitted': ['AccessDeniedException', 'DEPENDENCY_ACCESS_DENIED'],
  };

  it.each(Object.keys(losses))('%s: GetSnapshotBlock is refused, ListSnapshotBlocks is not', (loss) => {
    const cloud = new Cloud();
    const key = cloud.key();
    const id = written(cloud, { Encrypted: true, KmsKeyArn: key });
    losses[loss]!(cloud, key);
    const error = refusedRead(cloud, id)!;
    const [code, reason] = REFUSALS[loss]!;
    expect(error.code).toBe(code);
    expect(error.fields!.Reason).toBe(reason);
    expect(cloud.do('ebs', 'ListSnapshotBlocks', { SnapshotId: id }).Blocks).toHaveLength(1);
  });

  it.each(['Disabled', 'PendingDeletion', 'not permitted'])(
    '%s: StartSnapshot and PutSnapshotBlock are refused',
    (loss) => {
      const cloud = new Cloud();
      const key = cloud.key();
      const request = { VolumeSize: 1, Encrypted: true, KmsKeyArn: key };
      const { SnapshotId } = cloud.do('ebs', 'StartSnapshot', request);
      losses[loss]!(cloud, key);
      const [code] = REFUSALS[loss]!;
      expect(cloud.refusal('StartSnapshot', request, undefined, 'ebs')).toContain(code);
      expect(cloud.refusal('PutSnapshotBlock', put(SnapshotId, 0, blockOf('x')), undefined, 'ebs')).toContain(code);
    },
  );

  it('works again when the key does', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const id = written(cloud, { Encrypted: true, KmsKeyArn: key });
    cloud.kms('DisableKey', { KeyId: key });
    expect(refusedRead(cloud, id)?.message).toBe(`${key} is disabled.`);
    cloud.kms('EnableKey', { KeyId: key });
    expect(readBack(cloud, id)).toBe(SECRET);
  });
});

describe('the EBS direct APIs', () => {
  it('begin a snapshot from another and list what changed', () => {
    const cloud = new Cloud();
    const parent = written(cloud, { Encrypted: true, KmsKeyArn: cloud.key() });
    const { SnapshotId } = cloud.do('ebs', 'StartSnapshot', { VolumeSize: 1, ParentSnapshotId: parent });
    cloud.do('ebs', 'PutSnapshotBlock', put(SnapshotId, 7, blockOf('new')));
    cloud.do('ebs', 'CompleteSnapshot', { SnapshotId, ChangedBlocksCount: 1 });
    cloud.wait();
    const { ChangedBlocks } = cloud.do('ebs', 'ListChangedBlocks', {
      FirstSnapshotId: parent,
      SecondSnapshotId: SnapshotId,
    });
    expect(ChangedBlocks).toEqual([{ BlockIndex: 7, SecondBlockToken: expect.any(String) }]);
    expect([readBack(cloud, SnapshotId, 3), readBack(cloud, SnapshotId, 7)]).toEqual([SECRET, 'new']);
    expect(cloud.describeSnapshot(SnapshotId)).toMatchObject({
      DataEncryptionKeyId: cloud.describeSnapshot(parent).DataEncryptionKeyId,
      State: 'completed',
    });
  });

  it('refuse snapshots that are not related, foreign tokens, wrong checksums and counts, and blocks off the disk', () => {
    const cloud = new Cloud();
    const [first, second] = [written(cloud, {}), written(cloud, {})];
    const refused = (operation: string, input: object): string => {
      const outcome = cloud.try('ebs', operation, input);
      return outcome.ok ? 'accepted' : (outcome.error.fields?.Reason ?? outcome.error.code);
    };
    const [block] = cloud.do('ebs', 'ListSnapshotBlocks', { SnapshotId: first }).Blocks;
    const { SnapshotId } = cloud.do('ebs', 'StartSnapshot', { VolumeSize: 1 });
    const good = put(SnapshotId, 0, blockOf('x'));
    expect({
      unrelated: refused('ListChangedBlocks', { FirstSnapshotId: first, SecondSnapshotId: second }),
      token: refused('GetSnapshotBlock', { ...block, SnapshotId: second }),
      checksum: refused('PutSnapshotBlock', { ...good, Checksum: put(SnapshotId, 0, blockOf('y')).Checksum }),
      length: refused('PutSnapshotBlock', put(SnapshotId, 0, new Uint8Array(512))),
      offDisk: refused('PutSnapshotBlock', put(SnapshotId, 2048, blockOf('x'))),
      count: refused('CompleteSnapshot', { SnapshotId, ChangedBlocksCount: 5 }),
      pending: refused('ListSnapshotBlocks', { SnapshotId }),
      completed: refused('PutSnapshotBlock', put(first, 0, blockOf('x'))),
      parentAndKey: refused('StartSnapshot', { VolumeSize: 1, ParentSnapshotId: first, Encrypted: true }),
      keyAlone: refused('StartSnapshot', { VolumeSize: 1, KmsKeyArn: cloud.key() }),
      nothing: refused('ListSnapshotBlocks', { SnapshotId: 'snap-00000000000000001' }),
    }).toEqual({
      unrelated: 'UNRELATED_SNAPSHOTS',
      token: 'INVALID_BLOCK_TOKEN',
      checksum: 'INVALID_BLOCK',
      length: 'INVALID_BLOCK',
      offDisk: 'INVALID_BLOCK',
      count: 'ConflictException',
      pending: 'INVALID_SNAPSHOT_ID',
      completed: 'INVALID_SNAPSHOT_ID',
      parentAndKey: 'INVALID_PARAMETER_VALUE',
      keyAlone: 'INVALID_PARAMETER_VALUE',
      nothing: 'SNAPSHOT_NOT_FOUND',
    });
  });

  it('list in pages', () => {
    const cloud = new Cloud();
    const { SnapshotId } = cloud.do('ebs', 'StartSnapshot', { VolumeSize: 1 });
    for (let at = 0; at < 101; at++) cloud.do('ebs', 'PutSnapshotBlock', put(SnapshotId, at, blockOf(`${at}`)));
    cloud.do('ebs', 'CompleteSnapshot', { SnapshotId, ChangedBlocksCount: 101 });
    cloud.wait();
    const first = cloud.do('ebs', 'ListSnapshotBlocks', { SnapshotId, MaxResults: 100 });
    const rest = cloud.do('ebs', 'ListSnapshotBlocks', { SnapshotId, MaxResults: 100, NextToken: first.NextToken });
    expect([first.Blocks.length, rest.Blocks.length, rest.NextToken]).toEqual([100, 1, undefined]);
  });

  it('fail a snapshot that nobody writes to in time', () => {
    const cloud = new Cloud();
    const { SnapshotId } = cloud.do('ebs', 'StartSnapshot', { VolumeSize: 1, Timeout: 10 });
    cloud.wait({ minutes: 9 });
    cloud.do('ebs', 'PutSnapshotBlock', put(SnapshotId, 0, blockOf('x')));
    cloud.wait({ minutes: 9 });
    expect(cloud.describeSnapshot(SnapshotId).State).toBe('pending');
    cloud.wait({ minutes: 1 });
    expect(cloud.describeSnapshot(SnapshotId).State).toBe('error');
  });

  it('leave data events for blocks and management events for snapshots', () => {
    const cloud = new Cloud();
    const id = written(cloud, {});
    readBack(cloud, id);
    const seen = cloud.trail().filter((entry) => entry.service === 'ebs');
    expect(seen.map((entry) => `${entry.eventName} ${entry.category}`)).toEqual([
      'StartSnapshot Management',
      'PutSnapshotBlock Data',
      'CompleteSnapshot Management',
      'ListSnapshotBlocks Data',
      'GetSnapshotBlock Data',
    ]);
    expect(JSON.stringify(seen)).not.toContain('quick brown');
  });
});
