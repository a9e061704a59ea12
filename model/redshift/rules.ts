/** The parts of Redshift that decide and can be bent by a broken world. */
import type { Cipher } from '../crypto/cipher.ts';
import type { ErrorOutcome } from '../errors.ts';
import type { Random } from '../random.ts';
import type { clusterLifecycle } from './clusters/cluster.machine.ts';
import type { clusterSnapshotLifecycle } from './snapshots/clusterSnapshot.machine.ts';
import type { Cluster } from './state.ts';

/** What decides in Redshift beside the operations themselves. */
export interface RedshiftRules {
  readonly clusterLifecycle: typeof clusterLifecycle;
  readonly clusterSnapshotLifecycle: typeof clusterSnapshotLifecycle;
  /** The encryption context that the cluster encryption key of a cluster is wrapped with. */
  readonly encryptionContext: (
    cluster: Pick<Cluster, 'account' | 'region' | 'id' | 'createdMs'>,
  ) => Readonly<Record<string, string>>;
  /** Seals a key or a block under the key of the tier above; `label` binds it to its place. */
  readonly seal: (cipher: Cipher, key: Uint8Array, label: string, bytes: Uint8Array, random: Random) => Uint8Array;
  /** What a refusal of KMS becomes; `key` is the key as the request named it. */
  readonly translateKmsError: (error: ErrorOutcome, key: string) => ErrorOutcome;
  /** What a rotation replaces beside the cluster encryption key of the cluster. */
  readonly rotates: { readonly databaseKey: boolean; readonly snapshots: boolean };
}
