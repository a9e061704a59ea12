/** Dates of policies: the ISO 8601 profile of the W3C, or seconds since 1970. */
import { parseIsoTime } from '../time.ts';

const DAY = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const WITHOUT_SECONDS = /^(.*T\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})$/;
const EPOCH_SECONDS = /^\d{5,}(\.\d+)?$/;

/** Milliseconds since 1970, or undefined if the text is no date. Four digits are a year. */
export function parseDate(text: string): number | undefined {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  const day = DAY.exec(text);
  if (day) return parseIsoTime(`${day[1]}-${day[2] ?? '01'}-${day[3] ?? '01'}T00:00:00Z`);
  return parseIsoTime(text.replace(WITHOUT_SECONDS, '$1:00$2'));
}
