/** Keys and their states: what moves them, what each lets through, and what deletion takes along. */
import { documented, recorded } from '../../model/evidence.ts';
import type { Entry, Family, Invariant } from '../contract.ts';
import { CRYPTOGRAPHIC, keyDescriptions } from './keyDescriptions.ts';
import { changes, isUsable, keyNamedBy, keyState, output, type Succeeded, succeeded } from './looking.ts';
import { ciphertext, deletionScheduled, twoKeys } from './openings.ts';

const STATES = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html';
const DELETING = 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html';
const DAY_MS = 86_400_000;

/** ARNs of the keys that a successful cryptographic call used. */
function usedKeys(entry: Succeeded): string[] {
  return [output(entry, 'KeyId'), output(entry, 'SourceKeyId')].filter((arn) => typeof arn === 'string');
}

const onlyEnabledKeysWork: Invariant = {
  id: 'only-enabled-keys-work',
  sentence: 'Only a key that is Enabled encrypts, decrypts, generates or signs.',
  evidence: documented(STATES),
  rule: 'kms.disabled-key-refuses',
  witnesses: ['refused by a disabled key', 'refused by a key pending deletion', 'used an enabled key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'kms' || !CRYPTOGRAPHIC.includes(entry.call.operation))
          return;
        if (!entry.outcome.ok) {
          const { code, message = '' } = entry.outcome.error;
          if (code === 'DisabledException') witness('refused by a disabled key');
          if (code === 'KMSInvalidStateException' && message.endsWith('is pending deletion.'))
            witness('refused by a key pending deletion');
          return;
        }
        for (const keyArn of usedKeys(entry as Succeeded)) {
          const state = keyState(entry.before, keyArn);
          if (isUsable(state)) witness('used an enabled key');
          else
            fail({
              message: `${entry.call.operation} succeeded`,
              expected: state === 'Disabled' ? 'DisabledException' : 'KMSInvalidStateException',
              observed: 'success',
              why: `${keyArn} is ${state}`,
            });
        }
      },
    };
  },
};

const disableAndEnable: Invariant = {
  id: 'disable-and-enable',
  sentence: 'DisableKey leaves a key Disabled, EnableKey leaves it Enabled, however often they are called.',
  evidence: documented(STATES),
  witnesses: ['disabled', 'enabled again', 'disabled twice'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'kms', 'DisableKey', 'EnableKey')) return;
        const key = keyNamedBy(entry.before, entry);
        // A key whose custom key store is disconnected stays Unavailable and remembers.
        if (!key || key.state === 'Unavailable') return;
        const wanted = entry.call.operation === 'DisableKey' ? 'Disabled' : 'Enabled';
        const state = keyState(entry.after, key.arn);
        if (state !== wanted)
          fail({ message: `${key.arn} is ${state} after ${entry.call.operation}`, expected: wanted, observed: state });
        else if (wanted === 'Enabled' && key.state === 'Disabled') witness('enabled again');
        else if (wanted === 'Disabled') witness(key.state === 'Disabled' ? 'disabled twice' : 'disabled');
      },
    };
  },
};

const cancelLandsDisabled: Invariant = {
  id: 'cancel-lands-disabled',
  sentence: 'CancelKeyDeletion lands in Disabled, whatever the key was before, and the deletion date is gone.',
  evidence: recorded("LocalStack's snapshot of AWS: test_schedule_and_cancel_key_deletion"),
  witnesses: ['cancelled', 'refused: not pending deletion'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.operation !== 'CancelKeyDeletion') return;
        const key = keyNamedBy(entry.before, entry);
        if (!entry.outcome.ok) {
          if (entry.outcome.error.code === 'KMSInvalidStateException') witness('refused: not pending deletion');
          return;
        }
        const now = entry.after.keys.get(key?.arn ?? '');
        if (!now) return;
        witness('cancelled');
        if (now.state !== 'Disabled' || now.deletionDateMs !== undefined)
          fail({
            message: `${now.arn} is ${now.state} after CancelKeyDeletion`,
            expected: 'Disabled, without a deletion date',
            observed: now.state,
          });
      },
    };
  },
};

/** A scheduled deletion, and when it is due. */
interface Scheduled {
  readonly dueMs: number;
}

