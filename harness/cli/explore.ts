/** `keystate explore`: small worlds, whole. */
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { aws } from '../../model/aws.ts';
import type { BrokenWorld, Exploration } from '../../scenarios/contract.ts';
import { brokenWorlds, explorations } from '../../scenarios/index.ts';
import { explore } from '../explore/explore.ts';
import { DEFAULT_DEPTH, DEFAULT_WORLDS, NothingThere } from '../explore/map.ts';
import { type Explored, verdictOfExplored } from '../explore/results.ts';
import { exploredJson, exploredText } from '../report/explored.ts';
import { lifecyclesOf } from '../report/mermaid.ts';
import { PlanFileError, writePlanJson } from '../runner/planJson.ts';
import { worse } from '../runner/results.ts';
import { rulesOf } from '../runner/suite.ts';
import { simulator } from '../targets/simulator.ts';
import { brokenOption, brokenWorld } from './broken.ts';
import { readExploration, writeExploration } from './explorationFile.ts';
import { writeFailure } from './failures.ts';
import { prepareDirectory, readText } from './files.ts';
import { type Io, UsageError } from './io.ts';
import { jsonOption, parseCount, seedOption } from './options.ts';
import { selector } from './select.ts';

interface ExploreOptions {
  readonly seed: string;
  readonly depth: number;
  readonly worlds: number;
  readonly broken?: string;
  readonly out: string;
  readonly print?: boolean;
  readonly json?: boolean;
}

/** The command. `finish` takes the exit status. */
export function exploreCommand(io: Io, finish: (status: number) => void): Command {
  return new Command('explore')
    .summary('walk through all that can happen in a small world')
    .description(
      'Makes every move of a small world in every order, in the simulation, until no world comes that was not there before, and ' +
        'checks every way by the invariants. Where "run" draws, this is exhaustive, up to its bounds. A failure is among ' +
        'the shortest that there are, and written to a file that "keystate replay" plays again. Worlds count as the same ' +
        'that differ only in the trail, in ids and other chance, and in how long ago things happened.',
    )
    .argument(
      '[pattern...]',
      `of ${explorations.map(({ id }) => id).join(', ')}, or files of your own that end in .json; default: all of keystate's`,
    )
    .option('--print', 'print an exploration as the file to begin your own from')
    .addOption(
      new Option('--depth <moves>', 'most moves one after the other')
        .default(DEFAULT_DEPTH)
        .argParser(parseCount(1_000)),
    )
    .addOption(
      new Option('--worlds <count>', 'go on from none once so many are known')
        .default(DEFAULT_WORLDS)
        .argParser(parseCount(1_000_000)),
    )
    .addOption(seedOption())
    .addOption(brokenOption())
    .option('--out <directory>', 'where replay files of failures go', '.')
    .addOption(jsonOption())
    .action(async (patterns: string[], options: ExploreOptions) => finish(await run(patterns, options, io)));
}

async function run(patterns: readonly string[], options: ExploreOptions, io: Io): Promise<number> {
  const broken = brokenWorld(options.broken);
  const wanted = chosen(patterns);
  if (options.print) {
    const [one, ...more] = wanted;
    if (!one || more.length > 0) throw new UsageError('say which one to print: keystate explore NAME --print');
    io.out(writeExploration(one));
    return 0;
  }
  prepareDirectory(options.out);
  const begun = performance.now();
  const found: Explored[] = [];
  for (const exploration of wanted)
    found.push(withReplayFiles(await exploreOne(exploration, broken, options, io), options));
  const told = { seed: options.seed, explored: found, lifecycles: lifecyclesOf(aws), ...(broken ? { broken } : {}) };
  io.out(options.json ? writePlanJson(exploredJson(told)) : exploredText(told, io.colors));
  tellRate(found, (performance.now() - begun) / 1000, io);
  const verdict = found.map(verdictOfExplored).reduce(worse, 'pass');
  return verdict === 'pass' ? 0 : 1;
}

/** The explorations that are meant: keystate's own in their order, then the files. */
function chosen(words: readonly string[]): readonly Exploration[] {
  const files = words.filter((word) => word.endsWith('.json'));
  const patterns = words.filter((word) => !word.endsWith('.json'));
  const wanted = selector(
    patterns,
    explorations.map(({ id }) => id),
  );
  const own = files.length > 0 && patterns.length === 0 ? [] : explorations.filter(({ id }) => wanted(id));
  const all = [...own, ...files.map(explorationIn)];
  const twice = all.find(({ id }, index) => all.findIndex((one) => one.id === id) !== index);
  if (twice) throw new UsageError(`two explorations are called ${twice.id}; give one another "id"`);
  return all;
}

function explorationIn(file: string): Exploration {
  const text = readText(file);
  try {
    return readExploration(text, basename(file, '.json').replaceAll(/[^\w.-]/g, '-'));
  } catch (error) {
    if (error instanceof PlanFileError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

async function exploreOne(
  exploration: Exploration,
  broken: BrokenWorld | undefined,
  { seed, depth, worlds }: ExploreOptions,
  io: Io,
): Promise<Explored> {
  return explore(exploration, {
    target: simulator({ rules: rulesOf(brokenWorlds, broken?.id) }),
    seed,
    depth,
    worlds,
    progress: (known, made) => io.progress(`${exploration.id}, ${known} worlds, ${made} transitions`),
  }).catch((error) => {
    throw error instanceof NothingThere ? new UsageError(error.message) : error;
  });
}

function withReplayFiles(explored: Explored, { broken, out }: ExploreOptions): Explored {
  const failures = explored.failures.map(({ invariant, failure }) => {
    const name = `${explored.id}-${invariant.id}`;
    const replayFile = writeFailure(`invariant/${invariant.id}`, failure, broken, out, name);
    return { invariant, failure: { ...failure, replayFile } };
  });
  return { ...explored, failures };
}

/** How fast it went is told apart: the same seed gives the same bytes on standard output. */
function tellRate(found: readonly Explored[], seconds: number, io: Io): void {
  const transitions = found.reduce((sum, one) => sum + one.transitions, 0);
  io.err(`${transitions} transitions in ${seconds.toFixed(1)} s, ${Math.round(transitions / seconds)} a second\n`);
}
