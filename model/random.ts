/**
 * The world's only source of chance: a small seeded generator whose state is plain data inside the world. It makes ids
 * and key material that look like AWS's. It is not cryptographically strong and need not be: these keys protect nothing,
 * and the same seed must give the same bytes everywhere.
 */
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const HEX = '0123456789abcdef';
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Generator state as it stands in the world. */
export type RandomState = readonly number[];

/** The first state for a seed of hexadecimal digits of any length. */
export function seedState(seed: string): RandomState {
  let folded = 0x811c9dc5;
  for (const digit of seed.toLowerCase()) folded = Math.imul(folded ^ digit.charCodeAt(0), 0x01000193);
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
    for (let at = 0; at < digits; at += 8) {
      let word = this.#generator.next();
      for (let k = 0; k < 8 && at + k < digits; k++, word >>>= 4) text += HEX[word & 15];
    }
    return text;
  }

  /** Upper-case letters and digits, as in principal ids and access keys. */
  alphanumeric(length: number): string {
    let text = '';
    for (let at = 0; at < length; at++) text += ALPHANUMERIC[this.below(ALPHANUMERIC.length)];
    return text;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const h = this.hex(32);
    const variant = HEX[8 + (Number.parseInt(h[16]!, 16) & 3)];
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`;
  }
}
