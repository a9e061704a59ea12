/**
 * Policy variables: `${aws:username}`, with a default as `${aws:username, 'nobody'}`, and the escapes `${*}`, `${?}`
 * and `${$}`. Only policies of version 2012-10-17 have them; in older ones they are plain text.
 */
import { literalPattern, type Pattern, wildcardPattern } from './match.ts';
import type { ConditionContext } from './types.ts';

/** A text with holes, compiled. */
export interface Template {
  /** False when the text is the same for every request. */
  readonly variable: boolean;
  /** The text with values filled in; undefined when a variable has no value and no default. */
  text(context: ConditionContext): string | undefined;
  /** The same as a pattern: wildcards as written count, those inside values do not. */
  pattern(context: ConditionContext): Pattern | undefined;
}

/** Text as written, text that is never a wildcard, or a hole. */
type Part =
  | { readonly kind: 'written' | 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

const VARIABLE = /\$\{([^}]*)\}/g;
const WITH_DEFAULT = /^([^,]*?)\s*,\s*'(.*)'$/;
const ESCAPES = new Set(['*', '?', '$']);

function readVariable(inner: string): Part {
  const name = inner.trim();
  if (ESCAPES.has(name)) return { kind: 'literal', text: name };
  const withDefault = WITH_DEFAULT.exec(name);
  return { kind: 'variable', key: (withDefault?.[1] ?? name).toLowerCase(), fallback: withDefault?.[2] };
}

function readParts(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(VARIABLE)) {
    if (found.index > from) parts.push({ kind: 'written', text: text.slice(from, found.index) });
    parts.push(readVariable(found[1]!));
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ kind: 'written', text: text.slice(from) });
  return parts;
}

/** A variable's value: only single-valued keys have one. */
function resolve(part: Part & { kind: 'variable' }, context: ConditionContext): string | undefined {
  const values = context(part.key);
  return values?.length === 1 ? values[0] : part.fallback;
}

/** Fills the holes and joins what `render` makes of each piece. */
function fill<T>(
  parts: readonly Part[],
  context: ConditionContext,
  render: (text: string, literal: boolean) => T,
): T[] | undefined {
  const filled: T[] = [];
  for (const part of parts) {
    const text = part.kind === 'variable' ? resolve(part, context) : part.text;
    if (text === undefined) return undefined;
    filled.push(render(text, part.kind !== 'written'));
  }
  return filled;
}

/**
 * Compiles a text. `variables` says whether the policy's version has variables; `from` is the first position at which
 * they count (in Resource elements: after the fifth colon).
 */
export function compileTemplate(text: string, variables: boolean, from = 0): Template {
  const head: Part[] = from > 0 ? [{ kind: 'written', text: text.slice(0, from) }] : [];
  const parts: Part[] = variables ? [...head, ...readParts(text.slice(from))] : [{ kind: 'written', text }];
  const textOf = (context: ConditionContext) => fill(parts, context, (piece) => piece)?.join('');
  const patternOf = (context: ConditionContext) =>
    fill(parts, context, (piece, literal) => (literal ? literalPattern(piece) : wildcardPattern(piece)))?.flat();
  if (parts.some((part) => part.kind === 'variable')) return { variable: true, text: textOf, pattern: patternOf };
  const nothing: ConditionContext = () => undefined;
  const fixedText = textOf(nothing);
  const fixedPattern = patternOf(nothing);
  return { variable: false, text: () => fixedText, pattern: () => fixedPattern };
}
