/** What S3 answers when a key cannot be used: row by row what is known of AWS, with how it is known. */
import { describe, expect, it } from 'vitest';
import { readabilityOf } from '../../../model/s3/readability.ts';
import { currentVersion } from '../../../model/s3/versions.ts';
import {
  ADMIN,
  ANONYMOUS,
  BUCKET,
  bytes,
  KEEPER,
  kmsDefault,
  type Lab,
  labWithBucket,
  rows,
  STORER,
  under,
} from './support.ts';

/** What a row prepares: the lab with an object `k` under <key>, and the call that is made. */
type Situation = (lab: Lab, key: string) => void;

const SITUATIONS: Readonly<Record<string, Situation>> = {
  enabled: () => undefined,
  disabled: (lab, key) => lab.do('kms:DisableKey', { KeyId: key }),
  'enabled again': (lab, key) => {
    lab.do('kms:DisableKey', { KeyId: key });
    lab.do('kms:EnableKey', { KeyId: key });
  },
  'pending deletion': (lab, key) => lab.do('kms:ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 }),
  'deletion cancelled': (lab, key) => {
    lab.do('kms:ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    lab.do('kms:CancelKeyDeletion', { KeyId: key });
  },
  deleted: (lab, key) => {
    lab.do('kms:ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    lab.wait({ days: 8 });
  },
};

const TABLE = `
state of the key   | operation               | answer                                                      | grade
-------------------|-------------------------|-------------------------------------------------------------|-----------
enabled            | GetObject               | ok                                                          | recorded
enabled            | PutObject               | ok                                                          | recorded
disabled           | GetObject               | 400 KMS.DisabledException: <key> is disabled.               | recorded
disabled           | PutObject               | 400 KMS.DisabledException: <key> is disabled.               | recorded
disabled           | CopyObject              | 400 KMS.DisabledException: <key> is disabled.               | assumed
disabled           | CreateMultipartUpload   | 400 KMS.DisabledException: <key> is disabled.               | assumed
disabled           | UploadPart              | 400 KMS.DisabledException: <key> is disabled.               | assumed
disabled           | CompleteMultipartUpload | 400 KMS.DisabledException: <key> is disabled.               | assumed
disabled           | AbortMultipartUpload    | ok                                                          | assumed
disabled           | HeadObject              | ok                                                          | assumed
disabled           | HeadObject of checksum  | 400 BadRequest                                              | documented
disabled           | ListObjectsV2           | ok                                                          | documented
disabled           | DeleteObject            | ok                                                          | assumed
disabled           | PutObjectTagging        | ok                                                          | documented
enabled again      | GetObject               | ok                                                          | documented
pending deletion   | GetObject               | 400 KMS.KMSInvalidStateException: <key> is pending deletion. | recorded
pending deletion   | PutObject               | 400 KMS.KMSInvalidStateException: <key> is pending deletion. | assumed
deletion cancelled | GetObject               | 400 KMS.DisabledException: <key> is disabled.               | documented
deleted            | PutObject               | 400 KMS.NotFoundException: Key '<key>' does not exist       | recorded
deleted            | HeadObject              | ok                                                          | assumed
deleted            | DeleteObject            | ok                                                          | assumed
`;

const CALLS: Readonly<Record<string, (lab: Lab, key: string, part: string) => object>> = {
  GetObject: () => ({ Key: 'k' }),
  PutObject: (_, key) => ({ Key: 'new', Body: bytes('x'), ...under(key) }),
  CopyObject: () => ({ Key: 'copy', CopySource: `${BUCKET}/k` }),
  CreateMultipartUpload: (_, key) => ({ Key: 'big', ...under(key) }),
  UploadPart: (_, __, upload) => ({ Key: 'big', UploadId: upload, PartNumber: 2, Body: bytes('x') }),
  CompleteMultipartUpload: (lab, _, upload) => {
    const { Parts } = lab.do('ListParts', { Bucket: BUCKET, Key: 'big', UploadId: upload });
    return { Key: 'big', UploadId: upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: Parts[0].ETag }] } };
  },
  AbortMultipartUpload: (_, __, upload) => ({ Key: 'big', UploadId: upload }),
  HeadObject: () => ({ Key: 'k' }),
  'HeadObject of checksum': () => ({ Key: 'k', ChecksumMode: 'ENABLED' }),
  ListObjectsV2: () => ({}),
  DeleteObject: () => ({ Key: 'k' }),
  PutObjectTagging: () => ({ Key: 'k', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
};

describe('the state of the key decides what S3 answers', () => {
  for (const row of rows(TABLE)) {
    const { operation, answer, grade } = row;
    const state = row['state of the key']!;
    it(`${operation} under a key that is ${state} (${grade})`, () => {
      const lab = labWithBucket();
      const key = lab.key();
      lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('secret'), ...under(key) });
      const upload = lab.do('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...under(key) }).UploadId;
      lab.do('UploadPart', { Bucket: BUCKET, Key: 'big', UploadId: upload, PartNumber: 1, Body: bytes('part') });
      SITUATIONS[state]!(lab, key);
      const input = { Bucket: BUCKET, ...CALLS[operation!]!(lab, key, upload) };
      const name = operation!.split(' ')[0]!;
      if (answer === 'ok') lab.do(name, input);
      else expect(lab.refusal(name, input)).toBe(answer!.replaceAll('<key>', key));
    });
  }

  it('loses what lies under a deleted key for ever, while the rest of the object stays', () => {
    const lab = labWithBucket();
    const key = lab.key();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('secret'), ...under(key) });
    SITUATIONS.deleted!(lab, key);
    // KMS does not tell whether the key of a ciphertext is gone or merely closed to the caller.
    const error = lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k' });
    expect(`${error.status} ${error.code}`).toBe('403 AccessDenied');
    expect(error.message).toMatch(/^The ciphertext refers to/);
    expect(readabilityOf(lab.world, currentVersion(lab.bucket(), 'k')!)).toBe('lost');
    expect(lab.do('ListObjectsV2', { Bucket: BUCKET }).Contents[0].Key).toBe('k');
  });
});

