/**
 * Any other endpoint on a URL: an emulator. It is begun anew the way it is known to be, callers sign with keys that mean
 * nothing, and time passes only as far as waiting for states goes.
 */
import { setTimeout } from 'node:timers/promises';
import { type Duration, durationMs } from '../../../model/step.ts';
import { isCall } from '../../../scenarios/contract.ts';
import { ACCOUNT, people } from '../../../scenarios/people.ts';
import { tellDuration } from '../../runner/explain.ts';
import { EngineError, Unable } from '../unable.ts';
import type { Backend } from './backend.ts';
import type { Credentials } from './clients.ts';
import type { ControlClient } from './control.ts';
import { EventHistory, HISTORY_GIVES } from './history.ts';
import type { Known } from './known.ts';
import { waitUntil } from './waiting.ts';

/** How an emulator is waited for. */
export interface EmulatorOptions {
  /** Between two looks at things that are on their way. */
  readonly pollMs: number;
  /** Longest real wait for things to come to rest. */
  readonly patienceMs: number;
  /** Its event history can be looked up. */
  readonly hasHistory?: boolean;
}

/** Waits up to here are waits for states, which emulators change at once or soon; longer ones need time itself. */
const LONGEST_SETTLING_MS = 3_600_000;

/** Real credentials are never read for a URL. */
export const DUMMY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
} as const satisfies Credentials;

/** Whom everybody is taken for. */
export const ownerOf = (known: Known | undefined): Exclude<Credentials, 'anonymous'> =>
  known?.accessKeyIsAccount ? { ...DUMMY, accessKeyId: ACCOUNT } : DUMMY;

/** The means of an emulator; `known` is undefined for one that nobody has heard of. */
export function emulatorBackend(control: ControlClient, known: Known | undefined, options: EmulatorOptions): Backend {
  const called = known?.name ?? 'this endpoint';
  const accounts = known?.beginsInNewAccount && newAccounts();
  let account = ACCOUNT;
  const owner = (): Credentials => (accounts ? { ...DUMMY, accessKeyId: account } : ownerOf(known));
  // Something never comes to rest: it is waited for in full only once.
  let stuck = false;
  return {
    gives: options.hasHistory ? HISTORY_GIVES : new Set(),
    ...(options.hasHistory ? { history: historyOf(options) } : {}),
    begin: async (seed) => {
      stuck = false;
      if (accounts) account = accounts();
      await beginAnew(control, known, seed);
      return Date.now();
    },
    ...(accounts ? { pairs: () => [[ACCOUNT, account]] } : {}),
    nowMs: () => Date.now(),
    elapse: async (duration, settled) => {
      const ms = durationMs(duration);
      const why = whyNoWait(duration, called);
      if (why !== undefined) throw new Unable(why);
      const mostMs = Math.min(ms, stuck ? options.pollMs : options.patienceMs);
      stuck = !(await waitUntil(settled, mostMs, options.pollMs)) && mostMs < ms;
      return Date.now();
    },
    credentialsOf: async ({ principal }) => {
      const why = whyNobody(principal, called);
      if (why !== undefined) throw new Unable(why);
      return principal === 'anonymous' ? principal : owner();
    },
    whyNot: (planned) => {
      if (!isCall(planned)) return whyNoWait(planned.elapse, called);
      const { caller, wait } = planned;
      const principal = typeof caller === 'string' ? people[caller]?.caller.principal : undefined;
      return (principal && whyNobody(principal, called)) ?? (wait && whyNoWait(wait, called));
    },
    readersOf: async (ofAccount) => (ofAccount === ACCOUNT ? [owner()] : []),
  };
}

/** Numbers of accounts that nobody has used, neither here nor in a run before: they begin with the time. */
function newAccounts(): () => string {
  const first = 100_000_000_000 + (Date.now() % 899_000) * 1_000_000;
  let used = 0;
  return () => String(first + ++used);
}

const historyOf = ({ pollMs, patienceMs }: EmulatorOptions): EventHistory =>
  new EventHistory({ mostMs: patienceMs, pollMs, pause: (ms) => setTimeout(ms), nowMs: () => Date.now() });

function whyNoWait(duration: Duration, called: string): string | undefined {
  const ms = durationMs(duration);
  return ms > LONGEST_SETTLING_MS ? `${tellDuration(ms)} cannot pass: ${called} has no clock to set` : undefined;
}

const OWNERS: readonly (string | undefined)[] = [people.root?.caller.principal, people.admin?.caller.principal];

const whyNobody = (principal: string, called: string): string | undefined =>
  principal === 'anonymous' || OWNERS.includes(principal)
    ? undefined
    : `there are no credentials for ${principal}: ${called} takes every caller for the owner`;

async function beginAnew(control: ControlClient, known: Known | undefined, seed: string): Promise<void> {
  if (!known?.reset) return;
  const { method, path } = known.reset;
  const { status } = await control.ask(method, path);
  if (status >= 300)
    throw new EngineError(`${known.name} cannot be begun anew: ${method} ${path} answers HTTP ${status}`);
  if (known.seed) await control.ask('POST', known.seed(Number.parseInt(seed.slice(0, 8), 16)));
}
