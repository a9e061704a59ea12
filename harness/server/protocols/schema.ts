/**
 * AWS's own schemas, as the SDK clients export them (`Encrypt$`, `PutObject$`...): all operations of a service with their
 * inputs, outputs and HTTP bindings. The traits are Smithy's: https://smithy.io/2.0/spec/protocol-traits.html.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';

/** The traits that carry wire formats, by the names that the SDK gives them. */
export interface Traits {
  readonly http?: readonly [method: string, uri: string, status: number];
  readonly httpHeader?: string;
  readonly httpQuery?: string;
  readonly httpLabel?: 1;
  readonly httpPayload?: 1;
  readonly httpPrefixHeaders?: string;
  readonly httpResponseCode?: 1;
  readonly xmlName?: string;
  readonly xmlFlattened?: 1;
  readonly xmlAttribute?: 1;
  readonly xmlNamespace?: readonly [prefix: string, uri: string];
  readonly jsonName?: string;
  readonly ec2QueryName?: string;
  readonly streaming?: 1;
  readonly error?: 'client' | 'server';
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
}

/** The traits of a shape and of the member that holds it, merged. */
export const traitsOf = (schema: NormalizedSchema): Traits => schema.getMergedTraits() as Traits;

/** One operation as the wire knows it. */
export interface OperationSchema {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly http: Traits['http'];
  /** Input members without which there is no request. */
  readonly required: ReadonlySet<string>;
}

/** One service as the wire knows it. */
export interface ServiceSchema {
  readonly operations: ReadonlyMap<string, OperationSchema>;
  /** Exceptions by name. */
  readonly errors: ReadonlyMap<string, NormalizedSchema>;
}

const OPERATION = 9;
const ERROR = -3;

type Static = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];
const isStatic = (value: unknown): value is Static => Array.isArray(value) && value.length >= 5;

/** Reads all schemas off an SDK client module. */
export function schemasOf(client: Readonly<Record<string, unknown>>): ServiceSchema {
  const operations = new Map<string, OperationSchema>();
  const errors = new Map<string, NormalizedSchema>();
  for (const value of Object.values(client)) {
    if (!isStatic(value)) continue;
    if (value[0] === OPERATION) operations.set(value[2], operationOf(value));
    if (value[0] === ERROR) errors.set(value[2], NormalizedSchema.of(value as unknown as SchemaRef));
  }
  return { operations, errors };
}

function operationOf(schema: Static): OperationSchema {
  const [, , name, traits, input, output] = schema;
  const shape = NormalizedSchema.of(input as SchemaRef);
  return {
    name,
    input: shape,
    output: NormalizedSchema.of(output as SchemaRef),
    http: (traits as Traits).http,
    required: requiredOf(shape),
  };
}

/** The SDK lists required members first and writes how many there are. */
function requiredOf(shape: NormalizedSchema): ReadonlySet<string> {
  const structure = shape.getSchema();
  if (!Array.isArray(structure)) return new Set();
  const [, , , , names, , count = 0] = structure as unknown as [0, 0, 0, 0, string[], unknown, number | undefined];
  return new Set(names.slice(0, count));
}

/** A member of a structure and its name. */
export type Member = readonly [name: string, member: NormalizedSchema];

/** Remembers what was read off a schema: walking one costs more than a small request. */
export function remembered<T>(read: (schema: NormalizedSchema) => T): (schema: NormalizedSchema) => T {
  const known = new WeakMap<NormalizedSchema, { readonly value: T }>();
  return (schema) => {
    const found = known.get(schema);
    if (found) return found.value;
    const value = read(schema);
    known.set(schema, { value });
    return value;
  };
}

/** The members of a structure; none of a unit. */
export const membersOf: (schema: NormalizedSchema) => readonly Member[] = remembered((schema) =>
  schema.isStructSchema() ? [...schema.structIterator()] : [],
);

/** Makes something once for each shape. While it is being made, recursive shapes find one that will know it. */
export function oncePerSchema<T, R = unknown>(make: (schema: NormalizedSchema) => (value: T) => R) {
  const made = new WeakMap<NormalizedSchema, (value: T) => R>();
  return (schema: NormalizedSchema): ((value: T) => R) => {
    const known = made.get(schema);
    if (known) return known;
    made.set(schema, (value) => made.get(schema)!(value));
    const real = make(schema);
    made.set(schema, real);
    return real;
  };
}
