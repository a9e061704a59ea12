/**
 * CreateCustomKeyStore, ConnectCustomKeyStore, DisconnectCustomKeyStore, UpdateCustomKeyStore, DeleteCustomKeyStore,
 * DescribeCustomKeyStores. The cluster or proxy behind a store is outside KMS: the model takes it as reachable unless
 * its name says `unreachable`, which is the project's own way to simulate failure, not AWS's.
 */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { assumed, defineRules, documented } from '../../evidence.ts';
import { invalid } from '../errors.ts';
import type { CustomKeyStore, ExternalProxy } from '../keyStore.ts';
import { kmsOperation } from '../operation.ts';
import { page } from '../paging.ts';
import { findStore, keysOfStore, loseKeys, removeStore, storeStore } from '../stores.ts';
import { authorizeByIdentity } from './keys.ts';

const API = 'https://docs.aws.amazon.com/kms/latest/APIReference';
const rules = defineRules('kms', {
  'key-store-name-in-use': {
    sentence: 'Names of custom key stores are unique.',
    ...documented(`${API}/API_CreateCustomKeyStore.html`),
  },
  'key-store-state': {
    sentence: 'A custom key store must be in the right connection state for an operation.',
    ...documented(`${API}/API_ConnectCustomKeyStore.html`),
  },
  'key-store-has-keys': {
    sentence: 'A custom key store that contains keys cannot be deleted.',
    ...documented(`${API}/API_DeleteCustomKeyStore.html`),
  },
  'key-store-limit': {
    sentence: 'An account has at most 10 custom key stores in a Region.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html'),
  },
  'key-store-members': {
    sentence: 'Which members a custom key store needs hangs on its type.',
    ...assumed(`${API}/API_CreateCustomKeyStore.html`),
  },
});

/** Custom key stores of an account and Region. */
export const KEY_STORE_LIMIT = 10;

type CreateInput = InputOf<'kms', 'CreateCustomKeyStore'>;

const storesOf = (context: Context) => context.world.kms.keyStores.withPrefix(`${context.place}/`);

/** Whether what stands behind a store answers: the project's switch for simulated failure. */
const isReachable = (store: CustomKeyStore): boolean =>
  !(store.proxy?.uriEndpoint ?? store.name).includes('unreachable');

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateCustomKeyStore.html */
export const createCustomKeyStore = kmsOperation('CreateCustomKeyStore', {
  readOnly: false,
  trail: {
    request: (input) => ({
      customKeyStoreName: input.CustomKeyStoreName,
      ...(input.CustomKeyStoreType ? { customKeyStoreType: input.CustomKeyStoreType } : {}),
      ...(input.CloudHsmClusterId ? { clusterId: input.CloudHsmClusterId } : {}),
      ...(input.XksProxyUriEndpoint ? { xksProxyUriEndpoint: input.XksProxyUriEndpoint } : {}),
      ...(input.XksProxyUriPath ? { xksProxyUriPath: input.XksProxyUriPath } : {}),
    }),
    response: (output) => ({ customKeyStoreId: output.CustomKeyStoreId }),
  },
  run(context, input) {
    authorizeByIdentity(context, 'CreateCustomKeyStore');
    const others = [...storesOf(context)].map(([, store]) => store);
    if (others.length >= KEY_STORE_LIMIT)
      refuse('LimitExceededException', undefined, { rule: rules['key-store-limit'] });
    checkName(others, input.CustomKeyStoreName!);
    const store = newStore(context, input);
    checkBacking(others, store);
    storeStore(context.transaction, store);
    return { CustomKeyStoreId: store.id };
  },
});

function checkName(others: readonly CustomKeyStore[], name: string): void {
  if (!others.some((other) => other.name === name)) return;
  refuse('CustomKeyStoreNameInUseException', undefined, { rule: rules['key-store-name-in-use'] });
}

function checkBacking(others: readonly CustomKeyStore[], store: CustomKeyStore): void {
  for (const other of others) {
    if (store.cloudHsmClusterId !== undefined && other.cloudHsmClusterId === store.cloudHsmClusterId)
      refuse('CloudHsmClusterInUseException');
    if (store.proxy && other.proxy && sameProxy(store.proxy, other.proxy)) refuse('XksProxyUriInUseException');
  }
}

const sameProxy = (a: ExternalProxy, b: ExternalProxy): boolean =>
  a.uriEndpoint === b.uriEndpoint && a.uriPath === b.uriPath;

