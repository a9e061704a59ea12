/**
 * What the loss of a key breaks, as data. Every effect can be checked by its probe: the call that shows it, on a world in
 * which the change was made.
 */
import type { Caller, Service } from '../call.ts';
import type { Rule } from '../evidence.ts';

/** What may happen to a key. */
export type ChangeId = 'disable' | 'delete' | 'delete-material' | 'lock-out' | 'revoke-grants';

/**
 * When an effect shows: at the next request, when S3's copy of a bucket-level key is over, when a volume is attached, when
 * something starts (or is launched, rebooted, resumed), when a service next looks or delivers by itself.
 */
export type When = 'atOnce' | 'afterCache' | 'nextAttach' | 'nextStart' | 'nextPoll';

/** What is affected. */
export interface AffectedResource {
  readonly service: Service;
  /** In AWS's words: `object`, `bucket`, `volume`, `DB instance`... */
  readonly kind: string;
  /** As AWS's API and people name it. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
}

/** The call that shows an effect. What is still to be named in it (ids of new things) is left out. */
export interface Probe {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What somebody sees of it: the code of a refusal, or the state that something ends in. */
export interface Seen {
  readonly code?: string;
  readonly state?: string;
  /** Of a refusal, or the state's reason, where AWS gives one. */
  readonly message?: string;
}

/** How long a loss can be made good. */
export interface Recovery {
  /** The operations that bring it back, in order. */
  readonly by: readonly string[];
  /** Milliseconds since 1970; absent where there is no end to it. */
  readonly untilMs?: number;
}

/** One thing that breaks. */
export interface Effect {
  readonly resource: AffectedResource;
  readonly when: When;
  /** From the change until it shows: 0 for `atOnce`; absent where it shows only when somebody does something. */
  readonly afterMs?: number;
  readonly probe: Probe;
  /** What happens, as a sentence. */
  readonly what: string;
  readonly seen: Seen;
  /** Absent where nobody but AWS could bring it back. */
  readonly recoverable?: Recovery;
  /** When it is lost for ever, and what is seen from then on. */
  readonly lost?: { readonly atMs: number; readonly seen: Seen };
  readonly rule: Rule;
}

/** One change of a key and all that it breaks. */
export interface Impact {
  readonly change: ChangeId;
  /** What is done, as a phrase. */
  readonly title: string;
  readonly keyArn: string;
  /** Who makes the change, and in whose name objects are read, instances started... */
  readonly caller: Caller;
  /** KMS's refusal where the change cannot be made: then there are no effects. */
  readonly refused?: { readonly code: string; readonly message?: string };
  /** The operations that undo the change, in order. */
  readonly undo: readonly string[];
  /** When the key is gone for ever, for a deletion; milliseconds since 1970. */
  readonly deletionMs?: number;
  readonly effects: readonly Effect[];
}
