/**
 * Replay files: one list of calls and the seed of the world in which they fail, as versioned JSON. Reading is strict: a
 * file that is cut off, of another version or not ours is refused in one clear line.
 */
import type { Planned } from '../../scenarios/contract.ts';
import { isRecord, PlanFileError, readPlanJson, shown, writePlanJson, wrongPlanned } from './planJson.ts';

/** Version of the format; it goes up with every change that old readers would misunderstand. */
export const REPLAY_VERSION = 1;

/** What a replay file says. */
export interface Replay {
  readonly keystate: typeof REPLAY_VERSION;
  /** Seed of the world, hexadecimal. */
  readonly seed: string;
  /** Settings of the world that differ from the defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The scenario that judges the calls, e.g. `invariant/disabled-key-start`. */
  readonly scenario: string;
  /** The broken world in which they failed, if any. */
  readonly broken?: string;
  readonly calls: readonly Planned[];
}

/** The text of a replay file. Bytes are written as `{ "$bytes": base64 }`. */
export function writeReplay(replay: Replay): string {
  return writePlanJson(replay);
}

/** Reads the text of a replay file or throws a PlanFileError. */
export function readReplay(text: string): Replay {
  const fail = (expected: string): never => {
    throw new PlanFileError(`${expected}; write one with "keystate run" or correct the file`);
  };
  const value = readPlanJson(text, 'a replay file');
  if (!isRecord(value)) return fail('a replay file must be a JSON object');
  if (value.keystate !== REPLAY_VERSION)
    return fail(`"keystate" must be ${REPLAY_VERSION}, the version this program reads, not ${shown(value.keystate)}`);
  if (typeof value.seed !== 'string' || !/^[0-9a-f]+$/.test(value.seed))
    return fail(`"seed" must be hexadecimal digits, not ${shown(value.seed)}`);
  if (!isRecord(value.options)) return fail(`"options" must be an object, not ${shown(value.options)}`);
  if (typeof value.scenario !== 'string') return fail(`"scenario" must be text, not ${shown(value.scenario)}`);
  if (value.broken !== undefined && typeof value.broken !== 'string')
    return fail(`"broken" must be text, not ${shown(value.broken)}`);
  if (!Array.isArray(value.calls)) return fail(`"calls" must be a list, not ${shown(value.calls)}`);
  for (const [index, call] of value.calls.entries()) {
    const wrong = wrongPlanned(call);
    if (wrong) return fail(`"calls", item ${index + 1}, ${wrong}`);
  }
  return value as unknown as Replay;
}