const NAMES = `
named key                    | answer                                                                 | grade
-----------------------------|------------------------------------------------------------------------|---------
fake-key-id                  | 400 KMS.NotFoundException: Invalid keyId 'fake-key-id'                 | recorded
134f2428-cec1-4b25-a1ae-9048164dba47 | 400 KMS.NotFoundException: Key 'arn:aws:kms:us-east-1:123456789012:key/134f2428-cec1-4b25-a1ae-9048164dba47' does not exist | recorded
arn:aws:kms:us-east-1:123456789012:key/134f2428-cec1-4b25-a1ae-9048164dba47 | 400 KMS.NotFoundException: Key 'arn:aws:kms:us-east-1:123456789012:key/134f2428-cec1-4b25-a1ae-9048164dba47' does not exist | recorded
arn:aws:kms:us-west-2:123456789012:key/134f2428-cec1-4b25-a1ae-9048164dba47 | 400 KMS.NotFoundException: Invalid arn us-west-2 | recorded
<asymmetric>                 | 400 KMS.InvalidKeyUsageException: <asymmetric> key usage is SIGN_VERIFY which is not valid for GenerateDataKey. | documented
`;

describe('the key that a write names', () => {
  for (const row of rows(NAMES)) {
    for (const operation of ['PutObject', 'CreateMultipartUpload', 'CopyObject']) {
      it(`${operation} names ${row['named key']} (${row.grade})`, () => {
        const lab = labWithBucket();
        lab.do('PutObject', { Bucket: BUCKET, Key: 'source', Body: bytes('x') });
        const asymmetric = lab.key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
        const fill = (cell: string): string => cell.replaceAll('<asymmetric>', asymmetric);
        const input = { Bucket: BUCKET, Key: 'k', ...under(fill(row['named key']!)) };
        const more = operation === 'CopyObject' ? { CopySource: `${BUCKET}/source` } : {};
        expect(lab.refusal(operation, { ...input, ...more })).toBe(fill(row.answer!));
      });
    }
  }

  it('shows the full ARN in every answer, however the request named the key', () => {
    const lab = labWithBucket();
    const key = lab.key();
    lab.do('kms:CreateAlias', { AliasName: 'alias/mine', TargetKeyId: key });
    for (const name of [key, key.split('/')[1]!, 'alias/mine', 'arn:aws:kms:us-east-1:123456789012:alias/mine']) {
      const put = lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(name) });
      expect(put.SSEKMSKeyId).toBe(key);
      expect(lab.do('HeadObject', { Bucket: BUCKET, Key: 'k' }).SSEKMSKeyId).toBe(key);
    }
  });
});

