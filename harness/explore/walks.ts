/**
 * Judging a map: walks that together go along every way once, each watched from the opening on by all invariants. What
 * fails on a walk is then looked for on the shortest ways.
 */
import type { Invariant, Planned } from '../../scenarios/contract.ts';
import type { Attempt } from '../runner/attempt.ts';
import { Judge } from '../runner/judge.ts';
import type { Place, WorldMap } from './map.ts';
import { goOn, make, type Walker } from './walker.ts';

/** What the walks came to. */
export interface Judged {
  /** By invariant: the interesting situations that were reached. */
  readonly witnesses: ReadonlyMap<string, ReadonlySet<string>>;
  readonly failures: readonly FailedWay[];
  /** Monitors that broke. */
  readonly errors: readonly string[];
}

/** A way on which an invariant does not hold. */
export interface FailedWay {
  readonly invariant: Invariant;
  readonly plan: readonly Planned[];
  readonly attempt: Attempt;
}

/** After so many moves a walk ends: invariants remember what they saw, and the longer they do, the longer they look. */
const LONGEST_WALK = 40;

/** Judges all that is on a map. */
export async function judge({ places }: WorldMap, invariants: readonly Invariant[]): Promise<Judged> {
  const witnesses = new Map<string, Set<string>>();
  const failures: FailedWay[] = [];
  const errors: string[] = [];
  let open = invariants;
  for await (const walk of walksOf(places, () => open)) {
    const { findings, errors: broken, witnesses: reached } = walk.attempt.judge;
    for (const [id, names] of reached) if (names.size > 0) addAll(witnesses, id, names);
    if (findings.size === 0 && broken.size === 0) continue;
    for (const [id, { message }] of broken) errors.push(`${id}: the monitor broke: ${message}`);
    for (const invariant of open.filter(({ id }) => findings.has(id)))
      failures.push((await shortest(places, invariant)) ?? { invariant, ...walk });
    open = open.filter(({ id }) => !findings.has(id) && !broken.has(id));
  }
  return { witnesses, failures, errors };
}

function addAll(sets: Map<string, Set<string>>, id: string, names: ReadonlySet<string>): void {
  const set = sets.get(id) ?? new Set();
  sets.set(id, set);
  for (const name of names) set.add(name);
}

type Walk = Omit<FailedWay, 'invariant'>;

/** Walks until every way was gone along. Each begins at the first place from which one was not. */
async function* walksOf(places: readonly Place[], open: () => readonly Invariant[]): AsyncGenerator<Walk> {
  /** How many of a place's ways were gone along. */
  const gone = new Map<Place, number>();
  const [first] = places;
  // Without any moves there is still the opening to be judged.
  if (first?.ways.length === 0) yield await walk(first, gone, open());
  for (const start of places) while ((gone.get(start) ?? 0) < start.ways.length) yield await walk(start, gone, open());
}

async function walk(start: Place, gone: Map<Place, number>, invariants: readonly Invariant[]): Promise<Walk> {
  const walker = goOn(start);
  const { player, plan } = walker;
  const judge = new Judge(invariants);
  let seen = 0;
  const look = () => {
    while (seen < player.history.length) judge.see(player.history[seen++]!);
  };
  look();
  let at: Place | undefined = start;
  for (let moves = 0; moves < LONGEST_WALK && at; moves++) {
    const next: number = gone.get(at) ?? 0;
    const way: Place['ways'][number] | undefined = at.ways[next];
    if (!way) break;
    gone.set(at, next + 1);
    await make(walker, way.move);
    look();
    at = way.to;
  }
  return { plan, attempt: { history: player.history, registry: player.registry, judge } };
}

/** The first of the shortest ways on which an invariant does not hold; undefined if it takes a longer one. */
async function shortest(places: readonly Place[], invariant: Invariant): Promise<FailedWay | undefined> {
  for (const place of places) {
    for (const way of [undefined, ...place.ways]) {
      const walker = goOn(place);
      if (way) await make(walker, way.move);
      const attempt = judged(walker, invariant);
      if (attempt.judge.findings.size > 0) return { invariant, plan: walker.plan, attempt };
    }
  }
  return undefined;
}

function judged({ player }: Walker, invariant: Invariant): Attempt {
  const judge = new Judge([invariant]);
  for (const entry of player.history) judge.see(entry);
  return { history: player.history, registry: player.registry, judge };
}
