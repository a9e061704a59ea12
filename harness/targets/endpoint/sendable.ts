/**
 * What an SDK can send at all. Random runs spoil inputs now and then (a list where text belongs); no typed client can say
 * that, and a wire that has only text cannot carry it. Such calls are for whoever sees raw requests.
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { ec2Query } from '../../server/protocols/awsQuery.ts';
import { besideHeaders } from '../../server/protocols/besideHeaders.ts';
import { membersOf, type OperationSchema, traitsOf } from '../../server/protocols/schema.ts';
import { type WireServiceName, wireServices } from '../../server/services.ts';

type Input = Readonly<Record<string, unknown>>;

/** Why an input cannot be sent, as `KeyId must be text`; undefined if it can. */
export function whyUnsendable(service: WireServiceName, operation: OperationSchema, input: Input): string | undefined {
  for (const [name, member] of membersOf(operation.input)) {
    if (traitsOf(member).httpLabel === undefined) continue;
    if (input[name] === undefined || input[name] === '') return `${name} must stand in the address`;
  }
  const { protocol } = wireServices[service];
  const body = bodyMembers(operation, input);
  // EC2 writes one parameter for each item, and none for a list without items.
  return wrongMember(operation.input, body, { saysEmpty: protocol !== ec2Query });
}

/** Without what goes as a header that the API model does not have. */
const bodyMembers = ({ name }: OperationSchema, input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([member]) => besideHeaders[name]?.[member] === undefined));

/** What the wire can say. */
interface Wire {
  /** An empty list differs from none. */
  readonly saysEmpty: boolean;
}

function wrong(schema: NormalizedSchema, value: unknown, at: string, wire: Wire): string | undefined {
  if (value === undefined) return undefined;
  if (schema.isStructSchema()) return isMembers(value) ? wrongMember(schema, value, wire) : `${at} must be a structure`;
  if (schema.isListSchema()) return wrongItem(schema, value, at, wire);
  if (schema.isMapSchema()) {
    if (!isMembers(value)) return `${at} must be a map`;
    return first(Object.values(value), (item) => wrong(schema.getValueSchema(), item, at, wire));
  }
  if (schema.isBlobSchema()) return value instanceof Uint8Array ? undefined : `${at} must be bytes`;
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? undefined : `${at} must be true or false`;
  if (schema.isNumericSchema() || schema.isTimestampSchema())
    return typeof value === 'number' ? undefined : `${at} must be a number`;
  if (schema.isStringSchema()) return typeof value === 'string' ? undefined : `${at} must be text`;
  return undefined;
}

function wrongMember(schema: NormalizedSchema, value: Input, wire: Wire): string | undefined {
  const members = new Map(membersOf(schema));
  return first(Object.entries(value), ([name, part]) => {
    const member = members.get(name);
    return member ? wrong(member, part, name, wire) : part === undefined ? undefined : `there is no member ${name}`;
  });
}

function wrongItem(schema: NormalizedSchema, value: unknown, at: string, wire: Wire): string | undefined {
  if (!Array.isArray(value)) return `${at} must be a list`;
  const { httpHeader, httpQuery } = traitsOf(schema);
  const said = wire.saysEmpty && httpHeader === undefined && httpQuery === undefined;
  if (value.length === 0) return said ? undefined : `${at} must have items: an empty list is sent as none`;
  return first(value, (item) => wrong(schema.getValueSchema(), item, at, wire));
}

function first<T>(items: readonly T[], test: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = test(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isMembers = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
