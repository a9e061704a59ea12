/** Counting what runs called and what it came to: a suite that only ever sees one outcome tests little. */
import type { History } from '../../scenarios/contract.ts';

/** Operation x outcome counts of many runs. */
export class Statistics {
  runs = 0;
  calls = 0;
  readonly #operations = new Map<string, Map<string, number>>();

  /** Counts a history; how many calls it had. */
  count(history: History): number {
    let calls = 0;
    for (const entry of history) {
      if (entry.type !== 'call') continue;
      calls++;
      const operation = `${entry.call.service}:${entry.call.operation}`;
      const outcomes = this.#operations.get(operation) ?? new Map<string, number>();
      this.#operations.set(operation, outcomes);
      const outcome = entry.outcome.ok ? 'ok' : entry.outcome.error.code;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    this.runs++;
    this.calls += calls;
    return calls;
  }

  /** By operation, then outcome, in the order of their names, `ok` first. */
  operations(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    return Object.fromEntries(
      sorted(this.#operations).map(([operation, outcomes]) => [operation, Object.fromEntries(sorted(outcomes))]),
    );
  }
}

const order = (name: string): string => (name === 'ok' ? '' : name);

function sorted<V>(counts: ReadonlyMap<string, V>): [string, V][] {
  return [...counts].sort(([a], [b]) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
}
