/** Counting what runs called and what it came to: a suite that only ever sees one outcome tests little. */
import type { History } from '../../scenarios/contract.ts';

/** Counts as plain data. */
export interface Counts {
  readonly runs: number;
  readonly calls: number;
  /** `service:Operation` -> outcome (`ok` or the error code) -> how often. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

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
      const outcome = entry.outcome.ok ? 'ok' : entry.outcome.error.code;
      this.#add(`${entry.call.service}:${entry.call.operation}`, outcome, 1);
    }
    this.runs++;
    this.calls += calls;
    return calls;
  }

  /** Adds what others counted. */
  add({ runs, calls, operations }: Counts): void {
    this.runs += runs;
    this.calls += calls;
    for (const [operation, outcomes] of Object.entries(operations))
      for (const [outcome, count] of Object.entries(outcomes)) this.#add(operation, outcome, count);
  }

  /** The counts: by operation, then outcome, in the order of their names, `ok` first. */
  counts(): Counts {
    const rows = sorted(this.#operations).map(([operation, outcomes]) => [
      operation,
      Object.fromEntries(sorted(outcomes)),
    ]);
    return { runs: this.runs, calls: this.calls, operations: Object.fromEntries(rows) };
  }

  #add(operation: string, outcome: string, count: number): void {
    const outcomes = this.#operations.get(operation) ?? new Map<string, number>();
    this.#operations.set(operation, outcomes);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count);
  }
}

const order = (name: string): string => (name === 'ok' ? '' : name);

function sorted<V>(counts: ReadonlyMap<string, V>): [string, V][] {
  return [...counts].sort(([a], [b]) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
}
