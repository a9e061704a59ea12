/** ListSnapshotBlocks, ListChangedBlocks, GetSnapshotBlock: what stands on a snapshot's disk. */
import { equalBytes } from '../../bytes.ts';
import type { Context } from '../../context.ts';
import { BLOCK_BYTES, openBlock } from '../encryption/blocks.ts';
import { snapshotUse } from '../snapshots/use.ts';
import type { Block, Snapshot } from '../state.ts';
import { checksumOf } from './checksum.ts';
import { invalid } from './errors.ts';
import { directOperation } from './operation.ts';
import { openKey, readable } from './snapshots.ts';
import { blockToken, checkBlockToken, pageStart, pageToken, TOKEN_LIFETIME_MS } from './tokens.ts';

/** The most blocks of one page. */
const PAGE_BLOCKS = 10_000;

/** What both lists take. */
interface Paging {
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly StartingBlockIndex?: number;
}

/** What both lists show of requests. */
const shownPaging = (input: Paging) => ({
  ...(input.NextToken === undefined ? {} : { nextToken: input.NextToken }),
  ...(input.MaxResults === undefined ? {} : { maxResults: input.MaxResults }),
  ...(input.StartingBlockIndex === undefined ? {} : { startingBlockIndex: input.StartingBlockIndex }),
});

/** Rows from the page's first block on, one more than fits. */
function pageOf<Row extends { readonly BlockIndex: number }>(
  context: Context,
  snapshot: Snapshot,
  input: Paging,
  rows: Iterable<Row>,
) {
  const page: Row[] = [];
  const limit = input.MaxResults ?? PAGE_BLOCKS;
  let next: number | undefined;
  for (const row of rows) {
    if (page.length === limit) {
      next = row.BlockIndex;
      break;
    }
    page.push(row);
  }
  return {
    page,
    rest: {
      ExpiryTime: context.nowMs + TOKEN_LIFETIME_MS,
      VolumeSize: snapshot.sizeGiB,
      BlockSize: BLOCK_BYTES,
      ...(next === undefined ? {} : { NextToken: pageToken(snapshot.id, next) }),
    },
  };
}

const firstOf = (snapshot: Snapshot, input: Paging): number =>
  input.NextToken ? pageStart(input.NextToken, snapshot.id) : (input.StartingBlockIndex ?? 0);

/** https://docs.aws.amazon.com/ebs/latest/APIReference/API_ListSnapshotBlocks.html: no key is needed to list. */
export const listSnapshotBlocks = directOperation('ListSnapshotBlocks', {
  readOnly: true,
  category: 'Data',
  request: (input) => ({ snapshotId: input.SnapshotId, ...shownPaging(input) }),
  uses: (context, input) => [snapshotUse(context, readable(context, input.SnapshotId!))],
  run(context, input) {
    const snapshot = readable(context, input.SnapshotId!);
    const { page, rest } = pageOf(context, snapshot, input, written(context, snapshot, firstOf(snapshot, input)));
    return { Blocks: page, ...rest };
  },
});

function* written(context: Context, snapshot: Snapshot, first: number) {
  for (const [BlockIndex] of snapshot.blocks.entries(first))
    yield { BlockIndex, BlockToken: blockToken(snapshot.id, BlockIndex, context.nowMs) };
}

/** https://docs.aws.amazon.com/ebs/latest/APIReference/API_ListChangedBlocks.html: two snapshots of one lineage. */
export const listChangedBlocks = directOperation('ListChangedBlocks', {
  readOnly: true,
  category: 'Data',
  request: (input) => ({
    ...(input.FirstSnapshotId ? { firstSnapshotId: input.FirstSnapshotId } : {}),
    secondSnapshotId: input.SecondSnapshotId,
    ...shownPaging(input),
  }),
  uses: (context, input) =>
    [input.FirstSnapshotId, input.SecondSnapshotId]
      .filter((id) => id !== undefined)
      .map((id) => snapshotUse(context, readable(context, id))),
  run(context, input) {
    const second = readable(context, input.SecondSnapshotId!);
    const first = input.FirstSnapshotId ? readable(context, input.FirstSnapshotId) : undefined;
    if (first && !related(context, first, second))
      invalid('UNRELATED_SNAPSHOTS', `The snapshots '${first.id}' and '${second.id}' are not of one lineage.`);
    const rows = changed(context, first, second, firstOf(second, input));
    const { page, rest } = pageOf(context, second, input, rows);
    return { ChangedBlocks: page, ...rest };
  },
});

/** Snapshots of one volume, or one begun from the other, directly or through others. */
function related(context: Context, first: Snapshot, second: Snapshot): boolean {
  if (first.volumeId === second.volumeId && !first.parentId && !second.parentId)
    return first.volumeId !== 'vol-ffffffff';
  let parent = second.parentId;
  while (parent && parent !== first.id)
    parent = context.world.ec2.snapshots.get(`${second.region}/${parent}`)?.parentId;
  return parent === first.id;
}

function* changed(context: Context, first: Snapshot | undefined, second: Snapshot, from: number) {
  const indices = new Set<number>();
  for (const snapshot of first ? [first, second] : [second])
    for (const [index] of snapshot.blocks.entries(from)) indices.add(index);
  for (const BlockIndex of [...indices].sort((a, b) => a - b)) {
    const before = first?.blocks.get(BlockIndex);
    const after = second.blocks.get(BlockIndex);
    if (same(before, after)) continue;
    yield {
      BlockIndex,
      ...(before && first ? { FirstBlockToken: blockToken(first.id, BlockIndex, context.nowMs) } : {}),
      ...(after ? { SecondBlockToken: blockToken(second.id, BlockIndex, context.nowMs) } : {}),
    };
  }
}

function same(a: Block | undefined, b: Block | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return equalBytes(a.bytes, b.bytes) && equalBytes(a.nonce ?? EMPTY, b.nonce ?? EMPTY);
}

const EMPTY = new Uint8Array(0);

/** https://docs.aws.amazon.com/ebs/latest/APIReference/API_GetSnapshotBlock.html: decrypted, which needs the key. */
export const getSnapshotBlock = directOperation('GetSnapshotBlock', {
  readOnly: true,
  category: 'Data',
  request: (input) => ({ snapshotId: input.SnapshotId, blockIndex: input.BlockIndex, blockToken: input.BlockToken }),
  uses: (context, input) => [snapshotUse(context, readable(context, input.SnapshotId!))],
  run(context, input) {
    const snapshot = readable(context, input.SnapshotId!);
    const index = input.BlockIndex!;
    checkBlockToken(input.BlockToken!, snapshot.id, index, context.nowMs);
    const block = snapshot.blocks.get(index);
    if (!block) return invalid('INVALID_BLOCK', `The block ${index} of snapshot '${snapshot.id}' was never written.`);
    const plaintext = openBlock(index, block, openKey(context, snapshot));
    if (!plaintext) return invalid('INVALID_CUSTOMER_KEY', `The block ${index} cannot be decrypted.`);
    const BlockData = new Uint8Array(BLOCK_BYTES);
    BlockData.set(plaintext);
    return {
      DataLength: BLOCK_BYTES,
      BlockData,
      Checksum: checksumOf(context.rules.digests, plaintext, BlockData),
      ChecksumAlgorithm: 'SHA256' as const,
    };
  },
});
