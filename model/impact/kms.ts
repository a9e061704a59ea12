/**
 * The key as it is used directly, and through grants: every request asks KMS, so everything shows at once. Data that is
 * decrypted already is not affected.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/unusable-kms-keys.html (documented).
 */
import { defineRules, documented } from '../evidence.ts';
import type { Grant, Key } from '../kms/state.ts';
import { type Dependency, type Dependents, ruleOfKms, seenError } from './dependency.ts';
import type { AffectedResource } from './types.ts';

const PAGE = 'https://docs.aws.amazon.com/kms/latest/developerguide';

const rules = defineRules('impact', {
  'grantee-needs-grant': {
    sentence: 'Who may use a key by a grant alone may not once the grant is revoked.',
    ...documented(`${PAGE}/grant-delete.html`),
  },
});

/** What a key does for those who call KMS themselves, and in which words. */
const USES: Readonly<Record<Key['keyUsage'], readonly (readonly [operation: string, what: string])[]>> = {
  ENCRYPT_DECRYPT: [
    ['Decrypt', 'nothing that was encrypted under it can be decrypted'],
    ['Encrypt', 'nothing can be encrypted under it'],
    ['GenerateDataKey', 'gives no new data keys'],
  ],
  SIGN_VERIFY: [
    ['Sign', 'signs nothing'],
    ['Verify', 'verifies no signature, except outside KMS with its public key'],
  ],
  GENERATE_VERIFY_MAC: [
    ['GenerateMac', 'makes no message authentication code'],
    ['VerifyMac', 'verifies no message authentication code'],
  ],
  KEY_AGREEMENT: [['DeriveSharedSecret', 'derives no shared secret']],
};

/** The key itself and the grants of principals. */
export const kmsDependents: Dependents = function* (world, keyArn, { caller, rules: { identityOf } }) {
  const key = world.kms.keys.get(keyArn)!;
  yield* direct(key, caller);
  for (const [, grant] of world.kms.grants.withPrefix(`${keyArn}|`)) {
    const grantee = { principal: grant.granteePrincipal };
    const identity = identityOf(world.iam, grantee);
    const own = identity && (identity.kind === 'IAMUser' || identity.kind === 'AssumedRole') && identity.principalId;
    if (own && !own.includes('aws:ec2-infrastructure')) yield* granted(key, grant);
  }
};

const resourceOf = ({ account, region }: Key, kind: string, id: string): AffectedResource => ({
  service: 'kms',
  kind,
  id,
  account,
  region,
});

function* direct(key: Key, caller: { readonly principal: string }): Generator<Dependency> {
  for (const [operation, what] of USES[key.keyUsage]) {
    if (operation === 'GenerateDataKey' && key.keySpec !== 'SYMMETRIC_DEFAULT') continue;
    yield {
      resource: resourceOf(key, 'key', key.id),
      when: 'atOnce',
      probe: { service: 'kms', operation, input: { KeyId: key.arn } },
      what,
      asks: [{ operation, caller, region: key.region, keyId: key.arn }],
      seen: ({ error }) => seenError(error),
      rule: ruleOfKms,
    };
  }
}

/** One operation of a grant stands for all. */
const TOLD = ['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'Sign', 'Verify'] as const;

function* granted(key: Key, grant: Grant): Generator<Dependency> {
  const operation = TOLD.find((name) => grant.operations.includes(name));
  if (!operation) return;
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = grant.constraints ?? {};
  const encryptionContext = equals ?? subset;
  yield {
    resource: resourceOf(key, 'grant', grant.id),
    when: 'atOnce',
    probe: {
      service: 'kms',
      operation,
      input: { KeyId: key.arn, ...(encryptionContext ? { EncryptionContext: encryptionContext } : {}) },
    },
    what: `${grant.granteePrincipal} cannot ${operation} any more`,
    asks: [
      {
        operation,
        caller: { principal: grant.granteePrincipal },
        region: key.region,
        keyId: key.arn,
        ...(encryptionContext ? { encryptionContext } : {}),
      },
    ],
    seen: ({ error }) => seenError(error),
    // With the grant gone KMS says that no policy allows it: the rule is that of the grant.
    rule: (refusal) =>
      refusal.error.code === 'AccessDeniedException' ? rules['grantee-needs-grant'] : ruleOfKms(refusal),
  };
}
