/** Reading the trail: by account and Region, in order or newest first, without looking at more than is asked for. */
import { EVENT_HISTORY_MS, type TrailEntry } from '../trail.ts';
import type { World } from '../world.ts';
import { type CloudTrailRecord, renderRecord } from './record.ts';

/** Whose records of where. */
export interface RecordQuery {
  readonly account: string;
  readonly region: string;
  /** Number of the first call of interest. */
  readonly sinceCall?: number;
}

/** Entries that an account sees in a Region, oldest first. */
export function* entriesOf(world: World, query: RecordQuery): Generator<TrailEntry> {
  for (const entry of world.trail.values(query.sinceCall)) if (isSeenBy(entry, query)) yield entry;
}

/** Records that an account sees in a Region, rendered, oldest first; management and data events, without any delay. */
export function recordsOf(world: World, query: RecordQuery): CloudTrailRecord[] {
  return Array.from(entriesOf(world, query), (entry) => renderRecord(world, entry, query.account));
}

/** Whether an account sees an entry in a Region. */
export function isSeenBy(entry: TrailEntry, query: RecordQuery): boolean {
  return entry.region === query.region && entry.accounts.includes(query.account);
}

/** A stretch of event history, ends included. */
export interface HistoryRange {
  readonly account: string;
  readonly region: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Only entries of earlier calls than this. */
  readonly beforeCall?: number;
}

/** Entries of a stretch of event history, newest first. */
export function* newestFirst(world: World, range: HistoryRange): Generator<TrailEntry> {
  const oldestMs = Math.max(range.fromMs, world.nowMs - EVENT_HISTORY_MS);
  const latest = lastCallUntil(world, range.toMs);
  if (latest === undefined) return;
  const start = Math.min(latest, (range.beforeCall ?? Number.POSITIVE_INFINITY) - 1);
  for (const [call, entry] of world.trail.entriesReversed(start)) {
    if (entry.atMs < oldestMs) return;
    if (call <= start && isSeenBy(entry, range)) yield entry;
  }
}

/** Number of the last call that was made no later than a moment, by bisection: time never runs backwards in a trail. */
function lastCallUntil(world: World, untilMs: number): number | undefined {
  let low = world.trail.firstKey();
  let high = world.trail.lastKey();
  if (low === undefined || high === undefined || world.trail.get(low)!.atMs > untilMs) return undefined;
  if (world.trail.get(high)!.atMs <= untilMs) return high;
  // Between an entry that is early enough and one that is too late; numbers without an entry count as their forerunner.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const [, entry] = world.trail.entriesReversed(middle).next().value!;
    if (entry.atMs <= untilMs) low = middle;
    else high = middle;
  }
  return low;
}
