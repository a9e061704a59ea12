/**
 * Copying snapshots: the only way to encrypt what is not encrypted, or to change a key.
 *
 * KMS calls: for a key that the request names DescribeKey and CreateGrant as the caller, and Decrypt of the source's data key
 * as RDS under the source's grant (a source of another account needs DescribeKey and CreateGrant as the caller instead). A
 * copy under the same key is made by RDS alone: CreateGrant under the grant of the source.
 */
import type { Context } from '../../context.ts';
import type { Tags } from '../../query/authorize.ts';
import type { Transaction } from '../../transaction.ts';
import { boundTo } from '../databases/encrypt.ts';
import { invalidValue, keyNotAccessible, wrongSnapshotStatus } from '../errors.ts';
import { rdsFacts } from '../facts.ts';
import { giveTags, putSnapshot, snapshotArn, tagsOf } from '../rows.ts';
import type { DbSnapshot, KeyGrant, Storage } from '../state.ts';
import { grantByCaller, grantByRds, retireGrant } from '../storage/keyCalls.ts';
import { makeStorage, openDataKey } from '../storage/make.ts';
import { usableSnapshot } from './find.ts';
import { endSnapshot, newSnapshotId, type SnapshotRef, workForSnapshot } from './make.ts';

/** What both copy operations ask for. */
export interface CopyWishes {
  readonly source: string;
  readonly target: string;
  readonly kmsKeyId?: string;
  readonly tags: Tags;
  readonly copyTags: boolean;
}

/** What the agenda keeps of a copy in the making. */
interface DueCopy extends SnapshotRef {
  readonly context: Readonly<Record<string, string>>;
  /** A grant on the key of another account, to be given back. */
  readonly borrowed?: KeyGrant;
}

/** Writes a copy as creating and puts the rest on the agenda. */
export function beginCopy(context: Context, kind: DbSnapshot['kind'], wishes: CopyWishes): DbSnapshot {
  const { transaction } = context;
  const source = usableSnapshot(context, kind, wishes.source);
  if (source.state !== 'available')
    wrongSnapshotStatus(kind, `Cannot copy snapshot ${source.id} because it is not in available state.`);
  const id = newSnapshotId(context, kind, wishes.target);
  const crossRegion = source.region !== context.region;
  const { storage, borrowed } = storageOf(context, source, wishes.kmsKeyId || undefined, crossRegion);
  const copy: DbSnapshot = {
    ...source,
    id,
    account: context.account,
    region: context.region,
    state: context.rules.rds.dbSnapshotLifecycle.initial,
    createdMs: context.nowMs,
    copyOf: snapshotArn(source),
    ...(crossRegion ? { sourceRegion: source.region } : {}),
    storage,
    source: source.storage,
    sharedWith: [],
  };
  const arn = snapshotArn(copy);
  const moved = crossRegion ? transaction.move(context.rules.rds.dbSnapshotLifecycle, arn, copy, 'COPY') : copy;
  const detail: DueCopy = { arn, context: boundTo(context, source.database), ...(borrowed ? { borrowed } : {}) };
  const { databaseSnapshotMs } = context.world.options.timings;
  putSnapshot(transaction, {
    ...moved,
    due: transaction.schedule(databaseSnapshotMs, 'rds.copySnapshot', { ...detail }),
  });
  giveTags(transaction, arn, {
    ...(wishes.copyTags ? tagsOf(context.world, snapshotArn(source)) : {}),
    ...wishes.tags,
  });
  return moved;
}

/** The storage of the copy as far as it is known now, with the keys checked. */
function storageOf(context: Context, source: DbSnapshot, kmsKeyId: string | undefined, crossRegion: boolean) {
  const decision = context.rules.rds.decideCopy({
    encrypted: source.storage.encrypted,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    crossRegion,
    owned: source.account === context.account,
  });
  if ('error' in decision) return refuseCopy(decision.error);
  if (decision.key === 'none') return { storage: { encrypted: false, pages: [] } as Storage };
  if (decision.key === 'same') return { storage: sameKey(context, source) };
  const borrowed = checkSource(context, source);
  const grant = grantByCaller(context, decision.kmsKeyId, boundTo(context, source.database), 'target');
  return { storage: { encrypted: true, kmsKeyArn: grant.keyArn, grant, pages: [] } as Storage, borrowed };
}

function refuseCopy(error: 'CrossRegionNeedsKey' | 'SharedNeedsKey'): never {
  if (error === 'CrossRegionNeedsKey')
    return invalidValue(
      'Must specify new KMS key for cross region encrypted snapshot copy.',
      rdsFacts['cross-region-copy-needs-key'],
    );
  return invalidValue(
    'Must specify a KMS key to copy an encrypted snapshot that is shared by another account.',
    rdsFacts['shared-copy-needs-key'],
  );
}

/** The copy shares data key and pages; RDS makes it a grant of its own. */
function sameKey(context: Context, source: DbSnapshot): Storage {
  const { kmsKeyArn } = source.storage;
  if (kmsKeyArn === undefined) return source.storage;
  const work = workForSnapshot(context.transaction, source);
  const grant = grantByRds(work, kmsKeyArn, boundTo(context, source.database));
  return grant ? { ...source.storage, grant } : keyNotAccessible(kmsKeyArn, 'source');
}

/** Refuses a source whose key cannot be used. Gives the grant that the caller made on the key of another account. */
function checkSource(context: Context, source: DbSnapshot): KeyGrant | undefined {
  const { kmsKeyArn, dataKey } = source.storage;
  if (kmsKeyArn === undefined || !dataKey) return undefined;
  const foreign = source.account !== context.account;
  const borrowed = foreign ? grantByCaller(context, kmsKeyArn, boundTo(context, source.database), 'source') : undefined;
  if (!openDataKey(workForSnapshot(context.transaction, source), dataKey)) keyNotAccessible(kmsKeyArn, 'source');
  return borrowed;
}

/** A copy is due: its pages are encrypted anew, or shared. */
export function finishCopy(transaction: Transaction, detail: DueCopy): void {
  const found = transaction.world.rds.snapshots.get(detail.arn);
  if (!found || (found.state !== 'creating' && found.state !== 'copying')) return;
  const { due: _, source, ...snapshot } = found;
  const { encrypted, grant, dataKey } = snapshot.storage;
  const plan = { encrypted, ...(grant ? { grant } : {}), context: detail.context };
  const work = workForSnapshot(transaction, snapshot);
  const made = dataKey ? snapshot.storage : makeStorage(work, plan, source!);
  retireGrant(work, detail.borrowed);
  if (!made) {
    endSnapshot(transaction, snapshot, 'FAIL');
    return;
  }
  const { loadedKey: __, ...storage } = made;
  endSnapshot(transaction, { ...snapshot, storage }, 'FINISH');
}
