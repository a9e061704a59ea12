/** What S3 leaves behind: records, and nothing readable. */
import { describe, expect, it } from 'vitest';
import { aws } from '../../../model/aws.ts';
import { symbolicCipher } from '../../../model/crypto/symbolicCipher.ts';
import { deserialise, serialise } from '../../../model/serialise.ts';
import { Table } from '../../../model/table.ts';
import { BUCKET, bytes, kmsDefault, Lab, labWithBucket, rows, STRANGER, text, under } from './support.ts';

describe('records', () => {
  const APPLIED = `
request              | SSEApplied
---------------------|----------------
{}                   | Default_SSE_S3
{"ServerSideEncryption":"AES256"}  | SSE_S3
{"ServerSideEncryption":"aws:kms"} | SSE_KMS
`;
  for (const row of rows(APPLIED)) {
    it(`of ${row.request} show ${row.SSEApplied} (documented)`, () => {
      const lab = labWithBucket();
      const from = lab.world.sequence;
      lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('four'), ...JSON.parse(row.request!) });
      const record = lab.trailSince(from).find((entry) => entry.eventName === 'PutObject')!;
      expect(record).toMatchObject({
        category: 'Data',
        readOnly: false,
        requestParameters: { bucketName: BUCKET, key: 'k' },
        additionalEventData: { SSEApplied: row.SSEApplied, bytesTransferredIn: 4, SignatureVersion: 'SigV4' },
        resources: [
          { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${BUCKET}/k` },
          { type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${BUCKET}` },
        ],
      });
    });
  }

  it('name the default where it chose SSE-KMS', () => {
    const lab = labWithBucket();
    lab.do('PutBucketEncryption', kmsDefault(lab.key(), true));
    const from = lab.world.sequence;
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    const record = lab.trailSince(from).find((entry) => entry.eventName === 'PutObject')!;
    expect(record.additionalEventData).toMatchObject({ SSEApplied: 'Default_SSE_KMS', bucketKeyEnabled: true });
  });

  it('are data events for objects and management events for buckets (documented)', () => {
    const lab = labWithBucket();
    const from = lab.world.sequence;
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    lab.do('GetObject', { Bucket: BUCKET, Key: 'k' });
    lab.do('GetBucketEncryption', { Bucket: BUCKET });
    lab.do('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } });
    expect(lab.trailSince(from).map((entry) => `${entry.eventName} ${entry.category} ${entry.readOnly}`)).toEqual([
      'PutObject Data false',
      'GetObject Data true',
      'GetBucketEncryption Management true',
      'PutBucketVersioning Management false',
    ]);
  });

  it('have the names that CloudTrail gives them (recorded, documented)', () => {
    const lab = labWithBucket();
    const from = lab.world.sequence;
    lab.do('ListObjectsV2', { Bucket: BUCKET, Prefix: 'a' });
    lab.do('GetPublicAccessBlock', { Bucket: BUCKET });
    lab.do('DeleteObjects', { Bucket: BUCKET, Delete: { Objects: [{ Key: 'not shown' }] } });
    const [list, block, remove] = lab.trailSince(from);
    expect(list).toMatchObject({
      eventName: 'ListObjects',
      category: 'Data',
      requestParameters: { bucketName: BUCKET, 'list-type': '2', prefix: 'a' },
    });
    expect(block!.eventName).toBe('GetBucketPublicAccessBlock');
    expect(JSON.stringify(remove!.requestParameters)).not.toContain('not shown');
  });

  it('of a stranger go to the owner of the bucket, too', () => {
    const lab = labWithBucket();
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { AWS: STRANGER.principal },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      },
    ];
    lab.do('PutBucketPolicy', { Bucket: BUCKET, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    const from = lab.world.sequence;
    lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: STRANGER });
    expect(lab.trailSince(from)[0]!.accounts).toEqual(['444455556666', '123456789012']);
  });

  it('keep the code that a HEAD hides', () => {
    const lab = labWithBucket();
    const from = lab.world.sequence;
    lab.refuse('HeadObject', { Bucket: BUCKET, Key: 'no' });
    expect(lab.trailSince(from)[0]).toMatchObject({ eventName: 'HeadObject', errorCode: 'NoSuchKey' });
  });
});

