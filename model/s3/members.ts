/**
 * Members that several S3 operations share, by their names in the API, with the HTTP header or query parameter (`wire`)
 * that carries each. See `shapes.ts` for the source.
 */
import {
  flag,
  integer,
  integerOf,
  list,
  long,
  map,
  oneOf,
  text,
  textOf,
  timestamp,
  wire,
} from '../validation/shape.ts';

const bucketAcl = wire('x-amz-acl', oneOf('private public-read public-read-write authenticated-read'));
const key = textOf(1);
const grantFullControl = wire('x-amz-grant-full-control', text);
const grantRead = wire('x-amz-grant-read', text);
const grantReadACP = wire('x-amz-grant-read-acp', text);
const grantWrite = wire('x-amz-grant-write', text);
const grantWriteACP = wire('x-amz-grant-write-acp', text);
const expectedBucketOwner = wire('x-amz-expected-bucket-owner', text);
const continuationToken = wire('continuation-token', text);
const prefix = wire('prefix', text);
const objectAcl = wire(
  'x-amz-acl',
  oneOf(
    'private public-read public-read-write authenticated-read aws-exec-read bucket-owner-read bucket-owner-full-control',
  ),
);
const cacheControl = wire('Cache-Control', text);
const contentDisposition = wire('Content-Disposition', text);
const contentEncoding = wire('Content-Encoding', text);
const contentLanguage = wire('Content-Language', text);
const contentLength = wire('Content-Length', long);
const contentMD5 = wire('Content-MD5', text);
const contentType = wire('Content-Type', text);
const requestChecksumAlgorithm = wire(
  'x-amz-sdk-checksum-algorithm',
  oneOf('CRC32 CRC32C SHA1 SHA256 CRC64NVME SHA512 MD5 XXHASH64 XXHASH3 XXHASH128'),
);
const checksumCRC32 = wire('x-amz-checksum-crc32', text);
const checksumCRC32C = wire('x-amz-checksum-crc32c', text);
const checksumCRC64NVME = wire('x-amz-checksum-crc64nvme', text);
const checksumSHA1 = wire('x-amz-checksum-sha1', text);
const checksumSHA256 = wire('x-amz-checksum-sha256', text);
const checksumSHA512 = wire('x-amz-checksum-sha512', text);
const checksumMD5 = wire('x-amz-checksum-md5', text);
const checksumXXHASH64 = wire('x-amz-checksum-xxhash64', text);
const checksumXXHASH3 = wire('x-amz-checksum-xxhash3', text);
const checksumXXHASH128 = wire('x-amz-checksum-xxhash128', text);
const expires = wire('Expires', timestamp);
const ifMatch = wire('If-Match', text);
const ifNoneMatch = wire('If-None-Match', text);
const metadata = wire('x-amz-meta-', map);
const serverSideEncryption = wire('x-amz-server-side-encryption', oneOf('AES256 aws:fsx aws:kms aws:kms:dsse'));
const storageClass = wire(
  'x-amz-storage-class',
  oneOf(
    'STANDARD REDUCED_REDUNDANCY STANDARD_IA ONEZONE_IA INTELLIGENT_TIERING GLACIER DEEP_ARCHIVE OUTPOSTS GLACIER_IR SNOW EXPRESS_ONEZONE FSX_OPENZFS FSX_ONTAP',
  ),
);
const websiteRedirectLocation = wire('x-amz-website-redirect-location', text);
const sseCustomerAlgorithm = wire('x-amz-server-side-encryption-customer-algorithm', oneOf('AES256'));
const sseCustomerKey = wire('x-amz-server-side-encryption-customer-key', text);
const sseCustomerKeyMD5 = wire('x-amz-server-side-encryption-customer-key-MD5', text);
const ssekmsKeyId = wire('x-amz-server-side-encryption-aws-kms-key-id', text);
const ssekmsEncryptionContext = wire('x-amz-server-side-encryption-context', text);
const bucketKeyEnabled = wire('x-amz-server-side-encryption-bucket-key-enabled', flag);
const requestPayer = wire('x-amz-request-payer', oneOf('requester'));
const tagging = wire('x-amz-tagging', text);
const objectLockMode = wire('x-amz-object-lock-mode', oneOf('GOVERNANCE COMPLIANCE'));
const objectLockRetainUntilDate = wire('x-amz-object-lock-retain-until-date', timestamp);
const objectLockLegalHoldStatus = wire('x-amz-object-lock-legal-hold', oneOf('ON OFF'));
const ifModifiedSince = wire('If-Modified-Since', timestamp);
const ifUnmodifiedSince = wire('If-Unmodified-Since', timestamp);
const range = wire('Range', text);
const responseCacheControl = wire('response-cache-control', text);
const responseContentDisposition = wire('response-content-disposition', text);
const responseContentEncoding = wire('response-content-encoding', text);
const responseContentLanguage = wire('response-content-language', text);
const responseContentType = wire('response-content-type', text);
const responseExpires = wire('response-expires', timestamp);
const versionId = wire('versionId', text);
const uploadedPartNumber = wire('partNumber', integer);
const checksumMode = wire('x-amz-checksum-mode', oneOf('ENABLED'));
const uploadChecksumAlgorithm = wire(
  'x-amz-checksum-algorithm',
  oneOf('CRC32 CRC32C SHA1 SHA256 CRC64NVME SHA512 MD5 XXHASH64 XXHASH3 XXHASH128'),
);
const copySource = wire('x-amz-copy-source', textOf(undefined, undefined, '\\/?.+\\/.+'));
const copySourceIfMatch = wire('x-amz-copy-source-if-match', text);
const copySourceIfModifiedSince = wire('x-amz-copy-source-if-modified-since', timestamp);
const copySourceIfNoneMatch = wire('x-amz-copy-source-if-none-match', text);
const copySourceIfUnmodifiedSince = wire('x-amz-copy-source-if-unmodified-since', timestamp);
const copySourceSSECustomerAlgorithm = wire(
  'x-amz-copy-source-server-side-encryption-customer-algorithm',
  oneOf('AES256'),
);
const copySourceSSECustomerKey = wire('x-amz-copy-source-server-side-encryption-customer-key', text);
const copySourceSSECustomerKeyMD5 = wire('x-amz-copy-source-server-side-encryption-customer-key-MD5', text);
const expectedSourceBucketOwner = wire('x-amz-source-expected-bucket-owner', text);
const mfa = wire('x-amz-mfa', text);
const bypassGovernanceRetention = wire('x-amz-bypass-governance-retention', flag);
const delimiter = wire('delimiter', text);
const encodingType = wire('encoding-type', oneOf('url'));
const maxKeys = wire('max-keys', integerOf(0, 2147483647));
const optionalObjectAttributes = wire('x-amz-optional-object-attributes', list);
const optionalObjectAttribute = oneOf('RestoreStatus');
const keyMarker = wire('key-marker', text);
const checksumType = wire('x-amz-checksum-type', oneOf('COMPOSITE FULL_OBJECT'));
const readPartNumber = wire('partNumber', integerOf(1, 10000));
const uploadId = wire('uploadId', text);

