/**
 * Request quotas of KMS: how many calls a second an account may make in a Region, shared in groups. They hold only in
 * worlds that ask for them (`faults.ts`). Calls that services make for the account count, and so do dry runs and refusals;
 * throttled calls do not.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html and throttling.html (documented).
 */
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { defineRules, documented } from '../evidence.ts';
import type { TrailEntry } from '../trail.ts';
import { peekKey } from './find.ts';
import type { Key } from './state.ts';

const rules = defineRules('kms', {
  throttled: {
    sentence: 'Calls above the request quota of an account and Region are throttled.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/throttling.html'),
  },
});

const SYMMETRIC = 'symmetric cryptography';

/** Requests per second in the Regions with more than 10,000 for symmetric cryptography. */
const SYMMETRIC_RATES: Readonly<Record<string, number>> = {
  'us-east-1': 100_000,
  'us-west-2': 100_000,
  'eu-west-1': 100_000,
  'us-east-2': 20_000,
  'ap-southeast-1': 20_000,
  'ap-southeast-2': 20_000,
  'ap-northeast-1': 20_000,
  'eu-central-1': 20_000,
  'eu-west-2': 20_000,
};

/** Requests per second of the groups that operations share. */
const GROUP_RATES: Readonly<Record<string, number>> = {
  [SYMMETRIC]: 10_000,
  'RSA cryptography': 1_000,
  'ECC cryptography': 1_000,
  'ML-DSA cryptography': 1_000,
  'custom key store': 1_800,
  'RSA_2048 data key pairs': 20,
  'RSA_3072 data key pairs': 4,
  'RSA_4096 data key pairs': 1,
  'ECC data key pairs': 100,
};

/** Requests per second of operations with a quota of their own. */
const OPERATION_RATES: Readonly<Record<string, number>> = {
  DescribeKey: 2_000,
  GetPublicKey: 2_000,
  ListResourceTags: 2_000,
  GetKeyPolicy: 1_000,
  GetKeyRotationStatus: 1_000,
  ListKeys: 500,
  ListAliases: 500,
  ListGrants: 100,
  ListRetirableGrants: 100,
  CreateGrant: 50,
  RetireGrant: 50,
  RevokeGrant: 50,
  EnableKeyRotation: 15,
  ScheduleKeyDeletion: 15,
  PutKeyPolicy: 15,
  ImportKeyMaterial: 15,
  DeleteImportedKeyMaterial: 15,
  DeleteAlias: 15,
  TagResource: 10,
  CreateKey: 5,
  CreateAlias: 5,
  EnableKey: 5,
  DisableKey: 5,
  CancelKeyDeletion: 5,
  UntagResource: 5,
  RotateKeyOnDemand: 5,
  GetKeyLastUsage: 5,
  ReplicateKey: 5,
  UpdatePrimaryRegion: 5,
  GetParametersForImport: 1,
};

/** Operations whose quota hangs on the key. */
const CRYPTOGRAPHY = new Set([
  'Decrypt',
  'DeriveSharedSecret',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GenerateRandom',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
]);

const SECOND_MS = 1_000;

/** Refuses a call above its quota. Called only in worlds with quotas. */
export function checkRequestQuota(context: Context): void {
  const { faults } = context.world.options;
  const { operation, input } = context.call;
  const group = groupOf(operation, keyOf(context, input), input);
  const rate = faults.requestsPerSecond[group] ?? rateOf(group, context.region);
  if (rate === undefined || countLately(context, group, rate) < rate) return;
  refuse(
    'ThrottlingException',
    'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    { rule: rules.throttled },
  );
}

/** The quota that a call counts for: that of its group, or the operation's own. */
function groupOf(operation: string, key: Key | undefined, input: Readonly<Record<string, unknown>>): string {
  if (operation.startsWith('GenerateDataKeyPair')) return pairGroup(String(input.KeyPairSpec ?? input.keyPairSpec));
  if (!CRYPTOGRAPHY.has(operation)) return operation;
  if (key?.customKeyStoreId) return 'custom key store';
  if (key?.keySpec.startsWith('RSA')) return 'RSA cryptography';
  if (key?.keySpec.startsWith('ECC')) return 'ECC cryptography';
  return key?.keySpec.startsWith('ML_DSA') ? 'ML-DSA cryptography' : SYMMETRIC;
}

const pairGroup = (spec: string): string => (spec.startsWith('RSA') ? spec : 'ECC').concat(' data key pairs');

const rateOf = (group: string, region: string): number | undefined =>
  group === SYMMETRIC
    ? (SYMMETRIC_RATES[region] ?? GROUP_RATES[group])
    : (GROUP_RATES[group] ?? OPERATION_RATES[group]);

/** The key that a request names, if it names one that exists; who may use it is asked later. */
function keyOf(context: Context, input: Readonly<Record<string, unknown>>): Key | undefined {
  const given = input.KeyId ?? input.SourceKeyId ?? input.DestinationKeyId;
  return typeof given === 'string' ? peekKey(context, given) : undefined;
}

/** How many calls of the group the account has made here in the last second; stops counting at `most`. */
function countLately(context: Context, group: string, most: number): number {
  let count = 0;
  for (const [, entry] of context.transaction.trail.entriesReversed()) {
    if (entry.atMs <= context.nowMs - SECOND_MS) break;
    if (isOf(context, entry, group)) count += 1;
    if (count === most) break;
  }
  return count;
}

function isOf(context: Context, entry: TrailEntry, group: string): boolean {
  if (entry.service !== 'kms' || entry.eventType !== 'AwsApiCall' || entry.region !== context.region) return false;
  if (entry.accounts[0] !== context.account || entry.errorCode === 'ThrottlingException') return false;
  const key = context.world.kms.keys.get(entry.resources?.[0]?.ARN ?? '');
  return groupOf(entry.eventName, key, entry.requestParameters ?? {}) === group;
}
