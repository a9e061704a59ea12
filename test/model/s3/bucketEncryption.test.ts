/** Default encryption of buckets, and what it means for writes. */
import { describe, expect, it } from 'vitest';
import { BUCKET, bytes, defaultRule, kmsDefault, labWithBucket, rows, text, under } from './support.ts';

const AES = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };

describe('the configuration', () => {
  it('of a new bucket is SSE-S3 with SSE-C blocked (recorded and documented)', () => {
    const lab = labWithBucket();
    expect(lab.do('GetBucketEncryption', { Bucket: BUCKET }).ServerSideEncryptionConfiguration.Rules).toEqual([
      { ...AES, BucketKeyEnabled: false, BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } },
    ]);
  });

  it('goes back to SSE-S3 when it is deleted, again and again (recorded)', () => {
    const lab = labWithBucket();
    const before = lab.do('GetBucketEncryption', { Bucket: BUCKET });
    lab.do('PutBucketEncryption', kmsDefault(lab.key(), true));
    lab.do('DeleteBucketEncryption', { Bucket: BUCKET });
    lab.do('DeleteBucketEncryption', { Bucket: BUCKET });
    expect(lab.do('GetBucketEncryption', { Bucket: BUCKET })).toEqual(before);
  });

  it('echoes a bare key id that it never looks up (recorded)', () => {
    const lab = labWithBucket();
    lab.do('PutBucketEncryption', kmsDefault('no-such-key'));
    const [rule] = lab.do('GetBucketEncryption', { Bucket: BUCKET }).ServerSideEncryptionConfiguration.Rules;
    expect(rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID).toBe('no-such-key');
    expect(lab.refusal('PutObject', { Bucket: BUCKET, Key: 'k' })).toBe(
      "400 KMS.NotFoundException: Invalid keyId 'no-such-key'",
    );
  });

  it('keeps the block of SSE-C unless the rule names it', () => {
    const lab = labWithBucket();
    const blocked = () =>
      lab.do('GetBucketEncryption', { Bucket: BUCKET }).ServerSideEncryptionConfiguration.Rules[0]
        .BlockedEncryptionTypes.EncryptionType;
    lab.do('PutBucketEncryption', defaultRule(AES));
    expect(blocked()).toEqual(['SSE-C']);
    lab.do('PutBucketEncryption', defaultRule({ ...AES, BlockedEncryptionTypes: { EncryptionType: ['NONE'] } }));
    expect(blocked()).toEqual(['NONE']);
    lab.do('PutBucketEncryption', kmsDefault(lab.key()));
    expect(blocked()).toEqual(['NONE']);
  });

  const XML =
    '400 MalformedXML: The XML you provided was not well-formed or did not validate against our published schema';
  const REFUSALS = `
rules                                                                                        | answer
---------------------------------------------------------------------------------------------|-------
[]                                                                                           | ${XML}
[{},{}]                                                                                      | ${XML}
[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}},{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}] | ${XML}
[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"ROT13"}}]                            | ${XML}
[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256","KMSMasterKeyID":"x"}}]      | 400 InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse
`;
  for (const { rules, answer } of rows(REFUSALS)) {
    it(`refuses the rules ${rules} (recorded)`, () => {
      const lab = labWithBucket();
      const input = { Bucket: BUCKET, ServerSideEncryptionConfiguration: { Rules: JSON.parse(rules!) } };
      expect(lab.refusal('PutBucketEncryption', input)).toBe(answer);
    });
  }

  it('of a bucket that does not exist is NoSuchBucket before anything else (recorded)', () => {
    const lab = labWithBucket();
    const input = { Bucket: 'nobodys-bucket', ServerSideEncryptionConfiguration: { Rules: [] } };
    for (const operation of ['PutBucketEncryption', 'GetBucketEncryption', 'DeleteBucketEncryption']) {
      expect(lab.refusal(operation, input)).toBe('404 NoSuchBucket: The specified bucket does not exist');
    }
  });
});

