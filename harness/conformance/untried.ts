/** Why behaviours could not be tried, in a few kinds of reasons. */
import { casesOf, type Report } from '../report/tree.ts';

/** Kinds of reasons, and how the text of a skipped behaviour tells of each. */
const KINDS: readonly (readonly [kind: string, text: RegExp])[] = [
  ['time would have to pass, and there is no clock to move', / cannot pass: /],
  ['somebody would have to act whom nobody can be there', /there are no credentials for |can act as /],
  ['it cannot be seen from outside', / cannot be seen here/],
  ['an operation that prepares it is not there', /Unknown action|InvalidAction|NotImplemented|not been implemented/],
  ['a call that prepares it was refused, or came to something else', / was refused: | came to | refers to something /],
];
const OTHER = 'other';

/** Rows of a table: a kind of reason, and how often it was the reason on each target. */
export function untriedRows(report: Report): readonly (readonly string[])[] {
  const counts = new Map([...KINDS.map(([kind]) => kind), OTHER].map((kind) => [kind, report.targets.map(() => 0)]));
  for (const { outcomes } of casesOf(report)) {
    for (const [at, { verdict, observed = '' }] of outcomes.entries()) {
      const row = verdict === 'skip' ? counts.get(kindOf(observed)) : undefined;
      if (row) row[at] = (row[at] ?? 0) + 1;
    }
  }
  return [...counts]
    .filter(([, row]) => row.some((count) => count > 0))
    .map(([kind, row]) => [kind, ...row.map((count) => (count === 0 ? '' : String(count)))]);
}

const kindOf = (observed: string): string => KINDS.find(([, text]) => text.test(observed))?.[0] ?? OTHER;
