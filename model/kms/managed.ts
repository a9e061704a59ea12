/**
 * AWS managed keys: `alias/aws/SERVICE`, made in an account and Region when the service first needs one, or when somebody
 * describes the predefined alias.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk (documented); description
 * of aws/s3 recorded (LocalStack snapshot), that of aws/ebs reported, the others' wording assumed.
 */
import type { Context } from '../context.ts';
import { addAlias, addKey } from './make.ts';
import type { Key } from './state.ts';

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  s3: 'Default key that protects my S3 objects when no other key is defined',
  ebs: 'Default key that protects my EBS volumes when no other key is defined',
  rds: 'Default key that protects my RDS database volumes when no other key is defined',
  redshift: 'Default key that protects my Redshift clusters when no other key is defined',
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
  addAlias(context, aliasName, key);
  return key;
}

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
