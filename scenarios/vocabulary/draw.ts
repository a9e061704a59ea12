/**
 * How a call of the vocabulary says what may vary in it. A template is plain data: an input with choices inside, and
 * every choice is one integer, 0 the simplest. So the harness draws a call as a list of integers and shrinks it towards
 * zeros, an explorer can count choices through, and nothing here knows a library.
 */
import type { Service } from '../../model/call.ts';
import type { Duration } from '../../model/step.ts';
import { type PlannedValue, type ThingKind, thingFacets } from '../contract.ts';

/** Alternatives with integer weights; the first is the simplest. */
export interface Choice {
  readonly $choice: readonly { readonly weight: number; readonly value: Drawable }[];
}

/** A whole number from `min` to `max`. */
export interface NumberChoice {
  readonly $number: readonly [min: number, max: number];
}

/** Readable bytes that are easy to find again where they should not be: `length` of them, the text drawn. */
export interface BytesChoice {
  readonly $text_bytes: readonly [minBytes: number, maxBytes: number];
}

/** A thing made earlier in the run, as `NumberedReference`, its number drawn once for each `as` in a call. */
export interface ThingChoice {
  readonly $thing: ThingKind;
  readonly give: string;
  readonly as: string;
}

/** A member that is left out (the simplest) or drawn. */
export const LEFT_OUT = { $left_out: true } as const;

/** A value with choices inside. */
export type Drawable =
  | PlannedValue
  | Choice
  | NumberChoice
  | BytesChoice
  | ThingChoice
  | typeof LEFT_OUT
  | readonly Drawable[]
  | { readonly [member: string]: Drawable };

/** One call of the vocabulary. */
export interface CallTemplate {
  /** Group by which runs switch parts of the vocabulary on and off. */
  readonly group: string;
  /** Integer, relative to all other calls in play. */
  readonly weight: number;
  readonly service: Service;
  readonly operation: string;
  readonly input: { readonly [member: string]: Drawable };
  /** How long may pass right after the call: one is drawn, the first being the simplest. Default: nothing. */
  readonly wait?: readonly Duration[];
  /** Only families that name its group draw from it. */
  readonly onlyNamed?: true;
}

/** Time that may pass, as an item of its own. */
export interface ElapseTemplate {
  readonly group: string;
  readonly weight: number;
  readonly elapse: readonly Duration[];
  /** As for calls. */
  readonly onlyNamed?: true;
}

/** An item of the vocabulary. */
export type Template = CallTemplate | ElapseTemplate;

/** One of these, all equally likely. */
export const oneOf = (...values: readonly Drawable[]): Choice => ({
  $choice: values.map((value) => ({ weight: 1, value })),
});

/** One of these, with integer weights: `weighted([3, 'a'], [1, 'b'])`. */
export const weighted = (...pairs: readonly (readonly [weight: number, value: Drawable])[]): Choice => ({
  $choice: pairs.map(([weight, value]) => ({ weight, value })),
});

/** Left out, or this in `percent` of the cases. */
export const maybe = (value: Drawable, percent = 50): Choice => weighted([100 - percent, LEFT_OUT], [percent, value]);

/** A whole number from `min` to `max`. */
export const number = (min: number, max: number): NumberChoice => ({ $number: [min, max] });

/** Readable bytes of any length between the two. */
export const bytes = (minBytes: number, maxBytes: number): BytesChoice => ({ $text_bytes: [minBytes, maxBytes] });

/**
 * A thing made earlier in the run. References with the same `as` in one call mean the same thing:
 * `{ CiphertextBlob: thing('ciphertext', 'blob'), EncryptionContext: thing('ciphertext', 'context') }`.
 */
export const thing = (kind: ThingKind, give: string = thingFacets[kind][0], as: string = kind): ThingChoice => ({
  $thing: kind,
  give,
  as,
});
