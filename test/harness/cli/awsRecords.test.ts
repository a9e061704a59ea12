/** CloudTrail's records at `--target aws`, with our own server standing in for AWS: nothing here leaves the machine. */
import { afterEach, describe, expect, it } from 'vitest';
import { administratorKey } from '../../../harness/server/callers.ts';
import { DEFAULT_DELAYS, scaledTimings } from '../../../harness/server/server.ts';
import { Aws } from '../../../harness/targets/endpoint/aws.ts';
import { EngineError } from '../../../harness/targets/unable.ts';
import type { AnyCall, Outcome } from '../../../model/call.ts';
import { people, REGION } from '../../../scenarios/people.ts';
import { type TestServer, testServer } from '../server/support.ts';
import { keystateWith } from './support.ts';

const ACCOUNT = '111122223333';
const SMALL = { Size: 1, AvailabilityZone: 'us-east-1a' };
let server: TestServer;
/** AWS, in which records are in event history so long after the call. */
async function standIn(eventHistoryDelayMs: number): Promise<void> {
  const timings = { ...scaledTimings(DEFAULT_DELAYS), eventHistoryDelayMs };
  server = await testServer({ genesis: { account: ACCOUNT, timings } });
}
afterEach(async () => {
  expect(server.defects).toEqual([]);
  await server.stop();
});

const world = () => server.endpoint.simulation.world;
async function keystate(words: string) {
  const { accessKeyId, secretAccessKey } = administratorKey(world());
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const given = { env, standIn: server.url };
  return keystateWith(given, `${words} --target aws --account ${ACCOUNT} --yes`.split(' '));
}
const lookups = () => [...world().trail.values()].filter(({ eventName }) => eventName === 'LookupEvents');

/** Lets a record say something else in event history. */
function bend(change: (record: string) => string): void {
  const { simulation } = server.endpoint;
  const name = 'cloudtrail:LookupEvents';
  const lookup = simulation.rules.operations[name]!;
  const run = (...args: Parameters<typeof lookup.run>) => {
    const told = lookup.run(...args) as { Events?: { CloudTrailEvent: string }[] };
    const Events = told.Events?.map((event) => ({ ...event, CloudTrailEvent: change(event.CloudTrailEvent) }));
    return { ...told, Events };
  };
  const operations = { ...simulation.rules.operations, [name]: { ...lookup, run } };
  Object.assign(simulation, { rules: { ...simulation.rules, operations } });
}

describe('the records of a lab at AWS', () => {
  it('are waited for where they come late, and held against what the lab says of them', async () => {
    await standIn(700);
    const { out, status } = await keystate('run lab/data-volume');
    expect([status, out]).toEqual([0, expect.stringMatching(/^PASS {2}lab\/data-volume/m)]);
    expect(lookups().length).toBeGreaterThan(1);
  });

  it('fail it where they say otherwise', async () => {
    await standIn(0);
    bend((record) => record.replace('"errorCode":"DisabledException"', '"errorCode":"AccessDenied"'));
    const { out, status } = await keystate('run lab/data-volume');
    expect(status).toBe(1);
    expect(out).toContain('step 5: errorCode of Encrypt is AccessDenied, expected DisabledException');
  });

  it('come though requests for them are throttled', async () => {
    await standIn(0);
    server.endpoint.faults.set([
      { service: 'cloudtrail', operation: 'LookupEvents', code: 'ThrottlingException', status: 400, count: 3 },
    ]);
    const { out } = await keystate('run lab/data-volume');
    expect(out).toMatch(/^PASS {2}lab\/data-volume/m);
    expect(server.endpoint.faults.waiting).toEqual([]);
  });

  it('skip it by name where event history may not be looked at', async () => {
    await standIn(0);
    server.endpoint.faults.set([
      { service: 'cloudtrail', operation: 'LookupEvents', code: 'AccessDeniedException', status: 400, count: 1000 },
    ]);
    const { out, status } = await keystate('run lab/data-volume');
    expect(status).toBe(0);
    expect(out).toMatch(/^SKIP {2}lab\/data-volume/m);
    expect(out).toContain("CloudTrail's event history cannot be looked up: AccessDeniedException");
  });

  it('are asked for by the access keys of the run alone', async () => {
    await standIn(0);
    await keystate('run lab/data-volume');
    const { accessKeyId } = administratorKey(world());
    const asked = lookups().map(({ requestParameters }) => requestParameters?.lookupAttributes);
    expect(asked.length).toBeGreaterThan(0);
    for (const attributes of asked)
      expect(attributes).toEqual([{ attributeKey: 'AccessKeyId', attributeValue: accessKeyId }]);
  });
});

