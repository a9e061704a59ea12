/** Making rows: keys with their material, and aliases. Shared by CreateKey, managed keys and replicas. */
import type { Context } from '../context.ts';
import { keyPair } from '../crypto/keyPair.ts';
import { type HmacSpec, isKeyPairSpec, type KeySpec } from '../crypto/keySpecs.ts';
import { HMAC_KEY_BYTES } from '../crypto/macs.ts';
import { refuse } from '../errors.ts';
import { parsePolicy } from '../iam/parse.ts';
import type { Policy } from '../iam/types.ts';
import type { TrailResource } from '../trail.ts';
import type { Transaction } from '../transaction.ts';
import { kmsRulesText } from './errors.ts';
import { type Alias, aliasArnOf, type Key, type KeyMaterial, keyArnOf, kmsWith } from './state.ts';

/** What a new key is made from; everything left out is AWS's default. */
export interface NewKey {
  readonly description?: string;
  readonly manager?: Key['manager'];
  readonly keySpec?: KeySpec;
  readonly keyUsage?: Key['keyUsage'];
  readonly origin?: Key['origin'];
  readonly policyText?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly multiRegion?: boolean;
  readonly customKeyStoreId?: string;
  readonly xksKeyId?: string;
}

/** The key policy of a key that was given none: the account decides by IAM policies (recorded: test_replicate_key). */
export function defaultPolicyText(account: string): string {
  return `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${account}:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`;
}

/** Texts parsed lately: keys of one text share one policy, so a hundred thousand keys cost one parse. A pure memo. */
const parsedPolicies = new Map<string, Policy>();
const PARSED_POLICIES = 1_000;

/** The most bytes of a key policy. Source: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
export const POLICY_LIMIT_BYTES = 32_768;

/** Parses a key policy or refuses it as malformed. */
export function keyPolicyOf(text: string): Policy {
  const known = parsedPolicies.get(text);
  if (known) return known;
  const parsed = text.length > POLICY_LIMIT_BYTES ? { error: 'Policy is too long' } : parsePolicy(text);
  if ('policy' in parsed) {
    if (parsedPolicies.size === PARSED_POLICIES) parsedPolicies.clear();
    parsedPolicies.set(text, parsed.policy);
    return parsed.policy;
  }
  return refuse('MalformedPolicyDocumentException', parsed.error, { rule: kmsRulesText['malformed-policy'] });
}

/** A fresh generation of material of a spec, from the world's generator. It is current from the start. */
export function newMaterial(transaction: Transaction, spec: KeySpec): KeyMaterial {
  return { id: transaction.random.hex(64), bytes: materialBytes(transaction, spec), state: 'CURRENT' };
}

function materialBytes(transaction: Transaction, spec: KeySpec): Uint8Array {
  if (!isKeyPairSpec(spec)) return transaction.random.bytes(HMAC_KEY_BYTES[spec as HmacSpec] ?? 32);
  return newKeyPair(transaction, spec).privateKey;
}

/** The next key pair: RSA from the bundled pool, the others from the world's generator. */
export function newKeyPair(transaction: Transaction, spec: Parameters<typeof keyPair>[0]) {
  const { kms } = transaction.world;
  transaction.update({ kms: kmsWith(kms, { keyPairs: kms.keyPairs + 1 }) });
  return keyPair(spec, { index: kms.keyPairs, seedBytes: transaction.random.bytes(32) });
}

/** Makes a key in the caller's account and Region. */
export function addKey(context: Context, wanted: NewKey): Key {
  const { account, region, random } = context;
  const id = wanted.multiRegion ? `mrk-${random.hex(32)}` : random.uuid();
  const origin = wanted.origin ?? 'AWS_KMS';
  const keySpec = wanted.keySpec ?? 'SYMMETRIC_DEFAULT';
  const material = origin === 'EXTERNAL' ? undefined : newMaterial(context.transaction, keySpec);
  const key: Key = {
    arn: keyArnOf(region, account, id),
    id,
    account,
    region,
    state: material ? 'Enabled' : 'PendingImport',
    description: wanted.description ?? '',
    keySpec,
    keyUsage: wanted.keyUsage ?? 'ENCRYPT_DECRYPT',
    origin,
    manager: wanted.manager ?? 'CUSTOMER',
    createdMs: context.nowMs,
    policy: keyPolicyOf(wanted.policyText ?? defaultPolicyText(account)),
    tags: wanted.tags ?? {},
    materials: material ? [material] : [],
    currentMaterialId: material?.id,
    rotation: { onDemandCount: 0, history: [] },
    multiRegion: wanted.multiRegion ? { primaryRegion: region, replicaRegions: [] } : undefined,
    customKeyStoreId: wanted.customKeyStoreId,
    xksKeyId: wanted.xksKeyId,
  };
  putKey(context, key);
  return key;
}

/** A key as records of CloudTrail name it. */
export const resourceOf = (key: Key): TrailResource => ({
  accountId: key.account,
  type: 'AWS::KMS::Key',
  ARN: key.arn,
});

/** Stores a key's row. */
export function storeKey(transaction: Transaction, key: Key): void {
  const kms = transaction.world.kms;
  transaction.update({ kms: kmsWith(kms, { keys: kms.keys.set(key.arn, key) }) });
}

/** Stores a key's row from an operation. */
export const putKey = (context: Context, key: Key): void => storeKey(context.transaction, key);

/** Makes an alias in the caller's account and Region. The name is free. */
export function addAlias(context: Context, name: string, target: Key): Alias {
  const arn = aliasArnOf(context.region, context.account, name);
  const alias: Alias = { arn, name, targetKeyArn: target.arn, createdMs: context.nowMs, updatedMs: context.nowMs };
  const kms = context.world.kms;
  context.update({
    kms: kmsWith(kms, {
      aliases: kms.aliases.set(arn, alias),
      aliasesOfKey: kms.aliasesOfKey.set(`${target.arn}|${arn}`, arn),
    }),
  });
  return alias;
}
