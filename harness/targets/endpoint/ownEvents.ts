/**
 * What a session may see of an event history that others write, too: what it did itself, and what services did for it to its
 * own things. The rest is nobody's business here: other people's events, and the requests by which the harness itself looks
 * and tags.
 */
import type { Outcome } from '../../../model/call.ts';
import type { Observation } from '../../../scenarios/contract.ts';

/** The parts of an event that are looked at. */
interface HistoryEvent {
  readonly CloudTrailEvent?: string;
  readonly Resources?: readonly { readonly ResourceName?: string }[];
}

/** Remembers by what the events of a session are known. */
export class OwnEvents {
  readonly #calls = new Set<string>();
  readonly #housekeeping = new Set<string>();
  readonly #things = new Set<string>();

  /** A request that the scenario made. */
  called(requestId: string): void {
    this.#calls.add(requestId);
  }

  /** A request that the harness made, to look or to tag. */
  kept(requestId: string): void {
    this.#housekeeping.add(requestId);
  }

  /** What the session has by now. */
  seen({ keys, volumes, snapshots, instances, databases, clusters }: Observation): void {
    for (const table of [keys, volumes, snapshots, instances, databases, clusters])
      for (const id of table.keys()) this.#things.add(id);
  }

  /** The answer to LookupEvents with the session's own events alone. */
  only(outcome: Outcome): Outcome {
    if (!outcome.ok) return outcome;
    const events = (outcome.output.Events ?? []) as readonly HistoryEvent[];
    return { ...outcome, output: { ...outcome.output, Events: events.filter((event) => this.#isOwn(event)) } };
  }

  #isOwn({ CloudTrailEvent, Resources = [] }: HistoryEvent): boolean {
    const requestId = requestIdOf(CloudTrailEvent);
    if (requestId !== undefined && this.#calls.has(requestId)) return true;
    if (requestId !== undefined && this.#housekeeping.has(requestId)) return false;
    return Resources.some(({ ResourceName }) => ResourceName !== undefined && this.#things.has(ResourceName));
  }
}

function requestIdOf(record: string | undefined): string | undefined {
  try {
    return JSON.parse(record ?? '').requestID;
  } catch {
    return undefined;
  }
}
