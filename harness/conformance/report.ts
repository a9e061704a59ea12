/** What conformance runs came to, as a report: one target, or several side by side. */
import type { Behaviour, BehaviourTable } from '../../scenarios/conformance/index.ts';
import { type CaseOutcome, cut, type Fact, type Report, type ReportCase } from '../report/tree.ts';
import type { CellResult, ConformanceResult } from './results.ts';

/** Legend of tables whose cells are answers of KMS. */
const ANSWERS =
  'ok works · Disab DisabledException · State KMSInvalidStateException · Unsup UnsupportedOperationException\n' +
  'Where the kind of key decides, each answer is shown.';

/** The report. All results are of the same behaviours. */
export function conformanceReport(
  tables: readonly BehaviourTable[],
  results: readonly ConformanceResult[],
  about: readonly Fact[] = [],
): Report {
  const cells = results.map((result) => new Map(result.cells.map((cell) => [cell.id, cell])));
  const groups = tables.map(({ id, title, columns, legend, behaviours }) => ({
    id,
    title,
    ...(columns ? { columns } : {}),
    ...(columns ? { legend: legend ?? ANSWERS } : {}),
    cases: [...behaviours()].flatMap((behaviour) => {
      const tried = cells.map((known) => known.get(behaviour.id)).filter((cell) => cell !== undefined);
      return tried.length === cells.length ? [caseOf(behaviour, tried)] : [];
    }),
  }));
  return {
    heading: 'keystate conform',
    about,
    targets: results.map(({ target }) => target),
    groups: groups.filter(({ cases }) => cases.length > 0),
  };
}

function caseOf(behaviour: Behaviour, cells: readonly CellResult[]): ReportCase {
  const { id, behaviour: title, grade, source, cell } = behaviour;
  return {
    id,
    title,
    ...(cell ? { row: cell.row, column: cell.column } : {}),
    expected: cut((cells.find(({ verdict }) => verdict !== 'skip' && verdict !== 'error') ?? cells[0])?.expected ?? ''),
    grade,
    source,
    outcomes: cells.map((one) => outcomeOf(behaviour, one)),
  };
}

function outcomeOf(behaviour: Behaviour, { verdict, observed, script }: CellResult): CaseOutcome {
  const short = verdict === 'pass' ? expectedAnswer(behaviour) : verdict === 'skip' ? 'not tried' : answerOf(observed);
  return { verdict, observed: cut(observed), short, ...(script === undefined ? {} : { script }) };
}

const expectedAnswer = ({ cell, expect }: Behaviour): string =>
  cell?.says ?? Object.values(expect).find(({ given }) => !given)?.answers[0] ?? '';
/** The code or the state that came, without its details; what stands in brackets is told whole. */
const answerOf = (observed: string): string => /^\([^)]*\)/.exec(observed)?.[0] ?? observed.split(/[ ,:;]/)[0] ?? '';
