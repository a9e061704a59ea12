/**
 * The lifecycle of an EC2 instance.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html (documented). A launch that
 * fails ends `terminated`; a start that fails falls back to `stopped` (recorded: published lab logs and re:Post answers
 * on encrypted root volumes).
 */
import { lifecycle } from '../../lifecycle.ts';

/** An instance: see the head of this file. */
export const instanceLifecycle = lifecycle({
  id: 'instance',
  initial: 'pending',
  states: {
    pending: {
      on: { BOOTED: 'running', LAUNCH_FAILED: 'shutting-down', START_FAILED: 'stopped', TERMINATE: 'shutting-down' },
    },
    running: { on: { STOP: 'stopping', TERMINATE: 'shutting-down', REBOOT: 'running' } },
    stopping: { on: { STOPPED: 'stopped', TERMINATE: 'shutting-down' } },
    stopped: { on: { START: 'pending', TERMINATE: 'shutting-down' } },
    'shutting-down': { on: { TERMINATED: 'terminated' } },
    terminated: {},
  },
});

/** A state of an instance. */
export type InstanceState = (typeof instanceLifecycle.states)[number];

/** AWS's numbers of the states (low byte). Source: API_InstanceState (documented). */
export const instanceStateCodes: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};
