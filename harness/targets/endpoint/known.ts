/**
 * Endpoints that are known: how each is recognised, begun anew and signed to, and by name what each does not do. Whoever
 * runs something against an endpoint holds its results against these switches (`judgeKnown`).
 */
import type { Verdict } from '../../runner/results.ts';
import { MINISTACK, MOTO, type Switch } from './switches.ts';

/** How an endpoint is begun anew and driven. */
export interface Known {
  readonly name: 'keystate' | 'moto' | 'ministack' | 'localstack' | 'localemu' | 'fakecloud';
  /** Where it tells that it is itself, and what stands in the answer. */
  readonly probe: { readonly path: string; readonly says: RegExp };
  /** What makes it forget everything. */
  readonly reset?: { readonly method: 'GET' | 'POST'; readonly path: string };
  /** What makes its ids repeat, where it can: the path for a seed. */
  readonly seed?: (seed: number) => string;
  /** Virtual time: by its control path, or not at all (it changes states at once, or as real time passes). */
  readonly time: 'control' | 'none';
  /** It changes states as it answers: what is not on its way then will not come. */
  readonly changesAtOnce?: Pick<Switch, 'reason' | 'date'>;
  /** An access key id of twelve digits is the account that it signs for. */
  readonly accessKeyIsAccount?: boolean;
  /** It forgets nothing: every beginning is in an account that nobody has used. Needs `accessKeyIsAccount`. */
  readonly beginsInNewAccount?: Pick<Switch, 'reason' | 'date'>;
  /** Where it does not take ARNs of keys, its keys are named by id so far as that only prepares what is tried. */
  readonly preparesByKeyId?: Pick<Switch, 'reason' | 'date'>;
  readonly switches: readonly Switch[];
}

/** All of them; the first whose probe answers is it. */
export const knownEndpoints: readonly Known[] = [
  { name: 'keystate', probe: { path: '/_keystate/health', says: /"version"/ }, time: 'control', switches: [] },
  {
    name: 'ministack',
    accessKeyIsAccount: true,
    probe: { path: '/_ministack/health', says: /./ },
    reset: { method: 'POST', path: '/_ministack/reset' },
    time: 'none',
    changesAtOnce: {
      reason: 'ministack 1.5.33 came to no other state in all waits in which its answers named none that passes',
      date: '2026-11-30',
    },
    switches: MINISTACK,
  },
  {
    name: 'localemu',
    accessKeyIsAccount: true,
    probe: { path: '/_localemu/health', says: /"services"/ },
    beginsInNewAccount: {
      reason:
        'localemu 1.3.2 has no path that makes it forget; its accounts see nothing of each other but names of buckets',
      date: '2026-11-30',
    },
    time: 'none',
    switches: [],
  },
  {
    name: 'localstack',
    accessKeyIsAccount: true,
    probe: { path: '/_localstack/health', says: /"services"/ },
    reset: { method: 'POST', path: '/_localstack/state/reset' },
    time: 'none',
    switches: [],
  },
  {
    name: 'fakecloud',
    probe: { path: '/_fakecloud/health', says: /./ },
    reset: { method: 'POST', path: '/_reset' },
    time: 'none',
    switches: [],
  },
  {
    name: 'moto',
    probe: { path: '/moto-api/data.json', says: /^\{/ },
    reset: { method: 'POST', path: '/moto-api/reset' },
    seed: (seed) => `/moto-api/seed?a=${seed}`,
    time: 'none',
    changesAtOnce: {
      reason: 'moto 5.2.5 came to no other state in all waits in which its answers named none that passes',
      date: '2026-11-30',
    },
    preparesByKeyId: {
      reason: 'moto 5.2.5 answers HTTP 500 to DisableKey, ScheduleKeyDeletion and ReplicateKey of a key by its ARN',
      date: '2026-11-30',
    },
    switches: MOTO,
  },
];

/** What becomes of a verdict in the light of what is known. */
export interface Judged {
  readonly verdict: Verdict;
  /** Why it was expected, or that it was not. */
  readonly note?: string;
}

/** Holds a verdict against the switches of an endpoint: a failure that is known is skipped, a pass that is not expected told. */
export function judgeKnown(switches: readonly Switch[], id: string, verdict: Verdict): Judged {
  const known = switches.find(({ concerns }) => concerns.some((pattern) => matches(pattern, id)));
  if (!known) return { verdict };
  const { reason, date } = known;
  if (verdict === 'fail' || verdict === 'assumed') return { verdict: 'skip', note: `known since ${date}: ${reason}` };
  if (verdict === 'pass') return { verdict, note: `passes unexpectedly; known since ${date}: ${reason}` };
  return { verdict };
}

function matches(pattern: string, id: string): boolean {
  const source = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(id);
}
