/** The ways in which a key stops to serve a caller, and what KMS says then. */
import { ACCOUNT, type Cloud } from './cloud.ts';

const READ = ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:EnableKey', 'kms:DisableKey'];

/** A key policy that lets the account do everything but some actions. */
export const policyWithout = (...actions: string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Deny', Principal: { AWS: '*' }, Action: actions, Resource: '*' },
    ],
  });

/** A key policy that lets the account manage the key only. */
export const managementOnly = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: READ, Resource: '*' }],
});

export const putPolicy = (cloud: Cloud, key: string, Policy: string): void =>
  cloud.kms('PutKeyPolicy', { KeyId: key, Policy, BypassPolicyLockoutSafetyCheck: true });

/** By name: takes the key away. */
export const losses: Readonly<Record<string, (cloud: Cloud, key: string) => void>> = {
  Disabled: (cloud, key) => cloud.kms('DisableKey', { KeyId: key }),
  PendingDeletion: (cloud, key) => cloud.kms('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 }),
  Deleted: (cloud, key) => {
    cloud.kms('ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: 7 });
    cloud.wait({ days: 7, minutes: 1 });
  },
  'not permitted': (cloud, key) => putPolicy(cloud, key, managementOnly),
};

/** The error code that KMS gives for each. */
export const lossCodes: Readonly<Record<string, string>> = {
  Disabled: 'DisabledException',
  PendingDeletion: 'KMSInvalidStateException',
  Deleted: 'NotFoundException',
  'not permitted': 'AccessDenied',
};
