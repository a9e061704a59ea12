/** What could not be brought about: a situation that an endpoint refused once need not be refused a thousand times. */
import { createHash } from 'node:crypto';
import type { Outcome } from '../../model/call.ts';
import type { Behaviour } from '../../scenarios/conformance/index.ts';
import { isCall, type Planned, type PlannedCall } from '../../scenarios/contract.ts';

type Refusal = Extract<Outcome, { readonly ok: false }>['error'];

/** How endpoints say that there is no such operation, whatever is asked of it. */
const NO_SUCH_OPERATION = /^(?:InvalidAction|NotImplemented|NotImplementedError|UnknownOperationException|501)$/;

/** Beginnings of plans that led nowhere, operations that are not there, and why. */
export class Preparations {
  readonly #refused = new Map<string, string>();
  readonly #lengths = new Set<number>();
  readonly #missing = new Map<string, string>();

  /** Takes note that a plan that begins so cannot be played further. */
  refused(beginning: readonly Planned[], why: string): void {
    this.#refused.set(beginning.map(keyOf).join(), why);
    this.#lengths.add(beginning.length);
  }

  /** Takes note of a refusal that says that an operation is not there at all. */
  answered(planned: PlannedCall, { code, status }: Refusal, why: string): void {
    if (NO_SUCH_OPERATION.test(code) || status === 501) this.#missing.set(nameOf(planned), why);
  }

  /** Why a behaviour cannot be tried, if it begins like one that could not, or is prepared by what is not there. */
  whyNot({ plan, expect }: Behaviour): string | undefined {
    for (const planned of plan) {
      const prepares = isCall(planned) && (planned.name === undefined || expect[planned.name] === undefined);
      const why = prepares ? this.#missing.get(nameOf(planned)) : undefined;
      if (why !== undefined) return why;
    }
    const keys = plan.map(keyOf);
    for (const length of this.#lengths) {
      const why = length < plan.length ? this.#refused.get(keys.slice(0, length).join()) : undefined;
      if (why !== undefined) return why;
    }
    return undefined;
  }
}

const known = new WeakMap<Planned, string>();

/** Text by which steps are told apart. Blocks of disks have half a megabyte: their digest will do. */
function keyOf(planned: Planned): string {
  let key = known.get(planned);
  if (key === undefined) {
    const plain = JSON.stringify(planned, (_, part) => (part instanceof Uint8Array ? { $digest: digest(part) } : part));
    key = digest(plain);
    known.set(planned, key);
  }
  return key;
}

const digest = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('base64');

const nameOf = ({ service, operation }: PlannedCall): string => `${service}:${operation}`;
