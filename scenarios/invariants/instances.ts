/** Instances and the keys of their volumes: what runs goes on running, what starts does not. */
import { documented, recorded, reported } from '../../model/evidence.ts';
import type { Entry, Family, Invariant, Observation, SeenInstance } from '../contract.ts';
import {
  byAdministrator,
  changes,
  encryptedVolumes,
  findKey,
  instanceIds,
  isFreeFor,
  isLost,
  keyState,
  succeeded,
  underLostKey,
} from './looking.ts';
import { attachedVolume, encryptedRoot, failedStart, stoppedEncryptedRoot } from './openings.ts';

const EBS_ENCRYPTION = 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html';
const UNUSABLE_KEYS = 'https://docs.aws.amazon.com/kms/latest/developerguide/unusable-kms-keys.html';
const STATE_REASON = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html';
const LAB = 'Published write-ups of the AWS Academy lab "Encrypting Data at Rest by Using AWS KMS"';

/** An instance on its way from `pending`, and the keys that could not be used at any moment since it set out. */
interface Boot {
  readonly set: 'start' | 'launch';
  readonly neverUsable: Map<string, string>;
}

/** Follows instances through `pending` and tells how it ended. */
class Boots {
  readonly #boots = new Map<string, Boot>();

  see(entry: Entry, ended: (boot: Boot, was: SeenInstance, is: SeenInstance | undefined) => void): void {
    for (const { neverUsable } of this.#boots.values())
      for (const keyArn of neverUsable.keys()) if (!isLost(entry.after, keyArn)) neverUsable.delete(keyArn);
    for (const { id, was, is } of changes(entry.before.instances, entry.after.instances)) {
      if (is?.state === 'pending' && was?.state !== 'pending') this.#boots.set(id, bootOf(entry, was, is));
      else if (was?.state === 'pending' && is?.state !== 'pending') {
        const boot = this.#boots.get(id);
        this.#boots.delete(id);
        if (boot) ended(boot, was, is);
      }
    }
  }
}

function bootOf(entry: Entry, was: SeenInstance | undefined, is: SeenInstance): Boot {
  const keyArns = was
    ? encryptedVolumes(entry.after, is).map((volume) => volume.kmsKeyArn)
    : [...keysOfLaunch(entry, entry.before)];
  const lost = keyArns.filter((keyArn) => isLost(entry.before, keyArn) && isLost(entry.after, keyArn));
  return {
    set: was ? 'start' : 'launch',
    neverUsable: new Map(lost.map((keyArn) => [keyArn, keyState(entry.after, keyArn)])),
  };
}

/** The keys that a RunInstances names for its volumes, as far as they exist. */
function* keysOfLaunch(entry: Entry, seen: Observation): Generator<string> {
  if (!succeeded(entry, 'ec2', 'RunInstances')) return;
  const mappings = (entry.call.input.BlockDeviceMappings ?? []) as readonly { Ebs?: Record<string, unknown> }[];
  for (const { Ebs } of mappings) {
    const account = [...entry.after.instances.values()].at(-1)?.account ?? '';
    const key = findKey(seen, Ebs?.KmsKeyId, account, entry.call.region);
    if (Ebs?.Encrypted === true && key) yield key.arn;
  }
}

const disabledKeyStart: Invariant = {
  id: 'disabled-key-start',
  sentence:
    'An instance with a volume under a key that cannot be used never gets from stopped to running: it falls back to stopped.',
  evidence: recorded(LAB),
  witnesses: ['start under a disabled key', 'start under a key pending deletion', 'fell back to stopped'],
  start({ witness, fail }) {
    const boots = new Boots();
    return {
      see: (entry) =>
        boots.see(entry, ({ set, neverUsable }, _was, is) => {
          if (set !== 'start' || neverUsable.size === 0 || !is) return;
          const states = [...neverUsable.values()];
          if (states.includes('Disabled')) witness('start under a disabled key');
          if (states.includes('PendingDeletion')) witness('start under a key pending deletion');
          if (is.state === 'stopped') witness('fell back to stopped');
          // A call may have stopped or terminated it meanwhile.
          if (is.state === 'stopped' || (is.state !== 'running' && entry.type === 'call')) return;
          const volume = encryptedVolumes(entry.after, is).find(({ kmsKeyArn }) => neverUsable.has(kmsKeyArn));
          if (!volume && is.state === 'running') return;
          fail({
            message: `${is.id} is ${is.state}`,
            expected: 'pending -> stopped',
            observed: `pending -> ${is.state}`,
            ...(volume ? { why: underLostKey(volume.id, volume.kmsKeyArn, entry.after) } : {}),
          });
        }),
    };
  },
};

const disabledKeyLaunch: Invariant = {
  id: 'disabled-key-launch',
  sentence: 'A launch whose volume would be under a key that cannot be used ends terminated and never runs.',
  evidence: reported('https://repost.aws/knowledge-center/encrypted-volumes-stops-immediately'),
  witnesses: ['launch under a lost key', 'terminated'],
  start({ witness, fail }) {
    const boots = new Boots();
    return {
      see: (entry) =>
        boots.see(entry, ({ set, neverUsable }, was, is) => {
          if (set !== 'launch' || neverUsable.size === 0) return;
          witness('launch under a lost key');
          if (is === undefined || is.state === 'shutting-down' || is.state === 'terminated') witness('terminated');
          else
            fail({
              message: `${was.id} is ${is.state}`,
              expected: 'pending -> shutting-down -> terminated',
              observed: `pending -> ${is.state}`,
              why: [...neverUsable].map(([keyArn, state]) => `${keyArn} is ${state}`).join(', '),
            });
        }),
    };
  },
};

const stoppedReason: Invariant = {
  id: 'failed-start-reason',
  sentence: 'An instance that a lost key kept from starting says so in its state reason, as a fault of the client.',
  evidence: documented(STATE_REASON),
  witnesses: ['a reason was given'],
  start({ witness, fail }) {
    const boots = new Boots();
    return {
      see: (entry) =>
        boots.see(entry, ({ neverUsable }, _was, is) => {
          if (neverUsable.size === 0 || !is || is.state === 'running') return;
          const { code = 'none' } = is.stateReason ?? {};
          if (code.startsWith('Client.') && code !== 'Client.UserInitiatedShutdown') witness('a reason was given');
          // Somebody may have stopped or terminated it meanwhile: that has a reason of its own.
          else if (entry.type === 'elapse')
            fail({ message: `${is.id} gives the reason ${code}`, expected: 'Client....', observed: code });
        }),
    };
  },
};

const runningSurvives: Invariant = {
  id: 'running-survives',
  sentence: 'A running instance and its attached volumes do not notice what becomes of their keys.',
  evidence: documented(UNUSABLE_KEYS),
  witnesses: ['ran on under a disabled key', 'ran on under a key pending deletion', 'ran on when its key was gone'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.instances, entry.after.instances)) {
          if (was?.state !== 'running' || is?.state === 'running' || isEnded(entry, id)) continue;
          const volume = encryptedVolumes(entry.before, was).find(({ kmsKeyArn }) => isLost(entry.after, kmsKeyArn));
          fail({
            message: `${id} is ${is?.state ?? 'gone'} though nobody stopped it`,
            expected: 'running',
            observed: is?.state ?? 'gone',
            ...(volume ? { why: underLostKey(volume.id, volume.kmsKeyArn, entry.after) } : {}),
          });
        }
        if (entry.before.keys === entry.after.keys) return;
        for (const instance of entry.after.instances.values()) {
          if (instance.state !== 'running' || entry.before.instances.get(instance.id)?.state !== 'running') continue;
          for (const { kmsKeyArn } of encryptedVolumes(entry.after, instance)) {
            const state = keyState(entry.after, kmsKeyArn);
            if (state === keyState(entry.before, kmsKeyArn)) continue;
            if (state === 'Disabled') witness('ran on under a disabled key');
            if (state === 'PendingDeletion') witness('ran on under a key pending deletion');
            if (state === 'gone') witness('ran on when its key was gone');
          }
        }
      },
    };
  },
};

