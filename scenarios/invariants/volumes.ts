/** Volumes and snapshots under a key: attaching, creating and copying need it, and it can be lost at any moment. */
import { documented, recorded, reported } from '../../model/evidence.ts';
import type { CallEntry, Entry, Family, Invariant, Observation } from '../contract.ts';
import {
  accountOf,
  byAdministrator,
  changes,
  isFreeFor,
  isLost,
  keyState,
  output,
  succeeded,
  underLostKey,
} from './looking.ts';
import {
  attachedVolume,
  encryptedSnapshot,
  failedAttachment,
  pendingAttachment,
  plainSnapshot,
  recoveredAttachment,
  volumeAndInstance,
} from './openings.ts';

const LAB = 'CloudTrail records published with an AWS Academy lab on EBS encryption, us-east-1, May 2026';
const REVOKED = 'CustomerKeyHasBeenRevoked';

/** An AttachVolume of a free encrypted volume to a running instance; its key, or undefined for any other entry. */
function keyOfAttachment(entry: Entry): { entry: CallEntry; volumeId: string; keyArn: string } | undefined {
  if (entry.type !== 'call' || entry.call.service !== 'ec2' || entry.call.operation !== 'AttachVolume')
    return undefined;
  const { InstanceId, VolumeId } = entry.call.input;
  const volume = entry.before.volumes.get(String(VolumeId));
  const running = entry.before.instances.get(String(InstanceId))?.state === 'running';
  if (!running || volume?.state !== 'available' || !volume.kmsKeyArn) return undefined;
  return { entry, volumeId: volume.id, keyArn: volume.kmsKeyArn };
}

const attachLostKey: Invariant = {
  id: 'attach-lost-key',
  sentence:
    'Attaching a volume to a running instance fails while its key cannot be used, and the volume stays available.',
  evidence: recorded(LAB),
  rule: 'ec2.key-unusable-on-attach',
  witnesses: ['refused under a disabled key', 'refused under a key pending deletion'],
  start({ witness, fail }) {
    return {
      see(seen) {
        const attachment = keyOfAttachment(seen);
        if (!attachment || !isLost(seen.before, attachment.keyArn)) return;
        const { entry, volumeId, keyArn } = attachment;
        const why = underLostKey(volumeId, keyArn, entry.before);
        if (entry.outcome.ok) {
          fail({ message: `${volumeId} was attached`, expected: REVOKED, observed: 'success', why });
          return;
        }
        const { state } = entry.after.volumes.get(volumeId) ?? { state: 'gone' };
        if (state !== 'available')
          fail({ message: `${volumeId} is ${state}`, expected: 'available', observed: state, why });
        if (entry.outcome.error.code !== REVOKED) return;
        if (keyState(entry.before, keyArn) === 'Disabled') witness('refused under a disabled key');
        if (keyState(entry.before, keyArn) === 'PendingDeletion') witness('refused under a key pending deletion');
      },
    };
  },
};

const attachUsableKey: Invariant = {
  id: 'attach-usable-key',
  sentence: 'A volume whose key is enabled (again) is never refused for its key.',
  evidence: recorded(LAB),
  witnesses: ['attached', 'attached after a refusal'],
  start({ witness, fail }) {
    const refusedOnce = new Set<string>();
    return {
      see(seen) {
        const attachment = keyOfAttachment(seen);
        if (!attachment) return;
        const { entry, volumeId, keyArn } = attachment;
        const { outcome } = entry;
        if (outcome.ok) {
          witness('attached');
          if (refusedOnce.has(volumeId)) witness('attached after a refusal');
          return;
        }
        if (outcome.error.code !== REVOKED) return;
        refusedOnce.add(volumeId);
        const account = accountOf(entry.call.caller.principal);
        if (
          isLost(entry.before, keyArn) ||
          !byAdministrator(entry) ||
          !isFreeFor(account, entry.before.keys.get(keyArn))
        )
          return;
        fail({
          message: `${volumeId} cannot be attached`,
          expected: 'success',
          observed: REVOKED,
          why: `${volumeId} is encrypted under ${keyArn}, which is ${keyState(entry.before, keyArn)}`,
        });
      },
    };
  },
};

/** Follows what is being made under a key that cannot be used all the while. */
class Making {
  readonly #keys = new Map<string, string>();

  /** A thing begins to be made under a key; only lost keys are followed. */
  begin(seen: Observation, id: string, keyArn: string | undefined): void {
    if (keyArn !== undefined && seen.keys.has(keyArn) && isLost(seen, keyArn)) this.#keys.set(id, keyArn);
  }

