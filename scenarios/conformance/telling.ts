/** Words in which behaviours of all services are told: steps, answers, and tables written as text. */
import type { Service } from '../../model/call.ts';
import type { Evidence, Grade } from '../../model/evidence.ts';
import type { Duration } from '../../model/step.ts';
import { isCall, type Planned, type PlannedCall, type PlannedValue } from '../contract.ts';
import { type Behaviour, type BehaviourTable, type Expectation, OK } from './behaviour.ts';

export { callsOf, cloudtrail, ebs, ec2, iam, kms, rds, redshift, s3, sts } from '../calls.ts';

/** Members of a planned input. */
export type PlannedInput = PlannedCall['input'];

/** One item of a plan together with what must be seen of it. */
export interface Told {
  readonly planned: Planned;
  readonly see?: Expectation;
}

/** A step of a behaviour: a call (or time) that must simply work, or one with what must be seen. */
export type Step = Planned | Told;

/** What a behaviour is beside its steps. */
export interface About extends Pick<Behaviour, 'id' | 'service' | 'behaviour' | 'grade' | 'source'> {
  readonly cell?: Behaviour['cell'];
}

/** A behaviour of steps. Calls that something is expected of and that have no name get one. */
export function tell(about: About, steps: readonly Step[]): Behaviour {
  const expect: Record<string, Expectation> = {};
  const plan = steps.map((step, index) => {
    if (!('planned' in step)) return step;
    const { planned, see: expected } = step;
    if (!isCall(planned) || !expected) return planned;
    const name = planned.name ?? `step${index + 1}`;
    const before = expect[name];
    if (before && !before.given && JSON.stringify(before) !== JSON.stringify(expected))
      throw new RangeError(`Of ${about.id} two calls are named ${name}, and each is expected to be otherwise.`);
    expect[name] = expected;
    return { ...planned, name };
  });
  return { ...about, plan, expect };
}

/** A call and what must be seen of it. */
export const see = (planned: Planned, expected: Expectation): Told => ({ planned, see: expected });

/** Success; members of the output that are named must be so, others may be anything. */
export const ok = (members?: PlannedInput, more: Partial<Expectation> = {}): Expectation => ({
  answers: [OK],
  ...(members ? { output: open(members) } : {}),
  ...more,
});

/** An object that may have further members. */
export const open = (members: PlannedInput): PlannedValue => ({ ...members, $open: true });

/** A refusal. */
export const refused = (status: number, code: string, message?: PlannedValue): Expectation => ({
  answers: [code],
  status,
  ...(message === undefined ? {} : { message }),
});

/** A refusal whose code AWS documents, and whose text people reported. */
export const refusedInWords = (status: number, code: string, message: PlannedValue): Expectation => ({
  ...refused(status, code, message),
  messageGrade: 'reported',
});

/** A call made until its output has these members: a wait that belongs to the situation. */
export const until = (planned: PlannedCall, members: PlannedInput, within: Duration = { minutes: 10 }): Told =>
  see(planned, ok(members, { within, given: true }));

/** As `until`, where what is waited for is the behaviour itself. */
export const eventually = (planned: PlannedCall, members: PlannedInput, more: Partial<Expectation> = {}): Told =>
  see(planned, ok(members, { within: { minutes: 10 }, ...more }));

/** Text with `<place>` filled in by what the places stand for. */
export function fill(text: string, places: Readonly<Record<string, PlannedValue>>): PlannedValue {
  const parts = text.split(/<(\w+)>/).map((part, index) => (index % 2 === 0 ? part : (places[part] ?? `<${part}>`)));
  return parts.length === 1 ? text : { $text: parts };
}

/** A cell such as `ok` or `400 Code: Message with <key>.` as what must be seen. The message may be left out. */
export function answer(cell: string, places: Readonly<Record<string, PlannedValue>> = {}): Expectation {
  if (cell === OK) return ok();
  const found = /^(\d{3}) ([\w.]+)(?:: (.*))?$/s.exec(cell);
  if (!found) throw new RangeError(`"${cell}" is no answer; write ok, or a status, a code and a message.`);
  const [, status, code, message] = found;
  return refused(Number(status), code as string, message === undefined ? undefined : fill(message, places));
}

/** A table written as text: rows of cells between bars, the first row the names of the columns. */
export function rowsOf<Column extends string>(table: string): Record<Column, string>[] {
  const lines = table.split('\n').filter((line) => line.trim() !== '');
  const cellsOf = (line: string) => line.split('|').map((cell) => cell.trim());
  const names = cellsOf(lines[0] ?? '');
  return lines.slice(1).map((line) => {
    const cells = cellsOf(line);
    if (cells.length !== names.length)
      throw new RangeError(`A row of ${cells.length} cells in a table of ${names.length} columns: ${line}`);
    return Object.fromEntries(names.map((name, index) => [name, cells[index]])) as Record<Column, string>;
  });
}

/** Marks behind the words of a table: how sure they are. Nothing: documented. */
const MARKS: Readonly<Record<string, Grade>> = { '*': 'recorded', '+': 'reported', '?': 'assumed' };

/** A word of a table and its grade: `disabled*` is recorded, `ok` documented, `ok+` reported, `ok?` assumed. */
export function graded(word: string): { readonly word: string; readonly grade: Grade } {
  const grade = MARKS[word.at(-1) ?? ''];
  return grade ? { word: word.slice(0, -1), grade } : { word, grade: 'documented' };
}

/** Part of an id: a phrase in lower case with hyphens. */
export const slug = (phrase: string): string =>
  phrase
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^\w]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();

/** A behaviour in one row: last part of its id, a sentence, how it is known, its steps. */
export type Row = readonly [id: string, sentence: string, evidence: Evidence, steps: readonly Step[]];

/** A table of single rows. */
export function tableOf(id: string, title: string, service: Service, rows: () => Iterable<Row>): BehaviourTable {
  return {
    id,
    title,
    behaviours: function* () {
      for (const [part, behaviour, { grade, source }, steps] of rows())
        yield tell({ id: `${id}/${part}`, service, behaviour, grade, source }, steps);
    },
  };
}
