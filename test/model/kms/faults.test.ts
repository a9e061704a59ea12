import { describe, expect, it } from 'vitest';
import { AWAY, bytes, Cloud, people } from './cloud.ts';

const PLAIN = bytes('plain');

describe('request quotas', () => {
  const cloudWith = (requestsPerSecond: Record<string, number> = {}) =>
    new Cloud('7', { faults: { quotas: true, requestsPerSecond } });
  const tries = (cloud: Cloud, count: number, operation: string, input: object, options = {}) =>
    Array.from({ length: count }, () => cloud.try(operation, input, options)).map((one) =>
      one.ok ? 'ok' : one.error.code,
    );

  it('are off unless a world asks for them', () => {
    const cloud = new Cloud();
    expect(new Set(tries(cloud, 50, 'CreateKey', {}))).toEqual(new Set(['ok']));
  });

  it('let five keys a second be made, in the words of AWS, and more in the next second', () => {
    const cloud = cloudWith();
    expect(tries(cloud, 6, 'CreateKey', {})).toEqual([...Array(5).fill('ok'), 'ThrottlingException']);
    expect(cloud.error('CreateKey')).toMatchObject({
      status: 400,
      message: 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    });
    cloud.wait({ ms: 999 });
    expect(cloud.code('CreateKey')).toBe('ThrottlingException');
    cloud.wait({ ms: 1 });
    expect(cloud.try('CreateKey').ok).toBe(true);
  });

  it('are counted apart for each Region, account and group', () => {
    const cloud = cloudWith({ 'symmetric cryptography': 3 });
    const KeyId = cloud.key();
    const encrypt = { KeyId, Plaintext: PLAIN };
    expect(tries(cloud, 2, 'Encrypt', encrypt)).toEqual(['ok', 'ok']);
    expect(tries(cloud, 2, 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' })).toEqual(['ok', 'ThrottlingException']);
    expect(cloud.try('DescribeKey', { KeyId }).ok).toBe(true);
    expect(cloud.try('GenerateRandom', { NumberOfBytes: 1 }, { region: AWAY }).ok).toBe(true);
    expect(cloud.try('GenerateRandom', { NumberOfBytes: 1 }, { as: 'boss' }).ok).toBe(true);
    const signing = cloud.key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const sign = { KeyId: signing, Message: PLAIN, SigningAlgorithm: 'ECDSA_SHA_256' };
    expect(cloud.try('Sign', sign).ok).toBe(true);
  });

  it('do not count calls that were throttled', () => {
    const cloud = cloudWith({ CreateKey: 2 });
    tries(cloud, 2, 'CreateKey', {});
    cloud.wait({ ms: 500 });
    expect(new Set(tries(cloud, 5, 'CreateKey', {}))).toEqual(new Set(['ThrottlingException']));
    cloud.wait({ ms: 500 });
    expect(cloud.try('CreateKey').ok).toBe(true);
  });

  it('count a replica as two keys in its Region, and a move of the primary in both', () => {
    const cloud = cloudWith({ CreateKey: 3, UpdatePrimaryRegion: 1 });
    const KeyId = cloud.key({ MultiRegion: true });
    const other = cloud.key({ MultiRegion: true });
    cloud.ok('ReplicateKey', { KeyId, ReplicaRegion: AWAY });
    expect(cloud.try('CreateKey').ok).toBe(true);
    expect(cloud.code('ReplicateKey', { KeyId: other, ReplicaRegion: AWAY })).toBe('ThrottlingException');
    expect(tries(cloud, 2, 'CreateKey', {}, { region: AWAY })).toEqual(['ok', 'ThrottlingException']);
    cloud.wait({ minutes: 1 });
    cloud.ok('UpdatePrimaryRegion', { KeyId, PrimaryRegion: AWAY });
    const back = { KeyId: KeyId.split('/')[1], PrimaryRegion: 'us-east-1' };
    expect(cloud.code('UpdatePrimaryRegion', back, { region: AWAY })).toBe('ThrottlingException');
  });

  it('count pairs of each spec apart, and a custom key store beside the account', () => {
    const cloud = cloudWith({
      'ECC_NIST_P256 data key pairs': 1,
      'symmetric cryptography': 3,
      'custom key store': 1,
      CreateKey: 9,
    });
    const KeyId = cloud.key();
    const pair = (KeyPairSpec: string) => tries(cloud, 1, 'GenerateDataKeyPair', { KeyId, KeyPairSpec })[0];
    expect(['ECC_NIST_P256', 'ECC_NIST_P256', 'ECC_NIST_P384'].map(pair)).toEqual(['ok', 'ThrottlingException', 'ok']);
    const stores = ['one', 'two'].map((name) => {
      const CustomKeyStoreId = cloud.ok('CreateCustomKeyStore', {
        CustomKeyStoreName: name,
        CloudHsmClusterId: `cluster-${name.repeat(4).slice(0, 11)}`,
        TrustAnchorCertificate: 'certificate',
        KeyStorePassword: 'password',
      }).CustomKeyStoreId;
      cloud.ok('ConnectCustomKeyStore', { CustomKeyStoreId });
      cloud.wait({ minutes: 5 });
      return cloud.key({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId });
    });
    cloud.wait({ minutes: 1 });
    const encrypt = (key: string | undefined) => tries(cloud, 1, 'Encrypt', { KeyId: key, Plaintext: PLAIN })[0];
    expect([stores[0], stores[0], stores[1], KeyId, KeyId].map(encrypt)).toEqual([
      'ok',
      'ThrottlingException',
      'ok',
      'ok',
      'ThrottlingException',
    ]);
  });

  it('count refused calls and dry runs', () => {
    const cloud = cloudWith({ 'symmetric cryptography': 2 });
    const KeyId = cloud.key();
    cloud.code('Encrypt', { KeyId, Plaintext: PLAIN, DryRun: true });
    cloud.code('Encrypt', { KeyId, Plaintext: PLAIN }, { as: 'guest' });
    expect(cloud.code('Encrypt', { KeyId, Plaintext: PLAIN })).toBe('ThrottlingException');
  });
});

describe('eventual consistency', () => {
  const LAG_MS = 60_000;
  const seeds = Array.from({ length: 40 }, (_, n) => n.toString(16));

  it('is off unless a world asks for it', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key();
    cloud.ok('DisableKey', { KeyId });
    expect(cloud.world.kms).not.toHaveProperty('past');
    expect(cloud.code('Encrypt', { KeyId, Plaintext: PLAIN })).toBe('DisabledException');
  });

  it('lets a use see a key as it was or as it is within the delay, and as it is after it', () => {
    const within = new Set<string>();
    for (const seed of seeds) {
      const cloud = new Cloud(seed, { faults: { propagationMs: LAG_MS } });
      const KeyId = cloud.key();
      cloud.wait({ ms: LAG_MS });
      cloud.ok('DisableKey', { KeyId });
      const outcome = cloud.try('Encrypt', { KeyId, Plaintext: PLAIN });
      within.add(outcome.ok ? 'ok' : outcome.error.code);
      cloud.wait({ ms: LAG_MS + 1 });
      expect(cloud.code('Encrypt', { KeyId, Plaintext: PLAIN })).toBe('DisabledException');
    }
    expect([...within].sort()).toEqual(['DisabledException', 'ok']);
  });

  it('may not find a key that was just made, but never loses it', () => {
    const answers = new Set<string>();
    for (const seed of seeds) {
      const cloud = new Cloud(seed, { faults: { propagationMs: LAG_MS } });
      const KeyId = cloud.key();
      const outcome = cloud.try('DescribeKey', { KeyId });
      answers.add(outcome.ok ? 'ok' : outcome.error.code);
      cloud.wait({ ms: LAG_MS + 1 });
      expect(cloud.state(KeyId)).toBe('Enabled');
    }
    expect([...answers].sort()).toEqual(['NotFoundException', 'ok']);
  });

  it('does not delay a grant for those who show its token', () => {
    for (const seed of seeds) {
      const cloud = new Cloud(seed, { faults: { propagationMs: LAG_MS } });
      const KeyId = cloud.key();
      cloud.wait({ ms: LAG_MS + 1 });
      const input = { KeyId, GranteePrincipal: people.guest.principal, Operations: ['Encrypt'] };
      const { GrantToken } = cloud.ok('CreateGrant', input);
      const use = { KeyId, Plaintext: PLAIN, GrantTokens: [GrantToken] };
      expect(cloud.try('Encrypt', use, { as: 'guest' }).ok).toBe(true);
    }
  });

  it('repeats with its seed', () => {
    const run = () => {
      const cloud = new Cloud('abc', { faults: { propagationMs: LAG_MS } });
      const KeyId = cloud.key();
      return Array.from({ length: 20 }, () => cloud.try('DescribeKey', { KeyId }).ok);
    };
    expect(run()).toEqual(run());
  });
});

describe('Recipient', () => {
  it('is refused by name: there are no enclaves here', () => {
    const cloud = new Cloud();
    const Recipient = { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: bytes('document') };
    const refused = cloud.error('GenerateRandom', { NumberOfBytes: 8, Recipient });
    expect(refused).toMatchObject({ code: 'UnsupportedOperationException' });
    expect(refused.message).toContain('not simulated');
  });
});
