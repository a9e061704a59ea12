/**
 * HTTP bindings of the REST protocols: members in the path, the query string, headers and the payload.
 * https://smithy.io/2.0/spec/http-bindings.html
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { base64, utf8 } from '../../../model/bytes.ts';
import { percentDecode, type WireRequest } from './message.ts';
import { type TimestampFormat, textReader, textWriter } from './scalars.ts';
import { type Member, membersOf, oncePerSchema, remembered, type Traits, traitsOf } from './schema.ts';

/** Where the request names things in its path: label by label. */
export type Labels = Readonly<Record<string, string>>;
/** A request's query parameters by name; the first of several counts for single values. */
export type QueryParameters = ReadonlyMap<string, readonly string[]>;

/** A request that found its operation, as bindings read it. */
interface Given {
  readonly request: WireRequest;
  readonly labels: Labels;
  readonly query: QueryParameters;
}

/** Reads one member off a request. */
interface ReadBinding {
  readonly name: string;
  readonly read: (given: Given) => unknown;
  /** Where it is looked for. */
  readonly place: 'label' | 'header' | 'prefix' | 'query';
  /** The label, header (in lower case), prefix or query parameter. */
  readonly wire: string;
}

/**
 * Reads everything but the payload. Requests have few of the forty headers that an operation may know, so it is what came
 * that is gone through; members are in the order of the schema all the same.
 */
export const readBindings: (schema: NormalizedSchema) => (given: Given) => Record<string, unknown> =
  oncePerSchema<Given>((schema) => {
    const bindings = membersOf(schema).flatMap(([name, member]) => bindingOf(name, member) ?? []);
    const placed = (place: ReadBinding['place']) =>
      new Map(bindings.flatMap((binding, index) => (binding.place === place ? [[binding.wire, index] as const] : [])));
    const inHeader = placed('header');
    const inQuery = placed('query');
    const labels = [...placed('label').values()];
    const prefixes = [...placed('prefix')];
    return (given) => {
      const found = [...labels];
      for (const header in given.request.headers) {
        const index = inHeader.get(header);
        if (index !== undefined) found.push(index);
        for (const [prefix, at] of prefixes) if (header.startsWith(prefix) && !found.includes(at)) found.push(at);
      }
      for (const name of given.query.keys()) {
        const index = inQuery.get(name);
        if (index !== undefined) found.push(index);
      }
      const input: Record<string, unknown> = {};
      for (const index of found.sort(ascending)) {
        const { name, read } = bindings[index]!;
        const value = read(given);
        if (value !== undefined) input[name] = value;
      }
      return input;
    };
  }) as never;

const ascending = (a: number, b: number): number => a - b;

function bindingOf(name: string, member: NormalizedSchema): ReadBinding | undefined {
  const { httpHeader, httpPrefixHeaders, httpQuery, httpLabel } = traitsOf(member);
  if (httpHeader) {
    const wire = httpHeader.toLowerCase();
    return { name, place: 'header', wire, read: headerReader(wire, member) };
  }
  if (httpPrefixHeaders !== undefined) {
    const wire = httpPrefixHeaders.toLowerCase();
    return { name, place: 'prefix', wire, read: prefixReader(wire) };
  }
  if (httpQuery) return { name, place: 'query', wire: httpQuery, read: queryReader(httpQuery, member) };
  if (!httpLabel) return undefined;
  const read = textReader(member);
  return {
    name,
    place: 'label',
    wire: name,
    read: ({ labels }) => (labels[name] === undefined ? undefined : read(labels[name])),
  };
}

function headerReader(header: string, member: NormalizedSchema): ReadBinding['read'] {
  if (member.isListSchema()) {
    const read = textReader(member.getValueSchema());
    return ({ request }) => request.headers[header]?.split(',').map((part) => read(part.trim()));
  }
  const read = textReader(member);
  // An empty text is one; no number or moment is.
  const maySayNothing = member.isStringSchema();
  return ({ request }) => {
    const value = request.headers[header];
    return value === undefined || (value === '' && !maySayNothing) ? undefined : read(value);
  };
}

/** Metadata headers: what comes behind the prefix, in lower case. Values that RFC 2047 encodes stay as they came. */
const prefixReader =
  (prefix: string): ReadBinding['read'] =>
  ({ request }) => {
    const found = Object.entries(request.headers).filter(([name]) => name.startsWith(prefix) && name !== prefix);
    return found.length === 0
      ? undefined
      : Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
  };

