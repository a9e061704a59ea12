/**
 * A history: what was called, what it came to, and what could be seen before and after. Invariants judge histories and
 * never look at a target.
 */
import type { AnyCall, Outcome } from '../../model/call.ts';
import type { Cipher } from '../../model/crypto/cipher.ts';
import type { WorldEvent } from '../../model/transaction.ts';
import type { World } from '../../model/world.ts';
import type { Observation } from './observation.ts';
import type { Planned } from './plan.ts';

/** A CloudTrail record as a trail delivers it (eventVersion 1.11); see the CloudTrail user guide, record contents. */
export interface TrailRecord {
  readonly eventVersion: string;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly eventID: string;
  readonly eventType: string;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  readonly requestID?: string;
  readonly readOnly?: boolean;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly userIdentity?: Readonly<Record<string, unknown>>;
  readonly requestParameters?: Readonly<Record<string, unknown>> | null;
  readonly responseElements?: Readonly<Record<string, unknown>> | null;
  readonly resources?: readonly { readonly ARN?: string; readonly accountId?: string; readonly type?: string }[];
  readonly [field: string]: unknown;
}

/** Whether a record is that of a call of a service itself, and not of one that a service made for it. */
export const isOwnRecord = ({ eventSource, userIdentity }: TrailRecord, service: string): boolean =>
  eventSource === `${service}.amazonaws.com` && userIdentity?.invokedBy === undefined;

/** What every entry of a history tells. */
interface EntryBase {
  /** Position in the history, from 0. */
  readonly index: number;
  /** Position in the plan, from 0; a call and the time that passes after it share it. */
  readonly planIndex: number;
  readonly planned: Planned;
  readonly before: Observation;
  readonly after: Observation;
  /** Virtual time at which the step began, milliseconds since 1970. */
  readonly atMs: number;
  /** CloudTrail records that the step left, oldest first, one copy each (the first account that receives it). */
  readonly records: readonly TrailRecord[];
  /** Lifecycle transitions and notifications, for invariants that need `events`; other targets give none. */
  readonly events: readonly WorldEvent[];
  /** The inside of the simulation, for invariants that need `world`; undefined on every other target. */
  readonly world: SeenWorld | undefined;
}

/** The inside of the simulation around a step. */
export interface SeenWorld {
  readonly before: World;
  readonly after: World;
  /** AES-GCM as fast as the target has it, to open what is stored; a broken world's cipher it never is. */
  readonly cipher: Cipher;
}

/** A call was made. */
export interface CallEntry extends EntryBase {
  readonly type: 'call';
  /** The call with all its references resolved. */
  readonly call: AnyCall;
  readonly outcome: Outcome;
  /** The planned call's name, if it has one. */
  readonly name: string | undefined;
}

/** Time passed. */
export interface ElapseEntry extends EntryBase {
  readonly type: 'elapse';
  readonly elapsedMs: number;
}

/** One step of a history. */
export type Entry = CallEntry | ElapseEntry;

/** What happened in one run, in order. */
export type History = readonly Entry[];

/** Whether an entry is a call of this operation, e.g. `isCallOf(entry, 'kms', 'Decrypt')`. */
export function isCallOf(entry: Entry, service: string, ...operations: readonly string[]): entry is CallEntry {
  return entry.type === 'call' && entry.call.service === service && operations.includes(entry.call.operation);
}
