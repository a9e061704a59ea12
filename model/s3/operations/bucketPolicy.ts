/** Bucket policies: PutBucketPolicy, GetBucketPolicy, DeleteBucketPolicy, GetBucketPolicyStatus. */
import { deniedWords } from '../../authorization.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { missingPrincipal } from '../../iam/exists.ts';
import { parsePolicy } from '../../iam/parse.ts';
import type { Policy, Statement } from '../../iam/types.ts';
import { authorize } from '../authorize.ts';
import { accessDenied } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { changeBucket } from '../find.ts';
import { bucketOperation } from '../operation.ts';
import { isPublicPolicy } from '../publicPolicy.ts';
import { type Bucket, bucketArnOf } from '../state.ts';

/** Most bytes of a bucket policy: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html (documented). */
const MAX_POLICY_BYTES = 20 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const putBucketPolicy = bucketOperation('PutBucketPolicy', false, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:PutBucketPolicy' });
  const policy = readBucketPolicy(bucket, input.Policy!);
  if (missingPrincipal(context.world.iam, policy) !== undefined)
    refuse('MalformedPolicy', 'Invalid principal in policy', { rule: s3Facts['principals-exist'] });
  if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublicPolicy(policy)) refusePublic(context, bucket);
  changeBucket(context, bucket.name, { policy });
  return {};
});

/** Reads a policy about this bucket, or refuses it. */
function readBucketPolicy(bucket: Bucket, text: string): Policy {
  if (text.length > MAX_POLICY_BYTES) malformed('Policies must not exceed the maximum allowed size of 20480 bytes.');
  if (!text.trimStart().startsWith('{')) malformed("Policies must be valid JSON and the first byte must be '{'");
  checkJson(text);
  const read = parsePolicy(text);
  if ('error' in read) return malformed(read.error);
  for (const statement of read.policy.statements) checkStatement(bucket, statement);
  return read.policy;
}

function checkJson(text: string): void {
  try {
    const document = JSON.parse(text) as { Statement?: unknown };
    if (document.Statement !== undefined) return;
  } catch {
    malformed('This policy contains invalid Json');
  }
  malformed('Missing required field Statement');
}

function checkStatement(bucket: Bucket, statement: Statement): void {
  if (!statement.principal && !statement.notPrincipal) malformed('Missing required field Principal');
  if (!statement.action && !statement.notAction) malformed('Missing required field Action');
  const resources = statement.resource ?? statement.notResource;
  if (!resources) malformed('Missing required field Resource');
  const arn = bucketArnOf(bucket.name);
  if (!resources.every((resource) => resource === arn || resource.startsWith(`${arn}/`) || mayMean(resource, arn))) {
    malformed('Policy has invalid resource');
  }
  const actions = statement.action ?? statement.notAction ?? [];
  if (!actions.every((action) => action === '*' || action.toLowerCase().startsWith('s3:'))) {
    malformed('Policy has invalid action');
  }
}

/** Whether a resource with wildcards in the bucket's name covers this bucket. */
function mayMean(resource: string, arn: string): boolean {
  const name = resource.split('/')[0]!;
  const pattern = name
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return /[*?]/.test(name) && new RegExp(`^${pattern}$`).test(arn);
}

function malformed(message: string): never {
  return refuse('MalformedPolicy', message, { rule: s3Facts['policy-malformed'] });
}

function refusePublic(context: Context, bucket: Bucket): never {
  const unexplained = { allowed: false, explicitDeny: false, because: 'resource-based policy', matched: [] } as const;
  const on = `resource: "${bucketArnOf(bucket.name)}"`;
  const words = deniedWords(context.identity, 's3:PutBucketPolicy', on, unexplained);
  const why = 'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.';
  return accessDenied(`${words.slice(0, words.indexOf(' because '))} ${why}`, s3Facts['public-policy-blocked']);
}

function policyOf(bucket: Bucket): Policy {
  if (bucket.policy) return bucket.policy;
  return refuse('NoSuchBucketPolicy', 'The bucket policy does not exist', {
    rule: s3Facts['policy-missing'],
    status: 404,
    fields: { BucketName: bucket.name },
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy = bucketOperation('GetBucketPolicy', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetBucketPolicy' });
  return { Policy: policyOf(bucket).text };
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy = bucketOperation('DeleteBucketPolicy', false, (context, bucket) => {
  authorize(context, bucket, { action: 's3:DeleteBucketPolicy' });
  changeBucket(context, bucket.name, { policy: undefined });
  return {};
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus = bucketOperation('GetBucketPolicyStatus', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetBucketPolicyStatus' });
  return { PolicyStatus: { IsPublic: isPublicPolicy(policyOf(bucket)) } };
});
