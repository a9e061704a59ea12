/**
 * The lifecycle of an Aurora DB cluster, as far as its key reaches. It loses its key, and comes back, as a DB instance does.
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/accessing-monitoring.html (documented: the
 * statuses); a published, dated timeline of a cluster that lost its key (recorded: recoverable, then terminal after seven
 * days); the other arrows are assumed from the names.
 */
import { lifecycle } from '../../lifecycle.ts';

const LOST_KEY = {
  LOSE_KEY: 'inaccessible-encryption-credentials-recoverable',
  LOSE_KEY_FOR_GOOD: 'inaccessible-encryption-credentials',
} as const;
const WORK = { FINISH: 'available', DELETE: 'deleting', ...LOST_KEY } as const;

/** The lifecycle of a DB cluster, as AWS's pages above tell it. */
export const dbClusterLifecycle = lifecycle({
  id: 'db-cluster',
  initial: 'creating',
  states: {
    creating: { on: { FINISH: 'available', BACK_UP: 'backing-up', FAIL: 'failed', DELETE: 'deleting' } },
    available: { on: { BACK_UP: 'backing-up', STOP: 'stopping', DELETE: 'deleting', ...LOST_KEY } },
    'backing-up': { on: WORK },
    stopping: { on: { STOPPED: 'stopped', DELETE: 'deleting' } },
    stopped: { on: { START: 'starting', DELETE: 'deleting' } },
    starting: { on: { ...WORK, BACK_UP: 'backing-up' } },
    'inaccessible-encryption-credentials-recoverable': {
      on: { START: 'starting', GIVE_UP: 'inaccessible-encryption-credentials', DELETE: 'deleting' },
    },
    'inaccessible-encryption-credentials': { on: { DELETE: 'deleting' } },
    failed: { on: { DELETE: 'deleting' } },
    deleting: { on: { DELETED: 'deleted' } },
    /** Gone; no row with this state is kept. */
    deleted: {},
  },
});

/** A status of a DB cluster. */
export type DbClusterState = (typeof dbClusterLifecycle.states)[number];
/** What moves a DB cluster on. */
export type DbClusterEvent = (typeof dbClusterLifecycle.events)[number];
