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
  /** Snapshot `pending` to `completed` or `error`. */
  readonly snapshotMs: number;
  /** How long S3 keeps a bucket-level key for one requester. */
  readonly bucketKeyLifetimeMs: number;
  /** Call to event history. */
  readonly eventHistoryDelayMs: number;
}

/** The defaults; all but the event history's 15 minutes (documented upper bound) are assumed. */
export const defaultTimings: Timings = {
  volumeCreateMs: 3_000,
  instanceBootMs: 8_000,
  instanceStopMs: 15_000,
  volumeAttachMs: 2_000,
  snapshotMs: 20_000,
  bucketKeyLifetimeMs: 300_000,
  eventHistoryDelayMs: 900_000,
};
