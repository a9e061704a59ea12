/** What an exploration has seen: answers of operations, and arrows of lifecycles. */
import type { Lifecycle } from '../../model/lifecycle.ts';
import type { Entry } from '../../scenarios/contract.ts';
import type { Registry } from '../runner/registry.ts';
import { type Counts, Statistics } from '../runner/statistics.ts';
import { KeyStates } from './keyStates.ts';

/** What was seen, as plain data. */
export interface Covered {
  /** `service:Operation` -> outcome (`ok` or the error code) -> how often. */
  readonly operations: Counts['operations'];
  /**
   * Call -> states of the keys, in the order of their making -> outcome -> how often: for calls whose outcomes are not the
   * same in all of them.
   */
  readonly byKeyState: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
  /** Lifecycle -> the arrows that something went along, as `from EVENT to`, in the order of their names. */
  readonly arrows: Readonly<Record<string, readonly string[]>>;
}

/** Sees the moves of one exploration. */
export class Coverage {
  readonly #statistics = new Statistics();
  readonly #arrows = new Map<string, Set<string>>();
  readonly #byKeyState = new KeyStates();

  /** Takes note of what a move showed; the registry knows all that was made until then. */
  add(entries: readonly Entry[], registry: Registry): void {
    this.#statistics.count(entries);
    for (const entry of entries) if (entry.type === 'call') this.#byKeyState.count(entry, registry);
    for (const { events } of entries)
      for (const event of events)
        if (event.type === 'transition') this.#arrowsOf(event.lifecycle).add(arrow(event.from, event.event, event.to));
  }

  counts(): Covered {
    const rows = [...this.#arrows].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      operations: this.#statistics.counts().operations,
      byKeyState: this.#byKeyState.counts(),
      arrows: Object.fromEntries(rows.map(([lifecycle, arrows]) => [lifecycle, [...arrows].sort()])),
    };
  }

  #arrowsOf(lifecycle: string): Set<string> {
    const arrows = this.#arrows.get(lifecycle) ?? new Set();
    this.#arrows.set(lifecycle, arrows);
    return arrows;
  }
}

const arrow = (from: string, event: string, to: string): string => `${from} ${event} ${to}`;

/** All arrows of a lifecycle, written as in `Covered`. */
export const arrowsOf = ({ table }: Lifecycle): readonly string[] =>
  Object.entries(table).flatMap(([from, on]) => Object.entries(on).map(([event, to]) => arrow(from, event, to!)));
