/**
 * Values as JSON and back, by schema. Unknown members are passed over; a value of the wrong type is passed on as it came,
 * and the model refuses it with SerializationException.
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { base64 } from '../../../model/bytes.ts';
import { readBase64, timestampFormatOf, timestampText } from './scalars.ts';
import { membersOf, oncePerSchema, traitsOf } from './schema.ts';

/** Whether members go by their jsonName (REST-JSON) or by their names (AWS JSON). */
export interface JsonSettings {
  readonly jsonName: boolean;
}

type Transform = (value: unknown) => unknown;
const same: Transform = (value) => value;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The two directions of a JSON protocol. */
export interface JsonCodec {
  readonly read: (schema: NormalizedSchema) => Transform;
  readonly write: (schema: NormalizedSchema) => Transform;
}

/** Makes the codec of a protocol. */
export function jsonCodec(settings: JsonSettings): JsonCodec {
  const nameOf = (name: string, member: NormalizedSchema): string =>
    (settings.jsonName ? traitsOf(member).jsonName : undefined) ?? name;
  const read: (schema: NormalizedSchema) => Transform = oncePerSchema((schema) => {
    if (schema.isStructSchema()) return readStructure(schema, nameOf, read);
    if (schema.isListSchema()) return eachElement(read(schema.getValueSchema()));
    if (schema.isMapSchema()) return eachEntry(read(schema.getValueSchema()));
    if (schema.isBlobSchema()) return (value) => (typeof value === 'string' ? (readBase64(value) ?? value) : value);
    if (schema.isTimestampSchema()) return (value) => (typeof value === 'number' ? Math.round(value * 1000) : value);
    return same;
  });
  const write: (schema: NormalizedSchema) => Transform = oncePerSchema((schema) => {
    if (schema.isStructSchema()) return writeStructure(schema, nameOf, write);
    if (schema.isListSchema()) return eachElement(write(schema.getValueSchema()));
    if (schema.isMapSchema()) return eachEntry(write(schema.getValueSchema()));
    if (schema.isBlobSchema()) return (value) => (value instanceof Uint8Array ? base64(value) : value);
    if (schema.isTimestampSchema()) return writeTimestamp(schema);
    return same;
  });
  return { read, write };
}

type NameOf = (name: string, member: NormalizedSchema) => string;
type Direction = (schema: NormalizedSchema) => Transform;

function readStructure(schema: NormalizedSchema, nameOf: NameOf, read: Direction): Transform {
  const members = new Map(
    membersOf(schema).map(([name, member]) => [nameOf(name, member), { name, read: read(member) }]),
  );
  return (value) => {
    if (!isRecord(value)) return value;
    const structure: Record<string, unknown> = {};
    for (const wire in value) {
      const member = members.get(wire);
      if (member && value[wire] !== null) structure[member.name] = member.read(value[wire]);
    }
    return structure;
  };
}

function writeStructure(schema: NormalizedSchema, nameOf: NameOf, write: Direction): Transform {
  const members = membersOf(schema).map(([name, member]) => ({
    name,
    wire: nameOf(name, member),
    write: write(member),
  }));
  return (value) => {
    const given = value as Readonly<Record<string, unknown>>;
    const structure: Record<string, unknown> = {};
    for (const { name, wire, write } of members) {
      const member = given[name];
      if (member !== undefined && member !== null) structure[wire] = write(member);
    }
    return structure;
  };
}

const eachElement =
  (transform: Transform): Transform =>
  (value) =>
    Array.isArray(value) ? value.map(transform) : value;

const eachEntry =
  (transform: Transform): Transform =>
  (value) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, transform(member)]))
      : value;

function writeTimestamp(schema: NormalizedSchema): Transform {
  const format = timestampFormatOf(schema, 'epoch-seconds');
  return format === 'epoch-seconds'
    ? (value) => (value as number) / 1000
    : (value) => timestampText(value as number, format);
}
