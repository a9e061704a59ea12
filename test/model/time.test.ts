import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calendarOf,
  compactMinute,
  compactTime,
  dayPath,
  isoTime,
  isoTimeMs,
  logDate,
  millisecondsOf,
  parseIsoTime,
  parseLogDate,
} from '../../model/time.ts';

const anyMoment = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2400, 0, 1) });

describe('calendar time', () => {
  it('writes what the platform writes, for any moment of eight centuries', () => {
    fc.assert(
      fc.property(anyMoment, (atMs) => {
        expect(isoTimeMs(atMs)).toBe(new Date(atMs).toISOString());
        expect(isoTime(atMs)).toBe(`${new Date(atMs).toISOString().slice(0, 19)}Z`);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('puts together what it took apart', () => {
    fc.assert(
      fc.property(anyMoment, (atMs) => {
        expect(millisecondsOf(calendarOf(atMs))).toBe(atMs);
      }),
      { seed: 2 },
    );
  });

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(anyMoment, (atMs) => {
        const seconds = Math.floor(atMs / 1000) * 1000;
        expect(parseIsoTime(isoTimeMs(atMs))).toBe(atMs);
        expect(parseIsoTime(isoTime(atMs))).toBe(seconds);
        expect(parseLogDate(logDate(atMs))).toBe(seconds);
      }),
      { seed: 3 },
    );
  });

  it.each([
    ['2022-08-10T22:38:27Z', 'Aug 10, 2022, 10:38:27 PM'],
    ['2024-02-29T00:00:05Z', 'Feb 29, 2024, 12:00:05 AM'],
    ['2000-12-31T12:59:59Z', 'Dec 31, 2000, 12:59:59 PM'],
    ['1999-01-01T09:07:00Z', 'Jan 1, 1999, 9:07:00 AM'],
  ])('shows %s in a log as %s', (iso, log) => {
    expect(logDate(Date.parse(iso))).toBe(log);
  });

  it('has the forms of file names', () => {
    const atMs = Date.parse('2026-01-05T09:04:07.890Z');
    expect(compactTime(atMs)).toBe('20260105T090407Z');
    expect(compactMinute(atMs)).toBe('20260105T0904Z');
    expect(dayPath(atMs)).toBe('2026/01/05');
  });

  it('reads offsets and fractions', () => {
    expect(parseIsoTime('2026-01-05T10:04:07.5+01:00')).toBe(Date.parse('2026-01-05T09:04:07.500Z'));
    expect(parseIsoTime('2026-01-05T04:04:07-0500')).toBe(Date.parse('2026-01-05T09:04:07Z'));
  });

  it.each(['2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01', 'yesterday', ''])(
    'knows that %j is no time',
    (text) => {
      expect(parseIsoTime(text)).toBeUndefined();
      expect(parseLogDate(text)).toBeUndefined();
    },
  );
});
