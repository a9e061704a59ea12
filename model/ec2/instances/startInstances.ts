/** StartInstances: answers `pending` whatever state the keys are in (recorded). */
import type { Context } from '../../context.ts';
import { incorrectInstanceState, rootDeviceMissing } from '../errors.ts';
import { notifyInstance } from '../notify.ts';
import { ec2Operation } from '../operation.ts';
import { attachmentsOfInstance, putInstance } from '../rows.ts';
import type { Instance } from '../state.ts';
import { scheduleBoot } from './boot.ts';
import { instanceUse, ownInstances } from './find.ts';
import { PENDING } from './reasons.ts';
import { shownChange } from './shape.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html: all or none. */
export const startInstances = ec2Operation('StartInstances', {
  readOnly: false,
  uses: (context, input) => ownInstances(context, input.InstanceIds!).map((one) => instanceUse(context, one)),
  run(context, input) {
    const instances = ownInstances(context, input.InstanceIds!);
    for (const instance of instances) checkStartable(context, instance);
    return { StartingInstances: instances.map((one) => shownChange(one, begin(context, one))) };
  },
});

function checkStartable(context: Context, instance: Instance): void {
  if (instance.state === 'pending' || instance.state === 'running') return;
  if (instance.state !== 'stopped')
    incorrectInstanceState(`The instance '${instance.id}' is not in a state from which it can be started.`);
  const attachments = attachmentsOfInstance(context.world.ec2, instance, instance.id);
  const root = attachments.some((one) => one.device === instance.rootDeviceName && one.state !== 'detaching');
  if (!root) rootDeviceMissing(instance.id, instance.rootDeviceName);
}

function begin(context: Context, instance: Instance): Instance {
  if (instance.state !== 'stopped') return instance;
  const { transaction } = context;
  const starting: Instance = {
    ...(transaction.move(context.rules.ec2.instanceLifecycle, instance.id, instance, 'START') as Instance),
    stateReason: PENDING,
    stateTransitionReason: '',
    launchedMs: context.nowMs,
    due: scheduleBoot(context, instance.id),
  };
  putInstance(transaction, starting);
  notifyInstance(transaction, starting);
  return starting;
}
