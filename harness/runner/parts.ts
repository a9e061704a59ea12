/**
 * The runs of a family in parts, so that several processes can share them. Put together in order, the parts give what one
 * process gives that makes all the runs: an invariant is judged up to the run that breaks it, whatever later parts say.
 */
import type { Invariant } from '../../scenarios/contract.ts';
import type { Target } from '../targets/target.ts';
import { noCrash } from './noCrash.ts';
import type { Failure, ScenarioResult, Verdict } from './results.ts';
import { type Counts, Statistics } from './statistics.ts';

/** What some runs say of one invariant, as plain data. */
export interface Standing {
  readonly id: string;
  /** Witness -> runs that reached it. */
  readonly witnesses: Record<string, number>;
  /** Why the target could not take some steps. */
  readonly untried: string[];
  runs: number;
  calls: number;
  failure?: Failure;
  /** What broke in the engine. */
  error?: string;
  /** Everything counted up to the run that closed it. */
  countsThen?: Counts;
}

/** What some runs of a family came to, as plain data. */
export interface FamilyPart {
  readonly standings: readonly Standing[];
  readonly counts: Counts;
}

/** What a family came to. */
export interface FamilyResult {
  /** One for each invariant, in their order. */
  readonly scenarios: readonly ScenarioResult[];
  readonly counts: Counts;
}

/** Nothing is known yet. */
export const newStanding = (invariant: Invariant): Standing => ({
  id: invariant.id,
  witnesses: Object.fromEntries(invariant.witnesses.map((name) => [name, 0])),
  untried: [],
  runs: 0,
  calls: 0,
});

/** Whether no further run can change what is known. */
export const isClosed = ({ failure, error }: Standing): boolean => failure !== undefined || error !== undefined;

/** Whether the target gives all that an invariant needs. */
export const isPossible = (invariant: Invariant, target: Target): boolean =>
  missingNeeds(invariant, target).length === 0;

const missingNeeds = (invariant: Invariant, target: Target) =>
  (invariant.needs ?? []).filter((need) => !target.gives.has(need));

/** The parts of a family, in the order of their runs, put together. */
export function joinParts(
  invariants: readonly Invariant[],
  target: Target,
  parts: readonly FamilyPart[],
): FamilyResult {
  const standings = new Map(invariants.map((invariant) => [invariant.id, newStanding(invariant)]));
  const statistics = new Statistics();
  const allClosed = () => invariants.every((one) => !isPossible(one, target) || isClosed(standings.get(one.id)!));
  for (const { standings: told, counts } of parts) {
    if (allClosed()) break;
    let last: Counts | undefined;
    for (const standing of told) {
      const known = standings.get(standing.id);
      if (!known || isClosed(known)) continue;
      addTo(known, standing);
      if (standing.countsThen && (!last || standing.countsThen.runs > last.runs)) last = standing.countsThen;
    }
    statistics.add(allClosed() && last ? last : counts);
  }
  const scenarios = invariants.map((invariant) => resultOf(invariant, standings.get(invariant.id)!, target));
  return { scenarios, counts: statistics.counts() };
}

function addTo(known: Standing, { runs, calls, witnesses, untried, failure, error }: Standing): void {
  for (const reason of untried) if (!known.untried.includes(reason)) known.untried.push(reason);
  known.runs += runs;
  known.calls += calls;
  for (const [name, count] of Object.entries(witnesses)) known.witnesses[name] = (known.witnesses[name] ?? 0) + count;
  if (failure) known.failure = failure;
  if (error !== undefined) known.error = error;
}

function resultOf(invariant: Invariant, standing: Standing, target: Target): ScenarioResult {
  const { runs, calls, witnesses, failure } = standing;
  const { verdict, note } = verdictOf(invariant, standing, target);
  return {
    id: `invariant/${invariant.id}`,
    title: invariant.sentence,
    verdict,
    runs,
    calls,
    witnesses,
    ...(note === undefined ? {} : { note }),
    ...(failure ? { failure } : {}),
  };
}

function verdictOf(invariant: Invariant, standing: Standing, target: Target): { verdict: Verdict; note?: string } {
  if (standing.error !== undefined) return { verdict: 'error', note: standing.error };
  if (standing.failure) return { verdict: invariant === noCrash ? 'error' : 'fail' };
  const missing = missingNeeds(invariant, target);
  if (missing.length > 0) return { verdict: 'skip', note: `the target gives no ${missing.join(', ')}` };
  const unreached = invariant.witnesses.filter((name) => !standing.witnesses[name]);
  if (unreached.length > 0)
    return {
      verdict: 'skip',
      note: [`no run reached: ${unreached.join(', ')}; try more --runs or --steps`, ...standing.untried].join('; '),
    };
  return { verdict: 'pass' };
}
