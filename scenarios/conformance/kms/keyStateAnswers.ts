/**
 * What a cell of the key-state table comes to for one kind of key: the table's footnotes, the pages they hang on, and the
 * recordings that settle some cells.
 */
import type { Grade } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { type Expectation, OK } from '../behaviour.ts';
import { inCustomStore, isImported, type KeyKind, kindName } from './keyKinds.ts';
import { type CellWord, KEY_STATE_PAGE, keyStateTable, type SeenKeyState } from './keyStateTable.ts';

/** The answer of a cell with its evidence. */
export interface CellAnswer {
  readonly expectation: Expectation;
  readonly grade: Grade;
  readonly source: string;
}

const GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide';
const API = 'https://docs.aws.amazon.com/kms/latest/APIReference';
const ON_DEMAND = `${GUIDE}/rotating-keys-on-demand.html`;
const ROTATION = `${GUIDE}/rotate-keys.html`;

const DISABLED = 'DisabledException';
const INVALID_STATE = 'KMSInvalidStateException';
const UNSUPPORTED = 'UnsupportedOperationException';

/** What a refusal says after the ARN of the key. */
type Words = { readonly words: string; readonly messageGrade?: Grade };

const stateWords: Readonly<Partial<Record<SeenKeyState, Words>>> = {
  Disabled: { words: ' is disabled.' },
  PendingDeletion: { words: ' is pending deletion.' },
  PendingReplicaDeletion: { words: ' is pending replica deletion.', messageGrade: 'assumed' },
  PendingImport: { words: ' is pending import.' },
  Unavailable: { words: ' is unavailable.' },
  Creating: { words: ' is creating.' },
  Updating: { words: ' is updating.' },
};

/** Cells that were seen on AWS. */
const recordings: Readonly<Record<string, string>> = {
  'CancelKeyDeletion/PendingDeletion/symmetric': 'test_schedule_and_cancel_key_deletion',
  'Decrypt/Disabled/symmetric': 'test_s3_sse_validate_kms_key_state',
  'Decrypt/PendingDeletion/symmetric': 'test_s3_sse_validate_kms_key_state',
  'DeleteImportedKeyMaterial/Enabled/imported-symmetric': 'test_import_key_symmetric',
  'Encrypt/PendingImport/imported-symmetric': 'test_import_key_symmetric',
  'GenerateDataKey/Disabled/symmetric': 'test_cant_use_disabled_or_deleted_keys',
  'GenerateDataKey/PendingDeletion/symmetric': 'test_cant_use_disabled_or_deleted_keys',
  'GetParametersForImport/Enabled/symmetric': 'test_get_parameters_for_import',
  'ImportKeyMaterial/PendingImport/imported-symmetric': 'test_import_key_symmetric',
  'ReplicateKey/Enabled/replica': 'test_replicate_replica_key_should_fail',
  'RotateKeyOnDemand/Disabled/rsa': 'test_rotate_key_on_demand_raises_error_given_key_is_disabled',
  'RotateKeyOnDemand/Enabled/rsa': 'test_rotate_key_on_demand_raises_error_given_non_symmetric_key',
  'RotateKeyOnDemand/PendingImport/imported-symmetric':
    'test_rotate_key_on_demand_on_external_key_with_no_key_material',
  'ScheduleKeyDeletion/PendingDeletion/symmetric': 'test_cant_delete_deleted_key',
};

const recordingOf = (test: string): string => `LocalStack snapshot recorded on AWS: ${test}`;

/** What is worked out of a cell before it is put into words. */
interface Decided {
  readonly answers: readonly string[];
  readonly grade?: Grade;
  readonly source?: string;
  readonly says?: Words;
}

const ROTATING = new Set([
  'DisableKeyRotation',
  'EnableKeyRotation',
  'GetKeyRotationStatus',
  'ListKeyRotations',
  'RotateKeyOnDemand',
]);
const PRIMARY_ONLY = new Set(['ReplicateKey', 'UpdatePrimaryRegion']);
const PAIRS = new Set(['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext']);

