/** What S3 remembers: buckets of all accounts and Regions with their objects, as rows of persistent tables. */
import type { AgendaKey } from '../agenda.ts';
import type { Policy } from '../iam/types.ts';
import { Table } from '../table.ts';
import type { ObjectState } from './object.machine.ts';
import type { UploadState } from './upload.machine.ts';

/** Modes of server-side encryption; `SSE-C` has no value of the x-amz-server-side-encryption header. */
export type EncryptionMode = 'AES256' | 'aws:kms' | 'aws:kms:dsse' | 'SSE-C';

/** How an object version is encrypted, and all that is needed (beside the key itself) to open it again. */
export interface ObjectEncryption {
  readonly mode: EncryptionMode;
  /**
   * The data key of the body, sealed: by KMS (its CiphertextBlob), under the bucket-level key, under the key that S3
   * owns (AES256), or under the customer's key (SSE-C).
   */
  readonly wrappedDataKey: Uint8Array;
  /** SSE-KMS and DSSE-KMS: what the object is encrypted under. */
  readonly kms?: KmsEncryption;
  /** DSSE-KMS: the data key of the outer layer, sealed under the key that S3 owns. */
  readonly wrappedOuterKey?: Uint8Array;
  /** SSE-C: Base64 MD5 of the customer's key, which itself is never kept. */
  readonly customerKeyMd5?: string;
}

/** The KMS side of an object's encryption. */
export interface KmsEncryption {
  /** Always the key's ARN, whatever the request named. */
  readonly keyArn: string;
  /** The context that KMS was given and must be given again. */
  readonly context: Readonly<Record<string, string>>;
  /** Whether an S3 Bucket Key stands between the KMS key and the data key. */
  readonly bucketKeyEnabled: boolean;
  /** What the data key is sealed under where that is not the KMS key itself (a bucket-level key), sealed by KMS. */
  readonly wrappedWrappingKey?: Uint8Array;
}

/** Checksums over the plaintext, by the API's algorithm name (`CRC32`, `SHA256`...), Base64. */
export type Checksums = Readonly<Record<string, string>>;

/** A part of an object that was uploaded in parts. */
export interface ObjectPart {
  readonly number: number;
  readonly sizeBytes: number;
  readonly checksums: Checksums;
}

/** Headers that S3 keeps with an object and gives back. */
export interface ObjectHeaders {
  readonly ContentType?: string;
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  /** As written. */
  readonly ExpiresString?: string;
  readonly WebsiteRedirectLocation?: string;
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  /** 32 characters, or `null` for versions made without versioning. */
  readonly versionId: string;
  /** Position in the history of the bucket: later versions have greater numbers. */
  readonly sequence: number;
  readonly state: ObjectState;
  readonly modifiedMs: number;
  /** A delete marker has nothing of what follows. */
  readonly deleteMarker?: true;
  /** Account that owns it. */
  readonly owner: string;
  /** Without the quotation marks. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly storageClass: string;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Canned ACL; absent means `private`. */
  readonly acl?: string;
  readonly checksums: Checksums;
  readonly checksumType?: 'FULL_OBJECT' | 'COMPOSITE';
  readonly parts?: readonly ObjectPart[];
  /** Absent only for delete markers. */
  readonly encryption?: ObjectEncryption;
  /** The sealed body: one piece, or one for each part. Each is nonce, ciphertext, tag. */
  readonly body: readonly Uint8Array[];
}

/** A part that was uploaded and waits for its upload to be completed. */
export interface UploadedPart extends ObjectPart {
  readonly modifiedMs: number;
  /** Hexadecimal, without quotation marks. */
  readonly etag: string;
  readonly sealed: Uint8Array;
}

/** A multipart upload. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly state: UploadState;
  readonly initiatedMs: number;
  /** ARN of who began it. */
  readonly initiator: string;
  readonly encryption: ObjectEncryption;
  readonly storageClass: string;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly acl?: string;
  /** Algorithm of the parts' and the object's checksums. */
  readonly checksumAlgorithm: string;
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE';
  /** Whether the request that began the upload named the algorithm. */
  readonly checksumNamed: boolean;
  /** Whether the key was written or deleted since the upload began; conditional completions mind. */
  readonly disturbed?: true;
  /** By part number. */
  readonly parts: Table<number, UploadedPart>;
}

