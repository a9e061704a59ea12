/** The result of a suite as a report. */
import type { Failure, ScenarioResult, SuiteResult } from '../runner/results.ts';
import { plural } from './style.ts';
import { stepLines } from './text.ts';
import type { CaseOutcome, Fact, Report, ReportCase, ReportGroup } from './tree.ts';

const TITLES: Readonly<Record<string, string>> = {
  lab: 'Labs, step by step',
  invariant: 'Invariants, on random lists of calls',
};

/** The report of a suite. */
export function suiteReport(result: SuiteResult): Report {
  const { version, seed, broken, totals } = result;
  return {
    heading: 'keystate run',
    about: [
      ['seed', `0x${seed}`],
      ['version', version],
      ...(broken === undefined ? [] : [['broken world', broken] as const]),
      ['size', `${plural(totals.runs, 'run')}, ${plural(totals.calls, 'call')}`],
    ],
    targets: [result.target],
    groups: groupsOf(result.scenarios, seed),
  };
}

function groupsOf(scenarios: readonly ScenarioResult[], seed: string): readonly ReportGroup[] {
  const ids = [...new Set(scenarios.map(({ id }) => groupOf(id)))];
  return ids.map((id) => ({
    id,
    title: TITLES[id] ?? id,
    cases: scenarios.filter((scenario) => groupOf(scenario.id) === id).map((scenario) => caseOf(scenario, seed)),
  }));
}

const groupOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf('/')));

function caseOf(
  { id, title, verdict, runs, calls, witnesses, note, failure }: ScenarioResult,
  seed: string,
): ReportCase {
  const reached = Object.entries(witnesses).map(([name, count]) => `${name} ${count}`);
  const facts: Fact[] = [
    ['size', `${plural(runs, 'run')}, ${plural(calls, 'call')}`],
    ...(reached.length > 0 ? [['witnesses', reached.join(', ')] as const] : []),
    ...(note === undefined ? [] : [['note', note] as const]),
  ];
  const failed = failure ? failureOutcome(failure, seed) : {};
  return {
    id,
    title,
    ...(failure?.expected === undefined ? {} : { expected: failure.expected }),
    outcomes: [{ verdict, ...failed, facts: [...facts, ...(failed.facts ?? [])] }],
  };
}

function failureOutcome(failure: Failure, seed: string): Partial<CaseOutcome> {
  const { message, observed, why, rule, run, failedStep, replayFile, steps } = failure;
  return {
    observed: observed ?? message,
    facts: [
      ['what', message],
      ...(why === undefined ? [] : [['why', why] as const]),
      ['rule', rule],
      [
        'found by',
        `seed 0x${seed}, run ${run ?? 0}, made as small as it gets from ${plural(failure.shrunkFrom, 'call')}`,
      ],
      ...(replayFile === undefined
        ? []
        : [
            ['replay', `npx keystate replay ${replayFile}`] as const,
            ['shell', `npx keystate replay ${replayFile} --shell`] as const,
          ]),
    ],
    steps: stepLines(steps).map((text, index) => ({ text, shows: index === failedStep })),
  };
}
