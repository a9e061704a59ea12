/**
 * Comparison as refinement: who asks now and then sees less than who watches. A path that misses passing states is still the
 * path, and a thing may have left a passing state for one that it leads to; nothing else is forgiven.
 */
import type { Lifecycle } from '../../model/lifecycle.ts';
import { awsInNode } from '../crypto/awsInNode.ts';
import { lifecyclesOf } from '../report/mermaid.ts';
import { isPassing } from '../targets/endpoint/sight/settled.ts';

/** Whether a path that was seen now and then lies on another: it misses states at most, and never the last. */
export function liesOn(path: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const state of whole) if (state === path[at]) at++;
  return at === path.length && path.at(-1) === whole.at(-1);
}

let lifecycles: readonly Lifecycle[] | undefined;

/** Whether a passing state that was expected leads, in one step of some lifecycle, to the state that was seen instead. */
export function leadsTo(expected: unknown, seen: unknown): boolean {
  if (typeof expected !== 'string' || typeof seen !== 'string' || !isPassing(expected)) return false;
  lifecycles ??= lifecyclesOf(awsInNode);
  return lifecycles.some(({ table }) => Object.values(table[expected] ?? {}).includes(seen));
}
