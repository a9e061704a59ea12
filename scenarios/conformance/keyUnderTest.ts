/**
 * The key that the tables of the other services are about: made once, used, then brought into a state. Each state says what
 * KMS answers to the use of such a key.
 */
import { type Planned, type PlannedValue, ref } from '../contract.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../people.ts';
import { importCalls } from './kms/keyKinds.ts';
import { kms } from './telling.ts';

/** Columns of the tables. `Denied`: a healthy key whose policy denies its use to everybody. */
export const keyStates = ['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport', 'Deleted', 'Denied'] as const;

/** A state that the key of a table can be in. */
export type KeyState = (typeof keyStates)[number];

/** The key. */
export const KEY: PlannedValue = ref('key.KeyMetadata.Arn');
/** Its id without the rest of the ARN. */
export const KEY_ID: PlannedValue = ref('key.KeyMetadata.KeyId');
/** A second key that stays enabled. */
export const OTHER_KEY: PlannedValue = ref('otherKey.KeyMetadata.Arn');

/** The second key. */
export const otherKey = kms('CreateKey', {}, { name: 'otherKey' });

/** The policy of `Denied`. */
const denying: PlannedValue = {
  $json: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        Resource: '*',
      },
    ],
  },
};

/** Makes the key, enabled and ready; for `PendingImport` one whose material is imported, so that it can be taken out. */
export function makeKey(state: KeyState = 'Enabled'): Planned[] {
  const create = kms('CreateKey', state === 'PendingImport' ? { Origin: 'EXTERNAL' } : {}, { name: 'key' });
  return state === 'PendingImport' ? [create, ...importCalls('symmetric', KEY, 'material')] : [create];
}

/** Brings the key into a state. */
export function into(state: KeyState): Planned[] {
  const schedule = kms('ScheduleKeyDeletion', { KeyId: KEY, PendingWindowInDays: 7 });
  const calls: Readonly<Record<KeyState, readonly Planned[]>> = {
    Enabled: [],
    Disabled: [kms('DisableKey', { KeyId: KEY })],
    PendingDeletion: [schedule],
    PendingImport: [kms('DeleteImportedKeyMaterial', { KeyId: KEY })],
    Deleted: [schedule, { elapse: { days: 8 } }],
    Denied: [kms('PutKeyPolicy', { KeyId: KEY, Policy: denying })],
  };
  return [...calls[state]];
}

/** How KMS refuses to use a key in a state: its code, and the text that others pass on. */
export const refusals: Readonly<Record<Exclude<KeyState, 'Enabled'>, { code: string; words: string }>> = {
  Disabled: { code: 'DisabledException', words: '<key> is disabled.' },
  PendingDeletion: { code: 'KMSInvalidStateException', words: '<key> is pending deletion.' },
  PendingImport: { code: 'KMSInvalidStateException', words: '<key> is pending import.' },
  Deleted: { code: 'NotFoundException', words: "Key '<key>' does not exist" },
  Denied: { code: 'AccessDenied', words: '' },
};

/** Sentence part: what state the key is in. */
export const stateWords: Readonly<Record<KeyState, string>> = {
  Enabled: 'is enabled',
  Disabled: 'is disabled',
  PendingDeletion: 'is pending deletion',
  PendingImport: 'lost its imported material',
  Deleted: 'was deleted',
  Denied: 'denies its use by its policy',
};

/** A key policy that lets a second account do everything, too. */
export const POLICY_OF_TWO_ACCOUNTS: PlannedValue = {
  $json: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${OTHER_ACCOUNT}:root`] },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  },
};

/** Lets the second account use the key. */
export const letIn: Planned = kms('PutKeyPolicy', { KeyId: KEY, Policy: POLICY_OF_TWO_ACCOUNTS });
