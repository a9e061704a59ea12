/** IAM's refusals: the Query protocol's codes with AWS's statuses and texts. */
import { refuse } from '../errors.ts';
import { defineRules, documented, reported } from '../evidence.ts';

const API = 'https://docs.aws.amazon.com/IAM/latest/APIReference';

/** HTTP status by error code. */
export const iamErrors = defineRules('iam', {
  'no-such-entity': {
    sentence: 'What does not exist in the account is NoSuchEntity, 404.',
    ...documented(`${API}/API_GetUser.html`),
  },
  'entity-exists': {
    sentence: 'Names are taken once in an account, whatever their case: EntityAlreadyExists, 409.',
    ...documented(`${API}/API_CreateUser.html`),
  },
  'delete-conflict': {
    sentence: 'What still has policies, keys or users of it cannot be deleted: DeleteConflict, 409.',
    ...documented(`${API}/API_DeleteUser.html`),
  },
  'malformed-document': {
    sentence: 'A document that is no policy is MalformedPolicyDocument, 400.',
    ...documented(`${API}/API_PutUserPolicy.html`),
  },
  'access-key-limit': {
    sentence: 'A user has at most two access keys: LimitExceeded, 409.',
    ...documented('https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html'),
  },
  'service-linked-role': {
    sentence: 'The role of a service is made once, with a policy of AWS, and nobody but AWS changes it.',
    ...documented('https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html'),
  },
  'access-denied': {
    sentence: 'A caller without permission is AccessDenied, 403.',
    ...reported('AWS CLI transcripts in public issues of IAM tools'),
  },
});

/** Something of the account is not there; `what` as AWS says it: `The user with name x`. */
export function noSuchEntity(what: string): never {
  return refuse('NoSuchEntity', `${what} cannot be found.`, { status: 404, rule: iamErrors['no-such-entity'] });
}

/** A name is taken. */
export function alreadyExists(what: string): never {
  return refuse('EntityAlreadyExists', `${what} already exists.`, { status: 409, rule: iamErrors['entity-exists'] });
}

/** Something must be taken away first. */
export function deleteConflict(what: string): never {
  return refuse('DeleteConflict', `Cannot delete entity, must ${what} first.`, {
    status: 409,
    rule: iamErrors['delete-conflict'],
  });
}

/** The caller may not. */
export function accessDenied(message: string): never {
  return refuse('AccessDenied', message, { status: 403, rule: iamErrors['access-denied'] });
}
