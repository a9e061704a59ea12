/** Records by event history: our own server as an endpoint that nobody has heard of, without its control path. */
import { afterEach, describe, expect, it } from 'vitest';
import { attempt } from '../../../harness/runner/attempt.ts';
import { playLab } from '../../../harness/runner/lab.ts';
import { runSuite } from '../../../harness/runner/suite.ts';
import { scaledTimings } from '../../../harness/server/server.ts';
import { type EndpointTarget, endpoint } from '../../../harness/targets/endpoint/endpoint.ts';
import type { Invariant, Planned, TrailRecord } from '../../../scenarios/contract.ts';
import { families, labs, vocabulary } from '../../../scenarios/index.ts';
import { REGION } from '../../../scenarios/people.ts';
import { type TestServer, testServer } from '../server/support.ts';

let server: TestServer;
let target: EndpointTarget;
/** `delays` are those of event history, too: 0.02 is six seconds. */
async function start(delays = 0, patienceMs = 5000): Promise<void> {
  server = await testServer({ delays, genesis: { region: REGION } });
  target = await endpoint({ url: server.url, unrecognised: true, pollMs: 20, patienceMs });
}
afterEach(async () => {
  target.close();
  await server.stop();
});

/** Things happen at once, but records. */
const NEVER = { ...scaledTimings(0), eventHistoryDelayMs: 3_600_000 };

const invariant = (id: string): Invariant =>
  families.flatMap(({ invariants }) => invariants).find((one) => one.id === id)!;

const kms = (operation: string, input: object, name?: string): Planned => ({
  service: 'kms',
  operation,
  input: input as Record<string, never>,
  ...(name === undefined ? {} : { name }),
});
const PLAN: readonly Planned[] = [
  kms('CreateKey', {}),
  { service: 's3', operation: 'CreateBucket', input: { Bucket: 'a-bucket' } },
  { service: 's3', operation: 'PutObject', input: { Bucket: 'a-bucket', Key: 'k', ServerSideEncryption: 'aws:kms' } },
  kms('ListKeys', {}),
  kms('DescribeKey', { KeyId: 'alias/none' }),
];

describe('an endpoint with event history', () => {
  it('is found to have it, and gives no more than that', async () => {
    await start();
    expect(target.known).toBeUndefined();
    expect([...target.gives]).toEqual(['ownRecords']);
  });

  it('adds to each call its record, once the run is over; data events have none', async () => {
    await start();
    const seen: (readonly TrailRecord[])[] = [];
    const looking: Invariant = {
      ...invariant('refusals-show'),
      start: () => ({ see: ({ records }) => seen.push(records) }),
    };
    await attempt(target, '7', PLAN, [looking]);
    expect(seen.map((records) => records.map(({ eventName }) => eventName))).toEqual([
      ['CreateKey'],
      ['CreateBucket'],
      [],
      ['ListKeys'],
      ['DescribeKey'],
    ]);
    expect(seen[4]?.[0]?.errorCode).toBe('NotFoundException');
  });

  it('waits for records that come late, and no longer than it may', async () => {
    await start(0.004, 5000);
    const names: string[] = [];
    const looking: Invariant = {
      ...invariant('refusals-show'),
      start: () => ({ see: ({ records }) => names.push(...records.map(({ eventName }) => eventName)) }),
    };
    await attempt(target, '7', PLAN.slice(0, 1), [looking]);
    expect(names).toEqual(['CreateKey']);
    target.close();
    await server.stop();
    await start(1, 100);
    await attempt(target, '7', PLAN.slice(0, 1), [looking]);
    expect(names).toEqual(['CreateKey']);
  });

  it('judges what records tell by it, and skips by name what other records would be needed for', async () => {
    await start();
    const wanted = ['record-says-which-key', 'record-says-who-and-when', 'refusals-show', 'one-record-a-call'];
    const suite = { labs: labs.slice(0, 0), families, vocabulary };
    const settings = { target, seed: '7', runs: 4, steps: 25, wanted: (id: string) => wanted.includes(id.slice(10)) };
    const { scenarios } = await runSuite(suite, settings);
    const verdicts = Object.fromEntries(scenarios.map(({ id, verdict, note }) => [id.slice(10), note ?? verdict]));
    expect(verdicts['one-record-a-call']).toBe('the target gives no records');
    expect(verdicts['record-says-who-and-when']).toMatch(/^no run reached: .*a user of another account/);
    expect(scenarios.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  it('lets a lab pass whose records come, and skips it by name where they do not', async () => {
    const lab = labs.find(({ id }) => id === 'data-volume')!;
    await start();
    expect((await playLab(lab, target, '7')).result).toMatchObject({ verdict: 'pass' });
    target.close();
    await server.stop();
    server = await testServer({ genesis: { region: REGION, timings: NEVER } });
    target = await endpoint({ url: server.url, unrecognised: true, pollMs: 20, patienceMs: 300 });
    expect((await playLab(lab, target, '7')).result).toMatchObject({
      verdict: 'skip',
      note: "CloudTrail's event history showed 0 of 11 records within 300 ms",
    });
  });

  it('tells by records which key was used', async () => {
    await start();
    const { openings = [] } = families.find(({ id }) => id === 'ciphertexts')!;
    const { judge, history } = await attempt(target, '7', openings[0]!, [invariant('record-says-which-key')]);
    expect(judge.findings.size).toBe(0);
    const keyArn = [...history.at(-1)!.after.keys.keys()][0];
    expect(history.at(-1)?.records).toMatchObject([{ eventName: 'Encrypt', resources: [{ ARN: keyArn }] }]);
  });

  it('fails what a record tells wrongly', async () => {
    await start();
    const { simulation } = server.endpoint;
    const lookup = simulation.rules.operations['cloudtrail:LookupEvents']!;
    const lying = {
      ...lookup,
      run: (...args: Parameters<typeof lookup.run>) => {
        const told = lookup.run(...args) as { Events?: { CloudTrailEvent: string }[] };
        const Events = told.Events?.map((event) => ({
          ...event,
          CloudTrailEvent: event.CloudTrailEvent.replaceAll(/"errorCode":"[^"]*",/g, ''),
        }));
        return { ...told, Events };
      },
    };
    Object.assign(simulation, {
      rules: { ...simulation.rules, operations: { ...simulation.rules.operations, 'cloudtrail:LookupEvents': lying } },
    });
    const { judge } = await attempt(target, '7', PLAN, [invariant('refusals-show')]);
    expect(judge.findings.get('refusals-show')?.message).toBe('the record of a refused DescribeKey shows no error');
  });
});
