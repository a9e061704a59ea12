/**
 * The lifecycle of an EBS snapshot or a copy of one.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html (documented). `recoverable` and
 * `recovering` belong to the Recycle Bin.
 */
import { lifecycle } from '../../lifecycle.ts';

/** A snapshot: see the head of this file. */
export const snapshotLifecycle = lifecycle({
  id: 'snapshot',
  initial: 'pending',
  states: {
    pending: { on: { COMPLETE: 'completed', FAIL: 'error', DELETE: 'deleted' } },
    completed: { on: { DELETE: 'deleted', RETAIN: 'recoverable' } },
    error: { on: { DELETE: 'deleted' } },
    recoverable: { on: { RECOVER: 'recovering', DELETE: 'deleted' } },
    recovering: { on: { RECOVERED: 'completed' } },
    /** Gone; no row with this state is kept. */
    deleted: {},
  },
});

/** A state of a snapshot. */
export type SnapshotState = (typeof snapshotLifecycle.states)[number];
