/** How event history is waited for, on a clock of the test's own: no time passes here. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Awaited } from '../../../harness/targets/endpoint/awaited.ts';
import { EventHistory, type HistorySettings } from '../../../harness/targets/endpoint/history.ts';
import type { Ask } from '../../../harness/targets/endpoint/sight/sight.ts';
import type { Outcome } from '../../../model/call.ts';

const MINUTE = 60_000;
const EAST = { account: '111122223333', region: 'us-east-1' };
const WEST = { ...EAST, region: 'us-west-2' };

/** A request to event history, as it came. */
interface Asked {
  readonly atMs: number;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

let nowMs: number;
let asked: Asked[];
/** Event history: what is there, and when it comes to be seen. */
let events: { readonly requestID: string; readonly fromMs: number; readonly more?: object }[];
/** Answers before those of event history. */
let refusals: Outcome[];
beforeEach(() => {
  [nowMs, asked, events, refusals] = [1_000_000, [], [], []];
});

const refusal = (code: string): Outcome => ({
  ok: false,
  error: { code, status: 400, message: 'said so' },
  call: 0,
});
const ask: Ask = async ({ region }, _service, _operation, input) => {
  asked.push({ atMs: nowMs, region, input });
  nowMs += 20;
  const refused = refusals.shift();
  if (refused) return refused;
  const seen = events.filter(({ fromMs }) => fromMs <= nowMs);
  const from = Number(input.NextToken ?? 0);
  const page = seen.slice(from, from + 50).map(({ requestID, more }) => ({
    CloudTrailEvent: JSON.stringify({ eventSource: 'kms.amazonaws.com', requestID, ...more }),
  }));
  const next = from + 50 < seen.length ? { NextToken: `${from + 50}` } : {};
  return { ok: true, output: { Events: page, ...next }, call: 0 };
};

const historyOf = (settings: Partial<HistorySettings> = {}) =>
  new EventHistory({
    mostMs: 15 * MINUTE,
    pollMs: MINUTE,
    gapMs: 600,
    ownOnly: true,
    pause: async (ms) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    ...settings,
  });
const call = (requestId: string, given: Partial<Awaited> = {}): Awaited => ({
  requestId,
  service: 'kms',
  operation: 'Encrypt',
  place: EAST,
  accessKeyId: 'AKIAOWN',
  fromMs: 900_000,
  toMs: 900_100,
  ...given,
});
/** From one request to the next. */
const gaps = (requests: readonly Asked[]) => requests.slice(1).map(({ atMs }, index) => atMs - requests[index]!.atMs);

describe('records in event history', () => {
  it('are there when they come late, and looked for once a minute until then', async () => {
    events = [{ requestID: 'r1', fromMs: nowMs + 5 * MINUTE }];
    const { records, missing } = await historyOf().collect(ask, [call('r1')]);
    expect(records.get('r1')).toMatchObject({ requestID: 'r1' });
    expect(missing).toBeUndefined();
    expect(asked).toHaveLength(6);
    expect(nowMs).toBeLessThan(1_000_000 + 6 * MINUTE);
  });

  it('are not waited for beyond the limit, and what is missing is named', async () => {
    events = [{ requestID: 'r1', fromMs: 0 }];
    const awaited = [call('r1'), call('r2', { operation: 'Decrypt' })];
    const { records, missing } = await historyOf().collect(ask, awaited);
    expect([...records.keys()]).toEqual(['r1']);
    expect(missing).toBe(
      "CloudTrail's event history showed 1 of 2 records (not those of kms:Decrypt) within 15 minutes",
    );
    expect(nowMs).toBeLessThan(1_000_000 + 16 * MINUTE);
  });

  it('that never come are waited for in full only once', async () => {
    const history = historyOf();
    await history.collect(ask, [call('r1')]);
    const beganMs = nowMs;
    const { missing } = await history.collect(ask, [call('r2')]);
    expect(missing).toBe("CloudTrail's event history showed 0 of 1 records within 1 minute");
    expect(nowMs - beganMs).toBeLessThan(2 * MINUTE);
  });

  it('are waited for twice as long as they took where one was missing', async () => {
    events = [{ requestID: 'r1', fromMs: nowMs + 3 * MINUTE }];
    const history = historyOf();
    await history.collect(ask, [call('r1'), call('r2')]);
    const { missing } = await history.collect(ask, [call('r3')]);
    expect(missing).toMatch(/ within 8 minutes$/);
  });

  it('that services left by the same request are not those of the call', async () => {
    events = [{ requestID: 'r1', fromMs: 0, more: { userIdentity: { invokedBy: 'ec2-frontend-api.amazonaws.com' } } }];
    const { records } = await historyOf({ mostMs: 0 }).collect(ask, [call('r1')]);
    expect(records.size).toBe(0);
  });

  it('of others are neither asked for nor kept', async () => {
    events = [
      { requestID: 'somebody-else', fromMs: 0 },
      { requestID: 'r1', fromMs: 0 },
    ];
    const { records } = await historyOf().collect(ask, [call('r1')]);
    expect([...records.keys()]).toEqual(['r1']);
    expect(asked[0]?.input).toEqual({
      LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: 'AKIAOWN' }],
      StartTime: 840_000,
      EndTime: 960_100,
      MaxResults: 50,
    });
  });

