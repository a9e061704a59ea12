/** Choosing scenarios by pattern. */
import { UsageError } from './io.ts';
import { nearest } from './nearest.ts';

/**
 * A test for scenario ids. A pattern is an id (`lab/root-volume`), its last part (`root-volume`), or either with `*` for
 * anything (`lab/*`, `disabled-*`). Without patterns everything is wanted; a pattern that matches nothing is a mistake.
 */
export function selector(patterns: readonly string[], ids: readonly string[]): (id: string) => boolean {
  if (patterns.length === 0) return () => true;
  const tests = patterns.map((pattern) => {
    const test = matcher(pattern);
    if (!ids.some(test))
      throw new UsageError(`no scenario matches "${pattern}"; the nearest are ${nearest(pattern, ids).join(', ')}`);
    return test;
  });
  return (id) => tests.some((test) => test(id));
}

function matcher(pattern: string): (id: string) => boolean {
  const source = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`^${source.join('.*')}$`);
  return (id) => whole.test(id) || whole.test(id.slice(id.indexOf('/') + 1));
}
