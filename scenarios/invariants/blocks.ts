/** The bytes of disks, as the EBS direct API reads them: copies hold what their source held, and reading needs the key. */
import { equalBytes } from '../../model/bytes.ts';
import { assumed, documented } from '../../model/evidence.ts';
import type { CallEntry, Entry, Family, Invariant } from '../contract.ts';
import { changes, isLost, keyState, output, succeeded } from './looking.ts';
import { copiedBlocks } from './openings.ts';

const DIRECT = 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-accessing-snapshot.html';
const COPYING = 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html';

/** A GetSnapshotBlock, and the snapshot it reads. */
function blockRead(entry: Entry): { entry: CallEntry; snapshotId: string; block: string } | undefined {
  if (entry.type !== 'call' || entry.call.service !== 'ebs' || entry.call.operation !== 'GetSnapshotBlock')
    return undefined;
  const { SnapshotId, BlockIndex } = entry.call.input;
  return { entry, snapshotId: String(SnapshotId), block: String(BlockIndex) };
}

const readsTheSame: Invariant = {
  id: 'copy-reads-the-same',
  sentence: 'An encrypted copy of a snapshot reads back the bytes of its source, block by block.',
  evidence: documented(COPYING),
  witnesses: ['source and copy were read', 'the copy was read after its key had been lost'],
  start({ witness, fail }) {
    /** Copy -> what it was copied from, back to the first. */
    const origins = new Map<string, string>();
    const bytes = new Map<string, Uint8Array>();
    const lostOnce = new Set<string>();
    return {
      see(entry) {
        for (const { id, is } of changes(entry.before.keys, entry.after.keys))
          if (is && isLost(entry.after, id)) lostOnce.add(id);
        if (succeeded(entry, 'ec2', 'CopySnapshot')) {
          const source = String(entry.call.input.SourceSnapshotId);
          origins.set(String(output(entry, 'SnapshotId')), origins.get(source) ?? source);
        }
        const read = blockRead(entry);
        if (!read || !succeeded(entry, 'ebs', 'GetSnapshotBlock')) return;
        const data = output(entry, 'BlockData');
        if (!(data instanceof Uint8Array)) return;
        const { snapshotId, block } = read;
        const origin = origins.get(snapshotId) ?? snapshotId;
        const known = bytes.get(`${origin}/${block}`);
        bytes.set(`${origin}/${block}`, known ?? data);
        if (known === undefined) return;
        if (!equalBytes(known, data)) {
          fail({ message: `block ${block} of ${snapshotId} reads as other bytes than that of ${origin}` });
          return;
        }
        const snapshot = entry.before.snapshots.get(snapshotId);
        if (snapshot?.encrypted) witness('source and copy were read');
        if (snapshot?.kmsKeyArn && lostOnce.has(snapshot.kmsKeyArn))
          witness('the copy was read after its key had been lost');
      },
    };
  },
};

const readNeedsKey: Invariant = {
  id: 'block-needs-key',
  sentence: 'A block of an encrypted snapshot cannot be read while the key of the snapshot cannot be used.',
  evidence: documented(DIRECT),
  witnesses: ['refused under a disabled key', 'refused under a key pending deletion'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const read = blockRead(entry);
        const keyArn = read && entry.before.snapshots.get(read.snapshotId)?.kmsKeyArn;
        if (!read || !keyArn || !isLost(entry.before, keyArn)) return;
        const state = keyState(entry.before, keyArn);
        if (read.entry.outcome.ok)
          fail({
            message: `a block of ${read.snapshotId} was read`,
            expected: 'a refusal',
            observed: 'success',
            why: `${read.snapshotId} is encrypted under ${keyArn}, which is ${state}`,
          });
        else if (state === 'Disabled') witness('refused under a disabled key');
        else if (state === 'PendingDeletion') witness('refused under a key pending deletion');
      },
    };
  },
};

const plainNeedsNoKey: Invariant = {
  id: 'plain-block-needs-no-key',
  sentence: 'Reading a block of an unencrypted snapshot makes no KMS call.',
  evidence: assumed(DIRECT),
  needs: ['records'],
  witnesses: ['a plain block was read'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const read = blockRead(entry);
        if (!read || entry.before.snapshots.get(read.snapshotId)?.encrypted !== false) return;
        const made = entry.records.find(({ eventSource }) => eventSource === 'kms.amazonaws.com');
        if (made) fail({ message: `reading a plain block made a KMS call: ${made.eventName}` });
        else if (read.entry.outcome.ok) witness('a plain block was read');
      },
    };
  },
};

/** Bytes of disks. */
export const blocks: Family = {
  id: 'blocks',
  title: 'The bytes of disks and their copies',
  vocabulary: ['kms-keys', 'ec2-snapshots', 'ebs'],
  openings: [copiedBlocks],
  invariants: [readsTheSame, readNeedsKey, plainNeedsNoKey],
};
