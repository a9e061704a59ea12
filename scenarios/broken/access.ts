/** Worlds in which the wrong people get in, or a ciphertext opens that must not. */
import type { Grant } from '../../model/kms/state.ts';
import type { BrokenWorld } from '../contract.ts';
import { bendArrow, bendKms, bendOperation, bendRun, unlessRefused } from './bend.ts';

/** Access and ciphertexts. */
export const brokenAccess: readonly BrokenWorld[] = [
  {
    id: 'context-ignored',
    sentence: 'A ciphertext is not bound to its encryption context.',
    caughtBy: 'wrong-context-never-decrypts',
    bend: (rules) => bendKms(rules, { boundContext: () => undefined }),
  },
  {
    id: 'context-values-ignored',
    sentence: 'A ciphertext is bound to the names of its encryption context only.',
    caughtBy: 'wrong-context-never-decrypts',
    bend: (rules) =>
      bendKms(rules, {
        boundContext: (context) => context && Object.fromEntries(Object.keys(context).map((name) => [name, ''])),
      }),
  },
  {
    id: 'any-key-decrypts',
    sentence: 'Decrypt does not care that KeyId names another key.',
    caughtBy: 'key-isolation',
    bend: (rules) =>
      bendRun(rules, 'kms:Decrypt', (run, _, input) => {
        return unlessRefused(() => run(input), 'IncorrectKeyException') ?? run({ ...input, KeyId: undefined });
      }),
  },
  {
    id: 'explicit-deny-ignored',
    sentence: 'An explicit deny is not heeded.',
    caughtBy: 'explicit-deny-wins',
    bend: (rules) => ({
      ...rules,
      decide: (request) => {
        const decision = rules.decide(request);
        return decision.explicitDeny ? { ...decision, explicitDeny: false, allowed: true } : decision;
      },
    }),
  },
  {
    id: 'grant-beats-deny',
    sentence: 'A grant lets its grantee in although a policy denies it.',
    caughtBy: 'explicit-deny-wins',
    bend: (rules) => ({
      ...rules,
      decide: (request) => ({ ...rules.decide(request), explicitDeny: false }),
    }),
  },
  {
    id: 'grant-constraint-ignored',
    sentence: 'The encryption context that a grant demands is not looked at.',
    caughtBy: 'grant-covers-use',
    bend: (rules) =>
      bendKms(rules, {
        grantCovers: (grant, use) => rules.kms.grantCovers({ ...grant, constraints: undefined }, use),
      }),
  },
  {
    id: 'grant-operations-ignored',
    sentence: 'A grant for one operation is a grant for all.',
    caughtBy: 'grant-covers-use',
    bend: (rules) =>
      bendKms(rules, {
        grantCovers: (grant, use) =>
          rules.kms.grantCovers({ ...grant, operations: [use.operation as Grant['operations'][number]] }, use),
      }),
  },
  {
    id: 'revoked-grant-works',
    sentence: 'A revoked grant goes on working.',
    caughtBy: 'ended-grant-stops',
    bend: (rules) =>
      bendKms(rules, { grantLifecycle: bendArrow(rules.kms.grantLifecycle, 'Active', 'REVOKE', 'Active') }),
  },
  {
    id: 'retired-grant-works',
    sentence: 'A retired grant goes on working.',
    caughtBy: 'ended-grant-stops',
    bend: (rules) =>
      bendKms(rules, { grantLifecycle: bendArrow(rules.kms.grantLifecycle, 'Active', 'RETIRE', 'Active') }),
  },
  {
    id: 'dry-run-acts',
    sentence: 'A dry run of CreateGrant creates the grant.',
    caughtBy: 'dry-run-changes-nothing',
    bend: (rules) => bendRun(rules, 'kms:CreateGrant', (run, _, input) => run({ ...input, DryRun: undefined })),
  },
  {
    id: 'refused-call-acts',
    sentence: 'A refused DisableKey leaves something behind: something is put on the agenda.',
    caughtBy: 'failed-call-changes-nothing',
    bend: (rules) => {
      let inProgress: Parameters<(typeof rules.operations)[string]['run']>[0] | undefined;
      return bendOperation(rules, 'kms:DisableKey', (operation) => ({
        run: (context, input) => {
          inProgress = context;
          return operation.run(context, input);
        },
        trail: {
          ...operation.trail,
          // Called for refusals only, when everything has been taken back.
          errorCode: (code) => {
            inProgress?.transaction.schedule(1000, 'kms.deleteKey', { keyArn: 'arn:aws:kms:nowhere' });
            return operation.trail.errorCode?.(code) ?? code;
          },
        },
      }));
    },
  },
  {
    id: 'foreign-account-manages',
    sentence: 'An account that the key policy lets use a key can also disable it.',
    caughtBy: 'foreign-account-never-manages',
    bend: (rules) =>
      bendRun(rules, 'kms:DisableKey', (run, context, input) => {
        const key = context.world.kms.keys.get(String(input.KeyId));
        if (!key || key.account === context.account) return run(input);
        const { kms } = context.world;
        context.update({ kms: { ...kms, keys: kms.keys.set(key.arn, { ...key, state: 'Disabled' }) } });
        return {};
      }),
  },
  {
    id: 'decrypt-gives-other-bytes',
    sentence: 'Decrypt gives other bytes than were encrypted.',
    caughtBy: 'decrypt-gives-back',
    bend: (rules) =>
      bendRun(rules, 'kms:Decrypt', (run, _, input) => {
        const output = run(input);
        return { ...output, Plaintext: output.Plaintext.map((byte: number) => byte ^ 1) };
      }),
  },
  {
    id: 'encrypt-without-chance',
    sentence: 'The same bytes under the same key give the same ciphertext.',
    caughtBy: 'ciphertexts-differ',
    bend: (rules) =>
      bendRun(rules, 'kms:Encrypt', (run, { transaction }, input) => {
        const { random } = transaction;
        const noChance = { bytes: (length: number) => new Uint8Array(length) };
        transaction.random = noChance as unknown as typeof random;
        try {
          return run(input);
        } finally {
          transaction.random = random;
        }
      }),
  },
  {
    id: 'short-data-key',
    sentence: 'A data key is a byte too short.',
    caughtBy: 'data-key-length',
    bend: (rules) =>
      bendRun(rules, 'kms:GenerateDataKey', (run, _, input) => {
        const output = run(input);
        return { ...output, Plaintext: output.Plaintext.slice(1) };
      }),
  },
  {
    id: 'data-key-is-the-key',
    sentence: 'The data key that KMS gives out is the material of its own key.',
    caughtBy: 'key-material-never-leaves',
    bend: (rules) =>
      bendRun(rules, 'kms:GenerateDataKey', (run, context, input) => {
        const output = run(input);
        const material = context.world.kms.keys.get(output.KeyId)?.materials.at(-1)?.bytes;
        return { ...output, Plaintext: material };
      }),
  },
  {
    id: 'grant-widens-others',
    sentence: 'A new grant widens those that are there.',
    caughtBy: 'grants-never-change',
    bend: (rules) =>
      bendRun(rules, 'kms:CreateGrant', (run, context, input) => {
        const output = run(input);
        const { kms } = context.world;
        let { grants } = kms;
        for (const [row, grant] of kms.grants.entries())
          if (grant.id !== output.GrantId) grants = grants.set(row, { ...grant, operations: ['CreateGrant'] });
        context.update({ kms: { ...kms, grants } });
        return output;
      }),
  },
  {
    id: 'policy-rewritten',
    sentence: 'A key policy is not kept as it was put.',
    caughtBy: 'key-policy-as-put',
    bend: (rules) =>
      bendRun(rules, 'kms:PutKeyPolicy', (run, _, input) => run({ ...input, Policy: `${input.Policy}\n` })),
  },
];
