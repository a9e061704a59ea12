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

type ReadBinding = (request: WireRequest, labels: Labels, query: QueryParameters) => unknown;

/** A request that found its operation, as bindings read it. */
interface Given {
  readonly request: WireRequest;
  readonly labels: Labels;
  readonly query: QueryParameters;
}

/** Reads everything but the payload. */
export const readBindings: (schema: NormalizedSchema) => (given: Given) => Record<string, unknown> =
  oncePerSchema<Given>((schema) => {
    const bindings = membersOf(schema).flatMap(([name, member]) => {
      const read = readerOf(name, member);
      return read ? [{ name, read }] : [];
    });
    return ({ request, labels, query }) => {
      const input: Record<string, unknown> = {};
      for (const { name, read } of bindings) {
        const value = read(request, labels, query);
        if (value !== undefined) input[name] = value;
      }
      return input;
    };
  }) as never;

function readerOf(name: string, member: NormalizedSchema): ReadBinding | undefined {
  const traits = traitsOf(member);
  if (traits.httpHeader) return headerReader(traits.httpHeader.toLowerCase(), member);
  if (traits.httpPrefixHeaders !== undefined) return prefixReader(traits.httpPrefixHeaders.toLowerCase());
  if (traits.httpQuery) return queryReader(traits.httpQuery, member);
  if (traits.httpLabel) {
    const read = textReader(member);
    return (_, labels) => (labels[name] === undefined ? undefined : read(labels[name]));
  }
  return undefined;
}

function headerReader(header: string, member: NormalizedSchema): ReadBinding {
  if (member.isListSchema()) {
    const read = textReader(member.getValueSchema());
    return ({ headers }) => headers[header]?.split(',').map((part) => read(part.trim()));
  }
  const read = textReader(member);
  return ({ headers }) => {
    const value = headers[header];
    return value === undefined || value === '' ? undefined : read(value);
  };
}

/** Metadata headers: what comes behind the prefix, in lower case. Values that RFC 2047 encodes stay as they came. */
const prefixReader =
  (prefix: string): ReadBinding =>
  ({ headers }) => {
    const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix) && name !== prefix);
    return found.length === 0
      ? undefined
      : Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
  };

function queryReader(name: string, member: NormalizedSchema): ReadBinding {
  if (member.isListSchema()) {
    const read = textReader(member.getValueSchema());
    return (_, __, query) => query.get(name)?.map(read);
  }
  const read = textReader(member);
  return (_, __, query) => {
    const value = query.get(name)?.[0];
    return value === undefined ? undefined : read(value);
  };
}

/** Writes the headers of an output. */
export const writeHeaders: (schema: NormalizedSchema) => (output: object) => Record<string, string> = oncePerSchema(
  (schema) => {
    const bindings = membersOf(schema).flatMap(([name, member]) => {
      const write = headerWriter(member, traitsOf(member));
      return write ? [{ name, write }] : [];
    });
    return (output) => {
      const headers: Record<string, string> = {};
      const given = output as Readonly<Record<string, unknown>>;
      for (const { name, write } of bindings) {
        const value = given[name];
        if (value !== undefined && value !== null) write(value, headers);
      }
      return headers;
    };
  },
) as never;

/**
 * A text that may stand in a header: without control characters, and encoded by RFC 2047 where it is more than Latin-1,
 * as S3 does it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
 */
export function headerText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones that must go
  const clean = text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ');
  return /[^\t -\u00ff]/.test(clean) ? `=?UTF-8?B?${base64(utf8(clean))}?=` : clean;
}

/** Timestamps in headers. */
const IN_HEADERS: TimestampFormat = 'http-date';

function headerWriter(
  member: NormalizedSchema,
  { httpHeader, httpPrefixHeaders }: Traits,
): ((value: unknown, headers: Record<string, string>) => void) | undefined {
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
