/**
 * A target that remembers: behaviours begin alike (the same key of the same kind is made), and where a session can fork,
 * what was done once need not be done again. The answers are the same: a forked session is deterministic.
 */
import type { AnyCall } from '../../model/call.ts';
import type { Duration } from '../../model/step.ts';
import { fingerprint } from '../targets/fingerprint.ts';
import type { CallTaken, MaybePromise, Session, StepTaken, Target } from '../targets/target.ts';

/** A moment in the tree of all sessions so far, and the steps that were taken from it. */
interface Moment {
  readonly session: Session;
  readonly steps: Map<string, Step>;
  readonly depth: number;
}

interface Step {
  readonly taken: CallTaken | StepTaken;
  readonly next: Moment;
}

/** Steps further from the beginning than this are not kept: they are seldom shared. */
const KEPT_DEPTH = 6;

/** The same target, which does what many sessions begin with only once. Targets that cannot fork are left as they are. */
export function remembering(target: Target): Target {
  const beginnings = new Map<string, Moment>();
  return {
    ...target,
    begin: async (seed) => {
      const known = beginnings.get(seed);
      if (known) return new RememberingSession(known);
      const session = await target.begin(seed);
      if (!session.fork) return session;
      const beginning = { session, steps: new Map(), depth: 0 };
      beginnings.set(seed, beginning);
      return new RememberingSession(beginning);
    },
  };
}

class RememberingSession implements Session {
  #at: Moment;

  constructor(at: Moment) {
    this.#at = at;
  }

  get region() {
    return this.#at.session.region;
  }

  get nowMs() {
    return this.#at.session.nowMs;
  }

  observe() {
    return this.#at.session.observe();
  }

  call(call: AnyCall): Promise<CallTaken> {
    return this.#step(fingerprint(call), (session) => session.call(call)) as Promise<CallTaken>;
  }

  elapse(duration: Duration): Promise<StepTaken> {
    return this.#step(fingerprint(duration), (session) => session.elapse(duration));
  }

  async #step(key: string, take: (session: Session) => MaybePromise<StepTaken>): Promise<StepTaken> {
    const { session, steps, depth } = this.#at;
    const known = steps.get(key);
    if (known) {
      this.#at = known.next;
      return known.taken;
    }
    const next = { session: session.fork!(), steps: new Map(), depth: depth + 1 };
    const taken = await take(next.session);
    if (depth < KEPT_DEPTH) steps.set(key, { taken, next });
    this.#at = next;
    return taken;
  }
}
