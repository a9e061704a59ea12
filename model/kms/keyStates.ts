/**
 * What each operation answers in each state of the key it names: AWS's table, as the states an operation refuses.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html (documented). For a key pending deletion the
 * page allows DisabledException or KMSInvalidStateException; every recording is KMSInvalidStateException.
 * Rules that hang on the key's kind, not its state (origin, custom key store), stand with the operations.
 */
import { refuse } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { defineRules, documented, recorded } from '../evidence.ts';
import type { KeyState } from './key.machine.ts';

const PAGE = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html';

/** Why a state refuses, one rule each. */
export const stateRules = defineRules('kms', {
  'disabled-key-refuses': { sentence: 'A disabled key cannot be used: DisabledException.', ...documented(PAGE) },
  'pending-deletion-refuses': {
    sentence: 'A key that is pending deletion cannot be used: KMSInvalidStateException.',
    ...recorded('LocalStack snapshot recorded on AWS: test_cant_use_disabled_or_deleted_keys'),
  },
  'pending-replica-deletion-refuses': {
    sentence: 'A primary key that waits for the deletion of its replicas cannot be used: KMSInvalidStateException.',
    ...documented(PAGE),
  },
  'pending-import-refuses': {
    sentence: 'A key without its imported key material cannot be used: KMSInvalidStateException.',
    ...recorded('LocalStack snapshot recorded on AWS: test_import_key_symmetric'),
  },
  'unavailable-refuses': {
    sentence: 'A key whose custom key store is disconnected cannot be used: KMSInvalidStateException.',
    ...documented(PAGE),
  },
  'creating-refuses': {
    sentence: 'A replica that is still being made cannot be used: KMSInvalidStateException.',
    ...documented(PAGE),
  },
  'updating-refuses': {
    sentence: 'While the primary Region is being updated, the key cannot be managed: KMSInvalidStateException.',
    ...documented(PAGE),
  },
  'not-pending-deletion-refuses': {
    sentence: 'Only a scheduled deletion can be cancelled: KMSInvalidStateException.',
    ...documented(PAGE),
  },
});

/** How a state refuses: exception, the words after the key ARN, the rule. */
interface StateRefusal {
  readonly code: string;
  readonly words: string;
  readonly rule: Rule;
}

const invalid = (words: string, rule: Rule): StateRefusal => ({ code: 'KMSInvalidStateException', words, rule });

/** The refusal that belongs to each state. */
export const stateRefusals: Readonly<Partial<Record<KeyState, StateRefusal>>> = {
  Disabled: { code: 'DisabledException', words: 'is disabled.', rule: stateRules['disabled-key-refuses'] },
  PendingDeletion: invalid('is pending deletion.', stateRules['pending-deletion-refuses']),
  PendingReplicaDeletion: invalid('is pending replica deletion.', stateRules['pending-replica-deletion-refuses']),
  PendingImport: invalid('is pending import.', stateRules['pending-import-refuses']),
  Unavailable: invalid('is unavailable.', stateRules['unavailable-refuses']),
  Creating: invalid('is creating.', stateRules['creating-refuses']),
  Updating: invalid('is updating.', stateRules['updating-refuses']),
};

const DELETING = ['PendingDeletion', 'PendingReplicaDeletion'] as const;
const USE = ['Disabled', ...DELETING, 'PendingImport', 'Unavailable', 'Creating'] as const;
const ANY: readonly KeyState[] = [];

/** For each operation, the states in which it is refused with that state's refusal. */
export const refusedStates: Readonly<Record<string, readonly KeyState[]>> = {
  CreateAlias: DELETING,
  CreateGrant: ['Disabled', ...DELETING, 'PendingImport', 'Creating'],
  Decrypt: USE,
  DeleteAlias: ANY,
  DeleteImportedKeyMaterial: ['Creating', 'Updating'],
  DeriveSharedSecret: USE,
  DescribeKey: ANY,
  DisableKey: [...DELETING, 'PendingImport', 'Creating', 'Updating'],
  DisableKeyRotation: ['Disabled', ...DELETING, 'Creating'],
  EnableKey: [...DELETING, 'PendingImport', 'Creating', 'Updating'],
  EnableKeyRotation: ['Disabled', ...DELETING, 'Creating'],
  Encrypt: USE,
  GenerateDataKey: USE,
  GenerateDataKeyPair: USE,
  GenerateDataKeyPairWithoutPlaintext: USE,
  GenerateDataKeyWithoutPlaintext: USE,
  GenerateMac: USE,
  GetKeyLastUsage: ANY,
  GetKeyPolicy: ANY,
  GetKeyRotationStatus: ANY,
  GetParametersForImport: [...DELETING, 'Creating', 'Updating'],
  GetPublicKey: [...DELETING, 'Creating'],
  ImportKeyMaterial: [...DELETING, 'Creating'],
  ListAliases: ANY,
  ListGrants: ANY,
  ListKeyPolicies: ANY,
  ListKeyRotations: ANY,
  ListResourceTags: ANY,
  PutKeyPolicy: ANY,
  ReEncrypt: USE,
  ReplicateKey: ['Disabled', ...DELETING, 'PendingImport', 'Creating', 'Updating'],
  RetireGrant: ANY,
  RevokeGrant: ANY,
  RotateKeyOnDemand: ['Disabled', ...DELETING, 'PendingImport', 'Creating'],
  ScheduleKeyDeletion: [...DELETING, 'Updating'],
  Sign: USE,
  TagResource: DELETING,
  UntagResource: DELETING,
  UpdateAlias: DELETING,
  UpdateKeyDescription: DELETING,
  UpdatePrimaryRegion: ['Disabled', ...DELETING, 'PendingImport', 'Creating', 'Updating'],
  Verify: USE,
  VerifyMac: USE,
};

/** Refuses where the table says so. CancelKeyDeletion is the inverse case: only a scheduled deletion can be cancelled. */
export function checkKeyState(operation: string, keyArn: string, state: KeyState): void {
  if (operation === 'CancelKeyDeletion') {
    if (state === 'PendingDeletion' || state === 'PendingReplicaDeletion') return;
    refuse('KMSInvalidStateException', `${keyArn} is not pending deletion.`, {
      rule: stateRules['not-pending-deletion-refuses'],
    });
  }
  if (!refusedStates[operation]?.includes(state)) return;
  const refusal = stateRefusals[state]!;
  refuse(refusal.code, `${keyArn} ${refusal.words}`, { rule: refusal.rule });
}
