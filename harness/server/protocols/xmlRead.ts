/** XML as values by schema. The text is parsed by fast-xml-parser; entities other than XML's own five are not expanded. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { XMLParser } from 'fast-xml-parser';
import { textReader } from './scalars.ts';
import { membersOf, oncePerSchema, traitsOf } from './schema.ts';

/** An element as the parser gives it: its text, or its children and attributes by name. */
type Node = string | { readonly [name: string]: Node | readonly Node[] };

const ATTRIBUTE = '@';
const TEXT = '#text';
/** A body of AWS's nests at most about ten levels. */
const MAX_DEPTH = 64;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: true,
  htmlEntities: false,
});

/** The name and content of the outermost element, or undefined where the text is not well-formed XML. */
export function parseXml(text: string): { readonly name: string; readonly node: Node } | undefined {
  if (/<!DOCTYPE/i.test(text) || depthOf(text) > MAX_DEPTH || hasImpossibleReference(text)) return undefined;
  try {
    const parsed = parser.parse(text, true) as Record<string, Node | readonly Node[]>;
    const [name, ...others] = Object.keys(parsed).filter((key) => key !== TEXT);
    if (name === undefined || others.length > 0) return undefined;
    const node = parsed[name]!;
    return Array.isArray(node) ? undefined : { name: withoutPrefix(name), node: node as Node };
  } catch {
    return undefined;
  }
}

/** References to halves of surrogate pairs and beyond Unicode: no text can hold those. */
function hasImpossibleReference(text: string): boolean {
  for (const [, hexadecimal, decimal] of text.matchAll(/&#(?:x([0-9a-f]+)|([0-9]+));/gi)) {
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return true;
  }
  return false;
}

/** Greatest depth of tags, so that no request can make readers recurse for ever. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const [tag] of text.matchAll(/<[/!?]?[^>]*>/g)) {
    if (tag[1] === '/') depth--;
    else if (tag[1] !== '!' && tag[1] !== '?' && tag.at(-2) !== '/') most = Math.max(most, ++depth);
  }
  return most;
}

const withoutPrefix = (name: string): string => name.slice(name.indexOf(':') + 1);

type Read = (node: Node) => unknown;

/** Reads the content of an element as a value of the schema. What does not fit comes back as it is; the model refuses. */
export const readXml: (schema: NormalizedSchema) => Read = oncePerSchema<Node>((schema) => {
  if (schema.isStructSchema()) return readStructure(schema);
  if (schema.isListSchema()) return readList(schema);
  if (schema.isMapSchema()) return readMap(schema);
  const read = textReader(schema);
  return (node) => {
    const text = typeof node === 'string' ? node : node[TEXT];
    return typeof text === 'string' ? read(text) : typeof node === 'object' && isEmpty(node) ? read('') : node;
  };
}) as (schema: NormalizedSchema) => Read;

const isEmpty = (node: object): boolean => Object.keys(node).every((name) => name.startsWith(ATTRIBUTE));

const all = (node: Node | readonly Node[] | undefined): readonly Node[] =>
  node === undefined ? [] : Array.isArray(node) ? node : [node as Node];

function readStructure(schema: NormalizedSchema): Read {
  const members = membersOf(schema).map(([name, member]) => {
    const { xmlName, xmlAttribute, xmlFlattened } = traitsOf(member);
    const wire = (xmlAttribute ? ATTRIBUTE : '') + (xmlName ?? name);
    const flat = xmlFlattened && member.isListSchema() ? readXml(member.getValueSchema()) : undefined;
    return { name, wire, flat, read: readXml(member) };
  });
  return (node) => {
    if (typeof node === 'string') return node.trim() === '' ? {} : node;
    const structure: Record<string, unknown> = {};
    for (const { name, wire, flat, read } of members) {
      const found = node[wire];
      if (found === undefined) continue;
      structure[name] = flat ? all(found).map(flat) : read(all(found)[0]!);
    }
    return structure;
  };
}

function readList(schema: NormalizedSchema): Read {
  const item = schema.getValueSchema();
  const wire = traitsOf(item).xmlName ?? 'member';
  const read = readXml(item);
  return (node) => (typeof node === 'string' ? (node.trim() === '' ? [] : node) : all(node[wire]).map(read));
}

function readMap(schema: NormalizedSchema): Read {
  const read = readXml(schema.getValueSchema());
  return (node) => {
    if (typeof node === 'string') return node.trim() === '' ? {} : node;
    const map = new Map<string, unknown>();
    for (const entry of all(node.entry))
      if (typeof entry === 'object' && typeof entry.key === 'string')
        map.set(entry.key, read(all(entry.value as Node)[0] ?? ''));
    return Object.fromEntries(map);
  };
}
