/** Injected faults: answers that a client must be able to live with, given in place of the next calls. */
import type { ErrorOutcome } from '../../model/errors.ts';

/** One fault: the next `count` calls that it is about come to this error and change nothing. */
export interface Fault {
  /** `kms`...; undefined: every service. */
  readonly service?: string;
  /** `Encrypt`...; undefined: every operation. */
  readonly operation?: string;
  /** AWS's code: `ThrottlingException`, `SlowDown`, `InternalError`... */
  readonly code: string;
  readonly message?: string;
  /** HTTP status, 400 to 599. */
  readonly status: number;
  readonly count: number;
}

/** The faults that wait. */
export class Faults {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  /** Replaces all faults. */
  set(faults: readonly Fault[]): void {
    this.#waiting = faults.map((fault) => ({ fault, left: fault.count }));
  }

  /** Those that still wait, with what is left of them. */
  get waiting(): readonly Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, count: left }));
  }

  /** The fault of a call, which is used up by it. */
  take(service: string, operation: string): ErrorOutcome | undefined {
    if (this.#waiting.length === 0) return undefined;
    const found = this.#waiting.find(
      ({ fault }) => (fault.service ?? service) === service && (fault.operation ?? operation) === operation,
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#waiting.splice(this.#waiting.indexOf(found), 1);
    const { code, message, status } = found.fault;
    return { code, status, ...(message === undefined ? {} : { message }) };
  }
}