const bucketGrants = {
  GrantFullControl: grantFullControl,
  GrantRead: grantRead,
  GrantReadACP: grantReadACP,
  GrantWrite: grantWrite,
  GrantWriteACP: grantWriteACP,
};
const content = {
  CacheControl: cacheControl,
  ContentDisposition: contentDisposition,
  ContentEncoding: contentEncoding,
  ContentLanguage: contentLanguage,
};
const checksums = {
  ChecksumCRC32: checksumCRC32,
  ChecksumCRC32C: checksumCRC32C,
  ChecksumCRC64NVME: checksumCRC64NVME,
  ChecksumSHA1: checksumSHA1,
  ChecksumSHA256: checksumSHA256,
  ChecksumSHA512: checksumSHA512,
  ChecksumMD5: checksumMD5,
  ChecksumXXHASH64: checksumXXHASH64,
  ChecksumXXHASH3: checksumXXHASH3,
  ChecksumXXHASH128: checksumXXHASH128,
};
const objectGrants = {
  GrantFullControl: grantFullControl,
  GrantRead: grantRead,
  GrantReadACP: grantReadACP,
  GrantWriteACP: grantWriteACP,
};
const customerKey = {
  SSECustomerAlgorithm: sseCustomerAlgorithm,
  SSECustomerKey: sseCustomerKey,
  SSECustomerKeyMD5: sseCustomerKeyMD5,
};
const kmsKey = {
  SSEKMSKeyId: ssekmsKeyId,
  SSEKMSEncryptionContext: ssekmsEncryptionContext,
  BucketKeyEnabled: bucketKeyEnabled,
};
const objectLock = {
  ObjectLockMode: objectLockMode,
  ObjectLockRetainUntilDate: objectLockRetainUntilDate,
  ObjectLockLegalHoldStatus: objectLockLegalHoldStatus,
};
const conditions = {
  IfMatch: ifMatch,
  IfModifiedSince: ifModifiedSince,
  IfNoneMatch: ifNoneMatch,
  IfUnmodifiedSince: ifUnmodifiedSince,
};
const responseHeaders = {
  ResponseCacheControl: responseCacheControl,
  ResponseContentDisposition: responseContentDisposition,
  ResponseContentEncoding: responseContentEncoding,
  ResponseContentLanguage: responseContentLanguage,
  ResponseContentType: responseContentType,
  ResponseExpires: responseExpires,
};
const copySourceConditions = {
  CopySourceIfMatch: copySourceIfMatch,
  CopySourceIfModifiedSince: copySourceIfModifiedSince,
  CopySourceIfNoneMatch: copySourceIfNoneMatch,
  CopySourceIfUnmodifiedSince: copySourceIfUnmodifiedSince,
};
const copySourceCustomerKey = {
  CopySourceSSECustomerAlgorithm: copySourceSSECustomerAlgorithm,
  CopySourceSSECustomerKey: copySourceSSECustomerKey,
  CopySourceSSECustomerKeyMD5: copySourceSSECustomerKeyMD5,
};

