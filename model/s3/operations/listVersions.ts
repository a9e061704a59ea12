/** ListObjectVersions: versions and delete markers, newest first within a key. */
import { authorize } from '../authorize.ts';
import { invalidArgument } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { behind, describeListed, encoder, listPage, type Rows } from '../listing.ts';
import { objectOperation } from '../operation.ts';
import { ownerOf } from '../owner.ts';
import { type Bucket, type ObjectVersion, rowOfKey, rowOfVersion } from '../state.ts';
import { checkVersionId, versionOf } from '../versions.ts';

/** Most versions of a page. */
const MAX_KEYS = 1000;

/**
 * Rows of all versions: those of `noncurrent` with the current ones among them, where rows of versions would put them
 * (behind the key, before its older versions).
 */
const versionRows = (bucket: Bucket): Rows<ObjectVersion> => ({
  from: (row) => merge(bucket, row),
  keyOf: (version) => version.key,
});

const rowOf = (version: ObjectVersion): string => rowOfVersion(version.key, version.sequence);

/** Two ordered walks in one: current and noncurrent versions, by the rows of versions. */
function* merge(bucket: Bucket, from: string): Generator<readonly [string, ObjectVersion]> {
  // A current version's row begins with its key's row, which sorts before it: begin at the key.
  const current = bucket.current.values(from.split('\u0000')[0]!)[Symbol.iterator]();
  const noncurrent = bucket.noncurrent.entries(from)[Symbol.iterator]();
  let a = nextCurrent();
  let b = noncurrent.next();
  function nextCurrent(): readonly [string, ObjectVersion] | undefined {
    for (let next = current.next(); !next.done; next = current.next()) {
      const row = rowOf(next.value);
      if (row >= from) return [row, next.value];
    }
    return undefined;
  }
  while (a || !b.done) {
    if (a && (b.done || a[0] < b.value[0])) {
      yield a;
      a = nextCurrent();
    } else if (!b.done) {
      yield b.value;
      b = noncurrent.next();
    }
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions = objectOperation('ListObjectVersions', true, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:ListBucketVersions' });
  const limit = Math.min(input.MaxKeys ?? MAX_KEYS, MAX_KEYS);
  const encode = encoder(input.EncodingType);
  const {
    Prefix: prefix = '',
    Delimiter: delimiter = '',
    KeyMarker: keyMarker = '',
    VersionIdMarker: idMarker,
  } = input;
  const afterRow = afterMarkers(bucket, keyMarker, idMarker, delimiter);
  const page = listPage(versionRows(bucket), { prefix, delimiter, limit, afterRow });
  const versions = page.items.filter((version) => !version.deleteMarker);
  const markers = page.items.filter((version) => version.deleteMarker);
  const isLatest = (version: ObjectVersion) => ({
    IsLatest: version.state === 'Current',
    VersionId: version.versionId,
  });
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: idMarker ?? '',
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    MaxKeys: limit,
    IsTruncated: page.truncated,
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...(page.truncated && page.last ? nextMarkers(page.last, encode) : {}),
    ...(versions.length === 0
      ? {}
      : {
          Versions: versions.map((version) => ({
            ...describeListed(version, encode, true),
            StorageClass: version.storageClass as 'STANDARD',
            ...isLatest(version),
          })),
        }),
    ...(markers.length === 0
      ? {}
      : {
          DeleteMarkers: markers.map((marker) => ({
            Key: encode(marker.key),
            LastModified: marker.modifiedMs,
            Owner: ownerOf(marker.owner),
            ...isLatest(marker),
          })),
        }),
    ...(page.groups.length === 0 ? {} : { CommonPrefixes: page.groups.map((group) => ({ Prefix: encode(group) })) }),
  };
});

function nextMarkers(last: { item: ObjectVersion } | { group: string }, encode: (text: string) => string) {
  if ('group' in last) return { NextKeyMarker: encode(last.group) };
  return { NextKeyMarker: encode(last.item.key), NextVersionIdMarker: last.item.versionId };
}

/** Behind which row a page begins: a version, all versions of a key, or a group. */
function afterMarkers(bucket: Bucket, keyMarker: string, idMarker: string | undefined, delimiter: string): string {
  if (idMarker !== undefined && keyMarker === '') {
    invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      s3Facts['listing-arguments'],
      'version-id-marker',
      idMarker,
    );
  }
  if (keyMarker === '') return '';
  if (!idMarker) {
    const group = delimiter !== '' && keyMarker.endsWith(delimiter);
    return behind(group ? rowOfKey(keyMarker) : `${rowOfKey(keyMarker)}\u0000`);
  }
  const version = versionOf(bucket, keyMarker, idMarker);
  if (version) return rowOf(version);
  checkVersionId(bucket, idMarker);
  return behind(`${rowOfKey(keyMarker)}\u0000`);
}
