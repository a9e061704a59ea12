/**
 * Situations that several behaviours of KMS begin with: a key of some kind in some state. Where making one costs more than
 * the call that is tried in it, it is kept, and serves the next behaviour as long as nothing can have changed it.
 */
import type { Outcome } from '../../model/call.ts';
import type { Behaviour } from '../../scenarios/conformance/index.ts';
import { isCall, type Planned, type PlannedCall } from '../../scenarios/contract.ts';
import { fingerprint } from '../targets/fingerprint.ts';

/** Operations that leave keys as they are. */
const READS = /^(?:Decrypt|Derive|Describe|Encrypt|Generate|Get|List|ReEncrypt|Sign|Verify)/;
/** Operations after which a key is on its way to another state, unless that is waited for. */
const LEAVES_ON_ITS_WAY = /^(?:ReplicateKey|UpdatePrimaryRegion|ConnectCustomKeyStore|DisconnectCustomKeyStore)$/;

/** What was made, by the plan that made it. */
export class Situations<Situation> {
  readonly #kept = new Map<string, Situation>();

  /** The situation in which the last call of a behaviour is made, if it is there. */
  of(behaviour: Behaviour): Situation | undefined {
    const name = situationOf(behaviour);
    return name === undefined ? undefined : this.#kept.get(name);
  }

  /** Keeps the situation before the last call of a behaviour, if that call left it as it was. */
  keep(behaviour: Behaviour, situation: Situation, outcome: Outcome | undefined): void {
    const name = situationOf(behaviour);
    if (name === undefined) return;
    const last = behaviour.plan.at(-1) as PlannedCall;
    if (outcome && leavesAsItWas(last, outcome)) this.#kept.set(name, situation);
    else this.#kept.delete(name);
  }

  /** The endpoint began anew: nothing is there any more. */
  forget(): void {
    this.#kept.clear();
  }
}

/** Refusals are answers of AWS, or may be taken for them; what breaks at a call may have done half of it. */
const leavesAsItWas = ({ operation }: PlannedCall, outcome: Outcome): boolean =>
  outcome.ok ? READS.test(operation) : outcome.error.status < 500;

/** Names the situation of a behaviour that is about one call in it; undefined where the situation is the behaviour's own. */
function situationOf({ plan, expect }: Behaviour): string | undefined {
  const last = plan.at(-1);
  const before = plan.slice(0, -1);
  const made = before.at(-1);
  if (!last || !made || !isOfKms(last) || last.wait || !before.every(isOfKms)) return undefined;
  if (last.name !== undefined && expect[last.name]?.within !== undefined) return undefined;
  const { operation, wait } = made as PlannedCall;
  return LEAVES_ON_ITS_WAY.test(operation) && !wait ? undefined : fingerprint(before);
}

const isOfKms = (planned: Planned): planned is PlannedCall => isCall(planned) && planned.service === 'kms';
