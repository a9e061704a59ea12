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
import { CUSTOM_KEY_STORE, rateOf, SYMMETRIC } from './requestRates.ts';
import type { Key } from './state.ts';

const rules = defineRules('kms', {
  throttled: {
    sentence: 'Calls above the request quota of an account and Region are throttled.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/throttling.html'),
  },
});

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

/** What a call takes from a quota. */
interface Demand {
  /** Name of the quota: a group, or an operation. */
  readonly quota: string;
  readonly region: string;
  /** The custom key store whose quota it is. */
  readonly store?: string;
  readonly requests: number;
}

/** A call as quotas see it: one that is made now, or one that the trail remembers. */
interface Counted {
  readonly operation: string;
  readonly region: string;
  readonly key: Key | undefined;
  readonly member: (name: string) => string | undefined;
}

/** Every quota that a call takes from. */
function demandsOf({ operation, region, key, member }: Counted): readonly Demand[] {
  const of = (quota: string): Demand => ({ quota, region, requests: 1 });
  switch (operation) {
    case 'GenerateDataKeyPair':
    case 'GenerateDataKeyPairWithoutPlaintext':
      return [of(`${member('KeyPairSpec')} data key pairs`)];
    case 'ReplicateKey':
      // One of the two is a dry run that AWS makes first.
      return [of(operation), { quota: 'CreateKey', region: member('ReplicaRegion') ?? '', requests: 2 }];
    case 'UpdatePrimaryRegion':
      return [of(operation), { quota: operation, region: member('PrimaryRegion') ?? '', requests: 1 }];
    default:
      return CRYPTOGRAPHY.has(operation) ? cryptography(region, key, member('CustomKeyStoreId')) : [of(operation)];
  }
}

function cryptography(region: string, key: Key | undefined, storeOfRandom: string | undefined): readonly Demand[] {
  const of = (quota: string): Demand => ({ quota, region, requests: 1 });
  if (key?.keySpec.startsWith('RSA')) return [of('RSA cryptography')];
  if (key?.keySpec.startsWith('ECC')) return [of('ECC cryptography')];
  if (key?.keySpec.startsWith('ML_DSA')) return [of('ML-DSA cryptography')];
  const store = key?.customKeyStoreId ?? storeOfRandom;
  return store ? [of(SYMMETRIC), { ...of(CUSTOM_KEY_STORE), store }] : [of(SYMMETRIC)];
}

const SECOND_MS = 1_000;

/** Refuses a call above its quota. Called only in worlds with quotas. */
export function checkRequestQuota(context: Context): void {
  const { faults } = context.world.options;
  const { operation, input } = context.call;
  const member = (name: string) => input[name] as string | undefined;
  for (const demand of demandsOf({ operation, region: context.region, key: keyOf(context, input), member })) {
    const rate = faults.requestsPerSecond[demand.quota] ?? rateOf(demand.quota, demand.region);
    if (rate === undefined || countLately(context, demand, rate) + demand.requests <= rate) continue;
    refuse(
      'ThrottlingException',
      'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
      { rule: rules.throttled },
    );
  }
}

/** The key that a request names, if it names one that exists; who may use it is asked later. */
function keyOf(context: Context, input: Readonly<Record<string, unknown>>): Key | undefined {
  const given = input.KeyId ?? input.SourceKeyId ?? input.DestinationKeyId;
  return typeof given === 'string' ? peekKey(context, given) : undefined;
}

/** How many requests the account has taken from the same quota in the last second; stops counting at `most`. */
function countLately(context: Context, wanted: Demand, most: number): number {
  let count = 0;
  for (const [, entry] of context.transaction.trail.entriesReversed()) {
    if (entry.atMs <= context.nowMs - SECOND_MS) break;
    if (!counts(context, entry)) continue;
    for (const demand of demandsOf(counted(context, entry))) if (isSame(demand, wanted)) count += demand.requests;
    if (count >= most) break;
  }
  return count;
}

const isSame = (a: Demand, b: Demand): boolean => a.quota === b.quota && a.region === b.region && a.store === b.store;

const counts = (context: Context, entry: TrailEntry): boolean =>
  entry.service === 'kms' &&
  entry.eventType === 'AwsApiCall' &&
  entry.accounts[0] === context.account &&
  // What KMS does in another Region for a call is counted with that call.
  entry.caller !== undefined &&
  entry.caller.via?.service !== 'kms' &&
  entry.errorCode !== 'ThrottlingException';

function counted(context: Context, entry: TrailEntry): Counted {
  const shown = (entry.requestParameters ?? {}) as Readonly<Record<string, unknown>>;
  return {
    operation: entry.eventName,
    region: entry.region,
    key: context.world.kms.keys.get(entry.resources?.[0]?.ARN ?? ''),
    // CloudTrail writes members with a small first letter.
    member: (name) => shown[name[0]!.toLowerCase() + name.slice(1)] as string | undefined,
  };
}
