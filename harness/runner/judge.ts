/** Judging one run: every invariant watches it through a monitor of its own. */
import type { Entry, Invariant, Monitor, RunEnd, Violation } from '../../scenarios/contract.ts';
import { EngineError } from '../targets/unable.ts';

/** A violation, and the entry that shows it. */
export interface Finding extends Violation {
  readonly entry: number;
}

/** What went wrong in the harness, not in the world: a monitor threw. */
export interface MonitorError {
  readonly message: string;
}

/** A monitor, and whether it has found something or broken: then it is asked no more. */
interface Watching {
  readonly invariant: Invariant;
  readonly monitor: Monitor;
  readonly standing: { done: boolean };
}

/** All monitors of one run. */
export class Judge {
  readonly findings = new Map<string, Finding>();
  readonly errors = new Map<string, MonitorError>();
  /** `invariant id` -> witnesses that the run reached. */
  readonly witnesses = new Map<string, Set<string>>();
  readonly #watching: Watching[];
  #now = 0;

  constructor(invariants: readonly Invariant[]) {
    this.#watching = invariants.map((invariant) => {
      const reached = new Set<string>();
      const standing = { done: false };
      this.witnesses.set(invariant.id, reached);
      const monitor = invariant.start({
        witness: (name) => {
          if (!invariant.witnesses.includes(name))
            throw new RangeError(`${invariant.id} reports the witness "${name}", which it does not declare.`);
          reached.add(name);
        },
        fail: (violation) => {
          standing.done = true;
          if (!this.findings.has(invariant.id)) this.findings.set(invariant.id, { entry: this.#now, ...violation });
        },
      });
      return { invariant, monitor, standing };
    });
  }

  /** Shows an entry to all monitors that have not found anything yet. */
  see(entry: Entry): void {
    this.#now = entry.index;
    for (const watching of this.#watching) {
      if (watching.standing.done) continue;
      try {
        watching.monitor.see(entry);
      } catch (error) {
        this.#broke(watching, error);
      }
    }
  }

  /** Tells the monitors that the run is over. */
  async end(run: RunEnd, rerun: boolean): Promise<void> {
    for (const watching of this.#watching) {
      const { invariant, monitor, standing } = watching;
      if (!monitor.end || (invariant.needs?.includes('rerun') && !rerun) || standing.done) continue;
      try {
        await monitor.end(run);
      } catch (error) {
        this.#broke(watching, error);
      }
    }
  }

  /** What breaks at the target is its own error, not that of a monitor. */
  #broke({ invariant, standing }: Watching, error: unknown): void {
    if (error instanceof EngineError) throw error;
    standing.done = true;
    this.errors.set(invariant.id, { message: error instanceof Error ? error.message : String(error) });
  }
}
