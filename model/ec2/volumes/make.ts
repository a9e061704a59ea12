/**
 * Making volumes, which CreateVolume and RunInstances both do: the row appears at once as `creating`; the key is looked at
 * later, and where it cannot be used the volume vanishes.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html (documented: the key is authenticated
 * asynchronously); that the volume vanishes is recorded (https://github.com/aws/aws-cli/issues/2604).
 */
import type { Context } from '../../context.ts';
import { Table } from '../../table.ts';
import type { Transaction } from '../../transaction.ts';
import { newId } from '../arns.ts';
import { type BeganBy, beganBy, keyUserOf } from '../due.ts';
import { notifyVolume } from '../notify.ts';
import { attachmentsOfVolume, getVolume, putVolume, removeAttachment, removeVolume } from '../rows.ts';
import type { KeyRefusal } from '../rules.ts';
import type { Snapshot, Volume, VolumeShape } from '../state.ts';

/** What a new volume shall be. */
export interface VolumePlan {
  readonly zone: string;
  readonly shape: VolumeShape;
  readonly snapshot?: Snapshot;
  /** The key, or undefined for no encryption. */
  readonly kmsKeyId?: string;
}

/** What the agenda keeps of a volume in the making. */
interface DueVolume extends BeganBy {
  readonly volumeId: string;
}

/** Writes a volume as `creating` and puts the rest on the agenda. */
export function beginVolume(context: Context, plan: VolumePlan): Volume {
  const { transaction } = context;
  const { snapshot, shape } = plan;
  const id = newId(context.random, 'vol');
  const detail: DueVolume = { ...beganBy(context), volumeId: id };
  const volume: Volume = {
    id,
    account: context.account,
    region: context.region,
    zone: plan.zone,
    state: context.rules.ec2.volumeLifecycle.initial,
    createdMs: context.nowMs,
    ...shape,
    ...(snapshot ? { snapshotId: snapshot.id, source: diskOf(snapshot) } : {}),
    encrypted: plan.kmsKeyId !== undefined,
    ...(plan.kmsKeyId === undefined ? {} : { kmsKeyId: plan.kmsKeyId }),
    blocks: Table.empty(),
    attachedTo: [],
    due: transaction.schedule(context.world.options.timings.volumeCreateMs, 'ec2.createVolume', { ...detail }),
  };
  putVolume(transaction, volume);
  return volume;
}

/** What a new volume or copy takes from a snapshot. */
export const diskOf = (snapshot: Snapshot) => ({
  blocks: snapshot.blocks,
  ...(snapshot.dataKey ? { dataKey: snapshot.dataKey } : {}),
});

/** The volume is due: its key is used for the first time. */
export function finishVolume(transaction: Transaction, detail: DueVolume): void {
  const volume = getVolume(transaction, detail, detail.volumeId);
  if (volume?.state !== 'creating') return;
  const disk = diskFor(transaction, volume, detail);
  if ('refused' in disk) vanish(transaction, volume, detail, disk);
  else becomeAvailable(transaction, { ...volume, ...disk }, detail);
}

/** The blocks, encrypted if they shall be. */
function diskFor(transaction: Transaction, volume: Volume, detail: DueVolume): Partial<Volume> | KeyRefusal {
  if (!volume.encrypted) return { blocks: volume.source?.blocks ?? volume.blocks };
  const user = keyUserOf(transaction, detail);
  const disk = transaction.rules.ec2.encryptDisk(user, volume.id, volume.kmsKeyId!, volume.source);
  return 'refused' in disk ? disk : { ...disk, kmsKeyId: disk.dataKey.kmsKeyArn };
}

function becomeAvailable(transaction: Transaction, finished: Volume, detail: DueVolume): void {
  const { volumeLifecycle } = transaction.rules.ec2;
  const { due: _, source: __, ...rest } = finished;
  let volume: Volume = transaction.move(volumeLifecycle, rest.id, rest, 'CREATED');
  if (volume.attachedTo.length > 0) volume = transaction.move(volumeLifecycle, volume.id, volume, 'ATTACH');
  putVolume(transaction, volume);
  notifyVolume(transaction, volume, 'createVolume', 'available', { callNumber: detail.callNumber });
}

/** Gives up a volume that is still being made and that nobody waits for any more. */
export function abandon(transaction: Transaction, volume: Volume): void {
  const { volumeLifecycle } = transaction.rules.ec2;
  transaction.cancel(volume.due);
  removeVolume(transaction, transaction.move(volumeLifecycle, volume.id, volume, 'CREATION_FAILED') as Volume);
}

/**
 * The volume vanishes, and the attachment it was meant for with it. Of a missing permission people saw only the deletion in
 * EventBridge (reported, https://github.com/kubernetes/kubernetes/issues/62171); other causes are told (documented).
 */
function vanish(transaction: Transaction, volume: Volume, detail: DueVolume, { refused }: KeyRefusal): void {
  const gone: Volume = transaction.move(transaction.rules.ec2.volumeLifecycle, volume.id, volume, 'CREATION_FAILED');
  for (const attachment of attachmentsOfVolume(transaction.world.ec2, volume))
    removeAttachment(transaction, volume, attachment);
  removeVolume(transaction, gone);
  const { callNumber } = detail;
  if (refused.code === 'AccessDeniedException') notifyVolume(transaction, gone, 'deleteVolume', 'deleted');
  else notifyVolume(transaction, gone, 'createVolume', 'failed', { cause: refused.message, callNumber });
}
