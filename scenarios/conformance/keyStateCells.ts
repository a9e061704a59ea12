/** Tables of key states, written as text: a row for each thing that is tried, a column for each state of its key. */
import type { Grade } from '../../model/evidence.ts';
import type { Behaviour } from './behaviour.ts';
import { type KeyState, keyStates, stateWords } from './keyUnderTest.ts';
import { graded, rowsOf } from './telling.ts';

/** One cell: what is tried, in which state, what the table says of it and how sure that is. */
export interface KeyStateCell<Trial> {
  readonly what: string;
  readonly state: KeyState;
  readonly word: string;
  readonly grade: Grade;
  readonly trial: Trial;
  /** `when the KMS key is disabled` */
  readonly when: string;
  /** Where it stands in the matrix. */
  readonly cell: NonNullable<Behaviour['cell']>;
}

/** The cells of a table, row by row, but those that say `-`: nothing can be tried there. The first column names a trial. */
export function* keyStateCells<Trial>(
  service: string,
  table: string,
  trials: Readonly<Record<string, Trial>>,
): Generator<KeyStateCell<Trial>> {
  for (const row of rowsOf<'operation' | KeyState>(table)) {
    const what = row.operation;
    const trial = trials[what];
    if (!trial) throw new RangeError(`The table of ${service} has a row ${what} that nothing tries.`);
    for (const state of keyStates) {
      if (row[state] === '-') continue;
      const { word, grade } = graded(row[state]);
      const when = `when the KMS key ${stateWords[state]}`;
      yield { what, state, word, grade, trial, when, cell: { row: what, column: state, says: word } };
    }
  }
}