/** Whether an entry is a call that ends a running instance. */
const isEnded = (entry: Entry, id: string): boolean =>
  succeeded(entry, 'ec2', 'StopInstances', 'TerminateInstances') && instanceIds(entry).includes(id);

/** Whether an entry is a call that ends attachments. */
const detaches = (entry: Entry): boolean => succeeded(entry, 'ec2', 'DetachVolume', 'TerminateInstances');

const attachmentsSurvive: Invariant = {
  id: 'attachments-survive',
  sentence: 'A volume stays attached to a running instance until somebody detaches it, whatever becomes of its key.',
  evidence: documented(UNUSABLE_KEYS),
  witnesses: ['attached while its key was lost'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.volumes, entry.after.volumes)) {
          for (const { instanceId, state } of was?.attachments ?? []) {
            const running = entry.before.instances.get(instanceId)?.state === 'running';
            const attached = is?.attachments.some((now) => now.instanceId === instanceId && now.state === state);
            if (!running || attached || state !== 'attached' || detaches(entry)) continue;
            fail({
              message: `${id} is no longer attached to ${instanceId}`,
              expected: 'attached',
              observed: 'detached',
            });
          }
        }
        if (entry.before.keys === entry.after.keys) return;
        for (const { kmsKeyArn, attachments } of entry.after.volumes.values())
          if (attachments.length > 0 && kmsKeyArn && entry.after.keys.has(kmsKeyArn) && isLost(entry.after, kmsKeyArn))
            witness('attached while its key was lost');
      },
    };
  },
};

