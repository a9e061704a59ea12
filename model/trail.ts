/**
 * What the world remembers of each call for CloudTrail: compact and already free of secrets. Full records are rendered
 * when somebody reads them (`cloudtrail/record.ts`).
 */
import type { Caller, Connection } from './call.ts';
import { Table } from './table.ts';

/** One entry of a record's `resources`. */
export interface TrailResource {
  readonly accountId: string;
  /** e.g. `AWS::KMS::Key`. */
  readonly type: string;
  readonly ARN: string;
}

/** What an operation adds to its own record while it runs. */
export interface RecordDetails {
  resources?: readonly TrailResource[];
  additionalEventData?: Record<string, unknown>;
  /** Overrides what the operation's `trail.request` gave (a default filled in, a key ARN found). */
  requestParameters?: Readonly<Record<string, unknown>> | null;
  responseElements?: Readonly<Record<string, unknown>> | null;
  /** Accounts beside the caller's that get a copy (the owner of a key used from elsewhere). */
  alsoFor?: string[];
}

/** One call, as kept. */
export interface TrailEntry {
  /** Number of the call; the entry's key. */
  readonly call: number;
  readonly atMs: number;
  /** IAM prefix of the service, e.g. `kms`. */
  readonly service: string;
  readonly eventName: string;
  readonly eventType: 'AwsApiCall' | 'AwsServiceEvent';
  readonly category: 'Management' | 'Data';
  readonly readOnly: boolean;
  /** Absent for service events. */
  readonly caller?: Caller;
  readonly connection?: Partial<Connection>;
  readonly region: string;
  /** Accounts that receive the record; the caller's first. */
  readonly accounts: readonly string[];
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly resources?: readonly TrailResource[];
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly serviceEventDetails?: Readonly<Record<string, unknown>>;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Number of the call whose request id this record shows (EC2's CreateGrant and Decrypt share one). */
  readonly requestOf?: number;
}

/** AWS keeps event history for 90 days. Source: CloudTrail user guide, view-cloudtrail-events. */
export const EVENT_HISTORY_MS = 90 * 86_400_000;

/** Old entries are let go every so many calls, all at once: the limit may be passed by as many. */
const SWEEP_CALLS = 256;

/** Adds an entry; now and then lets the oldest go, by number and by age. */
export function remember(
  trail: Table<number, TrailEntry>,
  entry: TrailEntry,
  limit: number,
): Table<number, TrailEntry> {
  const kept = trail.set(entry.call, entry);
  return entry.call % SWEEP_CALLS === 0 ? sweep(kept, limit, entry.atMs - EVENT_HISTORY_MS) : kept;
}

function sweep(trail: Table<number, TrailEntry>, limit: number, oldestMs: number): Table<number, TrailEntry> {
  let left = trail.size;
  for (const [call, entry] of trail.entries()) {
    if (left <= limit && entry.atMs >= oldestMs) return trail.startingAt(call);
    left--;
  }
  return Table.empty();
}

/** No entries yet. */
export const emptyTrail = (): Table<number, TrailEntry> => Table.empty();