function newStore(context: Context, input: CreateInput): CustomKeyStore {
  const type = input.CustomKeyStoreType ?? 'AWS_CLOUDHSM';
  return {
    id: `cks-${context.random.hex(17)}`,
    account: context.account,
    region: context.region,
    name: input.CustomKeyStoreName!,
    type,
    state: context.rules.kms.keyStoreLifecycle.initial as 'DISCONNECTED',
    createdMs: context.nowMs,
    ...(type === 'AWS_CLOUDHSM' ? hsmMembers(input) : { proxy: proxyOf(input) }),
  };
}

function hsmMembers(input: CreateInput) {
  if (!input.CloudHsmClusterId || !input.TrustAnchorCertificate || !input.KeyStorePassword) {
    invalid('CloudHsmClusterId, TrustAnchorCertificate and KeyStorePassword are required.', rules['key-store-members']);
  }
  return { cloudHsmClusterId: input.CloudHsmClusterId, trustAnchorCertificate: input.TrustAnchorCertificate };
}

function proxyOf(input: CreateInput): ExternalProxy {
  const { XksProxyUriEndpoint, XksProxyUriPath, XksProxyAuthenticationCredential, XksProxyConnectivity } = input;
  if (!XksProxyUriEndpoint || !XksProxyUriPath || !XksProxyAuthenticationCredential || !XksProxyConnectivity) {
    return invalid(
      'XksProxyUriEndpoint, XksProxyUriPath, XksProxyAuthenticationCredential and XksProxyConnectivity are required.',
      rules['key-store-members'],
    );
  }
  return {
    connectivity: XksProxyConnectivity,
    uriEndpoint: XksProxyUriEndpoint,
    uriPath: XksProxyUriPath,
    accessKeyId: XksProxyAuthenticationCredential.AccessKeyId!,
    vpcEndpointServiceName: input.XksProxyVpcEndpointServiceName,
    vpcEndpointServiceOwner: input.XksProxyVpcEndpointServiceOwner,
  };
}

function mustBe(store: CustomKeyStore, ...states: readonly CustomKeyStore['state'][]): void {
  if (!states.includes(store.state))
    refuse('CustomKeyStoreInvalidStateException', undefined, { rule: rules['key-store-state'] });
}

