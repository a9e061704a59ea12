/** Worlds with a bucket that CloudTrail may write to, a key that it may use, and trails, made by AWS's own rules. */
import { gunzipSync } from 'node:zlib';
import { aws } from '../../../model/aws.ts';
import type { Caller } from '../../../model/call.ts';
import type { CloudTrailRecord } from '../../../model/cloudtrail/index.ts';
import type { Rules } from '../../../model/rules.ts';
import { type Duration, elapse, step } from '../../../model/step.ts';
import { type GenesisOptions, genesis, type World } from '../../../model/world.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const ADMIN = `arn:aws:iam::${ACCOUNT}:user/admin`;
export const BUCKET = 'audit-logs';
export const TRAIL = 'audit';
export const TRAIL_ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/${TRAIL}`;

/** The bucket policy that AWS's user guide gives. */
export const bucketPolicy = (bucket = BUCKET, prefix = '', trailArn = TRAIL_ARN, account = ACCOUNT) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AWSCloudTrailAclCheck20150319',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:GetBucketAcl',
        Resource: `arn:aws:s3:::${bucket}`,
        Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
      },
      {
        Sid: 'AWSCloudTrailWrite20150319',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${bucket}/${prefix}AWSLogs/${account}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trailArn } },
      },
    ],
  });

/** The key policy that AWS's user guide gives, short of the parts about reading. */
export const keyPolicy = (trailArn = TRAIL_ARN) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      {
        Sid: 'Allow CloudTrail to encrypt logs',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'kms:GenerateDataKey*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceArn': trailArn },
          StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` },
        },
      },
    ],
  });

/** What a call came to, for tests that look at what they expect. */
// biome-ignore lint/suspicious/noExplicitAny: every operation answers otherwise
type Answer = any;

/** A world that tests change call by call. */
export class Scene {
  world: World;
  readonly rules: Rules;

  constructor(options: GenesisOptions = {}, rules: Rules = aws) {
    this.world = genesis('5eed', options);
    this.rules = rules;
  }

  /** Makes a call and gives its output, or its refusal under `error`. */
  call(
    service: string,
    operation: string,
    input: object = {},
    caller: Partial<Caller> & { region?: string } = {},
  ): Answer {
    const { region = REGION, ...rest } = caller;
    const result = step(
      this.world,
      { service: service as 'kms', operation, input: { ...input }, caller: { principal: ADMIN, ...rest }, region },
      this.rules,
    );
    this.world = result.world;
    return result.outcome.ok ? result.outcome.output : { error: result.outcome.error };
  }

  /** As `call`, for calls that must not be refused. */
  must(
    service: string,
    operation: string,
    input: object = {},
    caller: Partial<Caller> & { region?: string } = {},
  ): Answer {
    const output = this.call(service, operation, input, caller);
    if (output.error) throw new Error(`${service}:${operation} was refused: ${JSON.stringify(output.error)}`);
    return output;
  }

  wait(duration: Duration): this {
    this.world = elapse(this.world, duration, this.rules).world;
    return this;
  }

  /** A bucket with AWS's policy. */
  withBucket(bucket = BUCKET, policy = bucketPolicy(bucket)): this {
    this.must('s3', 'CreateBucket', { Bucket: bucket });
    return this.withPolicy(bucket, policy);
  }

  /** The bucket's policy, given or given again. */
  withPolicy(bucket = BUCKET, policy = bucketPolicy(bucket)): this {
    this.must('s3', 'PutBucketPolicy', { Bucket: bucket, Policy: policy });
    return this;
  }

  /** A key that CloudTrail may use; gives its ARN. */
  makeKey(policy: string = keyPolicy()): string {
    return this.must('kms', 'CreateKey', { Policy: policy }).KeyMetadata.Arn;
  }

  /** A trail with its bucket; it does not log yet. */
  withTrail(input: object = {}): this {
    this.withBucket();
    this.must('cloudtrail', 'CreateTrail', { Name: TRAIL, S3BucketName: BUCKET, ...input });
    return this;
  }

  /** A trail that logs. */
  logging(input: object = {}): this {
    this.withTrail(input);
    this.must('cloudtrail', 'StartLogging', { Name: TRAIL });
    return this;
  }

  status() {
    return this.must('cloudtrail', 'GetTrailStatus', { Name: TRAIL });
  }

  /** Keys of the bucket's files, empty folder objects left out, in order. */
  keys(part = '', bucket = BUCKET): string[] {
    const { Contents = [] } = this.must('s3', 'ListObjectsV2', { Bucket: bucket });
    return (Contents as { Key: string }[])
      .map(({ Key }) => Key)
      .filter((key) => key.includes(part) && !key.endsWith('/'));
  }

  /** The text of a file. */
  text(key: string, bucket = BUCKET): string {
    return gunzipSync(this.must('s3', 'GetObject', { Bucket: bucket, Key: key }).Body).toString('utf8');
  }

  /** The text of the first file of another's bucket. */
  textAs(principal: string, bucket: string): string {
    const { Contents } = this.must('s3', 'ListObjectsV2', { Bucket: bucket }, { principal });
    const { Key } = (Contents as { Key: string }[]).find((object) => object.Key.endsWith('.gz'))!;
    return gunzipSync(this.must('s3', 'GetObject', { Bucket: bucket, Key }, { principal }).Body).toString('utf8');
  }

  /** All delivered records, in the order of their files. */
  delivered(part = '/CloudTrail/', bucket = BUCKET): CloudTrailRecord[] {
    return this.keys(part, bucket).flatMap((key) => JSON.parse(this.text(key, bucket)).Records);
  }

  namesDelivered(part?: string): string[] {
    return this.delivered(part).map((record) => record.eventName);
  }
}