describe('who may not use the key', () => {
  const denied = (who: string, action: string, on: string): string =>
    `403 AccessDenied: User: ${who} is not authorized to perform: ${action} on ${on} because no identity-based policy allows the ${action} action`;

  it('is denied by S3 in the words of KMS (reported)', () => {
    const lab = labWithBucket();
    const key = lab.key();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(key) });
    const put = lab.refusal('PutObject', { Bucket: BUCKET, Key: 'n', ...under(key) }, { as: STORER });
    expect(put).toBe(denied(STORER.principal, 'kms:GenerateDataKey', `resource: ${key}`));
    const get = lab.refusal('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: STORER });
    expect(get).toBe(denied(STORER.principal, 'kms:Decrypt', 'the resource associated with this ciphertext'));
  });

  it('is denied by S3 itself without a word to KMS, where S3 leave is missing', () => {
    const lab = labWithBucket();
    const key = lab.key();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(key) });
    expect(lab.refusal('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: KEEPER })).toBe(
      `403 AccessDenied: User: ${KEEPER.principal} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::lab-bucket/k" because no identity-based policy allows the s3:GetObject action`,
    );
    expect(lab.kmsCallsOf('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: KEEPER })).toEqual([]);
    expect(lab.kmsCallsOf('PutObject', { Bucket: BUCKET, Key: 'k', ...under(key) }, { as: KEEPER })).toEqual([]);
  });
});

