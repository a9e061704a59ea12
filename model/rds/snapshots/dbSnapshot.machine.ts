/**
 * The lifecycle of a snapshot of a DB instance or DB cluster.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html (documented: `creating`, `available`);
 * `copying`, `failed` and `deleting` are assumed from what people see.
 */
import { lifecycle } from '../../lifecycle.ts';

/** The lifecycle of a DB snapshot, as AWS's pages above tell it. */
export const dbSnapshotLifecycle = lifecycle({
  id: 'db-snapshot',
  initial: 'creating',
  states: {
    creating: { on: { FINISH: 'available', FAIL: 'failed', COPY: 'copying' } },
    copying: { on: { FINISH: 'available', FAIL: 'failed' } },
    available: { on: { DELETE: 'deleting' } },
    failed: { on: { DELETE: 'deleting' } },
    deleting: { on: { DELETED: 'deleted' } },
    /** Gone; no row with this state is kept. */
    deleted: {},
  },
});

/** A status of a snapshot. */
export type DbSnapshotState = (typeof dbSnapshotLifecycle.states)[number];
