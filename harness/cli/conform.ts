/** `keystate conform`: what AWS documents and what was recorded of it, tried one by one. */
import { Command } from 'commander';
import { type Behaviour, tables } from '../../scenarios/conformance/index.ts';
import { brokenWorlds } from '../../scenarios/index.ts';
import { LIMITS } from '../conformance/limits.ts';
import { remembering } from '../conformance/remembering.ts';
import { conformanceReport } from '../conformance/report.ts';
import type { ConformanceResult } from '../conformance/results.ts';
import { conform } from '../conformance/run.ts';
import { conformanceText, listText } from '../conformance/text.ts';
import { rulesOf } from '../runner/suite.ts';
import { VERSION } from '../runner/version.ts';
import { endpoint } from '../targets/endpoint/endpoint.ts';
import { simulator } from '../targets/simulator.ts';
import { EngineError } from '../targets/unable.ts';
import { brokenOption, brokenWorld } from './broken.ts';
import { type Io, UsageError } from './io.ts';
import { jsonOption, minutesOption, seedOption } from './options.ts';
import { prepareToTell, reportOption, type Telling, tell } from './reports.ts';
import { selector } from './select.ts';

interface ConformOptions extends Telling {
  readonly seed: string;
  readonly target: string;
  readonly against?: string;
  readonly minutes: number;
  readonly list?: boolean;
  readonly shell?: boolean;
  readonly broken?: string;
}

/** The command. `finish` takes the exit status. */
export function conformCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('conform')
    .summary('try what AWS documents, and what was recorded of it, one by one')
    .description(
      'Tries every documented or recorded behaviour from a new beginning: key states, recorded answers, the bounds of every\n' +
        'request, and what the other services do as their key changes. A target that is known (keystate, moto, ministack,\n' +
        'LocalStack, LocalEmu, fakecloud) IS MADE TO FORGET EVERYTHING before each. Exit status 0: nothing differs;\n' +
        '1: something known to be otherwise does; 2: the target does not answer.',
    )
    .argument('[pattern...]', 'behaviours, such as "kms/recorded/*" or "*/Decrypt/Disabled/*"; default: all')
    .option('--target <target>', 'sim, or the URL of an endpoint such as http://127.0.0.1:4566', SIMULATOR)
    .option('--against <target>', 'a second target, shown beside the first')
    .addOption(minutesOption())
    .option('--list', 'show the behaviours with their grades and sources instead')
    .option('--shell', 'print the least calls that show each difference, as bash scripts, instead')
    .addOption(reportOption())
    .option('--out <directory>', 'where reports go', '.')
    .addOption(seedOption())
    .addOption(brokenOption())
    .addOption(jsonOption())
    .action(async (patterns: string[], options: ConformOptions) => finish(await run(patterns, options, io)));
}

const SIMULATOR = 'sim';

async function run(patterns: readonly string[], options: ConformOptions, io: Io): Promise<number> {
  const behaviours = tables.flatMap((table) => [...table.behaviours()]);
  const wanted = selector(
    patterns,
    behaviours.map(({ id }) => id),
  );
  if (options.list)
    return list(
      behaviours.filter(({ id }) => wanted(id)),
      options,
      io,
    );
  prepareToTell(options);
  const results: ConformanceResult[] = [];
  for (const target of [options.target, ...(options.against === undefined ? [] : [options.against])])
    results.push(await tryOn(target, options, wanted, io));
  if (options.shell) return shell(results, io);
  const report = conformanceReport(tables, results, [
    ['seed', `0x${options.seed}`],
    ['version', VERSION],
    ...(options.broken === undefined ? [] : [['broken world', options.broken] as const]),
  ]);
  const [first, second] = results;
  const told = {
    name: 'conform',
    text: () => conformanceText(report, io.colors, commandOf(options)),
    json: second ? { ...first, against: second } : first,
    report: () => report,
  };
  tell(told, options, io);
  return statusOf(results);
}

/** 2 where a target gave up, 1 where something differs that is known to be otherwise, or broke. */
function statusOf(results: readonly ConformanceResult[]): number {
  if (results.some(({ cells }) => cells.length > 0 && cells.every(({ verdict }) => verdict === 'error'))) return 2;
  return results.some(({ totals }) => totals.fail + totals.error > 0) ? 1 : 0;
}

const commandOf = ({ target, broken }: ConformOptions): string =>
  [
    'npx keystate conform',
    ...(target === SIMULATOR ? [] : [`--target ${target}`]),
    ...(broken === undefined ? [] : [`--broken ${broken}`]),
  ].join(' ');

function list(chosen: readonly Behaviour[], options: ConformOptions, io: Io): number {
  const listed = chosen.map(({ id, service, behaviour, grade, source }) => ({ id, service, behaviour, grade, source }));
  io.out(options.json ? `${JSON.stringify(listed, null, 2)}\n` : `${listText(chosen, io.colors)}\n`);
  return 0;
}

/** The scripts of all differences, one after the other. */
function shell(results: readonly ConformanceResult[], io: Io): number {
  const scripts = results.flatMap(({ cells }) => cells.flatMap(({ script }) => (script === undefined ? [] : [script])));
  if (scripts.length === 0) io.err('Nothing differs: there is no script to print.\n');
  io.out(scripts.join('\n'));
  return statusOf(results);
}

async function tryOn(
  target: string,
  options: ConformOptions,
  wanted: (id: string) => boolean,
  io: Io,
): Promise<ConformanceResult> {
  const { seed, broken, minutes } = options;
  const settings = { seed, wanted, progress: io.progress };
  if (target === SIMULATOR) {
    const rules = rulesOf(brokenWorlds, brokenWorld(broken)?.id);
    return conform(tables, { ...settings, target: remembering(simulator({ rules })) });
  }
  const there = await reach(target);
  try {
    const limits = { ...LIMITS, wholeMs: minutes * 60_000 };
    return await conform(tables, { ...settings, target: there, limits });
  } finally {
    there.close();
  }
}

async function reach(url: string) {
  if (!/^https?:\/\/[^\s/]/.test(url))
    throw new UsageError(`"${url}" is no target; write sim, or a URL such as http://127.0.0.1:4566`);
  try {
    return await endpoint({ url, watch: 'nothing' });
  } catch (error) {
    if (error instanceof EngineError) throw new UsageError(`${error.message}; is it running?`);
    throw error;
  }
}
