/** Running one family: many random runs, each judged by all its invariants; every failure is made small. */
import type { Family, Invariant, Planned } from '../../scenarios/contract.ts';
import type { Template } from '../../scenarios/vocabulary/draw.ts';
import type { Target } from '../targets/target.ts';
import { type Attempt, attempt } from './attempt.ts';
import { explainFailure } from './explain.ts';
import type { Failure, ScenarioResult, Verdict } from './results.ts';
import { runSeeds } from './seed.ts';
import { shrink } from './shrink.ts';
import { type Counts, Statistics } from './statistics.ts';
import { drawOptions, firstPlan, groupsOf, type PlanSource, planSource, type RunOptions } from './swarm.ts';

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

/** The crash of target or model is judged like an invariant, so that it is shrunk and replayed like one. */
export const noCrash: Invariant = {
  id: 'no-crash',
  sentence: 'Every call gets an answer, however malformed it is: nothing breaks.',
  evidence: { grade: 'documented', source: 'https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html' },
  witnesses: [],
  start: () => ({ see: () => {} }),
};

/** What is known of an invariant while its family runs. */
interface Standing {
  readonly invariant: Invariant;
  readonly witnesses: Map<string, number>;
  readonly missing: readonly string[];
  runs: number;
  calls: number;
  failure?: Failure;
  error?: string;
}

/** One run of a family, as it was drawn. */
interface Run {
  readonly number: number;
  readonly options: RunOptions;
  readonly world: string;
  readonly source: PlanSource;
  readonly plan: readonly Planned[];
}

/** What a family came to, as plain data. */
export interface FamilyResult {
  /** One for each invariant, in their order. */
  readonly scenarios: readonly ScenarioResult[];
  readonly counts: Counts;
}

/** Runs a family and judges it by `invariants`, which are some of its own, or `noCrash`. */
export async function runFamily(
  family: Family,
  invariants: readonly Invariant[],
  settings: FamilySettings,
): Promise<FamilyResult> {
  const statistics = new Statistics();
  const standings = invariants.map((invariant) => standingOf(invariant, settings.target));
  const groups = groupsOf(family, settings.vocabulary);
  return withoutStacks(async () => {
    for (let number = 0; number < settings.runs; number++) {
      const watching = standings.filter(isOpen);
      if (watching.length === 0) break;
      await oneRun(drawRun(family, groups, settings, number), watching, settings, statistics);
      settings.progress?.(number + 1);
    }
    return { scenarios: standings.map(resultOf), counts: statistics.counts() };
  });
}

/** Refusals are thrown by the thousand and nobody reads their stacks, which cost more than the rest of the refusal. */
async function withoutStacks<T>(act: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await act();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function standingOf(invariant: Invariant, target: Target): Standing {
  const missing = (invariant.needs ?? []).filter((need) => !target.gives.has(need));
  return {
    invariant,
    witnesses: new Map(invariant.witnesses.map((name) => [name, 0])),
    missing,
    runs: 0,
    calls: 0,
  };
}

const isOpen = (standing: Standing): boolean =>
  standing.missing.length === 0 && standing.failure === undefined && standing.error === undefined;

function drawRun(family: Family, groups: readonly string[], settings: FamilySettings, number: number): Run {
  const seeds = runSeeds(settings.seed, family.id, number);
  const options = drawOptions(family, groups, seeds.swarm);
  const source = planSource(family, settings.vocabulary, options, settings.steps, seeds);
  return { number, options, world: seeds.world, source, plan: firstPlan(source) };
}

async function oneRun(run: Run, watching: Standing[], settings: FamilySettings, statistics: Statistics): Promise<void> {
  const invariants = watching.map((standing) => standing.invariant);
  const rerun = run.number % RERUN_EVERY === 0;
  const tried = await attempt(settings.target, run.world, run.plan, invariants, rerun);
  const calls = statistics.count(tried.history);
  for (const standing of watching) {
    standing.runs++;
    standing.calls += calls;
    for (const name of tried.judge.witnesses.get(standing.invariant.id) ?? [])
      standing.witnesses.set(name, (standing.witnesses.get(name) ?? 0) + 1);
    const error = tried.judge.errors.get(standing.invariant.id);
    if (error) standing.error = error.message;
    else if (isBroken(tried, standing.invariant)) standing.failure = await failureOf(run, standing.invariant, settings);
  }
}

/** Whether an attempt breaks an invariant. */
const isBroken = (tried: Attempt, invariant: Invariant): boolean =>
  invariant === noCrash ? tried.crash !== undefined : tried.judge.findings.has(invariant.id);

async function failureOf(run: Run, invariant: Invariant, settings: FamilySettings): Promise<Failure> {
  const { target } = settings;
  const plan = await shrink(run.source, async (candidate) => {
    const tried = await attempt(target, run.world, candidate, [invariant]);
    return isBroken(tried, invariant) ? tried.registry : undefined;
  });
  const shrunk = await attempt(target, run.world, plan, [invariant]);
  return {
    ...explainFailure(invariant, plan, shrunk, run.world, run.plan.length),
    run: run.number,
    options: run.options,
  };
}

function resultOf(standing: Standing): ScenarioResult {
  const { invariant, runs, calls, failure } = standing;
  const unreached = [...standing.witnesses].filter(([, count]) => count === 0).map(([name]) => name);
  const { verdict, note } = verdictOf(standing, unreached);
  return {
    id: `invariant/${invariant.id}`,
    title: invariant.sentence,
    verdict,
    runs,
    calls,
    witnesses: Object.fromEntries(standing.witnesses),
    ...(note === undefined ? {} : { note }),
    ...(failure ? { failure } : {}),
  };
}

function verdictOf(standing: Standing, unreached: readonly string[]): { verdict: Verdict; note?: string } {
  if (standing.error !== undefined) return { verdict: 'error', note: `the monitor broke: ${standing.error}` };
  if (standing.failure) return { verdict: standing.invariant === noCrash ? 'error' : 'fail' };
  if (standing.missing.length > 0)
    return { verdict: 'skip', note: `the target gives no ${standing.missing.join(', ')}` };
  if (unreached.length > 0)
    return { verdict: 'skip', note: `no run reached: ${unreached.join(', ')}; try more --runs or --steps` };
  return { verdict: 'pass' };
}
