/** TerminateInstances, and the end of instances in general. */
import type { Transaction } from '../../transaction.ts';
import { instanceProtected } from '../errors.ts';
import { notifyInstance } from '../notify.ts';
import { ec2Operation } from '../operation.ts';
import { attachmentsOfInstance, getInstance, type Place, putInstance, removeInstance } from '../rows.ts';
import type { Instance } from '../state.ts';
import { beginDeletion } from '../volumes/deleteVolume.ts';
import { endAttachment } from '../volumes/detachVolume.ts';
import { abandon } from '../volumes/make.ts';
import { instanceUse, ownInstances } from './find.ts';
import { USER_SHUTDOWN, userInitiated } from './reasons.ts';
import { shownChange } from './shape.ts';

/** A terminated instance is shown for about an hour (documented, terminating-instances). */
export const TERMINATED_VISIBLE_MS = 3_600_000;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html: all or none. */
export const terminateInstances = ec2Operation('TerminateInstances', {
  readOnly: false,
  uses: (context, input) => ownInstances(context, input.InstanceIds!).map((one) => instanceUse(context, one)),
  run(context, input) {
    const instances = ownInstances(context, input.InstanceIds!);
    for (const instance of instances)
      if (instance.disableApiTermination && instance.state !== 'terminated')
        instanceProtected(instance.id, 'terminated', 'disableApiTermination');
    return {
      TerminatingInstances: instances.map((one) => shownChange(one, beginTermination(context.transaction, one))),
    };
  },
});

function beginTermination(transaction: Transaction, instance: Instance): Instance {
  if (instance.state === 'shutting-down' || instance.state === 'terminated') return instance;
  const { instanceLifecycle } = transaction.rules.ec2;
  transaction.cancel(instance.due);
  const { due: _, ...rest } = instance;
  const ending: Instance = {
    ...(transaction.move(instanceLifecycle, instance.id, rest, 'TERMINATE') as Instance),
    stateReason: USER_SHUTDOWN,
    stateTransitionReason: userInitiated(transaction.nowMs),
  };
  putInstance(transaction, ending);
  notifyInstance(transaction, ending);
  return scheduleTermination(transaction, ending);
}

/** Puts the end of an instance that is `shutting-down` on the agenda. */
export function scheduleTermination(transaction: Transaction, instance: Instance): Instance {
  const { account, region, id } = instance;
  const { instanceStopMs } = transaction.world.options.timings;
  const detail = { account, region, instanceId: id };
  const ending = { ...instance, due: transaction.schedule(instanceStopMs, 'ec2.terminateInstance', detail) };
  putInstance(transaction, ending);
  return ending;
}

/** The instance is gone: its volumes are free, those that go with it are deleted. */
export function finishTermination(transaction: Transaction, detail: Place & { readonly instanceId: string }): void {
  const instance = getInstance(transaction, detail, detail.instanceId);
  if (instance?.state !== 'shutting-down') return;
  for (const attachment of attachmentsOfInstance(transaction.world.ec2, instance, instance.id)) {
    const volume = endAttachment(transaction, instance, attachment, 'INSTANCE_GONE');
    if (!volume || !attachment.deleteOnTermination) continue;
    if (volume.state === 'available') beginDeletion(transaction, volume);
    else if (volume.state === 'creating') abandon(transaction, volume);
  }
  const { due: _, launching: __, ...rest } = instance;
  const { instanceLifecycle } = transaction.rules.ec2;
  const terminated: Instance = transaction.move(instanceLifecycle, instance.id, rest, 'TERMINATED');
  const due = transaction.schedule(TERMINATED_VISIBLE_MS, 'ec2.forgetInstance', {
    account: detail.account,
    region: detail.region,
    instanceId: instance.id,
  });
  putInstance(transaction, { ...terminated, due });
  notifyInstance(transaction, terminated);
}

/** The instance is not shown any more. */
export function forgetInstance(transaction: Transaction, detail: Place & { readonly instanceId: string }): void {
  const instance = getInstance(transaction, detail, detail.instanceId);
  if (instance?.state === 'terminated') removeInstance(transaction, instance);
}
