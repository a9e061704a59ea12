/** One history in the making at an endpoint. */
import type { AnyCall, Outcome, Service } from '../../../model/call.ts';
import type { Duration } from '../../../model/step.ts';
import type { Observation, TrailRecord } from '../../../scenarios/contract.ts';
import type { CallTaken, Session, StepTaken } from '../target.ts';
import { Unable } from '../unable.ts';
import type { Backend } from './backend.ts';
import type { Clients } from './clients.ts';
import { Places } from './places.ts';
import { send } from './send.ts';
import { type Look, lookAfter, lookAfterTime } from './sight/changes.ts';
import { isTransitional } from './sight/settled.ts';
import { type Ask, Sight } from './sight/sight.ts';

/** How closely a session looks: at everything that may have changed, or only at what later calls need to refer to. */
export type Watch = 'everything' | 'launches';

/** What a session works with. */
export interface SessionParts {
  readonly backend: Backend;
  readonly clients: Clients;
  readonly region: string;
  readonly watch: Watch;
}

/** Between two tries of a call whose refusal may pass. */
const RETRY_PAUSE_MS = 500;

/** A session at an endpoint. */
export class EndpointSession implements Session {
  readonly region: string;
  readonly #parts: SessionParts;
  readonly #places = new Places();
  readonly #sight = new Sight();
  readonly #used = new Set<Service>();
  /** A row that nobody may look at was asked for. */
  #hidden = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.region = parts.region;
  }

  get nowMs(): number {
    return this.#parts.backend.nowMs();
  }

  observe(): Observation {
    return this.#sight.observation(this.nowMs);
  }

  async call(call: AnyCall): Promise<CallTaken> {
    const outcome = await this.#make(call);
    this.#used.add(call.service);
    this.#places.learn(call);
    const records = await this.#records();
    const launches = this.#parts.watch === 'launches' && call.operation !== 'RunInstances';
    if (!launches) await this.#looking((look) => lookAfter(look, call, outcome));
    return { outcome, ...this.#taken(records) };
  }

  async elapse(duration: Duration): Promise<StepTaken> {
    const { backend, watch } = this.#parts;
    const lookAgain = async () => {
      if (watch === 'everything') await this.#looking((look) => lookAfterTime(look, this.#used));
      return !isTransitional(this.#sight);
    };
    await backend.elapse(duration, lookAgain);
    const records = await this.#records();
    await lookAgain();
    return this.#taken(records);
  }

  /** Makes a call, again and again as long as its refusal may only mean that news has not spread. */
  async #make(call: AnyCall): Promise<Outcome> {
    const { backend, clients } = this.#parts;
    const credentials = await backend.credentialsOf(call.caller);
    const sending = {
      credentials,
      headers: backend.headersOf?.(call) ?? {},
      insecure: call.connection?.secureTransport === false,
    };
    const beganMs = Date.now();
    for (;;) {
      const outcome = await send(clients, call, sending);
      if (outcome.ok) return outcome;
      const untilMs = beganMs + (backend.retryMs?.(call, outcome.error.code) ?? 0);
      if (Date.now() >= untilMs) return outcome;
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
    }
  }

  async #records(): Promise<readonly TrailRecord[]> {
    return (await this.#parts.backend.records?.()) ?? [];
  }

  #taken(records: readonly TrailRecord[]): StepTaken {
    return { after: this.observe(), records, events: [], world: undefined };
  }

  async #looking(look: (look: Look) => Promise<void>): Promise<void> {
    this.#hidden = false;
    const { region, nowMs } = this;
    await look({ ask: this.#ask, sight: this.#sight, places: this.#places, region, nowMs });
    if (!this.#hidden) return;
    const inside = await this.#parts.backend.inside?.();
    if (inside) this.#sight.become(inside);
  }

  /** Asks as the first of an account's people who may know. */
  readonly #ask: Ask = async ({ account, region }, service, operation, input) => {
    const { backend, clients } = this.#parts;
    let last: Outcome | undefined;
    for (const credentials of await backend.readersOf(account)) {
      const call = { service, operation, input, region, caller: { principal: '' } };
      last = await send(clients, call, { credentials, headers: backend.lookingHeaders ?? {} });
      if (last.ok || !isDenied(last.error)) return last;
    }
    if (!last) throw new Unable(`nobody can look into account ${account}`);
    this.#hidden = true;
    return last;
  };
}

const isDenied = ({ code, status }: { readonly code: string; readonly status: number }): boolean =>
  status === 403 || /AccessDenied|Unauthorized|Forbidden/.test(code);
