/**
 * What all writes of objects share: how they are encrypted, what they need for it, and in which order it is checked:
 * the request itself and its transport, authorization, blocked customer keys, preconditions; then KMS.
 */
import { deniedWords } from '../authorization.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { authorize } from './authorize.ts';
import { checkAcl } from './cannedAcl.ts';
import { type CustomerKey, customerKeyOf } from './customerKeys.ts';
import { accessDenied } from './errors.ts';
import { s3Facts } from './facts.ts';
import type { EncryptionChoice, EncryptionHeaders } from './rules.ts';
import { type Bucket, objectArnOf } from './state.ts';

/** The part of a write that decides on its encryption and its leave. */
export interface WriteRequest extends EncryptionHeaders {
  readonly ACL?: string;
  readonly Tagging?: string;
  readonly StorageClass?: string;
}

/** Storage classes of general purpose buckets; the API's others belong to Outposts, Snow, directory buckets and FSx. */
const STORAGE_CLASSES = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);

/** How a write will be encrypted. */
export interface WriteLeave {
  readonly choice: EncryptionChoice;
  readonly customerKey?: CustomerKey;
}

/** Decides on encryption, checks the transport, then authorization. Nothing has been asked of KMS yet. */
export function leaveToWrite(context: Context, bucket: Bucket, key: string, request: WriteRequest): WriteLeave {
  const { s3 } = context.rules;
  if (request.StorageClass !== undefined && !STORAGE_CLASSES.has(request.StorageClass)) {
    refuse('InvalidStorageClass', 'The storage class you specified is not valid', {
      rule: s3Facts['storage-class'],
      fields: { StorageClassRequested: request.StorageClass },
    });
  }
  const customerKey = customerKeyOf(request);
  const choice = s3.chooseEncryption(request, bucket.encryption);
  s3.checkTransport(choice.mode, context.hasTransport);
  authorize(context, bucket, { action: 's3:PutObject', key });
  // Services that deliver files send an ACL but need no leave for it: the bucket policies that AWS documents for them
  // allow s3:PutObject alone (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html).
  if (request.ACL !== undefined && context.identity.kind !== 'AWSService')
    authorize(context, bucket, { action: 's3:PutObjectAcl', key });
  if (request.Tagging) authorize(context, bucket, { action: 's3:PutObjectTagging', key });
  checkAcl(context, bucket, request.ACL, 's3:PutObject');
  if (choice.mode === 'SSE-C' && bucket.encryption.blocksCustomerKeys) refuseCustomerKey(context, bucket, key);
  s3.checkSignature(choice.mode, context.identity.kind === 'Anonymous');
  return { choice, customerKey };
}

/** 403: the bucket blocks customer-provided keys. */
export function refuseCustomerKey(context: Context, bucket: Bucket, key: string): never {
  const on = `resource: "${objectArnOf(bucket.name, key)}"`;
  const unexplained = { allowed: false, explicitDeny: false, because: 'identity-based policy', matched: [] } as const;
  const words = deniedWords(context.identity, 's3:PutObject', on, unexplained);
  const why =
    'because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type';
  return accessDenied(`${words.slice(0, words.indexOf(' because '))} ${why}`, s3Facts['customer-keys-blocked']);
}
