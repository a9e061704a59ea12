/**
 * Parameters of a Query request as values by schema: `Filters.Filter.1.Values.Value.1=x`. EC2 writes lists flat
 * (`Filter.1.Value.1=x`) and capitalises names. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { textReader } from './scalars.ts';
import { membersOf, oncePerSchema, traitsOf } from './schema.ts';

/** Parameters as a tree, split at the dots. */
export interface ParameterTree {
  value?: string;
  readonly children: Map<string, ParameterTree>;
}

/** No parameter of AWS's nests deeper than this. */
const MAX_DEPTH = 32;

/** The tree of a request's parameters. */
export function treeOf(parameters: readonly (readonly [name: string, value: string])[]): ParameterTree {
  const root: ParameterTree = { children: new Map() };
  for (const [name, value] of parameters) {
    let at = root;
    for (const step of name.split('.', MAX_DEPTH)) {
      let next = at.children.get(step);
      if (!next) {
        next = { children: new Map() };
        at.children.set(step, next);
      }
      at = next;
    }
    at.value = value;
  }
  return root;
}

type Read = (tree: ParameterTree) => unknown;

/** Reads parameters of one dialect. */
export interface QueryReader {
  readonly read: (schema: NormalizedSchema) => Read;
  /** The top-level parameter of a member. */
  readonly nameOf: (name: string, member: NormalizedSchema) => string;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Makes the reader of a dialect. */
export function queryReader(ec2: boolean): QueryReader {
  const nameOf = (name: string, member: NormalizedSchema): string => {
    const { xmlName, ec2QueryName } = traitsOf(member);
    return ec2 ? (ec2QueryName ?? capitalised(xmlName ?? name)) : (xmlName ?? name);
  };
  const read: (schema: NormalizedSchema) => Read = oncePerSchema<ParameterTree>((schema) => {
    if (schema.isStructSchema()) return readStructure(schema, nameOf, read);
    if (schema.isListSchema()) return readList(schema, read, ec2);
    if (schema.isMapSchema()) return readMap(schema, read);
    const text = textReader(schema);
    return ({ value }) => (value === undefined ? undefined : text(value));
  });
  return { read, nameOf };
}

function readStructure(
  schema: NormalizedSchema,
  nameOf: QueryReader['nameOf'],
  read: (schema: NormalizedSchema) => Read,
): Read {
  const members = membersOf(schema).map(([name, member]) => ({
    name,
    wire: nameOf(name, member),
    read: read(member),
  }));
  return (tree) => {
    const structure: Record<string, unknown> = {};
    for (const { name, wire, read } of members) {
      const child = tree.children.get(wire);
      const value = child && read(child);
      if (value !== undefined) structure[name] = value;
    }
    return structure;
  };
}

/** Children that are numbered, in the order of their numbers. */
const numbered = (tree: ParameterTree): ParameterTree[] =>
  [...tree.children.entries()]
    .filter(([name]) => /^[1-9]\d{0,6}$/.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);

/** An empty list is written as a parameter without a value. */
function readList(schema: NormalizedSchema, read: (schema: NormalizedSchema) => Read, ec2: boolean): Read {
  const item = schema.getValueSchema();
  const readItem = read(item);
  const named = traitsOf(item).xmlName ?? 'member';
  const flat = ec2 || traitsOf(schema).xmlFlattened !== undefined;
  return (tree) => {
    const holder = flat ? tree : (tree.children.get(named) ?? tree.children.get('member') ?? tree);
    const elements = numbered(holder);
    if (elements.length === 0 && holder.value === undefined && tree.value === undefined) return undefined;
    return elements.map(readItem);
  };
}

function readMap(schema: NormalizedSchema, read: (schema: NormalizedSchema) => Read): Read {
  const keyName = traitsOf(schema.getKeySchema()).xmlName ?? 'key';
  const valueSchema = schema.getValueSchema();
  const valueName = traitsOf(valueSchema).xmlName ?? 'value';
  const readValue = read(valueSchema);
  return (tree) => {
    const map = new Map<string, unknown>();
    for (const entry of numbered(tree.children.get('entry') ?? tree)) {
      const key = entry.children.get(keyName)?.value;
      const value = entry.children.get(valueName);
      if (key !== undefined && value) map.set(key, readValue(value));
    }
    return Object.fromEntries(map);
  };
}
