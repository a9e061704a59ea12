/** CopyObject: a new object with a new data key; what was encrypted is opened and sealed again. */

import { concat, hex } from '../../bytes.ts';
import type { Context } from '../../context.ts';
import { authorize } from '../authorize.ts';
import { ownerOfWrite } from '../cannedAcl.ts';
import { checksumMembers, checksumOf, DEFAULT_ALGORITHM } from '../checksums.ts';
import { checkCopyConditions, checkWriteConditions } from '../conditional.ts';
import { type CopySource, readCopySource } from '../copySource.ts';
import { makeKeys, placeOf, sealBody } from '../envelope.ts';
import { invalidRequest } from '../errors.ts';
import { quoted } from '../etag.ts';
import { s3Facts } from '../facts.ts';
import { findSourceBucket } from '../find.ts';
import { headersOf, metadataOf } from '../headers.ts';
import { type Input, objectOperation } from '../operation.ts';
import { checkReadable, findForReading, openVersion, piecesOf, READ } from '../read.ts';
import { noteEncryption } from '../record.ts';
import { encryptionMembers, versionMember, writtenVersionMember } from '../respond.ts';
import type { Bucket, ObjectVersion } from '../state.ts';
import { tagsOfHeader } from '../tags.ts';
import { currentVersion, putVersion } from '../versions.ts';
import { leaveToWrite, type WriteLeave } from '../write.ts';

/** Largest object of a single copy: 5 GiB. */
const MAX_COPY_BYTES = 5 * 1024 ** 3;

type CopyInput = Input<'CopyObject'>;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject = objectOperation('CopyObject', false, (context, bucket, input) => {
  const key = input.Key!;
  const source = readCopySource(input.CopySource!);
  const { leave, sourceBucket, version, sourceKey } = prepare(context, bucket, input, source);

  // KMS hears of the source first, then of the copy.
  const opened = openVersion(context, sourceBucket, version, sourceKey);
  const body = concat(...piecesOf(context, opened.place, opened.keys, version));
  const place = placeOf(bucket, key);
  const { encryption, keys } = makeKeys(context, place, leave.choice, leave.customerKey);
  noteEncryption(context, encryption, leave.choice.byDefault);
  const { digests } = context.rules;
  const algorithm = input.ChecksumAlgorithm ?? algorithmOf(version);
  const made = putVersion(context, bucket.name, {
    key,
    owner: ownerOfWrite(context, bucket, input.ACL),
    etag: context.rules.s3.etagOf(leave.choice.mode, hex(digests.MD5(body)), context.random),
    sizeBytes: body.length,
    storageClass: input.StorageClass ?? 'STANDARD',
    ...descriptionOf(input, version),
    acl: input.ACL,
    checksums: { [algorithm]: checksumOf(digests, algorithm, body) },
    checksumType: 'FULL_OBJECT',
    encryption,
    body: [sealBody(context, place, keys, body)],
  });
  return {
    CopyObjectResult: { ETag: quoted(made.etag), LastModified: made.modifiedMs, ...checksumMembers(made) },
    ...encryptionMembers(encryption),
    ...(input.SSEKMSEncryptionContext === undefined ? {} : { SSEKMSEncryptionContext: input.SSEKMSEncryptionContext }),
    ...writtenVersionMember(bucket, made),
    ...copySourceVersion(sourceBucket, version),
  };
});

/** Everything that can be refused before KMS is asked. */
function prepare(context: Context, bucket: Bucket, input: CopyInput, source: CopySource) {
  const key = input.Key!;
  const leave = leaveToWrite(context, bucket, key, input);
  const sourceBucket = findSourceBucket(context, source.Bucket, input.ExpectedSourceBucketOwner);
  const version = findForReading(context, sourceBucket, source, READ, 'GET');
  if (input.TaggingDirective !== 'REPLACE' && Object.keys(version.tags).length > 0) {
    authorize(context, sourceBucket, { action: 's3:GetObjectTagging', key: source.Key, version });
    authorize(context, bucket, { action: 's3:PutObjectTagging', key });
  }
  const sourceKey = checkReadable(context, version, {
    SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm,
    SSECustomerKey: input.CopySourceSSECustomerKey,
    SSECustomerKeyMD5: input.CopySourceSSECustomerKeyMD5,
  });
  checkCopyConditions(version, input, context.nowMs);
  checkWriteConditions(currentVersion(bucket, key), key, input);
  if (version.sizeBytes > MAX_COPY_BYTES) {
    invalidRequest(
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
      s3Facts['copy-source-too-large'],
    );
  }
  checkChangesSomething(bucket, input, source, version, leave);
  return { leave, sourceBucket, version, sourceKey };
}

/** A copy of the current version onto itself that would change nothing is refused. */
function checkChangesSomething(
  bucket: Bucket,
  input: CopyInput,
  source: CopySource,
  version: ObjectVersion,
  { choice }: WriteLeave,
): void {
  if (source.Bucket !== bucket.name || source.Key !== input.Key || version.state !== 'Current') return;
  const changes = [
    input.MetadataDirective === 'REPLACE',
    input.StorageClass !== undefined,
    input.WebsiteRedirectLocation !== undefined,
    input.ChecksumAlgorithm !== undefined,
    !choice.byDefault,
    choice.mode !== 'AES256',
    version.encryption!.mode === 'SSE-C',
  ];
  if (changes.some(Boolean)) return;
  invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    s3Facts['copy-onto-itself'],
  );
}

/** Headers, metadata and tags: the source's, unless the request replaces them. */
function descriptionOf(input: CopyInput, version: ObjectVersion) {
  const replaces = input.MetadataDirective === 'REPLACE';
  const headers = replaces ? headersOf(input) : { ...version.headers, WebsiteRedirectLocation: undefined };
  const { WebsiteRedirectLocation } = input;
  return {
    headers: WebsiteRedirectLocation === undefined ? headers : { ...headers, WebsiteRedirectLocation },
    metadata: replaces ? metadataOf(input.Metadata) : version.metadata,
    tags: input.TaggingDirective === 'REPLACE' ? tagsOfHeader(input.Tagging) : version.tags,
  };
}

/** A copy keeps the source's algorithm; of a composite checksum it makes one of the whole. */
const algorithmOf = (version: ObjectVersion): string => Object.keys(version.checksums)[0] ?? DEFAULT_ALGORITHM;

function copySourceVersion(bucket: Bucket, version: ObjectVersion): { CopySourceVersionId?: string } {
  const { VersionId } = versionMember(bucket, version);
  return VersionId === undefined ? {} : { CopySourceVersionId: VersionId };
}