const waitingPeriod: Invariant = {
  id: 'waiting-period',
  sentence: 'A key is gone after its waiting period (at most a day later) and never before it.',
  evidence: documented(DELETING),
  witnesses: ['scheduled', 'still there within the period', 'gone after it', 'cancelled in time'],
  start({ witness, fail }) {
    const scheduled = new Map<string, Scheduled>();
    const missing = (entry: Entry, keyArn: string, dueMs: number) =>
      fail({
        message: `${keyArn} is gone ${((dueMs - entry.after.atMs) / DAY_MS).toFixed(1)} days before its time`,
        expected: 'PendingDeletion',
        observed: 'gone',
      });
    return {
      see(entry) {
        if (succeeded(entry, 'kms', 'CancelKeyDeletion')) {
          const key = keyNamedBy(entry.before, entry);
          if (key && scheduled.delete(key.arn)) witness('cancelled in time');
        }
        for (const [keyArn, { dueMs }] of scheduled) {
          const state = keyState(entry.after, keyArn);
          if (state === 'gone') {
            scheduled.delete(keyArn);
            // Between two looks the period may have passed: what counts is when we look.
            if (entry.after.atMs < dueMs) missing(entry, keyArn, dueMs);
            else witness('gone after it');
          } else if (entry.after.atMs >= dueMs + DAY_MS)
            fail({
              message: `${keyArn} is still ${state} a day after its waiting period`,
              expected: 'gone',
              observed: state,
            });
          else if (entry.type === 'elapse') witness('still there within the period');
        }
        if (!succeeded(entry, 'kms', 'ScheduleKeyDeletion')) return;
        const days = Number(output(entry, 'PendingWindowInDays') ?? entry.call.input.PendingWindowInDays ?? 30);
        if (output(entry, 'KeyState') !== 'PendingDeletion') return;
        witness('scheduled');
        scheduled.set(String(output(entry, 'KeyId')), { dueMs: entry.atMs + days * DAY_MS });
      },
    };
  },
};

const windowBounds: Invariant = {
  id: 'waiting-period-bounds',
  sentence: 'A waiting period has 7 to 30 days, 30 if none is named.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html'),
  witnesses: ['refused', 'the default of 30 days'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.operation !== 'ScheduleKeyDeletion') return;
        const { PendingWindowInDays: days } = entry.call.input;
        if (!entry.outcome.ok) {
          if (typeof days === 'number' && (days < 7 || days > 30)) witness('refused');
          return;
        }
        if (days === undefined) witness('the default of 30 days');
        const wanted = days ?? 30;
        if (typeof wanted !== 'number' || wanted < 7 || wanted > 30)
          fail({ message: `a waiting period of ${wanted} days was accepted`, expected: 'ValidationException' });
        const date = entry.outcome.output.DeletionDate;
        if (typeof date === 'number' && date < entry.atMs + Number(wanted) * DAY_MS)
          fail({ message: `the deletion date is less than ${wanted} days away`, observed: String(date) });
      },
    };
  },
};

const goneForEver: Invariant = {
  id: 'gone-for-ever',
  sentence: 'A deleted key never comes back, and nothing that was encrypted under it opens again.',
  evidence: documented(DELETING),
  witnesses: ['a key was deleted', 'refused after it', 'a ciphertext of a deleted key was refused'],
  start({ witness, fail }) {
    const gone = new Set<string>();
    const made = new Map<string, string>();
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.keys, entry.after.keys)) {
          // A multi-Region replica may be made again from its primary.
          if (was && !is && !was.id.startsWith('mrk-')) {
            gone.add(id);
            witness('a key was deleted');
          }
          if (is && gone.has(id)) fail({ message: `${id} is back`, expected: 'gone', observed: is.state });
        }
        if (entry.type !== 'call' || entry.call.service !== 'kms') return;
        if (!entry.outcome.ok) {
          if (namesOneOf(gone, entry.call.input.KeyId)) witness('refused after it');
          if (gone.has(made.get(blobText(entry.call.input.CiphertextBlob)) ?? ''))
            witness('a ciphertext of a deleted key was refused');
          return;
        }
        for (const keyArn of usedKeys(entry as Succeeded)) {
          made.set(blobText(entry.outcome.output.CiphertextBlob), keyArn);
          if (gone.has(keyArn)) fail({ message: `${entry.call.operation} used ${keyArn}`, why: `${keyArn} is gone` });
        }
      },
    };
  },
};

