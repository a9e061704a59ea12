/** Worlds in which a key's state means something else. */
import type { Key } from '../../model/kms/state.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendArrow, bendHandler, bendKms, bendRun } from './bend.ts';

const DAY_MS = 86_400_000;

/** Key state. */
export const brokenKeys: readonly BrokenWorld[] = [
  {
    id: 'disabled-key-decrypts',
    sentence: 'A disabled key still decrypts.',
    caughtBy: 'only-enabled-keys-work',
    bend: (rules) =>
      bendKms(rules, {
        checkKeyState: (operation, keyArn, state) => {
          if (operation !== 'Decrypt' || state !== 'Disabled') rules.kms.checkKeyState(operation, keyArn, state);
        },
      }),
  },
  {
    id: 'pending-key-encrypts',
    sentence: 'A key that is pending deletion still encrypts.',
    caughtBy: 'only-enabled-keys-work',
    bend: (rules) =>
      bendKms(rules, {
        checkKeyState: (operation, keyArn, state) => {
          if (operation !== 'Encrypt' || state !== 'PendingDeletion') rules.kms.checkKeyState(operation, keyArn, state);
        },
      }),
  },
  {
    id: 'cancel-lands-enabled',
    sentence: 'CancelKeyDeletion gives the key back Enabled.',
    caughtBy: 'cancel-lands-disabled',
    bend: (rules) =>
      bendKms(rules, {
        keyLifecycle: bendArrow(rules.kms.keyLifecycle, 'PendingDeletion', 'CANCEL_DELETION', 'Enabled'),
      }),
  },
  {
    id: 'deletion-a-day-early',
    sentence: 'The waiting period is a day too short.',
    caughtBy: 'waiting-period',
    bend: (rules) => bendKms(rules, { waitingPeriodMs: (days) => rules.kms.waitingPeriodMs(days) - DAY_MS }),
  },
  {
    id: 'deletion-never',
    sentence: 'The waiting period ends and the key is still there.',
    caughtBy: 'waiting-period',
    bend: (rules) => bendHandler(rules, 'kms.deleteKey', () => () => {}),
  },
  {
    id: 'deletion-leaves-grants',
    sentence: 'A deleted key leaves its grants behind.',
    caughtBy: 'deletion-takes-along',
    bend: (rules) =>
      bendHandler(rules, 'kms.deleteKey', (handler) => (transaction, detail) => {
        const { grants } = transaction.world.kms;
        handler(transaction, detail);
        transaction.world = { ...transaction.world, kms: { ...transaction.world.kms, grants } };
      }),
  },
  {
    id: 'deletion-leaves-aliases',
    sentence: 'A deleted key leaves its aliases behind.',
    caughtBy: 'deletion-takes-along',
    bend: (rules) =>
      bendHandler(rules, 'kms.deleteKey', (handler) => (transaction, detail) => {
        const { aliases } = transaction.world.kms;
        handler(transaction, detail);
        transaction.world = { ...transaction.world, kms: { ...transaction.world.kms, aliases } };
      }),
  },
  {
    id: 'deletion-unrecorded',
    sentence: 'The deletion of a key leaves no trace in CloudTrail.',
    caughtBy: 'key-deletion-recorded',
    bend: (rules) =>
      bendHandler(rules, 'kms.deleteKey', (handler) => (transaction, detail) => {
        transaction.recordServiceEvent = () => {};
        handler(transaction, detail);
      }),
  },
  {
    id: 'enable-makes-new-material',
    sentence: 'Enabling a key gives it new key material: what it encrypted before is lost.',
    caughtBy: 'enabled-key-opens',
    bend: (rules) =>
      bendRun(rules, 'kms:EnableKey', (run, context, input) => {
        const output = run(input);
        const { kms } = context.world;
        const keyArn = context.record.resources?.[0]?.ARN ?? '';
        const key = kms.keys.get(keyArn);
        if (key) {
          const materials = key.materials.map((material) => ({ ...material, bytes: context.random.bytes(32) }));
          context.update({ kms: { ...kms, keys: kms.keys.set(keyArn, { ...key, materials } as Key) } });
        }
        return output;
      }),
  },
  {
    id: 'disable-forgets-grants',
    sentence: 'Disabling a key takes its grants away.',
    caughtBy: 'disabled-key-is-described',
    bend: (rules) =>
      bendRun(rules, 'kms:DisableKey', (run, context, input) => {
        const output = run(input);
        const { kms } = context.world;
        let { grants } = kms;
        for (const [row] of [...grants.withPrefix(`${context.record.resources?.[0]?.ARN}|`)])
          grants = grants.delete(row);
        context.update({ kms: { ...kms, grants } });
        return output;
      }),
  },
];
