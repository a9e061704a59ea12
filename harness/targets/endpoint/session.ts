/** One history in the making at an endpoint. */
import type { AnyCall, Outcome, Service } from '../../../model/call.ts';
import { type Duration, durationMs } from '../../../model/step.ts';
import type { World } from '../../../model/world.ts';
import type { Need, Observation } from '../../../scenarios/contract.ts';
import { awsInNode } from '../../crypto/awsInNode.ts';
import { observe } from '../observe.ts';
import type { CallTaken, Session, StepTaken } from '../target.ts';
import { Unable } from '../unable.ts';
import type { Awaited } from './awaited.ts';
import type { Backend } from './backend.ts';
import type { Clients } from './clients.ts';
import type { Names } from './names.ts';
import { OwnEvents } from './ownEvents.ts';
import { accountOf, Places } from './places.ts';
import { type Sending, send } from './send.ts';
import { shared } from './sharing.ts';
import { type Look, lookAfter, lookAfterTime } from './sight/changes.ts';
import { isTransitional } from './sight/settled.ts';
import { type Ask, Sight } from './sight/sight.ts';
import { tagged, tagging } from './tags.ts';

/** What a session looks at after each step: everything that may have changed, or nothing where answers alone are judged. */
export type Watch = 'everything' | 'nothing';

/** How a session keeps to itself where others have things, too. */
export interface Isolation {
  readonly names: Names;
  /** Value of the tag on everything it makes; undefined: nothing is tagged, and nobody looks but at answers. */
  readonly run?: string;
}

/** What a session works with. */
export interface SessionParts {
  /** Undefined: the endpoint began anew for this session. */
  readonly isolation?: Isolation;
  readonly backend: Backend;
  readonly clients: Clients;
  readonly region: string;
  readonly watch: Watch;
  /** What is asked for beside observations, so far as the endpoint gives it. */
  readonly needs: ReadonlySet<Need>;
  /** The whole world at the beginning, where it is needed and given. */
  readonly world?: World | undefined;
}

/** Between two tries of a call whose refusal may pass. */
const RETRY_PAUSE_MS = 500;

/** A call whose records are added when they are there. */
type Late = { -readonly [Part in keyof CallTaken]: CallTaken[Part] };

