/** Tags of objects. Tags are not encrypted, so none of this asks anything of KMS. */
import { objectOperation } from '../operation.ts';
import { findForReading } from '../read.ts';
import { versionMember } from '../respond.ts';
import { tagSetOf, tagsOfSet } from '../tags.ts';
import { changeVersion } from '../versions.ts';

const actionsOf = (current: string, version: string) => ({ current, version, namesMarkers: true }) as const;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging = objectOperation('PutObjectTagging', false, (context, bucket, input) => {
  const actions = actionsOf('s3:PutObjectTagging', 's3:PutObjectVersionTagging');
  const version = findForReading(context, bucket, { Key: input.Key!, VersionId: input.VersionId }, actions, 'PUT');
  changeVersion(context, bucket.name, version, { tags: tagsOfSet(input.Tagging?.TagSet, 'object') });
  return versionMember(bucket, version);
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging = objectOperation('GetObjectTagging', true, (context, bucket, input) => {
  const actions = actionsOf('s3:GetObjectTagging', 's3:GetObjectVersionTagging');
  const version = findForReading(context, bucket, { Key: input.Key!, VersionId: input.VersionId }, actions, 'GET');
  return { TagSet: tagSetOf(version.tags), ...versionMember(bucket, version) };
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging = objectOperation('DeleteObjectTagging', false, (context, bucket, input) => {
  const actions = actionsOf('s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging');
  const version = findForReading(context, bucket, { Key: input.Key!, VersionId: input.VersionId }, actions, 'DELETE');
  changeVersion(context, bucket.name, version, { tags: {} });
  return versionMember(bucket, version);
});
