/**
 * A transaction is a step in the making: it holds the world as it stands while an operation, or something due, runs.
 * Inside it code reads `transaction.world` and replaces it; outside, only `step` and `elapse` are seen, which are pure.
 * Service-made calls go through `perform`, the same door as everybody's.
 */
import { type AgendaKey, agendaKey } from './agenda.ts';
import type { AnyCall, Outcome } from './call.ts';
import { Context } from './context.ts';
import { AwsError, ModelDefect } from './errors.ts';
import { type Lifecycle, mustMove } from './lifecycle.ts';
import type { AnyOperation } from './operation.ts';
import { Random, type RandomState } from './random.ts';
import type { Rules } from './rules.ts';
import { remember, type TrailEntry } from './trail.ts';
import { type World, type WorldParts, worldWith } from './world.ts';

/** Something that happened in a step, for those who watch (the lab, the page, invariants). */
export type WorldEvent =
  | {
      readonly type: 'transition';
      readonly lifecycle: string;
      /** ARN or id of the thing. */
      readonly resource: string;
      readonly from: string;
      readonly event: string;
      readonly to: string;
      readonly atMs: number;
    }
  | { readonly type: 'record'; readonly call: number }
  | {
      /** What AWS would send to EventBridge. */
      readonly type: 'notification';
      readonly source: string;
      readonly detailType: string;
      readonly resources: readonly string[];
      readonly detail: Readonly<Record<string, unknown>>;
      readonly atMs: number;
      /** Tells of the refusal itself, and so is sent though the call that it belongs to changed nothing. */
      readonly ofRefusal?: true;
    };

/** How a service-made call is marked in the trail. */
export interface PerformOptions {
  /** Number of the call whose request id the record shows. */
  readonly requestOf?: number;
}

/** A record that no call writes for itself: what is left out is as in service events. */
type ServiceEvent = Omit<TrailEntry, 'call' | 'atMs' | 'category' | 'eventType' | 'requestParameters'> &
  Partial<Pick<TrailEntry, 'eventType' | 'requestParameters'>>;

/** Most records are for one account; they share the list. */
const lists = new Map<string, readonly string[]>();
const LISTS = 1000;

function onlyFor(account: string): readonly string[] {
  let list = lists.get(account);
  if (!list) {
    if (lists.size === LISTS) lists.clear();
    list = [account];
    lists.set(account, list);
  }
  return list;
}

/** One step in the making. */
export class Transaction {
  /** The world as it stands; its number, trail and generator are kept beside it until `finish`. */
  world: World;
  readonly rules: Rules;
  readonly events: WorldEvent[] = [];
  /** Made when somebody draws: most calls never do. Until then the state is the world's. */
  #random: Random | undefined;
  #sequence: number;
  #trail: World['trail'];

  constructor(world: World, rules: Rules) {
    this.world = world;
    this.rules = rules;
    this.#sequence = world.sequence;
    this.#trail = world.trail;
  }

  /** The world after the transaction. */
  finish(): World {
    // Member by member: a spread of so many takes longer than all the rest of a small call.
    const { seed, options, nowMs, agenda, iam, kms, s3, ec2, cloudtrail, rds, redshift } = this.world;
    return {
      seed,
      options,
      nowMs,
      sequence: this.#sequence,
      random: this.#randomState(),
      agenda,
      trail: this.#trail,
      iam,
      kms,
      s3,
      ec2,
      cloudtrail,
      rds,
      redshift,
    };
  }

  /** The world's generator. */
  get random(): Random {
    this.#random ??= new Random(this.world.random);
    return this.#random;
  }

  set random(random: Random) {
    this.#random = random;
  }

