/** Finding buckets, and changing them. */
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { accessDenied, noSuchBucket } from './errors.ts';
import { s3Facts } from './facts.ts';
import type { Bucket } from './state.ts';

/**
 * The bucket of a request, or a refusal. It is looked up before everything else: which policies decide, and which
 * encryption is the default, depend on it.
 */
export function findBucket(context: Context, name: string, expectedOwner?: string): Bucket {
  const bucket = findSourceBucket(context, name, expectedOwner);
  if (bucket.region !== context.region) redirect(bucket);
  return bucket;
}

/** The source bucket of a copy, which may lie in another Region. */
export function findSourceBucket(context: Context, name: string, expectedOwner?: string): Bucket {
  const bucket = context.world.s3.buckets.get(name);
  if (!bucket) return noSuchBucket(name);
  if (expectedOwner !== undefined && expectedOwner !== bucket.account) {
    accessDenied('Access Denied', s3Facts['bucket-owner-unexpected']);
  }
  return bucket;
}

function redirect(bucket: Bucket): never {
  return refuse(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    {
      rule: s3Facts['bucket-elsewhere'],
      status: 301,
      fields: {
        Bucket: bucket.name,
        Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
        Region: bucket.region,
      },
    },
  );
}

/** The bucket as it stands now: KMS calls and earlier parts of the operation may have changed the world. */
export const bucketNow = (context: Context, name: string): Bucket => context.world.s3.buckets.get(name)!;

/** Replaces parts of a bucket. */
export function changeBucket(context: Context, name: string, parts: Partial<Bucket>): void {
  const { buckets, ownedKeys, bucketKeys } = context.world.s3;
  const changed = { ...buckets.get(name)!, ...parts };
  context.update({ s3: { buckets: buckets.set(name, changed), ownedKeys, bucketKeys } });
}
