/**
 * What an operation is: one record, in one place, with everything the rest of the project asks of it. The door, the
 * server, the trail, the generators and the conformance table all read these records.
 */
import type { InputOf, OperationName, OutputOf, Service } from './call.ts';
import type { Context } from './context.ts';
import type { Evidence } from './evidence.ts';
import type { Transaction } from './transaction.ts';

/** How an operation shows in CloudTrail. */
export interface OperationTrail<I, O> {
  /** Management events are on by default; data events only where a trail selects them. Default `Management`. */
  readonly category?: 'Management' | 'Data';
  /** eventName where it is not the operation's name (S3: ListObjectsV2 shows as ListObjects). */
  readonly eventName?: string;
  /** requestParameters: what of the input is shown. It must leave out secrets. */
  readonly request: (input: I) => Readonly<Record<string, unknown>> | null;
  /** responseElements of a success; null for reads (the default). */
  readonly response?: (output: O, input: I) => Readonly<Record<string, unknown>> | null;
  /** Region of the record where it is not the one called: global services record in us-east-1. */
  readonly region?: string;
  /** Code in the record where it is not the API's. EC2 prefixes `Client.`. */
  readonly errorCode?: (code: string) => string;
}

/** One operation of one service. */
export interface Operation<I = never, O = unknown> {
  readonly service: Service;
  /** As the API spells it, e.g. `DisableKey`. */
  readonly name: string;
  /** CloudTrail's readOnly. */
  readonly readOnly: boolean;
  readonly evidence: Evidence;
  readonly trail: OperationTrail<I, O>;
  /** Refuses malformed input before anything is looked up. */
  readonly validate?: (input: I) => void;
  /** Does it, or refuses by `refuse(...)`. All effects go through the context. */
  readonly run: (context: Context, input: I) => O;
}

/** An operation of unknown input and output, as the registry keeps it. */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds operations of every type; the door checks input itself
export type AnyOperation = Operation<any, any>;

/** Declares an operation, typed by the SDK's command of that name. */
export function operation<S extends Service, N extends OperationName<S>>(
  service: S,
  name: N,
  record: Omit<Operation<InputOf<S, N>, OutputOf<S, N>>, 'service' | 'name'>,
): Operation<InputOf<S, N>, OutputOf<S, N>> {
  return { service, name, ...record };
}

/** What the world does when something on the agenda is due. */
export type Handler = (transaction: Transaction, detail: never) => void;