  #randomState(): RandomState {
    return this.#random ? this.#random.state() : this.world.random;
  }

  get nowMs(): number {
    return this.world.nowMs;
  }

  /** Replaces parts of the world. */
  update(parts: Partial<WorldParts>): void {
    this.world = worldWith(this.world, parts);
  }

  /** Takes the next number of the world. */
  takeNumber(): number {
    return this.#sequence++;
  }

  /** Puts something on the agenda. */
  schedule(afterMs: number, kind: string, detail: Readonly<Record<string, unknown>>): AgendaKey {
    if (!(kind in this.rules.handlers)) throw new ModelDefect(`agenda: no handler for ${kind}`);
    const atMs = this.nowMs + Math.max(0, Math.trunc(afterMs));
    const key = agendaKey(atMs, this.takeNumber());
    this.update({ agenda: this.world.agenda.set(key, { atMs, kind, detail }) });
    return key;
  }

  /** Takes something off the agenda; nothing happens if it is not there any more. */
  cancel(key: AgendaKey | undefined): void {
    if (key === undefined) return;
    this.update({ agenda: this.world.agenda.delete(key) });
  }

  /** Moves a thing along its lifecycle: the only way a state is ever assigned. The arrow must exist. */
  move<S extends string, E extends string, Row extends { readonly state: S }>(
    lifecycle: Lifecycle<S, E>,
    resource: string,
    row: Row,
    event: E,
  ): Row {
    const to = mustMove(lifecycle, row.state, event);
    this.events.push({
      type: 'transition',
      lifecycle: lifecycle.id,
      resource,
      from: row.state,
      event,
      to,
      atMs: this.nowMs,
    });
    return { ...row, state: to };
  }

  /** Tells EventBridge. */
  notify(source: string, detailType: string, resources: readonly string[], detail: Record<string, unknown>): void {
    this.events.push({ type: 'notification', source, detailType, resources, detail, atMs: this.nowMs });
  }

  /** Tells EventBridge of something that is about to be refused: the call leaves its records and this, nothing else. */
  notifyOfRefusal(
    source: string,
    detailType: string,
    resources: readonly string[],
    detail: Record<string, unknown>,
  ): void {
    this.events.push({
      type: 'notification',
      source,
      detailType,
      resources,
      detail,
      atMs: this.nowMs,
      ofRefusal: true,
    });
  }

  /** Writes a record of something that the service did by itself: an `AwsServiceEvent`, unless the entry says otherwise. */
  recordServiceEvent(entry: ServiceEvent): void {
    this.#remember({
      call: this.takeNumber(),
      atMs: this.nowMs,
      eventType: 'AwsServiceEvent',
      category: 'Management',
      requestParameters: null,
      ...entry,
    });
  }

  /** The trail as it stands, calls of this very transaction included. */
  get trail(): World['trail'] {
    return this.#trail;
  }

  /** Makes a call: authorization, effects, record. A refused call leaves nothing but its records. */
  perform(call: AnyCall, options: PerformOptions = {}): Outcome {
    const operation = this.rules.operations[`${call.service}:${call.operation}`];
    if (!operation) return this.#refuseUnknown(call);
    const number = this.takeNumber();
    const before = this.world;
    const randomBefore = this.#random?.state();
    const eventsBefore = this.events.length;
    const context = new Context(this, call, number);
    try {
      context.identify();
      operation.validate?.(call.input as never);
      const output = operation.run(context, call.input as never);
      this.#record(operation, context, options, output, undefined);
      return { ok: true, output, call: number };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.world = before;
      this.#random = randomBefore && new Random(randomBefore);
      this.#keepRecordsSince(eventsBefore);
      this.#record(operation, context, options, undefined, error);
      return { ok: false, error: error.outcome, call: number };
    }
  }

  /** An operation that nobody has leaves no record: CloudTrail knows only operations of the API. */
  #refuseUnknown(call: AnyCall): Outcome {
    const number = this.takeNumber();
    try {
      const face = this.rules.services[call.service];
      if (!face) throw new ModelDefect(`no service ${call.service}`);
      return face.unknownOperation(call.operation);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { ok: false, error: error.outcome, call: number };
    }
  }

  #keepRecordsSince(eventsBefore: number): void {
    const outlives = (event: WorldEvent) =>
      event.type === 'record' || (event.type === 'notification' && event.ofRefusal);
    const kept = this.events.slice(eventsBefore).filter(outlives);
    this.events.length = eventsBefore;
    this.events.push(...kept);
  }

  #record(
    operation: AnyOperation,
    context: Context,
    options: PerformOptions,
    output: unknown,
    error: AwsError | undefined,
  ): void {
    const { call, record } = context;
    const trail = operation.trail;
    const code = error && (error.trailCode ?? trail.errorCode?.(error.outcome.code) ?? error.outcome.code);
    const entry: TrailEntry = {
      call: context.number,
      atMs: this.nowMs,
      service: operation.service,
      eventName: trail.eventName ?? operation.name,
      eventType: 'AwsApiCall',
      category: trail.category ?? 'Management',
      readOnly: operation.readOnly,
      caller: call.caller,
      connection: call.connection,
      region: trail.region ?? call.region,
      accounts: error || !record.alsoFor ? onlyFor(context.account) : [context.account, ...record.alsoFor],
      requestParameters:
        record.requestParameters !== undefined ? record.requestParameters : context.safeRequest(trail.request),
      responseElements: error ? null : (record.responseElements ?? trail.response?.(output, call.input) ?? null),
      resources: record.resources,
      additionalEventData: record.additionalEventData,
      errorCode: code,
      errorMessage: error?.outcome.message,
      requestOf: options.requestOf,
    };
    this.#remember(entry);
  }

  #remember(entry: TrailEntry): void {
    this.#trail = remember(this.#trail, entry, this.world.options.trailLimit);
    this.events.push({ type: 'record', call: entry.call });
  }
}
