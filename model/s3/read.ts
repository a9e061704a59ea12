/**
 * What all reads of objects share, in S3's order: authorization, existence, conditions, customer keys, transport and
 * signature; then KMS. A denial by S3 asks nothing of KMS.
 */
import type { Context } from '../context.ts';
import { authorize, mayDo } from './authorize.ts';
import { type CustomerKey, checkCustomerKey, customerKeyOf } from './customerKeys.ts';
import { type OpenKeys, openBody, openKeys, type Place, placeOf } from './envelope.ts';
import { methodNotAllowed, noSuchKey, noSuchVersion } from './errors.ts';
import type { EncryptionHeaders } from './rules.ts';
import type { Bucket, ObjectVersion } from './state.ts';
import { checkVersionId, currentVersion, versionOf } from './versions.ts';

/** Which object a read means, and by which key. */
export interface ReadRequest {
  readonly Key: string;
  readonly VersionId?: string;
}

/** A read's actions: with and without a version id. */
export interface ReadActions {
  readonly current: string;
  readonly version: string;
  /** Whether a current delete marker is refused as such (tags: recorded) and not as a missing object. */
  readonly namesMarkers?: true;
}

/** Actions of GET and HEAD. */
export const READ: ReadActions = { current: 's3:GetObject', version: 's3:GetObjectVersion' };

/** Authorizes a read and finds the version, or refuses in the words that the caller may hear. */
export function findForReading(
  context: Context,
  bucket: Bucket,
  request: ReadRequest,
  actions: ReadActions,
  method: string,
): ObjectVersion {
  const { Key: key, VersionId: versionId } = request;
  if (versionId !== undefined) checkVersionId(bucket, versionId);
  const version = versionId === undefined ? currentVersion(bucket, key) : versionOf(bucket, key, versionId);
  authorize(context, bucket, { action: versionId === undefined ? actions.current : actions.version, key, version });
  if (version && !version.deleteMarker) return version;
  if (version && (versionId !== undefined || actions.namesMarkers)) return methodNotAllowed(method);
  // Whether there is such an object is told only to those who could see it in a listing.
  if (!mayDo(context, bucket, { action: 's3:ListBucket' })) authorize(context, bucket, { action: 's3:ListBucket' });
  return versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
}

/** Checks what a read of a version needs beside leave; gives the customer's key if it is one that opens it. */
export function checkReadable(
  context: Context,
  version: ObjectVersion,
  headers: Pick<EncryptionHeaders, 'SSECustomerAlgorithm' | 'SSECustomerKey' | 'SSECustomerKeyMD5'>,
): CustomerKey | undefined {
  const encryption = version.encryption!;
  const { s3 } = context.rules;
  s3.checkTransport(encryption.mode, context.hasTransport, true);
  s3.checkSignature(encryption.mode, context.identity.kind === 'Anonymous');
  const customerKey = customerKeyOf(headers, true);
  checkCustomerKey(encryption, customerKey);
  return customerKey;
}

/** Opens a version's data key; for SSE-KMS this asks KMS. */
export function openVersion(
  context: Context,
  bucket: Bucket,
  version: ObjectVersion,
  customerKey: CustomerKey | undefined,
): { readonly place: Place; readonly keys: OpenKeys } {
  const place = placeOf(bucket, version.key);
  return { place, keys: openKeys(context, place, version.encryption!, customerKey) };
}

/** The pieces of a version's body in the clear. */
export const piecesOf = (context: Context, place: Place, keys: OpenKeys, version: ObjectVersion): Uint8Array[] =>
  version.body.map((sealed) => openBody(context, place, keys, sealed));
