/** Words in which behaviours of S3 are told. */
import { utf8 } from '../../../model/bytes.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { KEY } from '../keyUnderTest.ts';
import { type PlannedInput, s3 } from '../telling.ts';

/** Guide, API reference and recordings that the tables of S3 are from. */
export const sources = {
  kms: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  dsse: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingDSSEncryption.html',
  sseS3: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingServerSideEncryption.html',
  defaults: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html',
  bucketKey: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html',
  multipart: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html',
  customerKeys: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html',
  blockedCustomerKeys:
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html',
  copy: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html',
  put: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html',
  get: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html',
  head: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html',
  object: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html',
  putDefault: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html',
  update: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html',
  versioning: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html',
  security: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  keyDeleted: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
  dataEvents: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html',
  recordedKeys: 'LocalStack test-suite, recorded on AWS: test_s3_sse_validate_kms_key, 2026-02-21',
  recordedState: 'LocalStack test-suite, recorded on AWS: test_s3_sse_validate_kms_key_state, 2026-02-21',
  recordedDefaults: 'LocalStack test-suite, recorded on AWS: TestS3BucketEncryption, 2026-02-21',
  recordedCopy: 'LocalStack test-suite, recorded on AWS: test_s3_copy_object_in_place_with_encryption, 2026-02-21',
  recordedCustomerKeys: 'LocalStack test-suite, recorded on AWS: TestS3SSECEncryption, 2026-02-21',
  recordedRecords: 'CloudTrail records of S3 with SSE-KMS, published, recorded on AWS: fas.s3.amazonaws.com, 2026',
  recordedTransport:
    'Hardening lab on a real bucket, recorded on AWS: plain-HTTP PUT with and without a TLS policy, 2026-09',
  recordedAnonymous:
    'AWS Academy lab Encrypting Data at Rest by Using AWS KMS, recorded on AWS: anonymous GET of a public SSE-KMS object',
  denial: 'https://github.com/aws/copilot-cli/issues/5500',
  keyIdAlone: 'https://github.com/aws/aws-cli/issues/1431',
  context: 'https://issues.apache.org/jira/browse/HADOOP-19197',
} as const;

/** The bucket of every table. */
export const BUCKET = 'conformance-bucket';
/** The object under the key. */
export const OBJECT = 'k';
/** What is in it. */
export const CONTENT = utf8('secret content');
/** MD5 of the content, as an ETag. */
export const MD5 = '"23e68c5f9ec2fcdd3618e456746c214e"';
/** The smallest part that may be followed by another, in bytes, is not needed here: uploads have one part. */
export const PART = utf8('the only part');

/** CreateBucket. */
export const bucket = s3('CreateBucket', { Bucket: BUCKET });

/** Members that ask for SSE-KMS under a key. */
export const under = (key: PlannedValue = KEY): PlannedInput => ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });

/** PutObject. */
export const put = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  s3('PutObject', { Bucket: BUCKET, Key: OBJECT, Body: CONTENT, ...members }, more);

/** GetObject. */
export const get = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  s3('GetObject', { Bucket: BUCKET, Key: OBJECT, ...members }, more);

/** HeadObject. */
export const head = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  s3('HeadObject', { Bucket: BUCKET, Key: OBJECT, ...members }, more);

/** CopyObject of the object. */
export const copy = (members: PlannedInput = {}, more: Partial<PlannedCall> = {}): PlannedCall =>
  s3('CopyObject', { Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/${OBJECT}`, ...members }, more);

/** PutBucketEncryption with one rule. */
export const setDefault = (rule: PlannedInput): PlannedCall =>
  s3('PutBucketEncryption', { Bucket: BUCKET, ServerSideEncryptionConfiguration: { Rules: [rule] } });

/** A default of SSE-KMS. */
export const kmsDefault = (key?: PlannedValue, bucketKey = false): PlannedCall =>
  setDefault({
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: 'aws:kms',
      ...(key === undefined ? {} : { KMSMasterKeyID: key }),
    },
    BucketKeyEnabled: bucketKey,
  });

/** A multipart upload under a key and its one part. */
export const upload = (key: PlannedValue = KEY): readonly PlannedCall[] => [
  s3('CreateMultipartUpload', { Bucket: BUCKET, Key: 'big', ...under(key) }, { name: 'upload' }),
  s3('UploadPart', { ...ofUpload, PartNumber: 1, Body: PART }, { name: 'part' }),
];

/** Members that name the upload. */
export const ofUpload: PlannedInput = { Bucket: BUCKET, Key: 'big', UploadId: { $ref: 'upload.UploadId' } };

/** The list of its one part. */
export const parts: PlannedInput = {
  MultipartUpload: { Parts: [{ PartNumber: 1, ETag: { $ref: 'part.ETag' } }] },
};

/** Calls over plain HTTP. */
export const plainHttp: Partial<PlannedCall> = { connection: { secureTransport: false } };

/** Members of a request with a customer-provided key. */
export const OWN = {
  SSECustomerAlgorithm: 'AES256',
  SSECustomerKey: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=',
  SSECustomerKeyMD5: '4Funlf7OsLF0HL+vKU+fkg==',
};
