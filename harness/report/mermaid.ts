/** Lifecycles as Mermaid state diagrams, generated from the tables that the model runs on. */
import type { Lifecycle } from '../../model/lifecycle.ts';
import type { Rules } from '../../model/rules.ts';

/** All lifecycles of the rules, in the order of their names. */
export function lifecyclesOf(rules: Rules): readonly Lifecycle[] {
  const found = Object.values(rules).flatMap((part: unknown) =>
    typeof part === 'object' && part !== null ? Object.values(part).filter(isLifecycle) : [],
  );
  return [...new Set(found)].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isLifecycle(value: unknown): value is Lifecycle {
  return typeof value === 'object' && value !== null && 'initial' in value && 'table' in value && 'states' in value;
}

/** The text of a Mermaid stateDiagram-v2. */
export function mermaid(lifecycle: Lifecycle): string {
  const { states, table } = lifecycle;
  const declared = states.filter((state) => nameOf(state) !== state);
  const arrows = states.flatMap((state) =>
    [...eventsByTarget(table[state] ?? {})].map(
      ([to, events]) => `  ${nameOf(state)} --> ${nameOf(to)}: ${events.join(', ')}`,
    ),
  );
  const ends = states.filter((state) => Object.keys(table[state] ?? {}).length === 0);
  return [
    'stateDiagram-v2',
    ...declared.map((state) => `  state "${state}" as ${nameOf(state)}`),
    `  [*] --> ${nameOf(lifecycle.initial)}`,
    ...arrows,
    ...ends.map((state) => `  ${nameOf(state)} --> [*]`),
  ].join('\n');
}

/** Events that lead to the same state share an arrow. */
function eventsByTarget(on: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const [event, to] of Object.entries(on)) {
    if (to === undefined) continue;
    targets.set(to, [...(targets.get(to) ?? []), event]);
  }
  return targets;
}

/** Mermaid's names are words; AWS's states have hyphens. */
const nameOf = (state: string): string => state.replaceAll(/\W/g, '_');
