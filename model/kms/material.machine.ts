/**
 * The lifecycle of one generation of key material within its key.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_RotationsListEntry.html (documented).
 */
import { lifecycle } from '../lifecycle.ts';

/** The lifecycle of a material, as AWS's pages above tell it. */
export const materialLifecycle = lifecycle({
  id: 'key-material',
  initial: 'PENDING_ROTATION',
  states: {
    /** Imported into a multi-Region key; not every related key has it yet. */
    PENDING_MULTI_REGION_IMPORT_AND_ROTATION: { on: { IMPORTED_EVERYWHERE: 'PENDING_ROTATION' } },
    /** Imported beside the current material; the next on-demand rotation makes it current. */
    PENDING_ROTATION: { on: { ROTATE_IN: 'CURRENT' } },
    CURRENT: { on: { ROTATE_OUT: 'NON_CURRENT' } },
    /** Decrypts what was encrypted under it. */
    NON_CURRENT: {},
  },
});

/** A KeyMaterialState of the API. */
export type MaterialState = (typeof materialLifecycle.states)[number];
