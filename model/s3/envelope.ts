/**
 * Envelope encryption of objects: every object has a data key of its own, and only the sealed data key is kept. Who
 * seals it is what the modes of encryption differ in: KMS, a bucket-level key, the key that S3 owns, or the customer's.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html (documented).
 */
import { utf8 } from '../bytes.ts';
import type { Context } from '../context.ts';
import type { Cipher } from '../crypto/cipher.ts';
import { ModelDefect } from '../errors.ts';
import { bucketKeyForReading, bucketKeyForWriting, wrappingKeyFromKms } from './bucketKeys.ts';
import { type CustomerKey, refuseWrongKey } from './customerKeys.ts';
import { decryptDataKey, generateDataKey } from './kmsCalls.ts';
import type { EncryptionChoice } from './rules.ts';
import { openUnder, ownedKey, sealUnder } from './seal.ts';
import { type Bucket, type KmsEncryption, type ObjectEncryption, objectArnOf } from './state.ts';

/** Where an object is: what its data keys and its bytes are bound to. */
export interface Place {
  readonly bucket: string;
  /** The bucket's Region, whose KMS is asked. */
  readonly region: string;
  readonly key: string;
  /** The object's ARN in bytes: the associated data of everything that is sealed there. */
  readonly bound: Uint8Array;
}

/** The place of a key in a bucket. */
export const placeOf = ({ name, region }: Bucket, key: string): Place => ({
  bucket: name,
  region,
  key,
  bound: utf8(objectArnOf(name, key)),
});

/** The open keys of an object; they never stand in the world. */
export interface OpenKeys {
  readonly inner: Uint8Array;
  /** DSSE-KMS: the key of the second layer. */
  readonly outer?: Uint8Array;
}

/** Makes the data key of a new object. For SSE-KMS this asks KMS; everything that can be refused was checked before. */
export function makeKeys(
  context: Context,
  place: Place,
  choice: EncryptionChoice,
  customerKey?: CustomerKey,
): { readonly encryption: ObjectEncryption; readonly keys: OpenKeys } {
  switch (choice.mode) {
    case 'AES256':
      return sealedBy(context, place, ownedKey(context, place.region), { mode: 'AES256' });
    case 'SSE-C':
      return sealedBy(context, place, customerKey!.bytes, { mode: 'SSE-C', customerKeyMd5: customerKey!.md5 });
    default:
      return makeKmsKeys(context, place, choice);
  }
}

/** A fresh data key, sealed under a wrapping key. */
function sealedBy(
  context: Context,
  place: Place,
  wrappingKey: Uint8Array,
  rest: Omit<ObjectEncryption, 'wrappedDataKey'>,
) {
  const inner = context.random.bytes(32);
  const wrappedDataKey = sealUnder(context, wrappingKey, inner, place.bound);
  return { encryption: { ...rest, wrappedDataKey }, keys: { inner } };
}

function makeKmsKeys(context: Context, place: Place, choice: EncryptionChoice) {
  const { mode, bucketKeyEnabled } = choice;
  if (bucketKeyEnabled) {
    const { kms, plain } = wrappingKeyFor(context, place, choice);
    return sealedBy(context, place, plain, { mode, kms });
  }
  const encryptionContext = context.rules.s3.encryptionContext(place.bucket, place.key, choice);
  const dataKey = generateDataKey(context, place.region, choice.kmsKeyId!, encryptionContext);
  const kms: KmsEncryption = { keyArn: dataKey.KeyId, context: encryptionContext, bucketKeyEnabled };
  const encryption: ObjectEncryption = { mode, kms, wrappedDataKey: dataKey.CiphertextBlob };
  if (mode !== 'aws:kms:dsse') return { encryption, keys: { inner: dataKey.Plaintext } };
  const outer = context.random.bytes(32);
  const wrappedOuterKey = sealUnder(context, ownedKey(context, place.region), outer, place.bound);
  return { encryption: { ...encryption, wrappedOuterKey }, keys: { inner: dataKey.Plaintext, outer } };
}