/** The answer of an operation in a state for a kind of key in a role. */
export function cellAnswer(
  role: string,
  operation: string,
  state: SeenKeyState,
  kind: KeyKind,
  arn: PlannedValue,
): CellAnswer {
  const word = keyStateTable[operation]![state];
  const recording = recordings[`${role}/${state}/${kindName(kind)}`];
  const decided = decide(role, operation, word, state, kind);
  const refused = decided.answers[0] !== OK;
  const { words, messageGrade } = decided.says ?? {};
  return {
    expectation: {
      answers: decided.answers,
      ...(refused ? { status: 400 } : {}),
      ...(refused && words !== undefined ? { message: words === '' ? '' : { $text: [arn, words] } } : {}),
      ...(messageGrade ? { messageGrade } : {}),
    },
    grade: recording ? 'recorded' : (decided.grade ?? 'documented'),
    source: recording ? recordingOf(recording) : (decided.source ?? KEY_STATE_PAGE),
  };
}

function decide(role: string, operation: string, word: CellWord, state: SeenKeyState, kind: KeyKind): Decided {
  if (role === 'UpdateAlias-from') return { answers: [OK] };
  if (operation === 'GetKeyLastUsage')
    return { answers: [OK], grade: 'assumed', source: `${API}/API_GetKeyLastUsage.html` };
  if (PRIMARY_ONLY.has(operation) && !kind.family.endsWith('primary')) return notPrimary(operation, word, state, kind);
  if (operation === 'UpdatePrimaryRegion' && state === 'Updating') return updatingAgain;
  if (ROTATING.has(operation)) {
    const special = rotation(operation, word, state, kind);
    if (special) return special;
  }
  if (PAIRS.has(operation) && inCustomStore(kind) && state !== 'Unavailable')
    return pairsInStore(operation, word, state);
  if ((operation === 'RetireGrant' || operation === 'RevokeGrant') && state === 'Creating') return noGrantYet;
  return byWord(operation, word, state, kind);
}

/** The state does not matter, but a replica in the making can have no grant yet. */
const noGrantYet: Decided = { answers: ['NotFoundException'], grade: 'assumed' };

/** The key-state page lets it through; the page on moving the primary wants both keys Enabled. */
const updatingAgain: Decided = { answers: [INVALID_STATE, OK], says: stateWords.Updating };

function notPrimary(operation: string, word: CellWord, state: SeenKeyState, kind: KeyKind): Decided {
  const says = { words: ' is not a multi-region primary key.' };
  const page = `${API}/API_${operation}.html`;
  if (state === 'Enabled') return { answers: [UNSUPPORTED], source: page, says };
  // Seen for a replica that could still be in the making; which check comes first is not known otherwise.
  const other = word === 'ok' || word === 'none' ? [] : [codeOf(word)];
  const grade = kind.family === 'replica' && state === 'Creating' ? 'documented' : 'assumed';
  return { answers: [UNSUPPORTED, ...other], grade, says };
}

/** Only symmetric keys rotate; automatic rotation is not for imported material; replicas follow their primary. */
function rotation(operation: string, word: CellWord, state: SeenKeyState, kind: KeyKind): Decided | undefined {
  const own = word === 'store' || word === 'ok' ? undefined : codeOf(word);
  if (kind.purpose !== 'symmetric') {
    if (state === 'Enabled') return { answers: [UNSUPPORTED], source: ROTATION, says: { words: '' } };
    if (own === undefined || own === UNSUPPORTED) return { answers: [UNSUPPORTED], grade: 'assumed', source: ROTATION };
    return { answers: [own, UNSUPPORTED], source: ROTATION, says: stateWords[state] };
  }
  const reads = operation === 'GetKeyRotationStatus' || operation === 'ListKeyRotations';
  if (isImported(kind) && operation !== 'ListKeyRotations' && operation !== 'RotateKeyOnDemand') {
    return automaticOfImported(reads, own, state);
  }
  if (!reads && kind.family.endsWith('replica')) {
    const says = { words: ' is not a multi-region primary key.', messageGrade: 'assumed' as const };
    if (own === undefined) return { answers: [UNSUPPORTED], source: ROTATION, says };
    if (isImported(kind)) return { answers: [own, UNSUPPORTED], grade: 'assumed', source: ROTATION };
  }
  return undefined;
}

