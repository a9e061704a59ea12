/** A lab as text: what was done, what to look at, the states, and the trail. */
import Table from 'cli-table3';
import type { TrailRecord } from '../../scenarios/contract.ts';
import type { LabResult, LabStepResult } from '../runner/lab.ts';
import { badge, type Colors, wrap } from './style.ts';

/** The whole lab. */
export function labText(lab: LabResult, c: Colors): string {
  const head = `${c.bold(lab.title)}   lab/${lab.lab}, seed 0x${lab.seed}\n\n${wrap(lab.intro, '')}\n`;
  const steps = lab.steps.map((step, index) => stepText(step, index + 1, c));
  return [head, ...steps, `${badge(lab.verdict, c)}  lab/${lab.lab}`].join('\n');
}

function stepText(step: LabStepResult, number: number, c: Colors): string {
  const named = (text: string) => withNames(text, step.ids);
  return [
    c.bold(`${number}. ${step.title}`),
    wrap(step.look, '   '),
    '',
    ...step.calls.map(({ service, operation, outcome, message }) => {
      const came = outcome === 'ok' ? c.green(outcome) : c.yellow(message ? `${outcome}: ${named(message)}` : outcome);
      return `   ${`${service}:${operation}`.padEnd(36)} ${came}`;
    }),
    statesText(step, c),
    trailText(step.records, named, c),
    ...step.differences.map((line) => c.red(`   differs: ${named(line)}`)),
    '',
  ]
    .filter((part) => part !== undefined)
    .join('\n');
}

function statesText({ states, paths }: LabStepResult, c: Colors): string | undefined {
  const shown = Object.entries(states).map(([name, state]) => `${name} ${c.bold(paths[name]?.join(' -> ') ?? state)}`);
  return shown.length > 0 ? `   states   ${shown.join(', ')}` : undefined;
}

/** Text with the lab's own names instead of ids. */
const withNames = (text: string, ids: Readonly<Record<string, string>>): string =>
  Object.entries(ids).reduce((told, [name, id]) => told.replaceAll(id, name), text);

/** CloudTrail records as a table: when, what, who, how it ended. */
function trailText(records: readonly TrailRecord[], named: (text: string) => string, c: Colors): string | undefined {
  if (records.length === 0) return undefined;
  const table = new Table({
    head: ['time', 'event', 'by', 'error'],
    style: { head: [], border: [], compact: true },
    chars: BORDERLESS,
  });
  for (const record of records)
    table.push([
      record.eventTime.slice(11, 19),
      `${record.eventSource.split('.')[0]}:${record.eventName}`,
      named(whoOf(record)),
      record.errorCode === undefined ? '' : c.yellow(`${record.errorCode}: ${named(record.errorMessage ?? '')}`),
    ]);
  const lines = table.toString().split('\n');
  return lines.map((line) => `   ${line}`.trimEnd()).join('\n');
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

/** The user or role behind a record, and the service it went through. */
function whoOf({ userIdentity = {} }: TrailRecord): string {
  const arn = typeof userIdentity.arn === 'string' ? userIdentity.arn.split(':').slice(5).join(':') : userIdentity.type;
  const via = typeof userIdentity.invokedBy === 'string' ? userIdentity.invokedBy : undefined;
  return via ? `${arn ?? ''} via ${via}`.trim() : String(arn ?? '');
}
