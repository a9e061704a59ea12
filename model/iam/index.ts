/** IAM: all its operations and its face. The evaluator is `decide.ts`. */
import type { AnyOperation } from '../operation.ts';
import { queryFace } from '../query/face.ts';
import * as inlinePolicies from './operations/inlinePolicies.ts';
import * as managedPolicies from './operations/managedPolicies.ts';
import * as roles from './operations/roles.ts';
import * as serviceLinkedRoles from './operations/serviceLinkedRoles.ts';
import * as users from './operations/users.ts';
import { refusedOperations } from './outside.ts';

const isOperation = (value: unknown): value is AnyOperation =>
  typeof value === 'object' && value !== null && 'run' in value && 'service' in value;

/** By `iam:Operation`. */
export const iamOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  [users, roles, serviceLinkedRoles, inlinePolicies, managedPolicies]
    .flatMap((topic) => Object.values(topic as Record<string, unknown>))
    .filter(isOperation)
    .map((record) => [`iam:${record.name}`, record]),
);

/** What IAM says of what it does not know. */
export const iamFace = queryFace('2010-05-08', Object.values(refusedOperations).flat());
