/** What can be read of a key: its description, its aliases, and that losing it takes neither away. */
import { documented } from '../../model/evidence.ts';
import type { Invariant } from '../contract.ts';
import { changes, isLost, keyNamedBy, output, succeeded } from './looking.ts';

const STATES = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html';

/** Operations that use key material, and the members of their output that name the keys. */
export const CRYPTOGRAPHIC = [
  'Encrypt',
  'Decrypt',
  'ReEncrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'Sign',
  'Verify',
  'GenerateMac',
  'VerifyMac',
  'DeriveSharedSecret',
];

const describeTells: Invariant = {
  id: 'describe-tells-state',
  sentence:
    'DescribeKey says Enabled exactly for a key in state Enabled, and a deletion date exactly while it is pending deletion.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html'),
  witnesses: ['an enabled key', 'a disabled key', 'a key pending deletion'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 'kms', 'DescribeKey')) return;
        const { KeyState, Enabled, DeletionDate } = (output(entry, 'KeyMetadata') ?? {}) as Record<string, unknown>;
        if (Enabled !== (KeyState === 'Enabled'))
          fail({ message: `Enabled is ${Enabled} in state ${KeyState}`, expected: String(KeyState === 'Enabled') });
        if ((DeletionDate !== undefined) !== (KeyState === 'PendingDeletion'))
          fail({ message: `DeletionDate is ${DeletionDate ?? 'not there'} in state ${KeyState}` });
        if (KeyState === 'Enabled') witness('an enabled key');
        if (KeyState === 'Disabled') witness('a disabled key');
        if (KeyState === 'PendingDeletion') witness('a key pending deletion');
      },
    };
  },
};

const aliasFollowsKey: Invariant = {
  id: 'alias-names-one-key',
  sentence: 'An alias names one key that exists, and using the alias uses that key.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html'),
  witnesses: ['used by alias', 'alias moved to another key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.aliases, entry.after.aliases)) {
          if (is && !entry.after.keys.has(is.targetKeyArn))
            fail({ message: `${id} names no key`, observed: is.targetKeyArn });
          if (was && is && was.targetKeyArn !== is.targetKeyArn) {
            if (succeeded(entry, 'kms', 'UpdateAlias')) witness('alias moved to another key');
            else fail({ message: `${id} names another key`, expected: was.targetKeyArn, observed: is.targetKeyArn });
          }
        }
        if (!succeeded(entry, 'kms', ...CRYPTOGRAPHIC) || !String(entry.call.input.KeyId).includes('alias/')) return;
        const named = keyNamedBy(entry.before, entry);
        if (!named) return;
        if (output(entry, 'KeyId') === named.arn) witness('used by alias');
        else
          fail({
            message: `${entry.call.input.KeyId} used another key`,
            expected: named.arn,
            observed: `${output(entry, 'KeyId')}`,
          });
      },
    };
  },
};

const lostKeysStayListed: Invariant = {
  id: 'disabled-key-is-described',
  sentence: 'A key that cannot be used can still be described, and its policy, aliases and grants stay.',
  evidence: documented(STATES),
  witnesses: ['described while lost'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (succeeded(entry, 'kms', 'DescribeKey')) {
          const key = keyNamedBy(entry.before, entry);
          if (key && isLost(entry.before, key.arn)) witness('described while lost');
        }
        if (!succeeded(entry, 'kms', 'DisableKey', 'ScheduleKeyDeletion')) return;
        if (
          entry.before.aliases.size !== entry.after.aliases.size ||
          entry.before.grants.size !== entry.after.grants.size
        )
          fail({ message: `${entry.call.operation} took aliases or grants away` });
        const key = keyNamedBy(entry.before, entry);
        if (key && entry.after.keys.get(key.arn)?.policy !== key.policy)
          fail({ message: `${entry.call.operation} changed the key policy` });
      },
    };
  },
};

/** What can be read of keys. */
export const keyDescriptions: readonly Invariant[] = [describeTells, aliasFollowsKey, lostKeysStayListed];
