/**
 * A world as text and back: canonical (same world, same text, members in order), so that worlds can be stored, compared
 * and hashed. Tables are written as `{"$table": [[key, row], ...]}`, bytes as `{"$bytes": base64}`.
 */
import { base64, fromBase64 } from './bytes.ts';
import { Table } from './table.ts';
import type { World } from './world.ts';

/** Version of the text; another one is refused. */
export const WORLD_FORMAT = 1;

/** The text of a world. */
export function serialise(world: World): string {
  return JSON.stringify({ keystateWorld: WORLD_FORMAT, world: toPlain(world) });
}

/** The world of a text. Throws an Error that says what was expected when the text is not one of `serialise`. */
export function deserialise(text: string): World {
  const parsed = parse(text) as { keystateWorld?: unknown; world?: unknown };
  if (parsed?.keystateWorld !== WORLD_FORMAT || typeof parsed.world !== 'object') {
    throw new Error(
      `a stored world has "keystateWorld": ${WORLD_FORMAT}; this text has ${String(parsed?.keystateWorld)}`,
    );
  }
  return fromPlain(parsed.world) as World;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('a stored world is JSON; this text is not, or it is truncated');
  }
}

/** Any plain value of the model as JSON, members sorted by name, members without a value left out. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Table) return { $table: [...value.entries()].map(([key, row]) => [key, toPlain(row)]) };
  if (value instanceof Uint8Array) return { $bytes: base64(value) };
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  const plain: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) plain[name] = toPlain(member);
  }
  return plain;
}

/** The value that `toPlain` wrote. */
export function fromPlain(plain: unknown): unknown {
  if (Array.isArray(plain)) return plain.map(fromPlain);
  if (typeof plain !== 'object' || plain === null) return plain;
  if ('$table' in plain)
    return Table.of((plain.$table as [string, unknown][]).map(([key, row]) => [key, fromPlain(row)] as const));
  if ('$bytes' in plain) return fromBase64(plain.$bytes as string);
  return Object.fromEntries(Object.entries(plain).map(([name, member]) => [name, fromPlain(member)]));
}
