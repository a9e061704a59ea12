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
];
