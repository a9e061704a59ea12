/** The summary of a suite as text: seed and options first, how to see a failure again last. */
import type { Failure, FailureStep, ScenarioResult, SuiteResult, Verdict } from '../runner/results.ts';
import { verdicts } from '../runner/results.ts';
import { badge, type Colors, plural } from './style.ts';

/** What is printed before anything runs. */
export function suiteHeader(
  settings: { readonly seed: string; readonly runs: number; readonly steps: number; readonly target: string },
  broken?: { readonly id: string; readonly sentence: string },
): string {
  const { seed, runs, steps, target } = settings;
  const world = broken ? `\nbroken world ${broken.id}: ${broken.sentence}` : '';
  return `seed 0x${seed}, ${plural(runs, 'random run')} a family, each of up to ${plural(steps, 'call')}, on the ${target}${world}\n`;
}

/** The summary. */
export function suiteText(result: SuiteResult, c: Colors): string {
  const failures = result.scenarios.flatMap(({ id, title, failure }) => (failure ? [{ id, title, failure }] : []));
  return [
    ...result.scenarios.map((scenario) => scenarioText(scenario, c)),
    operationsText(result.operations, c),
    ...failures.map(({ title, failure }) => failureText(title, failure, c, result.seed)),
    totalsText(result, c),
    ...failures.map(({ failure }) => reproductionText(failure)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function scenarioText({ id, title, verdict, runs, calls, witnesses, note }: ScenarioResult, c: Colors): string {
  const size = `${plural(runs, 'run')}, ${plural(calls, 'call')}`;
  const reached = Object.entries(witnesses).map(([name, count]) => `${name} ${count}`);
  return [
    `${badge(verdict, c)}  ${c.bold(id.padEnd(44))} ${c.dim(size)}`,
    `      ${title}`,
    ...(reached.length > 0 ? [c.dim(`      witnesses: ${reached.join(', ')}`)] : []),
    ...(note === undefined ? [] : [`      ${note}`]),
  ].join('\n');
}

/** Operation x outcome: which answers the runs have seen at all. */
export function operationsText(operations: SuiteResult['operations'], c: Colors): string {
  const rows = Object.entries(operations);
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(([operation]) => operation.length));
  const lines = rows.map(([operation, outcomes]) => `  ${operation.padEnd(width)}  ${c.dim(countsText(outcomes))}`);
  return `\ncalls by outcome\n${lines.join('\n')}\n`;
}

/** `ok 3, DisabledException 1` */
export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** `3 pass, 1 fail` */
export const verdictsText = (totals: Readonly<Record<Verdict, number>>): string =>
  verdicts
    .filter((verdict) => totals[verdict] > 0)
    .map((verdict) => `${totals[verdict]} ${verdict}`)
    .join(', ') || 'nothing to run';

function totalsText({ totals }: SuiteResult, c: Colors): string {
  const size = `${plural(totals.runs, 'run')}, ${plural(totals.calls, 'call')}`;
  return `${c.bold(verdictsText(totals))}; ${size}`;
}

/** The column of calls is as wide as the longest call, but no wider than this. */
const CALL_COLUMN = 96;

/**
 * A failure, as the design shows it. With the seed of the suite it names that and the run; a replay, which has neither,
 * names the seed of the world.
 */
export function failureText(sentence: string, failure: Failure, c: Colors, suiteSeed?: string): string {
  const from = failure.shrunkFrom > failure.calls.length ? ` (from ${failure.shrunkFrom})` : '';
  const size = plural(failure.calls.length, 'call') + from;
  const run = suiteSeed === undefined ? failure.seed : `${suiteSeed} run ${failure.run ?? 0}`;
  const steps = failure.steps.map((step, index) =>
    index === failure.failedStep && failure.observed
      ? { ...step, result: told(failure.observed, failure.expected) }
      : step,
  );
  const lines = stepLines(steps).map((line, index) => (index === failure.failedStep ? c.red(line) : line));
  return [
    `${badge('fail', c)}  ${c.bold(sentence)}   seed 0x${run}, ${size}`,
    ...lines,
    field('what', failure.message),
    ...(failure.why === undefined ? [] : [field('why', failure.why)]),
    field('rule', failure.rule),
    ...drawnText(failure),
    '',
  ].join('\n');
}

/** Calls on the left, what they came to on the right. */
export function stepLines(steps: readonly FailureStep[]): readonly string[] {
  const width = Math.min(CALL_COLUMN, Math.max(0, ...steps.map(({ call }) => call.length)));
  return steps.map(({ number, call, result }) =>
    `${String(number).padStart(3)}  ${call.padEnd(width)}  ${result}`.trimEnd(),
  );
}

const told = (observed: string, expected: string | undefined): string =>
  expected === undefined ? observed : `${observed}, expected ${expected}`;

const field = (name: string, value: string): string => `${name.padEnd(7)} ${value}`;

function drawnText({ options }: Failure): readonly string[] {
  if (!options) return [];
  const opening = options.opening === undefined ? '' : `; opening ${options.opening}`;
  return [field('drawn', `${options.groups.join(' ')}; by ${options.people.join(', ')}${opening}`)];
}

/** How to see a failure again: the last lines. */
export function reproductionText({ replayFile, target }: Failure): string {
  if (replayFile === undefined) return '';
  const command = `npx keystate replay ${replayFile}`;
  const at = target === undefined ? '' : ` --target ${target}`;
  return `${field('replay', command + at)}\n${field('shell', `${command} --shell`)}`;
}
