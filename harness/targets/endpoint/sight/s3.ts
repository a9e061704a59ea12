/** Looking at S3: ListBuckets, GetBucketLocation, GetBucketVersioning, GetBucketPolicy, ListObjectVersions, HeadObject. */
import { objectId, type SeenBucket, type SeenObject } from '../../../../scenarios/contract.ts';
import type { Place } from '../places.ts';
import { type Ask, defined, type Members, pages, type Sight } from './sight.ts';

/** What to look at. */
export interface BucketsWanted {
  /** Which buckets there are. */
  readonly list: boolean;
  /** Whose objects to look at, beside new ones. */
  readonly buckets: (name: string) => boolean;
  /** Whether to look at their settings, too. */
  readonly settings: boolean;
  /** Objects to look at once more, though their listing did not change, by key. */
  readonly again: (key: string) => boolean;
}

/** Looks at the buckets of some accounts; `region` is where account-wide requests go. */
export async function lookAtBuckets(
  ask: Ask,
  sight: Sight,
  accounts: readonly string[],
  region: string,
  wanted: BucketsWanted,
): Promise<void> {
  if (wanted.list) await Promise.all(accounts.map((account) => listBuckets(ask, sight, { account, region })));
  const looked = [...sight.rows('buckets').values()].filter(({ name }) => wanted.buckets(name));
  await Promise.all(
    looked.flatMap((bucket) => [
      ...(wanted.settings ? [settings(ask, sight, bucket)] : []),
      objects(ask, sight, bucket, wanted.again),
    ]),
  );
}

/** Forgets buckets that are gone; notes new ones. */
async function listBuckets(ask: Ask, sight: Sight, place: Place): Promise<void> {
  const listing = { items: 'Buckets', next: 'ContinuationToken', marker: 'ContinuationToken' };
  const buckets = await pages(ask, place, ['s3', 'ListBuckets'], {}, listing);
  if (!buckets) return;
  const names = new Set(buckets.map(({ Name }) => Name as string));
  const { account } = place;
  sight.replace('buckets', (bucket) => bucket.account === account && !names.has(bucket.name), []);
  sight.replace('objects', ({ bucket }) => !sight.rows('buckets').has(bucket) && !names.has(bucket), []);
  const found = [...names].filter((name) => !sight.rows('buckets').has(name) && sight.isMine({ name }));
  await Promise.all(found.map((name) => newBucket(ask, sight, place, name)));
}

async function newBucket(ask: Ask, sight: Sight, place: Place, name: string): Promise<void> {
  const told = await ask(place, 's3', 'GetBucketLocation', { Bucket: name });
  const region = told.ok ? (told.output.LocationConstraint as string | undefined) || 'us-east-1' : place.region;
  const bucket: SeenBucket = { name, account: place.account, region, versioning: undefined };
  sight.replace('buckets', (one) => one.name === name, [[name, bucket]]);
  await Promise.all([settings(ask, sight, bucket), objects(ask, sight, bucket, () => true)]);
}

async function settings(ask: Ask, sight: Sight, bucket: SeenBucket): Promise<void> {
  const { name, account, region } = bucket;
  const [versioning, policy] = await Promise.all([
    ask(bucket, 's3', 'GetBucketVersioning', { Bucket: name }),
    ask(bucket, 's3', 'GetBucketPolicy', { Bucket: name }),
  ]);
  const known = sight.rows('buckets').get(name);
  const status = versioning.ok ? (versioning.output.Status as SeenBucket['versioning']) : known?.versioning;
  const gone = !policy.ok && policy.error.code === 'NoSuchBucketPolicy';
  const text = policy.ok ? (policy.output.Policy as string) : gone ? undefined : known?.policy;
  const row = { name, account, region, versioning: status, ...(text === undefined ? {} : { policy: text }) };
  sight.replace('buckets', (one) => one.name === name, [[name, row]]);
}

/** A version as ListObjectVersions shows it. */
interface Listed {
  readonly key: string;
  readonly versionId: string;
  readonly latest: boolean;
  readonly deleteMarker: boolean;
  readonly sizeBytes: number;
  readonly etag: string;
}

async function objects(ask: Ask, sight: Sight, bucket: SeenBucket, again: (key: string) => boolean): Promise<void> {
  const listed = await listVersions(ask, bucket);
  if (!listed) return;
  const rows = await Promise.all(
    listed.map(async (version): Promise<[string, SeenObject]> => {
      const id = objectId(bucket.name, version.key, version.versionId);
      const known = sight.rows('objects').get(id);
      const same = known?.etag === version.etag && known.sizeBytes === version.sizeBytes && !again(version.key);
      return [id, same && known ? { ...known, ...version } : await head(ask, bucket, version, known)];
    }),
  );
  sight.replace('objects', (object) => object.bucket === bucket.name, rows);
}

async function listVersions(ask: Ask, bucket: SeenBucket): Promise<readonly Listed[] | undefined> {
  const listed: Listed[] = [];
  for (let from: Members = {}; ; ) {
    const told = await ask(bucket, 's3', 'ListObjectVersions', { Bucket: bucket.name, ...from });
    if (!told.ok) return undefined;
    const { Versions = [], DeleteMarkers = [], IsTruncated } = told.output;
    listed.push(...(Versions as Members[]).map((one) => listedVersion(one, false)));
    listed.push(...(DeleteMarkers as Members[]).map((one) => listedVersion(one, true)));
    if (IsTruncated !== true) return listed;
    from = { KeyMarker: told.output.NextKeyMarker, VersionIdMarker: told.output.NextVersionIdMarker };
  }
}

const listedVersion = (told: Members, deleteMarker: boolean): Listed => ({
  key: told.Key as string,
  versionId: (told.VersionId ?? 'null') as string,
  latest: told.IsLatest === true,
  deleteMarker,
  sizeBytes: (told.Size ?? 0) as number,
  etag: String(told.ETag ?? '').replaceAll('"', ''),
});

async function head(ask: Ask, bucket: SeenBucket, version: Listed, known: SeenObject | undefined): Promise<SeenObject> {
  const base = { bucket: bucket.name, ...version };
  const plain = { ...base, encryption: undefined, bucketKey: false };
  if (version.deleteMarker) return plain;
  const input = { Bucket: bucket.name, Key: version.key, VersionId: version.versionId };
  const told = await ask(bucket, 's3', 'HeadObject', input);
  if (!told.ok) return known ? { ...known, ...version } : plain;
  const { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, SSECustomerAlgorithm } = told.output;
  return {
    ...base,
    encryption: (ServerSideEncryption ?? SSECustomerAlgorithm) as string | undefined,
    ...defined<{ kmsKeyArn?: string }>({ kmsKeyArn: SSEKMSKeyId as string | undefined }),
    bucketKey: BucketKeyEnabled === true,
  };
}
