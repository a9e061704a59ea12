/** GetKeyPolicy, PutKeyPolicy, ListKeyPolicies. A key has exactly one policy, named `default`. */
import { refuse } from '../../errors.ts';
import { checkNewPolicy } from '../lockout.ts';
import { keyPolicyOf, putKey } from '../make.ts';
import { keyOperation } from '../operation.ts';
import { page } from '../paging.ts';

function checkPolicyName(name: string | undefined): void {
  if (name !== undefined && name !== 'default') refuse('NotFoundException', `No such policy exists`);
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export const getKeyPolicy = keyOperation('GetKeyPolicy', {
  readOnly: true,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, policyName: input.PolicyName ?? 'default' }) },
  run(_context, key, input) {
    checkPolicyName(input.PolicyName);
    return { Policy: key.policy.text, PolicyName: 'default' };
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
export const putKeyPolicy = keyOperation('PutKeyPolicy', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      policyName: input.PolicyName ?? 'default',
      policy: input.Policy,
      bypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck ?? false,
    }),
  },
  facts: (input) => ({
    more: { 'kms:bypasspolicylockoutsafetycheck': [String(input.BypassPolicyLockoutSafetyCheck ?? false)] },
  }),
  run(context, key, input) {
    checkPolicyName(input.PolicyName);
    const policy = keyPolicyOf(input.Policy!);
    checkNewPolicy(context, { policy, bypassLockoutCheck: input.BypassPolicyLockoutSafetyCheck, key });
    putKey(context, { ...key, policy });
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html: there is only `default`. */
export const listKeyPolicies = keyOperation('ListKeyPolicies', {
  readOnly: true,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, limit: input.Limit, marker: input.Marker }) },
  run(_context, key, input) {
    const found = page({ operation: 'ListKeyPolicies', of: key.arn }, input, (lowest = '') =>
      [['default', 'default'] as const].filter(([at]) => at >= lowest),
    );
    return { PolicyNames: found.items as string[], ...found.paging };
  },
});
