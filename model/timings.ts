/**
 * How long asynchronous things take, in milliseconds of virtual time. AWS promises none of these; the defaults are of the
 * size that people see. A world may be born with others.
 */
export interface Timings {
  /** CreateVolume: `creating` to `available`, or to gone when the key cannot be used. */
  readonly volumeCreateMs: number;
  /** Instance `pending` to `running`, or back to `stopped`, or on to `terminated`. */
  readonly instanceBootMs: number;
  /** Instance `stopping` to `stopped`, `shutting-down` to `terminated`. */
  readonly instanceStopMs: number;
  /** AttachVolume: `attaching` to `attached`; DetachVolume: `detaching` to gone. */
  readonly volumeAttachMs: number;
  /** DeleteVolume: `deleting` to gone. */
  readonly volumeDeleteMs: number;
  /** ModifyVolume: `modifying` to `optimizing`, and again to `completed`. */
  readonly volumeModifyMs: number;
  /** Snapshot `pending` to `completed` or `error`. */
  readonly snapshotMs: number;
  /** RotateKeyOnDemand: until the new key material is current. */
  readonly keyRotationMs: number;
  /** ReplicateKey: replica `Creating` to `Enabled`. UpdatePrimaryRegion: `Updating` to `Enabled`. */
  readonly multiRegionMs: number;
  /** Connecting and disconnecting a custom key store. */
  readonly keyStoreMs: number;
  /** How long S3 keeps a bucket-level key for one requester. */
  readonly bucketKeyLifetimeMs: number;
  /** Call to event history. */
  readonly eventHistoryDelayMs: number;
  /** From one log file of a trail to the next; a file has the events up to half as long before it. */
  readonly logFileIntervalMs: number;
  /** From one digest of a trail to the next. */
  readonly digestIntervalMs: number;
  /** A new DB instance or DB cluster: `creating` to the first backup. */
  readonly databaseCreateMs: number;
  /** `backing-up` after creation and start. */
  readonly databaseBackupMs: number;
  /** `modifying`, `renaming`, `upgrading`... to `available`. */
  readonly databaseModifyMs: number;
  /** `rebooting` to `available`. */
  readonly databaseRebootMs: number;
  /** `starting` to what follows. */
  readonly databaseStartMs: number;
  /** `stopping` to `stopped`. */
  readonly databaseStopMs: number;
  /** `deleting` to gone, of databases and snapshots. */
  readonly databaseDeleteMs: number;
  /** A snapshot or copy of a database: `creating` to `available` or `failed`. */
  readonly databaseSnapshotMs: number;
  /** From one look of RDS at the key of a running database to the next. */
  readonly databaseKeyCheckMs: number;
  /** From the discovery that the key of a DB instance is lost to the change of its status. */
  readonly databaseKeyLossMs: number;
  /** The same for an Aurora DB cluster. */
  readonly auroraKeyLossMs: number;
  /** A new Redshift cluster: `creating` to its launch. */
  readonly clusterCreateMs: number;
  /** `modifying` and `renaming` to `available`. */
  readonly clusterModifyMs: number;
  /** `resizing` to `available`: other nodes, encryption or another key. */
  readonly clusterResizeMs: number;
  /** `rebooting` to `available`. */
  readonly clusterRebootMs: number;
  /** `pausing` to `paused`. */
  readonly clusterPauseMs: number;
  /** `resuming` to `available`. */
  readonly clusterResumeMs: number;
  /** `rotating-keys` to `available`. */
  readonly clusterRotateMs: number;
  /** `deleting` to gone. */
  readonly clusterDeleteMs: number;
  /** A snapshot of a cluster or a copy of one: `creating` to `available` or `failed`. */
  readonly clusterSnapshotMs: number;
  /** From one try of a cluster to load its keys to the next. */
  readonly clusterKeyRetryMs: number;
  /** From one automated snapshot of a cluster to the next. */
  readonly automatedSnapshotMs: number;
}

/**
 * The defaults. Event history's 15 minutes (an upper bound), log files about every 5 minutes that are on average 5 minutes
 * behind, hourly digests, and the two hours after which a DB instance is put aside for its lost key are documented, and the
 * eight hours between automated snapshots of a cluster; Aurora's
 * 17 minutes are recorded; all others are assumed.
 */
export const defaultTimings: Timings = {
  volumeCreateMs: 3_000,
  instanceBootMs: 8_000,
  instanceStopMs: 15_000,
  volumeAttachMs: 2_000,
  volumeDeleteMs: 2_000,
  volumeModifyMs: 60_000,
  snapshotMs: 20_000,
  keyRotationMs: 30_000,
  multiRegionMs: 5_000,
  keyStoreMs: 60_000,
  bucketKeyLifetimeMs: 300_000,
  eventHistoryDelayMs: 900_000,
  logFileIntervalMs: 300_000,
  digestIntervalMs: 3_600_000,
  databaseCreateMs: 300_000,
  databaseBackupMs: 60_000,
  databaseModifyMs: 60_000,
  databaseRebootMs: 30_000,
  databaseStartMs: 180_000,
  databaseStopMs: 120_000,
  databaseDeleteMs: 120_000,
  databaseSnapshotMs: 90_000,
  databaseKeyCheckMs: 3_600_000,
  databaseKeyLossMs: 7_200_000,
  auroraKeyLossMs: 1_020_000,
  clusterCreateMs: 300_000,
  clusterModifyMs: 60_000,
  clusterResizeMs: 1_800_000,
  clusterRebootMs: 120_000,
  clusterPauseMs: 180_000,
  clusterResumeMs: 300_000,
  clusterRotateMs: 120_000,
  clusterDeleteMs: 180_000,
  clusterSnapshotMs: 60_000,
  clusterKeyRetryMs: 900_000,
  automatedSnapshotMs: 28_800_000,
};
