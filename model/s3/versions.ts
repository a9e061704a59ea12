/**
 * Object versions: which is current, what a write and a deletion make of the others. Every state is assigned here.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html (documented).
 */

import { base64, concat, equalBytes, fromBase64 } from '../bytes.ts';
import type { Context } from '../context.ts';
import { crc32 } from '../crypto/crc.ts';
import { invalidArgument, noSuchVersion } from './errors.ts';
import { s3Facts } from './facts.ts';
import { bucketNow, changeBucket } from './find.ts';
import {
  type Bucket,
  type ObjectVersion,
  objectArnOf,
  rowOfKey,
  rowOfVersion,
  uploadRowsOf,
  versionRowsOf,
} from './state.ts';

/** Id of versions that were made without versioning. */
export const NULL_VERSION = 'null';

/** What an operation brings for a new version. */
export type VersionDraft = Omit<ObjectVersion, 'versionId' | 'sequence' | 'state' | 'modifiedMs'>;

type ObjectEvent = 'PUT' | 'SUPERSEDE' | 'OVERWRITE' | 'DELETE' | 'UNCOVER';

function move<Row extends Pick<ObjectVersion, 'key' | 'versionId' | 'state'>>(
  context: Context,
  bucket: string,
  row: Row,
  event: ObjectEvent,
): Row {
  const arn = objectArnOf(bucket, row.key);
  const resource = row.versionId === NULL_VERSION ? arn : `${arn}?versionId=${row.versionId}`;
  return context.transaction.move(context.rules.s3.objectLifecycle, resource, row, event);
}

/**
 * 32 characters that can stand in a URL. They end with a check sum, because S3 tells ids that it never gave out
 * (InvalidArgument) from those of versions that are gone (NoSuchVersion; both recorded).
 */
function newVersionId(context: Context): string {
  const drawn = context.random.bytes(20);
  return base64(concat(drawn, crc32([drawn])))
    .replaceAll('+', '.')
    .replaceAll('/', '_');
}

function isVersionId(text: string): boolean {
  if (!/^[A-Za-z0-9._]{32}$/.test(text)) return false;
  const bytes = fromBase64(text.replaceAll('.', '+').replaceAll('_', '/'));
  return equalBytes(crc32([bytes.subarray(0, 20)]), bytes.subarray(20));
}

/** Last-Modified counts whole seconds. */
export const wholeSecondMs = (atMs: number): number => Math.trunc(atMs / 1000) * 1000;

/** The current version of a key; a delete marker counts. */
export const currentVersion = (bucket: Bucket, key: string): ObjectVersion | undefined =>
  bucket.current.get(rowOfKey(key));

/** All versions of a key, newest first. */
export function* versionsOf(bucket: Bucket, key: string): Generator<ObjectVersion> {
  const current = currentVersion(bucket, key);
  if (current) yield current;
  for (const [, version] of bucket.noncurrent.withPrefix(versionRowsOf(key))) if (version.key === key) yield version;
}

/** The version of that id, or undefined. */
export function versionOf(bucket: Bucket, key: string, versionId: string): ObjectVersion | undefined {
  for (const version of versionsOf(bucket, key)) if (version.versionId === versionId) return version;
  return undefined;
}

/** The version of that id, or the refusal that fits. A bucket never versioned knows no other id than `null`. */
export function mustFindVersion(bucket: Bucket, key: string, versionId: string): ObjectVersion {
  const found = versionOf(bucket, key, versionId);
  if (found) return found;
  checkVersionId(bucket, versionId);
  return noSuchVersion(key, versionId);
}

/** Refuses what can be no version id of this bucket. */
export function checkVersionId(bucket: Bucket, versionId: string): void {
  if (versionId === NULL_VERSION || (bucket.versioning && isVersionId(versionId))) return;
  invalidArgument('Invalid version id specified', s3Facts['missing-version'], 'versionId', versionId);
}

/** Puts a new current version in its place and makes room for it. */
export function putVersion(context: Context, bucketName: string, draft: VersionDraft): ObjectVersion {
  const bucket = bucketNow(context, bucketName);
  const versionId = bucket.versioning === 'Enabled' ? newVersionId(context) : NULL_VERSION;
  const made: ObjectVersion = move(
    context,
    bucketName,
    // What is new stands first: members that follow a spread take twenty times as long.
    {
      versionId,
      sequence: bucket.versionsMade,
      state: context.rules.s3.objectLifecycle.initial,
      modifiedMs: wholeSecondMs(context.nowMs),
      ...draft,
    },
    'PUT',
  );
  const noncurrent = makeRoom(context, bucket, draft.key, versionId);
  const current = bucket.current.set(rowOfKey(draft.key), made);
  const uploads = disturbUploads(bucket, draft.key);
  changeBucket(context, bucketName, { current, noncurrent, uploads, versionsMade: bucket.versionsMade + 1 });
  return made;
}

