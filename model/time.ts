/**
 * Calendar time without `Date`: milliseconds since 1970 to the texts that AWS writes, and back. UTC and the proleptic
 * Gregorian calendar throughout, in whole numbers only.
 */

/** A moment taken apart, in UTC. */
export interface CalendarTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const padded = (value: number, digits: number): string => value.toString().padStart(digits, '0');

/** Days since 1970-01-01 of a date. Years are counted from March, so that the leap day comes last. */
function daysOf(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a number of days since 1970-01-01: the inverse of `daysOf`. */
function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Takes a moment apart. `atMs` is milliseconds since 1970; fractions of a millisecond are dropped. */
export function calendarOf(atMs: number): CalendarTime {
  const days = Math.floor(atMs / DAY_MS);
  const rest = Math.floor(atMs) - days * DAY_MS;
  const { year, month, day } = dateOf(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    millisecond: rest % 1000,
  };
}

/** Milliseconds since 1970 of a calendar time, or undefined where there is no such day or hour. */
export function millisecondsOf(time: Partial<CalendarTime> & Pick<CalendarTime, 'year' | 'month' | 'day'>) {
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 } = time;
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  const days = daysOf(year, month, day);
  const back = dateOf(days);
  if (back.month !== month || back.day !== day) return undefined;
  return days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

/** `2022-08-10T22:38:27Z`: whole seconds, as CloudTrail writes eventTime. */
export function isoTime(atMs: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(atMs);
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return `${date}T${padded(hour, 2)}:${padded(minute, 2)}:${padded(second, 2)}Z`;
}

/** `2022-08-10T22:38:27.123Z`. */
export function isoTimeMs(atMs: number): string {
  return `${isoTime(atMs).slice(0, -1)}.${padded(calendarOf(atMs).millisecond, 3)}Z`;
}

/** `20220810T223827Z`: whole seconds, as in the names of digest files and in signatures. */
export const compactTime = (atMs: number): string => isoTime(atMs).replaceAll('-', '').replaceAll(':', '');

/** `20220810T2238Z`: whole minutes, as in the names of log files. */
export const compactMinute = (atMs: number): string => `${compactTime(atMs).slice(0, 13)}Z`;

/** `2022/08/10`: the folders of a day's log files. */
export const dayPath = (atMs: number): string => isoTime(atMs).slice(0, 10).replaceAll('-', '/');

/** `Aug 10, 2022, 10:38:27 PM`: how CloudTrail's requestParameters and responseElements show a time. */
export function logDate(atMs: number): string {
  const { year, month, day, hour, minute, second } = calendarOf(atMs);
  const clock = `${hour % 12 || 12}:${padded(minute, 2)}:${padded(second, 2)} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[month - 1]} ${day}, ${year}, ${clock}`;
}

const ISO_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?(?:Z|([+-])(\d\d):?(\d\d))$/;

/** Milliseconds since 1970 of an ISO 8601 time with seconds and a zone, or undefined. */
export function parseIsoTime(text: string): number | undefined {
  const found = ISO_TIME.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    ...number[],
  ];
  const millisecond = Number((found[7] ?? '').padEnd(3, '0'));
  const atMs = millisecondsOf({ year, month, day, hour, minute, second, millisecond });
  if (atMs === undefined || !found[8]) return atMs;
  const offsetMinutes = Number(found[9]) * 60 + Number(found[10]);
  return atMs + (found[8] === '+' ? -offsetMinutes : offsetMinutes) * 60_000;
}

const LOG_DATE = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d) (AM|PM)$/;

/** Milliseconds since 1970 of a text that `logDate` wrote, or undefined. */
export function parseLogDate(text: string): number | undefined {
  const found = LOG_DATE.exec(text);
  if (!found) return undefined;
  const month = MONTHS.indexOf(found[1] as (typeof MONTHS)[number]) + 1;
  const [day, year, twelve, minute, second] = found.slice(2, 7).map(Number) as [number, number, number, number, number];
  if (twelve < 1 || twelve > 12) return undefined;
  const hour = (twelve % 12) + (found[7] === 'PM' ? 12 : 0);
  return millisecondsOf({ year, month, day, hour, minute, second });
}
