/** What EC2 and EBS remember: volumes, attachments, snapshots, instances, images, settings, as rows of persistent tables. */
import type { ArchitectureValues, _InstanceType as InstanceType, VolumeType } from '@aws-sdk/client-ec2';
import type { AgendaKey } from '../agenda.ts';
import { Table } from '../table.ts';
import type { ImageState } from './images/image.machine.ts';
import type { InstanceState } from './instances/instance.machine.ts';
import type { SnapshotState } from './snapshots/snapshot.machine.ts';
import type { TierState } from './snapshots/tier.machine.ts';
import type { AttachmentState } from './volumes/attachment.machine.ts';
import type { VolumeModificationState } from './volumes/modification.machine.ts';
import type { VolumeState } from './volumes/volume.machine.ts';

/** Tags of a resource. */
export type Tags = Readonly<Record<string, string>>;

/** A data key as it lies beside the blocks it encrypts: wrapped by a KMS key, never readable by itself. */
export interface DataKey {
  /** Names the lineage: volumes and snapshots with the same id share one data key. A UUID. */
  readonly id: string;
  /** ARN of the KMS key that wraps it. */
  readonly kmsKeyArn: string;
  /** The wrapped key: a KMS ciphertext. */
  readonly wrapped: Uint8Array;
  /** Value of `aws:ebs:id` in the encryption context it was wrapped with: a volume id or, for copies, a snapshot id. */
  readonly contextId: string;
}

/** One 512 KiB block at rest, without its trailing zeros. */
export interface Block {
  /** Ciphertext and tag under the data key, or plaintext where there is no data key. */
  readonly bytes: Uint8Array;
  /** Present where the block is encrypted. */
  readonly nonce?: Uint8Array;
}

/** The written blocks of a disk by index; all others are zeros. Snapshots share the table of their volume. */
export type Blocks = Table<number, Block>;

/** The disk that a new volume or copy takes its blocks from. */
export interface DiskSource {
  readonly blocks: Blocks;
  /** Absent where the blocks are unencrypted. */
  readonly dataKey?: DataKey;
}

/** An EBS volume. */
export interface Volume {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly zone: string;
  readonly state: VolumeState;
  readonly createdMs: number;
  readonly sizeGiB: number;
  readonly type: VolumeType;
  readonly iops?: number;
  readonly throughput?: number;
  readonly multiAttach: boolean;
  readonly snapshotId?: string;
  readonly encrypted: boolean;
  /** The key as known: what the request named until creation is through, the key's ARN afterwards. */
  readonly kmsKeyId?: string;
  /** Absent while `creating` and on unencrypted volumes. */
  readonly dataKey?: DataKey;
  readonly blocks: Blocks;
  /** While `creating`: what the blocks come from; absent for an empty volume. */
  readonly source?: DiskSource;
  /** Ids of the instances it is attached to; more than one with Multi-Attach only. */
  readonly attachedTo: readonly string[];
  readonly modification?: VolumeModification;
  /** What the agenda holds for it. */
  readonly due?: AgendaKey;
}

/** A change of a volume's size or performance, the latest one. */
export interface VolumeModification {
  readonly state: VolumeModificationState;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly original: VolumeShape;
  readonly target: VolumeShape;
  readonly progress: number;
}

/** What ModifyVolume can change. */
export interface VolumeShape {
  readonly sizeGiB: number;
  readonly type: VolumeType;
  readonly iops?: number;
  readonly throughput?: number;
  readonly multiAttach: boolean;
}

/** A volume on an instance. */
export interface Attachment {
  readonly volumeId: string;
  readonly instanceId: string;
  readonly device: string;
  readonly state: AttachmentState;
  readonly attachedMs: number;
  readonly deleteOnTermination: boolean;
  /**
   * The plaintext data key in the memory of the instance's host, from attach or start until detach or stop. While it is
   * here, reading and writing go on whatever becomes of the KMS key.
   */
  readonly loadedKey?: Uint8Array;
  /** The grant under which the host decrypted it. */
  readonly grant?: { readonly keyArn: string; readonly id: string };
  readonly due?: AgendaKey;
}

/** Where a snapshot's bytes lie, and the last move. */
export interface SnapshotTier {
  readonly state: TierState;
  readonly startedMs: number;
  readonly completedMs?: number;
  /** Days that a restore shall last. */
  readonly days?: number;
  readonly restoreUntilMs?: number;
}

/** A snapshot under way through the EBS direct APIs. */
export interface SnapshotWriting {
  /** Without a block for so long, the snapshot fails. */
  readonly timeoutMs: number;
  /** Checksums (base64 of SHA-256) of the blocks written so far, by index. */
  readonly checksums: Readonly<Record<number, string>>;
}