/** Single members, and runs of members that always stand together (to be spread), by what they are. */
export const members = {
  bucketAcl,
  key,
  grantFullControl,
  grantRead,
  grantReadACP,
  grantWrite,
  grantWriteACP,
  expectedBucketOwner,
  continuationToken,
  prefix,
  objectAcl,
  cacheControl,
  contentDisposition,
  contentEncoding,
  contentLanguage,
  contentLength,
  contentMD5,
  contentType,
  requestChecksumAlgorithm,
  checksumCRC32,
  checksumCRC32C,
  checksumCRC64NVME,
  checksumSHA1,
  checksumSHA256,
  checksumSHA512,
  checksumMD5,
  checksumXXHASH64,
  checksumXXHASH3,
  checksumXXHASH128,
  expires,
  ifMatch,
  ifNoneMatch,
  metadata,
  serverSideEncryption,
  storageClass,
  websiteRedirectLocation,
  sseCustomerAlgorithm,
  sseCustomerKey,
  sseCustomerKeyMD5,
  ssekmsKeyId,
  ssekmsEncryptionContext,
  bucketKeyEnabled,
  requestPayer,
  tagging,
  objectLockMode,
  objectLockRetainUntilDate,
  objectLockLegalHoldStatus,
  ifModifiedSince,
  ifUnmodifiedSince,
  range,
  responseCacheControl,
  responseContentDisposition,
  responseContentEncoding,
  responseContentLanguage,
  responseContentType,
  responseExpires,
  versionId,
  uploadedPartNumber,
  checksumMode,
  uploadChecksumAlgorithm,
  copySource,
  copySourceIfMatch,
  copySourceIfModifiedSince,
  copySourceIfNoneMatch,
  copySourceIfUnmodifiedSince,
  copySourceSSECustomerAlgorithm,
  copySourceSSECustomerKey,
  copySourceSSECustomerKeyMD5,
  expectedSourceBucketOwner,
  mfa,
  bypassGovernanceRetention,
  delimiter,
  encodingType,
  maxKeys,
  optionalObjectAttributes,
  optionalObjectAttribute,
  keyMarker,
  checksumType,
  readPartNumber,
  uploadId,
  bucketGrants,
  content,
  checksums,
  objectGrants,
  customerKey,
  kmsKey,
  objectLock,
  conditions,
  responseHeaders,
  copySourceConditions,
  copySourceCustomerKey,
};
