/** Words for the EBS direct APIs: snapshots written and read block by block. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, utf8 } from '../../../model/bytes.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ref } from '../../contract.ts';
import { KEY } from '../keyUnderTest.ts';
import { ebs, type PlannedInput, type Step } from '../telling.ts';
import { snapshotId, untilCompleted } from './words.ts';

/** Length of a block, in bytes. */
export const BLOCK_BYTES = 524_288;

/** A whole block that begins with some bytes. */
export function blockOf(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(BLOCK_BYTES);
  whole.set(bytes);
  return whole;
}

/** The checksum that goes with a block: its SHA-256 in base64. */
export const checksumOf = (block: Uint8Array): string => base64(sha256(block));

/** StartSnapshot of a disk of 1 GiB. */
export const startSnapshot = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  ebs('StartSnapshot', { VolumeSize: 1, ...members }, { name: 'snapshot', ...more });

/** PutSnapshotBlock. */
export function block(BlockIndex: number, bytes: Uint8Array, members: PlannedInput = {}): PlannedCall {
  const BlockData = blockOf(bytes);
  return ebs('PutSnapshotBlock', {
    SnapshotId: snapshotId(),
    BlockIndex,
    BlockData,
    DataLength: BLOCK_BYTES,
    Checksum: checksumOf(BlockData),
    ChecksumAlgorithm: 'SHA256',
    ...members,
  });
}

/** CompleteSnapshot. */
export const complete = (ChangedBlocksCount: number): PlannedCall =>
  ebs('CompleteSnapshot', { SnapshotId: snapshotId(), ChangedBlocksCount });

/** What stands in the first block of a written snapshot. */
export const SECRET = utf8('the quick brown fox keeps its secrets');

/** A completed snapshot under a key, with the secret in its first block. */
export const writtenSnapshot = (members: PlannedInput = { Encrypted: true, KmsKeyArn: KEY }): Step[] => [
  startSnapshot(members),
  block(0, SECRET),
  complete(1),
  untilCompleted(),
];

/** ListSnapshotBlocks, by the name `blocks`. */
export const listBlocks = (of: PlannedValue = snapshotId(), more: Partial<PlannedCall> = {}): PlannedCall =>
  ebs('ListSnapshotBlocks', { SnapshotId: of }, { name: 'blocks', ...more });

/** GetSnapshotBlock of the first block that `blocks` lists. */
export const firstBlock = (of: PlannedValue = snapshotId(), more: Partial<PlannedCall> = {}): PlannedCall =>
  ebs(
    'GetSnapshotBlock',
    { SnapshotId: of, BlockIndex: ref('blocks.Blocks.0.BlockIndex'), BlockToken: ref('blocks.Blocks.0.BlockToken') },
    more,
  );
