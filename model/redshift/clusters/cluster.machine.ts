/**
 * The lifecycle of a cluster: the values of ClusterStatus that the simulated operations can bring about; the others are listed
 * in `../outside.ts`. AWS documents no status for a lost key: a cluster that cannot load its keys stays as it is and tries
 * again (assumed).
 * Sources: https://docs.aws.amazon.com/redshift/latest/APIReference/API_Cluster.html (documented: the values); `pausing` and
 * `resuming` as people see them (reported); arrows assumed from the names.
 */
import { lifecycle } from '../../lifecycle.ts';

/** The lifecycle of a cluster, as AWS's pages above tell it. */
export const clusterLifecycle = lifecycle({
  id: 'cluster',
  initial: 'creating',
  states: {
    creating: { on: { FINISH: 'available', DELETE: 'deleting' } },
    available: {
      on: {
        MODIFY: 'modifying',
        RENAME: 'renaming',
        RESIZE: 'resizing',
        ROTATE_KEYS: 'rotating-keys',
        REBOOT: 'rebooting',
        PAUSE: 'pausing',
        DELETE: 'deleting',
        TAKE_FINAL_SNAPSHOT: 'final-snapshot',
      },
    },
    modifying: { on: { FINISH: 'available', DELETE: 'deleting' } },
    renaming: { on: { FINISH: 'available', DELETE: 'deleting' } },
    /** A migration to other nodes or another key; the cluster can be read meanwhile. */
    resizing: { on: { FINISH: 'available', DELETE: 'deleting' } },
    'rotating-keys': { on: { FINISH: 'available', DELETE: 'deleting' } },
    rebooting: { on: { FINISH: 'available', DELETE: 'deleting' } },
    pausing: { on: { PAUSED: 'paused', DELETE: 'deleting' } },
    paused: { on: { RESUME: 'resuming', DELETE: 'deleting' } },
    resuming: { on: { FINISH: 'available', DELETE: 'deleting' } },
    'final-snapshot': { on: { DELETE: 'deleting' } },
    deleting: { on: { DELETED: 'deleted' } },
    /** Gone; no row with this state is kept. */
    deleted: {},
  },
});

/** A status of a cluster. */
export type ClusterState = (typeof clusterLifecycle.states)[number];
/** What moves a cluster on. */
export type ClusterEvent = (typeof clusterLifecycle.events)[number];
