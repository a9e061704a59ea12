/**
 * What S3 operations show in CloudTrail.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html (documented).
 */
import type { Context } from '../context.ts';
import type { InputShape } from '../validation/shape.ts';
import { type Bucket, bucketArnOf, type ObjectEncryption, objectArnOf } from './state.ts';

/** Members that never show: bodies, secrets, and the keys that DeleteObjects deletes. */
const HIDDEN = new Set(['Body', 'Metadata', 'SSECustomerKey', 'CopySourceSSECustomerKey', 'Delete']);

/** Names of events that are not those of their operations. */
export const eventNames: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListObjects',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
};

/** requestParameters: the bucket, the key, and headers, query parameters and body by their names on the wire. */
export function requestParametersOf(
  name: string,
  shape: InputShape,
): (input: object) => Readonly<Record<string, unknown>> {
  const fixed = name === 'ListObjectsV2' ? { 'list-type': '2' } : {};
  return (input) => {
    const shown: Record<string, unknown> = { ...fixed };
    const given = input as Readonly<Record<string, unknown>>;
    for (const member in given) {
      const value = given[member];
      if (value === undefined || HIDDEN.has(member)) continue;
      if (member === 'Bucket') {
        shown.bucketName = value;
        shown.Host = `${value}.s3.amazonaws.com`;
      } else if (member === 'Key') shown.key = value;
      else if (member === 'Policy') shown.bucketPolicy = readJson(value);
      else shown[shape[member]?.wire ?? member] = value;
    }
    return shown;
  };
}

function readJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

/** Notes which bucket, and which object, a call is about. */
export function noteResource(context: Context, bucket: Bucket, key?: string): void {
  const { record } = context;
  const { account } = bucket;
  const ofBucket = { accountId: account, type: 'AWS::S3::Bucket', ARN: bucketArnOf(bucket.name) };
  record.resources =
    key === undefined
      ? [ofBucket]
      : [{ accountId: account, type: 'AWS::S3::Object', ARN: objectArnOf(bucket.name, key) }, ofBucket];
  if (account !== context.account) record.alsoFor = [account];
  const data: Record<string, unknown> = {};
  if (context.identity.kind !== 'Anonymous') {
    data.SignatureVersion = 'SigV4';
    data.AuthenticationMethod = 'AuthHeader';
  }
  if (context.connection.secureTransport) data.CipherSuite = 'TLS_AES_128_GCM_SHA256';
  data.bytesTransferredIn = 0;
  data.bytesTransferredOut = 0;
  record.additionalEventData = data;
}

/** What the record of this call adds; it is made for this call alone, so that it may be added to. */
const dataOf = ({ record }: Context): Record<string, unknown> => {
  record.additionalEventData ??= {};
  return record.additionalEventData;
};

/** Notes how many bytes of content went in or out. */
export function noteBytes(context: Context, bytes: { readonly in?: number; readonly out?: number }): void {
  const data = dataOf(context);
  if (bytes.in !== undefined) data.bytesTransferredIn = bytes.in;
  if (bytes.out !== undefined) data.bytesTransferredOut = bytes.out;
}

const APPLIED = { AES256: 'SSE_S3', 'aws:kms': 'SSE_KMS', 'aws:kms:dsse': 'DSSE_KMS', 'SSE-C': 'SSE_C' } as const;

/** Notes the encryption of an object; `byDefault` where the request named none. */
export function noteEncryption(context: Context, encryption: ObjectEncryption, byDefault = false): void {
  const data = dataOf(context);
  const applied = APPLIED[encryption.mode];
  data.SSEApplied = byDefault ? `Default_${applied}` : applied;
  if (encryption.kms?.bucketKeyEnabled) data.bucketKeyEnabled = true;
}

/** responseElements of a write: the response's headers. */
export function responseHeadersOf(output: object): Readonly<Record<string, unknown>> | null {
  const members = output as Readonly<Record<string, unknown>>;
  let shown: Record<string, unknown> | null = null;
  for (const [member, header] of RESPONSE_HEADERS) {
    const value = members[member];
    if (value === undefined) continue;
    shown ??= {};
    shown[header] = value;
  }
  return shown;
}

const RESPONSE_HEADERS = [
  ['ServerSideEncryption', 'x-amz-server-side-encryption'],
  ['SSEKMSKeyId', 'x-amz-server-side-encryption-aws-kms-key-id'],
  ['BucketKeyEnabled', 'x-amz-server-side-encryption-bucket-key-enabled'],
  ['SSECustomerAlgorithm', 'x-amz-server-side-encryption-customer-algorithm'],
  ['VersionId', 'x-amz-version-id'],
  ['DeleteMarker', 'x-amz-delete-marker'],
  ['UploadId', 'uploadId'],
] as const;
