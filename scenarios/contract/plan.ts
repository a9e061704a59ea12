/**
 * Planned calls: what a scenario wants to be called, as plain data that serialises to JSON. Whatever is only known when the
 * calls are made (ids, ciphertexts) stands as a reference and is resolved then, so that a list of calls can be
 * shortened, replayed on another target and printed as a program.
 */
import type { Caller, Connection, Service } from '../../model/call.ts';
import type { WrappingAlgorithm } from '../../model/crypto/wrapping.ts';
import type { Duration } from '../../model/step.ts';
import type { ThingKind } from './things.ts';

/** By name: a member of the output of an earlier call that has a `name`. `{ $ref: 'key1.KeyMetadata.KeyId' }`. */
export interface NamedReference {
  /** Name of the call, then a path into its output; digits index lists: `run.Instances.0.InstanceId`. */
  readonly $ref: string;
}

/** By kind and number: thing `n` modulo the things of that kind made so far. Random runs use these. */
export interface NumberedReference {
  readonly $any: ThingKind;
  readonly n: number;
  /** Which of the thing's facets (see `things.ts`); default: its first, which names the thing. */
  readonly give?: string;
}

/** Text put together when the call is made: an ARN, a policy. */
export interface JoinedText {
  readonly $text: readonly PlannedValue[];
}

/** A JSON document as text, references inside resolved: policies. */
export interface JsonText {
  readonly $json: PlannedValue;
}

/** A moment, counted from the virtual time at which the call is made; resolves to milliseconds since 1970. */
export interface RelativeTime {
  readonly $now: Duration;
}

/** Key material wrapped for ImportKeyMaterial, under the public key that GetParametersForImport gave. */
export interface WrappedMaterial {
  readonly $wrap: {
    /** Bytes of the material. */
    readonly material: PlannedValue;
    /** Usually a reference to the PublicKey of GetParametersForImport. */
    readonly publicKey: PlannedValue;
    readonly algorithm: WrappingAlgorithm;
  };
}

/** Some of the bytes of a value: a ciphertext cut short. */
export interface PartOfBytes {
  readonly $part: { readonly of: PlannedValue; readonly from: number; readonly to?: number };
}

/** Anything that stands for a value until the call is made. */
export type Reference =
  | NamedReference
  | NumberedReference
  | JoinedText
  | JsonText
  | RelativeTime
  | WrappedMaterial
  | PartOfBytes;

/** A value in planned input. Bytes serialise as `{ "$bytes": base64 }`. */
export type PlannedValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | Reference
  | readonly PlannedValue[]
  | { readonly [member: string]: PlannedValue };

/** Who makes a planned call: the name of one of the people of `scenarios/people.ts`, or a caller spelled out. */
export type PlannedCaller = string | Caller | { readonly [Member in keyof Caller]: PlannedValue };

/** A call to be made. */
export interface PlannedCall {
  readonly service: Service;
  readonly operation: string;
  readonly input: { readonly [member: string]: PlannedValue };
  /** Default: `admin`, an administrator of the world's account. */
  readonly caller?: PlannedCaller;
  /** Default: the world's Region. */
  readonly region?: string;
  readonly connection?: Partial<Connection>;
  /** Later calls refer to the output by this name. */
  readonly name?: string;
  /** Time that passes right after the call, whatever its outcome; a history entry of its own. */
  readonly wait?: Duration;
}

/** Time passes and nobody calls. */
export interface PlannedElapse {
  readonly elapse: Duration;
}

/** One item of a plan. A call whose references cannot be resolved is dropped, which is no error: shrinking relies on it. */
export type Planned = PlannedCall | PlannedElapse;

/** Whether an item of a plan is a call. */
export const isCall = (planned: Planned): planned is PlannedCall => 'operation' in planned;

/** Shorthand for a reference by name. */
export const ref = (path: string): NamedReference => ({ $ref: path });
