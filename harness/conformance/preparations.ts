/** What could not be brought about: a situation that an endpoint refused once need not be refused a thousand times. */
import type { Planned } from '../../scenarios/contract.ts';
import { fingerprint } from '../targets/fingerprint.ts';

/** Beginnings of plans that led nowhere, and why. */
export class Preparations {
  readonly #refused = new Map<string, string>();
  readonly #lengths = new Set<number>();

  /** Takes note that a plan that begins so cannot be played further. */
  refused(beginning: readonly Planned[], why: string): void {
    this.#refused.set(fingerprint(beginning), why);
    this.#lengths.add(beginning.length);
  }

  /** Why a plan cannot be played, if it begins like one that could not. */
  whyNot(plan: readonly Planned[]): string | undefined {
    for (const length of this.#lengths) {
      const why = length < plan.length ? this.#refused.get(fingerprint(plan.slice(0, length))) : undefined;
      if (why !== undefined) return why;
    }
    return undefined;
  }
}
