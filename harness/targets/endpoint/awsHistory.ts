/** CloudTrail's event history at AWS itself: how often it may be asked, and what that adds to the plan of a run. */
import { defaultTimings } from '../../../model/timings.ts';
import { isCall, type Planned } from '../../../scenarios/contract.ts';
import { PAGE } from './history.ts';

/**
 * Two requests a second are taken in each account and Region (documented:
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html), of everybody who asks; most records come
 * within minutes.
 */
export const AWS_PACE = { pollMs: 60_000, gapMs: 600 } as const;

/** How long records are waited for where `maxWaitMs` is the longest wait: no longer than AWS says that they may take. */
export const recordsWaitMs = (maxWaitMs: number): number => Math.min(maxWaitMs, defaultTimings.eventHistoryDelayMs);

/** What the records of a run take, at most. */
export interface PlannedRecords {
  /** Scenarios, or random runs, at whose end records are waited for. */
  readonly waits: number;
  readonly eachMs: number;
  /** Requests to event history, about. */
  readonly requests: number;
}

/** For each call that is planned so many events are found: most are of requests that look (2 to 12 were counted at our own server). */
const EVENTS_A_CALL = 10;

/** What to expect where the records of each of these plans are waited for by itself. */
export function plannedRecords(plans: readonly (readonly Planned[])[], maxWaitMs: number): PlannedRecords {
  const eachMs = recordsWaitMs(maxWaitMs);
  const looks = 1 + Math.ceil(eachMs / AWS_PACE.pollMs);
  const pages = plans.map((plan) => {
    const calls = plan.filter(isCall);
    const lists = new Set(calls.map(({ region, caller }) => `${region ?? ''} ${JSON.stringify(caller ?? '')}`)).size;
    return lists + Math.floor((calls.length * EVENTS_A_CALL) / PAGE);
  });
  return { waits: plans.length, eachMs, requests: looks * pages.reduce((sum, count) => sum + count, 0) };
}
