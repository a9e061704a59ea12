/** `keystate replay`: a list of calls, again. */
import { Command } from 'commander';
import type { Invariant } from '../../scenarios/contract.ts';
import { brokenWorlds, families, labs, vocabulary } from '../../scenarios/index.ts';
import { people } from '../../scenarios/people.ts';
import { shellScript } from '../report/shell.ts';
import { badge, plural } from '../report/style.ts';
import { failureText, stepLines } from '../report/text.ts';
import { type Attempt, attempt } from '../runner/attempt.ts';
import { explainFailure, tellSteps } from '../runner/explain.ts';
import { Naming } from '../runner/naming.ts';
import { PlanFileError } from '../runner/planJson.ts';
import { type Replay, readReplay } from '../runner/replayFile.ts';
import type { Failure, Verdict } from '../runner/results.ts';
import { findInvariant, rulesOf, scenarioIds } from '../runner/suite.ts';
import { VERSION } from '../runner/version.ts';
import { simulator } from '../targets/simulator.ts';
import { packed, type Shared } from '../teach/core/share.ts';
import { brokenOption, brokenWorld } from './broken.ts';
import { readText } from './files.ts';
import { type Io, UsageError } from './io.ts';
import { nearest } from './nearest.ts';
import { jsonOption } from './options.ts';
import { openEndpoint, targetOption } from './target.ts';
import { portOption, startTeaching, untilStopped } from './teach.ts';

interface ReplayOptions {
  /** A name; false for `--no-broken`; undefined: as the file says. */
  readonly broken?: string | false;
  readonly target: string;
  readonly shell?: boolean;
  readonly teach?: boolean;
  readonly port: number;
  readonly json?: boolean;
}

/** The command. `finish` takes the exit status. */
export function replayCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('replay')
    .summary('play the calls of a replay file again')
    .description('Plays a replay file and judges it by its scenario. Exit status 1: it fails; 0: it does not.')
    .argument('<file>', 'written by "keystate run" where something failed')
    .addOption(targetOption())
    .addOption(brokenOption())
    .option('--no-broken', "play it by AWS's rules, whatever the file says")
    .option('--shell', 'print the calls as a bash script of aws commands instead')
    .option('--teach', 'serve the teaching page and show the calls there')
    .addOption(portOption())
    .addOption(jsonOption())
    .action(async (file: string, options: ReplayOptions) => finish(await replay(file, options, io)));
}

async function replay(file: string, options: ReplayOptions, io: Io): Promise<number> {
  const read = readFile(file);
  const invariant = invariantOf(read, file);
  const broken = brokenName(options, read);
  const tried = await tryAgain(read, invariant, broken, options.target);
  if (options.shell) {
    io.out(shellScript(`${read.scenario}: ${invariant.sentence}`, read.calls, tried));
    return 0;
  }
  if (options.teach) return teach(read, broken, invariant, tried, options.port, io);
  if (tried.crash) io.err(`${tried.crash.stack}\n`);
  const fails = tried.crash !== undefined || tried.judge.findings.has(invariant.id);
  const failure = fails ? explainFailure(invariant, read.calls, tried, read.seed, read.calls.length) : undefined;
  io.out(options.json ? asJson(read, broken, tried, failure) : asText(read, invariant, tried, failure, io));
  return fails ? 1 : 0;
}

/** Plays the calls at the target, of which only the simulation knows options and broken worlds. */
async function tryAgain(read: Replay, invariant: Invariant, broken: string | undefined, named: string) {
  if (named === 'sim') {
    const target = simulator({ genesis: read.options, rules: rulesOf(brokenWorlds, broken) });
    return attempt(target, read.seed, read.calls, [invariant]);
  }
  const { target, around } = await openEndpoint(named);
  return around(() => attempt(target, read.seed, read.calls, [invariant]));
}

/** Serves the teaching page and prints the address at which it shows these calls, and what failed. */
async function teach(
  read: Replay,
  broken: string | undefined,
  invariant: Invariant,
  tried: Attempt,
  port: number,
  io: Io,
): Promise<number> {
  const fails = tried.crash !== undefined || tried.judge.findings.has(invariant.id);
  const found = fails ? explainFailure(invariant, read.calls, tried, read.seed, read.calls.length) : undefined;
  const shared: Shared = {
    seed: read.seed,
    options: read.options,
    plan: read.calls,
    at: Number.MAX_SAFE_INTEGER,
    ...(broken === undefined ? {} : { broken }),
    ...(found ? { failure: { ...found, sentence: invariant.sentence, step: found.failedStep } } : {}),
  };
  const page = await startTeaching(port);
  io.out(`${page.url}#${packed(shared)}\n`);
  io.err('The page is open until this is stopped.\n');
  await untilStopped();
  await page.close();
  return fails ? 1 : 0;
}

function asJson(read: Replay, broken: string | undefined, tried: Attempt, failure: Failure | undefined): string {
  const verdict: Verdict = tried.crash ? 'error' : failure ? 'fail' : 'pass';
  const steps = tellSteps(read.calls, tried, new Naming(tried.registry, tried.history));
  const result = {
    version: VERSION,
    seed: read.seed,
    scenario: read.scenario,
    ...(broken === undefined ? {} : { broken }),
    verdict,
    steps,
    ...(failure ? { failure } : {}),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

function asText(read: Replay, invariant: Invariant, tried: Attempt, failure: Failure | undefined, io: Io): string {
  if (failure) return failureText(invariant.sentence, failure, io.colors);
  const steps = tellSteps(read.calls, tried, new Naming(tried.registry, tried.history));
  const title = `${io.colors.bold(invariant.sentence)}   seed 0x${read.seed}, ${plural(steps.length, 'call')}`;
  return `${badge('pass', io.colors)}  ${title}\n${stepLines(steps).join('\n')}\n`;
}

/** The broken world to simulate: the option before the file. */
function brokenName({ broken }: ReplayOptions, read: Replay): string | undefined {
  if (broken === false) return undefined;
  return brokenWorld(broken ?? read.broken)?.id;
}

function readFile(file: string): Replay {
  const text = readText(file);
  try {
    return readReplay(text);
  } catch (error) {
    if (error instanceof PlanFileError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

function invariantOf({ scenario, calls }: Replay, file: string): Invariant {
  const stranger = calls
    .map((planned) => ('operation' in planned ? planned.caller : undefined))
    .find((caller) => typeof caller === 'string' && !Object.hasOwn(people, caller));
  if (stranger !== undefined)
    throw new UsageError(`${file}: there is no caller "${stranger}"; there are ${Object.keys(people).join(', ')}`);
  const suite = { labs, families, vocabulary };
  const invariant = findInvariant(suite, scenario);
  if (invariant) return invariant;
  const ids = scenarioIds(suite).filter((id) => id.startsWith('invariant/'));
  throw new UsageError(
    `${file}: there is no scenario "${scenario}"; the nearest are ${nearest(scenario, ids).join(', ')}`,
  );
}
