/**
 * The lifecycle of a DB instance: the statuses of DescribeDBInstances that the simulated operations, or the loss of a key,
 * can bring about. Those that come from hardware, networks, options or storage limits are listed in `../outside.ts`.
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html (documented: the statuses);
 * arrows out of `inaccessible-encryption-credentials-recoverable` as in a published recovery log of a DB instance (recorded);
 * the other arrows are assumed from the names.
 */
import { lifecycle } from '../../lifecycle.ts';

const LOST_KEY = {
  LOSE_KEY: 'inaccessible-encryption-credentials-recoverable',
  LOSE_KEY_FOR_GOOD: 'inaccessible-encryption-credentials',
} as const;
const WORK = { FINISH: 'available', DELETE: 'deleting', ...LOST_KEY } as const;

/** The lifecycle of a DB instance, as AWS's pages above tell it. */
export const dbInstanceLifecycle = lifecycle({
  id: 'db-instance',
  initial: 'creating',
  states: {
    creating: { on: { FINISH: 'available', BACK_UP: 'backing-up', FAIL: 'failed', DELETE: 'deleting' } },
    available: {
      on: {
        BACK_UP: 'backing-up',
        MODIFY: 'modifying',
        UPGRADE: 'upgrading',
        RENAME: 'renaming',
        RESET_CREDENTIALS: 'resetting-master-credentials',
        REBOOT: 'rebooting',
        STOP: 'stopping',
        DELETE: 'deleting',
        ...LOST_KEY,
      },
    },
    'backing-up': { on: WORK },
    modifying: { on: WORK },
    upgrading: { on: WORK },
    renaming: { on: WORK },
    'resetting-master-credentials': { on: WORK },
    rebooting: { on: WORK },
    stopping: { on: { STOPPED: 'stopped', DELETE: 'deleting' } },
    stopped: { on: { START: 'starting', DELETE: 'deleting' } },
    starting: {
      on: { ...WORK, BACK_UP: 'backing-up', CONFIGURE_MONITORING: 'configuring-enhanced-monitoring' },
    },
    'configuring-enhanced-monitoring': { on: { ...WORK, BACK_UP: 'backing-up' } },
    /** Stopped, for seven days: a start brings it back once the key can be used again. */
    'inaccessible-encryption-credentials-recoverable': {
      on: { START: 'starting', GIVE_UP: 'inaccessible-encryption-credentials', DELETE: 'deleting' },
    },
    /** For good: what is left is a restore of a backup, under the same key. */
    'inaccessible-encryption-credentials': { on: { DELETE: 'deleting' } },
    failed: { on: { DELETE: 'deleting' } },
    deleting: { on: { DELETED: 'deleted' } },
    /** Gone; no row with this state is kept. */
    deleted: {},
  },
});

/** A status of a DB instance. */
export type DbInstanceState = (typeof dbInstanceLifecycle.states)[number];
/** What moves a DB instance on. */
export type DbInstanceEvent = (typeof dbInstanceLifecycle.events)[number];
