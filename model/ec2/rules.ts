/** The parts of EC2 and EBS that decide and can be bent by a broken world. */
import type { AnyCall } from '../call.ts';
import type { Transaction } from '../transaction.ts';
import type { imageLifecycle } from './images/image.machine.ts';
import type { InstanceState, instanceLifecycle } from './instances/instance.machine.ts';
import type { snapshotLifecycle } from './snapshots/snapshot.machine.ts';
import type { tierLifecycle } from './snapshots/tier.machine.ts';
import type { Attachment, Blocks, DataKey, DiskSource, StateReason, Volume } from './state.ts';
import type { attachmentLifecycle } from './volumes/attachment.machine.ts';
import type { volumeModificationLifecycle } from './volumes/modification.machine.ts';
import type { volumeLifecycle } from './volumes/volume.machine.ts';

/** What a new volume or copy of a snapshot is made from, as far as encryption goes. */
export interface EncryptionRequest {
  /** The source snapshot; absent for an empty volume. */
  readonly source?: {
    readonly encrypted: boolean;
    readonly kmsKeyId?: string;
    /** Whether the caller's account owns it. */
    readonly owned: boolean;
  };
  readonly encrypted?: boolean;
  readonly kmsKeyId?: string;
  readonly encryptionByDefault: boolean;
  /** The account's default key, as given to ModifyEbsDefaultKmsKeyId, or `alias/aws/ebs`. */
  readonly defaultKmsKeyId: string;
}

/** Whether a new volume or copy is encrypted, and under which key; or the parameter that another one requires. */
export type EncryptionDecision =
  | { readonly encrypted: false }
  | { readonly encrypted: true; readonly kmsKeyId: string }
  | { readonly error: 'KmsKeyIdRequiresEncrypted' | 'EncryptionCannotBeRemoved' };

/** Who makes the KMS calls, in the name of whom. */
export interface KeyUser {
  readonly transaction: Transaction;
  readonly account: string;
  readonly region: string;
  /** The API call that all this is for. */
  readonly call: Pick<AnyCall, 'caller' | 'connection'>;
}

/** A disk whose blocks are encrypted under its data key. */
export interface EncryptedDisk {
  readonly dataKey: DataKey;
  readonly blocks: Blocks;
}

/** Why KMS did not give what was asked: its code and message. */
export interface KeyRefusal {
  readonly refused: { readonly operation: string; readonly code: string; readonly message: string };
}

/** A data key in the memory of a host, and the grant it came by. */
export interface LoadedKey {
  readonly loadedKey: Uint8Array;
  readonly grant: NonNullable<Attachment['grant']>;
}

/** What decides in EC2 beside the operations themselves. */
export interface Ec2Rules {
  readonly volumeLifecycle: typeof volumeLifecycle;
  readonly volumeModificationLifecycle: typeof volumeModificationLifecycle;
  readonly attachmentLifecycle: typeof attachmentLifecycle;
  readonly snapshotLifecycle: typeof snapshotLifecycle;
  readonly tierLifecycle: typeof tierLifecycle;
  readonly instanceLifecycle: typeof instanceLifecycle;
  readonly imageLifecycle: typeof imageLifecycle;
  /** The table of encryption outcomes. */
  readonly decideEncryption: (request: EncryptionRequest) => EncryptionDecision;
  /** Makes the data key of a new volume or copy (`contextId`) and its blocks; all KMS calls of that in AWS's order. */
  readonly encryptDisk: (
    user: KeyUser,
    contextId: string,
    kmsKeyId: string,
    source: DiskSource | undefined,
  ) => EncryptedDisk | KeyRefusal;
  /** Brings a volume's data key into the memory of an instance's host: CreateGrant as the caller, Decrypt as the host. */
  readonly loadDataKey: (user: KeyUser, volume: Volume, instanceId: string) => LoadedKey | KeyRefusal;
  /** Takes it out again: EC2 retires the grant. */
  readonly unloadDataKey: (user: Omit<KeyUser, 'call'>, attachment: Attachment) => Attachment;
  /** Whether a volume attached to an instance in this state needs its data key at once. */
  readonly attachLoadsDataKey: (state: InstanceState) => boolean;
  /** What a start, or a launch, that KMS refused leaves behind as the instance's StateReason. */
  readonly startRefused: StateReason;
  readonly launchRefused: StateReason;
  /** StateMessage of a snapshot copy whose key could not be used. */
  readonly copyRefused: string;
}
