/** Worlds side by side in one server: whoever names one has it for himself, with its own clock, seed and faults. */
import type { Endpoint } from './endpoint.ts';

/** A request with this header is for the world of that name, which begins with its first request. */
export const WORLD_HEADER = 'x-keystate-world';
/** Where more are named, the one that has not been asked for the longest goes. */
const MOST_WORLDS = 64;

/** The world that everybody shares, and those that have names. */
export class Worlds {
  readonly shared: Endpoint;
  readonly #begin: () => Endpoint;
  readonly #named = new Map<string, Endpoint>();

  /** `begin` makes a world as the server was started. */
  constructor(begin: () => Endpoint) {
    this.shared = begin();
    this.#begin = begin;
  }

  /** The world of a name; the shared one for none. */
  of(name: string | readonly string[] | undefined): Endpoint {
    if (name === undefined || name === '') return this.shared;
    const key = String(name);
    const endpoint = this.#named.get(key) ?? this.#begin();
    // Names stand in the order of their last use.
    this.#named.delete(key);
    this.#named.set(key, endpoint);
    if (this.#named.size > MOST_WORLDS) this.#named.delete(this.#named.keys().next().value as string);
    return endpoint;
  }
}
