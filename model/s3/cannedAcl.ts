/**
 * Canned ACLs, the only ACLs that are simulated: what a public one lets everybody do, and when S3 takes one.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl (documented).
 */

import { deniedWords } from '../authorization.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import type { Statement } from '../iam/types.ts';
import { accessDenied } from './errors.ts';
import { s3Facts } from './facts.ts';
import { type Bucket, bucketArnOf, type ObjectVersion, objectArnOf } from './state.ts';

const BUCKET_READS = ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'];
const BUCKET_WRITES = ['s3:PutObject', 's3:DeleteObject'];
const OBJECT_READS = ['s3:GetObject', 's3:GetObjectVersion'];

const isPublic = (acl: string | undefined): boolean => acl === 'public-read' || acl === 'public-read-write';

/** What public ACLs of the bucket and of the object allow everybody, as statements of a resource policy. */
export function publicAclStatements(
  bucket: Bucket,
  key: string | undefined,
  version: ObjectVersion | undefined,
): readonly Statement[] {
  if (!isPublic(bucket.acl) && !isPublic(version?.acl)) return [];
  if (aclsDisabled(bucket) || bucket.publicAccessBlock?.IgnorePublicAcls) return [];
  const statements: Statement[] = [];
  if (isPublic(bucket.acl)) statements.push(allow(BUCKET_READS, bucketArnOf(bucket.name)));
  if (bucket.acl === 'public-read-write') statements.push(allow(BUCKET_WRITES, objectArnOf(bucket.name, '*')));
  if (key !== undefined && isPublic(version?.acl)) statements.push(allow(OBJECT_READS, objectArnOf(bucket.name, key)));
  return statements;
}

const allow = (action: readonly string[], resource: string): Statement => ({
  effect: 'Allow',
  principal: '*',
  action,
  resource: [resource],
});

/** Whether the bucket's owner is enforced, which is the default. */
export const aclsDisabled = (bucket: Bucket): boolean =>
  (bucket.objectOwnership ?? 'BucketOwnerEnforced') === 'BucketOwnerEnforced';

/** Refuses an ACL that the bucket does not take. `private` and the owner's full control are what there is anyway. */
export function checkAcl(context: Context, bucket: Bucket, acl: string | undefined, action: string): void {
  if (acl === undefined) return;
  if (aclsDisabled(bucket) && acl !== 'bucket-owner-full-control' && acl !== 'private') {
    refuse('AccessControlListNotSupported', 'The bucket does not allow ACLs', { rule: s3Facts['acls-disabled'] });
  }
  if ((isPublic(acl) || acl === 'authenticated-read') && bucket.publicAccessBlock?.BlockPublicAcls) {
    const denied = deniedWords(context.identity, action, `resource: "${bucketArnOf(bucket.name)}"`, NO_REASON);
    const who = denied.slice(0, denied.indexOf(' because '));
    const why = 'because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.';
    accessDenied(`${who} ${why}`, s3Facts['public-acl-blocked']);
  }
}

const NO_REASON = { allowed: false, explicitDeny: false, because: 'resource-based policy', matched: [] } as const;

/**
 * Account that owns a new object: the bucket's, unless Object Ownership leaves it to the writer.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html (documented).
 */
export function ownerOfWrite(context: Context, bucket: Bucket, acl: string | undefined): string {
  const gives = bucket.objectOwnership === 'BucketOwnerPreferred' && acl === 'bucket-owner-full-control';
  return aclsDisabled(bucket) || gives ? bucket.account : context.account;
}
