/**
 * What RDS remembers: DB instances, Aurora DB clusters, their snapshots, events and tags, as rows of persistent tables. A
 * DB instance and a DB cluster are both a `Database`: both own storage and lose their key in the same way.
 */
import type { AgendaKey } from '../agenda.ts';
import type { Tags } from '../query/authorize.ts';
import { Table } from '../table.ts';
import type { DbClusterState } from './databases/dbCluster.machine.ts';
import type { DbInstanceState } from './databases/dbInstance.machine.ts';
import type { DbSnapshotState } from './snapshots/dbSnapshot.machine.ts';

/** A data key as it lies beside the pages it encrypts: wrapped, never readable by itself. */
export interface DataKey {
  /** ARN of the KMS key that wraps it; absent where a key that AWS owns does. */
  readonly kmsKeyArn?: string;
  /** A KMS ciphertext, or sealed under the owned key. */
  readonly wrapped: Uint8Array;
  /** The encryption context it was wrapped with. */
  readonly context: Readonly<Record<string, string>>;
}

/** The grant under which RDS uses a key for one database or snapshot. */
export interface KeyGrant {
  readonly keyArn: string;
  readonly id: string;
}

/** The pages of a database at rest. */
export interface Storage {
  readonly encrypted: boolean;
  /** ARN of the key; absent without encryption and under a key that AWS owns. */
  readonly kmsKeyArn?: string;
  readonly grant?: KeyGrant;
  /** Absent while the database or snapshot is being made, and without encryption. */
  readonly dataKey?: DataKey;
  /** Sealed under the data key (nonce, ciphertext, tag), or plaintext where there is none. */
  readonly pages: readonly Uint8Array[];
  /**
   * The plaintext data key in the memory of the host while the database runs. While it is here, the database serves,
   * whatever becomes of the KMS key.
   */
  readonly loadedKey?: Uint8Array;
}

/** What DB instances and DB clusters have in common. */
interface DatabaseBase {
  /** The identifier that the user chose, in lower case. */
  readonly id: string;
  /** DbiResourceId (`db-...`) or DbClusterResourceId (`cluster-...`): what the encryption context names. */
  readonly resourceId: string;
  readonly account: string;
  readonly region: string;
  readonly createdMs: number;
  readonly engine: string;
  readonly engineVersion: string;
  readonly databaseName?: string;
  readonly masterUsername: string;
  readonly port: number;
  readonly backupRetentionDays: number;
  readonly deletionProtection: boolean;
  readonly copyTagsToSnapshot: boolean;
  readonly storage: Storage;
  /** What its pages come from while it is being made; absent for an empty database. */
  readonly source?: Storage;
  /** When backups began. */
  readonly backedUpSinceMs?: number;
  /** When it became inaccessible for good: nothing can be restored that is younger. */
  readonly inaccessibleSinceMs?: number;
  /** When RDS starts a stopped database by itself. */
  readonly automaticRestartMs?: number;
  /** What the agenda holds for its next status. */
  readonly due?: AgendaKey;
  /** What the agenda holds to look at its key, or to act on the loss of it. */
  readonly keyCheck?: AgendaKey;
}

/** A secret that RDS keeps in Secrets Manager. */
export interface MasterUserSecret {
  readonly arn: string;
  /** Absent where Secrets Manager's own key is used. */
  readonly kmsKeyArn?: string;
}

/** A DB instance. */
export interface DbInstance extends DatabaseBase {
  readonly kind: 'db';
  readonly state: DbInstanceState;
  readonly zone: string;
  readonly instanceClass: string;
  readonly allocatedStorageGiB: number;
  readonly storageType: string;
  readonly iops?: number;
  readonly multiAz: boolean;
  readonly publiclyAccessible: boolean;
  readonly autoMinorVersionUpgrade: boolean;
  readonly iamAuthentication: boolean;
  readonly monitoringIntervalSeconds: number;
  readonly licenseModel: string;
  readonly masterUserSecret?: MasterUserSecret;
  /** ARN of the key of Performance Insights; present while they are on. */
  readonly performanceInsightsKeyArn?: string;
  /** Id of the DB cluster it is a member of: its storage is the cluster's. */
  readonly clusterId?: string;
  /** ARN of the DB instance it is a read replica of. */
  readonly replicaOf?: string;
  /** ARNs of its read replicas. */
  readonly replicas: readonly string[];
  /** What a modification changes when it is through. */
  readonly pending?: Partial<DbInstance>;
}

/** An Aurora DB cluster. */
export interface DbCluster extends DatabaseBase {
  readonly kind: 'cluster';
  readonly state: DbClusterState;
  readonly zones: readonly string[];
  /** Ids of its DB instances, the writer first. */
  readonly members: readonly string[];
  /** ARN of the DB cluster of another Region that it is a replica of. */
  readonly replicaOf?: string;
  /** ARNs of replicas in other Regions. */
  readonly replicas: readonly string[];
}

/** What owns storage. */
export type Database = DbInstance | DbCluster;

/** A snapshot of a DB instance (`snapshot`) or of a DB cluster (`cluster-snapshot`). */
export interface DbSnapshot {
  readonly kind: 'snapshot' | 'cluster-snapshot';
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: DbSnapshotState;
  readonly createdMs: number;
  /** When the first of a line of copies was made. */
  readonly originalCreatedMs: number;
  readonly type: 'manual';
  /** The database as it was. */
  readonly database: Database;
  /** ARN of the snapshot it is a copy of. */
  readonly copyOf?: string;
  readonly sourceRegion?: string;
  readonly storage: Storage;
  /** While it is being made: what its pages come from. */
  readonly source?: Storage;
  /** Account ids, or `all`, that may copy or restore it. */
  readonly sharedWith: readonly string[];
  readonly due?: AgendaKey;
}

/** What DescribeEvents tells. */
export interface RdsEvent {
  readonly sourceType: 'db-instance' | 'db-cluster' | 'db-snapshot' | 'db-cluster-snapshot';
  readonly sourceId: string;
  readonly sourceArn: string;
  readonly atMs: number;
  readonly categories: readonly string[];
  readonly message: string;
  /** `RDS-EVENT-0419`... */
  readonly id?: string;
}

/** RDS in all accounts and Regions. */
export interface RdsState {
  /** By `ACCOUNT/REGION/id`. */
  readonly instances: Table<string, DbInstance>;
  /** By `ACCOUNT/REGION/id`. */
  readonly clusters: Table<string, DbCluster>;
  /** By ARN: other accounts and Regions may use one. */
  readonly snapshots: Table<string, DbSnapshot>;
  /** Keys of rows of snapshots that are shared, by `REGION/ACCOUNT or all/ARN`. */
  readonly shared: Table<string, string>;
  /** By `ACCOUNT/REGION/time/sequence`; kept for fourteen days. */
  readonly events: Table<string, RdsEvent>;
  /** By ARN. */
  readonly tags: Table<string, Tags>;
  /** The key that AWS owns, by Region: new Aurora clusters are encrypted under it unless told otherwise. */
  readonly ownedKeys: Table<string, Uint8Array>;
}

/** Nothing anywhere. */
export const emptyRds = (): RdsState => ({
  instances: Table.empty(),
  clusters: Table.empty(),
  snapshots: Table.empty(),
  shared: Table.empty(),
  events: Table.empty(),
  tags: Table.empty(),
  ownedKeys: Table.empty(),
});
