/**
 * UpdateObjectEncryption: the data key is sealed anew under another KMS key; body, ETag and dates stay.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html (documented).
 */
import { openKeys, placeOf, rewrap } from '../envelope.ts';
import { invalidRequest, malformedXml } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { objectOperation } from '../operation.ts';
import { findForReading } from '../read.ts';
import { noteEncryption } from '../record.ts';
import type { EncryptionChoice } from '../rules.ts';
import { changeVersion } from '../versions.ts';

const RULE = s3Facts['update-encryption'];
const ACTIONS = { current: 's3:UpdateObjectEncryption', version: 's3:UpdateObjectEncryption' };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html */
export const updateObjectEncryption = objectOperation('UpdateObjectEncryption', false, (context, bucket, input) => {
  const wanted = input.ObjectEncryption?.SSEKMS;
  if (!wanted?.KMSKeyArn) return malformedXml(RULE);
  context.rules.s3.checkTransport('aws:kms', context.hasTransport);
  const version = findForReading(context, bucket, { Key: input.Key!, VersionId: input.VersionId }, ACTIONS, 'PUT');
  const { mode } = version.encryption!;
  if (mode !== 'AES256' && mode !== 'aws:kms') {
    invalidRequest(
      'The encryption type of the source object is not supported: it must be encrypted with SSE-S3 or SSE-KMS.',
      RULE,
    );
  }
  const place = placeOf(bucket, version.key);
  const choice: EncryptionChoice = {
    mode: 'aws:kms',
    kmsKeyId: wanted.KMSKeyArn,
    bucketKeyEnabled: wanted.BucketKeyEnabled ?? false,
    suppliedContext: {},
    byDefault: false,
  };
  const encryption = rewrap(context, place, openKeys(context, place, version.encryption!), choice);
  noteEncryption(context, encryption);
  changeVersion(context, bucket.name, version, { encryption });
  return {};
});
