/**
 * A story: a seed, what was called, and the world after every call and every timed event. Worlds are values, so looking
 * back costs nothing and a fork is a shorter list. The same plan and seed give the same bytes here and in Node.
 */
import { firstDue } from '../../../model/agenda.ts';
import { aws } from '../../../model/aws.ts';
import type { AnyCall, Caller, Outcome } from '../../../model/call.ts';
import { renderRecord } from '../../../model/cloudtrail/record.ts';
import { nobleCipher } from '../../../model/crypto/cipher.ts';
import type { Rules } from '../../../model/rules.ts';
import { type Duration, durationMs, elapseUntil, step } from '../../../model/step.ts';
import type { WorldEvent } from '../../../model/transaction.ts';
import { type GenesisOptions, genesis, type World } from '../../../model/world.ts';
import {
  type Entry,
  isCall,
  type Planned,
  type PlannedCall,
  type PlannedValue,
  type SeenWorld,
  type TrailRecord,
} from '../../../scenarios/contract.ts';
import { declarations, people } from '../../../scenarios/people.ts';
import { resolve, UNRESOLVED } from '../../runner/references.ts';
import { Registry } from '../../runner/registry.ts';
import { observe } from '../../targets/observe.ts';

/** A world and how it came about. */
export interface Moment {
  readonly index: number;
  /** Position in the plan; -1 for the beginning. */
  readonly planIndex: number;
  readonly world: World;
  /** What happened: the beginning, a call, something that was due, time without events, a call that could not be made. */
  readonly what: 'beginning' | 'call' | 'due' | 'wait' | 'dropped';
  readonly planned?: Planned;
  readonly call?: AnyCall;
  readonly outcome?: Outcome;
  readonly events: readonly WorldEvent[];
  /** What the rest of the harness reads; the beginning and dropped calls have none. */
  readonly entry?: Entry;
}

/** How a story begins. */
export interface StoryBeginning {
  readonly seed: string;
  /** Settings of the world that differ from the defaults. */
  readonly options?: GenesisOptions;
  /** What decides; default: AWS. */
  readonly rules?: Rules;
}

/** A story in the making. It grows at its end only. */
export class Story {
  readonly seed: string;
  readonly options: GenesisOptions;
  readonly rules: Rules;
  readonly plan: Planned[] = [];
  readonly moments: Moment[] = [];
  registry = new Registry();
  #entries = 0;

  constructor({ seed, options = {}, rules = aws }: StoryBeginning) {
    this.seed = seed;
    this.options = options;
    this.rules = rules;
    const { principals = [], ...settings } = options;
    const world = genesis(seed, { ...settings, principals: [...declarations, ...principals] });
    this.moments.push({ index: 0, planIndex: -1, world, what: 'beginning', events: [] });
  }

  /** The latest moment. */
  get last(): Moment {
    return this.moments.at(-1) as Moment;
  }

  /** What happened, as the rest of the harness reads it. */
  get history(): readonly Entry[] {
    return this.moments.flatMap(({ entry }) => (entry ? [entry] : []));
  }

  /** Makes a call or lets time pass, at the end of the story. */
  play(planned: Planned): void {
    const planIndex = this.plan.length;
    if (!isCall(planned)) {
      this.#elapse(planned, planIndex, planned.elapse);
    } else {
      const call = this.#resolve(planned);
      if (!call) this.#add({ planIndex, world: this.last.world, what: 'dropped', planned, events: [] });
      else {
        this.#call(planned, planIndex, call);
        if (planned.wait) this.#elapse(planned, planIndex, planned.wait);
      }
    }
    this.plan.push(planned);
  }

  /** Takes back everything after the first `length` items of the plan. */
  truncate(length: number): void {
    const kept = this.moments.findIndex(({ planIndex }) => planIndex >= length);
    this.plan.length = Math.min(this.plan.length, length);
    if (kept < 0) return;
    this.moments.length = kept;
    this.registry = new Registry();
    this.#entries = 0;
    for (const { entry } of this.moments) {
      if (!entry) continue;
      this.registry.learn(entry);
      this.#entries++;
    }
  }

  /** Another story that is the same up to a moment and goes on from there. */
  fork(index: number): Story {
    const { seed, options, rules } = this;
    const fork = new Story({ seed, options, rules });
    const kept = this.moments.slice(1, index + 1);
    const at = this.moments[index] as Moment;
    fork.plan.push(...this.plan.slice(0, at.planIndex), ...cut(this, at));
    for (const moment of kept) {
      const { entry } = moment;
      const planned = fork.plan[moment.planIndex] as Planned;
      const again = entry && planned !== entry.planned ? withPlanned(entry, planned) : entry;
      fork.moments.push({ ...moment, planned, ...(again ? { entry: again } : {}) });
      if (again) fork.registry.learn(again);
    }
    fork.#entries = kept.filter(({ entry }) => entry).length;
    return fork;
  }

