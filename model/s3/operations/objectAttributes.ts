/** GetObjectAttributes. */
import { checksumMembers } from '../checksums.ts';
import { usesKms } from '../encryption.ts';
import { partMarkerOf } from '../listing.ts';
import { objectOperation } from '../operation.ts';
import { checkReadable, findForReading, openVersion, READ } from '../read.ts';
import { noteEncryption } from '../record.ts';
import { versionMember } from '../respond.ts';
import type { ObjectVersion } from '../state.ts';

/** Most parts of a page. */
const MAX_PARTS = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes = objectOperation('GetObjectAttributes', true, (context, bucket, input) => {
  const version = findForReading(context, bucket, { Key: input.Key!, VersionId: input.VersionId }, READ, 'GET');
  noteEncryption(context, version.encryption!);
  const customerKey = checkReadable(context, version, input);
  const wanted = new Set<string>(input.ObjectAttributes ?? []);
  // Checksums are kept encrypted; all else is not.
  if (wanted.has('Checksum') && usesKms(version.encryption!.mode)) openVersion(context, bucket, version, customerKey);
  return {
    LastModified: version.modifiedMs,
    ...versionMember(bucket, version),
    ...(wanted.has('ETag') ? { ETag: version.etag } : {}),
    ...(wanted.has('Checksum') ? { Checksum: checksumMembers(version) } : {}),
    ...(wanted.has('ObjectParts') && version.parts ? { ObjectParts: partsOf(version, input) } : {}),
    ...(wanted.has('StorageClass') ? { StorageClass: version.storageClass as 'STANDARD' } : {}),
    ...(wanted.has('ObjectSize') ? { ObjectSize: version.sizeBytes } : {}),
  };
});

/** Parts one by one only where they have checksums of their own (composite), else their number. */
function partsOf(version: ObjectVersion, input: { MaxParts?: number; PartNumberMarker?: string }) {
  const parts = version.parts!;
  if (version.checksumType !== 'COMPOSITE') return { TotalPartsCount: parts.length };
  const limit = Math.min(input.MaxParts ?? MAX_PARTS, MAX_PARTS);
  const marker = partMarkerOf(input.PartNumberMarker);
  const after = parts.filter((part) => part.number > marker);
  const shown = after.slice(0, limit);
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(shown.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: shown.length < after.length,
    Parts: shown.map((part) => ({
      PartNumber: part.number,
      Size: part.sizeBytes,
      ...checksumMembers({ checksums: part.checksums }),
    })),
  };
}
