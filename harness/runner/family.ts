/** Running one family: many random runs, each judged by all its invariants; every failure is made small. */
import type { Family, Invariant, Planned } from '../../scenarios/contract.ts';
import type { Template } from '../../scenarios/vocabulary/draw.ts';
import type { Target } from '../targets/target.ts';
import { EngineError } from '../targets/unable.ts';
import { type Attempt, attempt } from './attempt.ts';
import { explainFailure } from './explain.ts';
import { looksAtLateRecords } from './late.ts';
import { noCrash } from './noCrash.ts';
import { type FamilyPart, isClosed, isPossible, newStanding, type Standing } from './parts.ts';
import type { Failure } from './results.ts';
import { runSeeds } from './seed.ts';
import { shrink } from './shrink.ts';
import { Statistics } from './statistics.ts';
import { drawOptions, firstPlan, groupsOf, type PlanSource, planSource, type RunOptions } from './swarm.ts';
import { withoutStacks } from './withoutStacks.ts';

/** What the runs of a family have in common. */
export interface FamilySettings {
  readonly target: Target;
  readonly seed: string;
  readonly vocabulary: readonly Template[];
  readonly runs: number;
  /** Most calls of a run, its opening not counted. */
  readonly steps: number;
  /** Told after each run. */
  readonly progress?: (runsDone: number) => void;
}

/** One of so many runs is done a second time for invariants that compare the two. */
const RERUN_EVERY = 8;

/** What is known of an invariant while its family runs. */
interface Watched {
  readonly invariant: Invariant;
  readonly standing: Standing;
}

/** One run of a family, as it was drawn. */
interface Run {
  readonly number: number;
  readonly options: RunOptions;
  readonly world: string;
  readonly source: PlanSource;
  readonly plan: readonly Planned[];
}

/**
 * Makes some runs of a family, from number `from` up to but not including `settings.runs`, and judges them by
 * `invariants`, which are some of its own, or `noCrash`.
 */
export async function runPart(
  family: Family,
  invariants: readonly Invariant[],
  settings: FamilySettings,
  from = 0,
): Promise<FamilyPart> {
  const statistics = new Statistics();
  const judged = invariants.map((invariant) => ({ invariant, standing: newStanding(invariant) }));
  const open = ({ invariant, standing }: Watched) => isPossible(invariant, settings.target) && !isClosed(standing);
  const groups = groupsOf(family, settings.vocabulary);
  return withoutStacks(async () => {
    for (let number = from; number < settings.runs; number++) {
      const watching = judged.filter(open);
      if (watching.length === 0) break;
      await oneRun(drawRun(family, groups, settings, number), watching, settings, statistics).catch((error) =>
        breakOff(error, watching),
      );
      settings.progress?.(number + 1);
    }
    return { standings: judged.map(({ standing }) => standing), counts: statistics.counts() };
  });
}

/** Where the engine breaks, nothing more can be known: what is still open ends as an error. */
function breakOff(error: unknown, watching: readonly Watched[]): void {
  if (!(error instanceof EngineError)) throw error;
  for (const { standing } of watching) standing.error ??= error.message;
}

function drawRun(
  family: Family,
  groups: readonly string[],
  settings: Pick<FamilySettings, 'seed' | 'vocabulary' | 'steps'>,
  number: number,
): Run {
  const seeds = runSeeds(settings.seed, family.id, number);
  const options = drawOptions(family, groups, seeds.swarm);
  const source = planSource(family, settings.vocabulary, options, settings.steps, seeds);
  return { number, options, world: seeds.world, source, plan: firstPlan(source) };
}

/** The plans of all runs of a family, as they would be played. */
export function drawnPlans(
  family: Family,
  settings: Omit<FamilySettings, 'target' | 'progress'>,
): readonly (readonly Planned[])[] {
  const groups = groupsOf(family, settings.vocabulary);
  return Array.from({ length: settings.runs }, (_, number) => drawRun(family, groups, settings, number).plan);
}

async function oneRun(run: Run, watching: Watched[], settings: FamilySettings, statistics: Statistics): Promise<void> {
  const invariants = watching.map(({ invariant }) => invariant);
  const rerun = run.number % RERUN_EVERY === 0;
  const tried = await attempt(settings.target, run.world, run.plan, invariants, rerun);
  const calls = statistics.count(tried.history);
  for (const { invariant, standing } of watching) {
    standing.runs++;
    standing.calls += calls;
    for (const name of tried.judge.witnesses.get(invariant.id) ?? [])
      standing.witnesses[name] = (standing.witnesses[name] ?? 0) + 1;
    const error = tried.judge.errors.get(invariant.id);
    for (const reason of reasonsOf(tried, invariant))
      if (!standing.untried.includes(reason)) standing.untried.push(reason);
    if (error) standing.error = `the monitor broke: ${error.message}`;
    else if (isBroken(tried, invariant)) standing.failure = await failureOf(run, invariant, settings, tried);
    if (isClosed(standing)) standing.countsThen = statistics.counts();
  }
}

/** Why an attempt may not have reached what an invariant wants to see. */
const reasonsOf = ({ untried = [], unrecorded }: Attempt, invariant: Invariant): readonly string[] =>
  unrecorded !== undefined && looksAtLateRecords(invariant) ? [...untried, unrecorded] : untried;

/** Whether an attempt breaks an invariant. */
const isBroken = (tried: Attempt, invariant: Invariant): boolean =>
  invariant === noCrash ? tried.crash !== undefined : tried.judge.findings.has(invariant.id);

async function failureOf(run: Run, invariant: Invariant, settings: FamilySettings, found: Attempt): Promise<Failure> {
  const { target } = settings;
  const drawn = { run: run.number, options: run.options };
  if (target.shrinkPlays === 0) {
    const plan = upToFailure(run.plan, found, invariant);
    return { ...explainFailure(invariant, plan, found, run.world, run.plan.length), ...drawn };
  }
  const stillFails = async (candidate: readonly Planned[]) => {
    const tried = await attempt(target, run.world, candidate, [invariant]);
    return isBroken(tried, invariant) ? tried.registry : undefined;
  };
  const plan = await shrink(run.source, stillFails, target.shrinkPlays);
  const shrunk = await attempt(target, run.world, plan, [invariant]);
  return { ...explainFailure(invariant, plan, shrunk, run.world, run.plan.length), ...drawn };
}

/** The calls up to the one that shows the failure: what comes after it is known to be needless without another play. */
function upToFailure(plan: readonly Planned[], { judge, history, crash }: Attempt, { id }: Invariant) {
  const entry = history[judge.findings.get(id)?.entry ?? history.length - 1];
  return plan.slice(0, (crash?.planIndex ?? entry?.planIndex ?? plan.length - 1) + 1);
}
