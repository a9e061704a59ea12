/** The small part of DER (X.690) that key encodings are made of: a writer, and a reader that never throws. */
import { concat } from '../bytes.ts';

/** Identifier bytes of the types in use. */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  none: 0x05,
  objectIdentifier: 0x06,
  sequence: 0x30,
} as const;

/** Identifier byte of context-specific type `[number]`: primitive, or constructed. */
export const contextTag = (number: number, constructed: boolean): number => (constructed ? 0xa0 : 0x80) | number;

// --- writing ---

/** One value: tag, length, contents. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concat(...contents);
  const { length } = content;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), content);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return concat(Uint8Array.of(tag, 0x80 | digits.length, ...digits), content);
}

/** SEQUENCE of values. */
export const sequence = (...members: readonly Uint8Array[]): Uint8Array => element(TAG.sequence, ...members);
/** OCTET STRING. */
export const octetString = (bytes: Uint8Array): Uint8Array => element(TAG.octetString, bytes);
/** A bit string of whole bytes. */
export const bitString = (bytes: Uint8Array): Uint8Array => element(TAG.bitString, Uint8Array.of(0), bytes);
/** NULL. */
export const none = (): Uint8Array => element(TAG.none);

/** A non-negative integer. */
export function integer(value: bigint): Uint8Array {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  const bytes = Uint8Array.from(even.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  return element(TAG.integer, bytes[0]! >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes);
}

/** An object identifier in dotted form. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first, second, ...arcs] = dotted.split('.').map(Number);
  const bytes = [40 * first! + second!, ...arcs].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let rest = arc >>> 7; rest > 0; rest >>>= 7) groups.unshift(0x80 | (rest & 0x7f));
    return groups;
  });
  return element(TAG.objectIdentifier, Uint8Array.from(bytes));
}

// --- reading ---

/** One value that was read. */
export interface Element {
  readonly tag: number;
  /** The contents; a view of the bytes that were read. */
  readonly content: Uint8Array;
}

/**
 * The values that fill the bytes exactly, or undefined if they do not. Definite lengths only; as in BER a length may be
 * written longer than needed, because KMS takes BER for imported keys.
 */
export function readAll(bytes: Uint8Array): Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at++]!;
    let length = bytes[at++] ?? Number.NaN;
    if (length >= 0x80) {
      const digits = length & 0x7f;
      if (digits === 0 || digits > 4) return undefined;
      length = 0;
      for (let k = 0; k < digits; k++) length = length * 256 + (bytes[at++] ?? Number.NaN);
    }
    if (!(at + length <= bytes.length)) return undefined;
    elements.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return elements;
}

/** The members of the one sequence that fills the bytes, or undefined. */
export function readSequence(bytes: Uint8Array): Element[] | undefined {
  const elements = readAll(bytes);
  return elements?.length === 1 ? membersOf(elements[0]) : undefined;
}

/** The members of a sequence, or undefined if the element is none. */
export const membersOf = (of: Element | undefined): Element[] | undefined =>
  of?.tag === TAG.sequence ? readAll(of.content) : undefined;

/** The contents of an element of the given tag, or undefined. */
export const contentOf = (of: Element | undefined, tag: number): Uint8Array | undefined =>
  of?.tag === tag ? of.content : undefined;

/** The value of a non-negative integer, or undefined. */
export function integerOf(of: Element | undefined): bigint | undefined {
  const content = contentOf(of, TAG.integer);
  if (content === undefined || content.length === 0 || content[0]! >= 0x80) return undefined;
  return BigInt(`0x${Array.from(content, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
}

/** The dotted form of an object identifier, or undefined. */
export function identifierOf(of: Element | undefined): string | undefined {
  const content = contentOf(of, TAG.objectIdentifier);
  if (content === undefined || content.length === 0 || content[content.length - 1]! >= 0x80) return undefined;
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const first = Math.min(Math.floor(arcs[0]! / 40), 2);
  return [first, arcs[0]! - 40 * first, ...arcs.slice(1)].join('.');
}

/** The bytes of a bit string without unused bits, or undefined. */
export function bitsOf(of: Element | undefined): Uint8Array | undefined {
  const content = contentOf(of, TAG.bitString);
  return content?.[0] === 0 ? content.subarray(1) : undefined;
}
