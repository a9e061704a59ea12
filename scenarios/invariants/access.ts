/** Who may use a key: explicit denies, grants and their constraints, other accounts. */
import { documented } from '../../model/evidence.ts';
import type { CallEntry, Entry, Family, Invariant, Observation, SeenGrant, SeenKey } from '../contract.ts';
import { people } from '../people.ts';
import { accountOf, changes, listOf, output, statementsOf, succeeded } from './looking.ts';
import { ciphertext, constrainedGrantToGuest, grantThenDeny, grantToGuest, twoKeys } from './openings.ts';

const EVALUATION = 'https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html';
const GRANTS = 'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html';
const CONSTRAINTS = 'https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html';
const FOREIGN = 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html';

/** A use of a key that succeeded: which permission it took, on which key, with which encryption context. */
interface Use {
  readonly action: string;
  readonly keyArn: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Every permission on a key that a successful cryptographic call took. */
function usesOf(entry: Entry): readonly Use[] {
  if (!succeeded(entry, 'kms')) return [];
  const { operation, input } = entry.call;
  const context = (input.EncryptionContext ?? {}) as Use['context'];
  if (operation === 'ReEncrypt')
    return [
      {
        action: 'ReEncryptFrom',
        keyArn: String(output(entry, 'SourceKeyId')),
        context: (input.SourceEncryptionContext ?? {}) as Use['context'],
      },
      {
        action: 'ReEncryptTo',
        keyArn: String(output(entry, 'KeyId')),
        context: (input.DestinationEncryptionContext ?? {}) as Use['context'],
      },
    ];
  if (['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'].includes(operation))
    return [{ action: operation, keyArn: String(output(entry, 'KeyId')), context }];
  return [];
}

/** Whether an action pattern of a policy means an action. */
function actionMatches(pattern: unknown, action: string): boolean {
  const text = String(pattern).toLowerCase().replaceAll('*', '.*');
  return new RegExp(`^${text}$`).test(`kms:${action}`.toLowerCase());
}

/** Whether the Principal of a statement means a caller: itself, its account, or everybody. */
function principalMatches(principal: unknown, caller: string): boolean {
  if (principal === '*') return true;
  const named = listOf((principal as { AWS?: unknown } | undefined)?.AWS);
  const account = accountOf(caller);
  return named.some((one) => [caller, '*', account, `arn:aws:iam::${account}:root`].includes(String(one)));
}

/** Whether a condition is one that this file can judge, and holds for a use. */
function conditionHolds(condition: unknown, use: Use): boolean {
  if (condition === undefined) return true;
  const found = /^\{"StringNotEquals":\{"kms:EncryptionContext:(\w+)":"(\w+)"\}\}$/.exec(JSON.stringify(condition));
  if (!found) return false;
  // The name after kms:EncryptionContext: is part of a condition key, and those know no case.
  const given = Object.entries(use.context).find(([name]) => name.toLowerCase() === found[1]?.toLowerCase());
  return given?.[1] !== found[2];
}

/** Whether a key's policy denies a use in so many words. */
const isDenied = (key: SeenKey | undefined, caller: string, use: Use): boolean =>
  statementsOf(key?.policy).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Deny' &&
      principalMatches(Principal, caller) &&
      listOf(Action).some((pattern) => actionMatches(pattern, use.action)) &&
      conditionHolds(Condition, use),
  );

/** Actions that the writer's identity policy denies. */
const DENIED_TO_WRITER = ['Decrypt', 'ReEncryptFrom'];
const writer = people.writer?.caller.principal;

const explicitDeny: Invariant = {
  id: 'explicit-deny-wins',
  sentence: 'An explicit deny, in a key policy or an identity policy, beats every allow and every grant.',
  evidence: documented(EVALUATION),
  rule: 'kms.explicit-deny-wins',
  witnesses: ['denied by a key policy', 'denied by an identity policy', 'denied in spite of a grant'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'kms') return;
        const { principal } = entry.call.caller;
        for (const use of usesOf(entry)) {
          const byIdentity = principal === writer && DENIED_TO_WRITER.includes(use.action);
          if (!byIdentity && !isDenied(entry.before.keys.get(use.keyArn), principal, use)) continue;
          fail({
            message: `${principal} was allowed kms:${use.action}`,
            expected: 'AccessDeniedException',
            observed: 'success',
            why: byIdentity ? 'an identity policy denies it' : `the policy of ${use.keyArn} denies it`,
          });
        }
        if (entry.outcome.ok || entry.outcome.error.code !== 'AccessDeniedException') return;
        const { message = '' } = entry.outcome.error;
        const byKey = message.endsWith('with an explicit deny in a resource-based policy');
        const byIdentity = message.endsWith('with an explicit deny in an identity-based policy');
        if (byKey) witness('denied by a key policy');
        if (byIdentity) witness('denied by an identity policy');
        if (!byKey && !byIdentity) return;
        if ([...entry.before.grants.values()].some(({ granteePrincipal }) => granteePrincipal === principal))
          witness('denied in spite of a grant');
      },
    };
  },
};

