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

/** All monitors of one run. */
export class Judge {
  readonly findings = new Map<string, Finding>();
  readonly errors = new Map<string, MonitorError>();
  /** `invariant id` -> witnesses that the run reached. */
  readonly witnesses = new Map<string, Set<string>>();
  readonly #watching: { readonly invariant: Invariant; readonly monitor: Monitor }[];
  #now = 0;

  constructor(invariants: readonly Invariant[]) {
    this.#watching = invariants.map((invariant) => {
      const reached = new Set<string>();
      this.witnesses.set(invariant.id, reached);
      const monitor = invariant.start({
        witness: (name) => {
          if (!invariant.witnesses.includes(name))
            throw new RangeError(`${invariant.id} reports the witness "${name}", which it does not declare.`);
          reached.add(name);
        },
        fail: (violation) => {
          if (!this.findings.has(invariant.id)) this.findings.set(invariant.id, { entry: this.#now, ...violation });
        },
      });
      return { invariant, monitor };
    });
  }

  /** Shows an entry to all monitors that have not found anything yet. */
  see(entry: Entry): void {
    this.#now = entry.index;
    for (const { invariant, monitor } of this.#watching) {
      if (this.#isDone(invariant)) continue;
      try {
        monitor.see(entry);
      } catch (error) {
        this.#broke(invariant, error);
      }
    }
  }

  /** Tells the monitors that the run is over. */
  async end(run: RunEnd, rerun: boolean): Promise<void> {
    for (const { invariant, monitor } of this.#watching) {
      if (!monitor.end || (invariant.needs?.includes('rerun') && !rerun) || this.#isDone(invariant)) continue;
      try {
        await monitor.end(run);
      } catch (error) {
        this.#broke(invariant, error);
      }
    }
  }

  #isDone = ({ id }: Invariant): boolean => this.findings.has(id) || this.errors.has(id);

  /** What breaks at the target is its own error, not that of a monitor. */
  #broke({ id }: Invariant, error: unknown): void {
    if (error instanceof EngineError) throw error;
    this.errors.set(id, { message: error instanceof Error ? error.message : String(error) });
  }
}
