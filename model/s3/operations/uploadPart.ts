/** UploadPart and UploadPartCopy: for SSE-KMS each asks KMS to open the upload's data key. */

import { concat, hex } from '../../bytes.ts';
import type { Context } from '../../context.ts';
import type { Digests } from '../../crypto/digests.ts';
import { refuse } from '../../errors.ts';
import { authorize } from '../authorize.ts';
import { checkBody, checkContentMd5, checksumMembers, checksumOf, namedChecksum } from '../checksums.ts';
import { checkCopyConditions } from '../conditional.ts';
import { readCopySource } from '../copySource.ts';
import { type CustomerKey, type CustomerKeyHeaders, customerKeyOf } from '../customerKeys.ts';
import { openBody, openKeys, placeOf, sealBody } from '../envelope.ts';
import { invalidRequest } from '../errors.ts';
import { quoted } from '../etag.ts';
import { s3Facts } from '../facts.ts';
import { bucketNow, findSourceBucket } from '../find.ts';
import { type Input, objectOperation } from '../operation.ts';
import { copyRangeOf, cut } from '../range.ts';
import { checkReadable, findForReading, openVersion, READ } from '../read.ts';
import { noteBytes, noteEncryption } from '../record.ts';
import { encryptionMembers, versionMember } from '../respond.ts';
import type { Bucket, Checksums, Upload, UploadedPart } from '../state.ts';
import { findUpload, keepUpload, shownChecksums } from '../uploads.ts';
import { wholeSecondMs } from '../versions.ts';
import { refuseCustomerKey } from '../write.ts';

/** Largest part: 5 GiB. */
const MAX_PART_BYTES = 5 * 1024 ** 3;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart = objectOperation('UploadPart', false, (context, bucket, input) => {
  const body = input.Body ?? new Uint8Array();
  const named = namedChecksum(input);
  const { upload, customerKey } = findForPart(context, bucket, input);
  if (body.length > MAX_PART_BYTES) partTooLarge(body.length);
  noteBytes(context, { in: body.length });
  const { digests } = context.rules;
  const digest = digests.MD5(body);
  checkContentMd5(input.ContentMD5, digest);
  checkAlgorithm(upload, named?.algorithm);
  // The upload's own checksum, and the one that the request names where that is another.
  const checked = named ? checkBody(digests, body, named) : {};
  const checksums = {
    ...(upload.checksumAlgorithm in checked ? {} : checksumOfPart(digests, upload, body)),
    ...checked,
  };
  const part = keepPart(context, bucket, upload, { body, digest, checksums, number: input.PartNumber! }, customerKey);
  return {
    ETag: quoted(part.etag),
    ...checksumMembers({ checksums: shownChecksums(upload, checksums, named?.algorithm) }),
    ...encryptionMembers(upload.encryption),
  };
});

const checksumOfPart = (digests: Digests, upload: Upload, body: Uint8Array): Checksums => ({
  [upload.checksumAlgorithm]: checksumOf(digests, upload.checksumAlgorithm, body),
});

