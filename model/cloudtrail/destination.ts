/**
 * Whether CloudTrail can deliver to a trail's bucket, under a trail's key: it tries, as itself, before it takes the
 * trail on.
 */
import type { Context } from '../context.ts';
import { type ErrorOutcome, refuse } from '../errors.ts';
import { assumed, defineRules, documented, reported } from '../evidence.ts';
import { apiPage } from './errors.ts';
import { callAsCloudTrail, folderOf, putFile } from './files.ts';
import type { Trail, TrailSettings } from './state.ts';

/** What is known of these trials. */
export const DESTINATION_RULES = defineRules('cloudtrail', {
  'bucket-must-exist': { sentence: 'The bucket of a trail must exist.', ...documented(apiPage('CreateTrail')) },
  'bucket-policy': {
    sentence: 'The policy of the bucket must let CloudTrail read its ACL and put log files that its owner controls.',
    ...documented(
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
    ),
  },
  'bucket-policy-words': {
    sentence: 'A bucket policy that does not is `Incorrect S3 bucket policy is detected for bucket: NAME`.',
    ...reported('https://github.com/hashicorp/terraform/issues/29991'),
  },
  'key-trial': {
    sentence: 'CloudTrail asks KMS for a data key before it takes a key on, with the ARN of the trail as context.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/services-cloudtrail.html'),
  },
  'key-policy-words': {
    sentence:
      'A key that CloudTrail may not use is `Insufficient permissions to access S3 bucket NAME or KMS key ARN.`',
    ...reported('https://github.com/trussworks/terraform-aws-cloudtrail/issues/186'),
  },
  'key-codes': {
    sentence: 'A key that is missing, disabled or otherwise unusable has an exception each.',
    ...documented(apiPage('CreateTrail')),
  },
  'key-words': { sentence: 'Messages of these exceptions are those of KMS.', ...assumed(apiPage('CreateTrail')) },
  'bucket-name': {
    sentence: 'The bucket must have a name that a bucket can have.',
    ...documented(apiPage('CreateTrail')),
  },
  'prefix-length': { sentence: 'A prefix has at most 200 characters.', ...documented(apiPage('CreateTrail')) },
});

const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX_CHARACTERS = 200;

/** What a trail will be. */
type Plan = Pick<Trail, 'arn' | 'account' | 'homeRegion'> & { readonly settings: TrailSettings };

/** Tries bucket and key, and gives the settings with the key's ARN in place of what names it; or refuses. */
export function tryDestination(context: Context, plan: Plan): TrailSettings {
  checkNames(plan.settings);
  tryBucket(context, plan);
  const settings = { ...plan.settings, KmsKeyId: tryKey(context, plan) };
  tryPut(context, { ...plan, settings });
  return settings;
}

function checkNames({ S3BucketName, S3KeyPrefix = '' }: TrailSettings): void {
  if (!BUCKET_NAME.test(S3BucketName))
    refuse('InvalidS3BucketNameException', `Bucket name ${S3BucketName} is not valid.`, {
      rule: DESTINATION_RULES['bucket-name'],
    });
  if (S3KeyPrefix.length > PREFIX_CHARACTERS)
    refuse(
      'InvalidS3PrefixException',
      `S3 key prefix is longer than ${PREFIX_CHARACTERS} characters: it has ${S3KeyPrefix.length}.`,
      { rule: DESTINATION_RULES['prefix-length'] },
    );
}

function tryBucket(context: Context, plan: Plan): void {
  const outcome = callAsCloudTrail(context.transaction, plan, 's3', 'GetBucketAcl', {
    Bucket: plan.settings.S3BucketName,
  });
  if (!outcome.ok) refuseBucket(plan, outcome.error);
}

/** An empty object in the place of the trail's folder shows that log files can be put there. */
function tryPut(context: Context, plan: Plan): void {
  const key = folderOf(plan, 'CloudTrail');
  const body = new Uint8Array();
  const outcome = putFile(context.transaction, plan, { key, body, encryption: 'of the trail' });
  if (outcome.ok) return;
  if (outcome.error.code.startsWith('KMS.')) refuseKey(plan, { ...outcome.error, code: outcome.error.code.slice(4) });
  refuseBucket(plan, outcome.error);
}

function refuseBucket({ settings }: Plan, error: ErrorOutcome): never {
  if (error.code === 'NoSuchBucket')
    return refuse('S3BucketDoesNotExistException', `S3 bucket ${settings.S3BucketName} does not exist!`, {
      rule: DESTINATION_RULES['bucket-must-exist'],
    });
  return refuse(
    'InsufficientS3BucketPolicyException',
    `Incorrect S3 bucket policy is detected for bucket: ${settings.S3BucketName}`,
    { rule: DESTINATION_RULES['bucket-policy-words'] },
  );
}

/** ARN of the key, or undefined for a trail without one. */
function tryKey(context: Context, plan: Plan): string | undefined {
  const { KmsKeyId } = plan.settings;
  if (!KmsKeyId) return undefined;
  const keyId = keyArnOf(plan, KmsKeyId);
  const outcome = callAsCloudTrail(context.transaction, plan, 'kms', 'GenerateDataKey', {
    KeyId: keyId,
    KeySpec: 'AES_256',
    EncryptionContext: { 'aws:cloudtrail:arn': plan.arn },
  });
  return outcome.ok ? (outcome.output.KeyId as string) : refuseKey(plan, outcome.error);
}

const KEY_FORMS = [
  /^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:(key\/[A-Za-z0-9-]+|alias\/[A-Za-z0-9/_-]+)$/,
  /^alias\/[A-Za-z0-9/_-]+$/,
  /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/,
];

/** CloudTrail names a key to KMS by an ARN in the trail's account, whatever form it was given. */
function keyArnOf({ homeRegion, account, settings }: Plan, given: string): string {
  const form = KEY_FORMS.findIndex((candidate) => candidate.test(given));
  if (form < 0)
    return refuse('InvalidKmsKeyIdException', `KMS key ID ${given} is not valid for ${settings.S3BucketName}.`, {
      rule: DESTINATION_RULES['key-codes'],
    });
  const place = `arn:aws:kms:${homeRegion}:${account}:`;
  return [given, place + given, `${place}key/${given}`][form]!;
}

function refuseKey({ settings }: Plan, error: ErrorOutcome): never {
  if (error.code === 'AccessDeniedException')
    return refuse(
      'InsufficientEncryptionPolicyException',
      `Insufficient permissions to access S3 bucket ${settings.S3BucketName} or KMS key ${settings.KmsKeyId}.`,
      { rule: DESTINATION_RULES['key-policy-words'] },
    );
  const code =
    { NotFoundException: 'KmsKeyNotFoundException', DisabledException: 'KmsKeyDisabledException' }[error.code] ??
    'KmsException';
  return refuse(code, error.message, { rule: DESTINATION_RULES['key-codes'] });
}
