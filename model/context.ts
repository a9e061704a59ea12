/**
 * What an operation sees of its call: who makes it, from where, and the transaction it runs in. Helpers that several
 * services share stand here; a service's own stand in its folder.
 */
import type { AnyCall, Connection, Outcome, Service, Via } from './call.ts';
import { AwsError, type ErrorOutcome } from './errors.ts';
import type { Identity } from './iam/types.ts';
import type { RecordDetails } from './trail.ts';
import type { PerformOptions, Transaction } from './transaction.ts';
import type { World } from './world.ts';

/** The connection of a call that names none: TLS, from a documentation address. */
export const DEFAULT_CONNECTION: Connection = {
  secureTransport: true,
  sourceIpAddress: '192.0.2.10',
  userAgent: 'keystate',
};

/** Whether a connection says all of itself, as those of requests over a wire do. */
const isWhole = (given: Partial<Connection>): given is Connection =>
  given.secureTransport !== undefined && given.sourceIpAddress !== undefined && given.userAgent !== undefined;

/** One call in the making. */
export class Context {
  readonly transaction: Transaction;
  readonly call: AnyCall;
  /** The call's number in the world's history. */
  readonly number: number;
  /** What the operation adds to its CloudTrail record. */
  readonly record: RecordDetails = {};
  #identity: Identity | undefined;
  #connection: Connection | undefined;

  constructor(transaction: Transaction, call: AnyCall, number: number) {
    this.transaction = transaction;
    this.call = call;
    this.number = number;
  }

  /** Resolves the caller, or refuses credentials that belong to nobody. */
  identify(): void {
    const { rules, world } = this.transaction;
    this.#identity = rules.identityOf(world.iam, this.call.caller);
    if (!this.#identity) rules.services[this.call.service].unknownCaller(this.call.caller);
  }

  get identity(): Identity {
    return this.#identity as Identity;
  }

  /** Account of the caller; that of the world for callers that have none (anonymous, unknown). */
  get account(): string {
    return this.#identity?.account || this.world.options.account;
  }

  get region(): string {
    return this.call.region;
  }

  /** `ACCOUNT/REGION`: the prefix of rows that live in one account and Region. */
  get place(): string {
    return `${this.account}/${this.region}`;
  }

  get world(): World {
    return this.transaction.world;
  }

  /** Replaces parts of the world. */
  update(parts: Partial<Pick<World, 'kms' | 's3' | 'ec2' | 'iam' | 'cloudtrail' | 'rds' | 'redshift'>>): void {
    this.transaction.update(parts);
  }

  get rules() {
    return this.transaction.rules;
  }

  get nowMs(): number {
    return this.transaction.nowMs;
  }

  get random() {
    return this.transaction.random;
  }

  get connection(): Connection {
    const given = this.call.connection;
    if (!given) return DEFAULT_CONNECTION;
    this.#connection ??= isWhole(given) ? given : { ...DEFAULT_CONNECTION, ...given };
    return this.#connection;
  }

  /** Whether the connection is good enough where TLS is demanded: TLS, or a loopback that its owner takes for it. */
  get hasTransport(): boolean {
    const { secureTransport, loopback } = this.connection;
    return secureTransport || loopback === true;
  }

  /** Makes a call as the caller, through this service (a forward access session). */
  callAs(via: Via, service: Service, operation: string, input: object, options?: PerformOptions): Outcome {
    return this.transaction.perform(
      {
        service,
        operation,
        input: input as Record<string, unknown>,
        caller: { ...this.call.caller, via },
        region: this.region,
        connection: this.call.connection,
      },
      options,
    );
  }

  /** What the record shows of the request; input that did not even validate may be unreadable and shows as null. */
  safeRequest(request: (input: never) => Readonly<Record<string, unknown>> | null) {
    try {
      return request(this.call.input as never);
    } catch {
      return null;
    }
  }
}

/** The output of a service-made call, or its refusal passed on, changed by `translate` into this service's words. */
export function expectOutput<T>(outcome: Outcome, translate: (error: ErrorOutcome) => ErrorOutcome): T {
  if (outcome.ok) return outcome.output as T;
  throw new AwsError(translate(outcome.error));
}