/** A bucket's default encryption. */
export interface BucketEncryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /** As configured: S3 does not look it up before it is used. */
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled: boolean;
  /** Whether uploads with customer-provided keys are blocked. */
  readonly blocksCustomerKeys: boolean;
}

/** Public access block settings. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

/** A general purpose bucket. */
export interface Bucket {
  /** Unique among all accounts. */
  readonly name: string;
  /** The owner. */
  readonly account: string;
  readonly region: string;
  readonly createdMs: number;
  /** Absent until versioning is first configured. */
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly encryption: BucketEncryption;
  readonly policy?: Policy;
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly objectOwnership?: 'BucketOwnerPreferred' | 'ObjectWriter' | 'BucketOwnerEnforced';
  readonly tags: Readonly<Record<string, string>>;
  /** Canned ACL; absent means `private`. */
  readonly acl?: string;
  /** Versions ever made here: the next version's sequence number. */
  readonly versionsMade: number;
  /** The current version (or delete marker) of each key, by `rowOfKey`. */
  readonly current: Table<string, ObjectVersion>;
  /** All other versions, by `rowOfVersion`: newest first within a key. */
  readonly noncurrent: Table<string, ObjectVersion>;
  /** Uploads in progress, by `rowOfUpload`. */
  readonly uploads: Table<string, Upload>;
}

/** A bucket-level key that S3 keeps for one requester for a while (S3 Bucket Keys). */
export interface BucketKey {
  readonly keyArn: string;
  /** As KMS sealed it; objects keep a copy. */
  readonly wrapped: Uint8Array;
  /** Sealed under the key that S3 owns in the Region, so that no plain key stands in the world. */
  readonly sealed: Uint8Array;
  readonly expires: AgendaKey;
}

/** S3 in all accounts and Regions. */
export interface S3State {
  /** By name. */
  readonly buckets: Table<string, Bucket>;
  /** The key of SSE-S3 by Region, made when it is first needed; 32 bytes. */
  readonly ownedKeys: Table<string, Uint8Array>;
  /** By requester, bucket, key and encryption context; see `bucketKeys.ts`. */
  readonly bucketKeys: Table<string, BucketKey>;
}

/** No buckets anywhere. */
export const emptyS3 = (): S3State => ({
  buckets: Table.empty(),
  ownedKeys: Table.empty(),
  bucketKeys: Table.empty(),
});

/** ARN of a bucket. */
export const bucketArnOf = (bucket: string): string => `arn:aws:s3:::${bucket}`;
/** ARN of an object. */
export const objectArnOf = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

const SEPARATOR = '\u0000';
const SEQUENCE_DIGITS = 12;

/**
 * Row of a key. S3 lists keys in the order of their UTF-8 bytes, which is the order of code points; JavaScript compares
 * UTF-16 code units, which differs where surrogates meet U+E000 to U+FFFF. Those units are swapped in rows.
 */
export function rowOfKey(key: string): string {
  if (!/[\ud800-\uffff]/.test(key)) return key;
  let row = '';
  for (let at = 0; at < key.length; at++) {
    const unit = key.charCodeAt(at);
    row += String.fromCharCode(unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
  }
  return row;
}

/** Row of a noncurrent version: by key, newest first. */
export const rowOfVersion = (key: string, sequence: number): string =>
  `${rowOfKey(key)}${SEPARATOR}${(10 ** SEQUENCE_DIGITS - sequence).toString().padStart(SEQUENCE_DIGITS + 1, '0')}`;

/** Prefix of the rows of a key's noncurrent versions. */
export const versionRowsOf = (key: string): string => rowOfKey(key) + SEPARATOR;

/** Prefix of the rows of a key's uploads. */
export const uploadRowsOf = (key: string): string => rowOfKey(key) + SEPARATOR;

/** Row of a multipart upload: by key, then id. */
export const rowOfUpload = (key: string, id: string): string => `${rowOfKey(key)}${SEPARATOR}${id}`;
