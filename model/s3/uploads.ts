/** Multipart uploads: finding and changing them. */
import type { Context } from '../context.ts';
import { noSuchUpload } from './errors.ts';
import { bucketNow, changeBucket } from './find.ts';
import { type Bucket, type Checksums, objectArnOf, rowOfUpload, type Upload } from './state.ts';

/** The upload that a request means, or NoSuchUpload. */
export function findUpload(bucket: Bucket, key: string, uploadId: string): Upload {
  return bucket.uploads.get(rowOfUpload(key, uploadId)) ?? noSuchUpload(uploadId);
}

/** Moves an upload along its lifecycle. */
export function moveUpload(
  context: Context,
  bucket: string,
  upload: Upload,
  event: 'CREATE' | 'COMPLETE' | 'ABORT' | 'DELETE_BUCKET',
): Upload {
  const resource = `${objectArnOf(bucket, upload.key)}?uploadId=${upload.id}`;
  return context.transaction.move(context.rules.s3.uploadLifecycle, resource, upload, event);
}

/** Keeps an upload as it is now. */
export function keepUpload(context: Context, bucketName: string, upload: Upload): void {
  const { uploads } = bucketNow(context, bucketName);
  changeBucket(context, bucketName, { uploads: uploads.set(rowOfUpload(upload.key, upload.id), upload) });
}

/** Forgets an upload that has come to an end, with its parts. */
export function endUpload(context: Context, bucketName: string, upload: Upload, event: 'COMPLETE' | 'ABORT'): void {
  moveUpload(context, bucketName, upload, event);
  const { uploads } = bucketNow(context, bucketName);
  changeBucket(context, bucketName, { uploads: uploads.delete(rowOfUpload(upload.key, upload.id)) });
}

/** Checksums of a part that answers show: those that somebody named; the one that S3 keeps for itself does not show. */
export function shownChecksums(upload: Upload, checksums: Checksums, named?: string): Checksums {
  const shown = Object.entries(checksums).filter(
    ([algorithm]) => upload.checksumNamed || algorithm === named || algorithm !== upload.checksumAlgorithm,
  );
  return Object.fromEntries(shown);
}
