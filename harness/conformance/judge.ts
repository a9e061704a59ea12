/** Judging one call by what was expected of it. */
import type { Outcome } from '../../model/call.ts';
import type { Grade } from '../../model/evidence.ts';
import { type Expectation, OK, VALID } from '../../scenarios/conformance/behaviour.ts';
import type { PlannedValue } from '../../scenarios/contract.ts';
import type { Verdict } from '../runner/results.ts';
import { difference } from './compare.ts';

/** What a call was judged to be. */
export interface Judgement {
  readonly expected: string;
  readonly observed: string;
  readonly verdict: Verdict;
}

/** How the words of AWS's request validation begin. */
const VALIDATION = /^\d+ validation errors? detected: /;

/** Judges an outcome. `resolve` gives what the references of an expected value stand for. */
export function judge(
  expectation: Expectation,
  grade: Grade,
  outcome: Outcome,
  resolve: (value: PlannedValue) => unknown,
): Judgement {
  const { answers, output } = expectation;
  const message = expectation.message === undefined ? undefined : resolve(expectation.message);
  const expected = expectedText(answers, message);
  if (answers[0] === VALID) return valid(expected, grade, outcome);
  const code = outcome.ok ? OK : outcome.error.code;
  if (!answers.includes(code)) return { expected, observed: observedText(outcome, message), verdict: doubted(grade) };
  if (outcome.ok)
    return succeeded(expected, grade, output === undefined ? undefined : difference(resolve(output), outcome.output));
  const { status } = expectation;
  if (status !== undefined && outcome.error.status !== status) {
    return {
      expected: `${expected}, HTTP ${status}`,
      observed: `${code}, HTTP ${outcome.error.status}`,
      verdict: doubted(grade),
    };
  }
  const words = outcome.error.message ?? '';
  const otherWords = message !== undefined && code === answers[0] && difference(message, words) !== undefined;
  const verdict = otherWords ? doubted(expectation.messageGrade ?? grade) : 'pass';
  return { expected, observed: observedText(outcome, message), verdict };
}

/** A difference on what is only assumed is a question, not a failure. */
export const doubted = (grade: Grade): Verdict => (grade === 'assumed' ? 'assumed' : 'fail');

function succeeded(expected: string, grade: Grade, different: string | undefined): Judgement {
  if (different === undefined) return { expected, observed: OK, verdict: 'pass' };
  return { expected, observed: `ok, but ${different}`, verdict: doubted(grade) };
}

function valid(expected: string, grade: Grade, outcome: Outcome): Judgement {
  const refused = !outcome.ok && VALIDATION.test(outcome.error.message ?? '');
  const observed = observedText(outcome, '');
  return { expected, observed, verdict: refused ? doubted(grade) : 'pass' };
}

const quoted = (code: string, message: unknown): string => {
  if (message === undefined || message === '') return code;
  return `${code} "${typeof message === 'string' ? message : (message as { $like?: string }).$like}"`;
};

function expectedText(answers: readonly string[], message: unknown): string {
  const [first = OK, ...others] = answers;
  if (first === VALID) return 'not refused by validation';
  return [quoted(first, message), ...others].join(' or ');
}

/** The message is shown where one was expected, even if it is not as expected. */
const observedText = (outcome: Outcome, message: unknown): string =>
  outcome.ok ? OK : quoted(outcome.error.code, message === undefined ? undefined : outcome.error.message);
