/** CreateKey, DescribeKey, ListKeys: making keys and reading what they are. */
import { deniedWords } from '../../authorization.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { decideByIdentity } from '../authorize.ts';
import { newKeyConditions } from '../conditions.ts';
import { accessDenied } from '../errors.ts';
import { checkNewPolicy } from '../lockout.ts';
import { addKey, keyPolicyOf } from '../make.ts';
import { keyMetadata, recordedMetadata } from '../metadata.ts';
import { keyKind } from '../newKeys.ts';
import { keyOperation, kmsOperation, noteKey } from '../operation.ts';
import { page } from '../paging.ts';
import { kmsArnPrefix } from '../state.ts';
import { tagsOf } from '../tags.ts';

/** Refuses a caller whose IAM policies do not allow an action that has no key yet. */
export function authorizeByIdentity(context: Context, action: string, resource = '*', more = {}): void {
  const decision = decideByIdentity(context, resource, { action, more });
  if (!decision.allowed)
    accessDenied(deniedWords(context.identity, `kms:${action}`, `resource: ${resource}`, decision));
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const createKey = kmsOperation('CreateKey', {
  readOnly: false,
  trail: {
    request: (input) => ({
      description: input.Description ?? '',
      origin: input.Origin ?? 'AWS_KMS',
      bypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck ?? false,
      customerMasterKeySpec: input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT',
      keySpec: input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT',
      keyUsage: input.KeyUsage ?? 'ENCRYPT_DECRYPT',
      ...(input.Tags ? { tags: input.Tags.map((tag) => ({ tagKey: tag.TagKey, tagValue: tag.TagValue })) } : {}),
      ...(input.MultiRegion === undefined ? {} : { multiRegion: input.MultiRegion }),
      ...(input.CustomKeyStoreId ? { customKeyStoreId: input.CustomKeyStoreId } : {}),
      ...(input.XksKeyId ? { xksKeyId: input.XksKeyId } : {}),
      ...(input.Policy ? { policy: input.Policy } : {}),
    }),
  },
  run(context, input) {
    const tags = tagsOf(input.Tags);
    authorizeByIdentity(context, 'CreateKey', '*', {
      ...newKeyConditions(
        {
          keySpec: input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT',
          keyUsage: input.KeyUsage ?? 'ENCRYPT_DECRYPT',
          origin: input.Origin ?? 'AWS_KMS',
        },
        input.MultiRegion ? 'PRIMARY' : undefined,
      ),
      'kms:bypasspolicylockoutsafetycheck': [String(input.BypassPolicyLockoutSafetyCheck ?? false)],
      'aws:tagkeys': input.Tags && Object.keys(tags),
    });
    if (input.Tags) authorizeByIdentity(context, 'TagResource');
    const kind = keyKind(context, input);
    checkKeyQuota(context);
    const bypassLockoutCheck = input.BypassPolicyLockoutSafetyCheck;
    if (input.Policy) checkNewPolicy(context, { policy: keyPolicyOf(input.Policy), bypassLockoutCheck });
    const key = addKey(context, {
      description: input.Description,
      ...kind,
      policyText: input.Policy,
      multiRegion: input.MultiRegion,
      tags,
    });
    noteKey(context, key);
    context.record.responseElements = { keyMetadata: recordedMetadata(key) };
    return { KeyMetadata: keyMetadata(key) };
  },
});

/** Customer managed keys of an account and Region. Source: resource-limits page (documented). */
export const KEYS_PER_REGION = 100_000;

/** Refuses one more key than an account can have, in worlds with quotas. Keys in every state count. */
function checkKeyQuota(context: Context): void {
  if (!context.world.options.faults.quotas || context.world.kms.keys.size < KEYS_PER_REGION) return;
  let count = 0;
  const prefix = `${kmsArnPrefix(context.region, context.account)}key/`;
  for (const [, key] of context.world.kms.keys.withPrefix(prefix)) if (key.manager === 'CUSTOMER') count += 1;
  if (count >= KEYS_PER_REGION) refuse('LimitExceededException');
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const describeKey = keyOperation('DescribeKey', {
  readOnly: true,
  aliases: true,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  run: (_context, key) => ({ KeyMetadata: keyMetadata(key) }),
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export const listKeys = kmsOperation('ListKeys', {
  readOnly: true,
  trail: { request: (input) => ({ limit: input.Limit, marker: input.Marker }) },
  run(context, input) {
    authorizeByIdentity(context, 'ListKeys');
    const prefix = `${kmsArnPrefix(context.region, context.account)}key/`;
    const keys = context.world.kms.keys;
    const list = { operation: 'ListKeys', of: context.place } as const;
    const found = page(list, input, (lowest) => upTo(keys.entries(lowest ?? prefix), prefix));
    return {
      Keys: found.items.map((key) => ({ KeyId: key.id, KeyArn: key.arn })),
      ...found.paging,
    };
  },
});

/** Rows as long as their keys have the prefix. */
export function* upTo<T>(rows: Iterable<[string, T]>, prefix: string): Generator<[string, T]> {
  for (const row of rows) {
    if (!row[0].startsWith(prefix)) return;
    yield row;
  }
}