/** An EBS snapshot. */
export interface Snapshot {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: SnapshotState;
  /** Why it is in `error`. */
  readonly stateMessage?: string;
  readonly startedMs: number;
  readonly completedMs?: number;
  readonly description: string;
  /** The volume it was taken of; AWS's placeholder `vol-ffffffff` for copies. */
  readonly volumeId: string;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
  readonly dataKey?: DataKey;
  readonly blocks: Blocks;
  /** While a copy is `pending`: what its blocks come from. */
  readonly source?: DiskSource;
  /** While it is written through the EBS direct APIs. */
  readonly writing?: SnapshotWriting;
  /** Snapshot that it was begun from through the EBS direct APIs. */
  readonly parentId?: string;
  /** Absent for a snapshot that never left the standard tier. */
  readonly tier?: SnapshotTier;
  /** Account ids, or `all`, that may create volumes of it. */
  readonly sharedWith: readonly string[];
  /** `amazon` for the snapshots of Amazon's public images. */
  readonly ownerAlias?: string;
  readonly due?: AgendaKey;
}

/** Why an instance changed its state, in AWS's words. */
export interface StateReason {
  readonly code: string;
  readonly message: string;
}

/** An EC2 instance. */
export interface Instance {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly zone: string;
  readonly state: InstanceState;
  /** Set from RunInstances until it runs for the first time. */
  readonly launching?: boolean;
  readonly stateReason?: StateReason;
  /** AWS's StateTransitionReason; empty while nothing is to be said. */
  readonly stateTransitionReason: string;
  readonly reservationId: string;
  /** Position in its reservation. */
  readonly launchIndex: number;
  readonly imageId: string;
  readonly type: InstanceType;
  readonly launchedMs: number;
  readonly rootDeviceName: string;
  readonly architecture: ArchitectureValues;
  readonly platformDetails: string;
  readonly keyName?: string;
  readonly privateIpAddress: string;
  readonly subnetId?: string;
  readonly securityGroupIds: readonly string[];
  readonly instanceProfileArn?: string;
  readonly userData?: string;
  readonly clientToken: string;
  readonly ebsOptimized: boolean;
  readonly monitoring: boolean;
  readonly disableApiTermination: boolean;
  readonly disableApiStop: boolean;
  readonly shutdownBehavior: 'stop' | 'terminate';
  /** Launched so that it can hibernate, which needs an encrypted root volume. */
  readonly hibernation: boolean;
  readonly sourceDestCheck: boolean;
  readonly due?: AgendaKey;
}

/** A disk of an image. */
export interface ImageDevice {
  readonly device: string;
  readonly snapshotId?: string;
  readonly sizeGiB: number;
  readonly type: VolumeType;
  readonly iops?: number;
  readonly throughput?: number;
  readonly deleteOnTermination: boolean;
  /** Ask for an encrypted volume though the snapshot is not. */
  readonly encrypted?: boolean;
}

/** An Amazon Machine Image. */
export interface Image {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: ImageState;
  readonly stateReason?: StateReason;
  readonly name: string;
  readonly description: string;
  readonly createdMs: number;
  readonly architecture: ArchitectureValues;
  readonly rootDeviceName: string;
  readonly platformDetails: string;
  readonly virtualizationType: 'hvm' | 'paravirtual';
  readonly enaSupport: boolean;
  readonly devices: readonly ImageDevice[];
  readonly public: boolean;
  /** `amazon` for Amazon's own images. */
  readonly ownerAlias?: string;
  readonly sourceInstanceId?: string;
  readonly sourceImageId?: string;
  readonly sourceImageRegion?: string;
  readonly due?: AgendaKey;
}

/** EBS settings of one account in one Region. */
export interface EbsDefaults {
  readonly encryptionByDefault: boolean;
  /** The default key as it was given; absent means the AWS managed key alias/aws/ebs. */
  readonly kmsKeyId?: string;
}

/** A client token and what it stands for. */
export interface ClientToken {
  /** The request it came with, as canonical text: a repetition must be the same. */
  readonly request: string;
  /** Ids of what was made. */
  readonly resourceIds: readonly string[];
  readonly createdMs: number;
}

/** EC2 and EBS in all accounts and Regions. */
export interface Ec2State {
  /** By `ACCOUNT/REGION/vol-...`. */
  readonly volumes: Table<string, Volume>;
  /** By `ACCOUNT/REGION/i-.../vol-...`. */
  readonly attachments: Table<string, Attachment>;
  /** By `ACCOUNT/REGION/i-...`. */
  readonly instances: Table<string, Instance>;
  /** By `REGION/snap-...`: other accounts may use one. */
  readonly snapshots: Table<string, Snapshot>;
  /** By `REGION/ami-...`; Amazon's public images are not rows but built in (`images/publicImages.ts`). */
  readonly images: Table<string, Image>;
  /** By `ACCOUNT/REGION`; no row means the defaults of AWS. */
  readonly defaults: Table<string, EbsDefaults>;
  /** By `ACCOUNT/REGION/Operation/token`. */
  readonly clientTokens: Table<string, ClientToken>;
  /** By `ACCOUNT/REGION/resource id`. */
  readonly tags: Table<string, Tags>;
}

/** Nothing anywhere. */
export const emptyEc2 = (): Ec2State => ({
  volumes: Table.empty(),
  attachments: Table.empty(),
  instances: Table.empty(),
  snapshots: Table.empty(),
  images: Table.empty(),
  defaults: Table.empty(),
  clientTokens: Table.empty(),
  tags: Table.empty(),
});
