/** Which calls each operation of S3 makes to KMS, in whose name, with which context. */
import { describe, expect, it } from 'vitest';
import { ADMIN, BUCKET, bytes, kmsDefault, type Lab, labWithBucket, rows, STORER, text, under } from './support.ts';

const base64 = (value: string): string => Buffer.from(value).toString('base64');
const PART = new Uint8Array(5 * 1024 ** 2);

const CALLS = `
operation               | calls                    | grade
------------------------|--------------------------|-----------
PutObject               | GenerateDataKey          | documented
GetObject               | Decrypt                  | documented
GetObject twice         | Decrypt Decrypt          | documented
GetObject of a range    | Decrypt                  | assumed
HeadObject              |                          | assumed
HeadObject of checksum  | Decrypt                  | documented
ListObjectsV2           |                          | documented
ListObjectVersions      |                          | documented
DeleteObject            |                          | assumed
PutObjectTagging        |                          | documented
GetObjectTagging        |                          | documented
GetObjectAcl            |                          | documented
CopyObject to SSE-KMS   | Decrypt GenerateDataKey  | assumed
CopyObject to SSE-S3    | Decrypt                  | documented
CreateMultipartUpload   | GenerateDataKey          | recorded
UploadPart              | Decrypt                  | documented
UploadPartCopy          | Decrypt Decrypt          | documented
CompleteMultipartUpload | Decrypt                  | documented
AbortMultipartUpload    |                          | assumed
ListParts               |                          | assumed
UpdateObjectEncryption  | Decrypt GenerateDataKey  | assumed
PutBucketEncryption     |                          | documented
`;

const INPUTS: Readonly<Record<string, (lab: Lab, key: string, upload: string) => object>> = {
  PutObject: (_, key) => ({ Key: 'new', Body: bytes('x'), ...under(key) }),
  GetObject: () => ({ Key: 'k' }),
  'GetObject of a range': () => ({ Key: 'k', Range: 'bytes=0-1' }),
  HeadObject: () => ({ Key: 'k' }),
  'HeadObject of checksum': () => ({ Key: 'k', ChecksumMode: 'ENABLED' }),
  ListObjectsV2: () => ({}),
  ListObjectVersions: () => ({}),
  DeleteObject: () => ({ Key: 'k' }),
  PutObjectTagging: () => ({ Key: 'k', Tagging: { TagSet: [] } }),
  GetObjectTagging: () => ({ Key: 'k' }),
  GetObjectAcl: () => ({ Key: 'k' }),
  'CopyObject to SSE-KMS': (_, key) => ({ Key: 'c', CopySource: `${BUCKET}/k`, ...under(key) }),
  'CopyObject to SSE-S3': () => ({ Key: 'c', CopySource: `${BUCKET}/k`, ServerSideEncryption: 'AES256' }),
  CreateMultipartUpload: (_, key) => ({ Key: 'big', ...under(key) }),
  UploadPart: (_, __, upload) => ({ Key: 'big', UploadId: upload, PartNumber: 2, Body: PART }),
  UploadPartCopy: (_, __, upload) => ({ Key: 'big', UploadId: upload, PartNumber: 2, CopySource: `${BUCKET}/k` }),
  CompleteMultipartUpload: (lab, _, upload) => ({
    Key: 'big',
    UploadId: upload,
    MultipartUpload: { Parts: lab.do('ListParts', { Bucket: BUCKET, Key: 'big', UploadId: upload }).Parts },
  }),
  AbortMultipartUpload: (_, __, upload) => ({ Key: 'big', UploadId: upload }),
  ListParts: (_, __, upload) => ({ Key: 'big', UploadId: upload }),
  UpdateObjectEncryption: (lab) => ({ Key: 'k', ObjectEncryption: { SSEKMS: { KMSKeyArn: lab.key() } } }),
  PutBucketEncryption: (_, key) => kmsDefault(key),
};

function labUnderKey(): { lab: Lab; key: string; upload: string } {
  const lab = labWithBucket();
  const key = lab.key();
  lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('secret'), ...under(key) });
  const upload: string = lab.do('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...under(key) }).UploadId;
  lab.do('UploadPart', { Bucket: BUCKET, Key: 'big', UploadId: upload, PartNumber: 1, Body: bytes('only part') });
  return { lab, key, upload };
}

