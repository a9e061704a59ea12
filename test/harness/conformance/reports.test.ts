/** Conformance results as text, side by side, and as the page of the repository. */
import { describe, expect, it } from 'vitest';
import { conformanceMarkdown } from '../../../harness/conformance/markdown.ts';
import { conformanceReport } from '../../../harness/conformance/report.ts';
import type { CellResult, ConformanceResult } from '../../../harness/conformance/results.ts';
import { conformanceText } from '../../../harness/conformance/text.ts';
import { untriedRows } from '../../../harness/conformance/untried.ts';
import { colors } from '../../../harness/report/style.ts';
import { totalsOf } from '../../../harness/report/tree.ts';
import type { BehaviourTable } from '../../../scenarios/conformance/index.ts';
import { kms, ok, refused, see, tell } from '../../../scenarios/conformance/telling.ts';

const source = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html';
const about = { service: 'kms', grade: 'documented', source } as const;
const behaviours = [
  tell(
    {
      ...about,
      id: 'kms/key-states/Decrypt/Enabled',
      behaviour: 'Decrypt works',
      cell: { row: 'Decrypt', column: 'Enabled' },
    },
    [see(kms('Decrypt'), ok())],
  ),
  tell(
    {
      ...about,
      id: 'kms/key-states/Decrypt/Disabled',
      behaviour: 'Decrypt is refused',
      cell: { row: 'Decrypt', column: 'Disabled' },
    },
    [see(kms('Decrypt'), refused(400, 'DisabledException'))],
  ),
];
const tables: BehaviourTable[] = [
  { id: 'kms/key-states', title: 'KMS: key states', columns: ['Enabled', 'Disabled'], behaviours: () => behaviours },
];

function result(target: string, ...cells: readonly Partial<CellResult>[]): ConformanceResult {
  const whole = behaviours.map(({ id, behaviour }, at) => ({
    ...about,
    id,
    behaviour,
    expected: 'expected',
    observed: 'expected',
    verdict: 'pass' as const,
    ...cells[at],
  }));
  return { target, cells: whole, totals: totalsOf(whole.map(({ verdict }) => verdict)) };
}

const good = result('sim');
const bad = result(
  'http://x',
  { verdict: 'skip', observed: 'not tried: why' },
  { verdict: 'fail', observed: 'ok', script: '#!' },
);
const plain = colors(false);

describe('the short name of what came', () => {
  const shortOf = (observed: string) =>
    conformanceReport(tables, [result('http://x', {}, { verdict: 'fail', observed })]).groups[0]!.cases[1]!.outcomes[0]!
      .short;

  it('is its code, and whole where it stands in brackets', () => {
    expect(shortOf('DisabledException, HTTP 400: the key is disabled')).toBe('DisabledException');
    expect(shortOf('(none of AWS), HTTP 500')).toBe('(none of AWS)');
  });
});

describe('the text', () => {
  it('of one target has a matrix, its differences and how to see one again', () => {
    const text = conformanceText(conformanceReport(tables, [bad]), plain, 'npx keystate conform --target http://x');
    expect(text).toMatch(/^Decrypt !not tried +!ok$/m);
    expect(text).toContain('FAIL  Decrypt is refused\n      expected  expected\n      observed  ok\n');
    expect(text).toContain('shell  npx keystate conform --target http://x kms/key-states/Decrypt/Disabled --shell');
    expect(text).toContain('http://x: 1 skip, 1 fail; 2 behaviours, as expected: 0/2 documented');
  });

  it('of two targets has them side by side and tells where they do not answer alike', () => {
    const text = conformanceText(conformanceReport(tables, [good, bad]), plain);
    expect(text).toMatch(/^ +sim +http:\/\/x$/m);
    expect(text).toMatch(/^Decrypt +2\/2 +0\/2$/m);
    expect(text).toContain('      sim: PASS  expected\n      http://x: FAIL  ok\n');
    expect(conformanceText(conformanceReport(tables, [good, good]), plain)).not.toContain('do not answer alike');
  });
});

it('the page has each target in a column, telling rows first, and says what could not be tried', () => {
  const report = conformanceReport(tables, [good, bad]);
  const measured = [
    { name: 'keystate', version: '1', date: '2026-11-30', seconds: 1 },
    { name: 'other', version: '2.0', date: '2026-11-30', seconds: 1 },
  ];
  const page = conformanceMarkdown(report, measured, ['kms/key-states/Decrypt/Disabled', 'kms/gone']);
  expect(page).toContain('| what AWS does | evidence | keystate | other |');
  expect(page).toContain(`| Decrypt is refused | [documented](${source}) | ✔ | ✘ ok |`);
  expect(page).toContain('| **other** | 2.0 | 2026-11-30 | **0 %** | 0 % | 0 | 1 | 0 | 1 | 0 |');
  expect(page).toContain('| key states | ✔ 2 | 0 of 2 (1) |');
  expect(page).toContain('| Decrypt | ✔ 2 | 0 of 2 (1) |');
  expect(page).toContain('| other |  | 1 |');
  expect(page).not.toContain('undefined');
});

it('reasons why something was not tried are told in kinds', () => {
  const why = (...observed: readonly [string, string]) =>
    untriedRows(
      conformanceReport(tables, [
        result('x', { verdict: 'skip', observed: observed[0] }, { verdict: 'skip', observed: observed[1] }),
      ]),
    );
  expect(
    why('not tried: 8 days cannot pass: x has no clock to set', 'ok; the records of CloudTrail cannot be seen here'),
  ).toEqual([
    ['time would have to pass, and there is no clock to move', '1'],
    ['it cannot be seen from outside', '1'],
  ]);
  expect(
    why('not tried: kms:A was refused: InvalidAction "Unknown action: A"', 'not tried: kms:B was refused: Other'),
  ).toEqual([
    ['an operation that prepares it is not there', '1'],
    ['a call that prepares it was refused, or came to something else', '1'],
  ]);
});