  it('are asked for by each access key and Region that calls were made with', async () => {
    const awaited = [call('r1'), call('r2', { accessKeyId: 'AKIAGUEST' }), call('r3', { place: WEST })];
    await historyOf({ mostMs: 0 }).collect(ask, awaited);
    const told = asked.map(({ region, input }) => [region, JSON.stringify(input).match(/AKIA[A-Z]+/)?.[0]]);
    expect(told).toEqual([
      ['us-east-1', 'AKIAOWN'],
      ['us-east-1', 'AKIAGUEST'],
      ['us-west-2', 'AKIAOWN'],
    ]);
  });

  it('whose event cannot be read are no records', async () => {
    const unreadable: Ask = async () => ({ ok: true, output: { Events: [{}, { CloudTrailEvent: '{' }] }, call: 0 });
    const { missing } = await historyOf({ mostMs: 0 }).collect(unreadable, [call('r1')]);
    expect(missing).toMatch(/showed 0 of 1 records/);
  });
});

describe('requests to event history', () => {
  it('are made no faster than two a second in an account and Region, pages and sessions included', async () => {
    events = Array.from({ length: 120 }, (_, index) => ({ requestID: `r${index}`, fromMs: 0 }));
    const history = historyOf();
    await history.collect(ask, [call('r119')]);
    await history.collect(ask, [call('r0'), call('r1', { place: WEST })]);
    const east = asked.filter(({ region }) => region === 'us-east-1');
    expect(east).toHaveLength(6);
    expect(Math.min(...gaps(east))).toBeGreaterThanOrEqual(600);
    expect(asked.find(({ region }) => region === 'us-west-2')!.atMs - east[5]!.atMs).toBeLessThan(600);
  });

  it('that are throttled are made again after longer and longer pauses', async () => {
    events = [{ requestID: 'r1', fromMs: 0 }];
    refusals = Array.from({ length: 3 }, () => refusal('ThrottlingException'));
    const { missing } = await historyOf().collect(ask, [call('r1')]);
    expect(missing).toBeUndefined();
    expect(gaps(asked)).toEqual([1220, 2420, 4820]);
  });

  it('that stay throttled end with the wait, and it is told', async () => {
    refusals = Array.from({ length: 1000 }, () => refusal('ThrottlingException'));
    const { missing } = await historyOf().collect(ask, [call('r1')]);
    expect(missing).toBe(
      "CloudTrail's event history showed 0 of 1 records within 15 minutes, and throttled requests for more",
    );
    expect(asked.length).toBeLessThan(60);
    expect(nowMs).toBeLessThan(1_000_000 + 16 * MINUTE);
  });

  it('that are refused are not made again', async () => {
    refusals = [refusal('AccessDeniedException')];
    const { missing } = await historyOf().collect(ask, [call('r1')]);
    expect(missing).toBe("CloudTrail's event history cannot be looked up: AccessDeniedException (said so)");
    expect(asked).toHaveLength(1);
    expect(nowMs).toBeLessThan(1_000_000 + MINUTE);
  });
});
