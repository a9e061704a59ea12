/**
 * Which key a request means: key id, key ARN, alias name or alias ARN.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html (documented); refusals as recorded.
 */
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { accessDenied, aliasNotFound, keyNotFound, kmsRulesText } from './errors.ts';
import { ensureManagedKey } from './managed.ts';
import { aliasArnOf, type Key, keyArnOf } from './state.ts';

const KEY_ID = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const ARN = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):(key\/(.+)|alias\/.+)$/;

/** What an operation accepts as a key identifier. */
export interface FindOptions {
  /** Whether an alias will do: cryptographic operations, DescribeKey and GetPublicKey. */
  readonly aliases?: boolean;
  /** Action, for the refusal when a key of another account is not there. */
  readonly action: string;
}

/** The key that `given` names, or a refusal. */
export function findKey(context: Context, given: string, options: FindOptions): Key {
  const direct = context.world.kms.keys.get(
    given.startsWith('arn:') ? given : keyArnOf(context.region, context.account, given),
  );
  if (direct && direct.region === context.region) return direct;
  return given.startsWith('arn:') ? findByArn(context, given, options) : findByName(context, given, options);
}

/** The key that `given` names, if it names one; nothing is refused, noted or made. */
export function peekKey(context: Context, given: string): Key | undefined {
  const { keys, aliases } = context.world.kms;
  const alias = given.startsWith('alias/') ? aliasArnOf(context.region, context.account, given) : given;
  const target = aliases.get(alias)?.targetKeyArn;
  return keys.get(target ?? (given.startsWith('arn:') ? given : keyArnOf(context.region, context.account, given)));
}

function findByName(context: Context, given: string, options: FindOptions): Key {
  if (given.startsWith('alias/') && options.aliases) {
    return findByAlias(context, aliasArnOf(context.region, context.account, given), given, options);
  }
  if (KEY_ID.test(given)) return keyNotFound(keyArnOf(context.region, context.account, given));
  return refuse('NotFoundException', `Invalid keyId '${given}'`, { rule: kmsRulesText['malformed-key-id'] });
}

function findByArn(context: Context, given: string, options: FindOptions): Key {
  const [, region, account, resource, keyId] = ARN.exec(given) ?? [];
  if (!region || !account || !resource) {
    return refuse('InvalidArnException', `Invalid arn ${given}`, { rule: kmsRulesText['malformed-key-id'] });
  }
  if (region !== context.region) {
    return refuse('NotFoundException', `Invalid arn ${region}`, { rule: kmsRulesText['arn-of-another-region'] });
  }
  if (!keyId) {
    if (options.aliases) return findByAlias(context, given, resource, options);
    return refuse('NotFoundException', `Invalid keyId '${given}'`, { rule: kmsRulesText['malformed-key-id'] });
  }
  if (account !== context.account) return hiddenKey(context, options.action);
  if (!KEY_ID.test(keyId)) {
    return refuse('NotFoundException', `Invalid keyId '${keyId}'`, { rule: kmsRulesText['malformed-key-id'] });
  }
  return keyNotFound(given);
}

function findByAlias(context: Context, aliasArn: string, name: string, options: FindOptions): Key {
  const alias = context.world.kms.aliases.get(aliasArn);
  if (alias) return context.world.kms.keys.get(alias.targetKeyArn)!;
  const own = aliasArn.startsWith(aliasArnOf(context.region, context.account, ''));
  if (!own) return hiddenKey(context, options.action);
  return ensureManagedKey(context, name) ?? aliasNotFound(aliasArn);
}

/** The refusal that does not tell whether a key of another account exists. */
export function hiddenKey(context: Context, action: string): never {
  return accessDenied(
    `User: ${context.identity.arn} is not authorized to perform: ${action} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    kmsRulesText['foreign-key-hidden'],
  );
}
