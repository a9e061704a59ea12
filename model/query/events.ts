/** What RDS and Redshift keep of their events for DescribeEvents: fourteen days, in the order of time. */
import type { Table } from '../table.ts';

/** How long events are kept. */
export const EVENTS_MS = 14 * 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What every event has. */
export interface KeptEvent {
  readonly sourceType: string;
  readonly sourceId: string;
  readonly atMs: number;
  readonly categories: readonly string[];
}

/** Events by `ACCOUNT/REGION/time/number`. */
export type Events<E extends KeptEvent> = Table<string, E>;

const rowOf = (place: string, atMs: number, number: number): string =>
  `${place}/${String(atMs).padStart(15, '0')}/${String(number).padStart(12, '0')}`;

/** Adds an event of `ACCOUNT/REGION` and lets go of those that are too old. `number` orders events of one moment. */
export function keepEvent<E extends KeptEvent>(events: Events<E>, place: string, number: number, event: E): Events<E> {
  let kept = events;
  for (const [row, old] of events.withPrefix(`${place}/`)) {
    if (old.atMs >= event.atMs - EVENTS_MS) break;
    kept = kept.delete(row);
  }
  return kept.set(rowOf(place, event.atMs, number), event);
}

/** What DescribeEvents asks for. Duration is in minutes. */
export interface EventWishes {
  readonly SourceIdentifier?: string;
  readonly SourceType?: string;
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly Duration?: number;
  readonly EventCategories?: readonly string[];
}

/** The events of `ACCOUNT/REGION` that are asked for; of the last hour unless told otherwise. */
export function selectEvents<E extends KeptEvent>(
  events: Events<E>,
  place: string,
  nowMs: number,
  wishes: EventWishes,
): E[] {
  const endMs = wishes.EndTime ?? nowMs;
  const spanMs = wishes.Duration === undefined ? HOUR_MS : wishes.Duration * MINUTE_MS;
  const startMs = Math.max(wishes.StartTime ?? endMs - spanMs, nowMs - EVENTS_MS);
  const found: E[] = [];
  for (const [row, event] of events.entries(rowOf(place, startMs, 0))) {
    if (!row.startsWith(`${place}/`) || event.atMs > endMs) break;
    if (isWanted(event, wishes)) found.push(event);
  }
  return found;
}

const isWanted = (
  event: KeptEvent,
  { SourceType, SourceIdentifier, EventCategories: categories }: EventWishes,
): boolean =>
  (!SourceType || event.sourceType === SourceType) &&
  (!SourceIdentifier || event.sourceId === SourceIdentifier) &&
  (!categories?.length || event.categories.some((category) => categories.includes(category)));