describe('the calls that S3 makes to KMS', () => {
  for (const { operation, calls, grade } of rows(CALLS)) {
    it(`${operation}: ${calls || 'none'} (${grade})`, () => {
      const { lab, key, upload } = labUnderKey();
      const [name, times] = operation!.split(' ');
      const input = { Bucket: BUCKET, ...INPUTS[times === 'twice' ? name! : operation!]!(lab, key, upload) };
      const made = lab.kmsCallsOf(name!, input);
      if (times === 'twice') made.push(...lab.kmsCallsOf(name!, input));
      expect(made.join(' ')).toBe(calls);
      lab.do('HeadBucket', { Bucket: BUCKET });
    });
  }

  it('are made in the name of the caller through a forward access session (recorded)', () => {
    const { lab, key } = labUnderKey();
    const from = lab.world.sequence;
    lab.do('GetObject', { Bucket: BUCKET, Key: 'k' });
    const decrypt = lab.trailSince(from).find((entry) => entry.eventName === 'Decrypt')!;
    expect(decrypt.caller).toEqual({ ...ADMIN, via: { service: 's3', invokedBy: 'fas.s3.amazonaws.com' } });
    expect(decrypt.requestParameters).toMatchObject({
      encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::lab-bucket/k' },
    });
    expect(decrypt.resources?.map((resource) => resource.ARN)).toEqual([key]);
  });

  it('carry kms:ViaService, so that a key can be bound to S3 (documented)', () => {
    const lab = labWithBucket();
    const statement = (principal: string, Condition?: object) => ({
      Effect: 'Allow',
      Principal: { AWS: principal },
      Action: 'kms:*',
      Resource: '*',
      ...(Condition ? { Condition } : {}),
    });
    const key = lab.key({
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          statement(ADMIN.principal),
          statement(STORER.principal, { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }),
        ],
      }),
    });
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('x'), ...under(key) }, { as: STORER });
    lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: STORER });
    expect(lab.refuse('kms:Encrypt', { KeyId: key, Plaintext: bytes('x') }, { as: STORER }).status).toBe(400);
  });

  it('leave their records when they are refused', () => {
    const { lab, key } = labUnderKey();
    lab.do('kms:DisableKey', { KeyId: key });
    const from = lab.world.sequence;
    lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k' });
    const shown = lab.trailSince(from).map((entry) => `${entry.category} ${entry.eventName} ${entry.errorCode}`);
    expect(shown.sort()).toEqual(['Data GetObject KMS.DisabledException', 'Management Decrypt DisabledException']);
  });
});

describe('the encryption context', () => {
  const CONTEXTS = `
case                     | context
-------------------------|--------
plain                    | {"aws:s3:arn":"arn:aws:s3:::lab-bucket/k"}
bucket key               | {"aws:s3:arn":"arn:aws:s3:::lab-bucket"}
DSSE                     | {"aws:s3:arn":"arn:aws:s3:::lab-bucket/k"}
DSSE with bucket key     | {"aws:s3:arn":"arn:aws:s3:::lab-bucket/k"}
supplied                 | {"project":"x","aws:s3:arn":"arn:aws:s3:::lab-bucket/k"}
`;
  const MEMBERS: Readonly<Record<string, object>> = {
    plain: { ServerSideEncryption: 'aws:kms' },
    'bucket key': { ServerSideEncryption: 'aws:kms', BucketKeyEnabled: true },
    DSSE: { ServerSideEncryption: 'aws:kms:dsse' },
    'DSSE with bucket key': { ServerSideEncryption: 'aws:kms:dsse', BucketKeyEnabled: true },
    supplied: { ServerSideEncryption: 'aws:kms', SSEKMSEncryptionContext: base64('{"project":"x"}') },
  };
  for (const row of rows(CONTEXTS)) {
    it(`is ${row.context} for: ${row.case} (documented)`, () => {
      const lab = labWithBucket();
      const key = lab.key();
      const from = lab.world.sequence;
      const input = { Bucket: BUCKET, Key: 'k', Body: bytes('x'), ...MEMBERS[row.case!], SSEKMSKeyId: key };
      const put = lab.do('PutObject', input);
      const get = lab.do('GetObject', { Bucket: BUCKET, Key: 'k' });
      expect(text(get.Body)).toBe('x');
      for (const entry of lab.trailSince(from).filter((entry) => entry.service === 'kms')) {
        expect(entry.requestParameters?.encryptionContext).toEqual(JSON.parse(row.context!));
      }
      // The supplied pairs come back from the write alone.
      expect(put.SSEKMSEncryptionContext).toBe(
        (MEMBERS[row.case!] as { SSEKMSEncryptionContext?: string }).SSEKMSEncryptionContext,
      );
      expect(get).not.toHaveProperty('SSEKMSEncryptionContext');
    });
  }

  it('is not copied: a copy has its own (documented)', () => {
    const lab = labWithBucket();
    const key = lab.key();
    const supplied = { SSEKMSEncryptionContext: base64('{"project":"x"}') };
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('x'), ...under(key), ...supplied });
    lab.do('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: `${BUCKET}/k`, ...under(key) });
    const kept = [...lab.bucket().current.values()].map((version) => version.encryption?.kms?.context);
    expect(kept).toEqual([
      { 'aws:s3:arn': 'arn:aws:s3:::lab-bucket/c' },
      { project: 'x', 'aws:s3:arn': 'arn:aws:s3:::lab-bucket/k' },
    ]);
  });
});

