/**
 * Calls and their outcomes, as plain data, typed by the AWS SDK's own command types. Two things differ from the SDK so
 * that worlds serialise: a timestamp is a number of milliseconds since 1970, and a streaming body is its bytes.
 */
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type * as Ebs from '@aws-sdk/client-ebs';
import type * as Ec2 from '@aws-sdk/client-ec2';
import type * as Iam from '@aws-sdk/client-iam';
import type * as Kms from '@aws-sdk/client-kms';
import type * as Rds from '@aws-sdk/client-rds';
import type * as Redshift from '@aws-sdk/client-redshift';
import type * as S3 from '@aws-sdk/client-s3';
import type * as Sts from '@aws-sdk/client-sts';
import type { MiddlewareStack } from '@smithy/types';
import type { ErrorOutcome } from './errors.ts';

/** The SDK client module of each simulated service. */
interface Clients {
  kms: typeof Kms;
  s3: typeof S3;
  ec2: typeof Ec2;
  ebs: typeof Ebs;
  cloudtrail: typeof CloudTrail;
  iam: typeof Iam;
  sts: typeof Sts;
  rds: typeof Rds;
  redshift: typeof Redshift;
}

/**
 * A simulated service, by its IAM prefix. EBS volumes and snapshots belong to `ec2`, as in AWS's API; `ebs` is the EBS
 * direct APIs, which read and write the blocks of snapshots.
 */
export type Service = keyof Clients;

/** Reads input and output off an SDK command class; its middleware stack names both. */
type CommandOf<S extends Service, O extends string> = `${O}Command` extends keyof Clients[S]
  ? Clients[S][`${O}Command`] extends abstract new (
      ...args: never[]
    ) => { middlewareStack: infer M }
    ? M extends MiddlewareStack<infer I, infer R>
      ? { input: I; output: R }
      : never
    : never
  : never;

/** Names of the operations of a service, as the API spells them. */
export type OperationName<S extends Service> = {
  [K in keyof Clients[S]]: K extends `${infer O}Command` ? O : never;
}[keyof Clients[S]] &
  string;

/** The SDK's type as plain data: dates as milliseconds, streams as bytes, no response metadata. */
export type Plain<T> = T extends string | number | boolean | bigint | undefined | null
  ? T
  : T extends Date
    ? number
    : T extends Uint8Array
      ? Uint8Array
      : T extends { transformToByteArray: unknown }
        ? Uint8Array
        : T extends readonly (infer E)[]
          ? Plain<E>[]
          : T extends object
            ? { [K in keyof T as K extends '$metadata' ? never : K]: Plain<T[K]> }
            : T;

/** Members that the SDK streams: S3's Body, the block of the EBS direct APIs. */
type Streamed = 'Body' | 'BlockData';
type WithBytesBody<T> = Streamed & keyof T extends never
  ? T
  : Omit<T, Streamed> & { [K in Streamed & keyof T]?: Uint8Array };

/** Input of an operation. */
export type InputOf<S extends Service, O extends OperationName<S>> = WithBytesBody<Plain<CommandOf<S, O>['input']>>;
/** Output of an operation. */
export type OutputOf<S extends Service, O extends OperationName<S>> = WithBytesBody<Plain<CommandOf<S, O>['output']>>;

/** A service that acts for its caller, as KMS and CloudTrail see it. */
export interface Via {
  /** The value of kms:ViaService without Region: `s3`, `ec2`... */
  readonly service: string;
  /** CloudTrail's invokedBy, sourceIPAddress and userAgent: `fas.s3.amazonaws.com`... */
  readonly invokedBy: string;
}

/** Who makes a call. */
export interface Caller {
  /**
   * ARN of a root user, IAM user, IAM role session (`arn:aws:sts::...:assumed-role/ROLE/SESSION`), the name of an AWS
   * service (`ec2.amazonaws.com`), or `anonymous`.
   */
  readonly principal: string;
  /** Set when a service makes the call on behalf of the principal (a forward access session). */
  readonly via?: Via;
  /** For sessions that a resource holds: ARN of the instance the credentials were issued to. */
  readonly inScopeOf?: string;
  /** For AWS service principals: the account on whose behalf the service acts. */
  readonly account?: string;
  /** For AWS service principals: ARN of the resource on whose behalf the service acts (`aws:SourceArn`). */
  readonly sourceArn?: string;
}

/** The connection a call came over; matters to data in transit and to CloudTrail. */
export interface Connection {
  /** Whether TLS was used: the truth behind aws:SecureTransport. */
  readonly secureTransport: boolean;
  /**
   * The call never left the machine, and its owner takes that for transport enough where S3 demands TLS for SSE-KMS and
   * SSE-C. Policies and records go on seeing `secureTransport`.
   */
  readonly loopback?: boolean;
  readonly sourceIpAddress: string;
  readonly userAgent: string;
}

/** One request, as plain data. */
export interface Call<S extends Service = Service, O extends string = string> {
  readonly service: S;
  readonly operation: O;
  readonly input: O extends OperationName<S> ? InputOf<S, O> : Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  /** Region of the endpoint that is called. */
  readonly region: string;
  readonly connection?: Partial<Connection>;
}

/** A call of any operation: what the one door takes. */
export interface AnyCall {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly region: string;
  readonly connection?: Partial<Connection>;
}

/** What a call came to. */
export type Outcome<T = Readonly<Record<string, unknown>>> =
  | { readonly ok: true; readonly output: T; readonly call: number }
  | { readonly ok: false; readonly error: ErrorOutcome; readonly call: number };
// `call` is the number of the call in the world's history; `requestIdOf(seed, call)` gives AWS's request id.
