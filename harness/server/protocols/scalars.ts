/** Texts of single values: numbers, booleans, bytes, and timestamps in the three formats that AWS uses. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { calendarOf, isoTime, isoTimeMs, millisecondsOf, parseIsoTime } from '../../../model/time.ts';

/** Smithy's timestampFormat. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

const FORMATS: Readonly<Record<number, TimestampFormat>> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };

/** The format of a timestamp: its own, or that of the place where it stands. */
export const timestampFormatOf = (schema: NormalizedSchema, otherwise: TimestampFormat): TimestampFormat =>
  FORMATS[schema.getSchema() as number] ?? otherwise;

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

let lastMs = Number.NaN;
let lastHttpDate = '';

/** `Mon, 05 Jan 2026 09:00:00 GMT`. Takes milliseconds since 1970. Remembers the last: an object is often read again. */
export function httpDate(atMs: number): string {
  if (atMs !== lastMs) {
    lastHttpDate = formatHttpDate(atMs);
    lastMs = atMs;
  }
  return lastHttpDate;
}

function formatHttpDate(atMs: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(atMs);
  const weekday = DAYS[((Math.floor(atMs / 86_400_000) % 7) + 7) % 7];
  return `${weekday}, ${two(day)} ${MONTHS[month - 1]} ${String(year).padStart(4, '0')} ${two(hour)}:${two(minute)}:${two(second)} GMT`;
}

const HTTP_DATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC|[+-]0000)$/;

/** Milliseconds since 1970 of an HTTP date, or undefined. */
export function parseHttpDate(text: string): number | undefined {
  const found = HTTP_DATE.exec(text);
  if (!found) return undefined;
  const month = MONTHS.indexOf(found[2] as string) + 1;
  const [day, , year, hour, minute, second] = found.slice(1).map(Number) as [number, ...number[]];
  return month === 0 ? undefined : millisecondsOf({ year: year!, month, day, hour, minute, second });
}

/** A timestamp as text. */
export function timestampText(atMs: number, format: TimestampFormat): string {
  if (format === 'epoch-seconds') return String(atMs / 1000);
  if (format === 'http-date') return httpDate(atMs);
  return atMs % 1000 === 0 ? isoTime(atMs) : isoTimeMs(atMs);
}

/** Milliseconds since 1970 of a timestamp in any of the formats, or undefined. AWS reads dates without a time, too. */
export function parseTimestamp(text: string): number | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parseIsoTime(`${text}T00:00:00Z`);
  return parseIsoTime(text) ?? parseHttpDate(text);
}

/** How a value is written as text, chosen once for its schema. */
export function textWriter(schema: NormalizedSchema, format: TimestampFormat): (value: unknown) => string {
  if (schema.isTimestampSchema()) {
    const own = timestampFormatOf(schema, format);
    return (value) => timestampText(value as number, own);
  }
  if (schema.isBlobSchema()) return (value) => base64(value as Uint8Array);
  return String;
}

/**
 * How a text is read, chosen once for its schema. A text that is none of the schema's values comes back as it is: the
 * model refuses it in the service's own words.
 */
export function textReader(schema: NormalizedSchema): (text: string) => unknown {
  if (schema.isBooleanSchema()) return readBoolean;
  if (schema.isNumericSchema() || schema.isBigIntegerSchema()) return readNumber;
  if (schema.isTimestampSchema()) return (text) => parseTimestamp(text.trim()) ?? text;
  if (schema.isBlobSchema()) return (text) => readBase64(text) ?? text;
  return (text) => text;
}

function readBoolean(text: string): unknown {
  const lower = text.trim().toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : text;
}

function readNumber(text: string): unknown {
  const trimmed = text.trim();
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : text;
}

/** Bytes as base64, by Node: many times as fast as the model's own. */
export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');

/** Letters and padding at its end. */
const LETTERS = /^[A-Za-z0-9+/]*={0,2}$/;
/** Ends whose last letter has bits that belong to no byte. */
const STRAY_BITS = /(?:[^AQgw=]==|[^AEIMQUYcgkosw048=]=)$/;

/** Bytes of a Base64 text, or undefined where it is none. White space is passed over. */
export function readBase64(text: string): Uint8Array | undefined {
  const letters = LETTERS.test(text) ? text : text.replaceAll(/\s/g, '');
  // Node would read anything.
  if (letters.length % 4 !== 0 || !LETTERS.test(letters) || STRAY_BITS.test(letters.slice(-4))) return undefined;
  return new Uint8Array(Buffer.from(letters, 'base64'));
}
