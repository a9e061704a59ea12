/**
 * The words in which the input of an operation is described: which members it has, of which type, within which bounds.
 * `model/SERVICE/shapes.ts` is written in them; `constraints.ts` checks input against them, `variants.ts` makes input
 * from them.
 *
 * A shape is flat. Its keys are paths: `Tags` is a member, `Tags[]` an element of a list, `Tags[].TagKey` a member of
 * an element. What a path passes through (here `Tags[]`, a structure) needs no entry of its own. Keys stand in the order
 * of AWS's model. Every map of these APIs goes from text to text, so a map's values need no entry either.
 */

/** How a value is represented in a call: blob = Uint8Array, timestamp = milliseconds since 1970, long = number. */
export type MemberType =
  | 'string'
  | 'blob'
  | 'boolean'
  | 'integer'
  | 'long'
  | 'timestamp'
  | 'list'
  | 'map'
  | 'structure';

/** What AWS's model says of one member. Bounds are inclusive. */
export interface Constraint {
  readonly type: MemberType;
  /** Absent and null are the same: not given. */
  readonly required?: boolean;
  /** Least value of a number, least length of text (characters), blob (bytes), list or map (entries). */
  readonly min?: number;
  /** Greatest value or length, as `min`. */
  readonly max?: number;
  /** Regular expression that the whole text must match, in AWS's spelling. */
  readonly pattern?: string;
  /** The values that are accepted. */
  readonly enum?: readonly string[];
  /** The values as AWS's refusal lists them, where that differs from `enum`. */
  readonly listed?: readonly string[];
  /** AWS never repeats the value of a sensitive member. */
  readonly sensitive?: boolean;
  /** Name on the wire where it is not the member's own: an HTTP header, a query parameter. */
  readonly wire?: string;
}

/** The input of one operation: constraints by path, in AWS's order. */
export type InputShape = Readonly<Record<string, Constraint>>;

/** Text without bounds. */
export const text: Constraint = { type: 'string' };
/** A boolean. */
export const flag: Constraint = { type: 'boolean' };
/** A whole number without bounds. */
export const integer: Constraint = { type: 'integer' };
/** A whole number of 64 bits without bounds. */
export const long: Constraint = { type: 'long' };
/** Bytes without bounds. */
export const blob: Constraint = { type: 'blob' };
/** A point in time. */
export const timestamp: Constraint = { type: 'timestamp' };
/** A list without bounds. */
export const list: Constraint = { type: 'list' };
/** A map from text to text. */
export const map: Constraint = { type: 'map' };
/** A structure; its members follow under its path. */
export const structure: Constraint = { type: 'structure' };

/** Text of `min` to `max` characters that matches the pattern as a whole. */
export const textOf = (min?: number, max?: number, pattern?: string): Constraint => ({
  type: 'string',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  ...(pattern === undefined ? {} : { pattern }),
});
/** Bytes, `min` to `max` of them. */
export const blobOf = (min: number, max: number): Constraint => ({ type: 'blob', min, max });
/** A whole number from `min` to `max`. */
export const integerOf = (min?: number, max?: number): Constraint => ({
  type: 'integer',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
/** A list of `min` to `max` elements. */
export const listOf = (min?: number, max?: number): Constraint => ({
  type: 'list',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
/** One of a set of texts, given as one text with spaces between. */
export const oneOf = (values: string): Constraint => ({ type: 'string', enum: values.split(' ') });

/** The same, but it must be given. */
export const required = (constraint: Constraint): Constraint => ({ ...constraint, required: true });
/** The same, but its value is never repeated in a refusal. */
export const sensitive = (constraint: Constraint): Constraint => ({ ...constraint, sensitive: true });
/** The same, under another name on the wire. */
export const wire = (name: string, constraint: Constraint): Constraint => ({ ...constraint, wire: name });
/** The same, but AWS's refusal lists these values (one text, spaces between). */
export const listedAs = (values: string, constraint: Constraint): Constraint => ({
  ...constraint,
  listed: values.split(' '),
});
