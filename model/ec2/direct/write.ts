/** StartSnapshot, PutSnapshotBlock, CompleteSnapshot: a snapshot written block by block. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, concat, fromBase64 } from '../../bytes.ts';
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import { Table } from '../../table.ts';
import type { Transaction } from '../../transaction.ts';
import { newId, snapshotArn } from '../arns.ts';
import type { ResourceUse } from '../authorize.ts';
import { madeBefore, rememberToken } from '../clientTokens.ts';
import { beganBy } from '../due.ts';
import { BLOCK_BYTES, sealBlock } from '../encryption/blocks.ts';
import { chooseKey } from '../encryption/choose.ts';
import { type Place, putSnapshot, regionalRow } from '../rows.ts';
import type { EncryptedDisk } from '../rules.ts';
import { lookUpSnapshot } from '../snapshots/find.ts';
import { snapshotUse } from '../snapshots/use.ts';
import type { Blocks, Snapshot, Tags } from '../state.ts';
import { giveTags, readTags, tagList, tagsOf } from '../tags/tags.ts';
import { diskOf } from '../volumes/make.ts';
import { conflict, invalid, keyUnusable } from './errors.ts';
import { directOperation } from './operation.ts';
import { blockCount, keyUser, openKey, readable, writable } from './snapshots.ts';

type StartInput = InputOf<'ebs', 'StartSnapshot'>;

/** Timeout that StartSnapshot takes if none is named, in minutes (documented). */
const DEFAULT_TIMEOUT_MINUTES = 60;

/** The largest disk, in GiB. */
const LARGEST_GIB = 65_536;

/**
 * https://docs.aws.amazon.com/ebs/latest/APIReference/API_StartSnapshot.html: the key is used at once, so one that cannot be
 * used is refused at once (assumed).
 */
export const startSnapshot = directOperation('StartSnapshot', {
  readOnly: false,
  category: 'Management',
  request: shownStart,
  response: (output) => ({
    snapshotId: output.SnapshotId,
    ownerId: output.OwnerId,
    status: output.Status,
    startTime: output.StartTime,
    volumeSize: output.VolumeSize,
    blockSize: output.BlockSize,
    ...(output.KmsKeyArn ? { kmsKeyArn: output.KmsKeyArn } : {}),
  }),
  uses: startUses,
  run(context, input) {
    const exists = (id: string) => lookUpSnapshot(context, id) !== undefined;
    const made = madeBefore(context, input, exists);
    if (made) return started(context, lookUpSnapshot(context, made[0]!)!);
    const snapshot = begin(context, input);
    giveTags(context, context, snapshot.id, tagsIn(input));
    rememberToken(context, input, [snapshot.id]);
    return started(context, snapshot);
  },
});

