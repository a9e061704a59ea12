/** CreateMultipartUpload: asks KMS for the data key of all parts; AbortMultipartUpload asks nothing. */
import { base64 } from '../../bytes.ts';
import type { Context } from '../../context.ts';
import { Table } from '../../table.ts';
import { authorize } from '../authorize.ts';
import { checksumAlgorithms, combines, DEFAULT_ALGORITHM, namedChecksum } from '../checksums.ts';
import { makeKeys, placeOf } from '../envelope.ts';
import { invalidRequest } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { headersOf, metadataOf } from '../headers.ts';
import { type Input, objectOperation } from '../operation.ts';
import { noteEncryption } from '../record.ts';
import { encryptionMembers } from '../respond.ts';
import type { Upload } from '../state.ts';
import { tagsOfHeader } from '../tags.ts';
import { endUpload, findUpload, keepUpload, moveUpload } from '../uploads.ts';
import { wholeSecondMs } from '../versions.ts';
import { leaveToWrite } from '../write.ts';

type CreateInput = Input<'CreateMultipartUpload'>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload = objectOperation('CreateMultipartUpload', false, (context, bucket, input) => {
  const place = placeOf(bucket, input.Key!);
  const checksum = checksumOfUpload(input);
  const kept = { headers: headersOf(input), metadata: metadataOf(input.Metadata), tags: tagsOfHeader(input.Tagging) };
  const { choice, customerKey } = leaveToWrite(context, bucket, place.key, input);
  const { encryption } = makeKeys(context, place, choice, customerKey);
  noteEncryption(context, encryption, choice.byDefault);
  const upload: Upload = {
    id: newUploadId(context),
    key: place.key,
    state: context.rules.s3.uploadLifecycle.initial,
    initiatedMs: wholeSecondMs(context.nowMs),
    initiator: context.identity.arn,
    encryption,
    storageClass: input.StorageClass ?? 'STANDARD',
    ...kept,
    acl: input.ACL,
    ...checksum,
    parts: Table.empty(),
  };
  keepUpload(context, bucket.name, moveUpload(context, bucket.name, upload, 'CREATE'));
  return {
    Bucket: bucket.name,
    Key: place.key,
    UploadId: upload.id,
    ...encryptionMembers(encryption),
    ...(input.SSEKMSEncryptionContext === undefined ? {} : { SSEKMSEncryptionContext: input.SSEKMSEncryptionContext }),
    ...(checksum.checksumNamed
      ? { ChecksumAlgorithm: input.ChecksumAlgorithm, ChecksumType: checksum.checksumType }
      : {}),
  };
});

/** 128 characters that can stand in a URL. */
const newUploadId = (context: Context): string =>
  base64(context.random.bytes(96)).replaceAll('+', '.').replaceAll('/', '_');

/** Which checksum parts and object will have. SHA checksums are composite, CRC64NVME is of the full object. */
function checksumOfUpload(input: CreateInput): Pick<Upload, 'checksumAlgorithm' | 'checksumType' | 'checksumNamed'> {
  namedChecksum(input);
  const { ChecksumAlgorithm: algorithm, ChecksumType: type } = input;
  const rule = s3Facts['checksum-header'];
  if (algorithm === undefined) {
    if (type !== undefined) {
      invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.', rule);
    }
    return { checksumAlgorithm: DEFAULT_ALGORITHM, checksumType: 'FULL_OBJECT', checksumNamed: false };
  }
  const checksumType = type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const possible = checksumType === 'COMPOSITE' ? algorithm !== 'CRC64NVME' : combines(algorithm);
  if (!possible || !checksumAlgorithms.includes(algorithm)) {
    const name = algorithm.toLowerCase();
    invalidRequest(`The ${checksumType} checksum type cannot be used with the ${name} checksum algorithm.`, rule);
  }
  return { checksumAlgorithm: algorithm, checksumType, checksumNamed: true };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload = objectOperation('AbortMultipartUpload', false, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:AbortMultipartUpload', key: input.Key! });
  endUpload(context, bucket.name, findUpload(bucket, input.Key!, input.UploadId!), 'ABORT');
  return {};
});
