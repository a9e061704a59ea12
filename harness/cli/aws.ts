/** Running against AWS itself: credentials that a person gave, the plan, the confirmation, and the cleaning up. */
import { InvalidArgumentError, Option } from 'commander';
import { durationMs } from '../../model/step.ts';
import { tellDuration } from '../runner/explain.ts';
import type { Suite } from '../runner/suite.ts';
import { parseDuration } from '../server/durations.ts';
import { Aws, type AwsOptions, NotAllowed } from '../targets/endpoint/aws.ts';
import { AWS_PACE, recordsWaitMs } from '../targets/endpoint/awsHistory.ts';
import type { Cleaned } from '../targets/endpoint/clean/clean.ts';
import { type PlanSettings, planOf, type RunPlan } from '../targets/endpoint/plan.ts';
import { EngineError } from '../targets/unable.ts';
import { type Io, UsageError } from './io.ts';

/** The options that matter to AWS only. */
export interface AwsChoices {
  readonly account?: readonly string[];
  readonly profile?: string;
  readonly yes?: boolean;
  readonly maxCalls: number;
  readonly maxWait: number;
}

/** `--account`, `--profile`, `--yes`, `--max-calls`, `--max-wait` */
export const awsOptions = (): readonly Option[] => [
  new Option(
    '--account <id>',
    'with --target aws: the only account that may be called; may be given more than once',
  ).argParser((text: string, before: string[] | undefined) => [...(before ?? []), readAccount(text)]),
  new Option(
    '--profile <name>',
    'with --target aws: profile of the shared config; default: AWS_ACCESS_KEY_ID and so on',
  ),
  new Option('--yes', 'with --target aws: go on without asking'),
  new Option('--max-calls <count>', 'with --target aws: most calls in all').default(5000).argParser(readCount),
  new Option(
    '--max-wait <duration>',
    'with --target aws: longest wait of a scenario, as PT15M, what waits longer is skipped; and for the records of CloudTrail',
  )
    .default(900_000, 'PT15M')
    .argParser(readWait),
];

function readAccount(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('An account id has 12 digits.');
  return text;
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

function readWait(text: string): number {
  const duration = parseDuration(text);
  if (!duration) throw new InvalidArgumentError('It must be a duration such as PT15M or PT1H.');
  return durationMs(duration);
}

/** Opens AWS: the credentials that a person gave, and an account that a person named. */
export async function openAws(choices: AwsChoices, io: Io): Promise<Aws> {
  const accounts = choices.account ?? [];
  if (accounts.length === 0)
    throw new UsageError('--target aws needs --account, the id of the account that may be called');
  const options: AwsOptions = {
    credentials: await credentialsOf(choices, io),
    accounts,
    run: runName(),
    maxCalls: choices.maxCalls,
    maxWaitMs: choices.maxWait,
    pollMs: io.standIn ? 100 : 5_000,
    history: {
      mostMs: recordsWaitMs(choices.maxWait),
      ...(io.standIn ? { pollMs: 100, gapMs: 10 } : AWS_PACE),
    },
    ...(io.standIn ? { url: io.standIn } : {}),
  };
  try {
    return await Aws.open(options);
  } catch (error) {
    if (error instanceof NotAllowed || error instanceof EngineError) throw new UsageError(error.message);
    throw error;
  }
}

/** Names a run: eight hexadecimal digits of the time at which it began. */
const runName = (): string =>
  Math.trunc(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0');

/** Of a profile, or of the environment; machines that have a role of their own are not asked for it. */
async function credentialsOf({ profile }: AwsChoices, { env = {} }: Io): Promise<AwsOptions['credentials']> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE } = env;
  const named = profile ?? (AWS_ACCESS_KEY_ID ? undefined : AWS_PROFILE);
  if (named !== undefined) return credentialsOfProfile(named);
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new UsageError('--target aws needs credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --profile');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}

async function credentialsOfProfile(profile: string): Promise<AwsOptions['credentials']> {
  const { fromIni } = await import('@aws-sdk/credential-provider-ini');
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await fromIni({ profile })();
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  } catch (error) {
    throw new UsageError(`profile ${profile} gives no credentials: ${(error as Error).message}`);
  }
}

/** Shows the plan and asks. Throws a UsageError unless somebody said yes. */
export async function confirmPlan(
  aws: Aws,
  suite: Suite,
  settings: PlanSettings,
  choices: AwsChoices,
  io: Io,
): Promise<void> {
  io.err(planText(planOf(suite, settings), aws, choices));
  if (choices.yes) return;
  const answer = await io.ask?.(`Type the account id ${aws.identity.account} to go on: `);
  if (answer === undefined) throw new UsageError('nobody can be asked here; confirm by --yes');
  if (answer.trim() !== aws.identity.account) throw new UsageError('not confirmed; nothing was made');
}

/** The plan as a person reads it. */
export function planText(plan: RunPlan, { identity }: Pick<Aws, 'identity'>, choices: AwsChoices): string {
  const things = plan.things.map(({ kind, count }) => `${count} ${kind}${count === 1 ? '' : 's'}`);
  const lines = [
    `plan    against AWS itself, account ${identity.account} as ${identity.arn}`,
    `makes   at most ${things.join(', ') || 'nothing'}; each tagged, and removed at the end`,
    `calls   ${plan.calls} by scenarios, and several times as many to look; --max-calls ${choices.maxCalls}`,
    `costs   about $${plan.dollars.toFixed(2)} if everything lives for an hour; keys stay for their 7 days of waiting, at no cost`,
    ...recordsLines(plan.records),
    `takes   at most ${tellMinutes(plan.mostMs)} of waiting`,
    ...plan.skipped.map(({ id, why }) => `skips   ${id}: ${why}`),
  ];
  return `${lines.join('\n')}\n\n`;
}

function recordsLines({ waits, eachMs, requests }: RunPlan['records']): readonly string[] {
  if (waits === 0) return [];
  const times = waits === 1 ? 'once' : `${waits} times`;
  return [
    `records waited for ${times}, at most ${tellMinutes(eachMs)} each; up to about ${requests} requests to CloudTrail's event history,`,
    "        2 a second at most, and only for what the run's own access keys did",
  ];
}

const tellMinutes = (ms: number): string => tellDuration(Math.ceil(ms / 60_000) * 60_000);

/** What was removed and what was not. */
export function cleanedText({ removed, left, unseen }: Cleaned): string {
  return [
    ...removed.map((what) => `removed ${what}\n`),
    ...left.map((what) => `left    ${what}\n`),
    ...unseen.map((what) => `unseen  ${what}\n`),
    removed.length + left.length === 0 ? 'nothing to remove\n' : '',
  ].join('');
}

/** Runs `act`; whatever becomes of it, everything it made is removed. The first signal ends it, the second everything. */
export async function thenClean<T>(aws: Aws, io: Io, act: () => Promise<T>): Promise<T> {
  const stop = () => {
    aws.stop('interrupted');
    io.err('interrupted: what was made is being removed; interrupt again to leave it ("keystate clean" finds it)\n');
    process.once('SIGINT', () => process.exit(130));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await act();
  } finally {
    const cleaned = await aws.clean();
    io.err(cleanedText(cleaned));
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    aws.close();
  }
}
