/**
 * KMS's condition keys, as one request has them. Looked up only when a policy asks.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html (documented).
 */
import type { Context } from '../context.ts';
import type { ConditionContext } from '../iam/types.ts';
import type { EncryptionContext, Key } from './state.ts';

/** What an operation tells of its request beside the key. */
export interface RequestFacts {
  readonly encryptionContext?: EncryptionContext;
  /** Further keys of the operation, lower-cased with prefix, e.g. `kms:grantoperations`. */
  readonly more?: Readonly<Record<string, readonly string[] | undefined>>;
}

/**
 * The lookup of KMS's own condition keys; undefined where the request has none. `givenAs`: how the request names the key,
 * for kms:RequestAlias.
 */
export function kmsConditions(
  context: Context,
  key: Key | undefined,
  facts: RequestFacts,
  givenAs?: string,
): ConditionContext {
  return (name) => {
    const more = facts.more?.[name];
    if (more) return more;
    if (name.startsWith('kms:encryptioncontext')) return contextCondition(facts.encryptionContext, name);
    if (name === 'kms:requestalias') return requestAlias(givenAs);
    return (key && keyCondition(context, key, name)) ?? requestCondition(context, name);
  };
}

/** The condition keys of kms:CreateKey that tell what key it will be; ReplicateKey needs that permission too. */
export const newKeyConditions = (
  { keySpec, keyUsage, origin }: { readonly keySpec: string; readonly keyUsage: string; readonly origin: string },
  multiRegionKeyType: 'PRIMARY' | 'REPLICA' | undefined,
): RequestFacts['more'] => ({
  'kms:keyspec': [keySpec],
  'kms:customermasterkeyspec': [keySpec],
  'kms:keyusage': [keyUsage],
  'kms:customermasterkeyusage': [keyUsage],
  'kms:keyorigin': [origin],
  'kms:multiregion': [String(multiRegionKeyType !== undefined)],
  'kms:multiregionkeytype': multiRegionKeyType && [multiRegionKeyType],
});

function contextCondition(given: EncryptionContext | undefined, name: string): readonly string[] | undefined {
  const pairs = Object.entries(given ?? {});
  if (name === 'kms:encryptioncontextkeys') return pairs.length > 0 ? pairs.map(([key]) => key) : undefined;
  // The part after the colon is a condition key name, hence compared without case (documented).
  const wanted = name.slice('kms:encryptioncontext:'.length);
  const values = pairs.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
  return values.length > 0 ? values : undefined;
}

function keyCondition(context: Context, key: Key, name: string): readonly string[] | undefined {
  switch (name) {
    case 'kms:keyspec':
    case 'kms:customermasterkeyspec':
      return [key.keySpec];
    case 'kms:keyusage':
    case 'kms:customermasterkeyusage':
      return [key.keyUsage];
    case 'kms:keyorigin':
      return [key.origin];
    case 'kms:multiregion':
      return [String(key.id.startsWith('mrk-'))];
    case 'kms:multiregionkeytype':
      if (!key.multiRegion) return undefined;
      return [key.multiRegion.primaryRegion === key.region ? 'PRIMARY' : 'REPLICA'];
    case 'kms:trailingdayswithoutkeyusage':
      // Whole days since the last use, or since the key was made (documented in 2026; rounding assumed).
      return [
        String(Math.floor((context.nowMs - (context.world.kms.lastUses.get(key.arn)?.atMs ?? key.createdMs)) / DAY_MS)),
      ];
    case 'kms:resourcealiases':
      return aliasNames(context, key);
    default:
      if (name.startsWith('aws:resourcetag/')) return tagValue(key.tags, name.slice('aws:resourcetag/'.length));
      if (name === 'aws:resourceaccount') return [key.account];
      return undefined;
  }
}

function aliasNames(context: Context, key: Key): readonly string[] | undefined {
  const names = [...context.world.kms.aliasesOfKey.withPrefix(`${key.arn}|`)].map(
    ([, arn]) => context.world.kms.aliases.get(arn)!.name,
  );
  return names.length > 0 ? names : undefined;
}

function tagValue(tags: Readonly<Record<string, string>>, lowerName: string): readonly string[] | undefined {
  for (const [name, value] of Object.entries(tags)) if (name.toLowerCase() === lowerName) return [value];
  return undefined;
}

const DAY_MS = 86_400_000;
/** The calls that have kms:GrantIsForAWSResource. */
const GRANT_CALLS = new Set(['CreateGrant', 'ListGrants', 'RevokeGrant']);

/** The alias by which a request names the key, by its name also where the request gives its ARN (documented). */
function requestAlias(given = ''): readonly string[] | undefined {
  const at = given.indexOf('alias/');
  return at === -1 ? undefined : [given.slice(at)];
}

/** The value that a request gives a tag. */
function requestTag(input: Readonly<Record<string, unknown>>, lowerName: string): readonly string[] | undefined {
  const tags = (input.Tags ?? []) as readonly { TagKey?: string; TagValue?: string }[];
  const found = tags.find(({ TagKey }) => TagKey?.toLowerCase() === lowerName);
  return found ? [found.TagValue ?? ''] : undefined;
}

function requestCondition(context: Context, name: string): readonly string[] | undefined {
  const via = context.call.caller.via;
  switch (name) {
    case 'kms:calleraccount':
      return [context.account];
    case 'kms:viaservice':
      // Absent when a principal calls KMS directly, so that a plain StringEquals fails (documented).
      return via && via.service !== 'kms' ? [`${via.service}.${context.region}.amazonaws.com`] : undefined;
    case 'kms:grantisforawsresource':
      return GRANT_CALLS.has(context.call.operation) ? [String(via !== undefined)] : undefined;
    default:
      if (name.startsWith('aws:requesttag/'))
        return requestTag(context.call.input, name.slice('aws:requesttag/'.length));
      return undefined;
  }
}
