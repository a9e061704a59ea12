/** Default encryption: PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption. None asks anything of KMS. */
import { authorize } from '../authorize.ts';
import { invalidArgument, malformedXml } from '../errors.ts';
import { s3Facts } from '../facts.ts';
import { changeBucket } from '../find.ts';
import { bucketOperation, type Input } from '../operation.ts';
import type { BucketEncryption } from '../state.ts';

const RULE = s3Facts['encryption-configuration'];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const putBucketEncryption = bucketOperation('PutBucketEncryption', false, (context, bucket, input) => {
  authorize(context, bucket, { action: 's3:PutEncryptionConfiguration' });
  changeBucket(context, bucket.name, { encryption: readConfiguration(input, bucket.encryption) });
  return {};
});

/** Reads the one rule. What it leaves out of the default resets it; the block of SSE-C stays unless it is named. */
function readConfiguration(input: Input<'PutBucketEncryption'>, before: BucketEncryption): BucketEncryption {
  const rules = input.ServerSideEncryptionConfiguration?.Rules ?? [];
  const [rule] = rules;
  if (rules.length !== 1 || !rule) return malformedXml(RULE);
  const named = rule.ApplyServerSideEncryptionByDefault;
  const algorithm: string = named?.SSEAlgorithm ?? (named ? '' : before.algorithm);
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') return malformedXml(RULE);
  const kmsKeyId = named ? named.KMSMasterKeyID : before.kmsKeyId;
  if (algorithm === 'AES256' && kmsKeyId !== undefined) {
    invalidArgument(
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      RULE,
      'ApplyServerSideEncryptionByDefault',
    );
  }
  return {
    algorithm,
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
    bucketKeyEnabled: rule.BucketKeyEnabled ?? (named ? false : before.bucketKeyEnabled),
    blocksCustomerKeys: readBlocked(rule.BlockedEncryptionTypes?.EncryptionType, before.blocksCustomerKeys),
  };
}

function readBlocked(types: readonly string[] | undefined, before: boolean): boolean {
  if (types === undefined) return before;
  if (types.length !== 1 || !['NONE', 'SSE-C'].includes(types[0]!)) return malformedXml(RULE);
  return types[0] === 'SSE-C';
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export const getBucketEncryption = bucketOperation('GetBucketEncryption', true, (context, bucket) => {
  authorize(context, bucket, { action: 's3:GetEncryptionConfiguration' });
  const { algorithm, kmsKeyId, bucketKeyEnabled, blocksCustomerKeys } = bucket.encryption;
  return {
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: algorithm,
            ...(kmsKeyId === undefined ? {} : { KMSMasterKeyID: kmsKeyId }),
          },
          BucketKeyEnabled: bucketKeyEnabled,
          BlockedEncryptionTypes: { EncryptionType: [blocksCustomerKeys ? ('SSE-C' as const) : ('NONE' as const)] },
        },
      ],
    },
  };
});

/** Back to SSE-S3. Whether a block of SSE-C survives is not documented; here it does (assumed). */
export const deleteBucketEncryption = bucketOperation('DeleteBucketEncryption', false, (context, bucket) => {
  authorize(context, bucket, { action: 's3:PutEncryptionConfiguration' });
  const { blocksCustomerKeys } = bucket.encryption;
  changeBucket(context, bucket.name, { encryption: { ...context.rules.s3.newBucketEncryption, blocksCustomerKeys } });
  return {};
});
