/** `conformance.md`: several endpoints side by side, at a glance, by service and group, with the method beside the figures. */
import { byRow } from '../report/matrix.ts';
import {
  casesOf,
  pageOf,
  type Report,
  type ReportCase,
  type ReportGroup,
  totalsOf,
  verdictsOn,
} from '../report/tree.ts';
import { type Verdict, verdicts } from '../runner/results.ts';
import { grades } from './text.ts';
import { untriedRows } from './untried.ts';

/** What is told of a target beside its results. */
export interface Measured {
  readonly name: string;
  readonly version: string;
  /** Day on which it was tried, `2026-11-30`. */
  readonly date: string;
  readonly seconds: number;
}

/** The document. `measured` stands in the order of the report's targets; `telling` are the ids that the first table shows. */
export function conformanceMarkdown(report: Report, measured: readonly Measured[], telling: readonly string[]): string {
  const all = casesOf(report);
  return [
    '# Conformance',
    OPENING(all.length, all),
    '## What happens when the key goes away',
    'Each row is one behaviour, tried on each endpoint. ✔ as AWS, ✘ not as AWS, ? differs where AWS is silent, – could not be tried there.',
    table(
      ['what AWS does', 'evidence', ...measured.map(({ name }) => name)],
      telling.flatMap((id) => {
        const one = all.find((found) => found.id === id);
        return one ? [tellingRow(one)] : [];
      }),
    ),
    '## At a glance',
    glance(report, measured),
    '## What could not be tried, and why',
    'Behaviours that were skipped. `keystate conform --json` names the reason of each.',
    table(['', ...measured.map(({ name }) => name)], untriedRows(report), 1),
    '## By service and group',
    'Behaviours as expected, of all behaviours of the group. In brackets: how many could not be tried, because what they need could not be brought about.',
    groups(report, measured),
    '## KMS operations in every state of their key',
    'Behaviours as expected, of all states and kinds of keys.',
    operations(report, measured),
    METHOD(measured),
    '',
  ].join('\n\n');
}

const OPENING = (count: number, cases: readonly ReportCase[]): string =>
  `This page is generated (\`npm run conformance\`). Every line counts documented or recorded behaviours of AWS: ${count} in all, ` +
  `${grades.map((grade) => `${cases.filter((one) => one.grade === grade).length} ${grade}`).join(', ')}. ` +
  'Each is a short list of calls and what AWS answers, tried over HTTP with the AWS SDK for JavaScript v3, in the same way ' +
  'on every endpoint, keystate included.';

const MARKS: Readonly<Record<Verdict, string>> = { pass: '✔', skip: '–', assumed: '?', fail: '✘', error: '!' };

const tellingRow = (one: ReportCase): readonly string[] => [
  one.title,
  pageOf(one.source ?? '') ? `[${one.grade}](${pageOf(one.source ?? '')})` : `${one.grade}`,
  ...one.outcomes.map(({ verdict, short }) =>
    verdict === 'pass' || verdict === 'skip' ? MARKS[verdict] : `${MARKS[verdict]} ${plain(short ?? '')}`,
  ),
];

/** A word for a cell: pipes would end it. */
const plain = (text: string): string => text.replaceAll('|', '/').replaceAll(/\s+/g, ' ').slice(0, 40);

