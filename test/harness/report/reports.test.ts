/** The reports for machines and browsers, made from one tree. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { htmlPage } from '../../../harness/report/html.ts';
import { junitXml } from '../../../harness/report/junit.ts';
import { suiteReport } from '../../../harness/report/suiteReport.ts';
import type { Report, ReportCase } from '../../../harness/report/tree.ts';
import type { SuiteResult, Verdict } from '../../../harness/runner/results.ts';

const one = (verdict: Verdict, more: Partial<ReportCase> = {}): ReportCase => ({
  id: `kms/table/${verdict}`,
  title: `a behaviour <${verdict}> & "more"`,
  expected: 'DisabledException',
  grade: 'documented',
  source: 'https://docs.aws.amazon.com/kms/page.html',
  outcomes: [{ verdict, observed: 'ok', script: 'aws kms decrypt # ]]> <b>' }],
  ...more,
});
const verdicts = ['pass', 'skip', 'assumed', 'fail', 'error'] as const;
const report: Report = {
  heading: 'keystate conform',
  about: [['seed', '0x7']],
  targets: ['http://127.0.0.1:1'],
  groups: [
    { id: 'kms/table', title: 'KMS: a table', cases: verdicts.map((verdict) => one(verdict)) },
    {
      id: 'kms/matrix',
      title: 'KMS: a matrix',
      columns: ['Enabled', 'Never', 'Disabled'],
      cases: [
        one('pass', {
          id: 'kms/matrix/1',
          row: 'Decrypt',
          column: 'Enabled',
          outcomes: [{ verdict: 'pass', short: 'ok' }],
        }),
        one('fail', {
          id: 'kms/matrix/2',
          row: 'Decrypt',
          column: 'Disabled',
          outcomes: [{ verdict: 'fail', short: 'ok' }],
        }),
      ],
    },
  ],
};

const parsed = (xml: string) =>
  new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => /^test(suite|case)$/.test(name),
  }).parse(xml).testsuites;

describe('JUnit', () => {
  it('counts cases by what JUnit knows: what is only assumed of AWS is no failure', () => {
    const xml = junitXml(report);
    expect(XMLValidator.validate(xml)).toBe(true);
    const { tests, failures, errors, skipped, testsuite } = parsed(xml);
    expect({ tests, failures, errors, skipped }).toEqual({ tests: '7', failures: '2', errors: '1', skipped: '2' });
    expect(testsuite.map(({ name }: { name: string }) => name)).toEqual([
      'kms/table on http://127.0.0.1:1',
      'kms/matrix on http://127.0.0.1:1',
    ]);
  });

  it('says in a failure what was expected, what came, by which evidence, and the script', () => {
    const failed = parsed(junitXml(report)).testsuite[0].testcase[3];
    expect(failed.name).toBe('kms/table/fail: a behaviour <fail> & "more"');
    expect(failed.failure.message).toBe('expected DisabledException, observed ok');
    expect(failed.failure['#text']).toContain('documented: https://docs.aws.amazon.com/kms/page.html');
    expect(failed.failure['#text']).toContain('aws kms decrypt # ]]> <b>');
  });

  it('has a suite for each target', () => {
    const outcomes = [{ verdict: 'pass' }, { verdict: 'fail', observed: 'ok' }] as const;
    const both = {
      ...report,
      targets: ['a', 'b'],
      groups: [{ id: 'g', title: 'g', cases: [one('fail', { outcomes })] }],
    };
    const { testsuite } = parsed(junitXml(both));
    expect(testsuite.map(({ name, failures }: Record<string, string>) => [name, failures])).toEqual([
      ['g on a', '0'],
      ['g on b', '1'],
    ]);
  });
});

describe('the HTML page', () => {
  const page = htmlPage(report);

  it('needs nothing from elsewhere', () => {
    expect(page).not.toMatch(/<(?:link|img|script|iframe)[^>]+(?:src|href)=/);
    expect(page).not.toMatch(/url\(|@import/);
  });

  it('shows text as text', () => {
    expect(page).toContain('a behaviour &lt;fail&gt; &amp; &quot;more&quot;');
    expect(page).not.toContain('<fail>');
    expect(page).toContain('aws kms decrypt # ]]&gt; &lt;b&gt;');
  });

  it('opens what is not as expected, and nothing else', () => {
    const shown = [...page.matchAll(/<details class="difference" data-verdict="(\w+)">/g)].map(
      ([, verdict]) => verdict,
    );
    expect(shown).toEqual(['skip', 'assumed', 'fail', 'error', 'fail']);
  });

  it('has a matrix of the columns that hold anything, painted by verdict', () => {
    const matrix = page.slice(
      page.indexOf('<table class="matrix">'),
      page.indexOf('</table>', page.indexOf('<table class="matrix">')),
    );
    expect([...matrix.matchAll(/<th scope="col">(\w+)</g)].map(([, name]) => name)).toEqual(['Enabled', 'Disabled']);
    expect(
      [...matrix.matchAll(/class="chip (\w+)"[^>]*>([^<]*)</g)].map(([, verdict, text]) => [verdict, text]),
    ).toEqual([
      ['pass', 'ok'],
      ['fail', 'ok'],
    ]);
  });

  it('is the same for the same report', () => {
    expect(htmlPage(report)).toBe(page);
  });
});

describe('the report of a suite', () => {
  const result: SuiteResult = {
    version: '1.0.0',
    seed: '7',
    target: 'simulator',
    scenarios: [
      { id: 'lab/one', title: 'A lab', verdict: 'pass', runs: 1, calls: 3, witnesses: {} },
      {
        id: 'invariant/never',
        title: 'It never happens.',
        verdict: 'fail',
        runs: 2,
        calls: 9,
        witnesses: { 'it was near': 1 },
        failure: {
          message: 'i1 is running',
          expected: 'stopped',
          observed: 'running',
          why: 'its key is disabled',
          rule: 'documented: https://docs.aws.amazon.com/',
          run: 1,
          seed: 'abc',
          shrunkFrom: 9,
          steps: [
            { number: 1, call: 'kms:CreateKey {}', result: 'key1 Enabled' },
            { number: 2, call: 'ec2:StartInstances {}', result: 'ok' },
          ],
          failedStep: 1,
          calls: [],
          replayFile: 'keystate-failure-never.json',
        },
      },
    ],
    operations: {},
    totals: { pass: 1, skip: 0, assumed: 0, fail: 1, error: 0, runs: 3, calls: 12 },
  };

  it('keeps labs and invariants apart and tells a failure with its steps and its replay', () => {
    const { groups, targets } = suiteReport(result);
    expect(targets).toEqual(['simulator']);
    expect(groups.map(({ id, cases }) => [id, cases.map((each) => each.id)])).toEqual([
      ['lab', ['lab/one']],
      ['invariant', ['invariant/never']],
    ]);
    const [outcome] = groups[1]!.cases[0]!.outcomes;
    expect(outcome).toMatchObject({ verdict: 'fail', observed: 'running' });
    expect(outcome!.steps!.map(({ shows }) => shows)).toEqual([false, true]);
    expect(outcome!.facts).toContainEqual(['replay', 'npx keystate replay keystate-failure-never.json']);
    expect(outcome!.facts).toContainEqual(['why', 'its key is disabled']);
  });
});
