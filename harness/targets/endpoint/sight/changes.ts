/**
 * What a call, or time, may have changed: only that is looked at again. Calls that only read are believed to do so; what
 * they might change after all is seen when time passes next.
 */
import type { AnyCall, Outcome, Service } from '../../../../model/call.ts';
import type { SeenKey } from '../../../../scenarios/contract.ts';
import { accountOf, type Place, type Places } from '../places.ts';
import { lookAtClusters, lookAtDatabases } from './databases.ts';
import { lookAtDisks } from './ec2.ts';
import { type KeysWanted, lookAtKeys } from './kms.ts';
import { type BucketsWanted, lookAtBuckets } from './s3.ts';
import type { Ask, Sight } from './sight.ts';

/** What looking needs. */
export interface Look {
  readonly ask: Ask;
  readonly sight: Sight;
  readonly places: Places;
  /** Where requests go that belong to no Region. */
  readonly region: string;
  /** The endpoint's time. */
  readonly nowMs: number;
}

const READS = /^(?:Get|List|Describe|Head|Lookup|Decrypt|Encrypt|ReEncrypt|Generate|Verify|Sign|Derive)/;
const ALL_BUCKETS: BucketsWanted = { list: false, buckets: () => true, again: () => false };
const NO: KeysWanted = { list: false, describe: () => false, grants: () => false, policies: false, aliases: false };

/** Looks at what a call may have changed. */
export async function lookAfter(look: Look, call: AnyCall, outcome: Outcome): Promise<void> {
  if (READS.test(call.operation) || call.operation === 'AssumeRole') return;
  const { ask, sight, places } = look;
  const account = accountOf(call.caller.principal);
  const here = places.all().filter((place) => place.account === account);
  switch (call.service) {
    case 'kms':
      return lookAtKeys(ask, sight, places.all(), keysTouched(call, sight));
    case 's3':
      await lookAtObjects(look, call);
      return usesUnknownKey(call, outcome, sight) ? lookAtKeys(ask, sight, here, { ...NO, list: true }) : undefined;
    case 'ec2':
    case 'ebs':
      await lookAtDisks(ask, sight, here, disksTouched(call));
      return lookAtKeys(ask, sight, here, serviceKeys(here));
    case 'rds':
      await lookAtDatabases(ask, sight, here);
      return lookAtKeys(ask, sight, here, serviceKeys(here));
    case 'cloudtrail':
      // A trail writes into its bucket, whosever it is.
      return lookAtBuckets(ask, sight, places.accounts(), look.region, ALL_BUCKETS);
    case 'redshift':
      await lookAtClusters(ask, sight, here, look.nowMs);
      return lookAtKeys(ask, sight, here, serviceKeys(here));
  }
}

/** A service makes managed keys and grants; nothing else of a key. */
const serviceKeys = (here: readonly Place[]): KeysWanted => ({
  ...NO,
  list: true,
  grants: (key) => here.some(({ account, region }) => key.account === account && key.region === region),
});

/** The keys that a call names, by id, ARN, alias, or as the same multi-Region key elsewhere. */
function keysTouched(call: AnyCall, sight: Sight): KeysWanted {
  const texts = Object.values(call.input).filter((value) => typeof value === 'string');
  const targets = texts.flatMap((text) => targetOf(text, sight));
  const named = (key: SeenKey) => texts.some((text) => text.endsWith(key.id)) || targets.includes(key.arn);
  const aliases = /Alias/.test(call.operation);
  const grants = /Grant/.test(call.operation);
  return {
    list: /^(?:Create|Replicate)/.test(call.operation),
    describe: (key) => !aliases && !grants && named(key),
    grants: (key) => grants && (named(key) || /^Retire/.test(call.operation)),
    policies: /Policy/.test(call.operation),
    aliases,
  };
}

const targetOf = (text: string, sight: Sight): string[] =>
  /(?:^|:)alias\//.test(text)
    ? [...sight.rows('aliases').values()]
        .filter(({ arn, name }) => arn === text || name === text)
        .map(({ targetKeyArn }) => targetKeyArn)
    : [];

async function lookAtObjects({ ask, sight, places, region }: Look, call: AnyCall): Promise<void> {
  const { Bucket, Key } = call.input;
  await lookAtBuckets(ask, sight, places.accounts(), region, {
    list: /^(?:Create|Delete)Bucket$/.test(call.operation),
    buckets: (name) => name === Bucket,
    again: (key) => key === Key,
  });
}

/** S3 makes its managed key in an account that had none. */
function usesUnknownKey({ input }: AnyCall, outcome: Outcome, sight: Sight): boolean {
  if (!outcome.ok)
    return String(input.ServerSideEncryption ?? '').startsWith('aws:kms') && input.SSEKMSKeyId === undefined;
  const used = outcome.output.SSEKMSKeyId;
  return typeof used === 'string' && !sight.rows('keys').has(used);
}

const disksTouched = ({ operation }: AnyCall) => ({
  instances: !/Snapshot|ByDefault|DefaultKms/.test(operation),
  snapshots: /Snapshot|Image/.test(operation),
});

/** Looks at everything that time may have changed in the services that were called so far. */
export async function lookAfterTime(
  { ask, sight, places, region, nowMs }: Look,
  used: ReadonlySet<Service>,
): Promise<void> {
  const all = places.all();
  const servicesWithGrants = (['ec2', 'ebs', 'rds', 'redshift'] as const).some((service) => used.has(service));
  const everything = { ...NO, list: true, describe: () => true, grants: () => servicesWithGrants };
  await Promise.all([
    ...(sight.rows('keys').size > 0 || used.has('kms') ? [lookAtKeys(ask, sight, all, everything)] : []),
    ...(sight.rows('buckets').size > 0 ? [lookAtBuckets(ask, sight, places.accounts(), region, ALL_BUCKETS)] : []),
    ...(used.has('ec2') || used.has('ebs') ? [lookAtDisks(ask, sight, all, { instances: true, snapshots: true })] : []),
    ...(used.has('rds') ? [lookAtDatabases(ask, sight, all)] : []),
    ...(used.has('redshift') ? [lookAtClusters(ask, sight, all, nowMs)] : []),
  ]);
}
