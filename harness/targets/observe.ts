/**
 * What can be seen of a simulated world, read from its tables. Reading is lazy and remembered by table and by row (both
 * never change), so that observing after every step costs little more than what the step changed.
 */
import type { Attachment, Instance, Snapshot, Volume } from '../../model/ec2/state.ts';
import type { Alias, Grant, Key } from '../../model/kms/state.ts';
import { databaseArn } from '../../model/rds/arns.ts';
import { snapshotArn as rdsSnapshotArn } from '../../model/rds/rows.ts';
import type { DbInstance, DbSnapshot } from '../../model/rds/state.ts';
import { arnOfCluster, arnOfSnapshot } from '../../model/redshift/rows.ts';
import type { Cluster, ClusterSnapshot } from '../../model/redshift/state.ts';
import type { Bucket, ObjectVersion } from '../../model/s3/state.ts';
import type { Table } from '../../model/table.ts';
import type { World } from '../../model/world.ts';
import {
  type Observation,
  objectId,
  type SeenAlias,
  type SeenBucket,
  type SeenCluster,
  type SeenClusterSnapshot,
  type SeenDatabase,
  type SeenDatabaseSnapshot,
  type SeenGrant,
  type SeenInstance,
  type SeenKey,
  type SeenObject,
  type SeenSnapshot,
  type SeenVolume,
} from '../../scenarios/contract.ts';

/** Remembers what `make` gave for each object. */
function remembered<Row extends object, Seen>(make: (row: Row) => Seen): (row: Row) => Seen {
  const memory = new WeakMap<Row, Seen>();
  return (row) => {
    let seen = memory.get(row);
    if (seen === undefined) {
      seen = make(row);
      memory.set(row, seen);
    }
    return seen;
  };
}

/** Gives the map made before instead of one that says the same with the same rows. */
function sameAsBefore<Seen>(): (map: ReadonlyMap<string, Seen>) => ReadonlyMap<string, Seen> {
  let last: ReadonlyMap<string, Seen> = new Map();
  return (map) => {
    let same = map.size === last.size;
    if (same) for (const [id, seen] of map) same &&= last.get(id) === seen;
    if (!same) last = map;
    return last;
  };
}

/** A map of all rows of a table, by the id that `see` gives each. */
function mapOf<Row extends object, Seen>(see: (row: Row) => Seen, idOf: (seen: Seen) => string) {
  const settled = sameAsBefore<Seen>();
  return remembered((table: Table<string, Row>): ReadonlyMap<string, Seen> => {
    const map = new Map<string, Seen>();
    for (const row of table.values()) {
      const seen = see(row);
      map.set(idOf(seen), seen);
    }
    return settled(map);
  });
}

/**
 * A key's row changes with every use (when it was last used), which these calls do not show: most rows look as before.
 * By the row's tags, which keep their identity where they do not change.
 */
const keysAsSeen = new WeakMap<object, SeenKey>();

const seeKey = remembered((key: Key): SeenKey => {
  const seen: SeenKey = {
    arn: key.arn,
    id: key.id,
    account: key.account,
    region: key.region,
    state: key.state,
    manager: key.manager,
    spec: key.keySpec,
    usage: key.keyUsage,
    origin: key.origin,
    description: key.description,
    ...(key.deletion?.atMs === undefined ? {} : { deletionDateMs: key.deletion.atMs }),
    policy: key.policy.text,
  };
  const before = keysAsSeen.get(key.tags);
  if (before && sameKey(before, seen)) return before;
  keysAsSeen.set(key.tags, seen);
  return seen;
});

/** Whether two keys look the same in all that can change. */
const sameKey = (a: SeenKey, b: SeenKey): boolean =>
  a.arn === b.arn &&
  a.state === b.state &&
  a.description === b.description &&
  a.deletionDateMs === b.deletionDateMs &&
  a.policy === b.policy;

const seeAlias = remembered(
  (alias: Alias): SeenAlias => ({ arn: alias.arn, name: alias.name, targetKeyArn: alias.targetKeyArn }),
);

const seeGrant = remembered(
  (grant: Grant): SeenGrant => ({
    id: grant.id,
    keyArn: grant.keyArn,
    granteePrincipal: grant.granteePrincipal,
    ...(grant.retiringPrincipal === undefined ? {} : { retiringPrincipal: grant.retiringPrincipal }),
    operations: grant.operations,
    ...(grant.constraints?.encryptionContextEquals ? { contextEquals: grant.constraints.encryptionContextEquals } : {}),
    ...(grant.constraints?.encryptionContextSubset ? { contextSubset: grant.constraints.encryptionContextSubset } : {}),
  }),
);

const seeBucket = remembered(
  (bucket: Bucket): SeenBucket => ({
    name: bucket.name,
    account: bucket.account,
    region: bucket.region,
    versioning: bucket.versioning,
    ...(bucket.policy ? { policy: bucket.policy.text } : {}),
  }),
);

