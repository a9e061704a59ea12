/** The AWS managed policies that this world knows, as AWS publishes them. */

const allow = (action: string | readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });

/** ARN of the policy that allows everything. */
export const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

/**
 * Policy documents by ARN. Sources:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/security-iam-awsmanpol.html,
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonS3FullAccess.html
 */
export const managedPolicyDocuments: Readonly<Record<string, string>> = {
  [ADMINISTRATOR_ACCESS]: allow('*'),
  'arn:aws:iam::aws:policy/AmazonS3FullAccess': allow(['s3:*', 's3-object-lambda:*']),
  'arn:aws:iam::aws:policy/AWSKeyManagementServicePowerUser': allow([
    'kms:CreateAlias',
    'kms:CreateKey',
    'kms:DeleteAlias',
    'kms:Describe*',
    'kms:GenerateRandom',
    'kms:Get*',
    'kms:List*',
    'kms:TagResource',
    'kms:UntagResource',
    'iam:ListGroups',
    'iam:ListRoles',
    'iam:ListUsers',
  ]),
};
