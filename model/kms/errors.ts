/** KMS's refusals, with AWS's texts and the rules behind them. Every client error of KMS is HTTP 400 (recorded). */
import { refuse } from '../errors.ts';
import type { Rule } from '../evidence.ts';
import { assumed, defineRules, documented, recorded, reported } from '../evidence.ts';

const GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide';
const API = 'https://docs.aws.amazon.com/kms/latest/APIReference';

/** Why KMS refuses: rules that more than one of its files names. */
export const kmsRulesText = defineRules('kms', {
  'key-not-found': {
    sentence: "A key id that names no key of the caller's account and Region is not found.",
    ...recorded('LocalStack snapshot recorded on AWS: test_get_key_does_not_exist'),
  },
  'malformed-key-id': {
    sentence: 'A key id that is neither a UUID nor an mrk- id is an invalid keyId.',
    ...recorded('LocalStack snapshot recorded on AWS: test_get_key_invalid_uuid'),
  },
  'arn-of-another-region': {
    sentence: 'The ARN of a key of another Region is an invalid arn.',
    ...recorded('LocalStack snapshot recorded on AWS: test_get_key_in_different_region'),
  },
  'alias-not-found': {
    sentence: 'An alias that does not exist is not found.',
    ...reported('https://github.com/cloudposse/docs/issues/152'),
  },
  'foreign-key-hidden': {
    sentence: 'A key of another account that does not exist, or that does not let the caller in, is denied alike.',
    ...reported('https://github.com/kubernetes-sigs/aws-encryption-provider/issues/141'),
  },
  'key-policy-decides': {
    sentence: 'A call needs an allow from the key policy, an IAM policy that the key policy lets in, or a grant.',
    ...documented(`${GUIDE}/policy-evaluation.html`),
  },
  'explicit-deny-wins': {
    sentence: 'An explicit deny in any policy beats every allow and every grant.',
    ...documented(`${GUIDE}/policy-evaluation.html`),
  },
  'cross-account-operations': {
    sentence: 'Only cryptographic operations, grants and a few reads can be used on a key of another account.',
    ...documented(`${GUIDE}/key-policy-modifying-external-accounts.html`),
  },
  'wrong-usage': {
    sentence: 'A key serves only the operations of its key usage.',
    ...recorded('LocalStack snapshot recorded on AWS: test_encrypt_validate_key_usage'),
  },
  'wrong-key-for-ciphertext': {
    sentence: 'A ciphertext opens only under the key that made it: naming another is IncorrectKeyException.',
    ...recorded('LocalStack snapshot recorded on AWS: test_invalid_key_usage, test_decrypt_with_wrong_key'),
  },
  'invalid-ciphertext': {
    sentence: 'A changed ciphertext, or another encryption context, is InvalidCiphertextException without a message.',
    ...recorded('LocalStack snapshot recorded on AWS: test_encryption_context_mismatch'),
  },
  'managed-key-is-the-services': {
    sentence: 'An AWS managed key can be read by its account but neither changed nor used outside its service.',
    ...documented(`${GUIDE}/concepts.html#aws-managed-cmk`),
  },
  'ciphertext-key-hidden': {
    sentence: 'A ciphertext whose key is not to be seen is denied.',
    ...reported('AWS CDK bucket deployment README, quoted AWS message'),
  },
  'lockout-check': {
    sentence: 'A key policy must let its author change it again, unless the safety check is bypassed.',
    ...documented(`${API}/API_PutKeyPolicy.html`),
  },
  'principals-exist': {
    sentence: 'The principals that a key policy names must exist when it is set.',
    ...documented(`${API}/API_PutKeyPolicy.html`),
  },
  'grant-principals-exist': {
    sentence: 'The principals that a grant names must be users, roles, sessions or accounts that exist.',
    ...reported('https://github.com/hashicorp/terraform-provider-aws/pull/3038'),
  },
  'overly-permissive-condition': {
    sentence:
      'ForAllValues is not taken with kms:EncryptionContext:KEY and aws:RequestTag (which code refuses it is assumed).',
    ...documented(`${GUIDE}/conditions-kms.html`),
  },
  'malformed-policy': {
    sentence: 'A key policy that is not a valid policy document is refused.',
    ...documented(`${API}/API_PutKeyPolicy.html`),
  },
  'dry-run': {
    sentence: 'DryRun checks everything, changes nothing, and answers DryRunOperationException where it would succeed.',
    ...documented(`${GUIDE}/testing-permissions.html`),
  },
  'window-out-of-range': {
    sentence: 'A waiting period has 7 to 30 days.',
    ...documented(`${API}/API_ScheduleKeyDeletion.html`),
  },
  'alias-prefix': {
    sentence: 'An alias name begins with alias/.',
    ...recorded('LocalStack snapshot recorded on AWS: test_create_alias_invalid'),
  },
  'alias-exists': {
    sentence: 'An alias name is taken once in an account and Region.',
    ...reported('https://github.com/crossplane-contrib/provider-aws/issues/1741'),
  },
  'alias-reserved': {
    sentence: 'Names that begin with alias/aws/ belong to AWS.',
    ...assumed(`${API}/API_CreateAlias.html`),
  },
  'no-enclaves': {
    sentence: 'This simulation has no Nitro enclaves: a request with a Recipient is refused.',
    ...assumed(`${API}/API_RecipientInfo.html`),
  },
  'grant-tokens-must-exist': {
    sentence: 'A grant token that no grant has is InvalidGrantTokenException.',
    ...documented(`${API}/API_Decrypt.html`),
  },
  'grant-not-found': {
    sentence: 'A grant id that names no grant of the key is not found.',
    ...assumed(`${API}/API_RevokeGrant.html`),
  },
  'tag-rules': {
    sentence: 'Tag keys are unique, at most 50, and never begin with aws:.',
    ...recorded('LocalStack snapshot recorded on AWS: test_tag_*'),
  },
});

/** A key of the caller's account that does not exist. */
export function keyNotFound(keyArn: string): never {
  return refuse('NotFoundException', `Key '${keyArn}' does not exist`, { rule: kmsRulesText['key-not-found'] });
}

/** An alias that does not exist. */
export function aliasNotFound(aliasArn: string): never {
  return refuse('NotFoundException', `Alias ${aliasArn} is not found.`, { rule: kmsRulesText['alias-not-found'] });
}

/** A refusal of authorization; CloudTrail shows it as AccessDenied. */
export function accessDenied(message: string, rule = kmsRulesText['key-policy-decides']): never {
  return refuse('AccessDeniedException', message, { rule, trailCode: 'AccessDenied' });
}

/** Service-level ValidationException. */
export function invalid(message: string, rule?: Rule): never {
  return refuse('ValidationException', message, { rule });
}
