/** `--target aws`, with our own server standing in for AWS: nothing here leaves the machine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../harness/cli/io.ts';
import { administratorKey } from '../../../harness/server/callers.ts';
import { DEFAULT_DELAYS, scaledTimings } from '../../../harness/server/server.ts';
import { type TestServer, testServer } from '../server/support.ts';
import { keystateWith } from './support.ts';

const ACCOUNT = '111122223333';
let server: TestServer;
/** AWS, in which records are in event history so long after the call. */
const standIn = (eventHistoryDelayMs: number) =>
  testServer({ genesis: { account: ACCOUNT, timings: { ...scaledTimings(DEFAULT_DELAYS), eventHistoryDelayMs } } });
beforeEach(async () => {
  server = await standIn(0);
});
afterEach(async () => {
  expect(server.defects).toEqual([]);
  await server.stop();
});

/** The administrator's, by which event history knows who called. */
const credentials = () => {
  const { accessKeyId, secretAccessKey } = administratorKey(world());
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
};

const keystate = (words: string, given: Partial<Io> = {}) =>
  keystateWith({ env: credentials(), standIn: server.url, ...given }, words.split(' '));

const world = () => server.endpoint.simulation.world;
/** Names of the calls that reached AWS. */
const calls = () => [...world().trail.values()].map(({ eventName }) => eventName);
/** What is there and costs something. */
const alive = () => ({
  keys: [...world().kms.keys.values()].filter(
    ({ state, manager }) => manager === 'CUSTOMER' && state !== 'PendingDeletion',
  ).length,
  buckets: world().s3.buckets.size,
  trails: world().cloudtrail.trails.size,
  instances: [...world().ec2.instances.values()].filter(({ state }) => state !== 'terminated').length,
  volumes: [...world().ec2.volumes.values()].filter(({ state }) => state !== 'deleting').length,
  users: [...world().iam.principals.entries()].filter(([arn]) => arn.includes(':user/ks')).length,
});
const NOTHING = { keys: 0, buckets: 0, trails: 0, instances: 0, volumes: 0, users: 0 };

const RUN = `run lab/data-volume --target aws --account ${ACCOUNT}`;

describe('AWS is not called', () => {
  it('without an account that may be', async () => {
    const { status, err } = await keystate('run lab/data-volume --target aws --yes');
    expect([status, err]).toEqual([
      2,
      'error: --target aws needs --account, the id of the account that may be called\n',
    ]);
    expect(calls()).toEqual([]);
  });

  it('without credentials that a person gave', async () => {
    const { status, err } = await keystate(`${RUN} --yes`, { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: server.url } });
    expect(status).toBe(2);
    expect(err).toMatch(
      /^error: --target aws needs credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --profile\n$/,
    );
    expect(calls()).toEqual([]);
  });

  it('by credentials of another account, beyond asking whose they are', async () => {
    const { status, err } = await keystate('run lab/data-volume --target aws --account 999988887777 --yes');
    expect(status).toBe(2);
    expect(err).toBe(`error: these credentials are of account ${ACCOUNT}; allowed by --account: 999988887777\n`);
    expect(calls()).toEqual(['GetCallerIdentity']);
  });

  it('before somebody who read the plan says yes', async () => {
    const nobody = await keystate(RUN);
    expect(nobody.status).toBe(2);
    expect(nobody.err).toContain('error: nobody can be asked here; confirm by --yes\n');
    const refused = await keystate(RUN, { ask: async () => 'no' });
    expect(refused.err).toContain('error: not confirmed; nothing was made\n');
    expect(new Set(calls())).toEqual(new Set(['GetCallerIdentity']));
  });

  it('by its URL', async () => {
    const { status, err } = await keystate('run --target https://kms.us-east-1.amazonaws.com');
    expect(status).toBe(2);
    expect(err).toContain('That is AWS itself, which is only called by --target aws.');
  });
});

