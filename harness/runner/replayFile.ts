/**
 * Replay files: one list of calls and the seed of the world in which they fail, as versioned JSON. Reading is strict: a
 * file that is cut off, of another version or not ours is refused in one clear line.
 */
import { base64, fromBase64 } from '../../model/bytes.ts';
import { durationMs } from '../../model/step.ts';
import type { Planned } from '../../scenarios/contract.ts';

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

/** A replay file that cannot be read; the message says what was expected and what came. */
export class ReplayError extends Error {}

/** The text of a replay file. Bytes are written as `{ "$bytes": base64 }`. */
export function writeReplay(replay: Replay): string {
  const text = JSON.stringify(replay, (_, value: unknown) => withBytes(value), 2);
  return `${text}\n`;
}

function withBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: base64(value) };
  return value;
}

/** Reads the text of a replay file or throws a ReplayError. */
export function readReplay(text: string): Replay {
  const value = parse(text);
  const fail = (expected: string): never => {
    throw new ReplayError(`${expected}; write one with "keystate run" or correct the file`);
  };
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
    const wrong = wrongCall(call);
    if (wrong) return fail(`"calls", item ${index + 1}, ${wrong}`);
  }
  return value as unknown as Replay;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (isRecord(value) && '$bytes' in value ? bytesOf(value) : value));
  } catch (error) {
    if (error instanceof ReplayError) throw error;
    const cutOff = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
    throw new ReplayError(`a replay file must be JSON; this one ${cutOff ? 'breaks off before its end' : 'is not'}`);
  }
}

function bytesOf(value: Readonly<Record<string, unknown>>): Uint8Array {
  try {
    return fromBase64(String(value.$bytes));
  } catch {
    throw new ReplayError(`"$bytes" must be base64, not ${shown(value.$bytes)}`);
  }
}

/** What is wrong with an item of `calls`, or undefined. */
function wrongCall(call: unknown): string | undefined {
  if (!isRecord(call)) return `must be an object, not ${shown(call)}`;
  if ('elapse' in call) return wrongDuration(call.elapse);
  if (typeof call.service !== 'string' || typeof call.operation !== 'string')
    return 'must have "service" and "operation", or "elapse"';
  if (!isRecord(call.input)) return `must have an object "input", not ${shown(call.input)}`;
  return call.wait === undefined ? undefined : wrongDuration(call.wait);
}

function wrongDuration(duration: unknown): string | undefined {
  const ms = isRecord(duration) ? durationMs(duration) : Number.NaN;
  return Number.isSafeInteger(ms) && ms >= 0
    ? undefined
    : `must have a duration such as { "days": 7 }, not ${shown(duration)}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
