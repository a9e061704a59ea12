/**
 * The lifecycle of an EBS volume.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-describing-volumes.html (documented). A volume whose key
 * cannot be used goes from `creating` to gone without a lasting `error` (recorded: aws-cli issue 2604); `error` is the
 * loss of the underlying hardware.
 */
import { lifecycle } from '../../lifecycle.ts';

/** A volume: see the head of this file. */
export const volumeLifecycle = lifecycle({
  id: 'volume',
  initial: 'creating',
  states: {
    creating: { on: { CREATED: 'available', CREATION_FAILED: 'deleted' } },
    available: { on: { ATTACH: 'in-use', DELETE: 'deleting', HARDWARE_FAILED: 'error' } },
    'in-use': { on: { RELEASE: 'available', HARDWARE_FAILED: 'error' } },
    error: { on: { DELETE: 'deleting' } },
    deleting: { on: { DELETED: 'deleted' } },
    /** Gone; no row with this state is kept. */
    deleted: {},
  },
});

/** A state of a volume. */
export type VolumeState = (typeof volumeLifecycle.states)[number];