  see(entry: Entry): void {
    for (const [id, keyArn] of this.#keys) if (!isLost(entry.after, keyArn)) this.#keys.delete(id);
  }

  /** The lost key under which a thing was made, once. */
  end(id: string): string | undefined {
    const keyArn = this.#keys.get(id);
    this.#keys.delete(id);
    return keyArn;
  }
}

const volumeVanishes: Invariant = {
  id: 'volume-vanishes',
  sentence: 'A volume created under a key that cannot be used is accepted, never becomes available, and vanishes.',
  evidence: reported('https://github.com/aws/aws-cli/issues/2604'),
  witnesses: ['accepted under a lost key', 'vanished'],
  start({ witness, fail }) {
    const making = new Making();
    return {
      see(entry) {
        making.see(entry);
        if (succeeded(entry, 'ec2', 'CreateVolume')) {
          const id = String(output(entry, 'VolumeId'));
          making.begin(entry.after, id, entry.after.volumes.get(id)?.kmsKeyArn);
        }
        for (const { id, was, is } of changes(entry.before.volumes, entry.after.volumes)) {
          if (was?.state !== 'creating' || is?.state === 'creating') continue;
          const keyArn = making.end(id);
          if (keyArn === undefined) continue;
          witness('accepted under a lost key');
          if (is === undefined) witness('vanished');
          else if (is.state !== 'deleting' && is.state !== 'error')
            fail({
              message: `${id} is ${is.state}`,
              expected: 'creating -> gone',
              observed: `creating -> ${is.state}`,
              why: underLostKey(id, keyArn, entry.after),
            });
        }
      },
    };
  },
};

const copyFails: Invariant = {
  id: 'copy-lost-key',
  sentence: 'A copy of a snapshot under a key that cannot be used ends in error and never completes.',
  evidence: documented('https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html'),
  witnesses: ['ended in error'],
  start({ witness, fail }) {
    const making = new Making();
    return {
      see(entry) {
        making.see(entry);
        if (succeeded(entry, 'ec2', 'CopySnapshot')) {
          const id = String(output(entry, 'SnapshotId'));
          making.begin(entry.after, id, entry.after.snapshots.get(id)?.kmsKeyArn);
        }
        for (const { id, was, is } of changes(entry.before.snapshots, entry.after.snapshots)) {
          if (was?.state !== 'pending' || is?.state === 'pending') continue;
          const keyArn = making.end(id);
          if (keyArn === undefined || !is) continue;
          if (is.state === 'error' && is.stateMessage === 'Given key ID is not accessible') witness('ended in error');
          else
            fail({
              message: `${id} is ${is.state}${is.stateMessage ? ` (${is.stateMessage})` : ''}`,
              expected: 'error (Given key ID is not accessible)',
              observed: is.state,
              why: underLostKey(id, keyArn, entry.after),
            });
        }
      },
    };
  },
};

const usableKeyCreates: Invariant = {
  id: 'volume-usable-key',
  sentence: 'A new volume under a key that can be used becomes available.',
  evidence: documented('https://docs.aws.amazon.com/ebs/latest/userguide/ebs-describing-volumes.html'),
  witnesses: ['available, empty', 'available, from an unencrypted snapshot', 'available, from an encrypted snapshot'],
  start({ witness, fail }) {
    const healthy = new Map<string, { keyArns: readonly string[]; from: string }>();
    const isHealthy = (seen: Observation, id: string, keyArns: readonly string[]) =>
      keyArns.every(
        (keyArn) => !isLost(seen, keyArn) && isFreeFor(seen.volumes.get(id)?.account ?? '', seen.keys.get(keyArn)),
      );
    return {
      see(entry) {
        for (const [id, { keyArns }] of healthy)
          if (entry.after.volumes.has(id) && !isHealthy(entry.after, id, keyArns)) healthy.delete(id);
        if (succeeded(entry, 'ec2', 'CreateVolume') && byAdministrator(entry)) {
          const volume = entry.after.volumes.get(String(output(entry, 'VolumeId')));
          const source = entry.after.snapshots.get(String(entry.call.input.SnapshotId));
          const keyArns = [volume?.kmsKeyArn, source?.kmsKeyArn].filter((keyArn) => keyArn !== undefined);
          const from = source ? `from an ${source.encrypted ? '' : 'un'}encrypted snapshot` : 'empty';
          // A snapshot of an empty volume is as good as none.
          if (volume?.encrypted && isHealthy(entry.after, volume.id, keyArns))
            healthy.set(volume.id, { keyArns, from });
        }
        for (const { id, was, is } of changes(entry.before.volumes, entry.after.volumes)) {
          if (was?.state !== 'creating' || is?.state === 'creating') continue;
          const made = healthy.get(id);
          healthy.delete(id);
          if (!made) continue;
          if (is?.state === 'available') witness(`available, ${made.from}`);
          else if (entry.type === 'elapse')
            fail({ message: `${id} is ${is?.state ?? 'gone'}`, expected: 'available', observed: is?.state ?? 'gone' });
        }
      },
    };
  },
};

const snapshotKeepsKey: Invariant = {
  id: 'snapshot-keeps-key',
  sentence: 'A snapshot of an encrypted volume is encrypted under the same key.',
  evidence: documented('https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html'),
  witnesses: ['snapshot of an encrypted volume'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'ec2', 'CreateSnapshot')) return;
        const volume = entry.before.volumes.get(String(entry.call.input.VolumeId));
        const snapshot = entry.after.snapshots.get(String(output(entry, 'SnapshotId')));
        if (!volume?.encrypted || !snapshot) return;
        if (snapshot.encrypted && snapshot.kmsKeyArn === volume.kmsKeyArn) witness('snapshot of an encrypted volume');
        else
          fail({
            message: `${snapshot.id} is ${snapshot.encrypted ? `under ${snapshot.kmsKeyArn}` : 'not encrypted'}`,
            expected: `encrypted under ${volume.kmsKeyArn}`,
            why: `${volume.id} is encrypted under ${volume.kmsKeyArn}`,
          });
      },
    };
  },
};

/** What a key's state does to volumes and snapshots. */
export const volumes: Family = {
  id: 'volumes',
  title: 'Volumes and snapshots under a key',
  vocabulary: ['kms-keys', 'ec2-volumes', 'ec2-snapshots', 'ec2-instances'],
  openings: [
    volumeAndInstance,
    pendingAttachment,
    failedAttachment,
    recoveredAttachment,
    attachedVolume,
    plainSnapshot,
    encryptedSnapshot,
  ],
  invariants: [attachLostKey, attachUsableKey, volumeVanishes, copyFails, usableKeyCreates, snapshotKeepsKey],
};
