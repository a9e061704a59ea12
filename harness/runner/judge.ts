/** Judging one run: every invariant watches it through a monitor of its own. */
import type { Entry, Invariant, Monitor, RunEnd, Violation } from '../../scenarios/contract.ts';

/** A violation, and the entry that shows it. */
export interface Finding extends Violation {
  readonly entry: number;
}

/** What went wrong in the engine, not in the world: a monitor threw. */
export interface EngineError {
  readonly message: string;
}

/** All monitors of one run. */
export class Judge {
  readonly findings = new Map<string, Finding>();
  readonly errors = new Map<string, EngineError>();
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
    this.#each((monitor) => monitor.see(entry));
  }

  /** Tells the monitors that the run is over. */
  end(run: RunEnd, rerun: boolean): void {
    this.#each((monitor, invariant) => {
      if (rerun || !invariant.needs?.includes('rerun')) monitor.end?.(run);
    });
  }

  #each(act: (monitor: Monitor, invariant: Invariant) => void): void {
    for (const { invariant, monitor } of this.#watching) {
      if (this.findings.has(invariant.id) || this.errors.has(invariant.id)) continue;
      try {
        act(monitor, invariant);
      } catch (error) {
        this.errors.set(invariant.id, { message: error instanceof Error ? error.message : String(error) });
      }
    }
  }
}
