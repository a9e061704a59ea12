/** The AWS managed policies that this world knows, as AWS publishes them. */

const allow = (action: string | readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });

/** ARN of the policy that allows everything. */
export const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** ARN of the policy of Auto Scaling's service-linked role. */
export const AUTO_SCALING_SERVICE_ROLE = 'arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy';

/**
 * Policy documents by ARN. Sources:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/security-iam-awsmanpol.html,
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonS3FullAccess.html,
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AutoScalingServiceRolePolicy.html (version 10, its part
 * about EC2: the rest is about services that are not simulated)
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
  [AUTO_SCALING_SERVICE_ROLE]: allow([
    'ec2:AttachClassicLinkVpc',
    'ec2:CancelSpotInstanceRequests',
    'ec2:CreateReplaceRootVolumeTask',
    'ec2:CreateFleet',
    'ec2:CreateTags',
    'ec2:DeleteTags',
    'ec2:Describe*',
    'ec2:DetachClassicLinkVpc',
    'ec2:GetInstanceTypesFromInstanceRequirements',
    'ec2:GetSecurityGroupsForVpc',
    'ec2:ModifyInstanceAttribute',
    'ec2:RequestSpotInstances',
    'ec2:RunInstances',
    'ec2:StartInstances',
    'ec2:StopInstances',
    'ec2:TerminateInstances',
  ]),
};
