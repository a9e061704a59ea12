/**
 * Custom key stores: finding, connecting, and what that does to their keys.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-store-overview.html (documented).
 */
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { defineRules, documented } from '../evidence.ts';
import type { Transaction } from '../transaction.ts';
import type { CustomKeyStore } from './keyStore.ts';
import { storeKey } from './make.ts';
import { type Key, kmsArnPrefix, kmsWith } from './state.ts';

const rules = defineRules('kms', {
  'key-store-not-found': {
    sentence: 'A custom key store id that names none of the account and Region is CustomKeyStoreNotFoundException.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_ConnectCustomKeyStore.html'),
  },
  'key-store-must-be-connected': {
    sentence: 'Making keys and random bytes in a custom key store needs its connection.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html'),
  },
});

const row = (store: Pick<CustomKeyStore, 'account' | 'region' | 'id'>): string =>
  `${store.account}/${store.region}/${store.id}`;

/** A custom key store of the caller's account and Region, or a refusal. */
export function findStore(context: Context, id: string): CustomKeyStore {
  return (
    context.world.kms.keyStores.get(`${context.place}/${id}`) ??
    refuse('CustomKeyStoreNotFoundException', undefined, { rule: rules['key-store-not-found'] })
  );
}

/** As `findStore`, but it must be connected. */
export function connectedStore(context: Context, id: string): CustomKeyStore {
  const store = findStore(context, id);
  if (store.state !== 'CONNECTED') {
    refuse('CustomKeyStoreInvalidStateException', undefined, { rule: rules['key-store-must-be-connected'] });
  }
  return store;
}

/** Stores a custom key store's row. */
export function storeStore(transaction: Transaction, store: CustomKeyStore): void {
  const kms = transaction.world.kms;
  transaction.update({ kms: kmsWith(kms, { keyStores: kms.keyStores.set(row(store), store) }) });
}

/** Forgets a custom key store. */
export function removeStore(transaction: Transaction, store: CustomKeyStore): void {
  const kms = transaction.world.kms;
  transaction.update({ kms: kmsWith(kms, { keyStores: kms.keyStores.delete(row(store)) }) });
}

/** Keys of a store. A store has few: this looks through the account's keys. */
export function* keysOfStore(transaction: Transaction, store: CustomKeyStore): Generator<Key> {
  const prefix = `${kmsArnPrefix(store.region, store.account)}key/`;
  for (const [, key] of transaction.world.kms.keys.withPrefix(prefix)) if (key.customKeyStoreId === store.id) yield key;
}

/** Connected: keys come back, disabled ones as disabled (documented: enabling and disabling shows on reconnect). */
export function finishConnecting(transaction: Transaction, detail: { row: string }): void {
  const store = transaction.world.kms.keyStores.get(detail.row);
  if (store?.state !== 'CONNECTING') return;
  storeStore(transaction, transaction.move(transaction.rules.kms.keyStoreLifecycle, store.id, store, 'CONNECTED'));
  for (const key of [...keysOfStore(transaction, store)]) {
    if (key.state !== 'Unavailable') continue;
    const event = key.disabledWhileUnavailable ? 'RECONNECT_DISABLED' : 'RECONNECT';
    const back = transaction.move(transaction.rules.kms.keyLifecycle, key.arn, key, event);
    storeKey(transaction, { ...back, disabledWhileUnavailable: undefined });
  }
}

/** The connection could not be made. Source: fix-keystore page (documented). */
export function failConnecting(transaction: Transaction, detail: { row: string }): void {
  const store = transaction.world.kms.keyStores.get(detail.row);
  if (store?.state !== 'CONNECTING') return;
  const failed = transaction.move(transaction.rules.kms.keyStoreLifecycle, store.id, store, 'FAIL');
  const connectionErrorCode = store.type === 'AWS_CLOUDHSM' ? 'CLUSTER_NOT_FOUND' : 'XKS_PROXY_NOT_REACHABLE';
  storeStore(transaction, { ...failed, connectionErrorCode });
}

/** Disconnected. */
export function finishDisconnecting(transaction: Transaction, detail: { row: string }): void {
  const store = transaction.world.kms.keyStores.get(detail.row);
  if (store?.state !== 'DISCONNECTING') return;
  const { connectionErrorCode: _, ...rest } = store;
  storeStore(transaction, transaction.move(transaction.rules.kms.keyStoreLifecycle, store.id, rest, 'DISCONNECTED'));
}

/** Takes a store's keys out of reach; those pending deletion keep their state (documented). */
export function loseKeys(transaction: Transaction, store: CustomKeyStore): void {
  for (const key of [...keysOfStore(transaction, store)]) {
    if (key.state !== 'Enabled' && key.state !== 'Disabled') continue;
    const lost = transaction.move(transaction.rules.kms.keyLifecycle, key.arn, key, 'DISCONNECT');
    storeKey(transaction, { ...lost, disabledWhileUnavailable: key.state === 'Disabled' });
  }
}
