/**
 * The lifecycle of a KMS key.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html (documented); CancelKeyDeletion always
 * lands in Disabled (recorded: LocalStack's AWS-validated test_schedule_and_cancel_key_deletion).
 * Which state a new key begins in depends on its origin; `Enabled` is the machine's nominal start.
 */
import { lifecycle } from '../lifecycle.ts';

const deletion = { SCHEDULE_DELETION: 'PendingDeletion', SCHEDULE_REPLICA_DELETION: 'PendingReplicaDeletion' } as const;

/** The lifecycle of a key, as AWS's pages above tell it. */
export const keyLifecycle = lifecycle({
  id: 'key',
  initial: 'Enabled',
  states: {
    /** A replica that is being made. */
    Creating: { on: { CREATED: 'Enabled', CREATED_WITHOUT_MATERIAL: 'PendingImport', ...deletion } },
    Enabled: {
      on: {
        DISABLE: 'Disabled',
        LOSE_MATERIAL: 'PendingImport',
        DISCONNECT: 'Unavailable',
        UPDATE_PRIMARY: 'Updating',
        ...deletion,
      },
    },
    Disabled: { on: { ENABLE: 'Enabled', LOSE_MATERIAL: 'PendingImport', DISCONNECT: 'Unavailable', ...deletion } },
    PendingImport: { on: { IMPORT: 'Enabled', ...deletion } },
    /** Its custom key store is disconnected. */
    Unavailable: { on: { RECONNECT: 'Enabled', RECONNECT_DISABLED: 'Disabled', ...deletion } },
    /** UpdatePrimaryRegion is under way. */
    Updating: { on: { UPDATED: 'Enabled', LOSE_MATERIAL: 'PendingImport' } },
    PendingDeletion: { on: { CANCEL_DELETION: 'Disabled', DELETE: 'Deleted' } },
    PendingReplicaDeletion: { on: { CANCEL_DELETION: 'Disabled', LAST_REPLICA_DELETED: 'PendingDeletion' } },
    /** Gone for ever; no row with this state is kept. */
    Deleted: {},
  },
});

/** A state of a key; all but `Deleted` are KeyState values of the API. */
export type KeyState = (typeof keyLifecycle.states)[number];
/** What moves a key on. */
export type KeyEvent = (typeof keyLifecycle.events)[number];
