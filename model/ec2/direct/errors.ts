/**
 * Refusals of the EBS direct APIs: exceptions with a Reason.
 * Source: https://docs.aws.amazon.com/ebs/latest/APIReference/API_ValidationException.html and its neighbours (documented);
 * which reason KMS's refusals take, and the texts, are assumed.
 */
import { refuse } from '../../errors.ts';
import { assumed, defineRules, documented } from '../../evidence.ts';
import type { KeyRefusal } from '../rules.ts';

const API = 'https://docs.aws.amazon.com/ebs/latest/APIReference';

/** The rules behind the refusals. */
export const directRules = defineRules('ebs', {
  'identity-policies-decide': {
    sentence: "A call needs an allow from the caller's own policies for the snapshot.",
    ...documented('https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-permissions.html'),
  },
  'unknown-operation': {
    sentence: 'An operation that EBS does not have is refused.',
    ...assumed(`${API}/Welcome.html`),
  },
  'unknown-credentials': {
    sentence: 'Credentials that belong to nobody are refused.',
    ...documented(`${API}/CommonErrors.html`),
  },
  'snapshot-not-found': {
    sentence: 'A snapshot that the caller may not use does not exist.',
    ...documented(`${API}/API_ResourceNotFoundException.html`),
  },
  'bad-request': {
    sentence: 'A request that cannot be is refused.',
    ...documented(`${API}/API_ValidationException.html`),
  },
  'key-needed': {
    sentence: 'Blocks of an encrypted snapshot can be read and written only while its key can be used.',
    ...documented(`${API}/API_GetSnapshotBlock.html`),
  },
});

/** Reasons of a ValidationException. */
export type Reason =
  | 'INVALID_BLOCK'
  | 'INVALID_BLOCK_TOKEN'
  | 'INVALID_CUSTOMER_KEY'
  | 'INVALID_PAGE_TOKEN'
  | 'INVALID_PARAMETER_VALUE'
  | 'INVALID_SNAPSHOT_ID'
  | 'INVALID_TAG'
  | 'INVALID_VOLUME_SIZE'
  | 'UNRELATED_SNAPSHOTS';

/** A request that cannot be, with its reason. */
export const invalid = (reason: Reason, message: string): never =>
  refuse('ValidationException', message, { rule: directRules['bad-request'], fields: { Reason: reason } });

/** No snapshot of this id that the caller may use. */
export const notFound = (snapshotId: string): never =>
  refuse('ResourceNotFoundException', `The snapshot '${snapshotId}' does not exist.`, {
    rule: directRules['snapshot-not-found'],
    status: 404,
    fields: { Reason: 'SNAPSHOT_NOT_FOUND' },
  });

/** A request that contradicts what was written. */
export const conflict = (message: string): never =>
  refuse('ConflictException', message, { rule: directRules['bad-request'], status: 409 });

/** The caller's policies do not allow it. */
export const denied = (message: string): never =>
  refuse('AccessDeniedException', message, {
    rule: directRules['identity-policies-decide'],
    status: 403,
    fields: { Reason: 'UNAUTHORIZED_ACCOUNT' },
    trailCode: 'AccessDenied',
  });

/** A refusal of KMS in EBS's words. */
export function keyUnusable({ refused }: KeyRefusal): never {
  const rule = directRules['key-needed'];
  if (refused.code === 'AccessDeniedException')
    return refuse('AccessDeniedException', refused.message, {
      rule,
      status: 403,
      fields: { Reason: 'DEPENDENCY_ACCESS_DENIED' },
      trailCode: 'AccessDenied',
    });
  if (refused.code === 'NotFoundException')
    return refuse('ResourceNotFoundException', refused.message, {
      rule,
      status: 404,
      fields: { Reason: 'DEPENDENCY_RESOURCE_NOT_FOUND' },
    });
  return refuse('ValidationException', refused.message, { rule, fields: { Reason: 'INVALID_CUSTOMER_KEY' } });
}
