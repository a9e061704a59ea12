/** The parts of RDS that decide and can be bent by a broken world. */
import type { Cipher } from '../crypto/cipher.ts';
import type { Random } from '../random.ts';
import type { Timings } from '../timings.ts';
import type { dbClusterLifecycle } from './databases/dbCluster.machine.ts';
import type { dbInstanceLifecycle } from './databases/dbInstance.machine.ts';
import type { dbSnapshotLifecycle } from './snapshots/dbSnapshot.machine.ts';
import type { Database } from './state.ts';

/** What a copy of a snapshot is asked to be, as far as encryption goes. */
export interface CopyRequest {
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
  /** Whether the source lies in another Region. */
  readonly crossRegion: boolean;
  /** Whether the caller's account owns the source. */
  readonly owned: boolean;
}

/** What comes of it. */
export type CopyDecision =
  /** No encryption. */
  | { readonly key: 'none' }
  /** The key of the source; RDS sees to it alone. */
  | { readonly key: 'same' }
  /** The key that the request names. */
  | { readonly key: 'named'; readonly kmsKeyId: string }
  | { readonly error: 'CrossRegionNeedsKey' | 'SharedNeedsKey' };

/** What decides in RDS beside the operations themselves. */
export interface RdsRules {
  readonly dbInstanceLifecycle: typeof dbInstanceLifecycle;
  readonly dbClusterLifecycle: typeof dbClusterLifecycle;
  readonly dbSnapshotLifecycle: typeof dbSnapshotLifecycle;
  /** Whether a database that has lost its key may be brought back. */
  readonly lostKeyIsRecoverable: (database: Database) => boolean;
  /** From the discovery that a key is lost to the change of status, in milliseconds. */
  readonly lostKeyDelayMs: (database: Database, timings: Timings) => number;
  /** How long the recoverable status lasts, in milliseconds. */
  readonly recoveryWindowMs: number;
  /** Whether a start is possible from a status. */
  readonly canStart: (state: Database['state']) => boolean;
  /** The encryption context of everything that is done for a database. */
  readonly encryptionContext: (database: Pick<Database, 'kind' | 'resourceId'>) => Readonly<Record<string, string>>;
  /** The table of encryption outcomes of copies. */
  readonly decideCopy: (request: CopyRequest) => CopyDecision;
  /** A page at rest: sealed under the data key, as it is without one. */
  readonly sealPage: (
    cipher: Cipher,
    key: Uint8Array | undefined,
    index: number,
    page: Uint8Array,
    random: Random,
  ) => Uint8Array;
}
