/** The map of a small world: every world that its moves lead to, breadth first, and which move leads where. */
import type { World } from '../../model/world.ts';
import { type Exploration, type History, type Move, namesOf, type Planned, stepsOf } from '../../scenarios/contract.ts';
import type { Attempt } from '../runner/attempt.ts';
import { Player } from '../runner/play.ts';
import type { Target } from '../targets/target.ts';
import { Coverage, type Covered } from './coverage.ts';
import { Likeness, saidIn } from './likeness.ts';
import type { Explored, Level } from './results.ts';
import { goOn, make, type Walker } from './walker.ts';

/** A world that was reached, by the first way that led to it. */
export interface Place extends Walker {
  /** What can be done from here, once it was tried. */
  readonly ways: Way[];
}

/** A move from a place. */
export interface Way {
  readonly move: Move;
  /** Where it leads; undefined if the model broke. */
  readonly to: Place | undefined;
}

/** Where the model broke instead of answering. */
export interface Breakdown {
  readonly at: Walker;
  readonly crash: NonNullable<Attempt['crash']>;
}

/** All that was found. */
export interface WorldMap {
  readonly notes: Explored['notes'];
  /** In the order in which they were reached; none if the opening breaks. */
  readonly places: readonly Place[];
  readonly transitions: number;
  readonly levels: readonly Level[];
  readonly bound?: Explored['bound'];
  readonly coverage: Covered;
  /** The first time that something broke. */
  readonly breakdown?: Breakdown;
}

/** How far to go. */
export interface Bounds {
  /** Most moves one after the other. Default: 100. */
  readonly depth?: number;
  /** Where so many worlds are known, none is gone on from. Default: 10,000. */
  readonly worlds?: number;
  /** Told now and then. */
  readonly progress?: (worlds: number, transitions: number) => void;
}

/** Far enough for every exploration of keystate's own. */
export const DEFAULT_DEPTH = 100;
/** Takes minutes. */
export const DEFAULT_WORLDS = 10_000;

/** An opening of which nothing could be done. */
export class NothingThere extends Error {}

/** Maps a small world. Throws NothingThere. */
export async function mapOf(exploration: Exploration, target: Target, seed: string, bounds: Bounds): Promise<WorldMap> {
  const { opening } = exploration;
  const { depth = DEFAULT_DEPTH, worlds = DEFAULT_WORLDS } = bounds;
  const survey = new Survey(exploration);
  const session = await target.begin(seed);
  const first: Place = { player: new Player(session), session, plan: [], ways: [] };
  for (const step of opening) {
    const crash = await survey.open(first, step);
    if (crash) return { ...survey.found(), breakdown: { at: first, crash } };
  }
  if (first.player.history.length === 0)
    throw new NothingThere(
      `The opening of ${exploration.id} makes no call: say there what is there from the beginning.`,
    );
  survey.place(first);
  let bound: WorldMap['bound'];
  for (let level = [first]; level.length > 0 && bound === undefined; ) {
    if (survey.levels.length > depth) bound = 'depth';
    else if (survey.places.length >= worlds) bound = 'worlds';
    else level = await survey.next(level, bounds);
  }
  return { ...survey.found(), ...(bound === undefined ? {} : { bound }) };
}

/** The map in the making. */
class Survey {
  readonly places: Place[] = [];
  readonly levels: Level[] = [];
  readonly #moves: readonly Move[];
  /** Moves that are made once, and their names. */
  readonly #once: ReadonlyMap<Move, string | undefined>;
  /** Names of what later moves may refer to. */
  readonly #names: readonly string[];
  readonly #likeness: Likeness;
  readonly #known = new Map<string, Place>();
  readonly #coverage = new Coverage();
  /** What went wrong in the opening. */
  readonly #amiss: string[] = [];
  readonly #made = new Set<Move>();
  #transitions = 0;
  #breakdown: Breakdown | undefined;

  constructor(exploration: Exploration) {
    const { moves, once = [] } = exploration;
    this.#moves = [...moves, ...once];
    this.#once = new Map(once.map((move) => [move, move.name]));
    this.#names = namesOf(exploration);
    this.#likeness = new Likeness(saidIn(exploration));
  }

  found(): WorldMap {
    const { places, levels } = this;
    const breakdown = this.#breakdown ? { breakdown: this.#breakdown } : {};
    return {
      notes: [...this.#amiss, ...this.#neverMade()],
      places,
      levels,
      transitions: this.#transitions,
      coverage: this.#coverage.counts(),
      ...breakdown,
    };
  }

  /** Makes a step of the opening. */
  async open(first: Place, step: Planned): Promise<Attempt['crash']> {
    const { history } = first.player;
    const begun = history.length;
    const crash = await make(first, step);
    const [entry] = history.slice(begun);
    if (!entry && !crash) this.#amiss.push(`${nameOf(step)} of the opening was not made: ${NOT_THERE}`);
    if (entry?.type === 'call' && !entry.outcome.ok) {
      const { code, message } = entry.outcome.error;
      this.#amiss.push(`${nameOf(step)} of the opening was refused: ${[code, message].filter(Boolean).join(': ')}`);
    }
    return crash;
  }

  /** Moves that could be made nowhere. */
  #neverMade(): readonly string[] {
    const never = this.#moves.filter((move) => this.levels.length > 1 && !this.#made.has(move));
    return never.map((move) => `${nameOf(move)} was never made: ${NOT_THERE}`);
  }

  /** Puts the world of the opening on the map. */
  place(first: Place): void {
    this.#placeOf(first);
    this.levels.push({ worlds: 1, transitions: 0 });
  }

  /** All places that one move more leads to and that nothing led to before. */
  async next(level: readonly Place[], { progress }: Bounds): Promise<Place[]> {
    const [known, made] = [this.places.length, this.#transitions];
    for (const from of level) {
      for (const move of this.#moves) if (!this.#isDone(from, move)) await this.#try(from, move);
      progress?.(this.places.length, this.#transitions);
    }
    this.levels.push({ worlds: this.places.length - known, transitions: this.#transitions - made });
    return this.places.slice(known);
  }

  /** Whether a move that is made once has been made on the way. */
  #isDone({ player: { registry } }: Place, move: Move): boolean {
    const name = this.#once.get(move);
    return name !== undefined && registry.outputs.has(name);
  }

  async #try(from: Place, move: Move): Promise<void> {
    const to: Place = { ...goOn(from), ways: [] };
    const { history } = to.player;
    const begun = history.length;
    const crash = await make(to, move);
    // A move that refers to what is not there is none.
    if (!crash && history.length === begun) return;
    this.#transitions++;
    this.#made.add(move);
    this.#coverage.add(history.slice(begun), to.player.registry);
    if (crash) this.#breakdown ??= { at: to, crash };
    from.ways.push({ move, to: crash ? undefined : this.#placeOf(to) });
  }

  /** The place on the map that is alike; this one, if there was none. */
  #placeOf(place: Place): Place {
    const { history, registry } = place.player;
    const referred = new Map(this.#names.map((name) => [name, registry.outputs.get(name)]));
    const likeness = this.#likeness.of(worldAfter(history), referred);
    const before = this.#known.get(likeness);
    if (before) return before;
    this.#known.set(likeness, place);
    this.places.push(place);
    return place;
  }
}

const NOT_THERE = 'what it refers to is not there';

/** What a move is called: by its calls. */
const nameOf = (move: Move): string =>
  stepsOf(move)
    .map((step) => ('operation' in step ? `${step.service}:${step.operation}` : 'time'))
    .join(' and ');

const worldAfter = (history: History): World => history.at(-1)!.world!.after;
