/**
 * Wildcard matching as policies use it: `*` stands for any run of characters, `?` for exactly one. Patterns are
 * compiled once into numbers, so that matching builds no regular expression and a literal `*` (written `${*}` or come
 * out of a variable) can stand beside a wildcard.
 */

/** UTF-16 code units; negative numbers are wildcards. */
export type Pattern = readonly number[];
/** Tells whether a text fits a compiled pattern. */
export type Matcher = (text: string) => boolean;

const ANY_RUN = -1;
const ANY_ONE = -2;
const STAR = 0x2a;
const QUESTION_MARK = 0x3f;
const COLON = 0x3a;

/** Code units of a text in which nothing is a wildcard. */
export function literalPattern(text: string): Pattern {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

/** Code units of a text in which `*` and `?` are wildcards. */
export function wildcardPattern(text: string): Pattern {
  return literalPattern(text).map((unit) => (unit === STAR ? ANY_RUN : unit === QUESTION_MARK ? ANY_ONE : unit));
}

/** Whether `text` as a whole fits `pattern`. Linear but for patterns with many `*`: it goes back to the last one only. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  let at = 0;
  let read = 0;
  let lastRun = -1;
  let resumeAt = 0;
  while (read < text.length) {
    const unit = pattern[at];
    if (unit === ANY_RUN) {
      lastRun = at++;
      resumeAt = read;
    } else if (unit === ANY_ONE || unit === text.charCodeAt(read)) {
      at++;
      read++;
    } else if (lastRun >= 0) {
      at = lastRun + 1;
      read = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[at] === ANY_RUN) at++;
  return at === pattern.length;
}

/** The quickest matcher for a wildcard text: most are `*`, a plain text or a plain beginning. */
export function wildcardMatcher(text: string): Matcher {
  if (text === '*') return () => true;
  const firstWildcard = text.search(/[*?]/);
  if (firstWildcard < 0) return (candidate) => candidate === text;
  if (firstWildcard === text.length - 1 && text.endsWith('*')) {
    const beginning = text.slice(0, -1);
    return (candidate) => candidate.startsWith(beginning);
  }
  const pattern = wildcardPattern(text);
  return (candidate) => matchesPattern(pattern, candidate);
}

/** Splits at the first five colons: an ARN's six components, of which only the last may hold colons. */
function components<T>(units: readonly T[], isColon: (unit: T) => boolean): (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  let from = 0;
  for (let at = 0; at < units.length && parts.length < 5; at++) {
    if (!isColon(units[at]!)) continue;
    parts.push(units.slice(from, at));
    from = at + 1;
  }
  parts.push(units.slice(from));
  return parts;
}

/** ARN matching of conditions: each of the six components for itself, so no wildcard reaches over a colon. */
export function matchesArn(pattern: Pattern, arn: string): boolean {
  const wanted = components(pattern, (unit) => unit === COLON);
  const given = components([...arn], (character) => character === ':');
  return (
    wanted.length === 6 &&
    given.length === 6 &&
    wanted.every((part, index) => matchesPattern(part, given[index]!.join('')))
  );
}
