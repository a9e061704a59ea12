/** CompleteMultipartUpload: checks the list of parts, asks KMS to open the data key, and makes them one object. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { authorize } from '../authorize.ts';
import { ownerOfWrite } from '../cannedAcl.ts';
import { badChecksum, checksumMember, checksumMembers, combinedChecksum, compositeChecksum } from '../checksums.ts';
import { checkUndisturbed, checkWriteConditions } from '../conditional.ts';
import { checkCustomerKey, customerKeyOf } from '../customerKeys.ts';
import { openKeys, placeOf } from '../envelope.ts';
import { invalidRequest, malformedXml } from '../errors.ts';
import { multipartEtag, quoted, unquoted } from '../etag.ts';
import { s3Facts } from '../facts.ts';
import { type Input, objectOperation } from '../operation.ts';
import { noteEncryption } from '../record.ts';
import { encryptionMembers, writtenVersionMember } from '../respond.ts';
import type { Bucket, Checksums, Upload, UploadedPart } from '../state.ts';
import { endUpload, findUpload } from '../uploads.ts';
import { currentVersion, putVersion } from '../versions.ts';

/** Least size of every part but the last: 5 MiB. */
const MIN_PART_BYTES = 5 * 1024 ** 2;

type CompleteInput = Input<'CompleteMultipartUpload'>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload = objectOperation('CompleteMultipartUpload', false, (context, bucket, input) => {
  const key = input.Key!;
  authorize(context, bucket, { action: 's3:PutObject', key });
  const upload = findUpload(bucket, key, input.UploadId!);
  const parts = partsOf(upload, input);
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  checkSize(input, sizeBytes);
  const checksums = checksumsOf(context, upload, parts, input);
  checkWriteConditions(currentVersion(bucket, key), key, input);
  checkUndisturbed(upload, input);
  openUpload(context, bucket, upload, input);
  noteEncryption(context, upload.encryption);
  endUpload(context, bucket.name, upload, 'COMPLETE');
  const version = putVersion(context, bucket.name, {
    key,
    owner: ownerOfWrite(context, bucket, upload.acl),
    etag: multipartEtag(parts.map((part) => part.etag)),
    sizeBytes,
    storageClass: upload.storageClass,
    headers: upload.headers,
    metadata: upload.metadata,
    tags: upload.tags,
    acl: upload.acl,
    checksums,
    checksumType: upload.checksumType,
    parts: parts.map((part, index) => ({
      number: index + 1,
      sizeBytes: part.sizeBytes,
      checksums: { [upload.checksumAlgorithm]: part.checksums[upload.checksumAlgorithm]! },
    })),
    encryption: upload.encryption,
    body: parts.map((part) => part.sealed),
  });
  return {
    Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: quoted(version.etag),
    ...checksumMembers(version),
    ...encryptionMembers({ ...upload.encryption, ...(upload.encryption.mode === 'SSE-C' ? HIDE_CUSTOMER_KEY : {}) }),
    ...writtenVersionMember(bucket, version),
  };
});

/** The answer shows nothing of a customer's key (documented). */
const HIDE_CUSTOMER_KEY = { customerKeyMd5: undefined };

/**
 * KMS opens the data key (parts are decrypted and assembled, says AWS). A customer's key is not needed for it, but if
 * it comes it must be the right one.
 */
function openUpload(context: Context, bucket: Bucket, upload: Upload, input: CompleteInput): void {
  const { mode } = upload.encryption;
  context.rules.s3.checkTransport(mode, context.hasTransport);
  const customerKey = customerKeyOf(input, true);
  if (mode === 'SSE-C') {
    if (customerKey) checkCustomerKey(upload.encryption, customerKey);
    return;
  }
  openKeys(context, placeOf(bucket, upload.key), upload.encryption);
}

/** The listed parts, in ascending order, all there, all large enough. */
function partsOf(upload: Upload, input: CompleteInput): UploadedPart[] {
  const listed = input.MultipartUpload?.Parts;
  if (input.MultipartUpload === undefined) {
    invalidRequest('You must specify at least one part', s3Facts['no-list']);
  }
  if (!listed || listed.length === 0) return malformedXml(s3Facts['no-list']);
  const parts = listed.map((wanted, index) => {
    if (index > 0 && (wanted.PartNumber ?? 0) <= (listed[index - 1]!.PartNumber ?? 0)) refuseOrder(upload);
    return findPart(upload, wanted);
  });
  for (const part of parts.slice(0, -1)) if (part.sizeBytes < MIN_PART_BYTES) refuseSmall(part);
  return parts;
}

type ListedPart = NonNullable<NonNullable<CompleteInput['MultipartUpload']>['Parts']>[number];

function findPart(upload: Upload, wanted: ListedPart): UploadedPart {
  const part = upload.parts.get(wanted.PartNumber ?? 0);
  if (!part || unquoted(wanted.ETag ?? '') !== part.etag) return refusePart(upload, wanted);
  const given = (wanted as Readonly<Record<string, unknown>>)[checksumMember(upload.checksumAlgorithm)];
  const kept = part.checksums[upload.checksumAlgorithm];
  if (given !== undefined && given !== kept) refusePart(upload, wanted);
  if (given === undefined && upload.checksumNamed && upload.checksumType === 'COMPOSITE') {
    const name = upload.checksumAlgorithm.toLowerCase();
    invalidRequest(
      `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
      s3Facts['checksum-header'],
    );
  }
  return part;
}

function refusePart(upload: Upload, wanted: ListedPart): never {
  return refuse(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    {
      rule: s3Facts['part-missing'],
      fields: {
        ETag: unquoted(wanted.ETag ?? ''),
        PartNumber: String(wanted.PartNumber ?? ''),
        UploadId: upload.id,
      },
    },
  );
}

function refuseOrder(upload: Upload): never {
  return refuse(
    'InvalidPartOrder',
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
    { rule: s3Facts['part-order'], fields: { UploadId: upload.id } },
  );
}

function refuseSmall(part: UploadedPart): never {
  return refuse('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    rule: s3Facts['part-too-small'],
    fields: {
      ETag: part.etag,
      MinSizeAllowed: String(MIN_PART_BYTES),
      PartNumber: String(part.number),
      ProposedSize: String(part.sizeBytes),
    },
  });
}

function checkSize(input: CompleteInput, sizeBytes: number): void {
  if (input.MpuObjectSize === undefined || Number(input.MpuObjectSize) === sizeBytes) return;
  invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${sizeBytes}`,
    s3Facts['checksum-header'],
  );
}

/** The object's checksum from those of its parts: no body has to be opened for it. */
function checksumsOf(
  { rules: { digests } }: Context,
  upload: Upload,
  parts: readonly UploadedPart[],
  input: CompleteInput,
): Checksums {
  const algorithm = upload.checksumAlgorithm;
  const values = parts.map(({ checksums, sizeBytes }) => ({ value: checksums[algorithm]!, sizeBytes }));
  const whole =
    upload.checksumType === 'COMPOSITE'
      ? compositeChecksum(
          digests,
          algorithm,
          values.map(({ value }) => value),
        )
      : combinedChecksum(algorithm, values);
  const given = (input as Readonly<Record<string, unknown>>)[checksumMember(algorithm)];
  if (given !== undefined && given !== whole && `${given}-${parts.length}` !== whole) badChecksum(algorithm);
  return { [algorithm]: whole };
}
