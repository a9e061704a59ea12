/**
 * What anybody outside could see: the answers of describe, list, get and head calls, as plain values. The simulator reads them
 * from the world, an endpoint is asked; an invariant cannot tell the difference. Times are milliseconds since 1970.
 *
 * As a rule, a row that did not change is the same object in the next observation and a map without changes the same map,
 * so `before.keys === after.keys` is a quick test for "nothing happened"; `sameRows` decides where they are not the same.
 */

/** DescribeKey, GetKeyPolicy. */
export interface SeenKey {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** KeyState: `Enabled`, `Disabled`, `PendingDeletion`... */
  readonly state: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly spec: string;
  readonly usage: string;
  readonly origin: string;
  readonly description: string;
  readonly deletionDateMs?: number;
  readonly policy: string;
}

/** ListAliases. */
export interface SeenAlias {
  readonly arn: string;
  /** With the prefix `alias/`. */
  readonly name: string;
  readonly targetKeyArn: string;
}

/** ListGrants. */
export interface SeenGrant {
  readonly id: string;
  readonly keyArn: string;
  readonly granteePrincipal: string;
  readonly retiringPrincipal?: string;
  readonly operations: readonly string[];
  readonly contextEquals?: Readonly<Record<string, string>>;
  readonly contextSubset?: Readonly<Record<string, string>>;
}

/** GetBucketVersioning, GetBucketPolicy. */
export interface SeenBucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
  readonly policy?: string;
}

/** HeadObject of one version, by its owner. */
export interface SeenObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly latest: boolean;
  readonly deleteMarker: boolean;
  readonly sizeBytes: number;
  readonly etag: string;
  /** `AES256`, `aws:kms`... */
  readonly encryption: string | undefined;
  readonly kmsKeyArn?: string;
  readonly bucketKey: boolean;
}

/** One attachment of DescribeVolumes. */
export interface SeenAttachment {
  readonly instanceId: string;
  readonly device: string;
  /** `attaching`, `attached`, `detaching`, `busy`. */
  readonly state: string;
}

/** DescribeVolumes. */
export interface SeenVolume {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly encrypted: boolean;
  readonly kmsKeyArn?: string;
  readonly snapshotId?: string;
  readonly sizeGiB: number;
  readonly attachments: readonly SeenAttachment[];
}

/** DescribeSnapshots. */
export interface SeenSnapshot {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly stateMessage?: string;
  readonly encrypted: boolean;
  readonly kmsKeyArn?: string;
  readonly volumeId?: string;
}

/** DescribeInstances. */
export interface SeenInstance {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** `pending`, `running`, `stopping`, `stopped`, `shutting-down`, `terminated`. */
  readonly state: string;
  readonly stateReason?: { readonly code: string; readonly message: string };
  readonly rootDeviceName: string;
  /** Attached volumes by device name. */
  readonly volumes: Readonly<Record<string, string>>;
}

/** DescribeDBInstances. */
export interface SeenDatabase {
  readonly arn: string;
  /** The identifier that its maker chose. */
  readonly id: string;
  readonly resourceId: string;
  readonly account: string;
  readonly region: string;
  /** DBInstanceStatus: `available`, `inaccessible-encryption-credentials-recoverable`... */
  readonly state: string;
  readonly encrypted: boolean;
  readonly kmsKeyArn?: string;
  readonly backupRetentionDays: number;
  /** The DB instance it is a read replica of. */
  readonly replicaOf?: string;
  /** How many read replicas it has. */
  readonly replicas: number;
}

/** DescribeDBSnapshots. */
export interface SeenDatabaseSnapshot {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly encrypted: boolean;
  readonly kmsKeyArn?: string;
  /** DbiResourceId of the DB instance it was taken of. */
  readonly resourceId: string;
}

/** DescribeClusters of Redshift. */
export interface SeenCluster {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** ClusterStatus: `available`, `resizing`, `rotating-keys`... */
  readonly state: string;
  readonly encrypted: boolean;
  readonly kmsKeyArn?: string;
  readonly createdMs: number;
}

/** DescribeClusterSnapshots of Redshift. */
export interface SeenClusterSnapshot {
  readonly arn: string;
  readonly id: string;
  readonly clusterId: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly encrypted: boolean;
  readonly kmsKeyArn?: string;
  /** The Region it was copied from. */
  readonly sourceRegion?: string;
}

/** Everything that can be seen at one moment. */
export interface Observation {
  readonly atMs: number;
  /** By key ARN. */
  readonly keys: ReadonlyMap<string, SeenKey>;
  /** By alias ARN. */
  readonly aliases: ReadonlyMap<string, SeenAlias>;
  /** By grant id. */
  readonly grants: ReadonlyMap<string, SeenGrant>;
  /** By bucket name. */
  readonly buckets: ReadonlyMap<string, SeenBucket>;
  /** By `objectId(...)`. */
  readonly objects: ReadonlyMap<string, SeenObject>;
  /** By volume id. */
  readonly volumes: ReadonlyMap<string, SeenVolume>;
  /** By snapshot id. */
  readonly snapshots: ReadonlyMap<string, SeenSnapshot>;
  /** By instance id. */
  readonly instances: ReadonlyMap<string, SeenInstance>;
  /** DB instances of RDS, by ARN. */
  readonly databases: ReadonlyMap<string, SeenDatabase>;
  /** Snapshots of DB instances, by ARN. */
  readonly databaseSnapshots: ReadonlyMap<string, SeenDatabaseSnapshot>;
  /** Clusters of Redshift, by ARN. */
  readonly clusters: ReadonlyMap<string, SeenCluster>;
  /** Snapshots of clusters, by ARN. */
  readonly clusterSnapshots: ReadonlyMap<string, SeenClusterSnapshot>;
}

/** The tables of an observation, without its clock. */
export const observedTables = [
  'keys',
  'aliases',
  'grants',
  'buckets',
  'objects',
  'volumes',
  'snapshots',
  'instances',
  'databases',
  'databaseSnapshots',
  'clusters',
  'clusterSnapshots',
] as const satisfies readonly (keyof Observation)[];

/** How an observation names an object version; `null` is S3's id of a version made without versioning. */
export const objectId = (bucket: string, key: string, versionId = 'null'): string => `${bucket}/${key}?${versionId}`;

/** Whether two maps of an observation say the same. */
export function sameRows<Row>(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): boolean {
  if (before === after) return true;
  if (before.size !== after.size) return false;
  for (const [id, row] of before) {
    const now = after.get(id);
    if (row !== now && JSON.stringify(row) !== JSON.stringify(now)) return false;
  }
  return true;
}
