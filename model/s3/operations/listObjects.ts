/** ListObjectsV2 and ListObjects. */
import { base64, fromBase64, fromUtf8, utf8 } from '../../bytes.ts';
import { authorize } from '../authorize.ts';
import { invalidArgument } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { behind, describeListed, encoder, listPage, objectRows, type Page } from '../listing.ts';
import { objectOperation } from '../operation.ts';
import { type ObjectVersion, rowOfKey } from '../state.ts';

/** Most keys of a page, asked for or not. */
const MAX_KEYS = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2 = objectOperation('ListObjectsV2', true, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:ListBucket' });
  const asked = input.MaxKeys ?? MAX_KEYS;
  const limit = Math.min(asked, MAX_KEYS);
  const encode = encoder(input.EncodingType);
  const { Prefix: prefix = '', Delimiter: delimiter = '', ContinuationToken: token, StartAfter: startAfter } = input;
  const afterRow = token === undefined ? rowOfKey(startAfter ?? '') : readToken(token);
  const page = listPage(objectRows(bucket), { prefix, delimiter, limit, afterRow });
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    MaxKeys: limit,
    KeyCount: page.items.length + page.groups.length,
    IsTruncated: page.truncated,
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(startAfter === undefined ? {} : { StartAfter: encode(startAfter) }),
    ...(page.truncated ? { NextContinuationToken: writeToken(page) } : {}),
    ...contentsOf(page, encode, input.FetchOwner === true),
  };
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects = objectOperation('ListObjects', true, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:ListBucket' });
  const limit = Math.min(input.MaxKeys ?? MAX_KEYS, MAX_KEYS);
  const encode = encoder(input.EncodingType);
  const { Prefix: prefix = '', Delimiter: delimiter = '', Marker: marker = '' } = input;
  const page = listPage(objectRows(bucket), {
    prefix,
    delimiter,
    limit,
    afterRow: afterMarker(marker, prefix, delimiter),
  });
  // Without a delimiter the last key is the marker of the next page, and S3 does not repeat it.
  const next = page.truncated && delimiter !== '' && page.last ? { NextMarker: encode(nameOf(page.last)) } : {};
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    Marker: encode(marker),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    MaxKeys: limit,
    IsTruncated: page.truncated,
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...next,
    ...contentsOf(page, encode, true),
  };
});

/** A marker that is a common prefix stands for everything under it. */
function afterMarker(marker: string, prefix: string, delimiter: string): string {
  const group = delimiter !== '' && marker.startsWith(prefix) && marker.endsWith(delimiter) && marker !== prefix;
  return group ? behind(rowOfKey(marker)) : rowOfKey(marker);
}

const nameOf = (last: NonNullable<Page<ObjectVersion>['last']>): string =>
  'item' in last ? last.item.key : last.group;

/** The token of the next page: after which row it begins. Opaque to clients. */
function writeToken(page: Page<ObjectVersion>): string {
  const { last } = page;
  const row = last && 'group' in last ? behind(rowOfKey(last.group)) : rowOfKey(last?.item.key ?? '');
  return `1${base64(utf8(JSON.stringify(row)))}`;
}

function readToken(token: string): string {
  try {
    const row: unknown = JSON.parse(fromUtf8(fromBase64(token.slice(1))));
    if (typeof row === 'string') return row;
  } catch {
    // Not one of ours: refused below.
  }
  return invalidArgument(
    'The continuation token provided is incorrect',
    s3Facts['listing-arguments'],
    'continuation-token',
    token,
  );
}

function contentsOf(page: Page<ObjectVersion>, encode: (text: string) => string, withOwner: boolean) {
  const { items, groups } = page;
  return {
    ...(items.length > 0 ? { Contents: items.map((version) => describeListed(version, encode, withOwner)) } : {}),
    ...(groups.length > 0 ? { CommonPrefixes: groups.map((group) => ({ Prefix: encode(group) })) } : {}),
  };
}
