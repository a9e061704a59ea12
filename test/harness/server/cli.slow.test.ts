/** The AWS CLI against the server, over HTTP and HTTPS, signatures verified. */
import { createHash, randomFillSync } from 'node:crypto';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsCli, program, type TestServer, testServer } from './support.ts';

const MINUTES = 60_000;

describe.each([{ tls: false }, { tls: true }])('the AWS CLI, TLS $tls', ({ tls }) => {
  let server: TestServer;
  const aws = (...words: readonly string[]) => awsCli(server, ...words);
  const file = (name: string) => join(server.folder, name);

  beforeAll(async () => {
    server = await testServer({ auth: 'sigv4', tls });
  }, 5 * MINUTES);
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.stop();
  });

  it('seals a file with aws kms encrypt and opens it with aws kms decrypt', async () => {
    const key = await aws('kms', 'create-key', '--query', 'KeyMetadata.KeyId', '--output', 'text');
    await aws('kms', 'create-alias', '--alias-name', 'alias/cli', '--target-key-id', key);
    writeFileSync(file('plain'), 'a secret\n');
    const blob = await aws(
      'kms',
      'encrypt',
      '--key-id',
      'alias/cli',
      '--plaintext',
      'fileb://plain',
      '--encryption-context',
      'a=b',
      '--query',
      'CiphertextBlob',
      '--output',
      'text',
    );
    writeFileSync(file('sealed'), Buffer.from(blob, 'base64'));
    const opened = await aws(
      'kms',
      'decrypt',
      '--ciphertext-blob',
      'fileb://sealed',
      '--encryption-context',
      'a=b',
      '--query',
      'Plaintext',
      '--output',
      'text',
    );
    expect(Buffer.from(opened, 'base64').toString()).toBe('a secret\n');
    await aws('kms', 'disable-key', '--key-id', key);
    await expect(
      aws('kms', 'decrypt', '--ciphertext-blob', 'fileb://sealed', '--encryption-context', 'a=b'),
    ).rejects.toThrow('DisabledException');
  });

  it(
    'copies, syncs, moves, lists and removes with aws s3',
    async () => {
      await aws('s3', 'mb', 's3://cli-files');
      mkdirSync(file('tree/sub folder'), { recursive: true });
      writeFileSync(file('tree/one.txt'), 'one');
      writeFileSync(file('tree/sub folder/zwei ü.txt'), 'two');
      // S3 counts whole seconds: a file of this second would look newer than its copy.
      const old = new Date(Date.now() - MINUTES);
      for (const name of ['one.txt', 'sub folder/zwei ü.txt']) utimesSync(file(`tree/${name}`), old, old);
      await aws('s3', 'sync', 'tree', 's3://cli-files/tree');
      expect(await aws('s3', 'ls', '--recursive', 's3://cli-files')).toMatch(
        /3 tree\/one\.txt\n.* 3 tree\/sub folder\/zwei ü\.txt/,
      );
      expect(await aws('s3', 'sync', 'tree', 's3://cli-files/tree')).toBe('');
      await aws('s3', 'mv', 's3://cli-files/tree/one.txt', 's3://cli-files/moved.txt');
      await aws('s3', 'cp', 's3://cli-files/moved.txt', 'back.txt');
      expect(readFileSync(file('back.txt'), 'utf8')).toBe('one');
      await aws('s3', 'cp', '--recursive', 's3://cli-files/', 'all');
      expect(readFileSync(file('all/tree/sub folder/zwei ü.txt'), 'utf8')).toBe('two');
      await aws('s3', 'rm', '--recursive', 's3://cli-files');
      await aws('s3', 'rb', 's3://cli-files');
      expect(await aws('s3', 'ls')).not.toContain('cli-files');
    },
    2 * MINUTES,
  );

  it(
    'uploads 100 MB in parts, encrypted by a KMS key, and downloads the same bytes',
    async () => {
      await aws('s3', 'mb', 's3://cli-large');
      const large = randomFillSync(Buffer.alloc(100 * 1024 * 1024));
      writeFileSync(file('large'), large);
      await aws('s3', 'cp', '--quiet', '--sse', 'aws:kms', 'large', 's3://cli-large/large');
      const head = JSON.parse(await aws('s3api', 'head-object', '--bucket', 'cli-large', '--key', 'large'));
      expect(head).toMatchObject({
        ContentLength: large.length,
        ServerSideEncryption: 'aws:kms',
        ETag: expect.stringMatching(/-13"$/),
      });
      await aws('s3', 'cp', '--quiet', 's3://cli-large/large', 'again');
      const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
      expect(digest(readFileSync(file('again')))).toBe(digest(large));
    },
    5 * MINUTES,
  );

  it('presigns a URL', async () => {
    await aws('s3', 'mb', 's3://cli-presigned');
    writeFileSync(file('p.txt'), 'presigned');
    await aws('s3', 'cp', 'p.txt', 's3://cli-presigned/dir/p q.txt');
    const url = await aws('s3', 'presign', 's3://cli-presigned/dir/p q.txt', '--expires-in', '60');
    expect(
      await program(server, 'curl', '-sS', '--fail', ...(tls ? ['--cacert', server.env.AWS_CA_BUNDLE!] : []), url),
    ).toBe('presigned');
    const altered = program(
      server,
      'curl',
      '-sS',
      '--fail',
      ...(tls ? ['--cacert', server.env.AWS_CA_BUNDLE!] : []),
      url.replace('dir', 'rid'),
    );
    await expect(altered).rejects.toThrow('403');
  });

  it(
    'waits until an instance is stopped',
    async () => {
      const image = await aws(
        'ec2',
        'describe-images',
        '--owners',
        'amazon',
        '--query',
        'Images[0].ImageId',
        '--output',
        'text',
      );
      const id = await aws(
        'ec2',
        'run-instances',
        '--image-id',
        image,
        '--instance-type',
        't3.micro',
        '--query',
        'Instances[0].InstanceId',
        '--output',
        'text',
      );
      await aws('ec2', 'wait', 'instance-running', '--instance-ids', id);
      await aws('ec2', 'stop-instances', '--instance-ids', id);
      await aws('ec2', 'wait', 'instance-stopped', '--instance-ids', id);
      const state = 'Reservations[].Instances[].State.Name';
      expect(await aws('ec2', 'describe-instances', '--instance-ids', id, '--query', state, '--output', 'text')).toBe(
        'stopped',
      );
    },
    2 * MINUTES,
  );
});
