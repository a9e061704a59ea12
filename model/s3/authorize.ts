/**
 * Who may do what in S3: IAM policies and the bucket policy together, as canned ACLs and public access block leave them.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html (documented).
 */
import { conditionsOf, deniedWords } from '../authorization.ts';
import type { Context } from '../context.ts';
import type { ConditionContext, Decision, Policy } from '../iam/types.ts';
import { publicAclStatements } from './cannedAcl.ts';
import { conditionOf } from './conditions.ts';
import { accessDenied } from './errors.ts';
import { s3Facts } from './facts.ts';
import { isPublicPolicy } from './publicPolicy.ts';
import { type Bucket, bucketArnOf, type ObjectVersion, objectArnOf } from './state.ts';

/** What is asked for. */
export interface Ask {
  /** IAM action, e.g. `s3:GetObject`. */
  readonly action: string;
  /** Absent for actions on the bucket. */
  readonly key?: string;
  /** The version that is meant, where its tags or ACL matter. */
  readonly version?: ObjectVersion;
  /** Condition keys of this request beside those that follow from its input. */
  readonly conditions?: ConditionContext;
}

/** Refuses what neither the caller's policies nor the bucket's allow. */
export function authorize(context: Context, bucket: Bucket, ask: Ask): void {
  const decision = decide(context, bucket, ask);
  if (!decision.allowed) refuseDenied(context, bucket, ask, decision);
}

/** Whether it is allowed, for answers that depend on it. */
export const mayDo = (context: Context, bucket: Bucket, ask: Ask): boolean => decide(context, bucket, ask).allowed;

function decide(context: Context, bucket: Bucket, ask: Ask): Decision {
  return context.rules.decide({
    identity: context.identity,
    action: ask.action,
    resource: resourceOf(bucket, ask),
    resourceAccount: bucket.account,
    conditions: conditionsOf(context, (key) => ask.conditions?.(key) ?? conditionOf(context, bucket, ask.version, key)),
    resourcePolicy: policyInForce(context, bucket, ask),
    mode: 'either',
  });
}

const resourceOf = (bucket: Bucket, ask: Ask): string =>
  ask.key === undefined ? bucketArnOf(bucket.name) : objectArnOf(bucket.name, ask.key);

/** The bucket policy, without a public one that RestrictPublicBuckets keeps from strangers, with what a public ACL adds. */
function policyInForce(context: Context, bucket: Bucket, ask: Ask): Policy | undefined {
  const { policy, publicAccessBlock } = bucket;
  const stranger = context.identity.kind !== 'AWSService' && context.identity.account !== bucket.account;
  const restricted = publicAccessBlock?.RestrictPublicBuckets === true && stranger;
  const own = restricted && policy && isPublicPolicy(policy) ? undefined : policy;
  const added = publicAclStatements(bucket, ask.key, ask.version);
  if (added.length === 0) return own;
  return { text: own?.text ?? '', version: '2012-10-17', statements: [...(own?.statements ?? []), ...added] };
}

/**
 * AWS explains itself only to the bucket's own account.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html (documented).
 */
function refuseDenied(context: Context, bucket: Bucket, ask: Ask, decision: Decision): never {
  const rule = s3Facts['policies-decide'];
  if (context.identity.account !== bucket.account) return accessDenied('Access Denied', rule);
  const on = `resource: "${resourceOf(bucket, ask)}"`;
  return accessDenied(deniedWords(context.identity, ask.action, on, decision), rule);
}

/** Refuses an action that names no bucket (ListBuckets) or one that does not exist yet (CreateBucket). */
export function authorizeInAccount(context: Context, action: string, resource: string): void {
  const decision = context.rules.decide({
    identity: context.identity,
    action,
    resource,
    resourceAccount: context.account,
    conditions: conditionsOf(context, (key) => conditionOf(context, undefined, undefined, key)),
    mode: 'identity',
  });
  if (decision.allowed) return;
  const on = resource === '*' ? '' : `resource: "${resource}"`;
  const rule = s3Facts['policies-decide'];
  if (context.identity.kind === 'Anonymous') accessDenied('Access Denied', rule);
  accessDenied(deniedWords(context.identity, action, on, decision).replace(' on  ', ' '), rule);
}