describe('signatures and transport', () => {
  const plainHttp = { connection: { secureTransport: false } };
  const TLS =
    '400 InvalidArgument: Requests specifying Server Side Encryption with AWS KMS managed keys must be made over a secure connection';
  const denyPlainHttp = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
  const explicitDeny = (action: string, resource: string): string =>
    `403 AccessDenied: User: ${ADMIN.principal} is not authorized to perform: ${action} on resource: "${resource}" with an explicit deny in a resource-based policy`;

  it('refuses SSE-KMS writes over plain HTTP, by header or by default, before any policy is asked (recorded)', () => {
    const lab = labWithBucket();
    const key = lab.key();
    lab.do('PutBucketPolicy', { Bucket: BUCKET, Policy: denyPlainHttp });
    expect(lab.refusal('PutObject', { Bucket: BUCKET, Key: 'k', ...under(key) }, plainHttp)).toBe(TLS);
    lab.do('PutBucketEncryption', kmsDefault(key));
    expect(lab.refusal('PutObject', { Bucket: BUCKET, Key: 'k' }, plainHttp)).toBe(TLS);
    expect(lab.kmsCallsOf('PutObject', { Bucket: BUCKET, Key: 'k' }, plainHttp)).toEqual([]);
  });

  it('lets the TLS policy deny SSE-S3 writes and all reads over plain HTTP (recorded)', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(lab.key()) });
    lab.do('PutBucketPolicy', { Bucket: BUCKET, Policy: denyPlainHttp });
    const put = lab.refusal('PutObject', { Bucket: BUCKET, Key: 'n', ServerSideEncryption: 'AES256' }, plainHttp);
    expect(put).toBe(explicitDeny('s3:PutObject', `arn:aws:s3:::${BUCKET}/n`));
    const get = lab.refusal('GetObject', { Bucket: BUCKET, Key: 'k' }, plainHttp);
    expect(get).toBe(explicitDeny('s3:GetObject', `arn:aws:s3:::${BUCKET}/k`));
    expect(lab.refusal('HeadObject', { Bucket: BUCKET, Key: 'k' }, plainHttp)).toBe('403 Forbidden');
  });

  it('serves SSE-S3 objects over plain HTTP where no policy forbids it (documented), SSE-KMS ones not (assumed)', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'plain', Body: bytes('x') }, plainHttp);
    lab.do('GetObject', { Bucket: BUCKET, Key: 'plain' }, plainHttp);
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(lab.key()) });
    expect(lab.refusal('GetObject', { Bucket: BUCKET, Key: 'k' }, plainHttp)).toBe(TLS);
  });

  it('refuses to serve a public SSE-KMS object to those who do not sign (recorded)', () => {
    const lab = labWithBucket();
    lab.do('DeletePublicAccessBlock', { Bucket: BUCKET });
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/*` }],
    });
    lab.do('PutBucketPolicy', { Bucket: BUCKET, Policy });
    lab.do('PutObject', { Bucket: BUCKET, Key: 'open', Body: bytes('for all') });
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(lab.key()) });
    lab.do('GetObject', { Bucket: BUCKET, Key: 'open' }, { as: ANONYMOUS });
    const error = lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: ANONYMOUS });
    expect(error).toMatchObject({
      status: 400,
      code: 'InvalidArgument',
      message: 'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
      fields: { ArgumentName: 'Authorization' },
    });
  });

  it('lets public ACLs in only where ownership and public access block allow it', () => {
    const lab = labWithBucket();
    const put = { Bucket: BUCKET, Key: 'open', Body: bytes('x'), ACL: 'public-read' };
    expect(lab.refusal('PutObject', put)).toBe('400 AccessControlListNotSupported: The bucket does not allow ACLs');
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' }] };
    lab.do('PutBucketOwnershipControls', { Bucket: BUCKET, OwnershipControls });
    expect(lab.refuse('PutObject', put).message).toMatch(/because public ACLs are prevented by the BlockPublicAcls/);
    lab.do('DeletePublicAccessBlock', { Bucket: BUCKET });
    lab.do('PutObject', put);
    lab.do('GetObject', { Bucket: BUCKET, Key: 'open' }, { as: ANONYMOUS });
    expect(lab.refusal('PutObject', { ...put, ACL: undefined }, { as: ANONYMOUS })).toBe(
      '403 AccessDenied: Access Denied',
    );
  });
});

describe('headers that contradict each other', () => {
  const HEADERS = `
headers                                              | answer
-----------------------------------------------------|------
{"SSEKMSKeyId":"x"}                                  | 400 InvalidArgument: Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms
{"ServerSideEncryption":"AES256","SSEKMSKeyId":"x"}  | 400 InvalidArgument: Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms
{"ServerSideEncryption":"aws:fsx"}                   | 400 InvalidArgument: The encryption method specified is not supported
{"ServerSideEncryption":"aes256"}                    | 400 InvalidArgument: The encryption method specified is not supported
{"ServerSideEncryption":"aws:kms","SSEKMSEncryptionContext":"no base64!"} | 400 InvalidArgument: The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map
{"ServerSideEncryption":"aws:kms","SSEKMSEncryptionContext":"eyJhIjoxfQ=="} | 400 InvalidArgument: The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map
`;
  for (const { headers, answer } of rows(HEADERS)) {
    it(`refuses ${headers}`, () => {
      const lab = labWithBucket();
      expect(lab.refusal('PutObject', { Bucket: BUCKET, Key: 'k', ...JSON.parse(headers!) })).toBe(answer);
    });
  }

  it('takes no encryption header on reads (documented)', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    const input = { Bucket: BUCKET, Key: 'k', ServerSideEncryption: 'AES256' };
    expect(lab.refuse('GetObject', input).status).toBe(400);
    expect(lab.refusal('HeadObject', input)).toBe('400 BadRequest');
  });
});
