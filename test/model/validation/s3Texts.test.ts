import { describe, expect, it } from 'vitest';
import { AwsError, type ErrorOutcome } from '../../../model/errors.ts';
import { shapes } from '../../../model/s3/shapes.ts';
import { isBucketName, MAX_KEY_BYTES, validateS3 } from '../../../model/validation/s3Texts.ts';

function refusal(operation: keyof typeof shapes, input: object): ErrorOutcome | undefined {
  try {
    validateS3(shapes[operation])(input);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return error.outcome;
  }
}
const put = (input: object) => refusal('PutObject', { Bucket: 'bucket', Key: 'key', ...input });

describe('bucket names', () => {
  it.each(['abc', 'a.b-c', '1bucket1', 'a'.repeat(63), '192.168.5.4a'])('%s is one', (name) => {
    expect(isBucketName(name)).toBe(true);
  });
  it.each([
    'ab',
    'a'.repeat(64),
    'Bucket',
    'a_b',
    '-ab',
    'ab-',
    'a..b',
    '192.168.5.4',
    'xn--a',
    'sthree-a',
    'amzn-s3-demo-a',
    'a-s3alias',
    'a--ol-s3',
    'abc.mrap',
  ])('%s is none', (name) => {
    expect(isBucketName(name)).toBe(false);
    expect(refusal('GetObject', { Bucket: name, Key: 'k' })).toMatchObject({
      code: 'InvalidBucketName',
      message: 'The specified bucket is not valid.',
      status: 400,
      fields: { BucketName: name },
    });
  });
});

describe('keys', () => {
  it('are counted in bytes of UTF-8', () => {
    expect(put({ Key: 'é'.repeat(MAX_KEY_BYTES / 2) })).toBeUndefined();
    expect(put({ Key: `${'é'.repeat(MAX_KEY_BYTES / 2)}a` })).toMatchObject({
      code: 'KeyTooLongError',
      message: 'Your key is too long',
      fields: { Size: '1025', MaxSizeAllowed: '1024' },
    });
  });

  it('are text: half a character is refused, a whole one of two UTF-16 units is not', () => {
    expect(put({ Key: 'a\ud83d' })).toMatchObject({ code: 'InvalidURI', message: "Couldn't parse the specified URI." });
    expect(put({ Key: 'a\ud83d\ude00' })).toBeUndefined();
  });
});

describe('headers and query parameters', () => {
  const upload = { Bucket: 'bucket', Key: 'key', UploadId: 'u' };
  it.each([
    [
      'UploadPart',
      { ...upload, PartNumber: 10001 },
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      '10001',
    ],
    [
      'ListObjectsV2',
      { Bucket: 'bucket', MaxKeys: -1 },
      'InvalidArgument',
      'Argument maxKeys must be an integer between 0 and 2147483647',
      'maxKeys',
      '-1',
    ],
    [
      'PutObject',
      { ...upload, ServerSideEncryption: 'aes256' },
      'InvalidArgument',
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      'aes256',
    ],
    [
      'GetObject',
      { ...upload, SSECustomerAlgorithm: 'aws:kms' },
      'InvalidEncryptionAlgorithmError',
      'The Encryption request you specified is not valid. Supported value: AES256.',
      'x-amz-server-side-encryption-customer-algorithm',
      'aws:kms',
    ],
    [
      'PutObject',
      { ...upload, StorageClass: 'COLD' },
      'InvalidStorageClass',
      'The storage class you specified is not valid',
      'x-amz-storage-class',
      'COLD',
    ],
    ['PutObject', { ...upload, ACL: 'mine' }, 'InvalidArgument', 'Invalid Argument', 'x-amz-acl', 'mine'],
  ] as const)('%s %o', (operation, input, code, message, ArgumentName, ArgumentValue) => {
    expect(refusal(operation, input)).toMatchObject({
      code,
      message,
      status: 400,
      fields: { ArgumentName, ArgumentValue },
    });
  });
});

describe('bodies', () => {
  const encryption = (SSEAlgorithm?: string) => ({
    Bucket: 'bucket',
    ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }] },
  });
  it('that are missing are refused as such', () => {
    expect(refusal('PutBucketEncryption', { Bucket: 'bucket' })?.code).toBe('MissingRequestBodyError');
    expect(refusal('PutBucketPolicy', { Bucket: 'bucket' })?.code).toBe('MissingRequestBodyError');
  });
  it('outside the schema are malformed', () => {
    expect(refusal('PutBucketEncryption', encryption())).toMatchObject({
      code: 'MalformedXML',
      message: 'The XML you provided was not well-formed or did not validate against our published schema',
    });
    const VersioningConfiguration = { Status: 'On' };
    expect(refusal('PutBucketVersioning', { Bucket: 'bucket', VersioningConfiguration })?.code).toBe('MalformedXML');
  });
  it('within it pass', () => {
    expect(refusal('PutBucketEncryption', encryption('aws:kms'))).toBeUndefined();
    expect(put({ Body: new Uint8Array(3), Metadata: { a: 'b' }, ServerSideEncryption: 'aws:kms' })).toBeUndefined();
  });
  it('are looked at after the headers', () => {
    const input = { ...encryption(), ChecksumAlgorithm: 'CRC1' };
    expect(refusal('PutBucketEncryption', input)?.code).toBe('InvalidArgument');
  });
});
