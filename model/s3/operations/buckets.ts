/** Buckets themselves: CreateBucket, HeadBucket, ListBuckets, DeleteBucket, GetBucketLocation. */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { Table } from '../../table.ts';
import { authorize, authorizeInAccount } from '../authorize.ts';
import { checkAcl } from '../cannedAcl.ts';
import { s3Facts } from '../facts.ts';
import { findBucket } from '../find.ts';
import { bucketOperation, type Input, s3Operation } from '../operation.ts';
import { ownerOf } from '../owner.ts';
import { noteResource } from '../record.ts';
import { type Bucket, bucketArnOf } from '../state.ts';
import { tagsOfSet } from '../tags.ts';
import { moveUpload } from '../uploads.ts';
import { wholeSecondMs } from '../versions.ts';

/** The Region that needs no location constraint. */
const FIRST_REGION = 'us-east-1';
/** Quota of buckets per account: https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html (documented). */
const MAX_BUCKETS = 10_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket = s3Operation('CreateBucket', {
  readOnly: false,
  run(context, input) {
    const name = input.Bucket!;
    authorizeInAccount(context, 's3:CreateBucket', bucketArnOf(name));
    if (input.ObjectLockEnabledForBucket) notSimulated('Object Lock is');
    if (input.BucketNamespace === 'account-regional') notSimulated('Account-regional namespaces are');
    checkLocation(context, input);
    const existing = context.world.s3.buckets.get(name);
    if (existing) return takenBucket(context, existing);
    const bucket = newBucket(context, input);
    checkAcl(context, bucket, input.ACL, 's3:CreateBucket');
    checkQuota(context);
    const { s3 } = context.world;
    context.update({ s3: { ...s3, buckets: s3.buckets.set(name, bucket) } });
    noteResource(context, bucket);
    return locationOf(bucket);
  },
});

/** 501: refused by name. */
function notSimulated(what: string): never {
  return refuse('NotImplemented', `${what} outside this simulation.`, { rule: s3Facts['not-simulated'], status: 501 });
}

const locationOf = ({ region, name }: Pick<Bucket, 'region' | 'name'>) => ({
  Location: region === FIRST_REGION ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
  BucketArn: bucketArnOf(name),
});

function checkLocation(context: Context, input: Input<'CreateBucket'>): void {
  const configuration = input.CreateBucketConfiguration;
  const named: string | undefined = configuration?.LocationConstraint;
  const rule = s3Facts['bucket-location'];
  if (configuration?.Location !== undefined || configuration?.Bucket !== undefined) {
    notSimulated('Directory buckets are');
  }
  const expected = context.region === FIRST_REGION ? undefined : context.region;
  if (named === expected || (named === 'EU' && expected === 'eu-west-1')) return;
  if (context.region === FIRST_REGION && named !== undefined) {
    refuse('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
      rule,
      fields: { LocationConstraint: named },
    });
  }
  refuse(
    'IllegalLocationConstraintException',
    `The ${named ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    { rule },
  );
}

/** A name that is taken: by the caller in us-east-1 this succeeds once more, elsewhere it is an error (recorded). */
function takenBucket(context: Context, existing: Bucket) {
  const rule = s3Facts['bucket-name-taken'];
  const fields = { BucketName: existing.name };
  if (existing.account !== context.account) {
    return refuse(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      { rule, status: 409, fields },
    );
  }
  if (existing.region === FIRST_REGION && context.region === FIRST_REGION) return locationOf(existing);
  return refuse(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { rule, status: 409, fields },
  );
}

function checkQuota(context: Context): void {
  if (bucketsOf(context).length < MAX_BUCKETS) return;
  refuse('TooManyBuckets', 'You have attempted to create more buckets than allowed', {
    rule: s3Facts['bucket-name-taken'],
  });
}

/**
 * A new bucket as AWS makes it since 2023: encrypted by SSE-S3, closed to the public, ACLs disabled; since April 2026
 * uploads with customer-provided keys are blocked.
 */
function newBucket(context: Context, input: Input<'CreateBucket'>): Bucket {
  return {
    name: input.Bucket!,
    account: context.account,
    region: context.region,
    createdMs: wholeSecondMs(context.nowMs),
    encryption: context.rules.s3.newBucketEncryption,
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    objectOwnership: input.ObjectOwnership ?? 'BucketOwnerEnforced',
    tags: tagsOfSet(input.CreateBucketConfiguration?.Tags, 'bucket'),
    acl: input.ACL,
    versionsMade: 0,
    current: Table.empty(),
    noncurrent: Table.empty(),
    uploads: Table.empty(),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket = s3Operation('HeadBucket', {
  readOnly: true,
  category: 'Data',
  run: (context, input) => {
    const bucket = findBucket(context, input.Bucket!, input.ExpectedBucketOwner);
    noteResource(context, bucket);
    authorize(context, bucket, { action: 's3:ListBucket' });
    return { BucketRegion: bucket.region, BucketArn: bucketArnOf(bucket.name), AccessPointAlias: false };
  },
});

const bucketsOf = (context: Context): Bucket[] =>
  [...context.world.s3.buckets.values()].filter((bucket) => bucket.account === context.account);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets = s3Operation('ListBuckets', {
  readOnly: true,
  run(context, input) {
    authorizeInAccount(context, 's3:ListAllMyBuckets', '*');
    const after = input.ContinuationToken ?? '';
    const wanted = bucketsOf(context).filter(
      (bucket) =>
        bucket.name > after &&
        bucket.name.startsWith(input.Prefix ?? '') &&
        (input.BucketRegion === undefined || bucket.region === input.BucketRegion),
    );
    const shown = wanted.slice(0, input.MaxBuckets ?? MAX_BUCKETS);
    // Only paginated requests are told Regions and where to go on.
    const paginated = input.MaxBuckets !== undefined || input.BucketRegion !== undefined || input.Prefix !== undefined;
    return {
      Buckets: shown.map((bucket) => ({
        Name: bucket.name,
        CreationDate: bucket.createdMs,
        BucketArn: bucketArnOf(bucket.name),
        ...(paginated ? { BucketRegion: bucket.region } : {}),
      })),
      Owner: ownerOf(context.account),
      ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
      ...(shown.length < wanted.length ? { ContinuationToken: shown.at(-1)!.name } : {}),
    };
  },
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket = bucketOperation('DeleteBucket', false, (context, bucket) => {
  authorize(context, bucket, { action: 's3:DeleteBucket' });
  if (bucket.current.size > 0 || bucket.noncurrent.size > 0) {
    const more = bucket.versioning ? '. You must delete all versions in the bucket.' : '';
    refuse('BucketNotEmpty', `The bucket you tried to delete is not empty${more}`, {
      rule: s3Facts['bucket-not-empty'],
      status: 409,
      fields: { BucketName: bucket.name },
    });
  }
  for (const upload of bucket.uploads.values()) moveUpload(context, bucket.name, upload, 'DELETE_BUCKET');
  const { s3 } = context.world;
  context.update({ s3: { ...s3, buckets: s3.buckets.delete(bucket.name) } });
  return {};
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation = bucketOperation('GetBucketLocation', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetBucketLocation' });
  return bucket.region === FIRST_REGION ? {} : { LocationConstraint: bucket.region as 'eu-west-1' };
});