const noteStore = (context: Context, store: CustomKeyStore): void => {
  context.record.additionalEventData = {
    customKeyStoreName: store.name,
    ...(store.cloudHsmClusterId ? { clusterId: store.cloudHsmClusterId } : {}),
  };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ConnectCustomKeyStore.html: asynchronous. */
export const connectCustomKeyStore = kmsOperation('ConnectCustomKeyStore', {
  readOnly: false,
  trail: { request: (input) => ({ customKeyStoreId: input.CustomKeyStoreId }) },
  run(context, input) {
    const store = findStore(context, input.CustomKeyStoreId!);
    authorizeByIdentity(context, 'ConnectCustomKeyStore');
    noteStore(context, store);
    mustBe(store, 'DISCONNECTED');
    const { transaction, rules: all, world } = context;
    const connecting = transaction.move(all.kms.keyStoreLifecycle, store.id, store, 'CONNECT');
    storeStore(transaction, connecting);
    const kind = isReachable(store) ? 'kms.connectKeyStore' : 'kms.failKeyStore';
    transaction.schedule(world.options.timings.keyStoreMs, kind, { row: `${context.place}/${store.id}` });
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisconnectCustomKeyStore.html: its keys are out of reach. */
export const disconnectCustomKeyStore = kmsOperation('DisconnectCustomKeyStore', {
  readOnly: false,
  trail: { request: (input) => ({ customKeyStoreId: input.CustomKeyStoreId }) },
  run(context, input) {
    const store = findStore(context, input.CustomKeyStoreId!);
    authorizeByIdentity(context, 'DisconnectCustomKeyStore');
    noteStore(context, store);
    mustBe(store, 'CONNECTED', 'FAILED');
    const { transaction, rules: all, world } = context;
    const leaving = transaction.move(all.kms.keyStoreLifecycle, store.id, store, 'DISCONNECT');
    storeStore(transaction, leaving);
    loseKeys(transaction, leaving);
    transaction.schedule(world.options.timings.keyStoreMs, 'kms.disconnectKeyStore', {
      row: `${context.place}/${store.id}`,
    });
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateCustomKeyStore.html */
export const updateCustomKeyStore = kmsOperation('UpdateCustomKeyStore', {
  readOnly: false,
  trail: {
    request: (input) => ({
      customKeyStoreId: input.CustomKeyStoreId,
      ...(input.CloudHsmClusterId ? { clusterId: input.CloudHsmClusterId } : {}),
      ...(input.NewCustomKeyStoreName ? { newCustomKeyStoreName: input.NewCustomKeyStoreName } : {}),
    }),
  },
  run(context, input) {
    const store = findStore(context, input.CustomKeyStoreId!);
    authorizeByIdentity(context, 'UpdateCustomKeyStore');
    noteStore(context, store);
    const onlyNamed = Object.keys(input).every(
      (name) => name === 'CustomKeyStoreId' || name === 'NewCustomKeyStoreName',
    );
    if (!(onlyNamed && store.type === 'EXTERNAL_KEY_STORE')) mustBe(store, 'DISCONNECTED');
    const others = [...storesOf(context)].map(([, other]) => other).filter((other) => other.id !== store.id);
    const changed = changedStore(store, input);
    checkName(others, changed.name);
    storeStore(context.transaction, changed);
    return {};
  },
});

function changedStore(store: CustomKeyStore, input: InputOf<'kms', 'UpdateCustomKeyStore'>): CustomKeyStore {
  const { proxy } = store;
  return {
    ...store,
    name: input.NewCustomKeyStoreName ?? store.name,
    cloudHsmClusterId: input.CloudHsmClusterId ?? store.cloudHsmClusterId,
    ...(proxy
      ? {
          proxy: {
            ...proxy,
            connectivity: input.XksProxyConnectivity ?? proxy.connectivity,
            uriEndpoint: input.XksProxyUriEndpoint ?? proxy.uriEndpoint,
            uriPath: input.XksProxyUriPath ?? proxy.uriPath,
            accessKeyId: input.XksProxyAuthenticationCredential?.AccessKeyId ?? proxy.accessKeyId,
          },
        }
      : {}),
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteCustomKeyStore.html */
export const deleteCustomKeyStore = kmsOperation('DeleteCustomKeyStore', {
  readOnly: false,
  trail: { request: (input) => ({ customKeyStoreId: input.CustomKeyStoreId }) },
  run(context, input) {
    const store = findStore(context, input.CustomKeyStoreId!);
    authorizeByIdentity(context, 'DeleteCustomKeyStore');
    noteStore(context, store);
    mustBe(store, 'DISCONNECTED');
    for (const _ of keysOfStore(context.transaction, store))
      refuse('CustomKeyStoreHasCMKsException', undefined, { rule: rules['key-store-has-keys'] });
    removeStore(context.transaction, store);
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeCustomKeyStores.html */
export const describeCustomKeyStores = kmsOperation('DescribeCustomKeyStores', {
  readOnly: true,
  trail: { request: (input) => ({ customKeyStoreId: input.CustomKeyStoreId }) },
  run(context, input) {
    authorizeByIdentity(context, 'DescribeCustomKeyStores');
    if (input.CustomKeyStoreId !== undefined && input.CustomKeyStoreName !== undefined)
      invalid('Only one of CustomKeyStoreId and CustomKeyStoreName can be specified.', rules['key-store-members']);
    const wanted = [...storesOf(context)].filter(
      ([, store]) =>
        (input.CustomKeyStoreId === undefined || store.id === input.CustomKeyStoreId) &&
        (input.CustomKeyStoreName === undefined || store.name === input.CustomKeyStoreName),
    );
    const named = input.CustomKeyStoreId !== undefined || input.CustomKeyStoreName !== undefined;
    if (named && wanted.length === 0) refuse('CustomKeyStoreNotFoundException');
    const list = { operation: 'DescribeCustomKeyStores', of: context.place } as const;
    const found = page(list, input, (lowest = '') => wanted.filter(([at]) => at >= lowest));
    return {
      CustomKeyStores: found.items.map(described),
      ...found.paging,
    };
  },
});

function described(store: CustomKeyStore) {
  const { proxy } = store;
  return {
    CustomKeyStoreId: store.id,
    CustomKeyStoreName: store.name,
    CustomKeyStoreType: store.type,
    ConnectionState: store.state,
    CreationDate: store.createdMs,
    ...(store.connectionErrorCode ? { ConnectionErrorCode: store.connectionErrorCode as never } : {}),
    ...(store.cloudHsmClusterId
      ? { CloudHsmClusterId: store.cloudHsmClusterId, TrustAnchorCertificate: store.trustAnchorCertificate }
      : {}),
    ...(proxy
      ? {
          XksProxyConfiguration: {
            Connectivity: proxy.connectivity,
            AccessKeyId: proxy.accessKeyId,
            UriEndpoint: proxy.uriEndpoint,
            UriPath: proxy.uriPath,
            ...(proxy.vpcEndpointServiceName ? { VpcEndpointServiceName: proxy.vpcEndpointServiceName } : {}),
          },
        }
      : {}),
  };
}
