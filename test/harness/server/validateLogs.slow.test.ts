/** `aws cloudtrail validate-logs` against the server: AWS's own verifier finds the chain good, and any change of it bad. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoTime } from '../../../model/time.ts';
import { awsCli, type TestServer, testServer } from './support.ts';

const MINUTES = 60_000;
const BUCKET = 'validated-logs';
const TRAIL_ARN = 'arn:aws:cloudtrail:us-east-1:123456789012:trail/validated';
const CLOUDTRAIL = { Service: 'cloudtrail.amazonaws.com' };
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: CLOUDTRAIL, Action: 's3:GetBucketAcl', Resource: `arn:aws:s3:::${BUCKET}` },
    { Effect: 'Allow', Principal: CLOUDTRAIL, Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/*` },
  ],
});

describe('aws cloudtrail validate-logs', () => {
  let server: TestServer;
  const aws = (...words: readonly string[]) => awsCli(server, ...words);
  const file = (name: string) => join(server.folder, name);

  /** What the verifier says of all that was logged: its output, whatever its exit status. */
  function validate(): Promise<string> {
    const { nowMs } = server.endpoint.simulation.world;
    const range = ['--start-time', isoTime(nowMs - 86_400_000), '--end-time', isoTime(nowMs)];
    return aws('cloudtrail', 'validate-logs', '--trail-arn', TRAIL_ARN, ...range).catch((error) => error.message);
  }

  const keys = async (folder: string): Promise<string[]> => {
    const prefix = `AWSLogs/123456789012/${folder}/us-east-1/`;
    const listed = await aws('s3api', 'list-objects-v2', '--bucket', BUCKET, '--prefix', prefix);
    return (JSON.parse(listed).Contents as { Key: string }[]).map(({ Key }) => Key);
  };

  /** Changes one byte of a file in the bucket (before packing), runs `check`, and puts the file back as it was. */
  async function withChangedByte(key: string, at: number, check: () => Promise<void>): Promise<void> {
    const head = JSON.parse(await aws('s3api', 'get-object', '--bucket', BUCKET, '--key', key, 'kept.gz'));
    const kept = readFileSync(file('kept.gz'));
    const content = gunzipSync(kept);
    content[at % content.length]! ^= 1;
    const put = (body: Uint8Array) => {
      writeFileSync(file('body.gz'), body);
      const metadata = JSON.stringify(head.Metadata ?? {});
      const words = ['--bucket', BUCKET, '--key', key, '--body', 'body.gz', '--metadata', metadata];
      return aws('s3api', 'put-object', ...words);
    };
    await put(gzipSync(content));
    await check();
    await put(kept);
  }

  beforeAll(async () => {
    server = await testServer({ auth: 'sigv4' });
    await aws('s3api', 'create-bucket', '--bucket', BUCKET);
    await aws('s3api', 'put-bucket-policy', '--bucket', BUCKET, '--policy', POLICY);
    const trail = ['--name', 'validated', '--s3-bucket-name', BUCKET, '--enable-log-file-validation'];
    await aws('cloudtrail', 'create-trail', ...trail);
    await aws('cloudtrail', 'start-logging', '--name', 'validated');
    await aws('kms', 'create-key');
    server.endpoint.simulation.elapse({ minutes: 70 });
    await aws('kms', 'list-keys');
    server.endpoint.simulation.elapse({ hours: 2 });
  }, 4 * MINUTES);
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.stop();
  });

  it(
    'finds every digest and every log file of three hours valid',
    async () => {
      const said = await validate();
      expect(said).toMatch(/3\/3 digest files valid/);
      expect(said).toMatch(/2\/2 log files valid/);
      expect(said).not.toMatch(/INVALID/);
    },
    2 * MINUTES,
  );

  it(
    'finds a log file of which one byte was changed, wherever it lies',
    async () => {
      const [first] = await keys('CloudTrail');
      for (const at of [0, 400])
        await withChangedByte(first!, at, async () => {
          const said = await validate();
          expect(said).toMatch(/1\/2 log files valid, 1\/2 log files INVALID/);
          expect(said).toContain(first);
        });
      expect(await validate()).toMatch(/2\/2 log files valid/);
    },
    4 * MINUTES,
  );

  it(
    'finds a digest of which one byte was changed, and a digest that was taken away',
    async () => {
      const [first, second] = await keys('CloudTrail-Digest');
      await withChangedByte(first!, 100, async () => {
        expect(await validate()).toMatch(/2\/3 digest files valid, 1\/3 digest files INVALID/);
      });
      await aws('s3api', 'delete-object', '--bucket', BUCKET, '--key', second!);
      expect(await validate()).toMatch(/INVALID: not found|digest files INVALID/);
    },
    4 * MINUTES,
  );
});