/** An upload that names an algorithm takes no other, and for a composite checksum every part must come with its own. */
function checkAlgorithm(upload: Upload, named: string | undefined): void {
  if (!upload.checksumNamed || named === upload.checksumAlgorithm) return;
  if (named === undefined && upload.checksumType === 'FULL_OBJECT') return;
  const expected = upload.checksumAlgorithm.toLowerCase();
  const actual = named?.toLowerCase() ?? 'null';
  invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`,
    s3Facts['checksum-header'],
  );
}

function partTooLarge(sizeBytes: number): never {
  return refuse('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    rule: s3Facts['body-too-large'],
    fields: { ProposedSize: String(sizeBytes), MaxSizeAllowed: String(MAX_PART_BYTES) },
  });
}

/** What both operations check before KMS: leave, the upload, its customer key, the transport. */
function findForPart(
  context: Context,
  bucket: Bucket,
  input: CustomerKeyHeaders & { Key: string | undefined; UploadId: string | undefined; PartNumber: number | undefined },
): { upload: Upload; customerKey: CustomerKey | undefined } {
  const key = input.Key!;
  const customerKey = customerKeyOf(input);
  authorize(context, bucket, { action: 's3:PutObject', key });
  const upload = findUpload(bucket, key, input.UploadId!);
  const { mode } = upload.encryption;
  context.rules.s3.checkTransport(mode, context.hasTransport);
  context.rules.s3.checkSignature(mode, context.identity.kind === 'Anonymous');
  if (customerKey && bucket.encryption.blocksCustomerKeys) refuseCustomerKey(context, bucket, key);
  checkKeyOfUpload(upload, customerKey);
  noteEncryption(context, upload.encryption);
  return { upload, customerKey };
}

function checkKeyOfUpload({ encryption }: Upload, customerKey: CustomerKey | undefined): void {
  const rule = s3Facts['customer-key-of-upload'];
  if ((encryption.mode === 'SSE-C') !== (customerKey !== undefined)) {
    invalidRequest(
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
      rule,
    );
  }
  if (customerKey && customerKey.md5 !== encryption.customerKeyMd5) {
    invalidRequest('The provided encryption parameters did not match the ones used originally.', rule);
  }
}

/** A part as it came. */
interface Content {
  readonly number: number;
  readonly body: Uint8Array;
  readonly digest: Uint8Array;
  readonly checksums: Checksums;
}

/** Seals a part under the upload's data key and keeps it; a part of the same number is replaced. */
function keepPart(
  context: Context,
  bucket: Bucket,
  upload: Upload,
  { number, body, digest, checksums }: Content,
  customerKey: CustomerKey | undefined,
): UploadedPart {
  const place = placeOf(bucket, upload.key);
  const keys = openKeys(context, place, upload.encryption, customerKey);
  const part: UploadedPart = {
    number,
    sizeBytes: body.length,
    checksums,
    modifiedMs: wholeSecondMs(context.nowMs),
    etag: context.rules.s3.etagOf(upload.encryption.mode, hex(digest), context.random),
    sealed: sealBody(context, place, keys, body),
  };
  const now = findUpload(bucketNow(context, bucket.name), upload.key, upload.id);
  keepUpload(context, bucket.name, { ...now, parts: now.parts.set(number, part) });
  return part;
}

type CopyInput = Input<'UploadPartCopy'>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy = objectOperation('UploadPartCopy', false, (context, bucket, input) => {
  const { upload, customerKey } = findForPart(context, bucket, input);
  const { body, versionId } = readSource(context, input);
  const { digests } = context.rules;
  const digest = digests.MD5(body);
  const checksums = checksumOfPart(digests, upload, body);
  const part = keepPart(context, bucket, upload, { body, digest, checksums, number: input.PartNumber! }, customerKey);
  return {
    CopyPartResult: {
      ETag: quoted(part.etag),
      LastModified: part.modifiedMs,
      ...checksumMembers({ checksums: shownChecksums(upload, checksums) }),
    },
    ...encryptionMembers(upload.encryption),
    ...(versionId === undefined ? {} : { CopySourceVersionId: versionId }),
  };
});

/** The bytes of the source, which KMS may have to open first. */
function readSource(context: Context, input: CopyInput): { body: Uint8Array; versionId?: string } {
  const source = readCopySource(input.CopySource!);
  const bucket = findSourceBucket(context, source.Bucket, input.ExpectedSourceBucketOwner);
  const version = findForReading(context, bucket, source, READ, 'GET');
  const customerKey = checkReadable(context, version, {
    SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
    SSECustomerKey: input.CopySourceSSECustomerKey,
    SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
  });
  checkCopyConditions(version, input, context.nowMs);
  const range = copyRangeOf(input.CopySourceRange, version.sizeBytes);
  const { place, keys } = openVersion(context, bucket, version, customerKey);
  const pieces = version.body.map((sealed, index) => ({
    sizeBytes: version.parts?.[index]?.sizeBytes ?? version.sizeBytes,
    open: () => openBody(context, place, keys, sealed),
  }));
  const body = range ? cut(pieces, range) : concat(...pieces.map((piece) => piece.open()));
  return { body, versionId: versionMember(bucket, version).VersionId };
}
