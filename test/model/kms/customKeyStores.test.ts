import { describe, expect, it } from 'vitest';
import { bytes, Cloud } from './cloud.ts';

const PLAIN = bytes('plain');

function connected(more: object = {}, key: object = {}) {
  const cloud = new Cloud();
  const input = {
    CustomKeyStoreName: 'vault',
    CloudHsmClusterId: 'cluster-conformance',
    TrustAnchorCertificate: 'certificate',
    KeyStorePassword: 'kmsPswd1',
    ...more,
  };
  const { CustomKeyStoreId } = cloud.ok('CreateCustomKeyStore', input);
  const move = (operation: string) => {
    cloud.ok(operation, { CustomKeyStoreId });
    cloud.wait({ minutes: 5 });
  };
  move('ConnectCustomKeyStore');
  const KeyId = cloud.key({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId, ...key });
  return { cloud, CustomKeyStoreId, KeyId, move };
}

describe('a key in a custom key store', () => {
  it('is Unavailable while the store is disconnected and comes back with it', () => {
    const { cloud, KeyId, move } = connected();
    const blob = cloud.encrypt(KeyId, PLAIN);
    move('DisconnectCustomKeyStore');
    expect(cloud.state(KeyId)).toBe('Unavailable');
    expect(cloud.error('Decrypt', { CiphertextBlob: blob }).message).toBe(`${KeyId} is unavailable.`);
    move('ConnectCustomKeyStore');
    expect(cloud.decrypt(blob)).toEqual(PLAIN);
  });

  it('shows a DisableKey made meanwhile only after the store is connected again', () => {
    const { cloud, KeyId, move } = connected();
    move('DisconnectCustomKeyStore');
    cloud.ok('DisableKey', { KeyId });
    expect(cloud.state(KeyId)).toBe('Unavailable');
    move('ConnectCustomKeyStore');
    expect(cloud.state(KeyId)).toBe('Disabled');
  });

  it('stays pending deletion while the store is disconnected, and the deletion can be cancelled', () => {
    const { cloud, KeyId, move } = connected();
    cloud.ok('ScheduleKeyDeletion', { KeyId });
    move('DisconnectCustomKeyStore');
    expect(cloud.state(KeyId)).toBe('PendingDeletion');
    cloud.ok('CancelKeyDeletion', { KeyId });
    expect(cloud.state(KeyId)).toBe('Disabled');
  });

  it('is as cut off as all keys of a store when its deletion is cancelled behind a disconnected one', () => {
    const { cloud, KeyId, move } = connected();
    cloud.ok('ScheduleKeyDeletion', { KeyId });
    move('DisconnectCustomKeyStore');
    cloud.ok('CancelKeyDeletion', { KeyId });
    expect(cloud.try('EnableKey', { KeyId }).ok).toBe(true);
    expect(cloud.code('Encrypt', { KeyId, Plaintext: PLAIN })).toBe('KMSInvalidStateException');
    move('ConnectCustomKeyStore');
    expect(cloud.try('Encrypt', { KeyId, Plaintext: PLAIN }).ok).toBe(true);
  });

  it.each(['EnableKeyRotation', 'RotateKeyOnDemand', 'GetKeyRotationStatus', 'ListKeyRotations'])(
    'does not do %s',
    (operation) => {
      const { cloud, KeyId } = connected();
      expect(cloud.code(operation, { KeyId })).toBe('UnsupportedOperationException');
    },
  );

  it('makes no key pairs, and is symmetric and of one Region', () => {
    const { cloud, KeyId, CustomKeyStoreId } = connected();
    const KeyPairSpec = 'ECC_NIST_P256';
    expect(cloud.code('GenerateDataKeyPair', { KeyId, KeyPairSpec })).toBe('UnsupportedOperationException');
    const input = { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId };
    expect(cloud.code('CreateKey', { ...input, MultiRegion: true })).toBe('UnsupportedOperationException');
  });

  it('names its store in its records', () => {
    const { cloud, KeyId, CustomKeyStoreId } = connected();
    cloud.encrypt(KeyId, PLAIN);
    expect(cloud.record('Encrypt').additionalEventData).toMatchObject({ customKeyStoreId: CustomKeyStoreId });
  });
});

describe('a custom key store', () => {
  it('is described by its id or its name, not by both', () => {
    const cloud = new Cloud();
    const both = { CustomKeyStoreId: 'cks-1234567890abcdef0', CustomKeyStoreName: 'safe' };
    expect(cloud.code('DescribeCustomKeyStores', both)).toBe('ValidationException');
  });

  it('cannot be deleted while it is connected or has keys', () => {
    const { cloud, CustomKeyStoreId, KeyId, move } = connected();
    const remove = () => cloud.code('DeleteCustomKeyStore', { CustomKeyStoreId });
    expect(remove()).toBe('CustomKeyStoreInvalidStateException');
    move('DisconnectCustomKeyStore');
    expect(remove()).toBe('CustomKeyStoreHasCMKsException');
    cloud.ok('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    cloud.wait({ days: 7 });
    cloud.ok('DeleteCustomKeyStore', { CustomKeyStoreId });
    expect(cloud.ok('DescribeCustomKeyStores').CustomKeyStores).toEqual([]);
  });

  it('fails to connect where nothing answers, and can be disconnected then', () => {
    const cloud = new Cloud();
    const { CustomKeyStoreId } = cloud.ok('CreateCustomKeyStore', {
      CustomKeyStoreName: 'outside',
      CustomKeyStoreType: 'EXTERNAL_KEY_STORE',
      XksProxyUriEndpoint: 'https://unreachable.example.com',
      XksProxyUriPath: '/kms/xks/v1',
      XksProxyConnectivity: 'PUBLIC_ENDPOINT',
      XksProxyAuthenticationCredential: {
        AccessKeyId: 'EXAMPLEEXAMPLEEXAMPLE',
        RawSecretAccessKey: 'EXAMPLE'.repeat(7),
      },
    });
    cloud.ok('ConnectCustomKeyStore', { CustomKeyStoreId });
    cloud.wait({ minutes: 5 });
    expect(cloud.ok('DescribeCustomKeyStores').CustomKeyStores[0]).toMatchObject({
      ConnectionState: 'FAILED',
      ConnectionErrorCode: 'XKS_PROXY_NOT_REACHABLE',
    });
    cloud.ok('DisconnectCustomKeyStore', { CustomKeyStoreId });
    cloud.wait({ minutes: 5 });
    const refused = cloud.code('CreateKey', { Origin: 'EXTERNAL_KEY_STORE', CustomKeyStoreId, XksKeyId: 'one' });
    expect(refused).toBe('CustomKeyStoreInvalidStateException');
  });

  it('needs what its type needs, and one cluster serves one store', () => {
    const { cloud } = connected();
    const hsm = { CloudHsmClusterId: 'cluster-conformance', TrustAnchorCertificate: 'c', KeyStorePassword: 'kmsPswd1' };
    expect(cloud.code('CreateCustomKeyStore', { CustomKeyStoreName: 'x' })).toBe('ValidationException');
    expect(cloud.code('CreateCustomKeyStore', { CustomKeyStoreName: 'x', ...hsm })).toBe(
      'CloudHsmClusterInUseException',
    );
  });
});
