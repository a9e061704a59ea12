/**
 * S3 Bucket Keys: a bucket-level key that S3 gets from KMS once for each requester, bucket and KMS key, and keeps for a
 * while; it makes and opens the data keys of objects without KMS. So a key that is disabled meanwhile still works for a
 * requester whose bucket-level key is kept.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (documented; the time is assumed).
 */
import { base64, utf8 } from '../bytes.ts';
import type { Context } from '../context.ts';
import { ModelDefect } from '../errors.ts';
import type { Transaction } from '../transaction.ts';
import type { World } from '../world.ts';
import { decryptDataKey, generateDataKey } from './kmsCalls.ts';
import { openUnder, ownedKey, sealUnder } from './seal.ts';

/** On the agenda: the bucket-level key of a row is forgotten. */
export const FORGET_BUCKET_KEY = 's3.forgetBucketKey';

/** Where a bucket-level key belongs. */
export interface KeyPlace {
  readonly bucket: string;
  readonly region: string;
}

type EncryptionContext = Readonly<Record<string, string>>;

/** A bucket-level key in use. */
export interface OpenBucketKey {
  readonly keyArn: string;
  readonly wrapped: Uint8Array;
  readonly plain: Uint8Array;
}

const SEPARATOR = '\u0000';
const rowFor = (
  principal: string,
  { bucket }: Pick<KeyPlace, 'bucket'>,
  purpose: 'read' | 'write',
  what: string,
  of: EncryptionContext,
): string => [principal, bucket, purpose, what, JSON.stringify(Object.entries(of).sort())].join(SEPARATOR);
const rowOf = (
  context: Context,
  place: KeyPlace,
  purpose: 'read' | 'write',
  what: string,
  of: EncryptionContext,
): string => rowFor(context.call.caller.principal, place, purpose, what, of);

/** A use of a bucket-level key: reading what lies under one, or writing under the key that a request names. */
export interface BucketKeyUse {
  readonly bucket: string;
  readonly of: { readonly wrapped: Uint8Array } | { readonly kmsKeyId: string };
  readonly context: EncryptionContext;
}

/** Until when S3 serves a requester without asking KMS (milliseconds since 1970); undefined where it asks. */
export function keptUntilMs(world: World, principal: string, use: BucketKeyUse): number | undefined {
  const [purpose, what] =
    'wrapped' in use.of ? (['read', base64(use.of.wrapped)] as const) : (['write', use.of.kmsKeyId] as const);
  const kept = world.s3.bucketKeys.get(rowFor(principal, use, purpose, what, use.context));
  return kept && world.agenda.get(kept.expires)?.atMs;
}

/** The bucket-level key that new objects of this requester are written with: the kept one, or a new one from KMS. */
export function bucketKeyForWriting(
  context: Context,
  place: KeyPlace,
  keyId: string,
  encryptionContext: EncryptionContext,
): OpenBucketKey {
  const row = rowOf(context, place, 'write', keyId, encryptionContext);
  const kept = recall(context, place.region, row);
  if (kept) return kept;
  const made = wrappingKeyFromKms(context, place, keyId, encryptionContext);
  keep(context, place.region, row, made);
  keep(context, place.region, rowOf(context, place, 'read', base64(made.wrapped), encryptionContext), made);
  return made;
}

/** A new wrapping key from KMS that nobody keeps. */
export function wrappingKeyFromKms(
  context: Context,
  place: KeyPlace,
  keyId: string,
  encryptionContext: EncryptionContext,
): OpenBucketKey {
  const { KeyId, Plaintext, CiphertextBlob } = generateDataKey(context, place.region, keyId, encryptionContext);
  return { keyArn: KeyId, wrapped: CiphertextBlob, plain: Plaintext };
}

/** Opens the bucket-level key of an object: by memory, or by KMS. */
export function bucketKeyForReading(
  context: Context,
  place: KeyPlace,
  keyArn: string,
  wrapped: Uint8Array,
  encryptionContext: EncryptionContext,
): Uint8Array {
  const row = rowOf(context, place, 'read', base64(wrapped), encryptionContext);
  const kept = recall(context, place.region, row);
  if (kept) return kept.plain;
  const plain = decryptDataKey(context, place.region, wrapped, encryptionContext);
  keep(context, place.region, row, { keyArn, wrapped, plain });
  return plain;
}

function recall(context: Context, region: string, row: string): OpenBucketKey | undefined {
  const kept = context.world.s3.bucketKeys.get(row);
  if (!kept) return undefined;
  const plain = openUnder(context, ownedKey(context, region), kept.sealed, utf8(row));
  if (!plain) throw new ModelDefect(`s3: the bucket-level key of ${row} does not open`);
  return { keyArn: kept.keyArn, wrapped: kept.wrapped, plain };
}

function keep(context: Context, region: string, row: string, key: OpenBucketKey): void {
  const lifetimeMs = context.rules.s3.bucketKeyLifetimeMs(context.world.options.timings);
  const sealed = sealUnder(context, ownedKey(context, region), key.plain, utf8(row));
  const expires = context.transaction.schedule(lifetimeMs, FORGET_BUCKET_KEY, { row });
  const { s3 } = context.world;
  const bucketKeys = s3.bucketKeys.set(row, { keyArn: key.keyArn, wrapped: key.wrapped, sealed, expires });
  context.update({ s3: { ...s3, bucketKeys } });
}

/** The time of a bucket-level key is over. */
export function forgetBucketKey(transaction: Transaction, detail: { readonly row: string }): void {
  const { s3 } = transaction.world;
  transaction.update({ s3: { ...s3, bucketKeys: s3.bucketKeys.delete(detail.row) } });
}
