/**
 * What all Describe operations have in common: filters and pages.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html (documented).
 */
import { base64, fromBase64, fromUtf8, utf8 } from '../bytes.ts';
import { invalidFilter, invalidParameterCombination, invalidParameterValue } from './errors.ts';
import type { Tags } from './state.ts';

/** A filter as the API has it. */
interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly (string | undefined)[] | undefined;
}

/** For each filter of an operation, the values that a row has for it; undefined means none. */
export type FilterValues<Row> = Readonly<
  Record<string, (row: Row) => string | number | boolean | undefined | readonly string[]>
>;

/** Rows that pass all filters; a filter passes on any of its values, with `*` and `?` as wildcards. */
export function filtered<Row>(
  rows: readonly Row[],
  filters: readonly Filter[] | undefined,
  values: FilterValues<Row>,
  tagsOf: (row: Row) => Tags,
): readonly Row[] {
  let passed = rows;
  for (const filter of filters ?? []) {
    const name = filter.Name ?? '';
    const of = Object.hasOwn(values, name) ? values[name] : tagFilter(name, tagsOf);
    if (!of) return invalidFilter(name);
    const patterns = (filter.Values ?? []).map((value) => patternOf(value ?? ''));
    passed = passed.filter((row) => textsOf(of(row)).some((text) => patterns.some((pattern) => pattern.test(text))));
  }
  return passed;
}

function tagFilter<Row>(name: string, tagsOf: (row: Row) => Tags): ((row: Row) => readonly string[]) | undefined {
  if (name === 'tag-key') return (row) => Object.keys(tagsOf(row));
  if (!name.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return (row) => {
    const tags = tagsOf(row);
    return Object.hasOwn(tags, key) ? [tags[key]!] : [];
  };
}

const textsOf = (value: string | number | boolean | undefined | readonly string[]): readonly string[] =>
  value === undefined ? [] : typeof value === 'object' ? value : [String(value)];

/** `*` is any text, `?` any character, a backslash takes the next character as it is. */
function patternOf(value: string): RegExp {
  let source = '';
  for (let at = 0; at < value.length; at++) {
    const character = value[at]!;
    if (character === '*') source += '[^]*';
    else if (character === '?') source += '[^]';
    else source += escaped(character === '\\' && at + 1 < value.length ? value[++at]! : character);
  }
  return new RegExp(`^${source}$`);
}

const escaped = (character: string): string => (/[A-Za-z0-9_]/.test(character) ? character : `\\${character}`);

/** One page of rows. The token says how many rows came before. `idsGiven`: EC2 takes either ids or MaxResults. */
export function page<Row>(
  rows: readonly Row[],
  input: { readonly MaxResults?: number; readonly NextToken?: string },
  idsGiven = false,
): { readonly rows: readonly Row[]; readonly NextToken?: string } {
  if (idsGiven && input.MaxResults !== undefined) {
    invalidParameterCombination('The parameter MaxResults cannot be used with the parameter that lists ids.');
  }
  const start = input.NextToken ? readToken(input.NextToken) : 0;
  const end = input.MaxResults === undefined ? rows.length : start + Math.min(input.MaxResults, 1000);
  return {
    rows: rows.slice(start, end),
    ...(end < rows.length ? { NextToken: base64(utf8(`next/${end}`)) } : {}),
  };
}

function readToken(token: string): number {
  try {
    const found = /^next\/(\d+)$/.exec(fromUtf8(fromBase64(token)));
    if (found) return Number(found[1]);
  } catch {
    // not base64
  }
  return invalidParameterValue(`Invalid value '${token}' for nextToken.`);
}
