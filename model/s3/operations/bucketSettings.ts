/** Tags, public access block and ownership controls of a bucket. */
import { refuse } from '../../errors.ts';
import { authorize } from '../authorize.ts';
import { malformedXml } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { changeBucket } from '../find.ts';
import { bucketOperation } from '../operation.ts';
import type { Bucket } from '../state.ts';
import { tagSetOf, tagsOfSet } from '../tags.ts';

/** 404 with the code of its own that a setting which is not there has. */
function missing(bucket: Bucket, code: string, message: string): never {
  return refuse(code, message, { rule: s3Facts['setting-missing'], status: 404, fields: { BucketName: bucket.name } });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging = bucketOperation('PutBucketTagging', false, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:PutBucketTagging' });
  changeBucket(context, bucket.name, { tags: tagsOfSet(input.Tagging?.TagSet, 'bucket') });
  return {};
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging = bucketOperation('GetBucketTagging', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetBucketTagging' });
  const TagSet = tagSetOf(bucket.tags);
  return TagSet.length > 0 ? { TagSet } : missing(bucket, 'NoSuchTagSet', 'The TagSet does not exist');
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const deleteBucketTagging = bucketOperation('DeleteBucketTagging', false, (context, bucket) => {
  authorize(context, bucket, { action: 's3:PutBucketTagging' });
  changeBucket(context, bucket.name, { tags: {} });
  return {};
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const putPublicAccessBlock = bucketOperation('PutPublicAccessBlock', false, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:PutBucketPublicAccessBlock' });
  const given = input.PublicAccessBlockConfiguration ?? {};
  if (Object.keys(given).length === 0) malformedXml(s3Facts['no-list']);
  changeBucket(context, bucket.name, {
    publicAccessBlock: {
      BlockPublicAcls: given.BlockPublicAcls ?? false,
      IgnorePublicAcls: given.IgnorePublicAcls ?? false,
      BlockPublicPolicy: given.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: given.RestrictPublicBuckets ?? false,
    },
  });
  return {};
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock = bucketOperation('GetPublicAccessBlock', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetBucketPublicAccessBlock' });
  const { publicAccessBlock } = bucket;
  if (publicAccessBlock) return { PublicAccessBlockConfiguration: { ...publicAccessBlock } };
  const message = 'The public access block configuration was not found';
  return missing(bucket, 'NoSuchPublicAccessBlockConfiguration', message);
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock = bucketOperation('DeletePublicAccessBlock', false, (context, bucket) => {
  authorize(context, bucket, { action: 's3:PutBucketPublicAccessBlock' });
  changeBucket(context, bucket.name, { publicAccessBlock: undefined });
  return {};
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const putBucketOwnershipControls = bucketOperation(
  'PutBucketOwnershipControls',
  false,
  (context, bucket, input) => {
    authorize(context, bucket, { action: 's3:PutBucketOwnershipControls' });
    const rules = input.OwnershipControls?.Rules ?? [];
    if (rules.length !== 1) malformedXml(s3Facts['no-list']);
    changeBucket(context, bucket.name, { objectOwnership: rules[0]!.ObjectOwnership });
    return {};
  },
);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const getBucketOwnershipControls = bucketOperation('GetBucketOwnershipControls', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetBucketOwnershipControls' });
  const { objectOwnership } = bucket;
  if (objectOwnership) return { OwnershipControls: { Rules: [{ ObjectOwnership: objectOwnership }] } };
  return missing(bucket, 'OwnershipControlsNotFoundError', 'The bucket ownership controls were not found');
});
