/** Judging what a call left behind: its record, the KMS calls that AWS made for it, and what EventBridge was told. */
import type { Grade } from '../../model/evidence.ts';
import type { Expectation } from '../../scenarios/conformance/index.ts';
import type { Entry, Need, PlannedCall, PlannedValue, TrailRecord } from '../../scenarios/contract.ts';
import { difference } from './compare.ts';
import { doubted, type Judgement } from './judge.ts';

/** What traces are seen by. */
export const TRACES: ReadonlySet<Need> = new Set(['records', 'events']);

/** A judged call whose traces are looked at once they are all there. */
export interface Traced {
  readonly expectation: Expectation;
  readonly planned: PlannedCall;
  /** Position in the history of the call that was judged. */
  readonly from: number;
}

/** What traces are looked at with. */
export interface Tracing {
  readonly grade: Grade;
  /** What the target lets see. */
  readonly gives: ReadonlySet<Need>;
  /** What the references of an expected value stand for. */
  readonly value: (expected: PlannedValue) => unknown;
}

/** Whether a call is expected to leave anything that is looked at. */
export const leavesTraces = ({ record, kmsRecords, notifications }: Expectation): boolean =>
  (record ?? kmsRecords ?? notifications) !== undefined;

/** One judgement of each thing that the call should have left; `entries` are what happened from the call on. */
export function judgeTraces({ expectation, planned }: Traced, entries: readonly Entry[], tracing: Tracing) {
  const { record, kmsRecords, notifications } = expectation;
  const open = (pattern: PlannedValue): Readonly<Record<string, unknown>> => ({
    $open: true,
    ...(tracing.value(pattern) as object),
  });
  const judged = (expected: string, different: string | undefined): Judgement => ({
    expected,
    observed: different ?? expected,
    verdict: different === undefined ? 'pass' : doubted(tracing.grade),
  });
  const judgements: Judgement[] = [];
  if ((record || kmsRecords) && !tracing.gives.has('records')) judgements.push(unseen('the records of CloudTrail'));
  else {
    if (record) judgements.push(judged('its record', ownDifference(planned, open(record), entries[0]?.records ?? [])));
    if (kmsRecords) judgements.push(judged(...kmsDifference(kmsRecords.map(open), madeKmsCalls(entries))));
  }
  if (!notifications) return judgements;
  if (!tracing.gives.has('events')) return [...judgements, unseen('what EventBridge is told')];
  const told = entries.flatMap(({ events }) => events.filter(({ type }) => type === 'notification'));
  for (const expected of notifications.map(open)) {
    const found = told.some((event) => difference(expected, event) === undefined);
    judgements.push(
      judged('a notification', found ? undefined : `EventBridge was not told ${JSON.stringify(expected)}`),
    );
  }
  return judgements;
}

/** What a behaviour is about cannot be seen at this target: it was not tried, whatever its calls answered. */
const unseen = (what: string): Judgement => ({
  expected: what,
  observed: `${what} cannot be seen here`,
  verdict: 'skip',
});

function ownDifference({ operation }: PlannedCall, wanted: object, records: readonly TrailRecord[]) {
  const own = records.find(({ eventName }) => eventName === operation);
  return own ? difference(wanted, own, 'the record') : 'the call left no record';
}

const madeKmsCalls = (entries: readonly Entry[]): readonly TrailRecord[] =>
  entries
    .flatMap(({ records }) => records)
    .filter(({ eventSource, userIdentity }) => eventSource === KMS && userIdentity?.invokedBy !== undefined);

const KMS = 'kms.amazonaws.com';

/** What was expected, and the difference. */
function kmsDifference(
  patterns: readonly { readonly eventName?: unknown }[],
  records: readonly TrailRecord[],
): [expected: string, different: string | undefined] {
  const names = (list: readonly { readonly eventName?: unknown }[]) =>
    list.map(({ eventName }) => eventName).join(', ') || 'none';
  const otherCalls = names(patterns) === names(records) ? undefined : `KMS calls are ${names(records)}`;
  const found = patterns.map((pattern, at) => difference(pattern, records[at], `${pattern.eventName}`));
  return [`KMS calls ${names(patterns)}`, otherCalls ?? found.find(Boolean)];
}
