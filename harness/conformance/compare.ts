/** Comparing an output with what was expected of it: values, and the patterns of `scenarios/conformance/behaviour.ts`. */
import { gunzipSync } from 'node:zlib';

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** The first difference as `path is OBSERVED, expected EXPECTED`, or undefined if the output is as expected. */
export function difference(expected: unknown, observed: unknown, path = 'the output'): string | undefined {
  if (isMembers(expected)) {
    const pattern = Object.keys(expected).find((name) => name.startsWith('$') && name !== '$open');
    if (pattern) return matches(pattern, expected[pattern], observed) ? undefined : told(path, expected, observed);
    return isMembers(observed) ? memberDifference(expected, observed, path) : told(path, expected, observed);
  }
  if (Array.isArray(expected)) return listDifference(expected, observed, path);
  return same(expected, observed) ? undefined : told(path, expected, observed);
}

function memberDifference(expected: Members, observed: Members, path: string): string | undefined {
  const { $open: open, ...members } = expected;
  const at = (name: string) => (path === 'the output' ? name : `${path}.${name}`);
  for (const [name, value] of Object.entries(members)) {
    const found = difference(value, observed[name], at(name));
    if (found) return found;
  }
  if (open === true) return undefined;
  const extra = Object.keys(observed).find((name) => observed[name] !== undefined && !(name in members));
  return extra === undefined ? undefined : told(at(extra), { $absent: true }, observed[extra]);
}

function listDifference(expected: readonly unknown[], observed: unknown, path: string): string | undefined {
  if (!Array.isArray(observed) || observed.length !== expected.length) return told(path, expected, observed);
  for (const [index, value] of expected.entries()) {
    const found = difference(value, observed[index], `${path}.${index}`);
    if (found) return found;
  }
  return undefined;
}

const tests: Readonly<Record<string, (wanted: unknown, observed: unknown) => boolean>> = {
  $is: (wanted, observed) =>
    wanted === 'bytes'
      ? observed instanceof Uint8Array
      : wanted === 'text'
        ? typeof observed === 'string'
        : typeof observed === wanted,
  $length: (wanted, observed) => (observed as { length?: number } | undefined)?.length === wanted,
  $like: (wanted, observed) => typeof observed === 'string' && new RegExp(String(wanted)).test(observed),
  $absent: (_, observed) => observed === undefined,
  $contains: (wanted, observed) => Array.isArray(observed) && observed.some((item) => !difference(wanted, item)),
  $without: (wanted, observed) => Array.isArray(observed) && !observed.some((item) => !difference(wanted, item)),
  $not: (wanted, observed) => difference(wanted, observed) !== undefined,
  $document: (wanted, observed) => {
    const document = parsed(observed);
    return document !== undefined && difference(wanted, document) === undefined;
  },
  $sameJson: (wanted, observed) => {
    try {
      return canonical(JSON.parse(String(wanted))) === canonical(JSON.parse(String(observed)));
    } catch {
      return false;
    }
  },
};

/** A JSON document as text, or gzipped as the log files of CloudTrail are; undefined for what is neither. */
function parsed(document: unknown): unknown {
  try {
    return JSON.parse(document instanceof Uint8Array ? gunzipSync(document).toString('utf8') : String(document));
  } catch {
    return undefined;
  }
}

function matches(pattern: string, wanted: unknown, observed: unknown): boolean {
  const test = tests[pattern];
  if (!test) throw new RangeError(`There is no pattern ${pattern}; use one of ${Object.keys(tests).join(', ')}.`);
  return test(wanted, observed);
}

function same(expected: unknown, observed: unknown): boolean {
  if (expected instanceof Uint8Array && observed instanceof Uint8Array) {
    return expected.length === observed.length && expected.every((byte, index) => byte === observed[index]);
  }
  return expected === observed;
}

/** JSON text with the members of every object in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isMembers(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

const told = (path: string, expected: unknown, observed: unknown): string =>
  `${path} is ${shown(observed)}, expected ${shown(expected)}`;

function shown(value: unknown): string {
  if (value === undefined || (isMembers(value) && value.$absent === true)) return 'absent';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  const text = JSON.stringify(value, (_, part: unknown) =>
    part instanceof Uint8Array ? `${part.length} bytes` : part,
  );
  // Not within a word: half an id could not be told from another.
  return text.length > 120 ? `${text.slice(0, 120).replace(/[\w+/=-]+$/, '')}...` : text;
}