const blobText = (blob: unknown): string => (blob instanceof Uint8Array ? blob.join() : '');

const namesOneOf = (keyArns: ReadonlySet<string>, given: unknown): boolean =>
  typeof given === 'string' && [...keyArns].some((arn) => arn === given || arn.endsWith(`/${given}`));

const deletionTakesAlong: Invariant = {
  id: 'deletion-takes-along',
  sentence: 'With a key go its aliases and its grants.',
  evidence: documented(DELETING),
  witnesses: ['a key with an alias was deleted', 'a key with a grant was deleted'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.keys, entry.after.keys)) {
          if (!was || is) continue;
          if ([...entry.before.aliases.values()].some((alias) => alias.targetKeyArn === id))
            witness('a key with an alias was deleted');
          if ([...entry.before.grants.values()].some((grant) => grant.keyArn === id))
            witness('a key with a grant was deleted');
          const alias = [...entry.after.aliases.values()].find(({ targetKeyArn }) => targetKeyArn === id);
          const grant = [...entry.after.grants.values()].find(({ keyArn }) => keyArn === id);
          if (alias) fail({ message: `${alias.name} is still there`, why: `its key ${id} is gone` });
          if (grant) fail({ message: `grant ${grant.id} is still there`, why: `its key ${id} is gone` });
        }
      },
    };
  },
};

/** The documented ways from state to state: by which calls, and whether time alone may do it. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  'Enabled -> Disabled': ['DisableKey', 'ConnectCustomKeyStore'],
  'Disabled -> Enabled': ['EnableKey'],
  'Enabled -> PendingImport': ['DeleteImportedKeyMaterial', 'time'],
  'Disabled -> PendingImport': ['DeleteImportedKeyMaterial', 'time'],
  'PendingImport -> Enabled': ['ImportKeyMaterial'],
  'Enabled -> Updating': ['UpdatePrimaryRegion'],
  'Updating -> Enabled': ['time'],
  'Creating -> Enabled': ['time'],
  'Creating -> PendingImport': ['time'],
  'Enabled -> Unavailable': ['DisconnectCustomKeyStore', 'time'],
  'Disabled -> Unavailable': ['DisconnectCustomKeyStore', 'time'],
  'Unavailable -> Enabled': ['ConnectCustomKeyStore', 'time'],
  'Unavailable -> Disabled': ['ConnectCustomKeyStore', 'time'],
  'PendingDeletion -> Disabled': ['CancelKeyDeletion'],
  'PendingReplicaDeletion -> Disabled': ['CancelKeyDeletion'],
  'PendingReplicaDeletion -> PendingDeletion': ['time'],
  'PendingDeletion -> gone': ['time'],
  ...Object.fromEntries(
    ['Enabled', 'Disabled', 'PendingImport', 'Unavailable', 'Creating'].flatMap((state) => [
      [`${state} -> PendingDeletion`, ['ScheduleKeyDeletion']],
      [`${state} -> PendingReplicaDeletion`, ['ScheduleKeyDeletion']],
    ]),
  ),
};

const documentedWays: Invariant = {
  id: 'documented-key-states',
  sentence: 'A key moves from state to state only in the ways that AWS documents.',
  evidence: documented(STATES),
  witnesses: ['by a call', 'by time'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.keys, entry.after.keys)) {
          if (!was || was.state === is?.state) continue;
          const way = `${was.state} -> ${is?.state ?? 'gone'}`;
          const by = entry.type === 'elapse' ? 'time' : entry.call.operation;
          if (WAYS[way]?.includes(by)) witness(by === 'time' ? 'by time' : 'by a call');
          else fail({ message: `${id} went ${way} by ${by}`, expected: (WAYS[way] ?? ['no such way']).join(' or ') });
        }
      },
    };
  },
};

/** Key states. */
export const keys: Family = {
  id: 'keys',
  title: 'Keys and their states',
  vocabulary: ['kms-keys', 'kms-crypto', 'kms-aliases', 'kms-grants', 'time'],
  openings: [ciphertext, deletionScheduled, twoKeys],
  invariants: [
    onlyEnabledKeysWork,
    disableAndEnable,
    cancelLandsDisabled,
    waitingPeriod,
    windowBounds,
    goneForEver,
    deletionTakesAlong,
    documentedWays,
    ...keyDescriptions,
  ],
};