function seeObject(bucket: string, version: ObjectVersion, latest: boolean): SeenObject {
  const kms = version.encryption?.kms;
  return {
    bucket,
    key: version.key,
    versionId: version.versionId,
    latest,
    deleteMarker: version.deleteMarker === true,
    sizeBytes: version.sizeBytes,
    etag: version.etag,
    encryption: version.encryption?.mode,
    ...(kms ? { kmsKeyArn: kms.keyArn } : {}),
    bucketKey: kms?.bucketKeyEnabled === true,
  };
}

const seeCurrent = new WeakMap<ObjectVersion, SeenObject>();
const seeNoncurrent = new WeakMap<ObjectVersion, SeenObject>();

/** As `seeObject`, remembered: a version is seen differently once it is no longer the latest. */
function seeVersion(bucket: string, version: ObjectVersion, latest: boolean): SeenObject {
  const memory = latest ? seeCurrent : seeNoncurrent;
  const seen = memory.get(version) ?? seeObject(bucket, version, latest);
  memory.set(version, seen);
  return seen;
}

const settledObjects = sameAsBefore<SeenObject>();
const objectsOf = remembered((buckets: Table<string, Bucket>): ReadonlyMap<string, SeenObject> => {
  const map = new Map<string, SeenObject>();
  const add = (seen: SeenObject) => map.set(objectId(seen.bucket, seen.key, seen.versionId), seen);
  for (const bucket of buckets.values()) {
    for (const version of bucket.current.values()) add(seeVersion(bucket.name, version, true));
    for (const version of bucket.noncurrent.values()) add(seeVersion(bucket.name, version, false));
  }
  return settledObjects(map);
});

const seeSnapshot = remembered(
  (snapshot: Snapshot): SeenSnapshot => ({
    id: snapshot.id,
    account: snapshot.account,
    region: snapshot.region,
    state: snapshot.state,
    ...(snapshot.stateMessage === undefined ? {} : { stateMessage: snapshot.stateMessage }),
    encrypted: snapshot.encrypted,
    ...(snapshot.kmsKeyId === undefined ? {} : { kmsKeyArn: snapshot.kmsKeyId }),
    volumeId: snapshot.volumeId,
  }),
);

const seeDatabase = remembered(
  (db: DbInstance): SeenDatabase => ({
    arn: databaseArn(db),
    id: db.id,
    resourceId: db.resourceId,
    account: db.account,
    region: db.region,
    state: db.state,
    encrypted: db.storage.encrypted,
    ...(db.storage.kmsKeyArn ? { kmsKeyArn: db.storage.kmsKeyArn } : {}),
    backupRetentionDays: db.backupRetentionDays,
    ...(db.replicaOf ? { replicaOf: db.replicaOf } : {}),
    replicas: db.replicas.length,
  }),
);

const seeDatabaseSnapshot = remembered(
  (snapshot: DbSnapshot): SeenDatabaseSnapshot => ({
    arn: rdsSnapshotArn(snapshot),
    id: snapshot.id,
    account: snapshot.account,
    region: snapshot.region,
    state: snapshot.state,
    encrypted: snapshot.storage.encrypted,
    ...(snapshot.storage.kmsKeyArn ? { kmsKeyArn: snapshot.storage.kmsKeyArn } : {}),
    resourceId: snapshot.database.resourceId,
  }),
);

const seeCluster = remembered(
  (cluster: Cluster): SeenCluster => ({
    arn: arnOfCluster(cluster),
    id: cluster.id,
    account: cluster.account,
    region: cluster.region,
    state: cluster.state,
    encrypted: cluster.storage.encrypted,
    ...(cluster.storage.kmsKeyArn ? { kmsKeyArn: cluster.storage.kmsKeyArn } : {}),
    createdMs: cluster.createdMs,
  }),
);

const seeClusterSnapshot = remembered(
  (snapshot: ClusterSnapshot): SeenClusterSnapshot => ({
    arn: arnOfSnapshot(snapshot),
    id: snapshot.id,
    clusterId: snapshot.cluster.id,
    account: snapshot.account,
    region: snapshot.region,
    state: snapshot.state,
    encrypted: snapshot.storage.encrypted,
    ...(snapshot.storage.kmsKeyArn ? { kmsKeyArn: snapshot.storage.kmsKeyArn } : {}),
    ...(snapshot.sourceRegion ? { sourceRegion: snapshot.sourceRegion } : {}),
  }),
);

/** Attachments by volume and by instance, in the order of the table. */
const attachmentsOf = remembered((attachments: Table<string, Attachment>) => {
  const byVolume = new Map<string, Attachment[]>();
  const byInstance = new Map<string, Attachment[]>();
  for (const attachment of attachments.values()) {
    push(byVolume, attachment.volumeId, attachment);
    push(byInstance, attachment.instanceId, attachment);
  }
  return { byVolume, byInstance };
});

