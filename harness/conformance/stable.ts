/**
 * Texts that come out alike whenever a behaviour is tried: ids, keys and moments that an endpoint makes up are replaced by
 * `<key1>`, `<id1>` and so on. Equal values get equal names, so that a text still says which thing it speaks of.
 */
import type { Registry } from '../runner/registry.ts';

/** What endpoints make up: UUIDs, resource ids, digests, moments, long base64. */
const MADE_UP = [
  /\b(?:mrk-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/,
  /\bmrk-[0-9a-f]{32}\b/,
  /\b(?:vol|snap|i|vpc|subnet|sg|eni|ami|r|cks|db|cluster)-(?:[0-9a-f]{8,64}|[A-Z0-9]{20,26})\b/,
  /\b[0-9a-f]{32,128}\b/,
  /(?<=")[0-9a-f]{8}(?=")/,
  /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/,
  /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/,
  /\b1[5-9]\d{11}\b/,
  /[A-Za-z0-9+/]{43,}={0,2}/,
];
const ANY = new RegExp(MADE_UP.map(({ source }) => source).join('|'), 'g');

/** Gives texts of one attempt names instead of what was made up. */
export class Stable {
  readonly #names = new Map<string, string>();

  constructor(registry: Registry) {
    for (const thing of registry.things()) if (typeof thing.id === 'string') this.#learn(thing.id, thing.name);
  }

  #learn(id: string, name: string): void {
    if (id.match(ANY)?.[0] === id) this.#names.set(id, `<${name}>`);
  }

  /** The text with names. */
  text(text: string): string {
    return text.replaceAll(ANY, (found) => {
      const known = this.#names.get(found);
      if (known !== undefined) return known;
      const name = `<id${[...this.#names.values()].filter((one) => one.startsWith('<id')).length + 1}>`;
      this.#names.set(found, name);
      return name;
    });
  }
}
