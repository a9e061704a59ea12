/** GetObject and HeadObject. */
import { concat } from '../../bytes.ts';
import type { Context } from '../../context.ts';
import { checksumMembers } from '../checksums.ts';
import { checkReadConditions, type ReadConditions } from '../conditional.ts';
import type { CustomerKey } from '../customerKeys.ts';
import { usesKms } from '../encryption.ts';
import { openBody } from '../envelope.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { describeVersion, type ReadAnswer } from '../headers.ts';
import { type Input, objectOperation } from '../operation.ts';
import { type ByteRange, cut, partRange, rangeOf } from '../range.ts';
import { checkReadable, findForReading, openVersion, READ } from '../read.ts';
import { noteBytes, noteEncryption } from '../record.ts';
import { encryptionMembers, versionMember } from '../respond.ts';
import type { Bucket, ObjectVersion } from '../state.ts';

type ReadInput = Input<'GetObject'> | Input<'HeadObject'>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject = objectOperation('GetObject', true, (context, bucket, input) => {
  const { version, customerKey, part } = prepare(context, bucket, input, 'GET');
  const { place, keys } = openVersion(context, bucket, version, customerKey);
  const pieces = version.body.map((sealed, index) => ({
    sizeBytes: version.parts?.[index]?.sizeBytes ?? version.sizeBytes,
    open: () => openBody(context, place, keys, sealed),
  }));
  const body = part.range ? cut(pieces, part.range) : joined(pieces.map((piece) => piece.open()));
  noteBytes(context, { out: body.length });
  const said = describe(bucket, version, input, part);
  said.Body = body;
  return said;
});

/** What was opened is nobody else's: a single piece need not be copied. */
const joined = (pieces: readonly Uint8Array[]): Uint8Array => (pieces.length === 1 ? pieces[0]! : concat(...pieces));

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject = objectOperation('HeadObject', true, (context, bucket, input) => {
  const { version, customerKey, part } = prepare(context, bucket, input, 'HEAD');
  // A HEAD asks nothing of KMS but for the checksum, which is kept encrypted (documented).
  if (input.ChecksumMode === 'ENABLED' && usesKms(version.encryption!.mode)) {
    openVersion(context, bucket, version, customerKey);
  }
  return describe(bucket, version, input, part);
});

/** Which bytes are meant. */
interface Wanted {
  readonly range?: ByteRange;
  readonly partsCount?: number;
}

/** Everything that can be refused before KMS is asked. */
function prepare(
  context: Context,
  bucket: Bucket,
  input: ReadInput,
  method: 'GET' | 'HEAD',
): { version: ObjectVersion; customerKey: CustomerKey | undefined; part: Wanted } {
  checkNoEncryptionHeader(input);
  const version = findForReading(context, bucket, { Key: input.Key!, VersionId: input.VersionId }, READ, method);
  noteEncryption(context, version.encryption!);
  const customerKey = checkReadable(context, version, input);
  checkReadConditions(version, input as ReadConditions);
  if (input.Range !== undefined && input.PartNumber !== undefined) {
    invalidRequest('Cannot specify both Range header and partNumber query parameter', s3Facts['range-unsatisfiable']);
  }
  const part = input.PartNumber === undefined ? wholeOrRange(input, version) : partRange(version, input.PartNumber);
  return { version, customerKey, part };
}

const wholeOrRange = (input: ReadInput, version: ObjectVersion): Wanted => {
  const range = rangeOf(input.Range, version.sizeBytes);
  return range ? { range } : {};
};

/** Reads take no encryption header; SDK types do not have it, requests may. */
function checkNoEncryptionHeader(input: object): void {
  const { ServerSideEncryption: given } = input as { ServerSideEncryption?: string };
  if (given === undefined) return;
  invalidArgument(
    'x-amz-server-side-encryption header is not supported for this operation.',
    s3Facts['read-takes-no-encryption-header'],
    'x-amz-server-side-encryption',
    given,
  );
}

/** What the response says beside the body. One member after the other: this is in every read, and spreads cost. */
function describe(bucket: Bucket, version: ObjectVersion, input: ReadInput, { range, partsCount }: Wanted): ReadAnswer {
  const lengthBytes = range ? range.lastByte - range.firstByte + 1 : version.sizeBytes;
  const said = describeVersion(version);
  said.ContentLength = lengthBytes;
  if (range) said.ContentRange = `bytes ${range.firstByte}-${range.lastByte}/${version.sizeBytes}`;
  if (partsCount !== undefined) said.PartsCount = partsCount;
  Object.assign(said, encryptionMembers(version.encryption!), versionMember(bucket, version));
  if (input.ChecksumMode === 'ENABLED' && lengthBytes === version.sizeBytes)
    Object.assign(said, checksumMembers(version));
  // Headers that the request asks to be answered with.
  if (input.ResponseContentType !== undefined) said.ContentType = input.ResponseContentType;
  if (input.ResponseContentLanguage !== undefined) said.ContentLanguage = input.ResponseContentLanguage;
  if (input.ResponseContentDisposition !== undefined) said.ContentDisposition = input.ResponseContentDisposition;
  if (input.ResponseContentEncoding !== undefined) said.ContentEncoding = input.ResponseContentEncoding;
  if (input.ResponseCacheControl !== undefined) said.CacheControl = input.ResponseCacheControl;
  return said;
}
