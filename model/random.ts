/**
 * The world's only source of chance: a small seeded generator whose state is plain data inside the world. It makes ids
 * and key material that look like AWS's. It is not cryptographically strong and need not be: these keys protect nothing,
 * and the same seed must give the same bytes everywhere.
 */
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const HEX = '0123456789abcdef';
/** Two digits for each byte, the lower one first: ids are made for every call, eight steps for a word were their dearest part. */
const PAIRS = Array.from({ length: 256 }, (_, byte) => `${HEX[byte & 15]}${HEX[byte >>> 4]}`);
const HEX_CODES = Array.from(HEX, (digit) => digit.charCodeAt(0));
const DASH = 0x2d;
/** Where the letters of a UUID are put together; the dashes stand there already, and nobody keeps it. */
const uuidLetters = new Array<number>(36).fill(DASH);
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Generator state as it stands in the world. */
export type RandomState = readonly number[];

/** The first state for a seed of hexadecimal digits of any length. */
export function seedState(seed: string): RandomState {
  let folded = 0x811c9dc5;
  const digits = seed.toLowerCase();
  for (let at = 0; at < digits.length; at++) folded = Math.imul(folded ^ digits.charCodeAt(at), 0x01000193);
  return xoroshiro128plus(folded).getState();
}

/** Draws from a state; `state()` gives the one to keep. One instance lives for one step. */
export class Random {
  readonly #generator: RandomGenerator;

  constructor(state: RandomState) {
    this.#generator = xoroshiro128plusFromState(state);
  }

  state(): RandomState {
    return this.#generator.getState();
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 4) {
      const word = this.#generator.next();
      for (let k = 0; k < 4 && at + k < length; k++) bytes[at + k] = word >>> (8 * k);
    }
    return bytes;
  }

  /** An integer in [0, below). */
  below(below: number): number {
    return (this.#generator.next() >>> 0) % below;
  }

  hex(digits: number): string {
    let text = '';
    for (let at = 0; at < digits; at += 8) text += this.#eightDigits();
    return text.slice(0, digits);
  }

  /** Upper-case letters and digits, as in principal ids and access keys. */
  alphanumeric(length: number): string {
    let text = '';
    for (let at = 0; at < length; at++) text += ALPHANUMERIC[this.below(ALPHANUMERIC.length)];
    return text;
  }

  /** A version 4 UUID. Every call has one as its request id, so it is made of its 36 letters at once, not of parts. */
  uuid(): string {
    let word = 0;
    let at = 0;
    for (let digit = 0; digit < 32; digit++, word >>>= 4) {
      if (digit % 8 === 0) word = this.#generator.next();
      if (digit === 8 || digit === 12 || digit === 16 || digit === 20) at++;
      const value = digit === 12 ? 4 : digit === 16 ? 8 + (word & 3) : word & 15;
      uuidLetters[at++] = HEX_CODES[value]!;
    }
    return String.fromCharCode.apply(null, uuidLetters);
  }

  #eightDigits(): string {
    const word = this.#generator.next();
    return PAIRS[word & 255]! + PAIRS[(word >>> 8) & 255] + PAIRS[(word >>> 16) & 255] + PAIRS[word >>> 24];
  }
}
