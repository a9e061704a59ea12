/** Worlds in which a key's state means something else. */
import type { Key } from '../../model/kms/state.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendArrow, bendHandler, bendKms, bendRun, unlessRefused } from './bend.ts';

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
  {
    id: 'enable-does-nothing',
    sentence: 'EnableKey succeeds and leaves the key Disabled.',
    caughtBy: 'disable-and-enable',
    bend: (rules) =>
      bendKms(rules, { keyLifecycle: bendArrow(rules.kms.keyLifecycle, 'Disabled', 'ENABLE', 'Disabled') }),
  },
  {
    id: 'any-waiting-period',
    sentence: 'A waiting period may be shorter than 7 days or longer than 30.',
    caughtBy: 'waiting-period-bounds',
    bend: (rules) =>
      bendRun(rules, 'kms:ScheduleKeyDeletion', (run, _, input) => {
        const scheduled = unlessRefused(() => run(input), 'ValidationException');
        return scheduled ?? run({ ...input, PendingWindowInDays: 7 });
      }),
  },
  {
    id: 'deleted-key-returns',
    sentence: 'A deleted key is back the next day.',
    caughtBy: 'gone-for-ever',
    bend: (rules) =>
      bendHandler(rules, 'kms.deleteKey', (handler) => (transaction, detail) => {
        const { keyArn, back } = detail as { keyArn: string; back?: Key };
        const { kms } = transaction.world;
        if (back) transaction.world = { ...transaction.world, kms: { ...kms, keys: kms.keys.set(keyArn, back) } };
        else {
          handler(transaction, detail);
          transaction.schedule(DAY_MS, 'kms.deleteKey', { keyArn, back: { ...kms.keys.get(keyArn) } });
        }
      }),
  },
  {
    id: 'enable-cancels-deletion',
    sentence: 'EnableKey works on a key that is pending deletion.',
    caughtBy: 'documented-key-states',
    bend: (rules) =>
      bendKms(rules, {
        keyLifecycle: bendArrow(rules.kms.keyLifecycle, 'PendingDeletion', 'ENABLE', 'Enabled'),
        checkKeyState: (operation, keyArn, state) => {
          if (operation !== 'EnableKey') rules.kms.checkKeyState(operation, keyArn, state);
        },
      }),
  },
  {
    id: 'describe-says-enabled',
    sentence: 'DescribeKey says Enabled of every key.',
    caughtBy: 'describe-tells-state',
    bend: (rules) =>
      bendRun(rules, 'kms:DescribeKey', (run, _, input) => {
        const output = run(input);
        return { ...output, KeyMetadata: { ...output.KeyMetadata, Enabled: true } };
      }),
  },
  {
    id: 'alias-uses-any-key',
    sentence: 'Encrypting by an alias uses whichever key comes first.',
    caughtBy: 'alias-names-one-key',
    bend: (rules) =>
      bendRun(rules, 'kms:Encrypt', (run, context, input) =>
        run(String(input.KeyId).includes('alias/') ? { ...input, KeyId: context.world.kms.keys.firstKey() } : input),
      ),
  },
];
