/** Our own server as an endpoint: histories, people, transport, looking, and what happens where nobody answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSuite } from '../../../harness/runner/suite.ts';
import { type EndpointTarget, endpoint } from '../../../harness/targets/endpoint/endpoint.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { EngineError, Unable, Unsendable } from '../../../harness/targets/unable.ts';
import type { AnyCall } from '../../../model/call.ts';
import { families, labs, vocabulary } from '../../../scenarios/index.ts';
import { people } from '../../../scenarios/people.ts';
import { IMAGE_ID } from '../../../scenarios/vocabulary/places.ts';
import { type TestServer, testServer } from '../server/support.ts';
import { sameHistory } from './sameHistory.ts';

let server: TestServer;
let target: EndpointTarget;
beforeAll(async () => {
  server = await testServer();
  target = await endpoint({ url: server.url });
});
afterAll(async () => {
  target.close();
  expect(server.defects).toEqual([]);
  await server.stop();
});

const { caller: admin } = people.admin!;
const { caller: guest } = people.guest!;
const kms = (operation: string, input: AnyCall['input'], caller = admin): AnyCall => ({
  service: 'kms',
  operation,
  input,
  caller,
  region: 'us-east-1',
});

describe('an endpoint', () => {
  it('is recognised', () => {
    expect(target.known?.name).toBe('keystate');
    expect([...target.gives]).toEqual(['world', 'records', 'ownRecords', 'events', 'rerun']);
    expect(target.sideBySide).toBe(true);
  });

  it('gives the histories of the simulation: the lab of the root volume, records and all', async () => {
    const lab = labs.find(({ id }) => id === 'root-volume')!;
    const plan = lab.steps.flatMap(({ calls }) => calls);
    const { steps, differences } = await sameHistory(simulator(), target, 'abc', plan);
    expect(differences).toEqual([]);
    expect(steps).toBeGreaterThan(plan.length);
  });

  it('begins every session anew, with the ids of its seed', async () => {
    const first = await target.begin('7');
    const one = await first.call(kms('CreateKey', {}));
    const second = await target.begin('7');
    expect((await second.observe()).keys.size).toBe(0);
    const two = await second.call(kms('CreateKey', {}));
    expect([...two.after.keys.keys()]).toEqual([...one.after.keys.keys()]);
  });

  it('makes calls as the people of the scenarios', async () => {
    const session = await target.begin('7');
    const { after } = await session.call(kms('CreateKey', {}));
    const KeyId = [...after.keys.keys()][0]!;
    const { outcome } = await session.call(kms('DescribeKey', { KeyId }, guest));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'AccessDeniedException' } });
    expect((await session.call(kms('DescribeKey', { KeyId }))).outcome.ok).toBe(true);
  });

  it('lets virtual time pass and sees what it brought', async () => {
    const session = await target.begin('7');
    const { after } = await session.call(kms('CreateKey', {}));
    const KeyId = [...after.keys.keys()][0]!;
    await session.call(kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }));
    const beganMs = session.nowMs;
    const later = await session.elapse({ days: 8 });
    expect(session.nowMs - beganMs).toBe(8 * 86_400_000);
    expect(later.after.keys.size).toBe(0);
    expect(later.records.map(({ eventName }) => eventName)).toEqual(['DeleteKey']);
  });

  it('sees a managed key that a service made in the background, before anybody called KMS', async () => {
    const ec2 = (operation: string, input: AnyCall['input']): AnyCall => ({ ...kms(operation, input), service: 'ec2' });
    const session = await target.begin('7');
    await session.call(ec2('EnableEbsEncryptionByDefault', {}));
    await session.call(ec2('RunInstances', { ImageId: IMAGE_ID, MinCount: 1, MaxCount: 1 }));
    const { after } = await session.elapse({ minutes: 10 });
    expect([...after.keys.values()].map(({ manager }) => manager)).toEqual(['AWS']);
    expect([...after.aliases.values()].map(({ name }) => name)).toEqual(['alias/aws/ebs']);
  });

  it('sees a key whose policy hides it from everybody', async () => {
    const session = await target.begin('7');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: admin.principal }, Action: 'kms:DisableKey', Resource: '*' }],
    });
    const made = await session.call(kms('CreateKey', { Policy, BypassPolicyLockoutSafetyCheck: true }));
    const [key] = [...made.after.keys.values()];
    expect(key).toMatchObject({ state: 'Enabled', policy: Policy });
    const { after } = await session.call(kms('DisableKey', { KeyId: key!.id }));
    expect(after.keys.get(key!.arn)?.state).toBe('Disabled');
  });

  it('keeps rows and tables that did not change the same objects', async () => {
    const session = await target.begin('7');
    const first = await session.call(kms('CreateKey', {}));
    const second = await session.call(kms('CreateKey', {}));
    const [arn] = [...first.after.keys.keys()];
    expect(second.after.keys.get(arn!)).toBe(first.after.keys.get(arn!));
    const third = await session.call(kms('DisableKey', { KeyId: 'alias/missing' }));
    expect(third.after.keys).toBe(second.after.keys);
  });

  it('sends empty lists, headers that SDKs have no member for, and digests as they are given', async () => {
    const session = await target.begin('7');
    const granted = await session.call(kms('CreateGrant', { KeyId: 'x', GranteePrincipal: 'y', Operations: [] }));
    expect(granted.outcome).toMatchObject({ ok: false, error: { code: 'NotFoundException' } });
    const s3 = (operation: string, input: object) =>
      session.call({
        service: 's3',
        operation,
        input: { Bucket: 'one', ...input },
        region: 'us-east-1',
        caller: admin,
      } as AnyCall);
    await s3('CreateBucket', {});
    await s3('PutObject', { Key: 'k', Body: new Uint8Array([1]) });
    const read = await s3('GetObject', { Key: 'k', ServerSideEncryption: 'AES256' });
    expect(read.outcome).toMatchObject({ ok: false, error: { code: 'InvalidArgument', status: 400 } });
    const customer = {
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: Buffer.alloc(32, 1).toString('base64'),
      SSECustomerKeyMD5: Buffer.alloc(16).toString('base64'),
    };
    const put = await s3('PutObject', { Key: 'c', Body: new Uint8Array([1]), ...customer });
    expect(put.outcome).toMatchObject({ ok: false, error: { status: 400 } });
    await expect(s3('GetObjectAttributes', { Key: 'k', ObjectAttributes: [] })).rejects.toThrow(Unsendable);
  });

  it('says what no client can send', async () => {
    const session = await target.begin('7');
    await expect(session.call(kms('DisableKey', { KeyId: [] }))).rejects.toThrow(Unsendable);
    await expect(session.call(kms('DisableKeys', {}))).rejects.toThrow('the SDK has no kms:DisableKeys');
    const service = { principal: 'ec2.amazonaws.com' };
    await expect(session.call(kms('DisableKey', { KeyId: 'x' }, service))).rejects.toThrow(Unable);
  });

  it('breaks as the engine, and never fails, where nobody answers', async () => {
    await expect(endpoint({ url: 'http://127.0.0.1:9' })).rejects.toThrow(EngineError);
    const gone = await testServer();
    const lost = await endpoint({ url: gone.url });
    await gone.stop();
    const suite = { labs: labs.slice(0, 1), families: families.slice(0, 1), vocabulary };
    const result = await runSuite(suite, { target: lost, seed: '1', runs: 2, steps: 5 });
    lost.close();
    const judged = result.scenarios.filter(({ note }) => !note?.startsWith('the target gives no'));
    expect(new Set(judged.map(({ verdict }) => verdict))).toEqual(new Set(['error']));
    expect(judged[0]?.note).toMatch(/does not answer: ECONN/);
  });
});