/** People whom no policy of their own allows anything on the keys of the scenarios. */
const outsider = people.outsider?.caller.principal;
const strangers = [people.guest?.caller.principal, outsider];

/** Whether a key's policy allows a stranger something; what exactly does not matter here. */
const isNamed = (key: SeenKey | undefined, caller: string): boolean =>
  statementsOf(key?.policy).some(({ Effect, Principal }) => {
    const named = listOf((Principal as { AWS?: unknown } | undefined)?.AWS);
    const root = `arn:aws:iam::${accountOf(caller)}:root`;
    const foreign = key?.account !== accountOf(caller);
    return Effect === 'Allow' && (Principal === '*' || named.includes(caller) || (foreign && named.includes(root)));
  });

const contains = (given: Use['context'], wanted: Use['context']): boolean =>
  Object.entries(wanted).every(([name, value]) => given[name] === value);

/** Whether a grant gives a caller a use. */
function covers(grant: SeenGrant, caller: string, use: Use): boolean {
  if (grant.keyArn !== use.keyArn || grant.granteePrincipal !== caller || !grant.operations.includes(use.action))
    return false;
  if (grant.contextSubset) return contains(use.context, grant.contextSubset);
  if (!grant.contextEquals) return true;
  const sameSize = Object.keys(use.context).length === Object.keys(grant.contextEquals).length;
  return sameSize && contains(use.context, grant.contextEquals);
}

/** The uses of a stranger that no policy explains: some grant must. */
function* usesByGrant(entry: Entry): Generator<{ entry: CallEntry; use: Use; grants: readonly SeenGrant[] }> {
  if (entry.type !== 'call' || !strangers.includes(entry.call.caller.principal)) return;
  for (const use of usesOf(entry)) {
    const { principal } = entry.call.caller;
    const key = entry.before.keys.get(use.keyArn);
    // In its own account the outsider may do everything.
    const isOwn = principal === outsider && key?.account === accountOf(principal);
    if (isOwn || isNamed(key, principal)) continue;
    yield { entry, use, grants: [...entry.before.grants.values()] };
  }
}

const grantConstraints: Invariant = {
  id: 'grant-covers-use',
  sentence:
    'Who has nothing but a grant can do what the grant lists, under the encryption context that it demands, and no more.',
  evidence: documented(CONSTRAINTS),
  witnesses: ['used by a grant', 'used by a grant with a constraint', 'refused in spite of a grant'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { use, grants, entry: call } of usesByGrant(entry)) {
          const { principal } = call.call.caller;
          const grant = grants.find((one) => covers(one, principal, use));
          if (!grant)
            fail({
              message: `${principal} was allowed kms:${use.action}`,
              expected: 'AccessDeniedException',
              observed: 'success',
              why: `no policy and no grant of ${use.keyArn} allows it with the encryption context ${JSON.stringify(use.context)}`,
            });
          else
            witness(
              grant.contextEquals || grant.contextSubset ? 'used by a grant with a constraint' : 'used by a grant',
            );
        }
        if (entry.type !== 'call' || entry.outcome.ok || entry.outcome.error.code !== 'AccessDeniedException') return;
        const { principal } = entry.call.caller;
        if (
          strangers.includes(principal) &&
          [...entry.before.grants.values()].some(({ granteePrincipal }) => granteePrincipal === principal)
        )
          witness('refused in spite of a grant');
      },
    };
  },
};

