/**
 * Whether the principals that a resource policy names exist: KMS and S3 look when the policy is set, not later. A service-
 * linked role that nobody has made yet is the best-known case.
 * Sources: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (documented: "the principals in the key
 * policy must exist and be visible to KMS"), https://repost.aws/knowledge-center/s3-invalid-principal-in-policy-error
 * (documented). That every account exists, and every federated user and CloudFront origin access identity, is assumed.
 */
import { readPrincipalArn } from './arn.ts';
import { accountOfEntry } from './principal.ts';
import { type IamState, principalNamed } from './state.ts';
import type { Policy } from './types.ts';

/** ARNs of principals that live outside of users, roles and sessions. */
const ELSEWHERE = /^arn:aws:(sts::\d{12}:federated-user\/.+|iam::cloudfront:user\/.+)$/;
const UNIQUE_ID = /^A(ID|RO)A[A-Z0-9]{12,}$/;

/** The first principal of a policy that does not exist, or undefined. */
export function missingPrincipal(iam: IamState, policy: Policy): string | undefined {
  for (const { principal, notPrincipal } of policy.statements)
    for (const element of [principal, notPrincipal]) {
      if (element === undefined || element === '*') continue;
      const missing = element.AWS?.find((entry) => !exists(iam, entry));
      if (missing !== undefined) return missing;
    }
  return undefined;
}

/** Whether an entry of a Principal element, or the ARN of a grant's principal, is somebody. */
export function exists(iam: IamState, entry: string): boolean {
  if (entry === '*' || accountOfEntry(entry) !== undefined || ELSEWHERE.test(entry)) return true;
  if (UNIQUE_ID.test(entry)) return hasUniqueId(iam, entry);
  const parts = readPrincipalArn(entry);
  if (parts?.kind !== 'RoleSession') return iam.principals.has(entry);
  return principalNamed(iam, parts.account, 'Role', parts.name) !== undefined;
}

function hasUniqueId(iam: IamState, uniqueId: string): boolean {
  for (const principal of iam.principals.values()) if (principal.uniqueId === uniqueId) return true;
  return false;
}
