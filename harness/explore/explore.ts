/**
 * Exploring: every move is made in every world that is reached from the opening, breadth first, until nothing new comes or a
 * bound is met (`map.ts`). Then every way is judged by all invariants (`walks.ts`).
 */
import type { Exploration, Invariant } from '../../scenarios/contract.ts';
import { families } from '../../scenarios/index.ts';
import { explainFailure } from '../runner/explain.ts';
import { Judge } from '../runner/judge.ts';
import { noCrash } from '../runner/noCrash.ts';
import { DEFAULT_SEED } from '../runner/seed.ts';
import { withoutStacks } from '../runner/withoutStacks.ts';
import { simulator } from '../targets/simulator.ts';
import type { Target } from '../targets/target.ts';
import { type Bounds, type Breakdown, mapOf } from './map.ts';
import type { Explored, FoundFailure } from './results.ts';
import { type FailedWay, judge } from './walks.ts';
import { watching } from './watching.ts';

/** How far to go, and what to look at. */
export interface ExploreSettings extends Bounds {
  /** Its sessions must fork and show their world. Default: the simulation. */
  readonly target?: Target;
  /** Hexadecimal digits. */
  readonly seed?: string;
  /** Default: those of the exploration's families. */
  readonly invariants?: readonly Invariant[];
}

/** Explores one small world: one of keystate's own (`explorations`), or another of the same shape. */
export function explore(exploration: Exploration, settings: ExploreSettings = {}): Promise<Explored> {
  const { target = simulator(), seed = DEFAULT_SEED, invariants = watching(exploration, families) } = settings;
  return withoutStacks(async () => {
    const map = await mapOf(exploration, target, seed, settings);
    const { witnesses, failures, errors } = await judge(map, invariants);
    const failed = [...failures, ...(map.breakdown ? [crashOf(map.breakdown)] : [])];
    const met = invariants.filter(({ id }) => witnesses.has(id));
    return {
      id: exploration.id,
      title: exploration.title,
      notes: map.notes,
      worlds: map.places.length,
      transitions: map.transitions,
      levels: map.levels,
      ...(map.bound === undefined ? {} : { bound: map.bound }),
      coverage: map.coverage,
      invariants: invariants.length,
      witnesses: Object.fromEntries(met.map(({ id }) => [id, [...witnesses.get(id)!].sort()])),
      failures: failed.map((way) => explained(way, seed)),
      errors,
    };
  });
}

const explained = ({ invariant, plan, attempt }: FailedWay, seed: string): FoundFailure => ({
  invariant,
  failure: explainFailure(invariant, plan, attempt, seed, plan.length),
});

const crashOf = ({ at: { player, plan }, crash }: Breakdown): FailedWay => {
  const { history, registry } = player;
  return { invariant: noCrash, plan, attempt: { history, registry, judge: new Judge([]), crash } };
};
