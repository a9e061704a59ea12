/** Words in which behaviours of IAM and STS are told. */
import type { Planned, PlannedValue } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import { iam, type PlannedInput } from '../telling.ts';

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
const KMS_GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide';

/** Guides and API reference that the tables of IAM and STS are from. */
export const sources = {
  logic: `${GUIDE}/reference_policies_evaluation-logic.html`,
  boundaries: `${GUIDE}/access_policies_boundaries.html`,
  sessions: `${GUIDE}/access_policies.html`,
  roles: `${GUIDE}/id_roles.html`,
  globalConditions: `${GUIDE}/reference_policies_condition-keys.html`,
  keyPolicies: `${KMS_GUIDE}/key-policies.html`,
  grants: `${KMS_GUIDE}/grants.html`,
  conditions: `${KMS_GUIDE}/conditions-kms.html`,
  crossAccount: `${KMS_GUIDE}/key-policy-modifying-external-accounts.html`,
  assume: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  identity: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
  operation: (name: string) => `https://docs.aws.amazon.com/IAM/latest/APIReference/API_${name}.html`,
} as const;

/** The user of the tables. */
export const USER = `arn:aws:iam::${ACCOUNT}:user/reader`;
/** The role of the tables. */
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/auditor`;

/** A statement on all resources. */
export const statement = (Effect: 'Allow' | 'Deny', Action: PlannedValue, more: PlannedInput = {}): PlannedInput => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
});

/** A policy as text. */
export const policyOf = (...statements: readonly PlannedInput[]): PlannedValue => ({
  $json: { Version: '2012-10-17', Statement: statements },
});

/** Makes the user, with one policy of its own or none. */
export const user = (PolicyDocument?: PlannedValue): readonly Planned[] => [
  iam('CreateUser', { UserName: 'reader' }),
  ...(PolicyDocument === undefined
    ? []
    : [iam('PutUserPolicy', { UserName: 'reader', PolicyName: 'own', PolicyDocument })]),
];

/** Makes the role, with one policy of its own or none, for whom its trust policy names. */
export const role = (PolicyDocument?: PlannedValue, trusted = `arn:aws:iam::${ACCOUNT}:root`): readonly Planned[] => [
  iam('CreateRole', {
    RoleName: 'auditor',
    AssumeRolePolicyDocument: {
      $json: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' }],
      },
    },
  }),
  ...(PolicyDocument === undefined
    ? []
    : [iam('PutRolePolicy', { RoleName: 'auditor', PolicyName: 'own', PolicyDocument })]),
];
