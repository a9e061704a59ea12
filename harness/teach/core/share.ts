/** A story as text: packed into the part of a link after `#`, and as a replay file. */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import type { GenesisOptions } from '../../../model/world.ts';
import type { Planned } from '../../../scenarios/contract.ts';
import { type Replay, readReplay, writeReplay } from '../../runner/replayFile.ts';

/** What a link carries. */
export interface Shared {
  readonly seed: string;
  readonly options: GenesisOptions;
  readonly plan: readonly Planned[];
  /** Which moment is looked at. */
  readonly at: number;
  /** The lab that is played, and how many of its steps were. */
  readonly lab?: { readonly id: string; readonly steps: number };
  /** The broken world it is played in. */
  readonly broken?: string;
  /** What failed, as `keystate replay --teach` found it. */
  readonly failure?: SharedFailure;
}

/** A failed run, told in the page. */
export interface SharedFailure {
  readonly sentence: string;
  readonly message: string;
  readonly expected?: string;
  readonly observed?: string;
  readonly why?: string;
  readonly rule: string;
  /** Position in the plan of the call that showed it, from 0. */
  readonly step: number;
}

/** The scenario that exported stories name: no invariant judges them but that nothing breaks. */
const SCENARIO = 'invariant/no-crash';

/** A story as a replay file, which `keystate replay` plays. */
export function replayText(shared: Shared): string {
  return writeReplay(replayOf(shared));
}

function replayOf({ seed, options, plan, broken }: Shared): Replay {
  const { principals: _, ...settings } = options;
  return {
    keystate: 1,
    seed,
    options: settings,
    scenario: SCENARIO,
    ...(broken === undefined ? {} : { broken }),
    calls: plan,
  };
}

/** A replay file as a story, looked at at its end. Throws a PlanFileError where the text is none. */
export function readShared(text: string): Shared {
  const { seed, options, calls, broken } = readReplay(text);
  return {
    seed,
    options: options as GenesisOptions,
    plan: calls,
    at: Number.MAX_SAFE_INTEGER,
    ...(broken === undefined ? {} : { broken }),
  };
}

const toBase64Url = (bytes: Uint8Array): string => {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

const fromBase64Url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

/** Only what the page tells: callers may know more of a failure. */
function told({ sentence, message, expected, observed, why, rule, step }: SharedFailure): SharedFailure {
  return { sentence, message, expected, observed, why, rule, step };
}

/** The part of a link after `#`. */
export function packed(shared: Shared): string {
  const { at, lab, failure } = shared;
  const text = JSON.stringify({ at, lab, failure: failure && told(failure), replay: replayText(shared) });
  return `s=${toBase64Url(deflateSync(strToU8(text), { level: 9 }))}`;
}

/** The story in a link, or undefined if there is none. Throws where the link is cut short. */
export function unpacked(hash: string): Shared | undefined {
  const given = /(?:^#?|&)s=([A-Za-z0-9_-]+)/.exec(hash)?.[1];
  if (!given) return undefined;
  const { at, lab, failure, replay } = JSON.parse(strFromU8(inflateSync(fromBase64Url(given)))) as {
    at: number;
    lab?: Shared['lab'];
    failure?: SharedFailure;
    replay: string;
  };
  return { ...readShared(replay), at, ...(lab ? { lab } : {}), ...(failure ? { failure } : {}) };
}
