/**
 * Walking through a bucket in S3's order, grouping by delimiter. A walk costs what it lists: groups are jumped over,
 * never counted.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html (documented).
 */
import { fromUtf8, utf8 } from '../bytes.ts';
import { HALF_CHARACTER } from '../validation/s3Texts.ts';
import { invalidArgument } from './errors.ts';
import { quoted } from './etag.ts';
import { s3Facts } from './facts.ts';
import { ownerOf } from './owner.ts';
import type { Bucket, ObjectVersion, Upload } from './state.ts';
import { rowOfKey } from './state.ts';

/** What a listing shows of keys. */
export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string;
  /** Rows after this one, as rows are written (`rowOfKey`); `''` for the beginning. */
  readonly afterRow: string;
  readonly limit: number;
}

/** One page: things and groups in order. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly groups: readonly string[];
  readonly truncated: boolean;
  /** The last thing or group of the page. */
  readonly last?: { readonly item: T } | { readonly group: string };
}

/** A source of rows from a row on, and the key of each. */
export interface Rows<T> {
  readonly from: (row: string) => Iterable<readonly [string, T]>;
  readonly keyOf: (item: T) => string;
  /** Things that do not show (delete markers in listings of objects). */
  readonly hidden?: (item: T) => boolean;
}

/** The row behind all rows that begin with this one. */
export const behind = (row: string): string => `${row}\uffff\uffff`;

function laterRow(a: string, b: string): string {
  if (a > b) return a;
  return b;
}

/** Lists one page. */
export function listPage<T>(rows: Rows<T>, request: ListRequest): Page<T> {
  const { prefix, delimiter, limit } = request;
  const items: T[] = [];
  const groups: string[] = [];
  let last: Page<T>['last'];
  const prefixRow = rowOfKey(prefix);
  let from = laterRow(request.afterRow, prefixRow);
  if (limit === 0) return { items, groups, truncated: false };
  walk: while (true) {
    for (const [row, item] of rows.from(from)) {
      if (!row.startsWith(prefixRow)) break walk;
      if (row === request.afterRow || rows.hidden?.(item)) continue;
      const group = groupOf(rows.keyOf(item), prefix, delimiter);
      // The group that the previous page ended with.
      if (group !== undefined && request.afterRow >= rowOfKey(group) && request.afterRow.startsWith(rowOfKey(group))) {
        from = behind(rowOfKey(group));
        continue walk;
      }
      if (items.length + groups.length === limit) return { items, groups, truncated: true, last };
      if (group === undefined) {
        items.push(item);
        last = { item };
        continue;
      }
      groups.push(group);
      last = { group };
      from = behind(rowOfKey(group));
      continue walk;
    }
    break;
  }
  return { items, groups, truncated: false, last };
}

/** The common prefix that a key falls under. */
function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** Objects: current versions that are no delete markers. */
export const objectRows = (bucket: Bucket): Rows<ObjectVersion> => ({
  from: (row) => bucket.current.entries(row),
  keyOf: (version) => version.key,
  hidden: (version) => version.deleteMarker === true,
});

/** Uploads in progress. */
export const uploadRows = (bucket: Bucket): Rows<Upload> => ({
  from: (row) => bucket.uploads.entries(row),
  keyOf: (upload) => upload.key,
});

/** The number of a part-number marker, which is text in the SDK; 0 where there is none. */
export function partMarkerOf(marker: string | undefined): number {
  if (marker === undefined || marker === '') return 0;
  if (/^\d{1,10}$/.test(marker) && Number(marker) < 2 ** 31) return Number(marker);
  return invalidArgument(
    'Argument part-number-marker must be an integer between 0 and 2147483647',
    s3Facts['listing-arguments'],
    'part-number-marker',
    marker,
  );
}

/** The text as it would come out of UTF-8. A key never needs it, a prefix that somebody asks for may. */
const wellFormed = (text: string): string => (HALF_CHARACTER.test(text) ? fromUtf8(utf8(text)) : text);

/** URL-encodes what a listing shows, where the request asks for it; slashes stay. */
export const encoder =
  (encodingType: string | undefined) =>
  (text: string): string => {
    if (encodingType !== 'url') return text;
    return encodeURIComponent(wellFormed(text)).replaceAll('%2F', '/').replaceAll('%20', '+');
  };

/** A version as listings show it: nothing of its encryption. */
export function describeListed(version: ObjectVersion, encode: (text: string) => string, withOwner: boolean) {
  return {
    Key: encode(version.key),
    LastModified: version.modifiedMs,
    ETag: quoted(version.etag),
    ChecksumAlgorithm: Object.keys(version.checksums) as 'CRC32'[],
    ...(version.checksumType ? { ChecksumType: version.checksumType } : {}),
    Size: version.sizeBytes,
    StorageClass: version.storageClass as 'STANDARD',
    ...(withOwner ? { Owner: ownerOf(version.owner) } : {}),
  };
}