function push<T>(lists: Map<string, T[]>, id: string, item: T): void {
  const list = lists.get(id);
  if (list) list.push(item);
  else lists.set(id, [item]);
}

const NONE: readonly Attachment[] = [];
const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** Remembers what a row with its attachments looked like, as long as neither changed. */
function rememberedWith<Row extends object, Seen>(make: (row: Row, attachments: readonly Attachment[]) => Seen) {
  const memory = new WeakMap<Row, { attachments: readonly Attachment[]; seen: Seen }>();
  return (row: Row, attachments: readonly Attachment[]): Seen => {
    const known = memory.get(row);
    if (known && sameList(known.attachments, attachments)) return known.seen;
    const seen = make(row, attachments);
    memory.set(row, { attachments, seen });
    return seen;
  };
}

const seeVolume = rememberedWith(
  (volume: Volume, attachments): SeenVolume => ({
    id: volume.id,
    account: volume.account,
    region: volume.region,
    state: volume.state,
    encrypted: volume.encrypted,
    ...(volume.kmsKeyId === undefined ? {} : { kmsKeyArn: volume.dataKey?.kmsKeyArn ?? volume.kmsKeyId }),
    ...(volume.snapshotId === undefined ? {} : { snapshotId: volume.snapshotId }),
    sizeGiB: volume.sizeGiB,
    attachments: attachments.map(({ instanceId, device, state }) => ({ instanceId, device, state })),
  }),
);

const seeInstance = rememberedWith(
  (instance: Instance, attachments): SeenInstance => ({
    id: instance.id,
    account: instance.account,
    region: instance.region,
    state: instance.state,
    ...(instance.stateReason ? { stateReason: instance.stateReason } : {}),
    rootDeviceName: instance.rootDeviceName,
    volumes: Object.fromEntries(attachments.map(({ device, volumeId }) => [device, volumeId])),
  }),
);

const keysOf = mapOf(seeKey, (key) => key.arn);
const aliasesOf = mapOf(seeAlias, (alias) => alias.arn);
const grantsOf = mapOf(seeGrant, (grant) => grant.id);
const bucketsOf = mapOf(seeBucket, (bucket) => bucket.name);
const snapshotsOf = mapOf(seeSnapshot, (snapshot) => snapshot.id);
const databasesOf = mapOf(seeDatabase, (database) => database.arn);
const databaseSnapshotsOf = mapOf(seeDatabaseSnapshot, (snapshot) => snapshot.arn);
const clustersOf = mapOf(seeCluster, (cluster) => cluster.arn);
const clusterSnapshotsOf = mapOf(seeClusterSnapshot, (snapshot) => snapshot.arn);

/** A map of the rows of a table together with their attachments, remembered by the two tables. */
function mapWithAttachments<Row extends { readonly id: string }, Seen>(
  see: (row: Row, attachments: readonly Attachment[]) => Seen,
  pick: (attachments: ReturnType<typeof attachmentsOf>) => ReadonlyMap<string, readonly Attachment[]>,
) {
  const settled = sameAsBefore<Seen>();
  return remembered((rows: Table<string, Row>) =>
    remembered((attachments: Table<string, Attachment>): ReadonlyMap<string, Seen> => {
      const lists = pick(attachmentsOf(attachments));
      return settled(new Map([...rows.values()].map((row) => [row.id, see(row, lists.get(row.id) ?? NONE)] as const)));
    }),
  );
}

const volumesOf = mapWithAttachments(seeVolume, ({ byVolume }) => byVolume);
const instancesOf = mapWithAttachments(seeInstance, ({ byInstance }) => byInstance);

/** A world, seen from outside; reads nothing before it is asked. */
class WorldObservation implements Observation {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get atMs() {
    return this.#world.nowMs;
  }

  get keys() {
    return keysOf(this.#world.kms.keys);
  }

  get aliases() {
    return aliasesOf(this.#world.kms.aliases);
  }

  get grants() {
    return grantsOf(this.#world.kms.grants);
  }

  get buckets() {
    return bucketsOf(this.#world.s3.buckets);
  }

  get objects() {
    return objectsOf(this.#world.s3.buckets);
  }

  get snapshots() {
    return snapshotsOf(this.#world.ec2.snapshots);
  }

  get volumes() {
    return volumesOf(this.#world.ec2.volumes)(this.#world.ec2.attachments);
  }

  get instances() {
    return instancesOf(this.#world.ec2.instances)(this.#world.ec2.attachments);
  }

  get databases() {
    return databasesOf(this.#world.rds.instances);
  }

  get databaseSnapshots() {
    return databaseSnapshotsOf(this.#world.rds.snapshots);
  }

  get clusters() {
    return clustersOf(this.#world.redshift.clusters);
  }

  get clusterSnapshots() {
    return clusterSnapshotsOf(this.#world.redshift.snapshots);
  }
}

/** What can be seen of a world. */
export const observe = (world: World): Observation => new WorldObservation(world);
