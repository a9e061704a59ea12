/**
 * Behaviours: what AWS does in one situation, as data. A behaviour is a plan of calls and what must be observed of some of
 * them; whoever runs it needs nothing but a target that answers calls. Services add theirs in `index.ts`.
 */
import type { Service } from '../../model/call.ts';
import type { Grade } from '../../model/evidence.ts';
import type { Duration } from '../../model/step.ts';
import type { Planned, PlannedValue } from '../contract.ts';

/** The answer of a call that succeeds. */
export const OK = 'ok';
/** Any answer but a refusal by the validation of the request's members. */
export const VALID = 'valid';

/** What must be observed of one call. */
export interface Expectation {
  /** `ok`, `valid` or error codes: the first is the one that AWS was seen or is thought to give, all are accepted. */
  readonly answers: readonly string[];
  /** HTTP status of a refusal. */
  readonly status?: number;
  /** Text of the refusal, or a `$like` pattern, looked at where the first answer is given; empty: none at all. */
  readonly message?: PlannedValue;
  /** How sure the text is, where less than the behaviour itself. */
  readonly messageGrade?: Grade;
  /** The output of a success: values, references and patterns. An object has these members and no others. */
  readonly output?: PlannedValue;
  /**
   * The call is made again and again until it shows this, for so long at most: how a behaviour waits for a state. Whoever runs
   * it chooses the pause in between.
   */
  readonly within?: Duration;
  /** Part of the situation, not of the behaviour: where it does not come about, the behaviour could not be tried. */
  readonly given?: boolean;
  /** CloudTrail's record of the call itself; further fields are not looked at. Only for targets that give records. */
  readonly record?: PlannedValue;
  /**
   * CloudTrail's records of all KMS calls that AWS made for this call, in order, up to the next call of the plan that does not
   * wait for something; further fields of each are not looked at. Only for targets that give records.
   */
  readonly kmsRecords?: readonly PlannedValue[];
  /**
   * What EventBridge was told among other things, each `{ detailType, resources, detail }` with further members left open, over
   * the same time. Only for the simulation: no API gives it.
   */
  readonly notifications?: readonly PlannedValue[];
}

/**
 * Patterns of an expected output, written in the place of a value:
 * `{ $is: 'bytes' | 'text' | 'number' }`, `{ $length: 12 }`, `{ $like: '^[0-9a-f]{64}$' }`, `{ $absent: true }`,
 * `{ $contains: element }`, `{ $without: element }`, `{ $not: value }`, `{ $sameJson: text }`, `{ $document: value }` for
 * JSON, as text or gzipped, that reads as the value, and in an object `$open: true`, which lets it have further members.
 */
export const patterns = {
  bytes: { $is: 'bytes' },
  text: { $is: 'text' },
  /** Milliseconds since 1970. */
  time: { $is: 'number' },
  absent: { $absent: true },
  /** 64 hexadecimal digits: ids of key material and grants. */
  hex64: { $like: '^[0-9a-f]{64}$' },
} as const;

/** One thing that AWS does. */
export interface Behaviour {
  /** Unique and stable: `kms/key-states/Decrypt/Disabled/symmetric`. */
  readonly id: string;
  readonly service: Service;
  /** One sentence or phrase. */
  readonly behaviour: string;
  readonly grade: Grade;
  /** An https:// page, or the name of a published recording. */
  readonly source: string;
  /** All calls, in order. A call that `expect` does not name must succeed, else the behaviour could not be tried. */
  readonly plan: readonly Planned[];
  /** By the name of a call of the plan. */
  readonly expect: Readonly<Record<string, Expectation>>;
  /** Where the behaviour stands in its table, if it belongs to one, and what the table says there; default: the answer. */
  readonly cell?: { readonly row: string; readonly column: string; readonly says?: string };
}

/** Behaviours that belong together. */
export interface BehaviourTable {
  /** `kms/key-states`: the beginning of the ids of its behaviours. */
  readonly id: string;
  readonly title: string;
  /** Columns of the matrix, in order; absent: the table is summed up in a line for each row. */
  readonly columns?: readonly string[];
  /** What the words of its cells mean, for the report. */
  readonly legend?: string;
  readonly behaviours: () => Iterable<Behaviour>;
}
