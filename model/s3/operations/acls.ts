/** ACLs, as far as canned ones go: what a bucket or an object has, and changing a bucket's. */
import { refuse } from '../../errors.ts';
import { authorize } from '../authorize.ts';
import { checkAcl } from '../cannedAcl.ts';
import { s3Facts } from '../facts.ts';
import { changeBucket } from '../find.ts';
import { bucketOperation, objectOperation } from '../operation.ts';
import { canonicalIdOf, ownerOf } from '../owner.ts';
import { findForReading } from '../read.ts';

const GROUPS = 'http://acs.amazonaws.com/groups/global';
const everybody = (permission: 'READ' | 'WRITE') => group('AllUsers', permission);
const group = (name: string, permission: 'READ' | 'WRITE') => ({
  Grantee: { Type: 'Group' as const, URI: `${GROUPS}/${name}` },
  Permission: permission,
});

/** The grants that a canned ACL stands for. */
function grantsOf(acl: string | undefined, owner: string) {
  const own = {
    Grantee: { Type: 'CanonicalUser' as const, ID: canonicalIdOf(owner) },
    Permission: 'FULL_CONTROL' as const,
  };
  if (acl === 'public-read') return [own, everybody('READ')];
  if (acl === 'public-read-write') return [own, everybody('READ'), everybody('WRITE')];
  if (acl === 'authenticated-read') return [own, group('AuthenticatedUsers', 'READ')];
  return [own];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl = bucketOperation('GetBucketAcl', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetBucketAcl' });
  return { Owner: ownerOf(bucket.account), Grants: grantsOf(bucket.acl, bucket.account) };
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl = bucketOperation('PutBucketAcl', false, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:PutBucketAcl' });
  if (input.ACL === undefined) {
    refuse('NotImplemented', 'ACLs other than canned ones are outside this simulation; send x-amz-acl.', {
      rule: s3Facts['not-simulated'],
      status: 501,
    });
  }
  checkAcl(context, bucket, input.ACL, 's3:PutBucketAcl');
  changeBucket(context, bucket.name, { acl: input.ACL });
  return {};
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl = objectOperation('GetObjectAcl', true, (context, bucket, input) => {
  const actions = { current: 's3:GetObjectAcl', version: 's3:GetObjectVersionAcl' };
  const version = findForReading(context, bucket, { Key: input.Key!, VersionId: input.VersionId }, actions, 'GET');
  return { Owner: ownerOf(version.owner), Grants: grantsOf(version.acl, version.owner) };
});
