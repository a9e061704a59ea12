/** Names for people: reports say `key1` and `vol1` where AWS says ARNs and ids. */
import { base64 } from '../../model/bytes.ts';
import type { History } from '../../scenarios/contract.ts';
import type { Registry } from './registry.ts';

/** Kinds whose ids nobody can read; all others are named by the scenario itself. */
const OPAQUE = new Set(['key', 'grant', 'ciphertext', 'dataKey', 'volume', 'snapshot', 'instance']);
/** Kinds whose ids their makers chose: only ARNs are replaced inside of texts. */
const CHOSEN = new Set(['database', 'databaseSnapshot', 'cluster', 'clusterSnapshot']);

/** Turns ids and values of one run into text. */
export class Naming {
  readonly #names = new Map<string, string>();
  readonly #texts: readonly (readonly [text: string, name: string])[];

  constructor(registry: Registry, history: History) {
    for (const thing of registry.things()) {
      if (CHOSEN.has(thing.kind)) this.#add(thing.facets.arn, thing.name);
      if (!OPAQUE.has(thing.kind)) continue;
      for (const id of [thing.id, thing.facets.arn, thing.facets.token]) this.#add(id, thing.name);
    }
    for (const alias of history.at(-1)?.after.aliases.values() ?? [])
      if (alias.name.startsWith('alias/aws/')) this.#add(alias.targetKeyArn, alias.name);
    // Longest first: an ARN contains its id.
    this.#texts = [...this.#names].sort(([a], [b]) => b.length - a.length);
  }

  #add(id: unknown, name: string): void {
    const text = id instanceof Uint8Array ? base64(id) : id;
    if (typeof text === 'string' && !this.#names.has(text)) this.#names.set(text, name);
  }

  /** The name of an id, or the id itself. */
  of(id: string): string {
    return this.#names.get(id) ?? id;
  }

  /** A text with every id in it replaced by its name. */
  text(text: string): string {
    return this.#texts.reduce((named, [id, name]) => named.replaceAll(id, name), text);
  }

  /** A value as one would write it in a program, with names for ids. */
  value(value: unknown): string {
    if (value instanceof Uint8Array) return this.#names.get(base64(value)) ?? readable(value);
    if (typeof value === 'string') return this.#names.get(value) ?? `'${this.text(cut(value))}'`;
    if (Array.isArray(value)) return `[${value.map((item) => this.value(item)).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return String(value);
    const members = Object.entries(value).map(([name, part]) => `${memberName(name)}: ${this.value(part)}`);
    return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
  }
}

const memberName = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`);
const cut = (text: string): string =>
  text.length > 160 ? `${text.slice(0, 160)}... (${text.length} characters)` : text;

/** Bytes that are text are shown as text, all others by their number. */
function readable(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 24));
  if (/^[\x20-\x7e]*$/.test(text)) return bytes.length > 24 ? `'${text}...' (${bytes.length} bytes)` : `'${text}'`;
  return `<${bytes.length} bytes>`;
}