const recoveredStart: Invariant = {
  id: 'recovered-start',
  sentence: 'With its keys enabled (again), a stopped instance starts: nothing else needs repair.',
  evidence: recorded(LAB),
  witnesses: ['started under an enabled key', 'started after a start had failed'],
  start({ witness, fail }) {
    /** Instances started by an administrator whose keys were usable all the time. */
    const healthy = new Set<string>();
    const hadFailed = new Set<string>();
    return {
      see(entry) {
        for (const id of healthy) {
          const instance = entry.after.instances.get(id);
          if (!instance || !isHealthy(entry.after, instance)) healthy.delete(id);
        }
        for (const { id, was, is } of changes(entry.before.instances, entry.after.instances)) {
          if (was?.state === 'stopped' && is?.state === 'pending') {
            if (entry.type === 'call' && byAdministrator(entry) && isHealthy(entry.before, is)) healthy.add(id);
          } else if (was?.state === 'pending' && is?.state !== 'pending') {
            const ok = healthy.delete(id);
            if (is?.state === 'running' && ok) {
              witness('started under an enabled key');
              if (hadFailed.has(id)) witness('started after a start had failed');
            } else if (ok && entry.type === 'elapse')
              fail({ message: `${id} is ${is?.state ?? 'gone'}`, expected: 'running', observed: is?.state ?? 'gone' });
            if (is?.state === 'stopped') hadFailed.add(id);
          }
        }
      },
    };
  },
};

/** Whether nothing stands against a start: a root volume, encrypted volumes all under usable keys with plain policies. */
function isHealthy(seen: Observation, instance: SeenInstance): boolean {
  if (instance.volumes[instance.rootDeviceName] === undefined) return false;
  const encrypted = encryptedVolumes(seen, instance);
  return (
    encrypted.length > 0 &&
    encrypted.every(
      ({ kmsKeyArn }) => !isLost(seen, kmsKeyArn) && isFreeFor(instance.account, seen.keys.get(kmsKeyArn)),
    )
  );
}

const rebootNeedsNoKey: Invariant = {
  id: 'reboot-needs-no-key',
  sentence: 'A reboot stays on its host and makes no KMS call: it works without the key.',
  evidence: documented('https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-reboot.html'),
  needs: ['records'],
  witnesses: ['rebooted under a lost key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'ec2', 'RebootInstances')) return;
        const lost = instanceIds(entry).some((id) => {
          const instance = entry.before.instances.get(String(id));
          return instance && encryptedVolumes(entry.before, instance).some((v) => isLost(entry.before, v.kmsKeyArn));
        });
        if (lost) witness('rebooted under a lost key');
        const made = entry.records.find((record) => record.eventSource === 'kms.amazonaws.com');
        if (made) fail({ message: `the reboot made a KMS call: ${made.eventName}`, expected: 'no KMS call' });
      },
    };
  },
};

/** Codes by which EC2 says that a key cannot be used. */
const KEY_TROUBLE = /^(KMS|InvalidKMSKey|CustomerKeyHasBeenRevoked|Client\.InvalidKMSKey)/;
const NEEDS_NO_KEY = ['StopInstances', 'TerminateInstances', 'RebootInstances', 'DetachVolume', 'DeleteVolume'];

const endingNeedsNoKey: Invariant = {
  id: 'ending-needs-no-key',
  sentence: 'Stopping, terminating, detaching and deleting never fail for the state of a key.',
  evidence: documented(EBS_ENCRYPTION),
  witnesses: ['stopped under a lost key', 'detached under a lost key'],
  start({ witness, fail }) {
    const lostVolume = (seen: Observation, id: unknown): boolean => {
      const keyArn = seen.volumes.get(String(id))?.kmsKeyArn;
      return keyArn !== undefined && isLost(seen, keyArn);
    };
    return {
      see(entry) {
        if (entry.type !== 'call' || !NEEDS_NO_KEY.includes(entry.call.operation)) return;
        const { outcome, call, before } = entry;
        if (!outcome.ok) {
          if (KEY_TROUBLE.test(outcome.error.code))
            fail({ message: `${call.operation} was refused`, expected: 'success', observed: outcome.error.code });
          return;
        }
        if (call.operation === 'DetachVolume' && lostVolume(before, call.input.VolumeId))
          witness('detached under a lost key');
        const volumes = instanceIds(entry).flatMap((id) =>
          Object.values(before.instances.get(String(id))?.volumes ?? {}),
        );
        if (call.operation === 'StopInstances' && volumes.some((id) => lostVolume(before, id)))
          witness('stopped under a lost key');
      },
    };
  },
};

/** What a key's state does to instances. */
export const instances: Family = {
  id: 'instances',
  title: 'Instances and the keys of their volumes',
  vocabulary: ['kms-keys', 'ec2-volumes', 'ec2-instances', 'time'],
  openings: [stoppedEncryptedRoot, failedStart, encryptedRoot, attachedVolume],
  invariants: [
    disabledKeyStart,
    disabledKeyLaunch,
    stoppedReason,
    runningSurvives,
    attachmentsSurvive,
    recoveredStart,
    rebootNeedsNoKey,
    endingNeedsNoKey,
  ],
};
