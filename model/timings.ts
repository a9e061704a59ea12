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
}

/**
 * The defaults. Event history's 15 minutes (an upper bound), log files about every 5 minutes that are on average 5 minutes
 * behind, and hourly digests are documented; all others are assumed.
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
};
