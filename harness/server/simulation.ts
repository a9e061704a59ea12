/** One world and its present, for everybody who talks to it over a wire: calls, the clock, a new beginning. */
import { aws } from '../../model/aws.ts';
import type { AnyCall, Outcome } from '../../model/call.ts';
import { requestIdOf } from '../../model/ids.ts';
import type { Rules } from '../../model/rules.ts';
import { type Duration, durationMs, elapseUntil, step } from '../../model/step.ts';
import type { WorldEvent } from '../../model/transaction.ts';
import { type GenesisOptions, genesis, type World } from '../../model/world.ts';

/**
 * How virtual time passes: `virtual`, only when somebody says so; a number, so many times as fast as real time (1: real).
 */
export type Clock = 'virtual' | number;

/** How a simulation begins. */
export interface SimulationOptions {
  /** Hexadecimal digits. */
  readonly seed: string;
  readonly genesis?: GenesisOptions;
  readonly rules?: Rules;
  readonly clock?: Clock;
  /** Milliseconds of a clock that never goes back; needed unless the clock is virtual. */
  readonly monotonicMs?: () => number;
  /** So much virtual time passes before every read. */
  readonly beforeReads?: Duration;
}

/** What a new beginning may change: how the world is born, and how its time passes. */
export type Beginning = Pick<SimulationOptions, 'genesis' | 'clock'>;

/** So many transitions and notifications are remembered. */
const EVENTS_KEPT = 10_000;

/** A world that changes. */
export class Simulation {
  readonly rules: Rules;
  readonly #options: SimulationOptions;
  #beginning: Beginning;
  #seed: string;
  #world: World;
  /** Real time at which virtual time was `#fromVirtualMs`. */
  #fromRealMs: number;
  #fromVirtualMs: number;
  #unread = 0;
  #events: WorldEvent[] = [];
  /** How many came before the first that is remembered. */
  #forgotten = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#beginning = options;
    this.rules = options.rules ?? aws;
    this.#seed = options.seed;
    this.#world = genesis(options.seed, options.genesis);
    this.#fromRealMs = this.#realMs();
    this.#fromVirtualMs = this.#world.nowMs;
  }

  get world(): World {
    return this.#world;
  }

  get seed(): string {
    return this.#seed;
  }

  /** Makes a call, after what fell due meanwhile. */
  call(call: AnyCall): Outcome {
    this.catchUp();
    const { beforeReads } = this.#options;
    if (beforeReads && this.rules.operations[`${call.service}:${call.operation}`]?.readOnly) this.elapse(beforeReads);
    const { world, outcome, events } = step(this.#world, call, this.rules);
    this.#world = world;
    this.#remember(events);
    return outcome;
  }

  /** What a call would come to; it is not made: the world stays as it is, to the byte. */
  peek(call: AnyCall): Outcome {
    this.catchUp();
    return step(this.#world, call, this.rules).outcome;
  }

  /** Lets everything happen that is due by the clock. */
  catchUp(): void {
    const { clock = 'virtual' } = this.#beginning;
    if (clock === 'virtual') return;
    const nowMs = Math.trunc(this.#fromVirtualMs + (this.#realMs() - this.#fromRealMs) * clock);
    if (nowMs > this.#world.nowMs) this.#elapseUntil(nowMs);
  }

  /** Lets time pass beyond the clock; it goes on from there. */
  elapse(duration: Duration): readonly WorldEvent[] {
    this.catchUp();
    const events = this.#elapseUntil(this.#world.nowMs + durationMs(duration));
    this.#fromRealMs = this.#realMs();
    this.#fromVirtualMs = this.#world.nowMs;
    return events;
  }

  /** Transitions and notifications, oldest first, from number `from` on, and the number that the next will have. The oldest are forgotten. */
  eventsFrom(from: number): { readonly events: readonly WorldEvent[]; readonly next: number } {
    const next = this.#forgotten + this.#events.length;
    return { events: this.#events.slice(Math.max(0, from - this.#forgotten)), next };
  }

  /** Begins anew, with the same seed or another; as at the very start, unless told to begin otherwise. */
  reset(seed: string = this.#seed, beginning: Beginning = this.#options): void {
    this.#seed = seed;
    this.#beginning = beginning;
    this.#world = genesis(seed, beginning.genesis);
    this.#fromRealMs = this.#realMs();
    this.#fromVirtualMs = this.#world.nowMs;
    this.#unread = 0;
    this.#events = [];
    this.#forgotten = 0;
  }

  /** The request id of a call, as its trail record shows it. */
  requestIdOf(call: number): string {
    return requestIdOf(this.#world.seed, call);
  }

  /** A request id for a request that never became a call. */
  unreadRequestId(): string {
    return requestIdOf(`unread:${this.#world.seed}`, ++this.#unread);
  }

  #elapseUntil(toMs: number): readonly WorldEvent[] {
    const { world, events } = elapseUntil(this.#world, toMs, this.rules);
    this.#world = world;
    this.#remember(events);
    return events;
  }

  #remember(events: readonly WorldEvent[]): void {
    for (const event of events) if (event.type !== 'record') this.#events.push(event);
    const surplus = this.#events.length - EVENTS_KEPT;
    // Seldom many instead of one with every call.
    if (surplus < EVENTS_KEPT) return;
    this.#events = this.#events.slice(surplus);
    this.#forgotten += surplus;
  }

  #realMs(): number {
    return this.#options.monotonicMs?.() ?? 0;
  }
}
