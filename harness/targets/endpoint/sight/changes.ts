/**
 * What a call, or time, may have changed: only that is looked at again. Calls that only read are believed to do so; what
 * they might change after all is seen when time passes next.
 */
import type { AnyCall, Outcome, Service } from '../../../../model/call.ts';
import type { SeenKey } from '../../../../scenarios/contract.ts';
import type { Place, Places } from '../places.ts';
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
const ALL_BUCKETS: BucketsWanted = { list: false, buckets: () => true, settings: true, again: () => false };
const NO: KeysWanted = { list: false, describe: () => false, grants: () => false, policies: false, aliases: false };

/** Looks at what a call may have changed. */
export async function lookAfter(look: Look, call: AnyCall, outcome: Outcome): Promise<void> {
  if (READS.test(call.operation) || call.operation === 'AssumeRole') return;
  const { ask, sight, places } = look;
  const here = places.of(call);
  switch (call.service) {
    case 'kms':
      return lookAtKeys(ask, sight, here, keysTouched(call, sight));
    case 's3':
      await lookAtObjects(look, call);
      return usesUnknownKey(call, outcome, sight) ? lookAtKeys(ask, sight, here, { ...NO, list: true }) : undefined;
    case 'ec2':
    case 'ebs':
      return lookAtUse(look, call, here, () => lookAtDisks(ask, sight, here, disksTouched(call)));
    case 'rds':
      return lookAtUse(look, call, here, () => lookAtDatabases(ask, sight, here));
    case 'cloudtrail':
      // A trail writes into its bucket, whosever it is.
      return lookAtBuckets(ask, sight, places.accounts(), look.region, ALL_BUCKETS);
    case 'redshift':
      return lookAtUse(look, call, here, () => lookAtClusters(ask, sight, here, look.nowMs));
  }
}

/** Looks at what a call changed in a service, and at what the service may have done to keys for it. */
async function lookAtUse(
  { ask, sight }: Look,
  call: AnyCall,
  here: readonly Place[],
  lookAtService: () => Promise<void>,
): Promise<void> {
  const before = keysInUse(sight);
  await lookAtService();
  const used = new Set([...before, ...keysInUse(sight)]);
  const named = textsOf(call);
  const grants = ({ arn, id, account, region }: SeenKey) =>
    here.some((place) => place.account === account && place.region === region) &&
    (used.has(arn) || named.some((text) => text.endsWith(id)));
  await lookAtKeys(ask, sight, here, { ...NO, list: mayMakeManagedKey(call, here, sight), grants });
}

/** Tables of things that services encrypt, and hold grants for. */
const ENCRYPTED = ['volumes', 'snapshots', 'databases', 'databaseSnapshots', 'clusters', 'clusterSnapshots'] as const;

/** A service makes and retires grants on the keys of its own things, and on no others. */
function keysInUse(sight: Sight): ReadonlySet<string> {
  const arns = ENCRYPTED.flatMap((table) =>
    [...sight.rows(table).values()].flatMap(({ kmsKeyArn }) => (kmsKeyArn === undefined ? [] : [kmsKeyArn])),
  );
  return new Set([...arns, ...[...sight.rows('grants').values()].map(({ keyArn }) => keyArn)]);
}

const MAKES = /^(?:Create|Run|Copy|Restore|Start(?:Snapshot|DB)|Modify|Enable|Rotate)/;

/** A service makes its managed key, once in each Region, for the first thing that needs it. */
function mayMakeManagedKey({ service, operation }: AnyCall, here: readonly Place[], sight: Sight): boolean {
  const name = `alias/aws/${service === 'ec2' ? 'ebs' : service}`;
  const has = ({ account, region }: Place) => sight.rows('aliases').has(`arn:aws:kms:${region}:${account}:${name}`);
  return MAKES.test(operation) && !here.every(has);
}

const textsOf = ({ input }: AnyCall): readonly string[] =>
  Object.values(input).filter((value) => typeof value === 'string');

/** The keys that a call names, by id, ARN, alias, or as the same multi-Region key elsewhere. */
function keysTouched(call: AnyCall, sight: Sight): KeysWanted {
  const texts = textsOf(call);
  const targets = texts.flatMap((text) => targetOf(text, sight));
  const named = (key: SeenKey) => texts.some((text) => text.endsWith(key.id)) || targets.includes(key.arn);
  const aliases = /Alias/.test(call.operation);
  const grants = /Grant/.test(call.operation);
  const creates = /^(?:CreateKey|ReplicateKey)$/.test(call.operation);
  return {
    list: creates,
    created: creates,
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
    settings: /Bucket/.test(call.operation),
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

/** Keys change by themselves when they are on their way, or after hours: waiting periods, rotations, material that expires. */
const SHORT_MS = 3_600_000;

/** Looks at everything that so much time may have changed in the services that were called so far. */
export async function lookAfterTime(
  { ask, sight, places, region, nowMs }: Look,
  used: ReadonlySet<Service>,
  elapsedMs: number,
): Promise<void> {
  const all = places.all();
  const servicesWithGrants = (['ec2', 'ebs', 'rds', 'redshift'] as const).some((service) => used.has(service));
  const inUse = keysInUse(sight);
  const grants = ({ arn }: SeenKey) => servicesWithGrants && inUse.has(arn);
  const describe = ({ state }: SeenKey) => elapsedMs >= SHORT_MS || !/^(?:Enabled|Disabled)$/.test(state);
  const everything = { ...NO, list: true, describe, grants };
  await Promise.all([
    // Whichever service was called: its work in the background may be the first that needs its managed key.
    ...(used.size > 0 ? [lookAtKeys(ask, sight, all, everything)] : []),
    ...(sight.rows('buckets').size > 0 ? [lookAtBuckets(ask, sight, places.accounts(), region, ALL_BUCKETS)] : []),
    ...(used.has('ec2') || used.has('ebs') ? [lookAtDisks(ask, sight, all, { instances: true, snapshots: true })] : []),
    ...(used.has('rds') ? [lookAtDatabases(ask, sight, all)] : []),
    ...(used.has('redshift') ? [lookAtClusters(ask, sight, all, nowMs)] : []),
  ]);
}
