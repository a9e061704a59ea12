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
    const { world, outcome } = step(this.#world, call, this.rules);
    this.#world = world;
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
    if (nowMs > this.#world.nowMs) this.#world = elapseUntil(this.#world, nowMs, this.rules).world;
  }

  /** Lets time pass beyond the clock; it goes on from there. */
  elapse(duration: Duration): readonly WorldEvent[] {
    this.catchUp();
    const { world, events } = elapseUntil(this.#world, this.#world.nowMs + durationMs(duration), this.rules);
    this.#world = world;
    this.#fromRealMs = this.#realMs();
    this.#fromVirtualMs = world.nowMs;
    return events;
  }

  /** Begins anew, with the same seed or another; as at the very start, unless told to begin otherwise. */
  reset(seed: string = this.#seed, beginning: Beginning = this.#options): void {
    this.#seed = seed;
    this.#beginning = beginning;
    this.#world = genesis(seed, beginning.genesis);
    this.#fromRealMs = this.#realMs();
    this.#fromVirtualMs = this.#world.nowMs;
    this.#unread = 0;
  }

  /** The request id of a call, as its trail record shows it. */
  requestIdOf(call: number): string {
    return requestIdOf(this.#world.seed, call);
  }

  /** A request id for a request that never became a call. */
  unreadRequestId(): string {
    return requestIdOf(`unread:${this.#world.seed}`, ++this.#unread);
  }

  #realMs(): number {
    return this.#options.monotonicMs?.() ?? 0;
  }
}
