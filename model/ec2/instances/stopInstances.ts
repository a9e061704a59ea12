/** StopInstances and RebootInstances. */
import type { Context } from '../../context.ts';
import type { Transaction } from '../../transaction.ts';
import { cannotHibernate, incorrectInstanceState, instanceProtected } from '../errors.ts';
import { notifyInstance } from '../notify.ts';
import { ec2Operation } from '../operation.ts';
import { getInstance, type Place, putInstance } from '../rows.ts';
import type { Instance, StateReason } from '../state.ts';
import { unloadAll } from './boot.ts';
import { instanceUse, ownInstances } from './find.ts';
import { USER_HIBERNATE, USER_SHUTDOWN, userInitiated } from './reasons.ts';
import { shownChange } from './shape.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html: all or none; works whatever state the keys are in. */
export const stopInstances = ec2Operation('StopInstances', {
  readOnly: false,
  request: (input) => ({
    instancesSet: { items: (input.InstanceIds ?? []).map((instanceId) => ({ instanceId })) },
    force: input.Force ?? false,
    ...(input.Hibernate === undefined ? {} : { hibernate: input.Hibernate }),
  }),
  uses: (context, input) => ownInstances(context, input.InstanceIds!).map((one) => instanceUse(context, one)),
  run(context, input) {
    const instances = ownInstances(context, input.InstanceIds!);
    for (const instance of instances) checkStoppable(instance, input.Hibernate ?? false);
    return {
      StoppingInstances: instances.map((one) =>
        shownChange(one, begin(context, one, input.Hibernate ? USER_HIBERNATE : USER_SHUTDOWN)),
      ),
    };
  },
});

function checkStoppable(instance: Instance, hibernate: boolean): void {
  const { id, state } = instance;
  if (state !== 'running' && state !== 'stopping' && state !== 'stopped')
    incorrectInstanceState(`This instance '${id}' is not in a state from which it can be stopped.`);
  if (instance.disableApiStop && state === 'running') instanceProtected(id, 'stopped', 'disableApiStop');
  if (hibernate && state === 'running' && !instance.hibernation)
    cannotHibernate(
      `The instance(s) '${id}' do not support hibernation because they were not configured for it at launch.`,
    );
}

function begin(context: Context, instance: Instance, stateReason: StateReason): Instance {
  if (instance.state !== 'running') return instance;
  const { transaction } = context;
  const { account, region, id } = instance;
  const { instanceStopMs } = context.world.options.timings;
  const stopping: Instance = {
    ...(transaction.move(context.rules.ec2.instanceLifecycle, id, instance, 'STOP') as Instance),
    stateReason,
    stateTransitionReason: userInitiated(context.nowMs),
    due: transaction.schedule(instanceStopMs, 'ec2.stopInstance', { account, region, instanceId: id }),
  };
  putInstance(transaction, stopping);
  notifyInstance(transaction, stopping);
  return stopping;
}

/** The instance is off its host, which forgets the data keys. */
export function finishStop(transaction: Transaction, detail: Place & { readonly instanceId: string }): void {
  const instance = getInstance(transaction, detail, detail.instanceId);
  if (instance?.state !== 'stopping') return;
  unloadAll(transaction, instance);
  const { due: _, ...rest } = instance;
  const stopped: Instance = transaction.move(transaction.rules.ec2.instanceLifecycle, instance.id, rest, 'STOPPED');
  putInstance(transaction, stopped);
  notifyInstance(transaction, stopped);
}

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RebootInstances.html: the instance stays on its host, the data
 * keys stay in memory, no KMS call is made (documented: the same host; the rest follows).
 */
export const rebootInstances = ec2Operation('RebootInstances', {
  readOnly: false,
  response: () => ({ _return: true }),
  uses: (context, input) => ownInstances(context, input.InstanceIds!).map((one) => instanceUse(context, one)),
  run(context, input) {
    const instances = ownInstances(context, input.InstanceIds!);
    for (const { id, state } of instances)
      if (state !== 'running')
        incorrectInstanceState(`The instance '${id}' is not in a state from which it can be rebooted.`);
    for (const instance of instances) {
      const { transaction } = context;
      putInstance(transaction, transaction.move(context.rules.ec2.instanceLifecycle, instance.id, instance, 'REBOOT'));
    }
    return {};
  },
});