  #resolve(planned: PlannedCall): AnyCall | undefined {
    const { world } = this.last;
    return resolveCall(planned, { registry: this.registry, nowMs: world.nowMs, region: world.options.region });
  }

  #call(planned: PlannedCall, planIndex: number, call: AnyCall): void {
    const before = this.last.world;
    const { world, outcome, events } = step(before, call, this.rules);
    const entry = new StoryEntry(this.#entries++, planIndex, planned, before, world, events);
    const called = Object.assign(entry, { type: 'call' as const, call, outcome, name: planned.name });
    this.#add({ planIndex, world, what: 'call', planned, call, outcome, events, entry: called });
    this.registry.learn(called);
  }

  /** Stops at everything that shows: each due thing that moved something or left a record is a moment of its own. */
  #elapse(planned: Planned, planIndex: number, duration: Duration): void {
    const untilMs = this.last.world.nowMs + durationMs(duration);
    let { world } = this.last;
    let quiet: WorldEvent[] = [];
    for (let next = firstDue(world.agenda); next && next.due.atMs <= untilMs; next = firstDue(world.agenda)) {
      const taken = elapseUntil(world, next.due.atMs, this.rules);
      quiet = [...quiet, ...taken.events];
      world = taken.world;
      if (taken.events.length === 0) continue;
      this.#time('due', planned, planIndex, world, quiet);
      quiet = [];
    }
    const rest = elapseUntil(world, untilMs, this.rules);
    if (rest.world.nowMs > this.last.world.nowMs || world !== this.last.world)
      this.#time('wait', planned, planIndex, rest.world, quiet);
  }

  #time(what: 'due' | 'wait', planned: Planned, planIndex: number, world: World, events: readonly WorldEvent[]): void {
    const before = this.last.world;
    const entry = new StoryEntry(this.#entries++, planIndex, planned, before, world, events);
    const elapsed = Object.assign(entry, { type: 'elapse' as const, elapsedMs: world.nowMs - before.nowMs });
    this.#add({ planIndex, world, what, planned, events, entry: elapsed });
  }

  #add(moment: Omit<Moment, 'index'>): void {
    this.moments.push({ index: this.moments.length, ...moment });
  }
}

/** A planned call with its references resolved, or undefined where one leads nowhere. */
export function resolveCall(
  planned: PlannedCall,
  scope: { readonly registry: Registry; readonly nowMs: number; readonly region: string },
): AnyCall | undefined {
  const input = resolve(planned.input, scope);
  const { caller = 'admin' } = planned;
  const who = typeof caller === 'string' ? people[caller]?.caller : resolve(caller as PlannedValue, scope);
  if (input === UNRESOLVED || who === UNRESOLVED || who === undefined) return undefined;
  return {
    service: planned.service,
    operation: planned.operation,
    input: input as Record<string, unknown>,
    caller: who as Caller,
    region: planned.region ?? scope.region,
    ...(planned.connection ? { connection: planned.connection } : {}),
  };
}

/** The item of the plan that a moment belongs to, as far as it had come by then. */
function cut(story: Story, at: Moment): readonly Planned[] {
  const planned = story.plan[at.planIndex];
  if (!planned) return [];
  const next = story.moments[at.index + 1];
  if (next?.planIndex !== at.planIndex) return [planned];
  const first = story.moments.find(({ planIndex }) => planIndex === at.planIndex) as Moment;
  if (isCall(planned)) {
    const { wait: _, ...call } = planned;
    const waitedMs = at.world.nowMs - first.world.nowMs;
    return [waitedMs > 0 ? { ...call, wait: { ms: waitedMs } } : call];
  }
  const before = story.moments[first.index - 1] as Moment;
  return [{ elapse: { ms: at.world.nowMs - before.world.nowMs } }];
}

function withPlanned(entry: Entry, planned: Planned): Entry {
  return Object.assign(Object.create(entry) as Entry, { planned });
}

/** One step as the rest of the harness reads it; what costs time is made when somebody asks. */
class StoryEntry {
  readonly index: number;
  readonly planIndex: number;
  readonly planned: Planned;
  readonly events: readonly WorldEvent[];
  readonly world: SeenWorld;

  constructor(
    index: number,
    planIndex: number,
    planned: Planned,
    before: World,
    after: World,
    events: readonly WorldEvent[],
  ) {
    this.index = index;
    this.planIndex = planIndex;
    this.planned = planned;
    this.events = events;
    this.world = { before, after, cipher: nobleCipher };
  }

  get before() {
    return observe(this.world.before);
  }

  get after() {
    return observe(this.world.after);
  }

  get atMs() {
    return this.world.before.nowMs;
  }

  get records(): readonly TrailRecord[] {
    const { before, after } = this.world;
    const entries = [...after.trail.entries(before.sequence)];
    return entries.map(([, entry]) => renderRecord(after, entry) as unknown as TrailRecord);
  }
}
