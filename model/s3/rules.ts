/** The parts of S3 that decide and can be bent by a broken world. */
import type { ErrorOutcome } from '../errors.ts';
import type { Random } from '../random.ts';
import type { Timings } from '../timings.ts';
import type { objectLifecycle } from './object.machine.ts';
import type { BucketEncryption, EncryptionMode } from './state.ts';
import type { uploadLifecycle } from './upload.machine.ts';

/** The part of a request that says how to encrypt; members as in the API. */
export interface EncryptionHeaders {
  readonly ServerSideEncryption?: string;
  readonly SSEKMSKeyId?: string;
  /** Base64 of a JSON object of strings. */
  readonly SSEKMSEncryptionContext?: string;
  readonly BucketKeyEnabled?: boolean;
  readonly SSECustomerAlgorithm?: string;
  /** Base64 of 32 bytes. */
  readonly SSECustomerKey?: string;
  readonly SSECustomerKeyMD5?: string;
}

/** How a new object is to be encrypted. */
export interface EncryptionChoice {
  readonly mode: EncryptionMode;
  /** SSE-KMS and DSSE-KMS: what is named to KMS; an id, an ARN or an alias. */
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled: boolean;
  /** The caller's own pairs. */
  readonly suppliedContext: Readonly<Record<string, string>>;
  /** Whether the request named no encryption, so that the bucket's default chose (CloudTrail's `Default_`). */
  readonly byDefault: boolean;
}

/** What decides in S3 beside the operations themselves. */
export interface S3Rules {
  readonly objectLifecycle: typeof objectLifecycle;
  readonly uploadLifecycle: typeof uploadLifecycle;
  /** How a new object is encrypted: the request's headers before the bucket's default. Refuses contradictions. */
  readonly chooseEncryption: (headers: EncryptionHeaders, bucket: BucketEncryption) => EncryptionChoice;
  /** The context that KMS gets. */
  readonly encryptionContext: (
    bucket: string,
    key: string,
    choice: Pick<EncryptionChoice, 'mode' | 'bucketKeyEnabled' | 'suppliedContext'>,
  ) => Readonly<Record<string, string>>;
  /** Refuses encryption modes that need TLS on a connection without it. */
  readonly checkTransport: (mode: EncryptionMode, secureTransport: boolean, reading?: boolean) => void;
  /** Refuses callers without Signature Version 4 where KMS needs one. */
  readonly checkSignature: (mode: EncryptionMode, anonymous: boolean) => void;
  /** Default encryption of a bucket that nobody has configured. */
  readonly newBucketEncryption: BucketEncryption;
  /** What S3 makes of a refusal by KMS. */
  readonly translateKmsError: (error: ErrorOutcome) => ErrorOutcome;
  /** ETag of an object written in one piece, from the MD5 (hexadecimal) of its plaintext. */
  readonly etagOf: (mode: EncryptionMode, md5: string, random: Random) => string;
  /** How long a bucket-level key is kept for one requester. */
  readonly bucketKeyLifetimeMs: (timings: Timings) => number;
}
