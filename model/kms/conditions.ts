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

/** The lookup of KMS's own condition keys; undefined where the request has none. */
export function kmsConditions(context: Context, key: Key | undefined, facts: RequestFacts): ConditionContext {
  return (name) => {
    const more = facts.more?.[name];
    if (more) return more;
    if (name.startsWith('kms:encryptioncontext')) return contextCondition(facts.encryptionContext, name);
    return (key && keyCondition(context, key, name)) ?? requestCondition(context, name);
  };
}

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

function requestCondition(context: Context, name: string): readonly string[] | undefined {
  const via = context.call.caller.via;
  switch (name) {
    case 'kms:calleraccount':
      return [context.account];
    case 'kms:viaservice':
      // Absent when a principal calls KMS directly, so that a plain StringEquals fails (documented).
      return via && via.service !== 'kms' ? [`${via.service}.${context.region}.amazonaws.com`] : undefined;
    case 'kms:grantisforawsresource':
      return [String(via !== undefined)];
    case 'kms:requestalias': {
      const given = (context.call.input as { KeyId?: unknown }).KeyId;
      return typeof given === 'string' && given.includes('alias/') ? [given.slice(given.indexOf('alias/'))] : undefined;
    }
    default:
      return undefined;
  }
}
