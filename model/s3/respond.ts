/** Parts of responses that several operations share. */
import type { Context } from '../context.ts';
import type { Bucket, ObjectEncryption, ObjectVersion } from './state.ts';

/** How an object is encrypted, as every response about it says. */
export interface EncryptionMembers {
  readonly ServerSideEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  readonly SSEKMSKeyId?: string;
  readonly BucketKeyEnabled?: boolean;
  readonly SSECustomerAlgorithm?: string;
  readonly SSECustomerKeyMD5?: string;
}

/** Encryption in a response: always the key's ARN; no BucketKeyEnabled where it is not; SSE-C only by its own headers. */
export function encryptionMembers(encryption: ObjectEncryption): EncryptionMembers {
  const { mode, kms, customerKeyMd5 } = encryption;
  if (mode === 'SSE-C') return { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: customerKeyMd5 };
  return {
    ServerSideEncryption: mode,
    ...(kms ? { SSEKMSKeyId: kms.keyArn } : {}),
    ...(kms?.bucketKeyEnabled ? { BucketKeyEnabled: true } : {}),
  };
}

/** The version id of a response: in a bucket that was never versioned there is none. */
export const versionMember = (bucket: Bucket, version: Pick<ObjectVersion, 'versionId'>): { VersionId?: string } =>
  bucket.versioning ? { VersionId: version.versionId } : {};

/** The version id of a response to a write: writes to suspended buckets do not name their null version (recorded). */
export const writtenVersionMember = (bucket: Bucket, version: ObjectVersion): { VersionId?: string } =>
  bucket.versioning === 'Enabled' ? { VersionId: version.versionId } : {};

/** Whether the caller has no credentials. */
export const isAnonymous = (context: Context): boolean => context.identity.kind === 'Anonymous';
