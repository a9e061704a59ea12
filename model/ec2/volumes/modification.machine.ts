/**
 * The lifecycle of a change to a volume's size or performance (ModifyVolume).
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/monitoring-volume-modifications.html (documented). `failed` is
 * the loss of the underlying hardware; nothing about keys leads there (assumed).
 */
import { lifecycle } from '../../lifecycle.ts';

/** A change of a volume: see the head of this file. */
export const volumeModificationLifecycle = lifecycle({
  id: 'volumeModification',
  initial: 'modifying',
  states: {
    modifying: { on: { APPLIED: 'optimizing', FAILED: 'failed' } },
    optimizing: { on: { OPTIMIZED: 'completed', FAILED: 'failed' } },
    completed: {},
    failed: {},
  },
});

/** A state of a change of a volume. */
export type VolumeModificationState = (typeof volumeModificationLifecycle.states)[number];