/** A key of KMS that seals a data key: the bucket-level key of this requester, or one for this object alone. */
function wrappingKeyFor(context: Context, place: Place, choice: EncryptionChoice) {
  const { bucketKeyEnabled } = choice;
  const encryptionContext = context.rules.s3.encryptionContext(place.bucket, place.key, choice);
  const make = bucketKeyEnabled ? bucketKeyForWriting : wrappingKeyFromKms;
  const { keyArn, plain, wrapped } = make(context, place, choice.kmsKeyId!, encryptionContext);
  const kms: KmsEncryption = { keyArn, context: encryptionContext, bucketKeyEnabled, wrappedWrappingKey: wrapped };
  return { kms, plain };
}

/** Opens the data key of an object. For SSE-KMS this asks KMS. */
export function openKeys(
  context: Context,
  place: Place,
  encryption: ObjectEncryption,
  customerKey?: CustomerKey,
): OpenKeys {
  const { kms, wrappedDataKey } = encryption;
  if (encryption.mode === 'SSE-C') return { inner: openWithCustomerKey(context, place, wrappedDataKey, customerKey!) };
  if (!kms) return { inner: openOwned(context, place, wrappedDataKey) };
  if (kms.wrappedWrappingKey) {
    return { inner: mustOpen(context, place, openWrappingKey(context, place, kms), wrappedDataKey) };
  }
  const inner = decryptDataKey(context, place.region, wrappedDataKey, kms.context);
  if (!encryption.wrappedOuterKey) return { inner };
  return { inner, outer: mustOpen(context, place, ownedKey(context, place.region), encryption.wrappedOuterKey) };
}

/** A data key that was opened under the key that S3 owns, and all that this hung on. */
interface Opened {
  readonly cipher: Cipher;
  readonly ownedKey: Uint8Array;
  readonly place: Place;
  readonly plain: Uint8Array;
}

const openedBefore = new WeakMap<Uint8Array, Opened>();

/** Opens a data key under the key that S3 owns; a sealed one that was opened before, by the same, is remembered while it lasts. */
function openOwned(context: Context, place: Place, wrapped: Uint8Array): Uint8Array {
  const key = ownedKey(context, place.region);
  const { cipher } = context.rules;
  const before = openedBefore.get(wrapped);
  const same = before && before.cipher === cipher && before.ownedKey === key;
  if (same && before.place.key === place.key && before.place.bucket === place.bucket) return before.plain;
  const plain = mustOpen(context, place, key, wrapped);
  openedBefore.set(wrapped, { cipher, ownedKey: key, place, plain });
  return plain;
}

function openWrappingKey(context: Context, place: Place, kms: KmsEncryption): Uint8Array {
  const wrapped = kms.wrappedWrappingKey!;
  if (!kms.bucketKeyEnabled) return decryptDataKey(context, place.region, wrapped, kms.context);
  return bucketKeyForReading(context, place, kms.keyArn, wrapped, kms.context);
}

function openWithCustomerKey(context: Context, place: Place, wrapped: Uint8Array, key: CustomerKey): Uint8Array {
  return openUnder(context, key.bytes, wrapped, place.bound) ?? refuseWrongKey();
}

function mustOpen(context: Context, place: Place, key: Uint8Array, sealed: Uint8Array): Uint8Array {
  const opened = openUnder(context, key, sealed, place.bound);
  if (!opened) throw new ModelDefect(`s3: ${objectArnOf(place.bucket, place.key)} does not open under its key`);
  return opened;
}

/** Seals a piece of an object's body. */
export function sealBody(context: Context, place: Place, keys: OpenKeys, plaintext: Uint8Array): Uint8Array {
  const sealed = sealUnder(context, keys.inner, plaintext, place.bound);
  return keys.outer ? sealUnder(context, keys.outer, sealed, place.bound) : sealed;
}

/** Opens a piece of an object's body. */
export function openBody(context: Context, place: Place, keys: OpenKeys, sealed: Uint8Array): Uint8Array {
  const inner = keys.outer ? mustOpen(context, place, keys.outer, sealed) : sealed;
  return mustOpen(context, place, keys.inner, inner);
}

/**
 * The same data key under another KMS key (UpdateObjectEncryption): the body stays as it is.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html (documented; which call KMS
 * gets, GenerateDataKey, is assumed).
 */
export function rewrap(context: Context, place: Place, keys: OpenKeys, choice: EncryptionChoice): ObjectEncryption {
  const { kms, plain } = wrappingKeyFor(context, place, choice);
  return { mode: 'aws:kms', kms, wrappedDataKey: sealUnder(context, plain, keys.inner, place.bound) };
}
