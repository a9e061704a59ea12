/**
 * What an SDK can send at all. Random runs spoil inputs now and then (a list where text belongs); no typed client can say
 * that, and a wire that has only text cannot carry it. Such calls are for whoever sees raw requests.
 */
import { createHash } from 'node:crypto';
import type { NormalizedSchema } from '@smithy/core/schema';
import { membersOf, type OperationSchema, traitsOf } from '../../server/protocols/schema.ts';

/** Why an input cannot be sent, as `KeyId must be text`; undefined if it can. */
export function whyUnsendable(
  operation: OperationSchema,
  input: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [name, member] of membersOf(operation.input)) {
    if (traitsOf(member).httpLabel === undefined) continue;
    if (input[name] === undefined || input[name] === '') return `${name} must stand in the address`;
  }
  return otherDigest(input) ?? wrong(operation.input, input, 'the input');
}

/** SDKs work out the digest of a customer's key by themselves, whatever the input says. */
function otherDigest({ SSECustomerKey: key, SSECustomerKeyMD5: given }: Readonly<Record<string, unknown>>) {
  if (typeof key !== 'string' || typeof given !== 'string') return undefined;
  const own = createHash('md5').update(Buffer.from(key, 'base64')).digest('base64');
  return own === given ? undefined : 'SSECustomerKeyMD5 must be the digest of SSECustomerKey';
}

function wrong(schema: NormalizedSchema, value: unknown, at: string): string | undefined {
  if (value === undefined) return undefined;
  if (schema.isStructSchema()) return isMembers(value) ? wrongMember(schema, value) : `${at} must be a structure`;
  if (schema.isListSchema()) return wrongItem(schema, value, at);
  if (schema.isMapSchema()) {
    if (!isMembers(value)) return `${at} must be a map`;
    return first(Object.values(value), (item) => wrong(schema.getValueSchema(), item, at));
  }
  if (schema.isBlobSchema()) return value instanceof Uint8Array ? undefined : `${at} must be bytes`;
  if (schema.isBooleanSchema()) return typeof value === 'boolean' ? undefined : `${at} must be true or false`;
  if (schema.isNumericSchema() || schema.isTimestampSchema())
    return typeof value === 'number' ? undefined : `${at} must be a number`;
  if (schema.isStringSchema()) return typeof value === 'string' ? undefined : `${at} must be text`;
  return undefined;
}

function wrongMember(schema: NormalizedSchema, value: Readonly<Record<string, unknown>>): string | undefined {
  const members = new Map(membersOf(schema));
  return first(Object.entries(value), ([name, part]) => {
    const member = members.get(name);
    return member ? wrong(member, part, name) : part === undefined ? undefined : `there is no member ${name}`;
  });
}

function wrongItem(schema: NormalizedSchema, value: unknown, at: string): string | undefined {
  if (!Array.isArray(value)) return `${at} must be a list`;
  if (value.length === 0) return `${at} must have items: an empty list is sent as none`;
  return first(value, (item) => wrong(schema.getValueSchema(), item, at));
}

function first<T>(items: readonly T[], test: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = test(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
