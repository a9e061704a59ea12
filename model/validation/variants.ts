/**
 * Inputs at and just past every bound of an operation's shape, for conformance runs: each differs from a valid base in
 * one member only. Members that the base lacks are put in with the least value that is valid; where no such value can
 * be made (a pattern that nothing simple matches), that member yields only what a base would have to give it.
 *
 * `accepted` means: not refused by validation. The operation may still refuse it, for example because no such key exists.
 */
import { ModelDefect } from '../errors.ts';
import { type Constraint, compileShape, type InputShape, wholeMatch } from './constraints.ts';

/** What a variant tries. */
export type VariantKind = 'missing' | 'at-min' | 'below-min' | 'at-max' | 'above-max' | 'enum-member' | 'not-in-enum';

/** One input to try. */
export interface Variant {
  /** The key in the shape, e.g. `Tags[].TagKey`. */
  readonly path: string;
  readonly kind: VariantKind;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: 'accepted' | 'refused';
  /** How it is refused, where a service's words were given. */
  readonly text?: string;
}

/**
 * Yields the variants of one operation. `base` must be valid input (ModelDefect otherwise), e.g. `leastInput(shape)`;
 * `textOf` gives the service's words for an input, e.g. `jsonMessage(shape)`. The base is never changed.
 */
export function* variants(
  shape: InputShape,
  base: Readonly<Record<string, unknown>>,
  textOf: (input: object) => string | undefined = () => undefined,
): Generator<Variant> {
  const check = compileShape(shape);
  const wrong = check(base).map(({ member, kind }) => `${member} (${kind})`);
  if (wrong.length > 0)
    throw new ModelDefect(`Variants need a base that validation accepts; this one breaks ${wrong.join(', ')}`);
  for (const [path, constraint] of Object.entries(shape)) {
    const steps = path.match(/[^.[\]]+|\[\]/g) ?? [];
    const parts = { shape, path, steps };
    for (const [kind, value] of valuesOf(constraint, valueAt(base, steps), steps.at(-1) === '[]')) {
      const input = withValue(parts, base, value) as Readonly<Record<string, unknown>>;
      const expected = ACCEPTED.has(kind) ? 'accepted' : 'refused';
      // What else would be wrong (a sibling that cannot be made up, a pattern) would hide what the variant tries.
      if (expected === 'accepted' && check(input).length > 0) continue;
      const text = expected === 'refused' ? textOf(input) : undefined;
      yield { path, kind, input, expected, ...(text === undefined ? {} : { text }) };
    }
  }
}

/**
 * The least input that validation accepts: every required member with its least value. A member whose pattern no run of
 * one character matches (a Region) comes out wrong and has to be given by the caller.
 */
export function leastInput(shape: InputShape): Readonly<Record<string, unknown>> {
  return requiredMembers(shape, '');
}

const ACCEPTED: ReadonlySet<VariantKind> = new Set<VariantKind>(['at-min', 'at-max', 'enum-member']);

function* valuesOf(constraint: Constraint, given: unknown, isElement: boolean): Generator<[VariantKind, unknown]> {
  const { min, max } = constraint;
  if (constraint.required && !isElement) yield ['missing', undefined];
  if (min !== undefined) yield ['at-min', sized(constraint, min, given)];
  if (min !== undefined && canShrinkBelow(constraint, min)) yield ['below-min', sized(constraint, min - 1, given)];
  if (max !== undefined) yield ['at-max', sized(constraint, max, given)];
  if (max !== undefined) yield ['above-max', sized(constraint, max + 1, given)];
  for (const member of constraint.enum ?? []) yield ['enum-member', member];
  if (constraint.enum) yield ['not-in-enum', 'NOT_A_MEMBER'];
}

/** Numbers can always be smaller; lengths only down to nothing. */
const canShrinkBelow = ({ type }: Constraint, min: number): boolean => type === 'integer' || type === 'long' || min > 0;

/** A value of exactly this size, grown or cut from the given one so that a pattern still matches. */
function sized(constraint: Constraint, size: number, given: unknown): unknown {
  switch (constraint.type) {
    case 'string':
      return textOfLength(constraint, size, typeof given === 'string' ? given : '');
    case 'blob':
      return new Uint8Array(size).fill(1);
    case 'list':
      return Array.from({ length: size }, (_, index) => elementLike(given, index));
    case 'map':
      return Object.fromEntries(Array.from({ length: size }, (_, index) => [`key${index}`, 'value']));
    default:
      return size;
  }
}

const elementLike = (given: unknown, index: number): unknown =>
  Array.isArray(given) && given.length > 0 ? given[index % given.length] : 'a';

const FILLERS = ['a', '0', 'A', '2', '/', '.'];

function textOfLength({ pattern }: Constraint, size: number, given: string): string {
  const candidates = [...FILLERS, ...given.slice(-1)].flatMap((filler) => [
    given.slice(0, size).padEnd(size, filler),
    filler.repeat(size),
  ]);
  const expression = pattern === undefined ? undefined : wholeMatch(pattern);
  return candidates.find((candidate) => expression?.test(candidate) ?? true) ?? candidates[0]!;
}

/** The least valid value of a constraint, to fill in what a variant needs around it. */
function sample(constraint: Constraint): unknown {
  if (constraint.enum) return constraint.enum[0];
  const size = constraint.min ?? (constraint.type === 'list' || constraint.type === 'map' ? 0 : 1);
  if (constraint.type === 'boolean') return true;
  if (constraint.type === 'structure') return {};
  if (constraint.type === 'timestamp') return 0;
  return sized(constraint, Math.min(size, constraint.max ?? size), undefined);
}

interface Place {
  readonly shape: InputShape;
  readonly path: string;
  readonly steps: readonly string[];
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (at, step) => (at as Readonly<Record<string, unknown>> | undefined)?.[step === '[]' ? '0' : step],
    value,
  );
}

/** The base with one value in it (undefined: taken out); what the path passes through is made where it is missing. */
function withValue({ shape, steps }: Place, base: unknown, value: unknown): unknown {
  const place = (at: unknown, depth: number): unknown => {
    const step = steps[depth];
    if (step === undefined) return value;
    if (step === '[]') {
      const elements = (at as readonly unknown[] | undefined) ?? [];
      return [place(elements[0], depth + 1), ...elements.slice(1)];
    }
    const members = at ?? requiredMembers(shape, `${pathOf(steps.slice(0, depth))}.`);
    const { [step]: old, ...rest } = members as Readonly<Record<string, unknown>>;
    const next = place(old, depth + 1);
    return next === undefined ? rest : { ...rest, [step]: next };
  };
  return place(base, 0);
}

const pathOf = (steps: readonly string[]): string => steps.join('.').replaceAll('.[]', '[]');

/** The required members of a structure that has to be made up; `prefix` is its path with a dot, empty for the input. */
function requiredMembers(shape: InputShape, prefix: string): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [path, constraint] of Object.entries(shape)) {
    const name = path.slice(prefix.length);
    if (!path.startsWith(prefix) || !constraint.required || /[.[]/.test(name)) continue;
    made[name] = constraint.type === 'structure' ? requiredMembers(shape, `${path}.`) : sample(constraint);
  }
  return made;
}
