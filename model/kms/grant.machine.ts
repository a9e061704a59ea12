/**
 * The lifecycle of a grant: it works from its creation until it is retired, revoked, or its key is deleted.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html (documented).
 */
import { lifecycle } from '../lifecycle.ts';

/** The lifecycle of a grant, as AWS's pages above tell it. */
export const grantLifecycle = lifecycle({
  id: 'grant',
  initial: 'Active',
  states: {
    Active: { on: { RETIRE: 'Retired', REVOKE: 'Revoked', DELETE_KEY: 'Deleted' } },
    Retired: {},
    Revoked: {},
    Deleted: {},
  },
});

/** A state of a grant; only active grants are kept. */
export type GrantState = (typeof grantLifecycle.states)[number];