function glance(report: Report, measured: readonly Measured[]): string {
  const all = casesOf(report);
  const rows = measured.map(({ name, version, date }, at) => {
    const found = verdictsOn(all, at);
    const totals = totalsOf(found);
    return [
      `**${name}**`,
      version,
      date,
      `**${percent(totals.pass, found.length)}**`,
      percent(totals.pass, found.length - totals.skip),
      ...verdicts.map((verdict) => String(totals[verdict])),
    ];
  });
  return table(
    ['endpoint', 'version', 'tried on', 'as expected', 'of those tried', 'pass', 'skip', 'assumed', 'fail', 'error'],
    rows,
    3,
  );
}

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.floor((100 * part) / whole)} %`);

function groups({ groups: all }: Report, measured: readonly Measured[]): string {
  const services = [...new Set(all.map(({ id }) => serviceOf(id)))];
  const rows = services.flatMap((service) => {
    const own = all.filter(({ id }) => serviceOf(id) === service);
    const whole = own.flatMap(({ cases }) => cases);
    return [
      [`**${NAMES[service] ?? service}**`, ...measured.map((_, at) => `**${share(whole, at)}**`)],
      ...own.map((group) => [titleOf(group), ...measured.map((_, at) => share(group.cases, at))]),
    ];
  });
  return table(['', ...measured.map(({ name }) => name)], rows, 1);
}

const NAMES: Readonly<Record<string, string>> = {
  kms: 'KMS',
  s3: 'S3',
  ec2: 'EC2 and EBS',
  rds: 'RDS',
  redshift: 'Redshift',
  cloudtrail: 'CloudTrail',
  iam: 'IAM and STS',
};

const serviceOf = (id: string): string => id.split('/')[0] ?? id;

/** The title without the name of its service, which stands above it. */
const titleOf = ({ title }: ReportGroup): string => title.replace(/^[A-Z]\w*(?: and [A-Z]\w*)?: /, '');

function share(cases: readonly ReportCase[], target: number): string {
  const found = verdictsOn(cases, target);
  const totals = totalsOf(found);
  const skipped = totals.skip > 0 ? ` (${totals.skip})` : '';
  return totals.pass === found.length ? `✔ ${totals.pass}` : `${totals.pass} of ${found.length}${skipped}`;
}

function operations({ groups: all }: Report, measured: readonly Measured[]): string {
  const group = all.find(({ id }) => id === 'kms/key-states');
  if (!group) return 'Not tried.';
  const rows = [...byRow(group.cases)].map(([row, cases]) => [row, ...measured.map((_, at) => share(cases, at))]);
  return table(['', ...measured.map(({ name }) => name)], rows, 1);
}

/** A table; columns from `rightFrom` on hold figures. */
function table(head: readonly string[], rows: readonly (readonly string[])[], rightFrom = head.length): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at >= rightFrom ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

/** Emulators that may be looked for here, by the name of their column, and why there is none. */
const LEFT_OUT: readonly (readonly [name: string, why: string])[] = [
  ['localemu', 'LocalEmu was not run whole for this page: `npm run conformance -- localemu` adds its column.'],
  ['localstack', 'LocalStack is started in a container.'],
  ['fakecloud', 'fakecloud has to be compiled first.'],
];

const METHOD = (measured: readonly Measured[]): string => `## Method

- **Endpoints.** ${measured.map(({ name, version }) => `${name} ${version}`).join(', ')}; the newest of PyPI on the day of the
  run, started without a container on the same machine with their own defaults, and keystate's own server (\`keystate serve\`).
  ${LEFT_OUT.filter(([name]) => measured.every((one) => one.name !== name))
    .map(([, why]) => why)
    .join(' ')}
- **A behaviour** is a plan of calls and what AWS answers to some of them: the error's code, its HTTP status, its text where
  that is recorded, members of the output, the state that things come to, CloudTrail's records where the endpoint shows them.
- **pass**: as AWS. **fail**: not as AWS, and how AWS behaves is recorded, documented or reported. **assumed**: not as
  keystate thinks of AWS, which documents nothing: a question, not a failure. **error**: no end, or no answer.
- **skip**: it could not be tried. A call that only prepares the situation was refused or is not there (then every behaviour
  that begins so is skipped, with the call's name), a week would have to pass and the endpoint has no clock to move, several
  people act and the endpoint knows only one, or what it is about cannot be seen from outside (CloudTrail's records of single
  calls, notifications).
- **One after the other.** What speaks only of what it makes is tried amidst what others left, under names of its own. What looks
  at settings of the account, at lists of all there is or at the history of events is tried after the endpoint was made to
  forget everything. A key in some state serves all behaviours whose only call leaves it as it was.
- **Time.** Waits for states are real waits of up to 5 seconds where an endpoint has no clock; keystate's clock is moved.
- **Keys by their ids.** moto does not take the ARN of a key in every call that takes its id. Where such a call only prepares
  the situation, it is made again with the id; where the call itself is tried, it is a difference.
- **Again, and why.** \`npx keystate conform --target URL\` gives the same table for any endpoint; \`--shell\` prints for each
  difference the least \`aws\` commands that show it; \`--report html\` has all of them on one page.`;
