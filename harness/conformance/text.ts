/** The conformance report as text: matrices and tables, differences in full, counts last. */
import type { Grade } from '../../model/evidence.ts';
import type { Behaviour } from '../../scenarios/conformance/index.ts';
import { byRow, matrixOf } from '../report/matrix.ts';
import { badge, type Colors, plural } from '../report/style.ts';
import {
  casesOf,
  countsText,
  type Report,
  type ReportCase,
  type ReportGroup,
  totalsOf,
  verdictsOn,
  worstOf,
} from '../report/tree.ts';
import type { Verdict } from '../runner/results.ts';

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

/** The whole report. `command` shows a difference again, its pattern left out. */
export function conformanceText(report: Report, c: Colors, command = 'npx keystate conform'): string {
  const alone = report.targets.length === 1;
  const parts = report.groups.map((group) => {
    const body = alone
      ? group.columns
        ? matrix(group, c)
        : summary(group.cases, c)
      : beside(group, report.targets, c);
    return `${c.bold(group.title)}\n\n${body}\n`;
  });
  const counts = report.targets.map((_, at) => countsLine(report, at, c)).join('\n');
  return [...parts, differences(report, c, command), counts].filter((part) => part !== '').join('\n');
}

/** Of a column, in characters. */
const WIDTH = 12;

function matrix(group: ReportGroup, c: Colors): string {
  const { columns, rows } = matrixOf(group);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const header = ' '.repeat(width) + columns.map((column) => ` ${heading(column).padEnd(WIDTH)}`).join('');
  const lines = rows.map(
    ({ name, cells }) =>
      name.padEnd(width) + columns.map((column) => ` ${cellText(cells.get(column) ?? [], c)}`).join(''),
  );
  const marks = 'Mark: * recorded, + reported, ? assumed, plain documented.';
  const legend = group.legend === undefined ? marks : `${group.legend}\n${marks}`;
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
function cellText(cell: readonly ReportCase[], c: Colors): string {
  if (cell.length === 0) return c.dim('·'.padEnd(WIDTH));
  const answers = new Map<string, ReportCase[]>();
  for (const one of cell) {
    const name = one.outcomes[0]?.short ?? '';
    answers.set(name, [...(answers.get(name) ?? []), one]);
  }
  const named = [...answers].sort(([, a], [, b]) => b.length - a.length);
  const text = named.map(([name, ones]) => `${SHORT[name] ?? name}${mark(ones)}`).join('|');
  const verdict = worstOf(verdictsOn(cell, 0));
  const padded = text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text.padEnd(WIDTH);
  return c[PAINT[verdict]](verdict === 'pass' ? padded : `!${padded}`.slice(0, WIDTH));
}

const MARKS: Readonly<Record<Grade, string>> = { recorded: '*', documented: '', reported: '+', assumed: '?' };

function mark(ones: readonly ReportCase[]): string {
  const surest = grades.find((grade) => ones.some((one) => one.grade === grade));
  return MARKS[surest ?? 'documented'];
}

/** How many of some cases are as expected on a target. */
function share(cases: readonly ReportCase[], target: number, width: number, c: Colors): string {
  const found = verdictsOn(cases, target);
  const held = found.filter((verdict) => verdict === 'pass').length;
  return c[PAINT[worstOf(found)]](`${held}/${found.length}`.padStart(width));
}

/** One line for a table without a matrix, or one for each row of it. */
function summary(cases: readonly ReportCase[], c: Colors): string {
  const rows = [...byRow(cases)];
  const width = Math.max(...rows.map(([row]) => row.length));
  return inColumns(
    rows.map(([row, ones]) => `${row.padEnd(width)} ${share(ones, 0, 9, c)}`),
    width + 10,
  );
}

function inColumns(items: readonly string[], width: number, total = 110): string {
  const perLine = Math.max(1, Math.floor(total / (width + 3)));
  const lines: string[] = [];
  for (let at = 0; at < items.length; at += perLine) lines.push(items.slice(at, at + perLine).join('   '));
  return lines.join('\n');
}

/** Row x target. */
function beside({ cases }: ReportGroup, targets: readonly string[], c: Colors): string {
  const rows = [...byRow(cases)];
  const width = Math.max(...rows.map(([row]) => row.length));
  const widths = targets.map((target) => Math.max(9, target.length));
  const header = ' '.repeat(width) + targets.map((target, at) => `  ${target.padStart(widths[at] as number)}`).join('');
  const lines = rows.map(
    ([row, ones]) => row.padEnd(width) + widths.map((wide, at) => `  ${share(ones, at, wide, c)}`).join(''),
  );
  return [c.bold(header), ...lines].join('\n');
}

/** How many differences are told in full. */
const MOST = 40;

/** What is not as expected; with two targets, what they do not share. */
function differences(report: Report, c: Colors, command: string): string {
  const { targets } = report;
  const differing = casesOf(report).filter(({ outcomes }) =>
    outcomes.length === 1
      ? outcomes[0]?.verdict !== 'pass'
      : outcomes.some(
          ({ verdict, observed }) => verdict !== outcomes[0]?.verdict || observed !== outcomes[0]?.observed,
        ),
  );
  if (differing.length === 0) return '';
  const shown = differing.slice(0, MOST).map((one) => differenceText(one, targets, c));
  const more = differing.length - MOST;
  const rest = more > 0 ? [c.dim(`... and ${more} more: --report html or --json shows all`)] : [];
  const script = differing.find(({ outcomes }) => outcomes.some((outcome) => outcome.script !== undefined));
  const shell = script ? [c.dim(`shell  ${command} ${script.id} --shell`)] : [];
  const title = targets.length > 1 ? [c.bold('Where they do not answer alike'), ''] : [];
  return [...title, ...shown, ...rest, ...shell, ''].join('\n');
}

function differenceText(one: ReportCase, targets: readonly string[], c: Colors): string {
  const { id, title, expected, grade, source, outcomes } = one;
  const seen = outcomes.map(({ verdict, observed }, at) =>
    outcomes.length === 1 ? `      observed  ${observed}` : `      ${targets[at]}: ${badge(verdict, c)}  ${observed}`,
  );
  return [
    `${badge(worstOf(outcomes.map(({ verdict }) => verdict)), c)}  ${c.bold(title)}`,
    `      expected  ${expected}`,
    ...seen,
    c.dim(`      ${grade}: ${source}`),
    c.dim(`      ${id}`),
  ].join('\n');
}

function countsLine(report: Report, target: number, c: Colors): string {
  const cases = casesOf(report);
  const found = verdictsOn(cases, target);
  const byGrade = grades
    .map((grade) => ({
      grade,
      of: verdictsOn(
        cases.filter((one) => one.grade === grade),
        target,
      ),
    }))
    .filter(({ of }) => of.length > 0)
    .map(({ grade, of }) => `${of.filter((verdict) => verdict === 'pass').length}/${of.length} ${grade}`);
  const counts = countsText(totalsOf(found)) || 'nothing to try';
  const size = plural(cases.length, 'behaviour');
  return `${c.bold(`${report.targets[target]}: ${counts}`)}; ${size}, as expected: ${byGrade.join(', ')}`;
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