function shownStart(input: StartInput): Record<string, unknown> {
  const { VolumeSize, ParentSnapshotId, Description, ClientToken, Encrypted, KmsKeyArn, Timeout, Tags } = input;
  const shown = {
    volumeSize: VolumeSize,
    parentSnapshotId: ParentSnapshotId,
    description: Description,
    clientToken: ClientToken,
    encrypted: Encrypted,
    kmsKeyArn: KmsKeyArn,
    timeout: Timeout,
    tags: Tags?.map(({ Key, Value }) => ({ key: Key, value: Value })),
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
}

function startUses(context: Context, input: StartInput): readonly ResourceUse[] {
  const requestTags = tagsIn(input);
  const parent = input.ParentSnapshotId ? [snapshotUse(context, readable(context, input.ParentSnapshotId))] : [];
  return [{ resource: snapshotArn(context.region, '*'), requestTags }, ...parent];
}

/** EC2's rules of tags, refused in EBS's words. */
function tagsIn(input: StartInput): Tags {
  try {
    return readTags(input.Tags);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return invalid('INVALID_TAG', error.outcome.message ?? 'The tags are not valid.');
  }
}

function begin(context: Context, input: StartInput): Snapshot {
  const parent = input.ParentSnapshotId ? parentOf(context, input) : undefined;
  const sizeGiB = sizeOf(input, parent);
  if (input.KmsKeyArn && !input.Encrypted)
    invalid('INVALID_PARAMETER_VALUE', 'KmsKeyArn requires Encrypted to be true.');
  const id = newId(context.random, 'snap');
  const { Encrypted, KmsKeyArn: KmsKeyId } = input;
  const kmsKeyId = chooseKey(context, { Encrypted, KmsKeyId }, parent);
  const disk = diskFor(context, id, kmsKeyId, parent);
  const timeoutMs = (input.Timeout ?? DEFAULT_TIMEOUT_MINUTES) * 60_000;
  const snapshot: Snapshot = {
    id,
    account: context.account,
    region: context.region,
    state: context.rules.ec2.snapshotLifecycle.initial,
    startedMs: context.nowMs,
    description: input.Description ?? '',
    volumeId: parent?.volumeId ?? 'vol-ffffffff',
    sizeGiB,
    encrypted: disk.dataKey !== undefined,
    ...(disk.dataKey ? { kmsKeyId: disk.dataKey.kmsKeyArn } : {}),
    ...disk,
    writing: { timeoutMs, checksums: {} },
    ...(parent ? { parentId: parent.id } : {}),
    sharedWith: [],
    due: scheduleTimeout(context, id, timeoutMs),
  };
  putSnapshot(context.transaction, snapshot);
  return snapshot;
}

/** A snapshot begun from another takes its encryption, and may not name one (documented). */
function parentOf(context: Context, input: StartInput): Snapshot {
  if (input.Encrypted !== undefined || input.KmsKeyArn !== undefined)
    invalid('INVALID_PARAMETER_VALUE', 'Encrypted and KmsKeyArn cannot be specified together with ParentSnapshotId.');
  const parent = readable(context, input.ParentSnapshotId!);
  if (parent.account !== context.account)
    invalid('INVALID_SNAPSHOT_ID', `The parent snapshot '${parent.id}' belongs to another account.`);
  return parent;
}

function sizeOf(input: StartInput, parent: Snapshot | undefined): number {
  const size = Number(input.VolumeSize);
  if (size > LARGEST_GIB) invalid('INVALID_VOLUME_SIZE', `The volume size ${size} is larger than ${LARGEST_GIB} GiB.`);
  if (parent && size < parent.sizeGiB)
    invalid(
      'INVALID_VOLUME_SIZE',
      `The volume size ${size} is smaller than that of the parent snapshot, ${parent.sizeGiB}.`,
    );
  return size;
}

function diskFor(
  context: Context,
  id: string,
  kmsKeyId: string | undefined,
  parent: Snapshot | undefined,
): EncryptedDisk | { readonly blocks: Blocks; readonly dataKey?: undefined } {
  if (kmsKeyId === undefined) return { blocks: parent?.blocks ?? Table.empty() };
  const disk = context.rules.ec2.encryptDisk(keyUser(context), id, kmsKeyId, parent && diskOf(parent));
  return 'refused' in disk ? keyUnusable(disk) : disk;
}

function started(context: Context, snapshot: Snapshot) {
  const Tags = tagList(tagsOf(context.world, snapshot, snapshot.id));
  return {
    Description: snapshot.description,
    SnapshotId: snapshot.id,
    OwnerId: snapshot.account,
    Status: 'pending' as const,
    StartTime: snapshot.startedMs,
    VolumeSize: snapshot.sizeGiB,
    BlockSize: BLOCK_BYTES,
    ...(Tags.length > 0 ? { Tags } : {}),
    ...(snapshot.parentId ? { ParentSnapshotId: snapshot.parentId } : {}),
    ...(snapshot.kmsKeyId ? { KmsKeyArn: snapshot.kmsKeyId } : {}),
  };
}

function scheduleTimeout(context: Context, snapshotId: string, timeoutMs: number): string {
  return context.transaction.schedule(timeoutMs, 'ebs.snapshotTimeout', { ...beganBy(context), snapshotId });
}

/** https://docs.aws.amazon.com/ebs/latest/APIReference/API_PutSnapshotBlock.html: encrypted before it is stored. */
export const putSnapshotBlock = directOperation('PutSnapshotBlock', {
  readOnly: false,
  category: 'Data',
  request: (input) => ({
    snapshotId: input.SnapshotId,
    blockIndex: input.BlockIndex,
    dataLength: input.DataLength,
    checksum: input.Checksum,
    checksumAlgorithm: input.ChecksumAlgorithm,
    ...(input.Progress === undefined ? {} : { progress: input.Progress }),
  }),
  response: (output) => ({ checksum: output.Checksum, checksumAlgorithm: output.ChecksumAlgorithm }),
  uses: (context, input) => [snapshotUse(context, writable(context, input.SnapshotId!))],
  run(context, input) {
    const snapshot = writable(context, input.SnapshotId!);
    const index = input.BlockIndex!;
    const data = input.BlockData as Uint8Array;
    checkBlock(context, snapshot, index, data, input);
    const block = sealBlock(index, data, openKey(context, snapshot), context.random);
    const { timeoutMs, checksums } = snapshot.writing;
    context.transaction.cancel(snapshot.due);
    putSnapshot(context.transaction, {
      ...snapshot,
      blocks: snapshot.blocks.set(index, block),
      writing: { timeoutMs, checksums: { ...checksums, [index]: input.Checksum! } },
      due: scheduleTimeout(context, snapshot.id, timeoutMs),
    });
    return { Checksum: input.Checksum!, ChecksumAlgorithm: 'SHA256' as const };
  },
});

function checkBlock(
  context: Context,
  snapshot: Snapshot,
  index: number,
  data: Uint8Array,
  input: { readonly DataLength?: number; readonly Checksum?: string },
): void {
  if (index >= blockCount(snapshot))
    invalid('INVALID_BLOCK', `The block index ${index} is not on a disk of ${blockCount(snapshot)} blocks.`);
  if (data.length !== BLOCK_BYTES || input.DataLength !== BLOCK_BYTES)
    invalid('INVALID_BLOCK', `A block has ${BLOCK_BYTES} bytes; this one has ${data.length}.`);
  if (base64(context.rules.digests.SHA256(data)) !== input.Checksum)
    invalid('INVALID_BLOCK', 'The checksum is not that of the block: it must be the base64 text of its SHA-256.');
}

/** https://docs.aws.amazon.com/ebs/latest/APIReference/API_CompleteSnapshot.html: the snapshot completes a while later. */
export const completeSnapshot = directOperation('CompleteSnapshot', {
  readOnly: false,
  category: 'Management',
  request: (input) => ({
    snapshotId: input.SnapshotId,
    changedBlocksCount: input.ChangedBlocksCount,
    ...(input.Checksum ? { checksum: input.Checksum } : {}),
  }),
  response: (output) => ({ status: output.Status }),
  uses: (context, input) => [snapshotUse(context, writable(context, input.SnapshotId!))],
  run(context, input) {
    const snapshot = writable(context, input.SnapshotId!);
    const { writing, ...rest } = snapshot;
    const checksums = Object.entries(writing.checksums).sort(([a], [b]) => Number(a) - Number(b));
    if (checksums.length !== input.ChangedBlocksCount)
      conflict(`${checksums.length} blocks were written, not ${input.ChangedBlocksCount}.`);
    if (input.Checksum && input.Checksum !== aggregate(checksums.map(([, checksum]) => checksum)))
      conflict('The checksum is not that of the blocks that were written.');
    context.transaction.cancel(snapshot.due);
    const { snapshotMs } = context.world.options.timings;
    const detail = { ...beganBy(context), snapshotId: snapshot.id };
    const due = context.transaction.schedule(snapshotMs, 'ec2.createSnapshot', detail);
    putSnapshot(context.transaction, { ...rest, due });
    return { Status: 'pending' as const };
  },
});

/** LINEAR: the SHA-256 of the blocks' checksums, one after the other in order of their index. */
const aggregate = (checksums: readonly string[]): string => base64(sha256(concat(...checksums.map(fromBase64))));

/** Nobody wrote a block in time: the snapshot fails (documented). */
export function timeOut(transaction: Transaction, detail: Place & { readonly snapshotId: string }): void {
  const snapshot = transaction.world.ec2.snapshots.get(regionalRow(detail.region, detail.snapshotId));
  if (snapshot?.state !== 'pending' || !snapshot.writing) return;
  const { due: _, writing: __, ...rest } = snapshot;
  const failed: Snapshot = transaction.move(transaction.rules.ec2.snapshotLifecycle, snapshot.id, rest, 'FAIL');
  putSnapshot(transaction, { ...failed, stateMessage: 'No block was written in time.' });
}