describe('request and default together', () => {
  const TABLE = `
default      | request                                | mode         | key     | grade
-------------|----------------------------------------|--------------|---------|-----------
AES256       |                                        | AES256       | none    | recorded
AES256       | aws:kms                                | aws:kms      | managed | recorded
AES256       | aws:kms + own                          | aws:kms      | own     | recorded
AES256       | aws:kms:dsse                           | aws:kms:dsse | managed | documented
aws:kms      |                                        | aws:kms      | managed | documented
aws:kms + df |                                        | aws:kms      | df      | recorded
aws:kms + df | aws:kms                                | aws:kms      | managed | documented
aws:kms + df | aws:kms + own                          | aws:kms      | own     | documented
aws:kms + df | AES256                                 | AES256       | none    | documented
`;
  for (const row of rows(TABLE)) {
    it(`default ${row.default}, request ${row.request || 'nothing'}: ${row.mode} under ${row.key} (${row.grade})`, () => {
      const lab = labWithBucket();
      const keys: Record<string, string> = { own: lab.key(), df: lab.key() };
      const [defaultMode, defaultKey] = row.default!.split(' + ');
      if (defaultMode !== 'AES256') lab.do('PutBucketEncryption', kmsDefault(defaultKey && keys[defaultKey]));
      const [mode, key] = row.request!.split(' + ');
      const members = { ...(mode ? { ServerSideEncryption: mode } : {}), ...(key ? { SSEKMSKeyId: keys[key] } : {}) };
      const put = lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('content'), ...members });
      expect(put.ServerSideEncryption).toBe(row.mode);
      if (row.key !== 'none') {
        const {
          AWSAccountId: _,
          KeyManager,
          Arn,
          Description,
        } = lab.do('kms:DescribeKey', {
          KeyId: put.SSEKMSKeyId,
        }).KeyMetadata;
        if (row.key === 'managed') {
          expect(KeyManager).toBe('AWS');
          expect(Description).toBe('Default key that protects my S3 objects when no other key is defined');
        } else expect(Arn).toBe(keys[row.key!]);
      } else expect(put).not.toHaveProperty('SSEKMSKeyId');
      expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }).Body)).toBe('content');
    });
  }

  it('changing the default leaves what is there under its key (documented)', () => {
    const lab = labWithBucket();
    const [first, second] = [lab.key(), lab.key()];
    lab.do('PutBucketEncryption', kmsDefault(first));
    lab.do('PutObject', { Bucket: BUCKET, Key: 'old' });
    lab.do('PutBucketEncryption', kmsDefault(second));
    expect(lab.do('HeadObject', { Bucket: BUCKET, Key: 'old' }).SSEKMSKeyId).toBe(first);
    lab.do('kms:DisableKey', { KeyId: first });
    lab.do('PutObject', { Bucket: BUCKET, Key: 'new' });
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'old' }).code).toBe('KMS.DisabledException');
  });

  it('makes the managed key once (recorded)', () => {
    const lab = labWithBucket();
    const managed = { Bucket: BUCKET, ServerSideEncryption: 'aws:kms' };
    const one = lab.do('PutObject', { ...managed, Key: 'a' }).SSEKMSKeyId;
    expect(lab.do('PutObject', { ...managed, Key: 'b' }).SSEKMSKeyId).toBe(one);
  });
});

describe('ETags and checksums', () => {
  const BODY = bytes('test');
  const MD5 = '"098f6bcd4621d373cade4e832627b4f6"';

  it('SSE-S3: the MD5 of the content (recorded)', () => {
    const lab = labWithBucket();
    expect(lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: BODY }).ETag).toBe(MD5);
    lab.do('PutObject', { Bucket: BUCKET, Key: 'kms', Body: BODY, ServerSideEncryption: 'aws:kms' });
    const back = lab.do('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: `${BUCKET}/kms` });
    expect(back.CopyObjectResult.ETag).toBe(MD5);
  });

  it('SSE-KMS and DSSE-KMS: another one each time (recorded, documented)', () => {
    const lab = labWithBucket();
    for (const ServerSideEncryption of ['aws:kms', 'aws:kms:dsse']) {
      const tags = [1, 2, 3].map(
        () => lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: BODY, ServerSideEncryption }).ETag,
      );
      expect(new Set([...tags, MD5]).size).toBe(4);
      for (const tag of tags) expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    }
  });

  it('checksums are over the plaintext in every mode (documented)', () => {
    const lab = labWithBucket();
    const sums = ['AES256', 'aws:kms', 'aws:kms:dsse'].map(
      (ServerSideEncryption) =>
        lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: BODY, ServerSideEncryption, ChecksumAlgorithm: 'CRC32' })
          .ChecksumCRC32,
    );
    expect(sums).toEqual(['2H9+DA==', '2H9+DA==', '2H9+DA==']);
  });

  it('UpdateObjectEncryption keeps ETag, date and body (documented)', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: BODY });
    lab.wait({ minutes: 1 });
    const key = lab.key();
    const before = lab.do('HeadObject', { Bucket: BUCKET, Key: 'k' });
    const ObjectEncryption = { SSEKMS: { KMSKeyArn: key } };
    lab.do('UpdateObjectEncryption', { Bucket: BUCKET, Key: 'k', ObjectEncryption });
    const after = lab.do('GetObject', { Bucket: BUCKET, Key: 'k' });
    expect(after).toMatchObject({
      ETag: MD5,
      LastModified: before.LastModified,
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: key,
    });
    expect(text(after.Body)).toBe('test');
    lab.do('kms:DisableKey', { KeyId: key });
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k' }).code).toBe('KMS.DisabledException');
    const other = {
      Bucket: BUCKET,
      Key: 'k',
      ObjectEncryption: { SSEKMS: { KMSKeyArn: lab.key(), BucketKeyEnabled: true } },
    };
    expect(lab.refuse('UpdateObjectEncryption', other).code).toBe('KMS.DisabledException');
    lab.do('kms:EnableKey', { KeyId: key });
    lab.do('UpdateObjectEncryption', other);
    expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }).Body)).toBe('test');
  });

  it('UpdateObjectEncryption takes neither DSSE-KMS objects nor bare key ids (documented)', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(lab.key()), ServerSideEncryption: 'aws:kms:dsse' });
    const input = { Bucket: BUCKET, Key: 'k', ObjectEncryption: { SSEKMS: { KMSKeyArn: lab.key() } } };
    expect(lab.refuse('UpdateObjectEncryption', input).code).toBe('InvalidRequest');
    const bare = { ...input, ObjectEncryption: { SSEKMS: { KMSKeyArn: '1234abcd-12ab-34cd-56ef-1234567890ab' } } };
    expect(lab.refuse('UpdateObjectEncryption', bare).code).toBe('MalformedXML');
  });
});
