/** The files that CloudTrail puts into a trail's bucket: their names, their bytes, and the call that puts them. */
import { gzipSync } from 'fflate/browser';
import { base64, utf8 } from '../bytes.ts';
import type { Caller, Outcome } from '../call.ts';
import { Random, seedState } from '../random.ts';
import { compactMinute, compactTime, dayPath } from '../time.ts';
import type { Transaction } from '../transaction.ts';
import type { Trail } from './state.ts';

/** CloudTrail itself, at work for a trail. */
export const cloudtrailFor = (trail: Pick<Trail, 'account' | 'arn'>): Caller => ({
  principal: 'cloudtrail.amazonaws.com',
  account: trail.account,
  sourceArn: trail.arn,
});

/** The folder of a trail's log files (`CloudTrail`) or digests (`CloudTrail-Digest`), with a slash at the end. */
export function folderOf(trail: Pick<Trail, 'account' | 'settings'>, kind: 'CloudTrail' | 'CloudTrail-Digest'): string {
  const { S3KeyPrefix } = trail.settings;
  return `${S3KeyPrefix ? `${S3KeyPrefix}/` : ''}AWSLogs/${trail.account}/${kind}/`;
}

/** Name of a log file; `lastCall` makes it unique. */
export function logFileKey(trail: Trail, region: string, atMs: number, lastCall: number, seed: string): string {
  const unique = new Random(seedState(`log-file/${trail.arn}/${region}/${atMs}/${lastCall}:${seed}`)).alphanumeric(16);
  const file = `${trail.account}_CloudTrail_${region}_${compactMinute(atMs)}_${unique}.json.gz`;
  return `${folderOf(trail, 'CloudTrail')}${region}/${dayPath(atMs)}/${file}`;
}

/** Name of a digest. */
export function digestKey(trail: Trail, region: string, endMs: number): string {
  const file = `${trail.account}_CloudTrail-Digest_${region}_${trail.name}_${trail.homeRegion}_${compactTime(endMs)}.json.gz`;
  return `${folderOf(trail, 'CloudTrail-Digest')}${region}/${dayPath(endMs)}/${file}`;
}

/** Gzip without a time in its header: the same text always gives the same bytes. */
export const gzip = (text: string): Uint8Array => gzipSync(utf8(text), { mtime: 0 });

/** Region of the trail's bucket; S3 takes calls only there. A bucket that is gone is asked for at home. */
const bucketRegionOf = (transaction: Transaction, trail: Pick<Trail, 'homeRegion' | 'settings'>): string =>
  transaction.world.s3.buckets.get(trail.settings.S3BucketName)?.region ?? trail.homeRegion;

/** Puts an object into the trail's bucket, as CloudTrail does, or gets S3's refusal. */
export function putFile(
  transaction: Transaction,
  trail: Pick<Trail, 'account' | 'arn' | 'homeRegion' | 'settings'>,
  file: {
    readonly key: string;
    readonly body: Uint8Array;
    readonly metadata?: Readonly<Record<string, string>>;
    /** Digests never are under the trail's KMS key. */
    readonly encryption: 'of the trail' | 'AES256';
  },
): Outcome {
  const { S3BucketName, KmsKeyId } = trail.settings;
  const encryption =
    file.encryption === 'AES256'
      ? { ServerSideEncryption: 'AES256' }
      : KmsKeyId
        ? {
            ServerSideEncryption: 'aws:kms',
            SSEKMSKeyId: KmsKeyId,
            SSEKMSEncryptionContext: base64(utf8(JSON.stringify({ 'aws:cloudtrail:arn': trail.arn }))),
          }
        : {};
  return callAsCloudTrail(transaction, trail, 's3', 'PutObject', {
    Bucket: S3BucketName,
    Key: file.key,
    Body: file.body,
    ...(file.body.length > 0 ? { ContentType: 'application/json', ContentEncoding: 'gzip' } : {}),
    ACL: 'bucket-owner-full-control',
    ...(file.metadata ? { Metadata: file.metadata } : {}),
    ...encryption,
  });
}

/** Makes a call as CloudTrail: to S3 in the bucket's Region, to KMS in the trail's. */
export function callAsCloudTrail(
  transaction: Transaction,
  trail: Pick<Trail, 'account' | 'arn' | 'homeRegion' | 'settings'>,
  service: 's3' | 'kms',
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Outcome {
  const region = service === 's3' ? bucketRegionOf(transaction, trail) : trail.homeRegion;
  return transaction.perform({ service, operation, input, caller: cloudtrailFor(trail), region });
}
