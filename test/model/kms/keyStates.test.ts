/** The model's table of key states beside the project's own, which was written from AWS's page. */
import { describe, expect, it } from 'vitest';
import { keyLifecycle } from '../../../model/kms/key.machine.ts';
import { checkKeyState, refusedStates } from '../../../model/kms/keyStates.ts';
import {
  type CellWord,
  keyStates,
  keyStateTable,
  type SeenKeyState,
} from '../../../scenarios/conformance/kms/keyStateTable.ts';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function codeOf(operation: string, state: SeenKeyState): string {
  try {
    checkKeyState(operation, KEY, state);
    return 'ok';
  } catch (error) {
    return (error as { outcome: { code: string } }).outcome.code;
  }
}

/** What the state alone decides; what hangs on the kind of key is decided elsewhere in the model. */
const CODES: Readonly<Record<CellWord, string>> = {
  ok: 'ok',
  disabled: 'DisabledException',
  deleting: 'KMSInvalidStateException',
  'deleting*': 'KMSInvalidStateException',
  scheduled: 'KMSInvalidStateException',
  import: 'KMSInvalidStateException',
  'import-origin': 'ok',
  unavailable: 'KMSInvalidStateException',
  creating: 'KMSInvalidStateException',
  updating: 'KMSInvalidStateException',
  origin: 'ok',
  'origin-deleting': 'KMSInvalidStateException',
  store: 'ok',
  'store-disabled': 'DisabledException',
  'store-deleting': 'KMSInvalidStateException',
  'store-unavailable': 'ok',
  none: 'ok',
};

/** Two cells in which the model goes by another page: the primary cannot be moved again while it is being moved. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'UpdatePrimaryRegion/Updating': 'KMSInvalidStateException',
};

/** Cells without a key that could be in the state: whatever the model says there is never seen. */
const neverSeen = (operation: string, state: SeenKeyState): boolean => keyStateTable[operation]![state] === 'none';
/** Keys of custom stores cannot make pairs at all, so it does not matter which check comes first. */
const PAIRS = new Set(['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext']);

describe('the table of key states', () => {
  it('has the states of the lifecycle', () => {
    expect([...keyStates, 'Deleted'].sort()).toEqual([...keyLifecycle.states].sort());
  });

  it('has the operations of the model', () => {
    const own = Object.keys(keyStateTable).filter((operation) => operation !== 'CancelKeyDeletion');
    expect(own.sort()).toEqual(Object.keys(refusedStates).sort());
  });

  it.each(Object.keys(keyStateTable))('says of %s what the model says', (operation) => {
    for (const state of keyStates) {
      if (neverSeen(operation, state) || (PAIRS.has(operation) && state === 'Unavailable')) continue;
      const cell = `${operation}/${state}`;
      expect(codeOf(operation, state), cell).toBe(OTHERWISE[cell] ?? CODES[keyStateTable[operation]![state]]);
    }
  });
});
