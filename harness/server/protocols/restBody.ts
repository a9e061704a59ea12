/** Payloads of the REST protocols, in either direction: raw bytes and text, or a document in the protocol's format. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { bodyMembers, payloadOf } from './bindings.ts';
import { textOf } from './message.ts';
import { oncePerSchema } from './schema.ts';

/** A document format: XML or JSON. */
export interface DocumentFormat {
  readonly contentType: string;
  /** Reads a document of the schema; throws a WireError where it is none. `payload`: it is one member of the input. */
  readonly read: (schema: NormalizedSchema, text: string) => unknown;
  readonly write: (schema: NormalizedSchema, value: unknown) => string;
}

/** A body and its type. */
export interface Payload {
  readonly body: Uint8Array | string;
  readonly contentType: string | undefined;
}

const isText = (schema: NormalizedSchema): boolean => schema.isStringSchema();

/** Adds what the body says to an input. */
export function readPayload(
  format: DocumentFormat,
  schema: NormalizedSchema,
  body: Uint8Array,
  malformed: () => never,
  input: Record<string, unknown>,
): void {
  const payload = payloadOf(schema);
  if (!payload) {
    if (body.length > 0 && bodyMembers(schema).length > 0)
      Object.assign(input, format.read(schema, textOf(body) ?? malformed()));
    return;
  }
  const [name, member] = payload;
  if (member.isBlobSchema()) input[name] = body;
  else if (body.length > 0) {
    const text = textOf(body) ?? malformed();
    input[name] = isText(member) ? text : format.read(member, text);
  }
}

/** The body of an output. */
export const writePayload = (format: DocumentFormat): ((schema: NormalizedSchema) => (output: object) => Payload) =>
  oncePerSchema((schema) => {
    const payload = payloadOf(schema);
    if (payload) return (output) => payloadMember(format, payload, output as Readonly<Record<string, unknown>>);
    if (bodyMembers(schema).length === 0) return () => NOTHING;
    return (output) => ({ body: format.write(schema, output), contentType: format.contentType });
  }) as never;

const NOTHING: Payload = { body: '', contentType: undefined };

function payloadMember(
  format: DocumentFormat,
  [name, member]: readonly [string, NormalizedSchema],
  output: Readonly<Record<string, unknown>>,
): Payload {
  const value = output[name];
  if (value === undefined || value === null) return NOTHING;
  if (member.isBlobSchema()) return { body: value as Uint8Array, contentType: 'application/octet-stream' };
  if (isText(member)) return { body: String(value), contentType: 'text/plain' };
  return { body: format.write(member, value), contentType: format.contentType };
}
