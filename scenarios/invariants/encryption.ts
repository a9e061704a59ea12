/** Encryption is never removed and never changed in place; copies leave their source alone. */
import { documented } from '../../model/evidence.ts';
import type { CallEntry, Entry, Family, Invariant, SeenSnapshot, SeenVolume } from '../contract.ts';
import { accountOf, changes, output, succeeded } from './looking.ts';
import { attachedVolume, encryptedSnapshot, plainSnapshot } from './openings.ts';

const REQUIREMENTS = 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html';
const COPYING = 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html';
const BY_DEFAULT = 'https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html';

/** What must not change of a disk that exists; a new one's key is named as requested until it is ready. */
function encryptionChanged(was: SeenVolume | SeenSnapshot, is: SeenVolume | SeenSnapshot): string | undefined {
  if (was.encrypted && !is.encrypted) return `${was.id} is no longer encrypted`;
  if (!was.encrypted && is.encrypted) return `${was.id} became encrypted in place`;
  const settled = was.state !== 'creating' && was.state !== 'pending';
  if (settled && was.kmsKeyArn !== is.kmsKeyArn) return `${was.id} is now under ${is.kmsKeyArn}`;
  return undefined;
}

const volumeKeyFixed: Invariant = {
  id: 'volume-key-fixed',
  sentence: 'The encryption of a volume is never removed, added, or moved to another key in place.',
  evidence: documented(REQUIREMENTS),
  witnesses: ['an encrypted volume was used', 'a plain volume was used'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { was, is } of changes(entry.before.volumes, entry.after.volumes)) {
          if (!was || !is) continue;
          const message = encryptionChanged(was, is);
          if (message) fail({ message, expected: `under ${was.kmsKeyArn ?? 'no key'}`, observed: `${is.kmsKeyArn}` });
          else witness(was.encrypted ? 'an encrypted volume was used' : 'a plain volume was used');
        }
      },
    };
  },
};

const snapshotKeyFixed: Invariant = {
  id: 'snapshot-key-fixed',
  sentence: 'The encryption of a snapshot is never removed, added, or moved to another key in place.',
  evidence: documented(REQUIREMENTS),
  witnesses: ['an encrypted snapshot was made'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { was, is } of changes(entry.before.snapshots, entry.after.snapshots)) {
          if (!was || !is) continue;
          const message = encryptionChanged(was, is);
          if (message) fail({ message, expected: `under ${was.kmsKeyArn ?? 'no key'}`, observed: `${is.kmsKeyArn}` });
          else if (is.encrypted) witness('an encrypted snapshot was made');
        }
      },
    };
  },
};

const staysEncrypted: Invariant = {
  id: 'encrypted-source-stays-encrypted',
  sentence: 'Whatever is made of an encrypted snapshot is encrypted, whether the request says so or not.',
  evidence: documented(REQUIREMENTS),
  witnesses: ['volume from an encrypted snapshot', 'copy of an encrypted snapshot'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const made = madeOfSnapshot(entry);
        if (!made?.source.encrypted) return;
        witness(made.kind === 'volume' ? 'volume from an encrypted snapshot' : 'copy of an encrypted snapshot');
        if (!made.thing.encrypted)
          fail({
            message: `${made.thing.id} is not encrypted`,
            expected: 'encrypted',
            observed: 'not encrypted',
            why: `it was made of ${made.source.id}, which is encrypted under ${made.source.kmsKeyArn}`,
          });
      },
    };
  },
};

/** What a call made of a snapshot, or undefined. */
function madeOfSnapshot(entry: Entry) {
  if (succeeded(entry, 'ec2', 'CreateVolume')) {
    const source = entry.before.snapshots.get(String(entry.call.input.SnapshotId));
    const thing = entry.after.volumes.get(String(output(entry, 'VolumeId')));
    return source && thing && { kind: 'volume' as const, source, thing };
  }
  if (succeeded(entry, 'ec2', 'CopySnapshot')) {
    const source = entry.before.snapshots.get(String(entry.call.input.SourceSnapshotId));
    const thing = entry.after.snapshots.get(String(output(entry, 'SnapshotId')));
    return source && thing && { kind: 'snapshot' as const, source, thing };
  }
  return undefined;
}

const copyLeavesSource: Invariant = {
  id: 'copy-leaves-source',
  sentence: 'An encrypted volume or copy made of an unencrypted snapshot leaves the snapshot as it was.',
  evidence: documented(COPYING),
  witnesses: ['encrypted volume from an unencrypted snapshot', 'encrypted copy of an unencrypted snapshot'],
  start({ witness, fail }) {
    const sources = new Map<string, SeenSnapshot>();
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.snapshots, entry.after.snapshots)) {
          const source = sources.get(id);
          if (!source || !was || was.state !== 'completed') continue;
          if (is === undefined) sources.delete(id);
          else if (JSON.stringify(is) !== JSON.stringify(was))
            fail({ message: `${id} changed`, expected: JSON.stringify(was), observed: JSON.stringify(is) });
        }
        checkBlocks(entry, sources, fail);
        const made = madeOfSnapshot(entry);
        if (!made || made.source.encrypted || !made.thing.encrypted) return;
        sources.set(made.source.id, made.source);
        witness(
          made.kind === 'volume'
            ? 'encrypted volume from an unencrypted snapshot'
            : 'encrypted copy of an unencrypted snapshot',
        );
      },
    };
  },
};

