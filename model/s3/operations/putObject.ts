/** PutObject. */

import { hex } from '../../bytes.ts';
import { refuse } from '../../errors.ts';
import { ownerOfWrite } from '../cannedAcl.ts';
import { checkBody, checkContentMd5, checksumMembers, namedChecksum } from '../checksums.ts';
import { checkWriteConditions } from '../conditional.ts';
import { makeKeys, placeOf, sealBody } from '../envelope.ts';
import { invalidRequest } from '../errors.ts';
import { quoted } from '../etag.ts';
import { s3Facts } from '../facts.ts';
import { headersOf, metadataOf } from '../headers.ts';
import { objectOperation } from '../operation.ts';
import { noteBytes, noteEncryption } from '../record.ts';
import { encryptionMembers, writtenVersionMember } from '../respond.ts';
import { tagsOfHeader } from '../tags.ts';
import { currentVersion, putVersion } from '../versions.ts';
import { leaveToWrite } from '../write.ts';

/** Largest body of a single PUT: 5 GiB. */
const MAX_BODY_BYTES = 5 * 1024 ** 3;
const EMPTY = new Uint8Array();

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = objectOperation('PutObject', false, (context, bucket, input) => {
  const body = input.Body ?? EMPTY;
  const place = placeOf(bucket, input.Key!);
  const named = namedChecksum(input);
  const headers = headersOf(input);
  const metadata = metadataOf(input.Metadata);
  const tags = tagsOfHeader(input.Tagging);
  checkSimulated(input);
  const { choice, customerKey } = leaveToWrite(context, bucket, place.key, input);
  checkWriteConditions(currentVersion(bucket, place.key), place.key, input);
  if (body.length > MAX_BODY_BYTES) tooLarge(body.length);
  noteBytes(context, { in: body.length });
  const { digests } = context.rules;
  const digest = digests.MD5(body);
  checkContentMd5(input.ContentMD5, digest);
  const checksums = checkBody(digests, body, named);

  const { encryption, keys } = makeKeys(context, place, choice, customerKey);
  noteEncryption(context, encryption, choice.byDefault);
  const version = putVersion(context, bucket.name, {
    key: place.key,
    owner: ownerOfWrite(context, bucket, input.ACL),
    etag: context.rules.s3.etagOf(choice.mode, hex(digest), context.random),
    sizeBytes: body.length,
    storageClass: input.StorageClass ?? 'STANDARD',
    headers,
    metadata,
    tags,
    acl: input.ACL,
    checksums,
    checksumType: 'FULL_OBJECT',
    encryption,
    body: [sealBody(context, place, keys, body)],
  });
  const { SSEKMSEncryptionContext } = input;
  const said = { ETag: quoted(version.etag), ...checksumMembers(version) };
  Object.assign(said, encryptionMembers(encryption), writtenVersionMember(bucket, version));
  return SSEKMSEncryptionContext === undefined ? said : { ...said, SSEKMSEncryptionContext };
});

function tooLarge(sizeBytes: number): never {
  return refuse('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    rule: s3Facts['body-too-large'],
    fields: { ProposedSize: String(sizeBytes), MaxSizeAllowed: String(MAX_BODY_BYTES) },
  });
}

/** Refuses what belongs to directory buckets or Object Lock, by name. */
function checkSimulated(input: {
  WriteOffsetBytes?: number;
  ObjectLockMode?: string;
  ObjectLockLegalHoldStatus?: string;
}): void {
  if (input.WriteOffsetBytes !== undefined) {
    refuse('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      rule: s3Facts['not-simulated'],
      status: 501,
      fields: { Header: 'x-amz-write-offset-bytes' },
    });
  }
  if (input.ObjectLockMode !== undefined || input.ObjectLockLegalHoldStatus !== undefined) {
    invalidRequest('Bucket is missing Object Lock Configuration', s3Facts['not-simulated']);
  }
}
