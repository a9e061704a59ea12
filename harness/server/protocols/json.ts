/**
 * Values as JSON and back, by schema. Unknown members are passed over; a value of the wrong type is passed on as it came,
 * and the model refuses it with SerializationException.
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { base64, readBase64, timestampFormatOf, timestampText } from './scalars.ts';
import { membersOf, oncePerSchema, traitsOf } from './schema.ts';

/** Whether members go by their jsonName (REST-JSON) or by their names (AWS JSON). */
export interface JsonSettings {
  readonly jsonName: boolean;
}

type Transform = (value: unknown) => unknown;
/** Writes a value as JSON. The text is put together at once: a copy for JSON.stringify would take as long again. */
type Writer = (value: unknown) => string;
const same: Transform = (value) => value;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The two directions of a JSON protocol. */
export interface JsonCodec {
  readonly read: (schema: NormalizedSchema) => Transform;
  readonly write: (schema: NormalizedSchema) => Writer;
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
  const write: (schema: NormalizedSchema) => Writer = oncePerSchema((schema) => {
    if (schema.isStructSchema()) return writeStructure(schema, nameOf, write);
    if (schema.isListSchema()) return writeList(write(schema.getValueSchema()));
    if (schema.isMapSchema()) return writeMap(write(schema.getValueSchema()));
    if (schema.isBlobSchema()) return writeBytes;
    if (schema.isTimestampSchema()) return writeTimestamp(schema);
    return writeScalar;
  });
  return { read, write };
}

type NameOf = (name: string, member: NormalizedSchema) => string;

function readStructure(schema: NormalizedSchema, nameOf: NameOf, read: JsonCodec['read']): Transform {
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

function writeStructure(schema: NormalizedSchema, nameOf: NameOf, write: JsonCodec['write']): Writer {
  const members = membersOf(schema).map(([name, member]) => ({
    name,
    begin: `${JSON.stringify(nameOf(name, member))}:`,
    write: write(member),
  }));
  return (value) => {
    const given = value as Readonly<Record<string, unknown>>;
    let text = '';
    for (const { name, begin, write } of members) {
      const member = given[name];
      if (member !== undefined && member !== null) text += `${text === '' ? '' : ','}${begin}${write(member)}`;
    }
    return `{${text}}`;
  };
}

const writeList =
  (write: Writer): Writer =>
  (value) =>
    `[${(value as readonly unknown[]).map(write).join(',')}]`;

const writeMap =
  (write: Writer): Writer =>
  (value) =>
    `{${Object.entries(value as object)
      .map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`)
      .join(',')}}`;

const writeBytes: Writer = (value) => `"${base64(value as Uint8Array)}"`;

/** Texts that stand in JSON as they are. */
const PLAIN = /^[ !#-[\]-~]*$/;

const writeScalar: Writer = (value) => {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
};

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

function writeTimestamp(schema: NormalizedSchema): Writer {
  const format = timestampFormatOf(schema, 'epoch-seconds');
  return format === 'epoch-seconds'
    ? (value) => String((value as number) / 1000)
    : (value) => `"${timestampText(value as number, format)}"`;
}