const revokedGrant: Invariant = {
  id: 'ended-grant-stops',
  sentence: 'A grant that was revoked or retired is no longer listed and no longer lets anybody in.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html'),
  witnesses: ['revoked', 'retired', 'refused after it'],
  start({ witness, fail }) {
    const ended = new Map<string, SeenGrant>();
    return {
      see(entry) {
        for (const { use, grants, entry: call } of usesByGrant(entry)) {
          const { principal } = call.call.caller;
          const covering = grants.filter((one) => covers(one, principal, use));
          if (covering.length > 0 && covering.every(({ id }) => ended.has(id)))
            fail({
              message: `${principal} was allowed kms:${use.action}`,
              why: `its grant ${covering[0]?.id} has ended`,
            });
        }
        if (
          isRefused(entry) &&
          [...ended.values()].some((grant) => grant.granteePrincipal === entry.call.caller.principal)
        )
          witness('refused after it');
        if (!succeeded(entry, 'kms', 'RevokeGrant', 'RetireGrant')) return;
        const grant = grantNamedBy(entry.before, entry.after, entry);
        if (!grant) return;
        witness(entry.call.operation === 'RevokeGrant' ? 'revoked' : 'retired');
        ended.set(grant.id, grant);
        if (entry.after.grants.has(grant.id))
          fail({ message: `grant ${grant.id} is still there after ${entry.call.operation}` });
      },
    };
  },
};

const isRefused = (entry: Entry): entry is CallEntry =>
  entry.type === 'call' && !entry.outcome.ok && entry.outcome.error.code === 'AccessDeniedException';

/** The grant that RevokeGrant or RetireGrant ended: named by id, or the one that disappeared. */
function grantNamedBy(before: Observation, after: Observation, entry: CallEntry): SeenGrant | undefined {
  const named = before.grants.get(String(entry.call.input.GrantId));
  return named ?? [...before.grants.values()].find(({ id }) => !after.grants.has(id));
}

const grantsOnlyGrow: Invariant = {
  id: 'grants-never-change',
  sentence: 'A grant never changes: it is made, it is used, it ends.',
  evidence: documented(GRANTS),
  witnesses: ['made', 'ended'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.grants, entry.after.grants)) {
          if (was && is)
            fail({ message: `grant ${id} changed`, expected: JSON.stringify(was), observed: JSON.stringify(is) });
          else witness(was ? 'ended' : 'made');
        }
      },
    };
  },
};

/** What another account can be given at all. */
const CROSS_ACCOUNT = [
  'Encrypt',
  'Decrypt',
  'ReEncrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'Sign',
  'Verify',
  'GenerateMac',
  'VerifyMac',
  'DeriveSharedSecret',
  'CreateGrant',
  'DescribeKey',
  'GetKeyRotationStatus',
  'GetPublicKey',
  'ListGrants',
  'RetireGrant',
  'RevokeGrant',
];

const foreignNeverManages: Invariant = {
  id: 'foreign-account-never-manages',
  sentence: 'Another account can be let use a key, never manage it, whatever the key policy says.',
  evidence: documented(FOREIGN),
  witnesses: ['a foreign account was refused'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'kms') return;
        const account = accountOf(entry.call.caller.principal);
        const keyArn = entry.call.input.KeyId ?? entry.call.input.TargetKeyId;
        const key = entry.before.keys.get(String(keyArn));
        if (!key || key.account === account) return;
        if (!entry.outcome.ok) witness('a foreign account was refused');
        else if (!CROSS_ACCOUNT.includes(entry.call.operation))
          fail({
            message: `${entry.call.operation} succeeded from account ${account}`,
            why: `${key.arn} belongs to ${key.account}`,
          });
      },
    };
  },
};

const policyIsKept: Invariant = {
  id: 'key-policy-as-put',
  sentence: 'A key has exactly the policy that was put last, and only PutKeyPolicy changes it.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html'),
  witnesses: ['put', 'read back'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.keys, entry.after.keys)) {
          if (!was || !is || was.policy === is.policy) continue;
          if (succeeded(entry, 'kms', 'PutKeyPolicy') && is.policy === entry.call.input.Policy) witness('put');
          else fail({ message: `the policy of ${id} changed`, expected: was.policy, observed: is.policy });
        }
        if (!succeeded(entry, 'kms', 'GetKeyPolicy')) return;
        const policy = output(entry, 'Policy');
        if ([...entry.before.keys.values()].some((key) => key.policy === policy)) witness('read back');
        else fail({ message: 'GetKeyPolicy gave a policy that no key has', observed: String(policy) });
      },
    };
  },
};

/** Access to keys. */
export const access: Family = {
  id: 'access',
  title: 'Who may use a key',
  vocabulary: ['kms-keys', 'kms-crypto', 'kms-grants', 'kms-policies'],
  openings: [ciphertext, twoKeys, grantToGuest, constrainedGrantToGuest, grantThenDeny],
  invariants: [explicitDeny, grantConstraints, revokedGrant, grantsOnlyGrow, foreignNeverManages, policyIsKept],
};
