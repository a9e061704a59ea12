/** Running a suite: labs once, families of invariants on many random runs, all on one target. */

import type { Rules } from '../../model/rules.ts';
import type { BrokenWorld, Family, Invariant, Lab } from '../../scenarios/contract.ts';
import type { Template } from '../../scenarios/vocabulary/draw.ts';
import { awsInNode } from '../crypto/awsInNode.ts';
import type { Target } from '../targets/target.ts';
import { runPart } from './family.ts';
import { playLab } from './lab.ts';
import { noCrash } from './noCrash.ts';
import { type FamilyPart, type FamilyResult, isClosed, isPossible, joinParts } from './parts.ts';
import { type ScenarioResult, type SuiteResult, type Verdict, verdicts } from './results.ts';
import { Statistics } from './statistics.ts';
import { VERSION } from './version.ts';

/** What there is to run. */
export interface Suite {
  readonly labs: readonly Lab[];
  readonly families: readonly Family[];
  readonly vocabulary: readonly Template[];
}

/** How to run it. */
export interface SuiteSettings {
  readonly target: Target;
  readonly seed: string;
  /** Random runs of each family. */
  readonly runs: number;
  /** Most calls of a run. */
  readonly steps: number;
  /** Id of the broken world that the target simulates, for the report. */
  readonly broken?: string;
  /** Which scenarios to run, by id; default: all. */
  readonly wanted?: (id: string) => boolean;
  /** Told what is being done, often. */
  readonly progress?: (doing: string) => void;
  /** Does jobs elsewhere, several at a time; default: here, one after the other. */
  readonly elsewhere?: Elsewhere;
}

/**
 * Does a job of a family as soon as something is free for it. `prepare` is asked for the job at that moment, so that what
 * has become known meanwhile counts; undefined if there is nothing left to do.
 */
export type Elsewhere = (prepare: () => FamilyJob | undefined, family: string) => Promise<FamilyPart | undefined>;

/** Some runs of a family, as plain data. */
export interface FamilyJob {
  readonly family: string;
  /** The first run; `runs` is the one after the last. */
  readonly from: number;
  /** Ids of the invariants to judge it by. */
  readonly invariants: readonly string[];
  readonly seed: string;
  readonly runs: number;
  readonly steps: number;
  readonly broken?: string;
  /** The endpoint that is run at; default: the simulation. */
  readonly url?: string;
}

/** The id of the scenario that judges crashes, in every family. */
const NO_CRASH = `invariant/${noCrash.id}`;

/** Ids of all scenarios of a suite, in order. */
export function scenarioIds({ labs, families }: Suite): readonly string[] {
  const invariants = families.flatMap((family) => family.invariants.map(({ id }) => `invariant/${id}`));
  return [...labs.map(({ id }) => `lab/${id}`), ...invariants, NO_CRASH];
}

/** Runs a suite. Only a defect of the harness itself throws. */
export async function runSuite(suite: Suite, settings: SuiteSettings): Promise<SuiteResult> {
  const { target, seed, progress } = settings;
  const wanted = settings.wanted ?? (() => true);
  const statistics = new Statistics();
  const scenarios: ScenarioResult[] = [];
  for (const lab of suite.labs) {
    if (!wanted(`lab/${lab.id}`)) continue;
    progress?.(`lab/${lab.id}`);
    const played = await playLab(lab, target, seed);
    statistics.count(played.history);
    scenarios.push(played.result);
  }
  const jobs = suite.families.map((family) => jobOf(family, wanted, settings)).filter((job) => job !== undefined);
  const results = await runJobs(suite, jobs, settings);
  for (const { counts } of results) statistics.add(counts);
  const judged = results.flatMap((result) => result.scenarios);
  const crashes = judged.filter(({ id }) => id === NO_CRASH);
  scenarios.push(...judged.filter(({ id }) => id !== NO_CRASH));
  if (crashes.length > 0) scenarios.push(together(crashes));
  const { operations, runs, calls } = statistics.counts();
  return {
    version: VERSION,
    seed,
    target: target.name,
    ...(settings.broken === undefined ? {} : { broken: settings.broken }),
    scenarios,
    operations,
    totals: { ...totalsOf(scenarios), runs, calls },
  };
}

