/** DeleteObject and DeleteObjects. No deletion asks anything of KMS. */
import type { Context } from '../../context.ts';
import { AwsError } from '../../errors.ts';
import { authorize } from '../authorize.ts';
import { invalidArgument, malformedXml, noSuchVersion } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { objectOperation } from '../operation.ts';
import type { Bucket } from '../state.ts';
import { checkVersionId, type Deletion, deleteObject as deleteCurrent, removeVersion, versionOf } from '../versions.ts';

/** Most keys of one DeleteObjects. */
const MAX_KEYS = 1000;

function deleteOne(context: Context, bucket: Bucket, key: string, versionId: string | undefined): Deletion {
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  authorize(context, bucket, { action, key });
  if (versionId === undefined) return deleteCurrent(context, bucket.name, key);
  const version = versionOf(bucket, key, versionId);
  if (version) return removeVersion(context, bucket.name, version);
  // Deleting what is not there succeeds, as long as it could be a version.
  checkVersionId(bucket, versionId);
  return bucket.versioning ? { VersionId: versionId } : {};
}

/** No bucket here has Object Lock, so there is nothing to bypass. */
function checkNoBypass(bypass: boolean | undefined): void {
  if (bypass === undefined) return;
  invalidArgument(
    'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
    s3Facts['no-object-lock'],
    'x-amz-bypass-governance-retention',
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject = objectOperation('DeleteObject', false, (context, bucket, input) => {
  checkNoBypass(input.BypassGovernanceRetention);
  return deleteOne(context, bucket, input.Key!, input.VersionId);
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects = objectOperation('DeleteObjects', false, (context, bucket, input) => {
  checkNoBypass(input.BypassGovernanceRetention);
  const wanted = input.Delete?.Objects ?? [];
  if (wanted.length === 0 || wanted.length > MAX_KEYS) malformedXml(s3Facts['no-list']);
  const Deleted: { Key: string; VersionId?: string; DeleteMarker?: boolean; DeleteMarkerVersionId?: string }[] = [];
  const Errors: { Key: string; VersionId?: string; Code: string; Message?: string }[] = [];
  for (const { Key: key = '', VersionId } of wanted) {
    const named = VersionId === undefined ? {} : { VersionId };
    try {
      const now = context.world.s3.buckets.get(bucket.name)!;
      // Unlike DeleteObject, a version that does not exist is an error here (recorded).
      if (VersionId !== undefined && !versionOf(now, key, VersionId)) noSuchVersion(key, VersionId);
      const done = deleteOne(context, now, key, VersionId);
      const marker = done.DeleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: done.VersionId } : {};
      Deleted.push({ Key: key, ...named, ...marker });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ Key: key, ...named, Code: error.outcome.code, Message: error.outcome.message });
    }
  }
  return {
    ...(Deleted.length > 0 && input.Delete?.Quiet !== true ? { Deleted } : {}),
    ...(Errors.length > 0 ? { Errors } : {}),
  };
});
