/** What calls come to in each state of the keys: the question that an exploration answers. */
import type { CallEntry, Observation } from '../../scenarios/contract.ts';
import type { Registry } from '../runner/registry.ts';
import { Statistics } from '../runner/statistics.ts';
import type { Covered } from './coverage.ts';

/** The order in which states are told; others come after them. */
const ORDER = ['Enabled', 'Disabled', 'PendingImport', 'PendingDeletion', 'gone'];

/** Counts outcomes by the states of all keys that were made by calls, in the order of their making. */
export class KeyStates {
  /** By call, then by states. */
  readonly #counts = new Map<string, Map<string, Statistics>>();

  count(entry: CallEntry, registry: Registry): void {
    const call = callOf(entry);
    const states = statesOf(entry.before, registry);
    const byState = this.#counts.get(call) ?? new Map<string, Statistics>();
    this.#counts.set(call, byState);
    const statistics = byState.get(states) ?? new Statistics();
    byState.set(states, statistics);
    statistics.count([entry]);
  }

  counts(): Covered['byKeyState'] {
    const rows = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const told = rows.map(([call, byState]) => [call, outcomesOf(byState)] as const);
    return Object.fromEntries(told.filter(([, byState]) => differ(Object.values(byState))));
  }
}

function statesOf({ keys }: Observation, registry: Registry): string {
  const made = [...registry.things()].filter(({ kind }) => kind === 'key');
  return made.map(({ facets }) => keys.get(String(facets.arn))?.state ?? 'gone').join(', ') || 'no key';
}

/** `s3:GetObject`, and who calls where that is not the administrator. */
function callOf({ call: { service, operation, caller: called }, planned }: CallEntry): string {
  const principal = called.principal.slice(called.principal.lastIndexOf(':') + 1);
  const given = 'operation' in planned ? planned.caller : undefined;
  const caller = given === undefined || typeof given === 'string' ? (given ?? 'admin') : principal;
  return `${service}:${operation}${caller === 'admin' ? '' : ` by ${caller}`}`;
}

function outcomesOf(byState: ReadonlyMap<string, Statistics>): Record<string, Readonly<Record<string, number>>> {
  const rankOf = (state: string) => (ORDER.includes(state) ? ORDER.indexOf(state) : ORDER.length);
  const rank = (states: string) => states.split(', ').map(rankOf);
  const rows = [...byState].sort(([a], [b]) => (String(rank(a)) < String(rank(b)) ? -1 : 1));
  return Object.fromEntries(
    rows.map(([states, statistics]) => [states, Object.values(statistics.counts().operations)[0]!]),
  );
}

/** Whether the same outcomes were not met everywhere. */
const differ = (all: readonly Readonly<Record<string, number>>[]): boolean =>
  new Set(all.map((outcomes) => Object.keys(outcomes).join())).size > 1;
