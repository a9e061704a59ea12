/** Durations as ISO 8601 writes them: `P8D`, `PT1H30M`, `P1W`. Years and months have no fixed length and are refused. */
import type { Duration } from '../../model/step.ts';

const DURATION =
  /^P(?=.)(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?=\d)(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)(?:\.(?<fraction>\d{1,3}))?S)?)?$/;
/** A hundred years. */
const MAX_DAYS = 36_525;

/** Reads a duration; undefined for anything else, and for more than a hundred years. */
export function parseDuration(text: string): Duration | undefined {
  const parts = DURATION.exec(text)?.groups;
  if (!parts) return undefined;
  const count = (name: string): number => Number(parts[name] ?? 0);
  const duration = {
    days: count('weeks') * 7 + count('days'),
    hours: count('hours'),
    minutes: count('minutes'),
    seconds: count('seconds'),
    ms: Number((parts.fraction ?? '').padEnd(3, '0')),
  };
  const days = duration.days + duration.hours / 24 + duration.minutes / 1440 + duration.seconds / 86_400;
  return days <= MAX_DAYS ? duration : undefined;
}
