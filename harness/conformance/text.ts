/** The conformance report as text: a matrix where a table has columns, differences in full, counts last. */
import type { Grade } from '../../model/evidence.ts';
import type { Behaviour, BehaviourTable } from '../../scenarios/conformance/index.ts';
import { badge, type Colors, plural } from '../report/style.ts';
import { type Verdict, verdicts, worse } from '../runner/results.ts';
import type { CellResult, ConformanceResult } from './results.ts';

/** Grades, surest first. */
export const grades: readonly Grade[] = ['recorded', 'documented', 'reported', 'assumed'];

/** What an answer is called in a cell of the matrix. */
const SHORT: Readonly<Record<string, string>> = {
  ok: 'ok',
  DisabledException: 'Disab',
  KMSInvalidStateException: 'State',
  UnsupportedOperationException: 'Unsup',
  NotFoundException: 'NotFnd',
};

/** A tried behaviour. */
interface Tried {
  readonly behaviour: Behaviour;
  readonly result: CellResult;
}

/** The whole report. */
export function conformanceText(tables: readonly BehaviourTable[], result: ConformanceResult, c: Colors): string {
  const results = new Map(result.cells.map((cell) => [cell.id, cell]));
  const parts = tables.map((table) => {
    const tried = [...table.behaviours()].flatMap((behaviour) => {
      const found = results.get(behaviour.id);
      return found ? [{ behaviour, result: found }] : [];
    });
    if (tried.length === 0) return '';
    const body = table.columns ? matrix(tried, table.columns, c, table.legend) : summary(tried, c);
    return `${c.bold(table.title)}\n\n${body}\n`;
  });
  return [...parts.filter((part) => part !== ''), differences(result.cells, c), counts(result, c)]
    .filter((part) => part !== '')
    .join('\n');
}

/** Of a column, in characters. */
const WIDTH = 12;

/** Legend of tables whose cells are answers of KMS. */
const ANSWERS =
  'ok works · Disab DisabledException · State KMSInvalidStateException · Unsup UnsupportedOperationException\n' +
  'Where the kind of key decides, each answer is shown.';

function matrix(tried: readonly Tried[], columns: readonly string[], c: Colors, words = ANSWERS): string {
  const rows = new Map<string, Map<string, Tried[]>>();
  for (const one of tried) {
    const { row = '', column = '' } = one.behaviour.cell ?? {};
    const cells = rows.get(row) ?? new Map<string, Tried[]>();
    rows.set(row, cells.set(column, [...(cells.get(column) ?? []), one]));
  }
  const shown = columns.filter((column) => [...rows.values()].some((cells) => cells.has(column)));
  const width = Math.max(...[...rows.keys()].map((row) => row.length));
  const header = ' '.repeat(width) + shown.map((column) => ` ${heading(column).padEnd(WIDTH)}`).join('');
  const lines = [...rows].map(
    ([row, cells]) => row.padEnd(width) + shown.map((column) => ` ${cellText(cells.get(column) ?? [], c)}`).join(''),
  );
  const legend = `${words} Mark: * recorded, + reported, ? assumed, plain documented.`;
  return [c.bold(header.trimEnd()), ...lines.map((line) => line.trimEnd()), '', c.dim(legend)].join('\n');
}

/** Long names of states are cut where they are still clear. */
const heading = (column: string): string =>
  column
    .replace('PendingReplicaDeletion', 'PendReplica')
    .replace('PendingDeletion', 'PendDeletion')
    .replace('PendingImport', 'PendImport');

const PAINT: Readonly<Record<Verdict, 'green' | 'yellow' | 'red' | 'magenta'>> = {
  pass: 'green',
  skip: 'yellow',
  assumed: 'yellow',
  fail: 'red',
  error: 'magenta',
};

/** The answers of a cell, most frequent first, with the surest grade of each; a cell that differs says what was seen. */
function cellText(cell: readonly Tried[], c: Colors): string {
  if (cell.length === 0) return c.dim('·'.padEnd(WIDTH));
  const answers = new Map<string, Tried[]>();
  for (const one of cell) {
    const name = one.result.verdict === 'pass' ? expectedAnswer(one.behaviour) : observedAnswer(one.result);
    answers.set(name, [...(answers.get(name) ?? []), one]);
  }
  const named = [...answers].sort(([, a], [, b]) => b.length - a.length);
  const text = named.map(([name, ones]) => `${SHORT[name] ?? name}${mark(ones)}`).join('|');
  const verdict = cell.map(({ result }) => result.verdict).reduce<Verdict>(worse, 'pass');
  const padded = text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text.padEnd(WIDTH);
  return c[PAINT[verdict]](verdict === 'pass' ? padded : `!${padded}`.slice(0, WIDTH));
}