describe('a run against AWS', () => {
  it('shows its plan: what it makes, costs, takes and skips', async () => {
    const { err } = await keystate(
      `run lab/data-volume lab/deletion one-record-a-call --target aws --account ${ACCOUNT}`,
    );
    expect(err).toContain(`account ${ACCOUNT} as arn:aws:iam::${ACCOUNT}:user/admin\n`);
    expect(err).toMatch(
      /makes {3}at most 2 KMS keys, 1 bucket, 1 volume, 1 instance t3.micro; each tagged, and removed at the end\n/,
    );
    expect(err).toMatch(/costs {3}about \$0\.\d\d /);
    expect(err).toContain(
      "records waited for once, at most 15 minutes each; up to about 48 requests to CloudTrail's event history,\n" +
        "        2 a second at most, and only for what the run's own access keys did\n",
    );
    expect(err).toContain('takes   at most 30 minutes of waiting\n');
    expect(err).toContain('skips   lab/deletion: 7 days cannot be waited for (--max-wait)\n');
    expect(err).toMatch(/skips {3}invariant\/one-record-a-call: AWS gives no records while it runs\n/);
  });

  it('passes a lab, tags what it makes, and leaves nothing but keys that wait for their end', async () => {
    const { status, out, err } = await keystate(RUN, { ask: async () => ACCOUNT });
    expect(out).toMatch(/^PASS {2}lab\/data-volume/m);
    expect(status).toBe(0);
    expect(alive()).toEqual(NOTHING);
    expect(err).toMatch(/^removed instance i-/m);
    const tags = [...world().kms.keys.values()].filter(({ manager }) => manager === 'CUSTOMER').map((key) => key.tags);
    expect(tags).toEqual([{ keystate: expect.stringMatching(/^[0-9a-f]{8}$/) }]);
  });

  it('makes the people of a scenario and removes them; others’ things stay as they are', async () => {
    const admin = { principal: `arn:aws:iam::${ACCOUNT}:user/admin` };
    const made = server.endpoint.simulation.call({
      service: 'kms',
      operation: 'CreateKey',
      input: {},
      caller: admin,
      region: 'us-east-1',
    });
    expect(made.ok).toBe(true);
    const { out } = await keystate(`run lab/intruder --target aws --account ${ACCOUNT} --yes --max-wait PT10M`);
    expect(calls()).toContain('CreateUser');
    expect(out).toMatch(/step 6 was not tried: 15 minutes cannot be waited for; --max-wait is 10 minutes/);
    expect(out).toMatch(/^SKIP {2}lab\/intruder/m);
    expect(alive()).toEqual({ ...NOTHING, keys: 1 });
  });

  it('ends at the limit of its calls, as an error, and cleans up', async () => {
    const { status, out } = await keystate(`${RUN} --yes --max-calls 12`);
    expect(status).toBe(1);
    expect(out).toMatch(/^ERROR? {1,2}lab\/data-volume/m);
    expect(out).toContain('the limit of 12 calls is reached');
    expect(alive()).toEqual(NOTHING);
  });
});

describe('keystate clean', () => {
  const admin = { principal: `arn:aws:iam::${ACCOUNT}:user/admin` };
  const make = (run: string) => {
    const Tags = [{ TagKey: 'keystate', TagValue: run }];
    server.endpoint.simulation.call({
      service: 'kms',
      operation: 'CreateKey',
      input: { Tags },
      caller: admin,
      region: 'us-east-1',
    });
    const at = { caller: admin, region: 'us-east-1' };
    const Bucket = `logs-${run}`;
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: ['s3:GetBucketAcl', 's3:PutObject'],
          Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
        },
      ],
    });
    const tags = [{ Key: 'keystate', Value: run }];
    const { simulation } = server.endpoint;
    for (const [service, operation, input] of [
      ['s3', 'CreateBucket', { Bucket }],
      ['s3', 'PutBucketPolicy', { Bucket, Policy }],
      ['s3', 'PutBucketTagging', { Bucket, Tagging: { TagSet: tags } }],
      ['cloudtrail', 'CreateTrail', { Name: run, S3BucketName: Bucket, TagsList: tags }],
    ] as const)
      expect(simulation.call({ service, operation, input, ...at }).ok, operation).toBe(true);
    const zone = { AvailabilityZone: 'us-east-1a', Size: 1 };
    const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'keystate', Value: run }] }];
    server.endpoint.simulation.call({
      service: 'ec2',
      operation: 'CreateVolume',
      input: { ...zone, TagSpecifications },
      caller: admin,
      region: 'us-east-1',
    });
    // A volume that is still being created cannot be deleted yet.
    server.endpoint.simulation.elapse({ minutes: 1 });
  };

  it('removes what one run left, at AWS', async () => {
    make('aaaa0000');
    make('bbbb0000');
    const { status, out } = await keystate(`clean --target aws --account ${ACCOUNT} --yes --run aaaa0000`);
    // What is still being made goes at a later try, so the order is open.
    const removed = out
      .trim()
      .split('\n')
      .map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(removed.sort()).toEqual(['removed bucket', 'removed key', 'removed trail', 'removed volume']);
    expect(status).toBe(0);
    expect(alive()).toMatchObject({ keys: 1, volumes: 1, buckets: 1, trails: 1 });
  });

  it('removes what all runs left, at an endpoint', async () => {
    make('aaaa0000');
    make('bbbb0000');
    const { status } = await keystate(`clean --target ${server.url}`, { standIn: undefined, env: {} });
    expect(status).toBe(0);
    expect(alive()).toMatchObject({ keys: 0, volumes: 0, buckets: 0, trails: 0 });
    const again = await keystate(`clean --target ${server.url}`);
    expect(again.out).toBe('nothing to remove\n');
  });

  it('asks first', async () => {
    make('aaaa0000');
    const { status, err } = await keystate(`clean --target aws --account ${ACCOUNT}`, { ask: async () => '' });
    expect([status, err.split('\n').at(-2)]).toEqual([2, 'error: not confirmed; nothing was removed']);
    expect(alive()).toMatchObject({ keys: 1 });
  });
});
