/** What Redshift remembers: clusters, snapshots, snapshot copy grants, events and tags, as rows of persistent tables. */
import type { AgendaKey } from '../agenda.ts';
import type { Tags } from '../query/authorize.ts';
import { Table } from '../table.ts';
import type { ClusterState } from './clusters/cluster.machine.ts';
import type { ClusterSnapshotState } from './snapshots/clusterSnapshot.machine.ts';

/** The grant under which Redshift uses a key. */
export interface KeyGrant {
  readonly keyArn: string;
  readonly id: string;
}

/** The cluster encryption key (tier 2) as it lies on a network of its own: ciphertext and encryption context. */
export interface ClusterKey {
  /** ARN of the root key (tier 1); absent where AWS owns it. */
  readonly kmsKeyArn?: string;
  /** A KMS ciphertext, or sealed under the owned key. */
  readonly wrapped: Uint8Array;
  readonly context: Readonly<Record<string, string>>;
}

/** A block of data with its own key (tier 4). */
export interface Block {
  /** Sealed under the database encryption key; absent without encryption. */
  readonly key?: Uint8Array;
  /** Sealed under the block's key, or plaintext where there is none. */
  readonly bytes: Uint8Array;
}

/** The data of a cluster or snapshot, and the four tiers of keys above it. */
export interface ClusterStorage {
  readonly encrypted: boolean;
  /** ARN of the root key; absent without encryption and where AWS owns the key. */
  readonly kmsKeyArn?: string;
  readonly grant?: KeyGrant;
  /** Tier 2; absent without encryption. */
  readonly clusterKey?: ClusterKey;
  /** Tier 3, sealed under the cluster encryption key; absent without encryption and before the launch. */
  readonly databaseKey?: Uint8Array;
  readonly blocks: readonly Block[];
}

/**
 * The plaintext of tiers 2 and 3 in the memory of a cluster. While they are here the cluster serves, whatever becomes of the
 * root key.
 */
export interface Memory {
  readonly clusterKey: Uint8Array;
  readonly databaseKey: Uint8Array;
}

/** Copying of snapshots to another Region. */
export interface SnapshotCopy {
  readonly region: string;
  readonly grantName?: string;
  readonly retentionDays: number;
}

/** A cluster. */
export interface Cluster {
  /** The identifier that the user chose, in lower case. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: ClusterState;
  readonly createdMs: number;
  readonly zone: string;
  readonly nodeType: string;
  readonly nodes: number;
  readonly databaseName: string;
  readonly masterUsername: string;
  readonly port: number;
  readonly automatedRetentionDays: number;
  readonly publiclyAccessible: boolean;
  readonly storage: ClusterStorage;
  /** Absent while it is being made, rebooted, paused and resumed, and without encryption. */
  readonly memory?: Memory;
  /** While it is being made of a snapshot: what its data come from, opened already. */
  readonly source?: { readonly storage: ClusterStorage; readonly memory?: Memory };
  /** While it migrates: the storage that takes over. */
  readonly migration?: ClusterStorage;
  /** What a modification changes when it is through. */
  readonly pending?: Partial<
    Pick<Cluster, 'id' | 'nodeType' | 'nodes' | 'automatedRetentionDays' | 'publiclyAccessible' | 'port'>
  >;
  readonly snapshotCopy?: SnapshotCopy;
  /** What the agenda holds for its next status. */
  readonly due?: AgendaKey;
  /** What the agenda holds for its next automated snapshot. */
  readonly nextSnapshot?: AgendaKey;
}

/** A snapshot of a cluster. */
export interface ClusterSnapshot {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: ClusterSnapshotState;
  readonly type: 'automated' | 'manual';
  readonly createdMs: number;
  /** The cluster as it was, without its data and memory. */
  readonly cluster: Cluster;
  readonly storage: ClusterStorage;
  readonly sourceRegion?: string;
  readonly due?: AgendaKey;
}

/** Leave for Redshift to use a key of the Region that snapshots are copied to. */
export interface SnapshotCopyGrant {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly grant: KeyGrant;
  /** ARNs of the clusters whose copying relies on it. */
  readonly usedBy: readonly string[];
}

/** What DescribeEvents tells. */
export interface RedshiftEvent {
  readonly sourceType: 'cluster' | 'cluster-snapshot';
  readonly sourceId: string;
  readonly atMs: number;
  readonly categories: readonly string[];
  readonly severity: 'INFO' | 'ERROR';
  readonly message: string;
  /** `REDSHIFT-EVENT-2000`...; absent where nobody has said which it is. */
  readonly id?: string;
}

/** Redshift in all accounts and Regions. */
export interface RedshiftState {
  /** By ARN: `arn:aws:redshift:REGION:ACCOUNT:cluster:id`. */
  readonly clusters: Table<string, Cluster>;
  /** By ARN: `arn:aws:redshift:REGION:ACCOUNT:snapshot:cluster/id`. */
  readonly snapshots: Table<string, ClusterSnapshot>;
  /** By ARN: `arn:aws:redshift:REGION:ACCOUNT:snapshotcopygrant:name`. */
  readonly copyGrants: Table<string, SnapshotCopyGrant>;
  /** By `ACCOUNT/REGION/time/number`; kept for fourteen days. */
  readonly events: Table<string, RedshiftEvent>;
  /** By ARN. */
  readonly tags: Table<string, Tags>;
  /** The root key that AWS owns, by Region: clusters are encrypted under it unless told otherwise. */
  readonly ownedKeys: Table<string, Uint8Array>;
}

/** Nothing anywhere. */
export const emptyRedshift = (): RedshiftState => ({
  clusters: Table.empty(),
  snapshots: Table.empty(),
  copyGrants: Table.empty(),
  events: Table.empty(),
  tags: Table.empty(),
  ownedKeys: Table.empty(),
});