/** The bytes of the sources stay the same too, where they can be seen. */
function checkBlocks(
  { world }: Entry,
  sources: ReadonlyMap<string, SeenSnapshot>,
  fail: (violation: { message: string }) => void,
): void {
  if (!world || world.before.ec2.snapshots === world.after.ec2.snapshots) return;
  for (const { id, region } of sources.values()) {
    const was = world.before.ec2.snapshots.get(`${region}/${id}`);
    const is = world.after.ec2.snapshots.get(`${region}/${id}`);
    if (was && is && was.blocks !== is.blocks) fail({ message: `the blocks of ${id} changed` });
  }
}

/** What a call of an account and Region left switched on. */
const placeOf = (entry: CallEntry): string => `${accountOf(entry.call.caller.principal)}/${entry.call.region}`;

const encryptionByDefault: Invariant = {
  id: 'encryption-by-default',
  sentence:
    'With encryption by default, every new volume of the account in the Region is encrypted; without, only if asked.',
  evidence: documented(BY_DEFAULT),
  witnesses: ['encrypted by default', 'not encrypted'],
  start({ witness, fail }) {
    const on = new Map<string, boolean>();
    return {
      see(entry) {
        if (succeeded(entry, 'ec2', 'EnableEbsEncryptionByDefault')) on.set(placeOf(entry), true);
        if (succeeded(entry, 'ec2', 'DisableEbsEncryptionByDefault')) on.set(placeOf(entry), false);
        if (!succeeded(entry, 'ec2', 'CreateVolume') || entry.call.input.SnapshotId !== undefined) return;
        const byDefault = on.get(placeOf(entry)) ?? false;
        const asked = entry.call.input.Encrypted === true;
        const volume = entry.after.volumes.get(String(output(entry, 'VolumeId')));
        if (!volume) return;
        if (volume.encrypted !== (byDefault || asked))
          fail({
            message: `${volume.id} is ${volume.encrypted ? '' : 'not '}encrypted`,
            expected: byDefault || asked ? 'encrypted' : 'not encrypted',
            why: `encryption by default is ${byDefault ? 'on' : 'off'} and the request asks for ${asked ? 'encryption' : 'nothing'}`,
          });
        else if (byDefault && !asked) witness('encrypted by default');
        else if (!volume.encrypted) witness('not encrypted');
      },
    };
  },
};

const defaultKey: Invariant = {
  id: 'default-key',
  sentence:
    'An encrypted volume whose request names no key is under the default key: alias/aws/ebs unless another was set.',
  evidence: documented('https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html'),
  witnesses: ['under alias/aws/ebs'],
  start({ witness, fail }) {
    const changed = new Set<string>();
    const byDefaultKey = new Set<string>();
    return {
      see(entry) {
        if (succeeded(entry, 'ec2', 'ModifyEbsDefaultKmsKeyId')) changed.add(placeOf(entry));
        if (succeeded(entry, 'ec2', 'ResetEbsDefaultKmsKeyId')) changed.delete(placeOf(entry));
        if (succeeded(entry, 'ec2', 'CreateVolume') && !changed.has(placeOf(entry))) {
          const { KmsKeyId, SnapshotId } = entry.call.input;
          if (KmsKeyId === undefined && SnapshotId === undefined) byDefaultKey.add(String(output(entry, 'VolumeId')));
        }
        for (const { id, was, is } of changes(entry.before.volumes, entry.after.volumes)) {
          if (is?.state !== 'available' || was?.state !== 'creating' || !is.encrypted || !byDefaultKey.has(id))
            continue;
          const alias = entry.after.aliases.get(`arn:aws:kms:${is.region}:${is.account}:alias/aws/ebs`);
          if (alias && alias.targetKeyArn === is.kmsKeyArn) witness('under alias/aws/ebs');
          else
            fail({
              message: `${id} is under ${is.kmsKeyArn}`,
              expected: `alias/aws/ebs (${alias?.targetKeyArn ?? 'which does not exist'})`,
              observed: `${is.kmsKeyArn}`,
            });
        }
      },
    };
  },
};

/** What becomes of encryption when disks are copied. */
export const encryption: Family = {
  id: 'encryption',
  title: 'Encryption of disks and their copies',
  vocabulary: ['kms-keys', 'ec2-volumes', 'ec2-snapshots', 'ec2-defaults'],
  openings: [plainSnapshot, encryptedSnapshot, attachedVolume],
  invariants: [volumeKeyFixed, snapshotKeyFixed, staysEncrypted, copyLeavesSource, encryptionByDefault, defaultKey],
};
