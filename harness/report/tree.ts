/**
 * What a run came to, as one tree that the reports for machines and browsers are made from: groups of cases, and for each
 * case an outcome on every target that it was tried on. A suite has one target; conformance may have several, side by side.
 */
import type { Grade } from '../../model/evidence.ts';
import { type Verdict, verdicts, worse } from '../runner/results.ts';

/** A whole run. */
export interface Report {
  /** `keystate conform`. */
  readonly heading: string;
  /** What it was run with: seed, version, broken world. */
  readonly about: readonly Fact[];
  /** Names of the targets; each case has an outcome for each, in this order. */
  readonly targets: readonly string[];
  readonly groups: readonly ReportGroup[];
}

/** A name and its text. */
export type Fact = readonly [name: string, text: string];

/** Cases that belong together. */
export interface ReportGroup {
  /** Unique in the report: `kms/key-states`, `lab`. */
  readonly id: string;
  readonly title: string;
  /** Columns in which the cases stand, where they make a matrix. */
  readonly columns?: readonly string[];
  /** What the words in the matrix mean. */
  readonly legend?: string;
  readonly cases: readonly ReportCase[];
}

/** One thing that was tried. */
export interface ReportCase {
  readonly id: string;
  /** A sentence. */
  readonly title: string;
  /** Where it stands in its group. */
  readonly row?: string;
  readonly column?: string;
  readonly expected?: string;
  readonly grade?: Grade;
  readonly source?: string;
  readonly outcomes: readonly CaseOutcome[];
}

/** What it came to on one target. */
export interface CaseOutcome {
  readonly verdict: Verdict;
  readonly observed?: string;
  /** A word or two for the cell of a matrix. */
  readonly short?: string;
  /** Further facts, in order. */
  readonly facts?: readonly Fact[];
  /** The calls, as a person reads them; the one that shows it is marked. */
  readonly steps?: readonly { readonly text: string; readonly shows: boolean }[];
  /** The least calls that show it, as a bash script. */
  readonly script?: string;
}

/** Text that is cut where it would fill a page: values at their bounds have thousands of characters. */
export const cut = (text: string, most = 400): string =>
  text.length > most ? `${text.slice(0, most)}... (${text.length} characters)` : text;

/** The page that a source names, if it begins with one. */
export const pageOf = (source: string): string | undefined => /^https:\/\/[^\s,]+/.exec(source)?.[0];

/** How many there are of each verdict. */
export type Totals = Readonly<Record<Verdict, number>>;

/** Counts by verdict. */
export function totalsOf(found: Iterable<Verdict>): Totals {
  const totals = { pass: 0, skip: 0, assumed: 0, fail: 0, error: 0 };
  for (const verdict of found) totals[verdict] += 1;
  return totals;
}

/** The verdicts of cases on one target. */
export const verdictsOn = (cases: readonly ReportCase[], target: number): readonly Verdict[] =>
  cases.map(({ outcomes }) => outcomes[target]?.verdict ?? 'skip');

/** The worst of some verdicts. */
export const worstOf = (found: readonly Verdict[]): Verdict => found.reduce<Verdict>(worse, 'pass');

/** All cases of a report. */
export const casesOf = (report: Report): readonly ReportCase[] => report.groups.flatMap(({ cases }) => cases);

/** `12 pass, 1 fail`: the verdicts that occur, in order. */
export const countsText = (totals: Totals): string =>
  verdicts
    .filter((verdict) => totals[verdict] > 0)
    .map((verdict) => `${totals[verdict]} ${verdict}`)
    .join(', ');
