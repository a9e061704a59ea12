/** Calls whose records are waited for: how they are looked up, and how those are told of that did not come. */
import type { Service } from '../../../model/call.ts';
import type { Place } from './places.ts';
import type { Members } from './sight/sight.ts';

/** A call of which there may be a record. */
export interface Awaited {
  readonly requestId: string;
  readonly service: Service;
  readonly operation: string;
  readonly place: Place;
  /** Of the key that signed it. */
  readonly accessKeyId: string;
  /** When it was sent and when it had been answered, by the clock at this end. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** One list of events to ask for. */
export interface Lookup {
  readonly place: Place;
  readonly input: Members;
}

/** Clocks at both ends agree to within this. */
const SKEW_MS = 60_000;

/**
 * What to ask for so that the records of all calls are among it. `ownOnly`: nothing that another access key did, or that was
 * done at another time.
 */
export function lookupsFor(awaited: readonly Awaited[], ownOnly: boolean): readonly Lookup[] {
  const groups = new Map<string, Awaited[]>();
  for (const one of awaited) {
    const key = [one.place.account, one.place.region, ...(ownOnly ? [one.accessKeyId] : [])].join('/');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const { place, accessKeyId } = group[0] as Awaited;
    const StartTime = Math.min(...group.map(({ fromMs }) => fromMs)) - SKEW_MS;
    if (!ownOnly) return { place, input: { StartTime } };
    const EndTime = Math.max(...group.map(({ toMs }) => toMs)) + SKEW_MS;
    const LookupAttributes = [{ AttributeKey: 'AccessKeyId', AttributeValue: accessKeyId }];
    return { place, input: { LookupAttributes, StartTime, EndTime } };
  });
}

/** So many operations are named. */
const NAMED = 3;

/** `20 of 23 records (not those of kms:Encrypt, ec2:StopInstances)` */
export function tellMissing(
  awaited: readonly Awaited[],
  found: { readonly has: (requestId: string) => boolean },
): string {
  const missing = awaited.filter(({ requestId }) => !found.has(requestId));
  const names = [...new Set(missing.map(({ service, operation }) => `${service}:${operation}`))];
  const others = names.length > NAMED ? ' and others' : '';
  const named = missing.length === awaited.length ? '' : ` (not those of ${names.slice(0, NAMED).join(', ')}${others})`;
  return `${awaited.length - missing.length} of ${awaited.length} records${named}`;
}
