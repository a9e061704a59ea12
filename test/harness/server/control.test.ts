/** The control path, the clock, transport and identities of the server. */
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  ListKeysCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { parseDuration } from '../../../harness/server/durations.ts';
import type { ServerOptions } from '../../../harness/server/server.ts';
import { accessKeyIdOf } from '../../../model/iam/state.ts';
import { sdkConfig, type TestServer, testServer } from './support.ts';

let server: TestServer;
const start = async (options: Partial<ServerOptions> = {}) => {
  server = await testServer(options);
};
afterEach(() => server?.stop());

async function control(method: 'GET' | 'POST', what: string, body?: unknown) {
  const init = {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
  const response = await fetch(`${server.url}/_keystate/${what}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('durations', () => {
  it.each([
    ['P8D', { days: 8 }],
    ['P1W', { days: 7 }],
    ['PT1H30M', { hours: 1, minutes: 30 }],
    ['PT0.5S', { ms: 500 }],
    ['P1DT1S', { days: 1, seconds: 1 }],
  ])('%s', (text, parts) => {
    expect(parseDuration(text)).toMatchObject(parts);
  });

  it.each(['P', 'PT', '8D', 'P1Y', 'P1M', 'P-1D', 'P999999D', 'P1DT', ''])('"%s" is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('the control path', () => {
  it('advances a virtual clock that nothing else moves', async () => {
    await start({ clock: 'virtual' });
    const kms = new KMSClient(sdkConfig(server));
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata!.KeyId!;
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect((await control('GET', 'clock')).body.time).toBe('2026-01-05T09:00:00.000Z');
    expect((await control('POST', 'clock', { advance: 'P8D' })).body.time).toBe('2026-01-13T09:00:00.000Z');
    await expect(kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('shows the world and begins it anew', async () => {
    await start();
    await new KMSClient(sdkConfig(server)).send(new CreateKeyCommand({}));
    expect((await control('GET', 'state')).body).toMatchObject({ keystateWorld: 1, world: { seed: '5e4e' } });
    expect((await control('POST', 'reset', { seed: 'beef' })).body).toMatchObject({ seed: 'beef', calls: 0 });
    expect((await new KMSClient(sdkConfig(server)).send(new ListKeysCommand({}))).Keys).toEqual([]);
  });

  it('makes the next calls fail, as often as it is told', async () => {
    await start();
    await control('POST', 'faults', {
      faults: [{ service: 'kms', code: 'ThrottlingException', message: 'Rate exceeded' }],
    });
    const kms = new KMSClient(sdkConfig(server));
    await expect(kms.send(new ListKeysCommand({}))).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
    });
    expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([]);
  });

  it('tells mistakes in a sentence', async () => {
    await start();
    expect(await control('POST', 'clock', { advance: '8 days' })).toEqual({
      status: 400,
      body: { error: '"advance" must be an ISO 8601 duration such as "P8D" or "PT30M"; got "8 days"' },
    });
    expect((await control('POST', 'clock', '{')).status).toBe(400);
    expect((await control('POST', 'reset', { seed: 'xyz' })).status).toBe(400);
    expect((await control('POST', 'faults', { faults: [{}] })).status).toBe(400);
    expect((await control('POST', 'health')).status).toBe(405);
    expect((await control('GET', 'nothing')).status).toBe(404);
  });
});

describe('transport', () => {
  const Bucket = 'transport-bucket';
  const put = { Bucket, Key: 'k', Body: 'x', ServerSideEncryption: 'aws:kms' as const };
  const s3Client = () => new S3Client({ ...sdkConfig(server), forcePathStyle: true });

  it('without TLS is enough for SSE-KMS on loopback, while policies see the truth', async () => {
    await start();
    const s3 = s3Client();
    await s3.send(new CreateBucketCommand({ Bucket }));
    expect((await s3.send(new PutObjectCommand(put))).ServerSideEncryption).toBe('aws:kms');
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
      Condition,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('without TLS is refused for SSE-KMS by a strict server', async () => {
    await start({ strictTransport: true });
    const s3 = s3Client();
    await s3.send(new CreateBucketCommand({ Bucket }));
    await expect(s3.send(new PutObjectCommand(put))).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('who a caller is', () => {
  const guest = 'arn:aws:iam::123456789012:user/guest';
  const credentials = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: 'not verified' });
  const create = (accessKeyId: string) =>
    new KMSClient({ ...sdkConfig(server), credentials: credentials(accessKeyId) }).send(new CreateKeyCommand({}));

  it('by default: known access keys are their principals, others the administrator', async () => {
    await start({ genesis: { principals: [{ arn: guest }] } });
    await expect(create(accessKeyIdOf('AKIA', guest))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await create('AKIANOBODYKNOWS')).KeyMetadata).toBeDefined();
  });

  it('without authentication: everybody is the administrator', async () => {
    await start({ auth: 'none', genesis: { principals: [{ arn: guest }] } });
    expect((await create(accessKeyIdOf('AKIA', guest))).KeyMetadata).toBeDefined();
  });
});
