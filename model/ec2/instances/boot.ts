/**
 * The boot of an instance, after a launch or a start: its host needs the data key of every encrypted volume. If KMS refuses
 * one, a launch ends terminated and a start falls back to stopped. Any one volume is enough (assumed).
 */
import type { Context } from '../../context.ts';
import type { Transaction } from '../../transaction.ts';
import { type BeganBy, beganBy, keyUserOf } from '../due.ts';
import { notifyAttachFailed, notifyInstance } from '../notify.ts';
import { attachmentsOfInstance, getInstance, getVolume, putAttachment, putInstance } from '../rows.ts';
import type { Attachment, Instance } from '../state.ts';
import { attached } from '../volumes/attachVolume.ts';
import { SERVER_ERROR } from './reasons.ts';
import { scheduleTermination } from './terminateInstances.ts';

/** What the agenda keeps of an instance that boots. */
interface DueBoot extends BeganBy {
  readonly instanceId: string;
  /** For a launch: the volumes that were begun with it. */
  readonly volumeIds?: readonly string[];
}

/** Puts the boot of an instance on the agenda. A launch waits for its volumes. */
export function scheduleBoot(context: Context, instanceId: string, volumeIds?: readonly string[]): string {
  const { instanceBootMs, volumeCreateMs } = context.world.options.timings;
  const afterMs = volumeIds ? Math.max(instanceBootMs, volumeCreateMs) : instanceBootMs;
  const detail: DueBoot = { ...beganBy(context), instanceId, ...(volumeIds ? { volumeIds } : {}) };
  return context.transaction.schedule(afterMs, 'ec2.bootInstance', { ...detail });
}

/** The instance is due to run. */
export function finishBoot(transaction: Transaction, detail: DueBoot): void {
  const instance = getInstance(transaction, detail, detail.instanceId);
  if (instance?.state !== 'pending') return;
  const lost = detail.volumeIds?.some((id) => !getVolume(transaction, detail, id)) ?? false;
  if (lost || !loadAll(transaction, instance, detail)) refuseBoot(transaction, instance, detail);
  else run(transaction, instance);
}

/** Loads the data keys of all volumes; on the first refusal those that were loaded go again. */
function loadAll(transaction: Transaction, instance: Instance, began: BeganBy): boolean {
  const attachments = attachmentsOfInstance(transaction.world.ec2, instance, instance.id);
  const loaded = attachments.every((attachment) => load(transaction, instance, attachment, began));
  if (!loaded) unloadAll(transaction, instance);
  return loaded;
}

/** EventBridge hears of a volume whose key kept it from its instance (documented, ebs-cloud-watch-events). */
function load(transaction: Transaction, instance: Instance, attachment: Attachment, began: BeganBy): boolean {
  const volume = getVolume(transaction, instance, attachment.volumeId)!;
  if (!volume.dataKey || attachment.state === 'detaching') return true;
  const loaded = transaction.rules.ec2.loadDataKey(keyUserOf(transaction, began), volume, instance.id);
  if ('refused' in loaded) {
    notifyAttachFailed(transaction, volume, loaded.refused.message);
    return false;
  }
  putAttachment(transaction, instance, { ...attachment, ...loaded });
  return true;
}

/** The host forgets all data keys of an instance. */
export function unloadAll(transaction: Transaction, instance: Instance): void {
  const { account, region } = instance;
  for (const attachment of attachmentsOfInstance(transaction.world.ec2, instance, instance.id)) {
    const unloaded = transaction.rules.ec2.unloadDataKey({ transaction, account, region }, attachment);
    if (unloaded !== attachment) putAttachment(transaction, instance, unloaded);
  }
}

function run(transaction: Transaction, instance: Instance): void {
  for (const attachment of attachmentsOfInstance(transaction.world.ec2, instance, instance.id))
    if (attachment.state === 'attaching') putAttachment(transaction, instance, attached(transaction, attachment));
  const { stateReason: _, due: __, launching: ___, ...rest } = instance;
  const { instanceLifecycle } = transaction.rules.ec2;
  const running: Instance = transaction.move(instanceLifecycle, instance.id, rest, 'BOOTED');
  putInstance(transaction, { ...running, stateTransitionReason: '' });
  notifyInstance(transaction, running);
}

function refuseBoot(transaction: Transaction, instance: Instance, { volumeIds }: DueBoot): void {
  const { ec2 } = transaction.rules;
  const { due: _, launching: __, ...rest } = instance;
  const event = volumeIds ? 'LAUNCH_FAILED' : 'START_FAILED';
  const failed: Instance = {
    ...(transaction.move(ec2.instanceLifecycle, instance.id, rest, event) as Instance),
    stateReason: volumeIds ? ec2.launchRefused : ec2.startRefused,
    stateTransitionReason: SERVER_ERROR,
  };
  putInstance(transaction, failed);
  notifyInstance(transaction, failed);
  if (volumeIds) scheduleTermination(transaction, failed);
}
