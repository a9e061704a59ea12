/** Where an S3 request names its bucket: in the host (virtual-host style) or first in the path (path style). */
import { percentDecode, type WireRequest } from './message.ts';

/** The bucket and the path behind it. */
export interface BucketAddress {
  readonly bucket: string | undefined;
  /** `/` or `/KEY`, percent-encoded. */
  readonly path: string;
}

/** S3's host names, with what stands before them; our own host may be called localhost. */
/* Lazy: in BUCKET.s3.localhost the bucket ends before s3. */
const HOSTS =
  /^(?:(.+?)\.)?(?:s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?|s3(?:\.[a-z0-9-]+)*\.localhost|localhost)$/;

/** Reads the address of a request. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function bucketAddress({ headers, path }: WireRequest): BucketAddress {
  const inHost = bucketOfHost(headers.host ?? '');
  if (inHost !== undefined) return { bucket: inHost, path: path === '' ? '/' : path };
  const end = path.indexOf('/', 1);
  const first = end < 0 ? path.slice(1) : path.slice(1, end);
  if (first === '') return { bucket: undefined, path: '/' };
  return { bucket: percentDecode(first), path: end < 0 ? '/' : path.slice(end) };
}

let lastHost = '';
let lastBucket: string | undefined;

/** The bucket that a host names. Remembers the last: clients stay with theirs. */
function bucketOfHost(host: string): string | undefined {
  if (host !== lastHost) {
    const named = HOSTS.exec(host.toLowerCase().replace(/:\d+$/, ''))?.[1];
    lastBucket = named !== undefined && RESERVED.test(named) ? undefined : named;
    lastHost = host;
  }
  return lastBucket;
}

/** Endpoint variants that are no buckets. */
const RESERVED = /^(s3|kms|ec2|iam|sts|rds|redshift|cloudtrail|ebs)$/;
