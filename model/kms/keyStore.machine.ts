/**
 * The lifecycle of a custom key store's connection.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/connect-keystore.html (documented).
 */
import { lifecycle } from '../lifecycle.ts';

/** The lifecycle of a key store, as AWS's pages above tell it. */
export const keyStoreLifecycle = lifecycle({
  id: 'custom-key-store',
  initial: 'DISCONNECTED',
  states: {
    DISCONNECTED: { on: { CONNECT: 'CONNECTING' } },
    CONNECTING: { on: { CONNECTED: 'CONNECTED', FAIL: 'FAILED' } },
    CONNECTED: { on: { DISCONNECT: 'DISCONNECTING', FAIL: 'FAILED' } },
    DISCONNECTING: { on: { DISCONNECTED: 'DISCONNECTED' } },
    FAILED: { on: { DISCONNECT: 'DISCONNECTING' } },
  },
});

/** A ConnectionState of the API. */
export type ConnectionState = (typeof keyStoreLifecycle.states)[number];