/** The uploads, those of this key marked: somebody else has changed what they will become. */
function disturbUploads(bucket: Bucket, key: string): Bucket['uploads'] {
  let { uploads } = bucket;
  if (uploads.size === 0) return uploads;
  for (const [row, upload] of bucket.uploads.withPrefix(uploadRowsOf(key))) {
    if (!upload.disturbed) uploads = uploads.set(row, { ...upload, disturbed: true });
  }
  return uploads;
}

/** The noncurrent versions after a new version with this id has come: the old one of that id goes, the others stay. */
function makeRoom(context: Context, bucket: Bucket, key: string, versionId: string): Bucket['noncurrent'] {
  const { noncurrent } = bucket;
  const old = currentVersion(bucket, key);
  if (old && old.versionId === versionId) {
    move(context, bucket.name, old, 'OVERWRITE');
    return noncurrent;
  }
  const kept = old
    ? noncurrent.set(rowOfVersion(key, old.sequence), move(context, bucket.name, old, 'SUPERSEDE'))
    : noncurrent;
  const same = bucket.versioning === 'Suspended' ? versionOf(bucket, key, versionId) : undefined;
  if (!same) return kept;
  move(context, bucket.name, same, 'OVERWRITE');
  return kept.delete(rowOfVersion(key, same.sequence));
}

/** What a deletion came to, in the words of DeleteObject. */
export interface Deletion {
  readonly DeleteMarker?: boolean;
  readonly VersionId?: string;
}

/**
 * Deletes without naming a version: without versioning the object goes; with versioning a delete marker comes, whether
 * or not there is such an object.
 */
export function deleteObject(context: Context, bucketName: string, key: string): Deletion {
  const bucket = bucketNow(context, bucketName);
  if (!bucket.versioning) {
    const version = currentVersion(bucket, key);
    if (version) removeVersion(context, bucketName, version);
    return {};
  }
  const marker = putVersion(context, bucketName, deleteMarker(bucket, key));
  return { DeleteMarker: true, VersionId: marker.versionId };
}

const deleteMarker = (bucket: Bucket, key: string): VersionDraft => ({
  key,
  deleteMarker: true,
  owner: bucket.account,
  etag: '',
  sizeBytes: 0,
  storageClass: 'STANDARD',
  headers: {},
  metadata: {},
  tags: {},
  checksums: {},
  body: [],
});

/** Deletes one version for ever; the newest of the others becomes current. */
export function removeVersion(context: Context, bucketName: string, version: ObjectVersion): Deletion {
  move(context, bucketName, version, 'DELETE');
  changeBucket(context, bucketName, { uploads: disturbUploads(bucketNow(context, bucketName), version.key) });
  const bucket = bucketNow(context, bucketName);
  if (version.state === 'Current') uncover(context, bucket, version.key);
  else {
    const noncurrent = bucket.noncurrent.delete(rowOfVersion(version.key, version.sequence));
    changeBucket(context, bucketName, { noncurrent });
  }
  const named = bucket.versioning ? { VersionId: version.versionId } : {};
  return version.deleteMarker ? { DeleteMarker: true, ...named } : named;
}

function uncover(context: Context, bucket: Bucket, key: string): void {
  const row = rowOfKey(key);
  for (const [versionRow, next] of bucket.noncurrent.withPrefix(versionRowsOf(key))) {
    if (next.key !== key) continue;
    const current = bucket.current.set(row, move(context, bucket.name, next, 'UNCOVER'));
    changeBucket(context, bucket.name, { current, noncurrent: bucket.noncurrent.delete(versionRow) });
    return;
  }
  changeBucket(context, bucket.name, { current: bucket.current.delete(row) });
}

/** Replaces parts of a version that are no history: its tags, its ACL, its encryption. */
export function changeVersion(
  context: Context,
  bucketName: string,
  version: ObjectVersion,
  parts: Partial<Pick<ObjectVersion, 'tags' | 'acl' | 'encryption'>>,
): void {
  const bucket = bucketNow(context, bucketName);
  const changed = { ...version, ...parts };
  if (version.state === 'Current') {
    changeBucket(context, bucketName, { current: bucket.current.set(rowOfKey(version.key), changed) });
  } else {
    const row = rowOfVersion(version.key, version.sequence);
    changeBucket(context, bucketName, { noncurrent: bucket.noncurrent.set(row, changed) });
  }
}
