/** CopySnapshot: answered at once, the keys are used later; where one cannot be, the copy stays in `error`. */
import type { Context } from '../../context.ts';
import { Table } from '../../table.ts';
import type { Transaction } from '../../transaction.ts';
import { newId, snapshotArn } from '../arns.ts';
import { type BeganBy, beganBy, keyUserOf } from '../due.ts';
import { chooseKey, defaultKeyOf, type WantedEncryption } from '../encryption/choose.ts';
import { encryptionStays } from '../errors.ts';
import { notifySnapshot } from '../notify.ts';
import { ec2Operation } from '../operation.ts';
import { putSnapshot } from '../rows.ts';
import type { Snapshot } from '../state.ts';
import { giveTags, tagList, tagsFor, tagUses } from '../tags/tags.ts';
import { diskOf } from '../volumes/make.ts';
import { usableSnapshot } from './find.ts';
import { complete, pendingSnapshot } from './make.ts';
import { mustServe } from './tier.ts';
import { snapshotUse } from './use.ts';

/** What the agenda keeps of a copy in the making. */
interface DueCopy extends BeganBy {
  readonly snapshotId: string;
  /** ARN of the source. */
  readonly source: string;
}

/** A copy shows this instead of a volume (documented, API_Snapshot). */
const NO_VOLUME = 'vol-ffffffff';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html: called in the Region of the copy. */
export const copySnapshot = ec2Operation('CopySnapshot', {
  readOnly: false,
  uses(context, input) {
    const requestTags = tagsFor(input.TagSpecifications, 'snapshot');
    const resource = snapshotArn(context.region, '*');
    const source = usableSnapshot(context, input.SourceSnapshotId!, input.SourceRegion);
    return [{ resource, requestTags }, snapshotUse(context, source), ...tagUses(context, resource, requestTags)];
  },
  run(context, input) {
    if (input.Encrypted === false) encryptionStays();
    const source = usableSnapshot(context, input.SourceSnapshotId!, input.SourceRegion);
    mustServe(source);
    const tags = tagsFor(input.TagSpecifications, 'snapshot');
    const kmsKeyId = chooseKey(context, wantedFor(context, input, source), source);
    const id = beginCopy(context, source, { description: input.Description ?? '', kmsKeyId });
    giveTags(context, context, id, tags);
    return { SnapshotId: id, ...(Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : {}) };
  },
});

/** In another Region the key of the source cannot serve: without a key the account's default is taken (documented). */
export function wantedFor(context: Context, input: WantedEncryption, source: Snapshot): WantedEncryption {
  const { Encrypted, KmsKeyId } = input;
  if (KmsKeyId !== undefined || !source.encrypted || source.region === context.region) return { Encrypted, KmsKeyId };
  return { Encrypted: true, KmsKeyId: defaultKeyOf(context) };
}

/** Writes a copy as `pending`; gives its id. */
export function beginCopy(
  context: Context,
  source: Snapshot,
  plan: { readonly description: string; readonly kmsKeyId: string | undefined },
): string {
  const { transaction } = context;
  const { timings } = context.world.options;
  const id = newId(context.random, 'snap');
  const detail: DueCopy = { ...beganBy(context), snapshotId: id, source: snapshotArn(source.region, source.id) };
  const afterMs = Math.min(timings.volumeCreateMs, timings.snapshotMs);
  putSnapshot(transaction, {
    id,
    account: context.account,
    region: context.region,
    state: context.rules.ec2.snapshotLifecycle.initial,
    startedMs: context.nowMs,
    description: plan.description,
    volumeId: NO_VOLUME,
    sizeGiB: source.sizeGiB,
    encrypted: plan.kmsKeyId !== undefined,
    ...(plan.kmsKeyId === undefined ? {} : { kmsKeyId: plan.kmsKeyId }),
    blocks: Table.empty(),
    source: diskOf(source),
    sharedWith: [],
    due: transaction.schedule(afterMs, 'ec2.encryptCopy', { ...detail }),
  });
  return id;
}

/** The keys are used; the copying itself goes on. */
export function encryptCopy(transaction: Transaction, detail: DueCopy): void {
  const snapshot = pendingSnapshot(transaction, detail);
  if (!snapshot) return;
  const { ec2 } = transaction.rules;
  const source = snapshot.source!;
  const disk = snapshot.encrypted
    ? ec2.encryptDisk(keyUserOf(transaction, detail), snapshot.id, snapshot.kmsKeyId!, source)
    : { blocks: source.blocks };
  if ('refused' in disk) {
    fail(transaction, snapshot, detail);
    return;
  }
  const { snapshotMs, volumeCreateMs } = transaction.world.options.timings;
  const due = transaction.schedule(Math.max(0, snapshotMs - volumeCreateMs), 'ec2.copySnapshot', { ...detail });
  const kmsKeyId = 'dataKey' in disk ? disk.dataKey.kmsKeyArn : undefined;
  putSnapshot(transaction, { ...snapshot, ...disk, ...(kmsKeyId ? { kmsKeyId } : {}), due });
}

/** The copy remains, in `error`, with AWS's StateMessage (documented, ebs-copy-snapshot). */
function fail(transaction: Transaction, snapshot: Snapshot, detail: DueCopy): void {
  const { ec2 } = transaction.rules;
  const { due: _, source: __, ...rest } = snapshot;
  const failed: Snapshot = transaction.move(ec2.snapshotLifecycle, snapshot.id, rest, 'FAIL');
  putSnapshot(transaction, { ...failed, stateMessage: ec2.copyRefused });
  const { source, callNumber } = detail;
  notifySnapshot(transaction, failed, 'copySnapshot', 'failed', { source, callNumber, cause: ec2.copyRefused });
}

/** The copy is complete. */
export function finishCopy(transaction: Transaction, detail: DueCopy): void {
  const snapshot = pendingSnapshot(transaction, detail);
  if (!snapshot) return;
  const done = complete(transaction, snapshot);
  const { source, callNumber } = detail;
  notifySnapshot(transaction, done, 'copySnapshot', 'succeeded', { source, callNumber });
}
