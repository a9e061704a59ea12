/**
 * Records of one's own calls from CloudTrail's event history, where that is all that can be had of them: management events,
 * some time after the call, found by the ids of the requests. What is there can be held against the calls; what is not may
 * have been late, and data events never come.
 */
import type { Outcome } from '../../../model/call.ts';
import type { ErrorOutcome } from '../../../model/errors.ts';
import { isOwnRecord, type Need, type TrailRecord } from '../../../scenarios/contract.ts';
import { tellDuration } from '../../runner/explain.ts';
import { type Awaited, lookupsFor, tellMissing } from './awaited.ts';
import type { Place } from './places.ts';
import type { Ask, Members } from './sight/sight.ts';

/** What invariants may look at where there is event history. */
export const HISTORY_GIVES: ReadonlySet<Need> = new Set(['ownRecords']);

/** How event history is asked, and for how long. */
export interface HistorySettings {
  /** Longest wait for the records of a session. Looked once it is at any rate. */
  readonly mostMs: number;
  /** Between two looks. */
  readonly pollMs: number;
  /** Least time from one request to the next of the same account and Region. Default: none. */
  readonly gapMs?: number;
  /** Others use the account, too: only what the access keys of the session did, while it did it, is asked for. */
  readonly ownOnly?: boolean;
  /** Waits; may throw EngineError where there is no more point in it. */
  readonly pause: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
}

/** What a wait for records came to. */
export interface Collected {
  /** By the ids of their requests. */
  readonly records: ReadonlyMap<string, TrailRecord>;
  /** Why some are not there; undefined: all are. */
  readonly missing?: string;
}

/** Most events of a page, as AWS documents it. */
export const PAGE = 50;
const THROTTLED = /^(?:Throttling(?:Exception)?|ThrottledException|TooManyRequestsException|RequestLimitExceeded)$/;
/** Requests that are throttled are made again after longer and longer pauses, up to this one. */
const LONGEST_BACKOFF_MS = 30_000;

/** Event history of one target. All sessions share it: limits count for all of them, and what one has learned of delays. */
export class EventHistory {
  readonly #settings: HistorySettings;
  #patienceMs: number;
  /** Account and Region -> when the next request may be made. */
  readonly #nextMs = new Map<string, number>();

  constructor(settings: HistorySettings) {
    this.#settings = settings;
    this.#patienceMs = settings.mostMs;
  }

  /** Waits until the records of all calls are there, or no longer than it may. */
  async collect(ask: Ask, awaited: readonly Awaited[]): Promise<Collected> {
    const { nowMs, pause, pollMs } = this.#settings;
    const beganMs = nowMs();
    const untilMs = beganMs + this.#patienceMs;
    const records = new Map<string, TrailRecord>();
    let newestMs: number | undefined;
    for (;;) {
      const before = records.size;
      const refusal = await this.#look(ask, awaited, records, untilMs);
      if (records.size > before) newestMs = nowMs();
      if (awaited.every(({ requestId }) => records.has(requestId))) return { records };
      const leftMs = untilMs - nowMs();
      if (leftMs <= 0 || (refusal && !isThrottled(refusal))) {
        const missing = this.#why(awaited, records, refusal);
        if (leftMs <= 0) this.#learn(newestMs === undefined ? 0 : newestMs - beganMs);
        return { records, missing };
      }
      await pause(Math.min(pollMs, leftMs));
    }
  }

  /** After a wait in vain the next one is shorter: twice the time in which those came that did. */
  #learn(cameMs: number): void {
    const { pollMs } = this.#settings;
    const enoughMs = pollMs * Math.ceil(1 + (2 * cameMs) / pollMs);
    this.#patienceMs = Math.min(this.#patienceMs, enoughMs);
  }

  #why(awaited: readonly Awaited[], records: Collected['records'], refusal: ErrorOutcome | undefined): string {
    const shown = `CloudTrail's event history showed ${tellMissing(awaited, records)}`;
    if (!refusal) return `${shown} within ${tellDuration(this.#patienceMs)}`;
    if (isThrottled(refusal))
      return `${shown} within ${tellDuration(this.#patienceMs)}, and throttled requests for more`;
    return `CloudTrail's event history cannot be looked up: ${refusal.code}${refusal.message ? ` (${refusal.message})` : ''}`;
  }

  /** Looks once for all that are not there yet, and adds what is found; gives the refusal that ended it early. */
  async #look(
    ask: Ask,
    awaited: readonly Awaited[],
    records: Map<string, TrailRecord>,
    untilMs: number,
  ): Promise<ErrorOutcome | undefined> {
    const missing = new Map(awaited.map((one) => [one.requestId, one]));
    for (const requestId of records.keys()) missing.delete(requestId);
    for (const { place, input } of lookupsFor([...missing.values()], this.#settings.ownOnly === true))
      for await (const told of this.#pages(ask, place, { ...input, MaxResults: PAGE }, untilMs)) {
        if (!told.ok) return told.error;
        for (const record of recordsOf(told.output.Events)) {
          const call = missing.get(record.requestID ?? '');
          if (call && isOwnRecord(record, call.service)) records.set(call.requestId, record);
        }
      }
    return undefined;
  }

  /** The pages of a list; a refusal ends it. */
  async *#pages(ask: Ask, place: Place, input: Members, untilMs: number): AsyncGenerator<Outcome> {
    for (let next: Members = {}; ; ) {
      const told = await this.#ask(ask, place, { ...input, ...next }, untilMs);
      yield told;
      if (!told.ok || !told.output.NextToken) return;
      next = { NextToken: told.output.NextToken };
    }
  }

  /** A first page with all that come after it; a refusal stands for the whole list. */
  async whole(ask: Ask, place: Place, input: Members, first: Outcome): Promise<Outcome> {
    if (!first.ok || !first.output.NextToken) return first;
    const { NextToken, ...output } = first.output;
    const events = [output.Events as readonly unknown[]];
    const untilMs = this.#settings.nowMs() + LONGEST_BACKOFF_MS;
    for await (const told of this.#pages(ask, place, { ...input, NextToken }, untilMs)) {
      if (!told.ok) return told;
      events.push(told.output.Events as readonly unknown[]);
    }
    return { ...first, output: { ...output, Events: events.flat() } };
  }

  /** Makes a request when it may be made, again and again while it is throttled. */
  async #ask(ask: Ask, place: Place, input: Members, untilMs: number) {
    const { gapMs = 0, nowMs, pause } = this.#settings;
    const where = `${place.account}/${place.region}`;
    for (let backoffMs = 2 * gapMs; ; backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS)) {
      const waitMs = (this.#nextMs.get(where) ?? 0) - nowMs();
      if (waitMs > 0) await pause(waitMs);
      this.#nextMs.set(where, nowMs() + gapMs);
      const told = await ask(place, 'cloudtrail', 'LookupEvents', input);
      if (told.ok || !isThrottled(told.error) || nowMs() >= untilMs) return told;
      await pause(Math.min(backoffMs, untilMs - nowMs()));
    }
  }
}

const isThrottled = ({ code }: ErrorOutcome): boolean => THROTTLED.test(code);

/** The records in a page; an event whose record cannot be read is none. */
function recordsOf(events: unknown): readonly TrailRecord[] {
  return ((events ?? []) as readonly Members[]).flatMap(({ CloudTrailEvent }) => {
    try {
      return [JSON.parse(String(CloudTrailEvent)) as TrailRecord];
    } catch {
      return [];
    }
  });
}
