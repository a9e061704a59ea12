/**
 * AWS managed keys: `alias/aws/SERVICE`, made in an account and Region when the service first needs one, or when somebody
 * describes the predefined alias.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk (documented); description
 * of aws/s3 recorded (LocalStack snapshot), that of aws/ebs reported, the others' wording assumed.
 */
import type { Context } from '../context.ts';
import { addAlias, addKey, putKey } from './make.ts';
import { startAutomatic } from './rotation.ts';
import type { Key } from './state.ts';

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  s3: 'Default key that protects my S3 objects when no other key is defined',
  ebs: 'Default key that protects my EBS volumes when no other key is defined',
  rds: 'Default key that protects my RDS database volumes when no other key is defined',
  redshift: 'Default key that protects my Redshift clusters when no other key is defined',
  dynamodb: 'Default key that protects my DynamoDB data when no other key is defined',
  elasticfilesystem: 'Default key that protects my EFS filesystems when no other key is defined',
  glue: 'Default key that protects my Glue data when no other key is defined',
  kinesis: 'Default key that protects my Kinesis data when no other key is defined',
  lambda: 'Default key that protects my Lambda functions when no other key is defined',
  secretsmanager: 'Default key that protects my Secrets Manager data when no other key is defined',
  sns: 'Default key that protects my SNS data when no other key is defined',
  sqs: 'Default key that protects my SQS messages when no other key is defined',
  ssm: 'Default key that protects my SSM parameters when no other key is defined',
};

/** kms:ViaService prefix of the service that owns a managed key; EBS calls KMS as ec2. */
const VIA: Readonly<Record<string, string>> = { ebs: 'ec2' };

/**
 * The key behind a predefined alias, made now if it does not exist yet and its service, or DescribeKey, asks for it.
 * Undefined for other aliases and other callers.
 */
export function ensureManagedKey(context: Context, aliasName: string): Key | undefined {
  const service = aliasName.startsWith('alias/aws/') ? aliasName.slice('alias/aws/'.length) : '';
  const description = Object.hasOwn(DESCRIPTIONS, service) ? DESCRIPTIONS[service] : undefined;
  if (!description) return undefined;
  const viaService = context.call.caller.via?.service;
  if (viaService !== (VIA[service] ?? service) && context.call.operation !== 'DescribeKey') return undefined;
  const key = addKey(context, { description, manager: 'AWS', policyText: managedPolicy(context, service) });
  const rotating = startAutomatic(context.transaction, key, PERIOD_DAYS);
  putKey(context, rotating);
  addAlias(context, aliasName, rotating);
  return rotating;
}

/**
 * AWS managed keys rotate every year, and nobody can change that.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html#rotate-aws-managed-keys (documented).
 */
const PERIOD_DAYS = 365;

/** Key policy of a managed key: the account's principals through the service, and reading for the account. */
function managedPolicy(context: Context, service: string): string {
  const { account, region } = context;
  const use = [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncrypt*',
    'kms:GenerateDataKey*',
    'kms:CreateGrant',
    'kms:DescribeKey',
  ];
  const read = ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'];
  const via = `${VIA[service] ?? service}.${region}.amazonaws.com`;
  return JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-1`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use it`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: use,
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': via } },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: read,
        Resource: '*',
      },
    ],
  });
}
