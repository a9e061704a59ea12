/** Plans in files: JSON in which bytes stand as `{ "$bytes": base64 }`, and what may be wrong with it. */
import { base64, fromBase64 } from '../../model/bytes.ts';
import { durationMs } from '../../model/step.ts';

/** A file that cannot be read; the message says what was expected and what came. */
export class PlanFileError extends Error {}

/** The text of a file. */
export function writePlanJson(value: object): string {
  const text = JSON.stringify(
    value,
    (_, part: unknown) => (part instanceof Uint8Array ? { $bytes: base64(part) } : part),
    2,
  );
  return `${text}\n`;
}

/** The value that a text stands for, or a PlanFileError; `what` is what the file should be: `a replay file`. */
export function readPlanJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (isRecord(value) && '$bytes' in value ? bytesOf(value) : value));
  } catch (error) {
    if (error instanceof PlanFileError) throw error;
    const cutOff = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
    throw new PlanFileError(`${what} must be JSON; this one ${cutOff ? 'breaks off before its end' : 'is not'}`);
  }
}

function bytesOf(value: Readonly<Record<string, unknown>>): Uint8Array {
  try {
    return fromBase64(String(value.$bytes));
  } catch {
    throw new PlanFileError(`"$bytes" must be base64, not ${shown(value.$bytes)}`);
  }
}

/** What is wrong with an item of a plan, or undefined. */
export function wrongPlanned(planned: unknown): string | undefined {
  if (!isRecord(planned)) return `must be an object, not ${shown(planned)}`;
  if (!('operation' in planned) && 'elapse' in planned)
    return wrongMember(planned, { elapse: () => true }) ?? wrongDuration(planned.elapse);
  if (typeof planned.service !== 'string' || typeof planned.operation !== 'string')
    return 'must have "service" and "operation", or "elapse"';
  if (!isRecord(planned.input)) return `must have an object "input", not ${shown(planned.input)}`;
  return wrongMember(planned, CALL_MEMBERS) ?? (planned.wait === undefined ? undefined : wrongDuration(planned.wait));
}

type MemberTests = Readonly<Record<string, (value: unknown) => boolean>>;

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
/** What a call may have, and what each must be. */
const CALL_MEMBERS: MemberTests = {
  service: isName,
  operation: isName,
  input: isRecord,
  wait: () => true,
  name: isName,
  region: isName,
  caller: (value) => isName(value) || (isRecord(value) && (isName(value.principal) || isRecord(value.principal))),
  connection: isRecord,
};

function wrongMember(planned: Readonly<Record<string, unknown>>, tests: MemberTests): string | undefined {
  for (const [member, value] of Object.entries(planned)) {
    const test = Object.hasOwn(tests, member) ? tests[member] : undefined;
    if (!test) return `has "${member}", which is none of ${Object.keys(tests).join(', ')}`;
    if (value !== undefined && !test(value)) return `must have another "${member}" than ${shown(value)}`;
  }
  return undefined;
}

const UNITS: readonly string[] = ['days', 'hours', 'minutes', 'seconds', 'ms'];

function wrongDuration(duration: unknown): string | undefined {
  const known = isRecord(duration) && Object.keys(duration).every((unit) => UNITS.includes(unit));
  const ms = known ? durationMs(duration) : Number.NaN;
  return Number.isSafeInteger(ms) && ms >= 0
    ? undefined
    : `must have a duration such as { "days": 7 }, not ${shown(duration)}`;
}

/** Whether a value is an object of JSON. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** A value as messages show it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
