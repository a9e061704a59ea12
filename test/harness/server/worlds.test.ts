/** Worlds side by side in one server, and what a server tells of what happened in them. */
import { CreateKeyCommand, DisableKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, it } from 'vitest';
import { sdkConfig, type TestServer, testServer } from './support.ts';

let server: TestServer;
afterEach(() => server.stop());

/** A client whose requests are for a world of its own. */
function kmsOf(world?: string): KMSClient {
  const client = new KMSClient(sdkConfig(server));
  if (world !== undefined)
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-keystate-world'] = world;
        return next(args);
      },
      { step: 'build' },
    );
  return client;
}

async function control(world: string | undefined, method: 'GET' | 'POST', what: string, body?: object) {
  const headers: Record<string, string> = world === undefined ? {} : { 'x-keystate-world': world };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${server.url}/_keystate/${what}`, { method, headers, ...text });
  return (await response.json()) as Record<string, unknown>;
}

const keysOf = async (world?: string) => (await kmsOf(world).send(new ListKeysCommand({}))).Keys?.length;

describe('worlds that have names', () => {
  it('have things, clocks, seeds and faults of their own', async () => {
    server = await testServer({ clock: 'virtual' });
    await kmsOf('a').send(new CreateKeyCommand({}));
    await control('b', 'POST', 'clock', { advance: 'P1D' });
    await control('b', 'POST', 'reset', { seed: 'b' });
    await control('a', 'POST', 'clock', { advance: 'P2D' });
    await control('b', 'POST', 'faults', { faults: [{ code: 'ThrottlingException' }] });
    expect([await keysOf('a'), await keysOf()]).toEqual([1, 0]);
    await expect(keysOf('b')).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(await keysOf('b')).toBe(0);
    const times = await Promise.all(
      ['a', 'b', undefined].map(async (world) => (await control(world, 'GET', 'clock')).time),
    );
    expect(times).toEqual(['2026-01-07T09:00:00.000Z', '2026-01-05T09:00:00.000Z', '2026-01-05T09:00:00.000Z']);
    expect((await control('b', 'GET', 'clock')).seed).toBe('b');
  });

  it('begin with the same ids as the world that all share', async () => {
    server = await testServer({ clock: 'virtual' });
    const made = await Promise.all(['a', undefined].map((world) => kmsOf(world).send(new CreateKeyCommand({}))));
    expect(made[0]?.KeyMetadata?.KeyId).toBe(made[1]?.KeyMetadata?.KeyId);
  });

  it('are at most 64: the one that was not asked for the longest goes', async () => {
    server = await testServer({ clock: 'virtual' });
    await kmsOf('first').send(new CreateKeyCommand({}));
    await kmsOf('second').send(new CreateKeyCommand({}));
    for (let number = 0; number < 62; number++) await control(`other ${number}`, 'GET', 'health');
    expect(await keysOf('first')).toBe(1);
    await control('one too many', 'GET', 'health');
    expect(await keysOf('first')).toBe(1);
    expect(await keysOf('second')).toBe(0);
  });
});

describe('what happened', () => {
  it('is told from where it was last asked, and forgotten by a new beginning', async () => {
    server = await testServer({ clock: 'virtual' });
    const { KeyMetadata } = await kmsOf().send(new CreateKeyCommand({}));
    const { next } = await control(undefined, 'GET', 'events');
    await kmsOf().send(new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }));
    const { events } = await control(undefined, 'GET', `events?from=${next}`);
    expect(events).toMatchObject([
      { type: 'transition', lifecycle: 'key', resource: KeyMetadata?.Arn, from: 'Enabled', to: 'Disabled' },
    ]);
    await control(undefined, 'POST', 'reset', {});
    expect(await control(undefined, 'GET', 'events')).toMatchObject({ events: [], next: 0 });
  });

  it('is remembered up to a bound', async () => {
    server = await testServer({ clock: 'virtual' });
    const { simulation } = server.endpoint;
    const { KeyMetadata } = await kmsOf().send(new CreateKeyCommand({}));
    const caller = { principal: 'arn:aws:iam::123456789012:user/admin' };
    for (let round = 0; round < 11_000; round++)
      for (const operation of ['DisableKey', 'EnableKey'])
        simulation.call({
          service: 'kms',
          operation,
          input: { KeyId: KeyMetadata?.KeyId },
          caller,
          region: 'us-east-1',
        });
    const { events, next } = simulation.eventsFrom(0);
    expect(events.length).toBeGreaterThanOrEqual(10_000);
    expect(events.length).toBeLessThan(20_000);
    expect(next).toBe(22_000);
    expect(simulation.eventsFrom(next - 1).events).toHaveLength(1);
    expect(simulation.eventsFrom(next).events).toEqual([]);
  });
});

it('many looks in one request are answered as one by one, and leave no trace', async () => {
  server = await testServer({ clock: 'virtual' });
  await kmsOf().send(new CreateKeyCommand({}));
  const before = await control(undefined, 'GET', 'state');
  const look = (operation: string) => ({
    method: 'POST',
    path: '/',
    headers: {
      'x-amz-target': `TrentService.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIA/20260105/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: '{}',
  });
  const requests = [look('CreateKey'), look('ListKeys'), { method: 'GET', path: '/none-such' }, look('ListKeys')];
  const { answers } = (await control(undefined, 'POST', 'peek', { requests })) as {
    answers: { status: number; body: string }[];
  };
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 200]);
  expect(JSON.parse(answers[1]!.body).Keys).toHaveLength(1);
  expect(answers[2]!.body).toContain('<Code>NoSuchBucket</Code>');
  expect(await control(undefined, 'GET', 'state')).toEqual(before);
});
