/** ListParts and ListMultipartUploads. */
import type { Context } from '../../context.ts';
import { authorize } from '../authorize.ts';
import { checksumMembers } from '../checksums.ts';
import { quoted } from '../etag.ts';
import { behind, encoder, listPage, partMarkerOf, uploadRows } from '../listing.ts';
import { objectOperation } from '../operation.ts';
import { canonicalIdOf, ownerOf } from '../owner.ts';
import { rowOfKey, rowOfUpload, type Upload } from '../state.ts';
import { findUpload, shownChecksums } from '../uploads.ts';

/** Most parts or uploads of a page. */
const MAX_LISTED = 1000;

/** Who began an upload, as S3 names people. */
const initiatorOf = (context: Context, upload: Upload): { ID: string } =>
  upload.initiator === 'anonymous' ? { ID: canonicalIdOf(context.account) } : { ID: upload.initiator };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts = objectOperation('ListParts', true, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:ListMultipartUploadParts', key: input.Key! });
  const upload = findUpload(bucket, input.Key!, input.UploadId!);
  const limit = Math.min(input.MaxParts ?? MAX_LISTED, MAX_LISTED);
  const marker = partMarkerOf(input.PartNumberMarker);
  const after = [...upload.parts.values(marker + 1)];
  const shown = after.slice(0, limit);
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(shown.at(-1)?.number ?? 0),
    MaxParts: limit,
    IsTruncated: shown.length < after.length,
    ...(shown.length === 0
      ? {}
      : {
          Parts: shown.map((part) => ({
            PartNumber: part.number,
            LastModified: part.modifiedMs,
            ETag: quoted(part.etag),
            Size: part.sizeBytes,
            ...checksumMembers({ checksums: shownChecksums(upload, part.checksums) }),
          })),
        }),
    Initiator: initiatorOf(context, upload),
    Owner: ownerOf(bucket.account),
    StorageClass: upload.storageClass as 'STANDARD',
    ...checksumMember(upload),
  };
});

const checksumMember = (upload: Upload) =>
  upload.checksumNamed
    ? { ChecksumAlgorithm: upload.checksumAlgorithm as 'CRC32', ChecksumType: upload.checksumType }
    : {};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads = objectOperation('ListMultipartUploads', true, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:ListBucketMultipartUploads' });
  const limit = Math.min(input.MaxUploads ?? MAX_LISTED, MAX_LISTED);
  const encode = encoder(input.EncodingType);
  const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: keyMarker = '', UploadIdMarker: idMarker } = input;
  const afterRow =
    keyMarker === '' ? '' : idMarker ? rowOfUpload(keyMarker, idMarker) : behind(`${rowOfKey(keyMarker)}\u0000`);
  const page = listPage(uploadRows(bucket), { prefix, delimiter, limit, afterRow });
  const last = page.last && ('item' in page.last ? page.last.item : undefined);
  const lastKey = last?.key ?? (page.last && 'group' in page.last ? page.last.group : '');
  return {
    Bucket: bucket.name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: idMarker ?? '',
    Prefix: encode(prefix),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    MaxUploads: limit,
    IsTruncated: page.truncated,
    NextKeyMarker: encode(lastKey),
    NextUploadIdMarker: last?.id ?? '',
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
    ...(page.items.length === 0
      ? {}
      : {
          Uploads: page.items.map((upload) => ({
            UploadId: upload.id,
            Key: encode(upload.key),
            Initiated: upload.initiatedMs,
            StorageClass: upload.storageClass as 'STANDARD',
            Owner: ownerOf(bucket.account),
            Initiator: initiatorOf(context, upload),
            ...checksumMember(upload),
          })),
        }),
    ...(page.groups.length === 0 ? {} : { CommonPrefixes: page.groups.map((group) => ({ Prefix: encode(group) })) }),
  };
});
