/** boto3 and s3cmd against the server, over HTTP and HTTPS, signatures verified. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program, type TestServer, testServer } from './support.ts';

const MINUTES = 60_000;

describe.each([{ tls: false }, { tls: true }])('TLS $tls', ({ tls }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer({ auth: 'sigv4', tls });
  }, 5 * MINUTES);
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.stop();
  });

  it(
    'boto3 drives KMS, S3, EC2, CloudTrail, IAM and STS',
    async () => {
      const script = readFileSync('test/harness/server/boto.py', 'utf8');
      expect(await program(server, 'python3', '-c', script)).toBe('all good');
    },
    MINUTES,
  );

  it(
    's3cmd puts, lists, gets and deletes',
    async () => {
      const { host } = new URL(server.url);
      const settings = [
        `--access_key=${server.env.AWS_ACCESS_KEY_ID}`,
        `--secret_key=${server.env.AWS_SECRET_ACCESS_KEY}`,
        `--host=${host}`,
        `--host-bucket=${host}`,
        '--region=us-east-1',
        ...(tls ? [`--ca-certs=${server.env.AWS_CA_BUNDLE}`] : ['--no-ssl']),
      ];
      const s3cmd = (...words: readonly string[]) => program(server, 's3cmd', '-c', '/dev/null', ...settings, ...words);
      await s3cmd('mb', 's3://s3cmd-files');
      writeFileSync(join(server.folder, 'a.txt'), 'by s3cmd');
      await s3cmd('put', '--multipart-chunk-size-mb=5', 'a.txt', 's3://s3cmd-files/dir/a b.txt');
      expect(await s3cmd('ls', '--recursive', 's3://s3cmd-files')).toContain('s3://s3cmd-files/dir/a b.txt');
      await s3cmd('get', 's3://s3cmd-files/dir/a b.txt', 'b.txt');
      expect(readFileSync(join(server.folder, 'b.txt'), 'utf8')).toBe('by s3cmd');
      await s3cmd('del', '--recursive', '--force', 's3://s3cmd-files');
      await s3cmd('rb', 's3://s3cmd-files');
      expect(await s3cmd('ls')).not.toContain('s3cmd-files');
    },
    2 * MINUTES,
  );
});
