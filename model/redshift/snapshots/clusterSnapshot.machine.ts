/**
 * The lifecycle of a snapshot of a cluster.
 * Source: https://docs.aws.amazon.com/redshift/latest/APIReference/API_Snapshot.html (documented: `creating`, `available`,
 * `final snapshot`, `failed`).
 */
import { lifecycle } from '../../lifecycle.ts';

/** The lifecycle of a cluster snapshot, as AWS's pages above tell it. */
export const clusterSnapshotLifecycle = lifecycle({
  id: 'cluster-snapshot',
  initial: 'creating',
  states: {
    creating: { on: { FINISH: 'available', FAIL: 'failed' } },
    available: { on: { DELETE: 'deleted' } },
    failed: { on: { DELETE: 'deleted' } },
    /** Gone; no row with this state is kept. */
    deleted: {},
  },
});

/** A status of a snapshot. */
export type ClusterSnapshotState = (typeof clusterSnapshotLifecycle.states)[number];
