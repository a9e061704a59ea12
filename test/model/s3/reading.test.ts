/** Ranges, conditions, checksums and headers of objects. Recorded on AWS by LocalStack's snapshots. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aws } from '../../../model/aws.ts';
import { type Cipher, nobleCipher } from '../../../model/crypto/cipher.ts';
import { combineCrc, crc32, crc32c, crc64nvme } from '../../../model/crypto/crc.ts';
import { BUCKET, bytes, type Lab, labWithBucket, rows, text } from './support.ts';

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('data keys', () => {
  it('are opened once while an object lasts, and only for the object that they were sealed for', () => {
    const opened: string[] = [];
    const open: Cipher['open'] = (key, nonce, sealed, associatedData) => {
      opened.push(sealed.length === 32 + 16 ? 'key' : 'body');
      return nobleCipher.open(key, nonce, sealed, associatedData);
    };
    const lab = labWithBucket('53', { ...aws, cipher: { ...nobleCipher, open } });
    for (const Key of ['a', 'b']) lab.do('PutObject', { Bucket: BUCKET, Key, Body: bytes(Key) });
    for (const _ of [1, 2]) expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'a' }).Body)).toBe('a');
    expect(opened.splice(0)).toEqual(['key', 'body', 'body']);

    const { s3 } = lab.world;
    const bucket = lab.bucket();
    const [a, b] = ['a', 'b'].map((key) => bucket.current.get(key)!);
    const current = bucket.current.set('b', { ...b!, encryption: a!.encryption! });
    lab.world = { ...lab.world, s3: { ...s3, buckets: s3.buckets.set(BUCKET, { ...bucket, current }) } };
    expect(() => lab.try('GetObject', { Bucket: BUCKET, Key: 'b' })).toThrow('does not open under its key');
    expect(opened).toEqual(['key']);
  });
});

describe('ranges', () => {
  const RANGES = `
header          | content    | range
----------------|------------|------------------
bytes=0-3       | 0123       | bytes 0-3/10
bytes=7-        | 789        | bytes 7-9/10
bytes=-2        | 89         | bytes 8-9/10
bytes=-20       | 0123456789 | bytes 0-9/10
bytes=8-100     | 89         | bytes 8-9/10
bytes=0-0       | 0          | bytes 0-0/10
bytes=5-2       | 0123456789 |
bytes=0-1,3-4   | 0123456789 |
lines=1-2       | 0123456789 |
bytes=-         | 0123456789 |
`;
  for (const { header, content, range } of rows(RANGES)) {
    it(`${header} gives ${content}`, () => {
      const lab = labWithBucket();
      lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('0123456789') });
      const got = lab.do('GetObject', { Bucket: BUCKET, Key: 'k', Range: header });
      expect([text(got.Body), got.ContentRange ?? '', got.ContentLength]).toEqual([content, range, content!.length]);
      expect(lab.do('HeadObject', { Bucket: BUCKET, Key: 'k', Range: header }).ContentLength).toBe(content!.length);
    });
  }

  it('behind the end are not satisfiable', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('0123456789') });
    for (const Range of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) {
      expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k', Range })).toMatchObject({
        status: 416,
        code: 'InvalidRange',
        message: 'The requested range is not satisfiable',
        fields: { ActualObjectSize: '10', RangeRequested: Range },
      });
    }
  });
});

describe('conditional reads', () => {
  const TABLE = `
condition                      | answer
-------------------------------|-------
IfMatch=same                   | ok
IfMatch=other                  | 412 PreconditionFailed
IfMatch=*                      | ok
IfNoneMatch=same               | 304 NotModified
IfNoneMatch=other              | ok
IfModifiedSince=before         | ok
IfModifiedSince=now            | 304 NotModified
IfUnmodifiedSince=before       | 412 PreconditionFailed
IfUnmodifiedSince=now          | ok
IfMatch=same IfUnmodifiedSince=before | ok
IfNoneMatch=other IfModifiedSince=now | ok
`;
  for (const row of rows(TABLE)) {
    it(`${row.condition}: ${row.answer}`, () => {
      const lab = labWithBucket();
      const { ETag } = lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
      const { LastModified } = lab.do('HeadObject', { Bucket: BUCKET, Key: 'k' });
      const values: Record<string, unknown> = {
        same: ETag,
        other: '"feed"',
        '*': '*',
        before: LastModified - 1000,
        now: LastModified,
      };
      const conditions = row.condition!.split(' ').map((pair) => pair.split('=') as [string, string]);
      const input = {
        Bucket: BUCKET,
        Key: 'k',
        ...Object.fromEntries(conditions.map(([name, what]) => [name, values[what]])),
      };
      for (const operation of ['GetObject', 'HeadObject']) {
        if (row.answer === 'ok') lab.do(operation, input);
        else expect(lab.refusal(operation, input).split(':')[0]).toBe(row.answer);
      }
    });
  }

  it('ask nothing of KMS when they fail', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ServerSideEncryption: 'aws:kms' });
    expect(lab.kmsCallsOf('GetObject', { Bucket: BUCKET, Key: 'k', IfMatch: '"feed"' })).toEqual([]);
  });
});

describe('conditional writes', () => {
  it('If-None-Match: * writes only what is not there (recorded)', () => {
    const lab = labWithBucket();
    const once = { Bucket: BUCKET, Key: 'k', Body: bytes('x'), IfNoneMatch: '*' };
    lab.do('PutObject', once);
    expect(lab.refuse('PutObject', once)).toMatchObject({
      status: 412,
      code: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
      fields: { Condition: 'If-None-Match' },
    });
    lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k' });
    lab.do('PutObject', once);
    expect(lab.refuse('PutObject', { ...once, IfNoneMatch: '"etag"' }).status).toBe(501);
  });

  it('If-Match writes only over what is expected (recorded)', () => {
    const lab = labWithBucket();
    expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'k', IfMatch: '"feed"' }).code).toBe('NoSuchKey');
    const { ETag } = lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'k', IfMatch: '"feed"' }).code).toBe('PreconditionFailed');
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', IfMatch: ETag });
    expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'k', IfMatch: '*' }).status).toBe(501);
  });

  it('conditions of copies name their headers (recorded)', () => {
    const lab = labWithBucket();
    const { ETag } = lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    const { LastModified } = lab.do('HeadObject', { Bucket: BUCKET, Key: 'k' });
    const failing: [string, object][] = [
      ['x-amz-copy-source-If-Match', { CopySourceIfMatch: '"feed"' }],
      ['x-amz-copy-source-If-None-Match', { CopySourceIfNoneMatch: ETag }],
      ['x-amz-copy-source-If-None-Match', { CopySourceIfNoneMatch: ETag.replaceAll('"', '') }],
      ['x-amz-copy-source-If-Modified-Since', { CopySourceIfModifiedSince: LastModified }],
      ['x-amz-copy-source-If-Unmodified-Since', { CopySourceIfUnmodifiedSince: LastModified - 1000 }],
    ];
    for (const [Condition, conditions] of failing) {
      const error = lab.refuse('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: `${BUCKET}/k`, ...conditions });
      expect(error).toMatchObject({ status: 412, code: 'PreconditionFailed', fields: { Condition } });
    }
    // A moment in the future does not count.
    lab.do('CopyObject', {
      Bucket: BUCKET,
      Key: 'c',
      CopySource: `${BUCKET}/k`,
      CopySourceIfModifiedSince: LastModified + 3.6e6,
    });
  });
});

describe('checksums', () => {
  it('have the check values of the CRC catalogue', () => {
    const check = [bytes('123456789')];
    expect([crc32(check), crc32c(check), crc64nvme(check)].map(hex)).toEqual([
      'cbf43926',
      'e3069283',
      'ae8b14860a799888',
    ]);
  });

  it('of pieces make that of the whole', () => {
    const algorithms = { CRC32: crc32, CRC32C: crc32c, CRC64NVME: crc64nvme } as const;
    const names = fc.constantFrom('CRC32', 'CRC32C', 'CRC64NVME' as const);
    fc.assert(
      fc.property(names, fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (name, first, second) => {
        const of = algorithms[name as keyof typeof algorithms];
        const combined = combineCrc(name as keyof typeof algorithms, of([first]), of([second]), second.length);
        expect(hex(combined)).toBe(hex(of([first, second])));
      }),
      { seed: 0x53 },
    );
  });

  const put = (lab: Lab, more: object) =>
    lab.refusal('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('x'), ...more });

  it('must fit the body (recorded)', () => {
    const lab = labWithBucket();
    expect(put(lab, { ChecksumCRC32: 'AAAAAA==' })).toBe(
      '400 BadDigest: The CRC32 you specified did not match the calculated checksum.',
    );
    expect(put(lab, { ChecksumSHA256: 'AAAAAA==' })).toBe(
      '400 InvalidRequest: Value for x-amz-checksum-sha256 header is invalid.',
    );
    expect(put(lab, { ChecksumCRC32: 'AAAAAA==', ChecksumCRC32C: 'AAAAAA==' })).toBe(
      '400 InvalidRequest: Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
    expect(put(lab, { ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' })).toBe(
      '400 BadDigest: The Content-MD5 you specified did not match what we received.',
    );
    expect(put(lab, { ContentMD5: 'no' })).toBe('400 InvalidDigest: The Content-MD5 you specified was invalid.');
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes(''), ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' });
  });

  it('show only where they are asked for', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('123456789'), ChecksumAlgorithm: 'CRC32C' });
    const shown = lab.do('HeadObject', { Bucket: BUCKET, Key: 'k', ChecksumMode: 'ENABLED' });
    expect(shown).toMatchObject({ ChecksumCRC32C: '4waSgw==', ChecksumType: 'FULL_OBJECT' });
    expect(lab.do('HeadObject', { Bucket: BUCKET, Key: 'k' })).not.toHaveProperty('ChecksumCRC32C');
    // A range has none of its own, but one that is the whole object does (recorded).
    const ranged = (Range: string) => lab.do('GetObject', { Bucket: BUCKET, Key: 'k', ChecksumMode: 'ENABLED', Range });
    expect(ranged('bytes=0-100')).toHaveProperty('ChecksumCRC32C');
    expect(ranged('bytes=0-7')).not.toHaveProperty('ChecksumCRC32C');
  });
});

describe('what is kept with an object', () => {
  it('comes back as it was given', () => {
    const lab = labWithBucket();
    const given = {
      CacheControl: 'no-cache',
      ContentDisposition: 'inline',
      ContentEncoding: 'gzip',
      ContentLanguage: 'en',
      ContentType: 'text/x',
      WebsiteRedirectLocation: '/elsewhere',
    };
    const Expires = 1_445_412_480_000;
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...given, Expires, Metadata: { Name: 'value' } });
    expect(lab.do('GetObject', { Bucket: BUCKET, Key: 'k' })).toMatchObject({
      ...given,
      ExpiresString: 'Wed, 21 Oct 2015 07:28:00 GMT',
      Metadata: { name: 'value' },
      AcceptRanges: 'bytes',
    });
    const overridden = lab.do('GetObject', { Bucket: BUCKET, Key: 'k', ResponseContentType: 'text/y' });
    expect(overridden.ContentType).toBe('text/y');
  });

  it('has limits', () => {
    const lab = labWithBucket();
    const big = { Bucket: BUCKET, Key: 'k', Metadata: { a: 'x'.repeat(2048) } };
    expect(lab.refuse('PutObject', big)).toMatchObject({ code: 'MetadataTooLarge', fields: { Size: '2049' } });
    expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'x'.repeat(1025) }).code).toBe('KeyTooLongError');
  });
});

describe('copies', () => {
  it('onto themselves must change something (recorded)', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('x') });
    const same = { Bucket: BUCKET, Key: 'k', CopySource: `${BUCKET}/k` };
    expect(lab.refusal('CopyObject', same)).toBe(
      "400 InvalidRequest: This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
    lab.do('CopyObject', { ...same, ServerSideEncryption: 'AES256' });
    lab.do('CopyObject', { ...same, StorageClass: 'STANDARD_IA' });
    lab.do('CopyObject', { ...same, MetadataDirective: 'REPLACE', Metadata: { a: 'b' } });
    expect(lab.do('HeadObject', { Bucket: BUCKET, Key: 'k' }).Metadata).toEqual({ a: 'b' });
  });

  it('bring back an old version, and re-encrypt in a versioned bucket without touching it', () => {
    const lab = labWithBucket();
    lab.do('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } });
    const one = lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('one') }).VersionId;
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('two') });
    const back = lab.do('CopyObject', { Bucket: BUCKET, Key: 'k', CopySource: `${BUCKET}/k?versionId=${one}` });
    expect(back.CopySourceVersionId).toBe(one);
    expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }).Body)).toBe('one');
  });

  it('read keys with any characters, URL-encoded', () => {
    const lab = labWithBucket();
    const Key = 'ä b/+?&%.txt';
    lab.do('PutObject', { Bucket: BUCKET, Key, Body: bytes('x') });
    lab.do('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: `/${BUCKET}/${encodeURIComponent(Key)}` });
    expect(lab.refuse('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: 'no-slash' }).status).toBe(400);
    expect(lab.refuse('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: 'nobodys-bucket/k' }).code).toBe(
      'NoSuchBucket',
    );
    expect(lab.refuse('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: `${BUCKET}/nothing` }).code).toBe(
      'NoSuchKey',
    );
  });

  it('cross Regions: KMS of the source opens, KMS of the target seals', () => {
    const lab = labWithBucket();
    const west = { region: 'us-west-2' };
    lab.do(
      'CreateBucket',
      { Bucket: 'west-bucket', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } },
      west,
    );
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('x'), ServerSideEncryption: 'aws:kms' });
    const from = lab.world.sequence;
    const copy = { Bucket: 'west-bucket', Key: 'c', CopySource: `${BUCKET}/k`, ServerSideEncryption: 'aws:kms' };
    lab.do('CopyObject', copy, west);
    const calls = lab.trailSince(from).filter((entry) => entry.service === 'kms');
    expect(calls.map((entry) => `${entry.eventName} ${entry.region}`)).toEqual([
      'Decrypt us-east-1',
      'GenerateDataKey us-west-2',
    ]);
    expect(text(lab.do('GetObject', { Bucket: 'west-bucket', Key: 'c' }, west).Body)).toBe('x');
    expect(lab.refuse('GetObject', { Bucket: 'west-bucket', Key: 'c' })).toMatchObject({
      status: 301,
      code: 'PermanentRedirect',
    });
  });
});
