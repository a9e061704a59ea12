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

/** Operations that change what hangs on a key and not the key, and those by which that is seen. */
const CHANGES_BESIDE: readonly (readonly [operations: RegExp, seenBy: RegExp])[] = [
  [/^(?:Tag|Untag)Resource$/, /Tag|Untag/],
  [/^UpdateKeyDescription$/, /^(?:DescribeKey|UpdateKeyDescription)$/],
  [/^(?:Create|Retire|Revoke)Grant$/, /Grant/],
  [/^(?:Create|Delete|Update)Alias$/, /Alias/],
];

/** A situation, and by which operations it is no longer seen as it was. */
interface Kept<Situation> {
  readonly situation: Situation;
  readonly spoilt: readonly RegExp[];
}

/** What was made, by the plan that made it. */
export class Situations<Situation> {
  readonly #kept = new Map<string, Kept<Situation>>();

  /** The situation in which the last call of a behaviour is made, if it is there. */
  of(behaviour: Behaviour): Situation | undefined {
    const name = situationOf(behaviour);
    const kept = name === undefined ? undefined : this.#kept.get(name);
    const { operation } = behaviour.plan.at(-1) as PlannedCall;
    return kept?.spoilt.some((seenBy) => seenBy.test(operation)) ? undefined : kept?.situation;
  }

  /** Keeps the situation before the last call of a behaviour, if that call left the key as it was; `again`: it was kept before. */
  keep(behaviour: Behaviour, situation: Situation, outcome: Outcome | undefined, again: boolean): void {
    const name = situationOf(behaviour);
    if (name === undefined) return;
    const spoilt = outcome && spoiltBy(behaviour.plan.at(-1) as PlannedCall, outcome);
    const before = again ? (this.#kept.get(name)?.spoilt ?? []) : [];
    if (spoilt) this.#kept.set(name, { situation, spoilt: [...before, ...spoilt] });
    else this.#kept.delete(name);
  }

  /** The endpoint began anew: nothing is there any more. */
  forget(): void {
    this.#kept.clear();
  }
}

/**
 * By which operations it is seen that a call was made; undefined where it may have changed the key. Refusals are answers of
 * AWS, or may be taken for them; what breaks at a call may have done half of it.
 */
function spoiltBy({ operation }: PlannedCall, outcome: Outcome): readonly RegExp[] | undefined {
  if (READS.test(operation) || (!outcome.ok && outcome.error.status < 500)) return [];
  const beside = CHANGES_BESIDE.find(([operations]) => operations.test(operation));
  return beside && [beside[1]];
}

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