const expectedAnswer = ({ cell, expect }: Behaviour): string =>
  cell?.says ?? Object.values(expect).find(({ given }) => !given)?.answers[0] ?? '';
const observedAnswer = ({ observed }: CellResult): string => observed.split(/[ ,:]/)[0] ?? '';

const MARKS: Readonly<Record<Grade, string>> = { recorded: '*', documented: '', reported: '+', assumed: '?' };

function mark(ones: readonly Tried[]): string {
  const surest = grades.find((grade) => ones.some(({ result }) => result.grade === grade));
  return MARKS[surest ?? 'documented'];
}

/** One line for a table without a matrix, or one for each row of it. */
function summary(tried: readonly Tried[], c: Colors): string {
  const rows = new Map<string, CellResult[]>();
  for (const { behaviour, result } of tried) {
    const row = behaviour.cell?.row ?? 'cases';
    rows.set(row, [...(rows.get(row) ?? []), result]);
  }
  const width = Math.max(...[...rows.keys()].map((row) => row.length));
  const each = [...rows].map(([row, results]) => {
    const verdict = results.map((one) => one.verdict).reduce<Verdict>(worse, 'pass');
    const held = results.filter((one) => one.verdict === 'pass').length;
    return `${row.padEnd(width)} ${c[PAINT[verdict]](`${held}/${results.length}`.padStart(9))}`;
  });
  return inColumns(each, width + 10);
}

function inColumns(items: readonly string[], width: number, total = 110): string {
  const perLine = Math.max(1, Math.floor(total / (width + 3)));
  const lines: string[] = [];
  for (let at = 0; at < items.length; at += perLine) lines.push(items.slice(at, at + perLine).join('   '));
  return lines.join('\n');
}

/** Everything that is not as expected, in full; many are cut short. */
function differences(cells: readonly CellResult[], c: Colors, most = 40): string {
  const differing = cells.filter(({ verdict }) => verdict !== 'pass');
  const shown = differing.slice(0, most).map((cell) => differenceText(cell, c));
  const more = differing.length > most ? [c.dim(`... and ${differing.length - most} more: --json shows all`)] : [];
  return [...shown, ...more].join('\n');
}

const differenceText = ({ id, behaviour, expected, observed, verdict, grade, source }: CellResult, c: Colors): string =>
  [
    `${badge(verdict, c)}  ${c.bold(behaviour)}`,
    `      expected  ${expected}`,
    `      observed  ${observed}`,
    c.dim(`      ${grade}: ${source}`),
    c.dim(`      ${id}`),
  ].join('\n');

function counts({ cells, totals, target }: ConformanceResult, c: Colors): string {
  const byGrade = grades
    .map((grade) => ({ grade, of: cells.filter((cell) => cell.grade === grade) }))
    .filter(({ of }) => of.length > 0)
    .map(({ grade, of }) => `${of.filter(({ verdict }) => verdict === 'pass').length}/${of.length} ${grade}`);
  const found = verdicts.filter((verdict) => totals[verdict] > 0).map((verdict) => `${totals[verdict]} ${verdict}`);
  const size = plural(cells.length, 'behaviour');
  return `${c.bold(`${target}: ${found.join(', ') || 'nothing to try'}`)}; ${size}, as expected: ${byGrade.join(', ')}`;
}

/** What there is: each behaviour with its grade and source, and counts by grade. */
export function listText(behaviours: readonly Behaviour[], c: Colors): string {
  const lines = behaviours.map(
    ({ id, behaviour, grade, source }) => `${c.bold(id)}\n      ${behaviour}\n      ${c.dim(`${grade}: ${source}`)}`,
  );
  const byGrade = grades
    .map((grade) => ({ grade, count: behaviours.filter((one) => one.grade === grade).length }))
    .filter(({ count }) => count > 0)
    .map(({ grade, count }) => `${count} ${grade}`);
  return [...lines, c.bold(`${plural(behaviours.length, 'behaviour')}: ${byGrade.join(', ')}`)].join('\n');
}
