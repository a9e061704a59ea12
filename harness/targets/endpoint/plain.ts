/** Between the model's plain data and the SDK's: moments are milliseconds here and Dates there, bodies bytes and streams. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { membersOf } from '../../server/protocols/schema.ts';

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** The input as the SDK takes it: numbers become Dates where the schema says timestamp. */
export function toSdk(schema: NormalizedSchema, value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (schema.isTimestampSchema()) return typeof value === 'number' ? new Date(value) : value;
  if (schema.isListSchema() && Array.isArray(value)) return value.map((item) => toSdk(schema.getValueSchema(), item));
  if (schema.isMapSchema() && isMembers(value))
    return mapMembers(value, (_, item) => toSdk(schema.getValueSchema(), item));
  if (!schema.isStructSchema() || !isMembers(value)) return value;
  const members = new Map(membersOf(schema));
  return mapMembers(value, (name, part) => {
    const member = members.get(name);
    return member ? toSdk(member, part) : part;
  });
}

const mapMembers = (value: Members, change: (name: string, part: unknown) => unknown): Members =>
  Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(name, part)]));

/** The output as the model has it. Streams are read to their end. */
export async function fromSdk(value: unknown): Promise<unknown> {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return Promise.all(value.map(fromSdk));
  if (typeof value !== 'object' || value === null) return value;
  if ('transformToByteArray' in value)
    return (value as { transformToByteArray: () => Promise<Uint8Array> }).transformToByteArray();
  const members: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (name !== '$metadata' && part !== undefined) members[name] = await fromSdk(part);
  }
  return members;
}
