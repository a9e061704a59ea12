/** Values as XML by schema: https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { type TimestampFormat, textWriter } from './scalars.ts';
import { membersOf, oncePerSchema, traitsOf } from './schema.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};

/**
 * Escapes the content of an element or attribute. Characters that XML 1.0 cannot hold, not even escaped, are written as
 * references all the same: that is what S3 does, and why `encoding-type=url` exists.
 */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones that must be escaped
  return text.replace(/[&<>"\r\u0085\u2028\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, (character) => {
    return ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`;
  });
}

/** An element. `content` is XML already. */
export const element = (name: string, content: string, attributes = ''): string =>
  content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;

/** A value as the content of an element. */
type Content = (value: unknown) => string;
/** A value as elements of that name. */
type Elements = (value: unknown) => string;

/** Timestamps in XML bodies. */
const FORMAT: TimestampFormat = 'date-time';

/** The content of an element that holds a value of the schema. */
export const xmlContent: (schema: NormalizedSchema) => Content = oncePerSchema<unknown>((schema) => {
  if (schema.isStructSchema()) return structureContent(schema);
  if (schema.isListSchema()) return listContent(schema);
  if (schema.isMapSchema()) return mapContent(schema);
  const text = textWriter(schema, FORMAT);
  return (value) => escapeXml(text(value));
}) as (schema: NormalizedSchema) => Content;

interface Member {
  readonly name: string;
  readonly write: Elements;
}

function structureContent(schema: NormalizedSchema): Content {
  const members: Member[] = membersOf(schema)
    .filter(([, member]) => !traitsOf(member).xmlAttribute && !isBound(member))
    .map(([name, member]) => ({ name, write: memberElements(name, member) }));
  return (value) => {
    const given = value as Readonly<Record<string, unknown>>;
    let content = '';
    for (const { name, write } of members) {
      const member = given[name];
      if (member !== undefined && member !== null) content += write(member);
    }
    return content;
  };
}

/** Members that travel in headers or the status line are not in the body. */
function isBound(member: NormalizedSchema): boolean {
  const { httpHeader, httpPrefixHeaders, httpResponseCode, httpPayload } = traitsOf(member);
  return (httpHeader ?? httpPrefixHeaders ?? httpResponseCode ?? httpPayload) !== undefined;
}

function memberElements(name: string, member: NormalizedSchema): Elements {
  const traits = traitsOf(member);
  const wire = traits.xmlName ?? name;
  if (traits.xmlFlattened && member.isListSchema()) return repeated(wire, member.getValueSchema());
  if (traits.xmlFlattened && member.isMapSchema()) return entries(wire, member);
  return single(wire, member);
}

/** One element; attributes and namespaces of the structure it holds go into its tag. */
function single(wire: string, schema: NormalizedSchema): Elements {
  const content = xmlContent(schema);
  const attributes = attributesOf(schema);
  return (value) => element(wire, content(value), attributes(value));
}

function attributesOf(schema: NormalizedSchema): (value: unknown) => string {
  const namespace = namespaceOf(schema);
  const members = membersOf(schema).filter(([, member]) => traitsOf(member).xmlAttribute);
  if (members.length === 0) return () => namespace;
  return (value) => {
    const given = value as Readonly<Record<string, unknown>>;
    return members.reduce((text, [name, member]) => {
      if (given[name] === undefined) return text;
      return `${text} ${traitsOf(member).xmlName ?? name}="${escapeXml(String(given[name]))}"`;
    }, namespace);
  };
}

function namespaceOf(schema: NormalizedSchema): string {
  const namespace = traitsOf(schema).xmlNamespace;
  if (!namespace) return '';
  const [prefix, uri] = namespace;
  return ` xmlns${prefix ? `:${prefix}` : ''}="${uri}"`;
}

function repeated(wire: string, item: NormalizedSchema): Elements {
  const one = single(wire, item);
  return (value) => (value as readonly unknown[]).map(one).join('');
}

function listContent(schema: NormalizedSchema): Content {
  const item = schema.getValueSchema();
  return repeated(traitsOf(item).xmlName ?? 'member', item);
}

function entries(wire: string, map: NormalizedSchema): Elements {
  const keySchema = map.getKeySchema();
  const valueSchema = map.getValueSchema();
  const value = single(traitsOf(valueSchema).xmlName ?? 'value', valueSchema);
  const keyName = traitsOf(keySchema).xmlName ?? 'key';
  return (given) =>
    Object.entries(given as Readonly<Record<string, unknown>>)
      .map(([key, member]) => element(wire, element(keyName, escapeXml(key)) + value(member)))
      .join('');
}

const mapContent = (schema: NormalizedSchema): Content => entries('entry', schema);