function automaticOfImported(reads: boolean, own: string | undefined, state: SeenKeyState): Decided {
  // The page's footnote names custom key stores only; the page on rotation shows the status of a key that rotates on demand.
  if (reads && state !== 'PendingImport') return { answers: [OK], source: ON_DEMAND };
  if (own === undefined || own === UNSUPPORTED) return { answers: [UNSUPPORTED], source: ROTATION };
  return { answers: [own, UNSUPPORTED], source: ROTATION, says: stateWords[state] };
}

/** Custom key stores make no data key pairs; in which order with a state is not known. */
function pairsInStore(operation: string, word: CellWord, state: SeenKeyState): Decided {
  const source = `${API}/API_${operation}.html`;
  if (state === 'Enabled') return { answers: [UNSUPPORTED], source };
  return { answers: [UNSUPPORTED, codeOf(word)], grade: 'assumed', source };
}

/** The code of a word that refuses for a state. */
function codeOf(word: CellWord): string {
  if (word === 'disabled' || word === 'store-disabled') return DISABLED;
  return word === 'import-origin' || word === 'store-unavailable' ? UNSUPPORTED : INVALID_STATE;
}

function byWord(operation: string, word: CellWord, state: SeenKeyState, kind: KeyKind): Decided {
  switch (word) {
    case 'ok':
      // Only keys that take imported material can be imported into, whatever their state.
      return operation === 'ImportKeyMaterial' && !isImported(kind) ? wrongOrigin(kind, 'assumed') : { answers: [OK] };
    case 'scheduled':
      return { answers: [INVALID_STATE], says: { words: ' is not pending deletion.', messageGrade: 'assumed' } };
    case 'deleting*':
      return { answers: [INVALID_STATE, DISABLED], says: stateWords[state] };
    case 'store':
      return { answers: [inCustomStore(kind) ? UNSUPPORTED : OK] };
    case 'store-disabled':
    case 'store-deleting':
      return { answers: inCustomStore(kind) ? [codeOf(word), UNSUPPORTED] : [codeOf(word)], says: stateWords[state] };
    case 'store-unavailable':
    case 'import-origin':
      return { answers: [UNSUPPORTED] };
    case 'origin':
      return isImported(kind) ? { answers: [OK] } : wrongOrigin(kind, 'documented');
    case 'origin-deleting':
      if (!isImported(kind)) return wrongOrigin(kind, 'documented');
      return {
        answers: [INVALID_STATE],
        grade: operation === 'ImportKeyMaterial' ? 'assumed' : 'documented',
        says: stateWords[state],
      };
    case 'none':
      return wrongOrigin(kind, 'assumed');
    default:
      return inState(operation, word, state, kind);
  }
}

function inState(operation: string, word: CellWord, state: SeenKeyState, kind: KeyKind): Decided {
  const code = codeOf(word);
  // For keys that take no imported material the page does not say whether their origin or their state is refused.
  const importing = keyStateTable[operation]!.Enabled === 'origin';
  if (importing && !isImported(kind)) return { answers: [code, UNSUPPORTED], grade: 'assumed' };
  return { answers: [code], says: stateWords[state] };
}

const origins: Readonly<Partial<Record<KeyKind['family'], string>>> = {
  cloudhsm: 'AWS_CLOUDHSM',
  'external-store': 'EXTERNAL_KEY_STORE',
};

function wrongOrigin({ family }: KeyKind, grade: Grade): Decided {
  const origin = origins[family] ?? 'AWS_KMS';
  return {
    answers: [UNSUPPORTED],
    grade,
    says: { words: ` origin is ${origin} which is not valid for this operation.` },
  };
}
