/**
 * Records of one's own calls from CloudTrail's event history, where that is all that an endpoint shows of them: management
 * events, some time after the call, found by the ids of the requests. What is there can be held against the calls; what is not may
 * have been late, and data events never come.
 */
import type { TrailRecord } from '../../../scenarios/contract.ts';
import type { Place } from './places.ts';
import { type Ask, pages } from './sight/sight.ts';
import { waitUntil } from './waiting.ts';

/** How long to wait for records. Where they did not come once, they are not waited for again. */
export class HistoryPatience {
  readonly pollMs: number;
  mostMs: number;

  constructor(pollMs: number, mostMs: number) {
    this.pollMs = pollMs;
    this.mostMs = mostMs;
  }
}

/** A call of which there may be a record. */
export interface Awaited {
  readonly requestId: string;
  readonly place: Place;
}

const EVENTS = { items: 'Events', next: 'NextToken', marker: 'NextToken' };
/** Clocks at both ends agree to within this. */
const SKEW_MS = 60_000;

/** Records by their request ids; waits until all are there, or no longer than it may. */
export async function lookUpRecords(
  ask: Ask,
  awaited: readonly Awaited[],
  sinceMs: number,
  patience: HistoryPatience,
): Promise<ReadonlyMap<string, readonly TrailRecord[]>> {
  const places = new Map(awaited.map(({ place }) => [`${place.account}/${place.region}`, place]));
  let found = new Map<string, TrailRecord[]>();
  const allAreThere = async () => {
    const told = await Promise.all([...places.values()].map((place) => lookUp(ask, place, sinceMs)));
    found = byRequest(told.flat());
    return awaited.every(({ requestId }) => found.has(requestId));
  };
  if (!(await waitUntil(allAreThere, patience.mostMs, patience.pollMs))) patience.mostMs = patience.pollMs;
  return found;
}

/** Event history tells the newest first. */
async function lookUp(ask: Ask, place: Place, sinceMs: number): Promise<readonly TrailRecord[]> {
  const input = { StartTime: sinceMs - SKEW_MS, MaxResults: 50 };
  const events = await pages(ask, place, ['cloudtrail', 'LookupEvents'], input, EVENTS);
  return (events ?? []).map(({ CloudTrailEvent }) => JSON.parse(String(CloudTrailEvent)) as TrailRecord).reverse();
}

function byRequest(records: readonly TrailRecord[]): Map<string, TrailRecord[]> {
  const found = new Map<string, TrailRecord[]>();
  for (const record of [...records].sort((a, b) =>
    a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0,
  ))
    if (record.requestID !== undefined) found.set(record.requestID, [...(found.get(record.requestID) ?? []), record]);
  return found;
}