/** AWS whose records are looked for every so often. */
const opened = (pollMs: number): Promise<Aws> =>
  Aws.open({
    credentials: administratorKey(world()),
    accounts: [ACCOUNT],
    run: 'aaaa0000',
    maxCalls: 1000,
    maxWaitMs: 60_000,
    pollMs: 10,
    history: { mostMs: 900_000, pollMs, gapMs: 1 },
    url: server.url,
  });

describe('waiting for records at AWS', () => {
  it('ends at once when everything is stopped', async () => {
    await standIn(3_600_000);
    const aws = await opened(900_000);
    const session = await aws.target().begin('1');
    await session.call({
      service: 'kms',
      operation: 'ListKeys',
      input: {},
      caller: people.admin!.caller,
      region: REGION,
    });
    const waiting = session.collectRecords?.();
    setTimeout(() => aws.stop('interrupted'), 50);
    await expect(waiting).rejects.toThrow(new EngineError('interrupted'));
    aws.close();
  });
});

describe('the records that invariants need at AWS', () => {
  it('skip them by name where none came', async () => {
    await standIn(3_600_000);
    const { out } = await keystate('run record-says-which-key --max-wait PT1S');
    expect(out).toMatch(/^SKIP {2}invariant\/record-says-which-key/m);
    expect(out).toMatch(/no run reached: .*; CloudTrail's event history showed 0 of \d+ records within 1 second/);
  });
});

describe('event history that a scenario looks up at AWS', () => {
  const kms = (operation: string, input: object): AnyCall =>
    ({ service: 'kms', operation, input, caller: people.admin!.caller, region: REGION }) as AnyCall;
  const lookUp = (input: object): AnyCall => ({ ...kms('LookupEvents', input), service: 'cloudtrail' });
  const namesIn = ({ outcome }: { readonly outcome: Outcome }) =>
    outcome.ok && (outcome.output.Events as { EventName: string }[]).map(({ EventName }) => EventName);

  it('shows what the scenario did, on whatever page, and neither what others did nor how it is watched', async () => {
    await standIn(0);
    const aws = await opened(10);
    const session = await aws.target().begin('1');
    await session.call({ ...kms('CreateBucket', { Bucket: 'tagged-later' }), service: 's3' });
    const { outcome } = await session.call(kms('CreateKey', {}));
    const KeyId = outcome.ok && (outcome.output.KeyMetadata as { Arn: string }).Arn;
    await session.call({ ...kms('CreateVolume', { Encrypted: true, KmsKeyId: KeyId, ...SMALL }), service: 'ec2' });
    // EC2 asks for the data key while it makes the volume.
    await session.elapse({ minutes: 1 });
    const somebody = { caller: { principal: `arn:aws:iam::${ACCOUNT}:user/admin` }, region: REGION };
    for (let count = 0; count < 60; count++)
      server.endpoint.simulation.call({ service: 'kms', operation: 'ListKeys', input: {}, ...somebody });
    const all = await session.call(lookUp({}));
    expect(namesIn(all)).toEqual(['GenerateDataKeyWithoutPlaintext', 'CreateVolume', 'CreateKey', 'CreateBucket']);
    const ofKey = [{ AttributeKey: 'ResourceName', AttributeValue: KeyId }];
    const made = await session.call(lookUp({ LookupAttributes: ofKey }));
    expect(namesIn(made)).toEqual(['GenerateDataKeyWithoutPlaintext', 'CreateKey']);
    await aws.clean();
    aws.close();
  });

  it('knows the people of the scenarios by their names', async () => {
    await standIn(0);
    const { out } = await keystate('run lab/intruder');
    expect(out).toMatch(/^PASS {2}lab\/intruder/m);
  });
});