/** Everything in a world, as byte strings and texts. */
function* contents(value: unknown, seen = new Set<unknown>()): Generator<Uint8Array | string> {
  if (typeof value === 'string' || value instanceof Uint8Array) yield value;
  else if (value instanceof Table) for (const [key, row] of value.entries()) yield* [`${key}`, ...contents(row, seen)];
  else if (typeof value === 'object' && value !== null && !seen.has(value)) {
    seen.add(value);
    for (const member of Object.values(value)) yield* contents(member, seen);
  }
}

describe('the world', () => {
  it('holds no content and no data key in the clear, in any mode', () => {
    const lab = labWithBucket();
    const SECRET = 'the content that nobody may see';
    const Body = bytes(SECRET);
    const key = lab.key();
    const modes = [
      {},
      under(key),
      { ...under(key), BucketKeyEnabled: true },
      { ...under(key), ServerSideEncryption: 'aws:kms:dsse' },
    ];
    modes.forEach((mode, index) => {
      lab.do('PutObject', { Bucket: BUCKET, Key: `k${index}`, Body, ...mode });
      const id = lab.do('CreateMultipartUpload', { Bucket: BUCKET, Key: `m${index}`, ...mode }).UploadId;
      lab.do('UploadPart', { Bucket: BUCKET, Key: `m${index}`, UploadId: id, PartNumber: 1, Body });
      lab.do('CopyObject', { Bucket: BUCKET, Key: `c${index}`, CopySource: `${BUCKET}/k${index}` });
      expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: `c${index}` }).Body)).toBe(SECRET);
    });
    for (const found of contents(lab.world)) {
      const shown = typeof found === 'string' ? found : Buffer.from(found).toString('latin1');
      expect(shown.includes(SECRET)).toBe(false);
    }
  });

  it('is the same for the same seed and calls, byte by byte', () => {
    const history = () => {
      const lab = labWithBucket('5eed');
      lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('x'), ServerSideEncryption: 'aws:kms' });
      lab.do('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: `${BUCKET}/k` });
      return [...contents(lab.world)].map((found) =>
        typeof found === 'string' ? found : Buffer.from(found).toString('hex'),
      );
    };
    expect(history()).toEqual(history());
  });

  it('can be stored and taken up again: every object still opens', () => {
    const lab = labWithBucket();
    const mode = { ...under(lab.key()), BucketKeyEnabled: true };
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('kept'), ...mode });
    const id = lab.do('CreateMultipartUpload', { Bucket: BUCKET, Key: 'm', ...mode }).UploadId;
    const { ETag } = lab.do('UploadPart', {
      Bucket: BUCKET,
      Key: 'm',
      UploadId: id,
      PartNumber: 1,
      Body: bytes('part'),
    });
    lab.world = deserialise(serialise(lab.world));
    expect(lab.kmsCallsOf('GetObject', { Bucket: BUCKET, Key: 'k' })).toEqual([]);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    lab.do('CompleteMultipartUpload', { Bucket: BUCKET, Key: 'm', UploadId: id, MultipartUpload });
    expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'm' }).Body)).toBe('part');
  });

  it('is left alone by what is refused, but for its records', () => {
    const lab = labWithBucket();
    const key = lab.key();
    lab.do('kms:DisableKey', { KeyId: key });
    const before = lab.world;
    lab.refuse('PutObject', { Bucket: BUCKET, Key: 'k', ...under(key) });
    lab.refuse('CreateMultipartUpload', { Bucket: BUCKET, Key: 'k', ...under(key) });
    expect(lab.world.s3).toBe(before.s3);
    expect(lab.world.random).toEqual(before.random);
  });

  it('works alike under the symbolic cipher', () => {
    const lab = new Lab('53', { ...aws, cipher: symbolicCipher });
    lab.do('CreateBucket', { Bucket: BUCKET });
    for (const ServerSideEncryption of ['AES256', 'aws:kms', 'aws:kms:dsse']) {
      lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('x'), ServerSideEncryption });
      expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }).Body)).toBe('x');
    }
  });
});
