/**
 * Conditional requests.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html (documented); errors recorded
 * (LocalStack snapshots test_s3_copy_object_preconditions, test_put_object_if_none_match).
 */
import { refuse } from '../errors.ts';
import { noSuchKey, notModified, preconditionFailed } from './errors.ts';
import { unquoted } from './etag.ts';
import { s3Facts } from './facts.ts';
import type { ObjectVersion, Upload } from './state.ts';

/** Conditions of a read, in the request's members; times in milliseconds since 1970. */
export interface ReadConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
  readonly IfModifiedSince?: number;
  readonly IfUnmodifiedSince?: number;
}

const matches = (header: string, version: ObjectVersion): boolean =>
  header === '*' || header.split(',').some((etag) => unquoted(etag.trim()) === version.etag);

const wholeSeconds = (atMs: number): number => Math.trunc(atMs / 1000);

/** Whether the version was modified after a moment; moments in the future hold nothing up. */
const modifiedSince = (version: ObjectVersion, sinceMs: number): boolean =>
  wholeSeconds(version.modifiedMs) > wholeSeconds(sinceMs);

/**
 * Refuses a read whose conditions do not hold: 412, or 304 where the caller has the version already. If-Match beats
 * If-Unmodified-Since, If-None-Match beats If-Modified-Since (RFC 9110).
 */
export function checkReadConditions(version: ObjectVersion, given: ReadConditions): void {
  if (given.IfMatch !== undefined) {
    if (!matches(given.IfMatch, version)) preconditionFailed('If-Match');
  } else if (given.IfUnmodifiedSince !== undefined && modifiedSince(version, given.IfUnmodifiedSince)) {
    preconditionFailed('If-Unmodified-Since');
  }
  if (given.IfNoneMatch !== undefined) {
    if (matches(given.IfNoneMatch, version)) notModified();
  } else if (given.IfModifiedSince !== undefined && !modifiedSince(version, given.IfModifiedSince)) notModified();
}

/** Conditions of a copy on its source. */
export interface CopyConditions {
  readonly CopySourceIfMatch?: string;
  readonly CopySourceIfNoneMatch?: string;
  readonly CopySourceIfModifiedSince?: number;
  readonly CopySourceIfUnmodifiedSince?: number;
}

/** Refuses a copy whose conditions on the source do not hold; a moment in the future does not count (recorded). */
export function checkCopyConditions(version: ObjectVersion, given: CopyConditions, nowMs: number): void {
  const since = (atMs: number | undefined): number | undefined =>
    atMs !== undefined && atMs > nowMs ? undefined : atMs;
  const modified = since(given.CopySourceIfModifiedSince);
  const unmodified = since(given.CopySourceIfUnmodifiedSince);
  if (given.CopySourceIfMatch !== undefined) {
    if (!matches(given.CopySourceIfMatch, version)) preconditionFailed('x-amz-copy-source-If-Match');
  } else if (unmodified !== undefined && modifiedSince(version, unmodified)) {
    preconditionFailed('x-amz-copy-source-If-Unmodified-Since');
  }
  if (given.CopySourceIfNoneMatch !== undefined) {
    if (matches(given.CopySourceIfNoneMatch, version)) preconditionFailed('x-amz-copy-source-If-None-Match');
  } else if (modified !== undefined && !modifiedSince(version, modified)) {
    preconditionFailed('x-amz-copy-source-If-Modified-Since');
  }
}

/** Conditions of a write on what is there. */
export interface WriteConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

/** Refuses a write whose conditions on the current version do not hold; a delete marker is no object. */
export function checkWriteConditions(current: ObjectVersion | undefined, key: string, given: WriteConditions): void {
  const existing = current?.deleteMarker ? undefined : current;
  if (given.IfNoneMatch !== undefined) {
    if (given.IfNoneMatch !== '*') notImplemented('If-None-Match');
    if (existing) preconditionFailed('If-None-Match');
  }
  if (given.IfMatch === undefined) return;
  if (given.IfMatch === '*') notImplemented('If-Match');
  if (!existing) noSuchKey(key);
  if (!matches(given.IfMatch, existing!)) preconditionFailed('If-Match');
}

/** Refuses a conditional completion of an upload during which somebody wrote or deleted the same key. */
export function checkUndisturbed(upload: Upload, given: WriteConditions): void {
  const condition = given.IfMatch !== undefined ? 'If-Match' : given.IfNoneMatch !== undefined ? 'If-None-Match' : '';
  if (condition === '' || !upload.disturbed) return;
  refuse(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    { rule: s3Facts['write-conflict'], status: 409, fields: { Condition: condition, Key: upload.key } },
  );
}

/** 501: writes take only `If-None-Match: *`, and never `If-Match: *` (recorded). */
function notImplemented(header: string): never {
  return refuse('NotImplemented', 'A header you provided implies functionality that is not implemented', {
    rule: s3Facts.precondition,
    status: 501,
    fields: {
      Header: header,
      additionalMessage: `We don't accept the provided value of ${header} header for this API`,
    },
  });
}