describe('bucket keys', () => {
  function labWithBucketKey(): { lab: Lab; key: string } {
    const lab = labWithBucket();
    const key = lab.key();
    lab.do('PutBucketEncryption', kmsDefault(key, true));
    return { lab, key };
  }
  const put = (name: string) => ({ Bucket: BUCKET, Key: name, Body: bytes(name) });
  const get = (name: string) => ({ Bucket: BUCKET, Key: name });

  it('ask KMS once for many objects of one requester, and once for each other requester (documented)', () => {
    const { lab } = labWithBucketKey();
    expect(lab.kmsCallsOf('PutObject', put('a'))).toEqual(['GenerateDataKey']);
    expect(lab.kmsCallsOf('PutObject', put('b'))).toEqual([]);
    expect(lab.kmsCallsOf('GetObject', get('a'))).toEqual([]);
    const other = { as: { principal: 'arn:aws:iam::123456789012:root' } };
    expect(lab.kmsCallsOf('GetObject', get('a'), other)).toEqual(['Decrypt']);
    expect(lab.kmsCallsOf('GetObject', get('b'), other)).toEqual([]);
    expect(lab.kmsCallsOf('PutObject', put('c'), other)).toEqual(['GenerateDataKey']);
  });

  it('keep a disabled key working until the bucket-level key is forgotten (assumed)', () => {
    const { lab, key } = labWithBucketKey();
    lab.do('PutObject', put('a'));
    lab.do('kms:DisableKey', { KeyId: key });
    expect(text(lab.do('GetObject', get('a')).Body)).toBe('a');
    lab.wait({ minutes: 5 });
    expect(lab.refuse('GetObject', get('a')).code).toBe('KMS.DisabledException');
    expect(lab.refuse('PutObject', put('b')).code).toBe('KMS.DisabledException');
    lab.do('kms:EnableKey', { KeyId: key });
    expect(text(lab.do('GetObject', get('a')).Body)).toBe('a');
  });

  it('show in answers only where they are on (recorded)', () => {
    const { lab, key } = labWithBucketKey();
    expect(lab.do('PutObject', put('a')).BucketKeyEnabled).toBe(true);
    expect(lab.do('HeadObject', get('a')).BucketKeyEnabled).toBe(true);
    expect(lab.do('PutObject', { ...put('b'), BucketKeyEnabled: false })).not.toHaveProperty('BucketKeyEnabled');
    // A request that names the algorithm inherits the setting, not the key.
    const managed = lab.do('PutObject', { ...put('c'), ServerSideEncryption: 'aws:kms' });
    expect(managed.BucketKeyEnabled).toBe(true);
    expect(managed.SSEKMSKeyId).not.toBe(key);
    expect(lab.do('PutObject', { ...put('d'), ServerSideEncryption: 'AES256' })).not.toHaveProperty('BucketKeyEnabled');
  });

  it('are not retroactive (documented)', () => {
    const lab = labWithBucket();
    const key = lab.key();
    lab.do('PutObject', { ...put('old'), ...under(key) });
    lab.do('PutBucketEncryption', kmsDefault(key, true));
    expect(lab.kmsCallsOf('GetObject', get('old'))).toEqual(['Decrypt']);
    expect(lab.kmsCallsOf('GetObject', get('old'))).toEqual(['Decrypt']);
  });
});
