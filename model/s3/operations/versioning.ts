/** Versioning of a bucket: PutBucketVersioning, GetBucketVersioning. */
import { refuse } from '../../errors.ts';
import { authorize } from '../authorize.ts';
import { malformedXml } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { changeBucket } from '../find.ts';
import { bucketOperation } from '../operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning = bucketOperation('PutBucketVersioning', false, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:PutBucketVersioning' });
  const rule = s3Facts['versioning-configuration'];
  const { Status: status, MFADelete } = input.VersioningConfiguration ?? {};
  if (status === undefined && MFADelete === undefined) {
    refuse('IllegalVersioningConfigurationException', 'The Versioning element must be specified', { rule });
  }
  if (status !== 'Enabled' && status !== 'Suspended') return malformedXml(rule);
  if (MFADelete === 'Enabled') {
    refuse('NotImplemented', 'MFA delete is outside this simulation.', { rule: s3Facts['not-simulated'], status: 501 });
  }
  changeBucket(context, bucket.name, { versioning: status });
  return {};
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning = bucketOperation('GetBucketVersioning', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetBucketVersioning' });
  return bucket.versioning ? { Status: bucket.versioning } : {};
});
