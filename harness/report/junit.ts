/**
 * A report as JUnit's XML, which CI systems read. Each group of cases is a test suite, one for each target. JUnit knows
 * success, failure, error and skipped: a difference on what is only assumed of AWS is skipped there, with its text.
 */
import junit, { type TestCase } from 'junit-report-builder';
import type { CaseOutcome, Report, ReportCase } from './tree.ts';

/** The package's types speak of an ES module, its code is CommonJS: the builder is the default export itself. */
const builder = junit as unknown as typeof junit.default;

/** The XML document. */
export function junitXml({ heading, about, targets, groups }: Report): string {
  const document = builder.newBuilder().name(heading);
  for (const [at, target] of targets.entries())
    for (const group of groups) {
      const suite = document.testSuite().name(`${group.id} on ${target}`);
      for (const [name, text] of [...about, ['target', target] as const]) suite.property(name, text);
      for (const one of group.cases) {
        const outcome = one.outcomes[at];
        if (outcome) write(suite.testCase(), group.id, one, outcome);
      }
    }
  return document.build();
}

function write(test: TestCase, group: string, one: ReportCase, outcome: CaseOutcome): void {
  test.className(group.replaceAll('/', '.')).name(`${one.id}: ${one.title}`);
  const { verdict } = outcome;
  if (verdict === 'pass') return;
  const text = detailsText(one, outcome);
  const message = messageOf(one, outcome);
  if (verdict === 'fail') test.failure(message, one.grade ?? 'fail').stacktrace(text);
  else if (verdict === 'error') test.error(message, 'error', text);
  else test.skipped().standardOutput(`${verdict}: ${text}`);
}

const messageOf = ({ expected, title }: ReportCase, { observed }: CaseOutcome): string =>
  expected === undefined ? (observed ?? title) : `expected ${expected}, observed ${observed}`;

/** Everything that is known of a case that is not as expected, as plain text. */
function detailsText(one: ReportCase, outcome: CaseOutcome): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['expected', one.expected],
    ['observed', outcome.observed],
    ...(outcome.facts ?? []),
    ['evidence', one.source === undefined ? undefined : `${one.grade}: ${one.source}`],
  ];
  return [
    ...facts.flatMap(([name, text]) => (text === undefined ? [] : [`${name.padEnd(9)} ${text}`])),
    ...(outcome.steps ?? []).map(({ text, shows }) => `${shows ? '>' : ' '} ${text}`),
    ...(outcome.script === undefined ? [] : ['', outcome.script]),
  ].join('\n');
}
