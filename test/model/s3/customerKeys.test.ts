/** SSE-C: customer-provided keys. Rows and words recorded on AWS by LocalStack's snapshots unless a row says otherwise. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ADMIN, allowCustomerKeys, BUCKET, bytes, type Lab, labWithBucket, rows, text } from './support.ts';

const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
const md5 = (value: Uint8Array): string => createHash('md5').update(value).digest('base64');
const keyOf = (fill: number, length = 32) => {
  const bytes = new Uint8Array(length).fill(fill);
  return { SSECustomerAlgorithm: 'AES256', SSECustomerKey: base64(bytes), SSECustomerKeyMD5: md5(bytes) };
};
const asSource = (key: Record<string, string>) =>
  Object.fromEntries(Object.entries(key).map(([name, value]) => [`CopySource${name}`, value]));

const KEY = keyOf(1);
const OTHER = keyOf(2);

function labWithObject(): Lab {
  const lab = labWithBucket();
  lab.do('PutBucketEncryption', allowCustomerKeys);
  lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('secret'), ...KEY });
  lab.do('PutObject', { Bucket: BUCKET, Key: 'plain', Body: bytes('plain') });
  return lab;
}

describe('customer-provided keys', () => {
  it('open what they sealed; answers name them by MD5 and no other encryption', () => {
    const lab = labWithObject();
    const get = lab.do('GetObject', { Bucket: BUCKET, Key: 'k', ...KEY });
    expect(text(get.Body)).toBe('secret');
    expect(get).toMatchObject({ SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: KEY.SSECustomerKeyMD5 });
    expect(get).not.toHaveProperty('ServerSideEncryption');
    lab.do('HeadObject', { Bucket: BUCKET, Key: 'k', ...KEY });
    expect(lab.kmsCallsOf('GetObject', { Bucket: BUCKET, Key: 'k', ...KEY })).toEqual([]);
  });

  it('are blocked on a new bucket (documented), copies included (reported)', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'plain' });
    const words = `403 AccessDenied: User: ${ADMIN.principal} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${BUCKET}/k" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type`;
    expect(lab.refusal('PutObject', { Bucket: BUCKET, Key: 'k', ...KEY })).toBe(words);
    expect(lab.refusal('CreateMultipartUpload', { Bucket: BUCKET, Key: 'k', ...KEY })).toBe(words);
    expect(lab.refuse('CopyObject', { Bucket: BUCKET, Key: 'k', CopySource: `${BUCKET}/plain`, ...KEY }).status).toBe(
      403,
    );
  });

  it('still read what is there after the bucket blocks them (documented)', () => {
    const lab = labWithObject();
    const input = {
      ...allowCustomerKeys,
      ServerSideEncryptionConfiguration: { Rules: [{ BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } }] },
    };
    lab.do('PutBucketEncryption', input);
    lab.do('GetObject', { Bucket: BUCKET, Key: 'k', ...KEY });
  });

  const WRITES = `
case                | answer
--------------------|--------
with AES256         | 400 InvalidArgument: Server Side Encryption with Customer provided key is incompatible with the encryption method specified
wrong algorithm     | 400 InvalidEncryptionAlgorithmError: The Encryption request you specified is not valid. Supported value: AES256.
no algorithm        | 400 InvalidArgument: Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.
no key              | 400 InvalidArgument: Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.
short key           | 400 InvalidArgument: The secret key was invalid for the specified algorithm.
short key, bad MD5  | 400 InvalidArgument: The calculated MD5 hash of the key did not match the hash that was provided.
bad MD5             | 400 InvalidArgument: The calculated MD5 hash of the key did not match the hash that was provided.
`;
  const CASES: Readonly<Record<string, object>> = {
    'with AES256': { ...KEY, ServerSideEncryption: 'AES256' },
    'wrong algorithm': { ...KEY, SSECustomerAlgorithm: 'AES128' },
    'no algorithm': { ...KEY, SSECustomerAlgorithm: undefined },
    'no key': { SSECustomerAlgorithm: 'AES256' },
    'short key': keyOf(1, 10),
    'short key, bad MD5': { ...keyOf(1, 10), SSECustomerKeyMD5: KEY.SSECustomerKeyMD5 },
    'bad MD5': { ...KEY, SSECustomerKeyMD5: OTHER.SSECustomerKeyMD5 },
  };
  for (const row of rows(WRITES)) {
    it(`refuse a write ${row.case}`, () => {
      const lab = labWithObject();
      expect(lab.refusal('PutObject', { Bucket: BUCKET, Key: 'n', ...CASES[row.case!] })).toBe(row.answer);
    });
  }

  const READS = `
object | key    | answer
-------|--------|--------
k      | none   | 400 InvalidRequest: The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.
k      | other  | 403 AccessDenied: Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.
k      | short  | 403 AccessDenied: Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.
plain  | own    | 400 InvalidRequest: The encryption parameters are not applicable to this object.
`;
  const KEYS: Readonly<Record<string, Record<string, string>>> = {
    none: {},
    other: OTHER,
    short: keyOf(1, 10),
    own: KEY,
  };
  for (const { object, key, answer } of rows(READS)) {
    it(`refuse reads and copies of “${object}” with key: ${key}`, () => {
      const lab = labWithObject();
      const headers = KEYS[key!]!;
      expect(lab.refusal('GetObject', { Bucket: BUCKET, Key: object, ...headers })).toBe(answer);
      const ObjectAttributes = ['ETag'];
      expect(lab.refusal('GetObjectAttributes', { Bucket: BUCKET, Key: object, ObjectAttributes, ...headers })).toBe(
        answer,
      );
      const copy = { Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/${object}`, ...asSource(headers) };
      expect(lab.refusal('CopyObject', copy)).toBe(answer);
      const status = Number(answer!.slice(0, 3));
      expect(lab.refuse('HeadObject', { Bucket: BUCKET, Key: object, ...headers })).toMatchObject({ status });
    });
  }

  it('are not needed for deleting', () => {
    const lab = labWithObject();
    lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k' });
  });

  it('let a copy go to SSE-S3', () => {
    const lab = labWithObject();
    const copied = lab.do('CopyObject', { Bucket: BUCKET, Key: 'c', CopySource: `${BUCKET}/k`, ...asSource(KEY) });
    expect(copied.ServerSideEncryption).toBe('AES256');
    expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'c' }).Body)).toBe('secret');
  });

  it('need TLS (documented; words assumed)', () => {
    const lab = labWithObject();
    const plainHttp = { connection: { secureTransport: false } };
    expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'n', ...KEY }, plainHttp).code).toBe('InvalidArgument');
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k', ...KEY }, plainHttp).code).toBe('InvalidArgument');
  });

  it('are one key for all parts of an upload', () => {
    const lab = labWithObject();
    const UploadId = lab.do('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...KEY }).UploadId;
    const part = { Bucket: BUCKET, Key: 'big', UploadId, PartNumber: 1, Body: bytes('part') };
    expect(lab.refusal('UploadPart', part)).toBe(
      '400 InvalidRequest: The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    );
    expect(lab.refusal('UploadPart', { ...part, ...OTHER })).toBe(
      '400 InvalidRequest: The provided encryption parameters did not match the ones used originally.',
    );
    const { ETag } = lab.do('UploadPart', { ...part, ...KEY });
    const done = lab.do('CompleteMultipartUpload', {
      Bucket: BUCKET,
      Key: 'big',
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    });
    expect(done.ETag).toMatch(/-1"$/);
    expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'big', ...KEY }).Body)).toBe('part');
  });

  it('never stand in the world or in the trail', () => {
    const lab = labWithObject();
    const seen = JSON.stringify([...lab.world.trail.values()]);
    expect(seen).not.toContain(KEY.SSECustomerKey);
    for (const version of lab.bucket().current.values()) {
      for (const part of [version.encryption!.wrappedDataKey, ...version.body]) {
        expect(Buffer.from(part).includes(Buffer.alloc(32, 1))).toBe(false);
      }
    }
  });
});
