/** `keystate run`: the suite. */
import { Command } from 'commander';
import { families, labs, vocabulary } from '../../scenarios/index.ts';
import { suiteReport } from '../report/suiteReport.ts';
import { failureText, reproductionText, suiteHeader, suiteText } from '../report/text.ts';
import { Pool, poolAvailable } from '../runner/pool.ts';
import { type ScenarioResult, type SuiteResult, verdictOf } from '../runner/results.ts';
import { runSuite, type SuiteSettings, scenarioIds, totalsOf } from '../runner/suite.ts';
import { judgeKnown } from '../targets/endpoint/known.ts';
import type { Switch } from '../targets/endpoint/switches.ts';
import { EngineError } from '../targets/unable.ts';
import { type AwsChoices, awsOptions, confirmPlan } from './aws.ts';
import { brokenOption, brokenWorld } from './broken.ts';
import { writeFailure } from './failures.ts';
import { type Io, UsageError } from './io.ts';
import { jobsOption, jsonOption, runsOption, seedOption, stepsOption } from './options.ts';
import { prepareToTell, reportOption, type Telling, tell } from './reports.ts';
import { selector } from './select.ts';
import { openTarget, targetOption } from './target.ts';

interface RunOptions extends Telling, AwsChoices {
  readonly seed: string;
  /** Undefined: as many as suit the target. */
  readonly runs?: number;
  readonly steps: number;
  readonly broken?: string;
  readonly target: string;
  readonly jobs: number;
}

/** Runs of a family where none are said: at other endpoints each takes about a second. */
const RUNS = { sim: 200, URL: 5, aws: 1 } as const;

/** The command. `finish` takes the exit status. */
export function runCommand(io: Io, finish: (status: number) => void): Command {
  const command = new Command('run')
    .summary('run scenarios against the simulation, any endpoint, or AWS itself')
    .description(
      'Plays the labs and checks every invariant on random lists of calls. A failure is made as small as it gets and ' +
        'written to a file that "keystate replay" plays again. Exit status 0: nothing failed; 1: something did. ' +
        'With --target URL an endpoint of a known kind is begun anew for each list of calls: what it held is gone. With ' +
        '--target aws a plan is shown and wants a yes; what is made there is tagged, and removed at the end. Records ' +
        'that CloudTrail does not show in time, there or at an endpoint, are told, and what wanted them is skipped.',
    )
    .argument('[pattern...]', 'scenarios, such as lab/root-volume, disabled-key-start or "lab/*"; default: all')
    .addOption(targetOption(['sim', 'aws', 'URL']))
    .addOption(seedOption())
    .addOption(
      runsOption(`${RUNS.sim}, also at a keystate server; ${RUNS.URL} at another endpoint, ${RUNS.aws} at AWS`),
    )
    .addOption(stepsOption())
    .addOption(brokenOption())
    .addOption(jobsOption())
    .addOption(reportOption())
    .option('--out <directory>', 'where reports and replay files of failures go', '.')
    .addOption(jsonOption());
  for (const option of awsOptions()) command.addOption(option);
  return command.action(async (patterns: string[], options: RunOptions) => finish(await run(patterns, options, io)));
}

async function run(patterns: readonly string[], options: RunOptions, io: Io): Promise<number> {
  prepareToTell(options);
  const suite = { labs, families, vocabulary };
  const world = brokenWorld(options.broken);
  const wanted = selector(patterns, scenarioIds(suite));
  const { seed, steps } = options;
  const kind = options.target === 'sim' || options.target === 'aws' ? options.target : 'URL';
  const planned = { seed, runs: options.runs ?? RUNS.aws, steps, wanted };
  const { target, switches, around } = await openTarget(options, world, io, (aws) =>
    confirmPlan(aws, suite, { ...planned, maxWaitMs: options.maxWait }, options, io),
  );
  const runs = options.runs ?? RUNS[target.sideBySide ? 'sim' : kind];
  const settings = { ...planned, runs };
  const header = suiteHeader({ seed, runs, steps, target: target.name }, world);
  if (options.json || !options.report.includes('text')) io.err(header);
  else io.out(`${header}\n`);
  const broken = world ? { broken: world.id } : {};
  const result = await around(() =>
    withPool(kind === 'sim' || target.sideBySide ? options.jobs : 1, runs, io, (elsewhere) =>
      runSuite(suite, { target, ...settings, progress: io.progress, ...broken, ...elsewhere }),
    ),
  );
  const scenarios = result.scenarios.map((scenario) =>
    withReplayFile(heldAgainst(switches, scenario), world?.id, options),
  );
  const written = { ...result, scenarios, totals: { ...result.totals, ...totalsOf(scenarios) } };
  if (options.json) reportFailures(written, io);
  const text = () => suiteText(written, io.colors);
  tell({ name: 'run', text, json: written, report: () => suiteReport(written) }, options, io);
  return ['fail', 'error'].includes(verdictOf(written)) ? 1 : 0;
}

/** Below so many runs a family, starting processes costs more than it saves. */
const RUNS_WORTH_A_PROCESS = 50;

/** Gives `act` a pool of processes where that pays; what comes out is the same. */
async function withPool(
  jobs: number,
  runs: number,
  io: Io,
  act: (elsewhere: Pick<SuiteSettings, 'elsewhere'>) => Promise<SuiteResult>,
): Promise<SuiteResult> {
  if (jobs < 2 || runs < RUNS_WORTH_A_PROCESS || !poolAvailable()) return act({});
  const pool = new Pool(jobs, io.progress);
  try {
    return await act({ elsewhere: (prepare, family) => pool.run(prepare, family) });
  } catch (error) {
    if (error instanceof EngineError) throw new UsageError(error.message);
    throw error;
  } finally {
    pool.close();
  }
}

/** With JSON on standard output, people still see failures. */
function reportFailures(result: SuiteResult, io: Io): void {
  for (const { title, failure } of result.scenarios)
    if (failure) io.err(`${failureText(title, failure, io.colors, result.seed)}\n${reproductionText(failure)}\n`);
}

/** A result in the light of what the target is known not to do. */
function heldAgainst(switches: readonly Switch[], scenario: ScenarioResult): ScenarioResult {
  const { verdict, note } = judgeKnown(switches, scenario.id, scenario.verdict);
  if (note === undefined) return scenario;
  return { ...scenario, verdict, note: scenario.note === undefined ? note : `${note}; ${scenario.note}` };
}

function withReplayFile(
  scenario: ScenarioResult,
  broken: string | undefined,
  { out: directory, target }: RunOptions,
): ScenarioResult {
  const { failure, id } = scenario;
  if (!failure) return scenario;
  const replayFile = writeFailure(id, failure, broken, directory);
  return { ...scenario, failure: { ...failure, replayFile, ...(target === 'sim' ? {} : { target }) } };
}
