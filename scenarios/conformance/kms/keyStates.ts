/** The key-state table as behaviours: every operation in every state that each kind of key can be in. */
import { type Planned, ref } from '../../contract.ts';
import { REGION } from '../../people.ts';
import { type Behaviour, type BehaviourTable, OK } from '../behaviour.ts';
import { AWAY, intoState, type KeyKind, keyArn, keyKinds, kindName, makeKey, statesOf } from './keyKinds.ts';
import { cellAnswer } from './keyStateAnswers.ts';
import { type CellKey, cellCall, purposesOf, roles } from './keyStateCalls.ts';
import { keyStates, keyStateTable, type SeenKeyState } from './keyStateTable.ts';

/** Every cell. */
export const kmsKeyStates: BehaviourTable = {
  id: 'kms/key-states',
  title: 'KMS: what each operation answers in each state of its key',
  columns: keyStates,
  behaviours: cells,
};

function* cells(): Generator<Behaviour> {
  for (const operation of Object.keys(keyStateTable)) {
    for (const role of roles[operation] ?? [operation]) {
      for (const state of keyStates) {
        for (const kind of keyKinds) if (isCell(operation, state, kind)) yield cell(operation, role, state, kind);
      }
    }
  }
}

const isCell = (operation: string, state: SeenKeyState, kind: KeyKind): boolean =>
  statesOf[kind.family].includes(state) && (purposesOf[operation]?.includes(kind.purpose) ?? true);

function cell(operation: string, role: string, state: SeenKeyState, kind: KeyKind): Behaviour {
  const arn = keyArn(kind);
  const { expectation, grade, source } = cellAnswer(role, operation, state, kind, arn);
  const name = kindName(kind);
  const answer = expectation.answers[0] === OK ? 'works' : 'is refused';
  return {
    id: `kms/key-states/${role}/${state}/${name}`,
    service: 'kms',
    behaviour: `${role} ${answer} when the ${name} key is ${state}`,
    grade,
    source,
    plan: planOf(operation, role, state, kind),
    expect: { answer: expectation },
    cell: { row: role, column: state },
  };
}

function planOf(operation: string, role: string, state: SeenKeyState, kind: KeyKind): Planned[] {
  const arn = keyArn(kind);
  // A replica in the making cannot be used: what needs the material is made with its primary's.
  const making = state === 'Creating';
  const usable = making ? { arn: ref('origin.KeyMetadata.Arn'), region: AWAY } : { arn, region: REGION };
  const key: CellKey = { kind, arn, usable, making };
  const { use = [], manage = [], call } = cellCall(operation, role, key);
  if (making) return [...makeKey(kind, use, false), ...manage, call];
  return [...makeKey(kind, [], true), ...use, ...manage, ...intoState(kind, state), call];
}
