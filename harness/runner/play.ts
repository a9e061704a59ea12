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
import type { Session, StepTaken } from '../targets/target.ts';
import { resolve, UNRESOLVED } from './references.ts';
import { Registry } from './registry.ts';

/** Plays plans on one session; later plans know what earlier ones made. */
export class Player {
  readonly registry = new Registry();
  readonly history: Entry[] = [];
  readonly #session: Session;
  #seen: Observation | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Plays a plan; `see` is told each entry and ends the run early by answering false. */
  async play(plan: readonly Planned[], see: (entry: Entry) => unknown = () => true): Promise<void> {
    const start = this.#planned;
    for (const [offset, planned] of plan.entries()) {
      this.#planned = start + offset + 1;
      for await (const entry of this.#perform(planned, start + offset)) if (see(entry) === false) return;
    }
  }

  #planned = 0;

  async *#perform(planned: Planned, planIndex: number): AsyncGenerator<Entry> {
    if (!isCall(planned)) {
      yield await this.#elapse(planned, planIndex, planned.elapse);
      return;
    }
    const call = this.#resolve(planned);
    if (!call) return;
    yield await this.#call(planned, planIndex, call);
    if (planned.wait) yield await this.#elapse(planned, planIndex, planned.wait);
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
    const before = await this.#before();
    const taken = await this.#session.call(call);
    return this.#keep<CallEntry>(taken, {
      type: 'call',
      ...this.#frame(planned, planIndex, atMs, before),
      call,
      outcome: taken.outcome,
      name: planned.name,
    });
  }

  async #elapse(planned: Planned, planIndex: number, duration: Duration): Promise<Entry> {
    const atMs = this.#session.nowMs;
    const before = await this.#before();
    const taken = await this.#session.elapse(duration);
    const elapsedMs = this.#session.nowMs - atMs;
    return this.#keep<ElapseEntry>(taken, {
      type: 'elapse',
      ...this.#frame(planned, planIndex, atMs, before),
      elapsedMs,
    });
  }

  async #before(): Promise<Observation> {
    this.#seen ??= await this.#session.observe();
    return this.#seen;
  }

  #frame(planned: Planned, planIndex: number, atMs: number, before: Observation) {
    return { index: this.history.length, planIndex, planned, before, atMs };
  }

  #keep<E extends Entry>(taken: StepTaken, told: Omit<E, 'after' | 'records' | 'events' | 'world'>): Entry {
    const entry = {
      ...told,
      after: taken.after,
      events: taken.events,
      world: taken.world,
      // Rendering records costs more than the step: only who reads them pays.
      get records() {
        return taken.records;
      },
    } as unknown as E;
    this.#seen = taken.after;
    this.history.push(entry);
    this.registry.learn(entry);
    return entry;
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
