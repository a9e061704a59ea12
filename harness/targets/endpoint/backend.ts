/** What an endpoint can do beside answering AWS's calls: begin anew, let time pass, give people's credentials, show records. */
import type { AnyCall, Caller } from '../../../model/call.ts';
import type { Duration } from '../../../model/step.ts';
import type { WorldEvent } from '../../../model/transaction.ts';
import type { World } from '../../../model/world.ts';
import type { Need, Planned, TrailRecord } from '../../../scenarios/contract.ts';
import type { Credentials } from './clients.ts';
import type { EventHistory } from './history.ts';
import type { Pair } from './names.ts';

/** The means of one endpoint. All of it may throw EngineError; what it cannot do throws Unable. */
export interface Backend {
  /** Begins anew as far as the endpoint can; gives its time, milliseconds since 1970. */
  readonly begin: (seed: string) => Promise<number>;
  /** What stands for what since the last beginning, where that is an account among others: sessions keep to names of their own. */
  readonly pairs?: () => readonly Pair[];
  /** Every session must begin anew: its time and records belong to it. */
  readonly beginsAlways?: boolean;
  /** What a caller signs with. */
  readonly credentialsOf: (caller: Caller) => Promise<Credentials>;
  /** Who may be asked for what an account holds, best first. */
  readonly readersOf: (account: string) => Promise<readonly Credentials[]>;
  /** Lets time pass; gives the time then. `settled` looks again and tells whether everything has come to rest. */
  readonly elapse: (duration: Duration, settled: () => Promise<boolean>) => Promise<number>;
  /** The time now. */
  readonly nowMs: () => number;
  /** Why a step of a plan cannot be taken here at all, where that is known before anything is done. */
  readonly whyNot?: (planned: Planned) => string | undefined;
  /** Headers that a call needs beside the SDK's. */
  readonly headersOf?: (call: AnyCall) => Readonly<Record<string, string>>;
  /** Headers of requests that only look. */
  readonly lookingHeaders?: Readonly<Record<string, string>>;
  /** CloudTrail records since the last time this was asked. */
  readonly records?: () => Promise<readonly TrailRecord[]>;
  /** Event history, where that is where records come from, once a session is over. */
  readonly history?: EventHistory;
  /** Transitions and notifications since the last time this was asked. */
  readonly events?: () => Promise<readonly WorldEvent[]>;
  /** The whole world, for invariants that look at it, and for rows that policies hide from everybody. */
  readonly world?: () => Promise<World>;
  /** The whole world as text. */
  readonly fingerprint?: () => Promise<string>;
  /** For so long a call is made again while its refusal may be that news has not spread, milliseconds. */
  readonly retryMs?: (call: AnyCall, code: string) => number;
  /** What the invariants may look at beside observations. */
  readonly gives: ReadonlySet<Need>;
}
