/** Playing a plan: each item is resolved, done on the target, seen, and learned from. */
import type { AnyCall, Caller } from '../../model/call.ts';
import type { Duration } from '../../model/step.ts';
import {
  type CallEntry,
  type ElapseEntry,
  type Entry,
  isCall,
  type Observation,
  type Planned,
  type PlannedCall,
  type PlannedCaller,
  type PlannedValue,
} from '../../scenarios/contract.ts';
import { people } from '../../scenarios/people.ts';
import type { CallTaken, Session, StepTaken } from '../targets/target.ts';
import { Unable } from '../targets/unable.ts';
import { resolve, UNRESOLVED } from './references.ts';
import { Registry } from './registry.ts';

/** Plays plans on one session; later plans know what earlier ones made. */
export class Player {
  readonly registry: Registry;
  readonly history: Entry[];
  readonly #session: Session;
  readonly #onUnable: ((unable: Unable) => void) | undefined;
  #seen: Observation | undefined;
  #planned = 0;

  /** `onUnable` is told of steps that the target cannot take, which are left out; without it they throw. */
  constructor(session: Session, onUnable?: (unable: Unable) => void, registry = new Registry(), history: Entry[] = []) {
    this.#session = session;
    this.#onUnable = onUnable;
    this.registry = registry;
    this.history = history;
  }

  /**
   * Another player that knows what this one does; what it plays is not learned here. On the same session, or on one that
   * goes on from here by itself.
   */
  fork(session = this.#session): Player {
    const fork = new Player(session, this.#onUnable, this.registry.clone(), [...this.history]);
    fork.#seen = this.#seen;
    fork.#planned = this.#planned;
    return fork;
  }

  /** Plays a plan and tells `see` each entry. */
  async play(plan: readonly Planned[], see: (entry: Entry) => void = () => {}): Promise<void> {
    for (const planned of plan) {
      const planIndex = this.#planned++;
      try {
        await this.#playOne(planned, planIndex, see);
      } catch (error) {
        if (!(error instanceof Unable) || !this.#onUnable) throw error;
        this.#onUnable(error);
      }
    }
  }

  async #playOne(planned: Planned, planIndex: number, see: (entry: Entry) => void): Promise<void> {
    if (!isCall(planned)) {
      see(await this.#elapse(planned, planIndex, planned.elapse));
      return;
    }
    const call = this.#resolve(planned);
    if (!call) return;
    see(await this.#call(planned, planIndex, call));
    if (planned.wait) see(await this.#elapse(planned, planIndex, planned.wait));
  }

  #resolve(planned: PlannedCall): AnyCall | undefined {
    const scope = { registry: this.registry, nowMs: this.#session.nowMs };
    const input = resolve(planned.input, scope);
    const caller = resolveCaller(planned.caller ?? 'admin', (value) => resolve(value, scope));
    if (input === UNRESOLVED || !caller) return undefined;
    return {
      service: planned.service,
      operation: planned.operation,
      input: input as Record<string, unknown>,
      caller,
      region: planned.region ?? this.#session.region,
      ...(planned.connection ? { connection: planned.connection } : {}),
    };
  }

  async #call(planned: PlannedCall, planIndex: number, call: AnyCall): Promise<Entry> {
    const atMs = this.#session.nowMs;
    const before = this.#seen ?? (await this.#session.observe());
    const taken = await this.#session.call(call);
    return this.#keep(new PlayedCall({ index: this.history.length, planIndex, planned, before, atMs }, taken, call));
  }

  async #elapse(planned: Planned, planIndex: number, duration: Duration): Promise<Entry> {
    const atMs = this.#session.nowMs;
    const before = this.#seen ?? (await this.#session.observe());
    const taken = await this.#session.elapse(duration);
    const elapsedMs = this.#session.nowMs - atMs;
    const frame = { index: this.history.length, planIndex, planned, before, atMs };
    return this.#keep(new PlayedElapse(frame, taken, elapsedMs));
  }

  #keep(entry: Entry): Entry {
    this.#seen = entry.after;
    this.history.push(entry);
    this.registry.learn(entry);
    return entry;
  }
}

/** What is known of a step before it is taken. */
type Frame = Pick<Entry, 'index' | 'planIndex' | 'planned' | 'before' | 'atMs'>;

/** One step as it was played. Records are read only when asked for: rendering them costs more than the step. */
abstract class Played<Taken extends StepTaken> {
  readonly index: number;
  readonly planIndex: number;
  readonly planned: Planned;
  readonly before: Observation;
  readonly atMs: number;
  protected readonly taken: Taken;

  constructor(frame: Frame, taken: Taken) {
    this.index = frame.index;
    this.planIndex = frame.planIndex;
    this.planned = frame.planned;
    this.before = frame.before;
    this.atMs = frame.atMs;
    this.taken = taken;
  }

  get after() {
    return this.taken.after;
  }

  get records() {
    return this.taken.records;
  }

  get events() {
    return this.taken.events;
  }

  get world() {
    return this.taken.world;
  }
}

class PlayedCall extends Played<CallTaken> implements CallEntry {
  readonly type = 'call';
  readonly call: AnyCall;

  constructor(frame: Frame, taken: CallTaken, call: AnyCall) {
    super(frame, taken);
    this.call = call;
  }

  get outcome() {
    return this.taken.outcome;
  }

  get name() {
    return (this.planned as PlannedCall).name;
  }
}

class PlayedElapse extends Played<StepTaken> implements ElapseEntry {
  readonly type = 'elapse';
  readonly elapsedMs: number;

  constructor(frame: Frame, taken: StepTaken, elapsedMs: number) {
    super(frame, taken);
    this.elapsedMs = elapsedMs;
  }
}

/** The caller that a plan means, or undefined where a reference leads nowhere. */
function resolveCaller(planned: PlannedCaller, value: (planned: PlannedValue) => unknown): Caller | undefined {
  if (typeof planned !== 'string') {
    const caller = value(planned as PlannedValue);
    return caller === UNRESOLVED ? undefined : (caller as Caller);
  }
  const person = people[planned];
  if (!person) throw new RangeError(`There is no person "${planned}"; use one of ${Object.keys(people).join(', ')}.`);
  return person.caller;
}
