/**
 * Drawing calls: a template of the vocabulary and a row of integers make one planned call. Every choice in a template
 * takes the next integer, 0 being the simplest alternative, so shrinking the integers simplifies the call.
 */
import { utf8 } from '../../model/bytes.ts';
import type { Duration } from '../../model/step.ts';
import type { Planned, PlannedValue } from '../../scenarios/contract.ts';
import {
  type CallTemplate,
  type Choice,
  type Drawable,
  LEFT_OUT,
  type Template,
  type ThingChoice,
} from '../../scenarios/vocabulary/draw.ts';

/** Integers are drawn below this. */
export const CHOICES = 0x1_0000;
/** Every so many calls gets spoilt input, and every so many S3 calls goes over a connection without TLS. */
const SPOIL_EVERY = 40;
const INSECURE_EVERY = 24;

/** What a run may draw. */
export interface Vocabulary {
  readonly templates: readonly Template[];
  /** Who may call; the first is the simplest choice. */
  readonly people: readonly { readonly name: string; readonly weight: number }[];
}

/** How many integers the longest call of a vocabulary needs. */
export function choicesNeeded(templates: readonly Template[]): number {
  return templates.reduce((most, template) => Math.max(most, choicesOf(template)), 0);
}

const known = new WeakMap<Template, number>();

function choicesOf(template: Template): number {
  const choices = known.get(template) ?? FIXED_CHOICES + ('operation' in template ? depth(template) : 0);
  known.set(template, choices);
  return choices;
}

/** Template, caller, spoiling, connection, time that passes. */
const FIXED_CHOICES = 5;

function depth(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = ['$choice', '$number', '$text_bytes', '$thing'].some((mark) => mark in value) ? 2 : 0;
  return own + Object.values(value).reduce((sum: number, part) => sum + depth(part), 0);
}

/** The call that a row of integers stands for. */
export function drawCall(vocabulary: Vocabulary, row: readonly number[]): Planned {
  const draw = new Draw(row);
  const template = draw.weighted(vocabulary.templates);
  const caller = draw.weighted(vocabulary.people).name;
  const [spoil, insecure, wait] = [draw.next(), draw.next(), draw.next()];
  if ('elapse' in template) return { elapse: template.elapse[wait % template.elapse.length] as Duration };
  const duration = template.wait?.[wait % template.wait.length];
  return {
    service: template.service,
    operation: template.operation,
    input: spoiled(draw.value(template.input) as CallTemplate['input'] & PlannedInput, spoil),
    ...(caller === vocabulary.people[0]?.name ? {} : { caller }),
    ...(template.service === 's3' && insecure % INSECURE_EVERY === INSECURE_EVERY - 1
      ? { connection: { secureTransport: false } }
      : {}),
    ...(duration && Object.keys(duration).length > 0 ? { wait: duration } : {}),
  };
}

type PlannedInput = { readonly [member: string]: PlannedValue };

/** Takes choices off a row of integers; past its end every choice is the simplest. */
class Draw {
  readonly #row: readonly number[];
  readonly #things = new Map<string, number>();
  #at = 0;

  constructor(row: readonly number[]) {
    this.#row = row;
  }

  next(): number {
    return this.#row[this.#at++] ?? 0;
  }

  weighted<T extends { readonly weight: number }>(alternatives: readonly T[]): T {
    let total = 0;
    for (const { weight } of alternatives) total += weight;
    let left = this.next() % total;
    let at = 0;
    for (; left >= (alternatives[at] as T).weight; at++) left -= (alternatives[at] as T).weight;
    return alternatives[at] as T;
  }

  value(drawable: Drawable): PlannedValue | undefined {
    if (typeof drawable !== 'object' || drawable === null || drawable instanceof Uint8Array) return drawable;
    if (Array.isArray(drawable)) return (drawable as readonly Drawable[]).map((item) => this.value(item) ?? null);
    if ('$choice' in drawable) return this.value(this.weighted((drawable as Choice).$choice).value);
    if ('$number' in drawable) return this.#number(...(drawable.$number as [number, number]));
    if ('$text_bytes' in drawable) return this.#bytes(...(drawable.$text_bytes as [number, number]));
    if ('$thing' in drawable) return this.#thing(drawable as ThingChoice);
    if ('$left_out' in drawable) return undefined;
    return this.#members(drawable as { readonly [member: string]: Drawable });
  }

  #members(members: { readonly [member: string]: Drawable }): PlannedValue {
    const drawn: Record<string, PlannedValue> = {};
    for (const name of Object.keys(members)) {
      const value = this.value(members[name] ?? LEFT_OUT);
      if (value !== undefined) drawn[name] = value;
    }
    return drawn;
  }

  #number(min: number, max: number): number {
    return min + (this.next() % (max - min + 1));
  }

  #bytes(minBytes: number, maxBytes: number): Uint8Array {
    const length = this.#number(minBytes, maxBytes);
    return readableBytes(this.next(), length);
  }

  #thing({ $thing, give, as }: ThingChoice): PlannedValue {
    const n = this.#things.get(as) ?? this.next() % THINGS;
    this.#things.set(as, n);
    return { $any: $thing, n, give };
  }
}

/** References count up to here; more things of a kind than this are rare in one run. */
const THINGS = 12;

/** Text that nobody writes by accident, different for each choice, so that a leak is found. */
function readableBytes(choice: number, length: number): Uint8Array {
  const sentence = `plain text ${choice} of keystate. `;
  return utf8(sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length));
}

/** What becomes of a member of a spoilt input. */
const SPOILERS: readonly (PlannedValue | undefined)[] = [
  undefined,
  '',
  -1,
  'x'.repeat(3000),
  { not: 'that' },
  [],
  true,
];

/** Rarely, an input with one member wrong. */
function spoiled(input: PlannedInput, choice: number): PlannedInput {
  const members = Object.keys(input);
  if (choice % SPOIL_EVERY !== SPOIL_EVERY - 1 || members.length === 0) return input;
  const which = Math.trunc(choice / SPOIL_EVERY);
  const member = members[which % members.length] as string;
  const spoiler = SPOILERS[Math.trunc(which / members.length) % SPOILERS.length];
  const { [member]: _, ...others } = input;
  return spoiler === undefined ? others : { ...others, [member]: spoiler };
}