function jobOf(family: Family, wanted: (id: string) => boolean, settings: SuiteSettings): FamilyJob | undefined {
  const { seed, runs, steps, broken, target } = settings;
  const invariants = [...family.invariants, noCrash].map(({ id }) => id).filter((id) => wanted(`invariant/${id}`));
  if (invariants.length === 0) return undefined;
  const bent = broken === undefined ? {} : { broken };
  const where = target.endpointUrl === undefined ? {} : { url: target.endpointUrl };
  return { family: family.id, from: 0, invariants, seed, runs, steps, ...bent, ...where };
}

async function runJobs(suite: Suite, jobs: readonly FamilyJob[], settings: SuiteSettings): Promise<FamilyResult[]> {
  const { elsewhere, target, progress } = settings;
  if (elsewhere) return Promise.all(jobs.map((job) => runElsewhere(suite, job, target, elsewhere)));
  const results: FamilyResult[] = [];
  for (const job of jobs) {
    const told = progress ? { progress: (done: number) => progress(`${job.family}, run ${done} of ${job.runs}`) } : {};
    results.push(joinParts(familyOf(suite, job).invariants, target, [await runJob(suite, job, target, told)]));
  }
  return results;
}

/** Large enough that handing it over costs nothing, small enough that no process works long after the others. */
const RUNS_OF_A_PART = 50;

/** Runs a family in parts. What an earlier part has closed is not judged again: `joinParts` would not look at it. */
async function runElsewhere(suite: Suite, job: FamilyJob, target: Target, elsewhere: Elsewhere): Promise<FamilyResult> {
  const { invariants } = familyOf(suite, job);
  const known: (FamilyPart | undefined)[] = [];
  const prepare = (from: number, part: number): FamilyJob | undefined => {
    const closed = new Set(known.slice(0, part).flatMap((one) => one?.standings.filter(isClosed).map(({ id }) => id)));
    const open = invariants.filter((one) => isPossible(one, target) && !closed.has(one.id)).map(({ id }) => id);
    const runs = Math.min(from + RUNS_OF_A_PART, job.runs);
    return open.length === 0 ? undefined : { ...job, invariants: open, from, runs };
  };
  const parts = Array.from({ length: Math.ceil(job.runs / RUNS_OF_A_PART) }, async (_, part) => {
    known[part] = await elsewhere(() => prepare(part * RUNS_OF_A_PART, part), job.family);
  });
  await Promise.all(parts);
  const told = known.filter((part) => part !== undefined);
  return joinParts(invariants, target, told);
}

/** Does a job. */
export function runJob(
  suite: Suite,
  job: FamilyJob,
  target: Target,
  told: { readonly progress?: (runsDone: number) => void } = {},
): Promise<FamilyPart> {
  const { family, invariants } = familyOf(suite, job);
  const { seed, from, runs, steps } = job;
  return runPart(family, invariants, { target, seed, runs, steps, vocabulary: suite.vocabulary, ...told }, from);
}

function familyOf(suite: Suite, job: FamilyJob): { family: Family; invariants: readonly Invariant[] } {
  const family = suite.families.find(({ id }) => id === job.family);
  if (!family) throw new RangeError(`There is no family "${job.family}".`);
  return { family, invariants: [...family.invariants, noCrash].filter(({ id }) => job.invariants.includes(id)) };
}

/** One result for the crashes of all families: the first that crashed speaks. */
function together(results: readonly ScenarioResult[]): ScenarioResult {
  const worst = results.find(({ verdict }) => verdict !== 'pass') ?? (results[0] as ScenarioResult);
  const sum = (of: (result: ScenarioResult) => number) => results.reduce((total, result) => total + of(result), 0);
  return { ...worst, runs: sum(({ runs }) => runs), calls: sum(({ calls }) => calls) };
}

/** How many scenarios ended in each way. */
export function totalsOf(scenarios: readonly Pick<ScenarioResult, 'verdict'>[]): Readonly<Record<Verdict, number>> {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of scenarios) counts[verdict]++;
  return counts;
}

/** The rules of a broken world, by its id; undefined means AWS. */
export function rulesOf(brokenWorlds: readonly BrokenWorld[], id: string | undefined): Rules {
  const world = brokenWorlds.find((one) => one.id === id);
  return world ? world.bend(awsInNode) : awsInNode;
}

/** The invariant of a scenario id, and its family. */
export function findInvariant(suite: Suite, scenario: string): Invariant | undefined {
  if (scenario === NO_CRASH) return noCrash;
  return suite.families
    .flatMap((family) => family.invariants)
    .find((invariant) => `invariant/${invariant.id}` === scenario);
}