function queryReader(name: string, member: NormalizedSchema): ReadBinding['read'] {
  if (member.isListSchema()) {
    const read = textReader(member.getValueSchema());
    return ({ query }) => query.get(name)?.map(read);
  }
  const read = textReader(member);
  return ({ query }) => {
    const value = query.get(name)?.[0];
    return value === undefined ? undefined : read(value);
  };
}

/** What is answered, and the headers that it is added to. */
interface Answered {
  readonly output: object;
  readonly headers: Record<string, string>;
}

type WriteHeader = (value: unknown, headers: Record<string, string>) => void;

/** Adds the headers of an output. */
export const writeHeaders: (schema: NormalizedSchema) => (answered: Answered) => void = oncePerSchema<Answered>(
  (schema) => {
    const byName = new Map(
      membersOf(schema).flatMap(([name, member]) => {
        const write = headerWriter(member, traitsOf(member));
        return write ? [[name, write] as const] : [];
      }),
    );
    return ({ output, headers }) => {
      const given = output as Readonly<Record<string, unknown>>;
      for (const name in given) {
        const value = given[name];
        if (value !== undefined && value !== null) byName.get(name)?.(value, headers);
      }
    };
  },
) as never;

/** What a header cannot hold as it is: control characters, and what is more than Latin-1. */
const UNFIT = /[^\t -~\u0080-\u00ff]/;

/**
 * A text that may stand in a header: without control characters, and encoded by RFC 2047 where it is more than Latin-1,
 * as S3 does it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
 */
export function headerText(text: string): string {
  if (!UNFIT.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones that must go
  const clean = text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ');
  return UNFIT.test(clean) ? `=?UTF-8?B?${base64(utf8(clean))}?=` : clean;
}

/** Timestamps in headers. */
const IN_HEADERS: TimestampFormat = 'http-date';

function headerWriter(member: NormalizedSchema, { httpHeader, httpPrefixHeaders }: Traits): WriteHeader | undefined {
  if (httpPrefixHeaders !== undefined) {
    const prefix = httpPrefixHeaders.toLowerCase();
    return (value, headers) => {
      for (const [name, text] of Object.entries(value as Record<string, string>))
        headers[prefix + name] = headerText(text);
    };
  }
  if (!httpHeader) return undefined;
  const header = httpHeader.toLowerCase();
  if (member.isListSchema()) {
    const write = textWriter(member.getValueSchema(), IN_HEADERS);
    return (value, headers) => {
      headers[header] = headerText((value as readonly unknown[]).map(write).join(', '));
    };
  }
  const write = textWriter(member, IN_HEADERS);
  return (value, headers) => {
    const text = headerText(write(value));
    if (text !== '') headers[header] = text;
  };
}

/** The member that is the payload, or undefined where the body holds all members that are bound nowhere else. */
export const payloadOf: (schema: NormalizedSchema) => Member | undefined = remembered((schema) =>
  membersOf(schema).find(([, member]) => traitsOf(member).httpPayload),
);

/** Members that the body holds where there is no payload member. */
export const bodyMembers: (schema: NormalizedSchema) => readonly Member[] = remembered((schema) =>
  membersOf(schema).filter(([, member]) => {
    const { httpHeader, httpQuery, httpLabel, httpPrefixHeaders, httpResponseCode, httpPayload } = traitsOf(member);
    return (httpHeader ?? httpQuery ?? httpLabel ?? httpPrefixHeaders ?? httpResponseCode ?? httpPayload) === undefined;
  }),
);

/** The labels of a path by a pattern such as `/snapshots/{SnapshotId}/blocks`, or undefined where it does not fit. */
export function matchPath(pattern: readonly string[], path: string): Labels | undefined {
  const labels: Record<string, string> = {};
  let rest = path.slice(1);
  for (const [index, step] of pattern.entries()) {
    const last = index === pattern.length - 1;
    if (step.endsWith('+}')) {
      if (rest === '') return undefined;
      labels[step.slice(1, -2)] = percentDecode(rest);
      return labels;
    }
    const end = rest.indexOf('/');
    const found = end < 0 ? rest : rest.slice(0, end);
    if (last !== end < 0) return undefined;
    if (step.startsWith('{')) {
      if (found === '') return undefined;
      labels[step.slice(1, -1)] = percentDecode(found);
    } else if (found !== step) return undefined;
    rest = end < 0 ? '' : rest.slice(end + 1);
  }
  return labels;
}