/** A session at an endpoint. */
export class EndpointSession implements Session {
  readonly region: string;
  readonly #parts: SessionParts;
  readonly #places = new Places();
  /** Ids and names that were heard and said. */
  readonly #told = new Set<string>();
  readonly #sight: Sight;
  readonly #used = new Set<Service>();
  /** The whole world after the last step, where it is needed. */
  #world: World | undefined;
  /** Of the last call, and the key that signed it. */
  #sent: Pick<Awaited, 'requestId' | 'accessKeyId'> | undefined;
  /** What event history may show, where it has other people's events, too. */
  readonly #ownEvents: OwnEvents | undefined;
  /** Calls whose records may come. */
  readonly #awaited: (Awaited & { readonly taken: Late })[] = [];
  /** A row that nobody may look at was asked for. */
  #hidden = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#sight = new Sight(parts.isolation?.run === undefined ? undefined : this.#told);
    this.#ownEvents = parts.isolation?.run === undefined ? undefined : new OwnEvents();
    this.#world = parts.world;
    this.region = parts.region;
  }

  get nowMs(): number {
    return this.#parts.backend.nowMs();
  }

  observe(): Observation {
    return this.#sight.observation(this.nowMs);
  }

  async call(call: AnyCall): Promise<CallTaken> {
    const fromMs = this.nowMs;
    const outcome = await this.#ownOnly(call, await this.#make(call));
    const toMs = this.nowMs;
    if (this.#parts.isolation?.run !== undefined) this.#note([call.input, outcome]);
    this.#used.add(call.service);
    this.#places.learn(call);
    const watching = this.#parts.watch === 'everything';
    const [inside] = await Promise.all([
      this.#lookInside(),
      ...(watching ? [this.#looking((look) => lookAfter(look, call, outcome))] : []),
    ]);
    await this.#lookAtHidden();
    const taken = { outcome, after: this.observe(), ...inside };
    this.#ownEvents?.seen(taken.after);
    this.#await(call, taken, { fromMs, toMs });
    return taken;
  }

  /** Adds to the calls that were made what event history shows of them; gives why some records are missing. */
  async collectRecords(): Promise<string | undefined> {
    const { backend, needs } = this.#parts;
    if (!backend.history || !needs.has('ownRecords')) return undefined;
    const { records, missing } = await backend.history.collect(this.#ask, this.#awaited);
    for (const { requestId, taken } of this.#awaited) {
      const record = records.get(requestId);
      if (record) taken.records = [record];
    }
    return missing;
  }

  /** Expects the record of a call, if its account will have one that can be looked up. */
  #await({ service, operation, caller, region }: AnyCall, taken: Late, when: { fromMs: number; toMs: number }) {
    const account = accountOf(caller.principal);
    if (!this.#sent || account === undefined || !isManagementEvent(service, operation)) return;
    this.#awaited.push({ ...this.#sent, ...when, service, operation, place: { account, region }, taken });
  }

  async elapse(duration: Duration): Promise<StepTaken> {
    const { backend, watch } = this.#parts;
    const lookAgain = async () => {
      if (watch === 'everything') await this.#looking((look) => lookAfterTime(look, this.#used, durationMs(duration)));
      return !isTransitional(this.#sight);
    };
    await backend.elapse(duration, lookAgain);
    const [inside] = await Promise.all([this.#lookInside(), lookAgain()]);
    await this.#lookAtHidden();
    return { after: this.observe(), ...inside };
  }

  /** The whole world as text, where the endpoint gives it. */
  async fingerprint(): Promise<string> {
    return (await this.#parts.backend.fingerprint?.()) ?? '';
  }

  /** Makes a call, again and again as long as its refusal may only mean that news has not spread. */
  async #make(call: AnyCall): Promise<Outcome> {
    const { backend, isolation } = this.#parts;
    const run = isolation?.run;
    const credentials = await backend.credentialsOf(call.caller);
    const sending = {
      credentials,
      headers: backend.headersOf?.(call) ?? {},
      insecure: call.connection?.secureTransport === false,
    };
    const heard = (requestId: string) => {
      this.#sent = credentials === 'anonymous' ? undefined : { requestId, accessKeyId: credentials.accessKeyId };
      this.#ownEvents?.called(requestId);
    };
    const made = run === undefined ? call : tagged(call, run);
    const beganMs = Date.now();
    this.#sent = undefined;
    for (;;) {
      const outcome = await this.#send(made, { ...sending, heard });
      const tags = run === undefined ? undefined : tagging(call, outcome, run);
      if (tags) await this.#send(tags, { ...sending, heard: this.#kept });
      if (outcome.ok) return outcome;
      const untilMs = beganMs + (backend.retryMs?.(call, outcome.error.code) ?? 0);
      if (Date.now() >= untilMs) return outcome;
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
    }
  }

  /** Sends a call by the names of the endpoint; its outcome comes back by those of the scenario. */
  async #send(call: AnyCall, sending: Sending): Promise<Outcome> {
    const { clients, isolation } = this.#parts;
    if (!isolation) return send(clients, call, sending);
    return isolation.names.outcome(await send(clients, isolation.names.call(call), sending));
  }

  /** Where others use the account, too, event history is read whole, and shown without what is not the session's own. */
  async #ownOnly(call: AnyCall, first: Outcome): Promise<Outcome> {
    const { backend } = this.#parts;
    if (!this.#ownEvents || call.operation !== 'LookupEvents') return first;
    const { region, caller, input } = call;
    const place = { account: accountOf(caller.principal) ?? '', region };
    const credentials = await backend.credentialsOf(caller);
    const more: Ask = (_, service, operation, next) =>
      this.#send({ ...call, service, operation, input: next }, { credentials });
    const onePage = input.MaxResults !== undefined || input.NextToken !== undefined;
    const whole = onePage ? first : await backend.history?.whole(more, place, input, first);
    return this.#ownEvents.only(whole ?? first);
  }

  /** Remembers all short texts of a value: ids and names are among them. */
  #note(value: unknown): void {
    if (typeof value === 'string' && value.length < 300) this.#told.add(value);
    if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
      for (const part of Object.values(value)) this.#note(part);
  }

  /** What a step left beside what can be seen. */
  async #lookInside(): Promise<Pick<StepTaken, 'records' | 'events' | 'world'>> {
    const { backend, needs } = this.#parts;
    const before = this.#world;
    const [records = [], events = [], after] = await Promise.all([
      needs.has('records') ? backend.records?.() : undefined,
      needs.has('events') ? backend.events?.() : undefined,
      needs.has('world') ? backend.world?.() : undefined,
    ]);
    if (after) this.#world = shared(before, after);
    const world = before && this.#world && { before, after: this.#world, cipher: awsInNode.cipher };
    return { records, events, world };
  }

  async #looking(look: (look: Look) => Promise<void>): Promise<void> {
    this.#hidden = false;
    const { region, nowMs } = this;
    await look({ ask: this.#ask, sight: this.#sight, places: this.#places, region, nowMs });
  }

  /** Rows that policies hide from everybody are seen from inside, where that is possible. */
  async #lookAtHidden(): Promise<void> {
    if (!this.#hidden) return;
    this.#hidden = false;
    const { backend, needs } = this.#parts;
    const inside = needs.has('world') ? this.#world : await backend.world?.();
    if (inside) this.#sight.become(observe(inside));
  }

  readonly #kept = (requestId: string): void => this.#ownEvents?.kept(requestId);

  /** Asks as the first of an account's people who may know. */
  readonly #ask: Ask = async ({ account, region }, service, operation, input) => {
    const { backend } = this.#parts;
    let last: Outcome | undefined;
    for (const credentials of await backend.readersOf(account)) {
      const call = { service, operation, input, region, caller: { principal: '' } };
      const headers = backend.lookingHeaders ?? {};
      last = await this.#send(call, { credentials, headers, looks: true, heard: this.#kept });
      if (last.ok || !isDenied(last.error)) return last;
    }
    if (!last) throw new Unable(`nobody can look into account ${account}`);
    this.#hidden = true;
    return last;
  };
}

/** Event history has no data events. */
const isManagementEvent = (service: Service, operation: string): boolean =>
  awsInNode.operations[`${service}:${operation}`]?.trail.category !== 'Data';

const isDenied = ({ code, status }: { readonly code: string; readonly status: number }): boolean =>
  status === 403 || /AccessDenied|Unauthorized|Forbidden/.test(code);
