/**
 * Each operation once with success and once refused, in one world; the CloudTrail record of each stands in
 * `operations.records.txt`, to be read beside the log examples of the KMS developer guide.
 */
import { describe, expect, it } from 'vitest';
import { kmsOperations } from '../../../model/kms/index.ts';
import { ACCOUNT, ACCOUNT_DECIDES, AWAY, bytes, Cloud, material, people, policy } from './cloud.ts';

const MESSAGE = bytes('what is said');
const NOBODY = '134f2428-cec1-4b25-a1ae-9048164dba47';

// biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
type Any = any;

/** One operation: what makes it succeed and how it is refused. */
interface Case {
  readonly operation: string;
  /** Makes what it needs and gives its input. */
  readonly input: (cloud: Cloud) => object;
  readonly region?: string;
  /** What the output must have. */
  readonly output?: (output: Any, cloud: Cloud, input: Any) => void;
  /** Input that is refused, from the input that is not. */
  readonly wrong: (input: Any) => object;
  readonly code: string;
}

const unknownKey = (input: Any) => ({ ...input, KeyId: NOBODY });
const symmetric = (cloud: Cloud) => ({ KeyId: cloud.key() });
const of = (KeySpec: string, KeyUsage: string) => (cloud: Cloud) => ({ KeyId: cloud.key({ KeySpec, KeyUsage }) });
const signing = of('ECC_NIST_P256', 'SIGN_VERIFY');
const hmac = of('HMAC_256', 'GENERATE_VERIFY_MAC');
const external = (cloud: Cloud) => ({ KeyId: cloud.key({ Origin: 'EXTERNAL' }) });
const withAlias = (cloud: Cloud) => {
  const TargetKeyId = cloud.key();
  cloud.ok('CreateAlias', { AliasName: 'alias/one', TargetKeyId });
  return { AliasName: 'alias/one', TargetKeyId };
};
const withGrant = (cloud: Cloud) => {
  const KeyId = cloud.key();
  const input = { KeyId, GranteePrincipal: people.guest.principal, Operations: ['Decrypt'] };
  const { GrantId } = cloud.ok('CreateGrant', { ...input, RetiringPrincipal: people.friend.principal });
  return { KeyId, GrantId };
};
const store = {
  CustomKeyStoreName: 'vault',
  CloudHsmClusterId: 'cluster-conformance',
  TrustAnchorCertificate: 'certificate',
  KeyStorePassword: 'kmsPswd1',
};
const withStore = (cloud: Cloud) => ({ CustomKeyStoreId: cloud.ok('CreateCustomKeyStore', store).CustomKeyStoreId });
const unknownStore = (input: Any) => ({ ...input, CustomKeyStoreId: 'cks-nobody' });
const multiRegion = (cloud: Cloud) => ({ KeyId: cloud.key({ MultiRegion: true }), ReplicaRegion: AWAY });
const sign = { Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256' };
const mac = { Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' };
const tags = [{ TagKey: 'team', TagValue: 'blue' }];
const badMarker = (input: Any) => ({ ...input, Marker: 'nobody gave this out' });

const cases: Case[] = [
  {
    operation: 'CancelKeyDeletion',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.ok('ScheduleKeyDeletion', { KeyId });
      return { KeyId };
    },
    output: (output, cloud, input) => {
      expect(output).toEqual({ KeyId: input.KeyId });
      expect(cloud.state(input.KeyId)).toBe('Disabled');
    },
    wrong: (input) => input,
    code: 'KMSInvalidStateException',
  },
  {
    operation: 'ConnectCustomKeyStore',
    input: withStore,
    output: (_, cloud) => {
      cloud.wait({ minutes: 5 });
      expect(cloud.ok('DescribeCustomKeyStores').CustomKeyStores[0].ConnectionState).toBe('CONNECTED');
    },
    wrong: (input) => input,
    code: 'CustomKeyStoreInvalidStateException',
  },
  {
    operation: 'CreateAlias',
    input: (cloud) => ({ AliasName: 'alias/one', TargetKeyId: cloud.key() }),
    wrong: (input) => input,
    code: 'AlreadyExistsException',
  },
  {
    operation: 'CreateCustomKeyStore',
    input: () => store,
    output: (output) => expect(output.CustomKeyStoreId).toMatch(/^cks-[0-9a-f]{17}$/),
    wrong: (input) => input,
    code: 'CustomKeyStoreNameInUseException',
  },
  {
    operation: 'CreateGrant',
    input: (cloud) => ({
      ...symmetric(cloud),
      GranteePrincipal: people.guest.principal,
      RetiringPrincipal: people.friend.principal,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: { purpose: 'test' } },
      Name: 'one',
    }),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'CreateKey',
    input: () => ({ Description: 'for tests', Tags: tags }),
    output: (output) => expect(output.KeyMetadata).toMatchObject({ Description: 'for tests', KeyState: 'Enabled' }),
    wrong: () => ({ Policy: 'not a policy' }),
    code: 'MalformedPolicyDocumentException',
  },
  {
    operation: 'Decrypt',
    input: (cloud) => ({
      CiphertextBlob: cloud.encrypt(cloud.key(), MESSAGE, { EncryptionContext: { purpose: 'test' } }),
      EncryptionContext: { purpose: 'test' },
    }),
    output: (output) => expect(output.Plaintext).toEqual(MESSAGE),
    wrong: (input) => ({ ...input, EncryptionContext: { purpose: 'other' } }),
    code: 'InvalidCiphertextException',
  },
  {
    operation: 'DeleteAlias',
    input: (cloud) => ({ AliasName: withAlias(cloud).AliasName }),
    wrong: (input) => input,
    code: 'NotFoundException',
  },
  {
    operation: 'DeleteCustomKeyStore',
    input: withStore,
    wrong: unknownStore,
    code: 'CustomKeyStoreNotFoundException',
  },
  {
    operation: 'DeleteImportedKeyMaterial',
    input: (cloud) => {
      const { KeyId } = external(cloud);
      cloud.import(KeyId, material(1));
      return { KeyId };
    },
    output: (output, cloud, input) => {
      expect(output).toEqual({ KeyId: input.KeyId, KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(cloud.state(input.KeyId)).toBe('PendingImport');
    },
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'DeriveSharedSecret',
    input: (cloud) => {
      const agreement = of('ECC_NIST_P384', 'KEY_AGREEMENT');
      const { PublicKey } = cloud.ok('GetPublicKey', agreement(cloud));
      return { ...agreement(cloud), KeyAgreementAlgorithm: 'ECDH', PublicKey };
    },
    output: (output) => expect(output.SharedSecret).toHaveLength(48),
    wrong: (input) => ({ ...input, PublicKey: bytes('no public key') }),
    code: 'ValidationException',
  },
  {
    operation: 'DescribeCustomKeyStores',
    input: withStore,
    output: (output) => expect(output.CustomKeyStores).toHaveLength(1),
    wrong: unknownStore,
    code: 'CustomKeyStoreNotFoundException',
  },
  {
    operation: 'DescribeKey',
    input: (cloud) => ({ KeyId: cloud.describe(cloud.key()).KeyId }),
    output: (output, _, input) => expect(output.KeyMetadata.KeyId).toBe(input.KeyId),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'DisableKey',
    input: symmetric,
    output: (_, cloud, input) => expect(cloud.state(input.KeyId)).toBe('Disabled'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'DisableKeyRotation',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.ok('EnableKeyRotation', { KeyId });
      return { KeyId };
    },
    output: (_, cloud, input) => expect(cloud.ok('GetKeyRotationStatus', input).KeyRotationEnabled).toBe(false),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'DisconnectCustomKeyStore',
    input: (cloud) => {
      const input = withStore(cloud);
      cloud.ok('ConnectCustomKeyStore', input);
      cloud.wait({ minutes: 5 });
      return input;
    },
    output: (_, cloud) => {
      cloud.wait({ minutes: 5 });
      expect(cloud.ok('DescribeCustomKeyStores').CustomKeyStores[0].ConnectionState).toBe('DISCONNECTED');
    },
    wrong: (input) => input,
    code: 'CustomKeyStoreInvalidStateException',
  },
  {
    operation: 'EnableKey',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.ok('DisableKey', { KeyId });
      return { KeyId };
    },
    output: (_, cloud, input) => expect(cloud.state(input.KeyId)).toBe('Enabled'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'EnableKeyRotation',
    input: (cloud) => ({ ...symmetric(cloud), RotationPeriodInDays: 180 }),
    output: (_, cloud, { KeyId }) =>
      expect(cloud.ok('GetKeyRotationStatus', { KeyId })).toMatchObject({ RotationPeriodInDays: 180 }),
    wrong: (input) => ({ ...input, RotationPeriodInDays: 89 }),
    code: 'ValidationException',
  },
  {
    operation: 'Encrypt',
    input: (cloud) => ({ ...symmetric(cloud), Plaintext: MESSAGE, EncryptionContext: { purpose: 'test' } }),
    output: (output) => expect(Object.keys(output)).toEqual(['CiphertextBlob', 'KeyId', 'EncryptionAlgorithm']),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'GenerateDataKey',
    input: (cloud) => ({ ...symmetric(cloud), KeySpec: 'AES_256', EncryptionContext: { purpose: 'test' } }),
    output: (output) => expect(output.Plaintext).toHaveLength(32),
    wrong: (input) => ({ ...input, NumberOfBytes: 16 }),
    code: 'ValidationException',
  },
  {
    operation: 'GenerateDataKeyPair',
    input: (cloud) => ({ ...symmetric(cloud), KeyPairSpec: 'ECC_NIST_P256' }),
    output: (output, cloud) =>
      expect(cloud.decrypt(output.PrivateKeyCiphertextBlob)).toEqual(output.PrivateKeyPlaintext),
    wrong: (input) => ({ ...input, KeyPairSpec: 'SM2' }),
    code: 'UnsupportedOperationException',
  },
  {
    operation: 'GenerateDataKeyPairWithoutPlaintext',
    input: (cloud) => ({ ...symmetric(cloud), KeyPairSpec: 'ECC_NIST_P256' }),
    output: (output) => expect(output).not.toHaveProperty('PrivateKeyPlaintext'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'GenerateDataKeyWithoutPlaintext',
    input: (cloud) => ({ ...symmetric(cloud), NumberOfBytes: 64 }),
    output: (output, cloud) => {
      expect(output).not.toHaveProperty('Plaintext');
      expect(cloud.decrypt(output.CiphertextBlob)).toHaveLength(64);
    },
    wrong: ({ KeyId }) => ({ KeyId }),
    code: 'ValidationException',
  },
  {
    operation: 'GenerateMac',
    input: (cloud) => ({ ...hmac(cloud), ...mac }),
    output: (output) => expect(output.Mac).toHaveLength(32),
    wrong: (input) => ({ ...input, MacAlgorithm: 'HMAC_SHA_512' }),
    code: 'InvalidKeyUsageException',
  },
  {
    operation: 'GenerateRandom',
    input: () => ({ NumberOfBytes: 12 }),
    output: (output) => expect(output.Plaintext).toHaveLength(12),
    wrong: () => ({}),
    code: 'ValidationException',
  },
  {
    operation: 'GetKeyLastUsage',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.encrypt(KeyId, MESSAGE);
      return { KeyId };
    },
    output: (output) => expect(output.KeyLastUsage.Operation).toBe('Encrypt'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'GetKeyPolicy',
    input: symmetric,
    output: (output) => expect(JSON.parse(output.Policy).Id).toBe('key-default-1'),
    wrong: (input) => ({ ...input, PolicyName: 'other' }),
    code: 'NotFoundException',
  },
  {
    operation: 'GetKeyRotationStatus',
    input: symmetric,
    output: (output) => expect(output.KeyRotationEnabled).toBe(false),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'GetParametersForImport',
    input: (cloud) => ({
      ...external(cloud),
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    }),
    output: (output, cloud) => expect(output.ParametersValidTo).toBe(cloud.world.nowMs + 24 * 3_600_000),
    wrong: (input) => ({ ...input, WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256' }),
    code: 'UnsupportedOperationException',
  },
  {
    operation: 'GetPublicKey',
    input: signing,
    output: (output) => expect(output.SigningAlgorithms).toEqual(['ECDSA_SHA_256']),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'ImportKeyMaterial',
    input: (cloud) => cloud.wrapped(cloud.key({ Origin: 'EXTERNAL' }), material(1)),
    output: (_, cloud, input) => expect(cloud.state(input.KeyId)).toBe('Enabled'),
    wrong: (input) => ({ ...input, ImportToken: bytes('another token') }),
    code: 'InvalidImportTokenException',
  },
  {
    operation: 'ListAliases',
    input: (cloud) => ({ KeyId: withAlias(cloud).TargetKeyId }),
    output: (output) => expect(output.Aliases).toMatchObject([{ AliasName: 'alias/one' }]),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListGrants',
    input: (cloud) => ({ KeyId: withGrant(cloud).KeyId }),
    output: (output) => expect(output.Grants).toHaveLength(1),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListKeyPolicies',
    input: symmetric,
    output: (output) => expect(output).toEqual({ PolicyNames: ['default'], Truncated: false }),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'ListKeyRotations',
    input: (cloud) => {
      const { KeyId } = symmetric(cloud);
      cloud.ok('RotateKeyOnDemand', { KeyId });
      cloud.wait({ minutes: 1 });
      return { KeyId };
    },
    output: (output) => expect(output.Rotations).toMatchObject([{ RotationType: 'ON_DEMAND' }]),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListKeys',
    input: (cloud) => {
      cloud.key();
      return { Limit: 10 };
    },
    output: (output) => expect(output.Keys).toHaveLength(1),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListResourceTags',
    input: (cloud) => ({ KeyId: cloud.key({ Tags: tags }) }),
    output: (output) => expect(output.Tags).toEqual(tags),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'ListRetirableGrants',
    input: (cloud) => {
      withGrant(cloud);
      return { RetiringPrincipal: people.friend.principal };
    },
    output: (output) => expect(output.Grants).toHaveLength(1),
    wrong: badMarker,
    code: 'InvalidMarkerException',
  },
  {
    operation: 'PutKeyPolicy',
    input: (cloud) => ({ ...symmetric(cloud), PolicyName: 'default', Policy: policy(ACCOUNT_DECIDES) }),
    output: (_, cloud, { KeyId, Policy }) => expect(cloud.ok('GetKeyPolicy', { KeyId }).Policy).toBe(Policy),
    wrong: (input) => ({ ...input, Policy: '{' }),
    code: 'MalformedPolicyDocumentException',
  },
  {
    operation: 'ReEncrypt',
    input: (cloud) => ({ CiphertextBlob: cloud.encrypt(cloud.key(), MESSAGE), DestinationKeyId: cloud.key() }),
    output: (output, cloud) => expect(cloud.decrypt(output.CiphertextBlob)).toEqual(MESSAGE),
    wrong: (input) => ({ ...input, DestinationKeyId: NOBODY }),
    code: 'NotFoundException',
  },
  {
    operation: 'ReplicateKey',
    input: multiRegion,
    output: (output) => expect(output.ReplicaKeyMetadata.KeyState).toBe('Creating'),
    wrong: (input) => input,
    code: 'AlreadyExistsException',
  },
  {
    operation: 'RetireGrant',
    input: withGrant,
    wrong: (input) => input,
    code: 'NotFoundException',
  },
  {
    operation: 'RevokeGrant',
    input: withGrant,
    output: (_, cloud, { KeyId }) => expect(cloud.ok('ListGrants', { KeyId }).Grants).toEqual([]),
    wrong: (input) => input,
    code: 'NotFoundException',
  },
  {
    operation: 'RotateKeyOnDemand',
    input: symmetric,
    output: (output, _, input) => expect(output).toEqual({ KeyId: input.KeyId }),
    wrong: (input) => input,
    code: 'ConflictException',
  },
  {
    operation: 'ScheduleKeyDeletion',
    input: (cloud) => ({ ...symmetric(cloud), PendingWindowInDays: 7 }),
    output: (output, cloud) => expect(output.DeletionDate).toBe(cloud.world.nowMs + 7 * 86_400_000),
    wrong: (input) => input,
    code: 'KMSInvalidStateException',
  },
  {
    operation: 'Sign',
    input: (cloud) => ({ ...signing(cloud), ...sign }),
    wrong: (input) => ({ ...input, MessageType: 'DIGEST' }),
    code: 'ValidationException',
  },
  {
    operation: 'TagResource',
    input: (cloud) => ({ ...symmetric(cloud), Tags: tags }),
    output: (_, cloud, { KeyId }) => expect(cloud.ok('ListResourceTags', { KeyId }).Tags).toEqual(tags),
    wrong: (input) => ({ ...input, Tags: [{ TagKey: 'AWS:team', TagValue: 'blue' }] }),
    code: 'TagException',
  },
  {
    operation: 'UntagResource',
    input: (cloud) => ({ KeyId: cloud.key({ Tags: tags }), TagKeys: ['team'] }),
    output: (_, cloud, { KeyId }) => expect(cloud.ok('ListResourceTags', { KeyId }).Tags).toEqual([]),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'UpdateAlias',
    input: (cloud) => ({ ...withAlias(cloud), TargetKeyId: cloud.key() }),
    wrong: (input) => ({ ...input, AliasName: 'alias/other' }),
    code: 'NotFoundException',
  },
  {
    operation: 'UpdateCustomKeyStore',
    input: (cloud) => ({ ...withStore(cloud), NewCustomKeyStoreName: 'safe' }),
    output: (_, cloud) =>
      expect(cloud.ok('DescribeCustomKeyStores').CustomKeyStores[0].CustomKeyStoreName).toBe('safe'),
    wrong: unknownStore,
    code: 'CustomKeyStoreNotFoundException',
  },
  {
    operation: 'UpdateKeyDescription',
    input: (cloud) => ({ ...symmetric(cloud), Description: 'another' }),
    output: (_, cloud, { KeyId }) => expect(cloud.describe(KeyId).Description).toBe('another'),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'UpdatePrimaryRegion',
    input: (cloud) => {
      const input = multiRegion(cloud);
      cloud.ok('ReplicateKey', input);
      cloud.wait({ minutes: 1 });
      return { KeyId: input.KeyId, PrimaryRegion: AWAY };
    },
    output: (_, cloud, { KeyId }) => expect(cloud.state(KeyId)).toBe('Updating'),
    wrong: (input) => ({ ...input, KeyId: NOBODY }),
    code: 'NotFoundException',
  },
  {
    operation: 'Verify',
    input: (cloud) => {
      const key = signing(cloud);
      return { ...key, ...sign, Signature: cloud.ok('Sign', { ...key, ...sign }).Signature };
    },
    output: (output) => expect(output.SignatureValid).toBe(true),
    wrong: (input) => ({ ...input, Message: bytes('something else') }),
    code: 'KMSInvalidSignatureException',
  },
  {
    operation: 'VerifyMac',
    input: (cloud) => {
      const key = hmac(cloud);
      return { ...key, ...mac, Mac: cloud.ok('GenerateMac', { ...key, ...mac }).Mac };
    },
    output: (output) => expect(output.MacValid).toBe(true),
    wrong: (input) => ({ ...input, Message: bytes('something else') }),
    code: 'KMSInvalidMacException',
  },
];

/** What a record says, with ids made readable. */
function told(cloud: Cloud): string {
  const { eventName, readOnly, requestParameters, responseElements, resources, additionalEventData, errorCode } =
    cloud.record();
  const parts = { requestParameters, responseElements, additionalEventData };
  const lines = Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name} ${readable(JSON.stringify(value))}`);
  const on = (resources ?? []).map(({ ARN }) => readable(String(ARN)));
  return [
    `${eventName}${readOnly ? ' (read only)' : ''}${errorCode ? ` -> ${errorCode}` : ''}`,
    ...lines,
    ...(on.length > 0 ? [`  resources ${on.join(', ')}`] : []),
  ].join('\n');
}

const readable = (text: string): string =>
  text
    .replaceAll(NOBODY, 'NOBODY')
    .replaceAll(/arn:aws:kms:([a-z0-9-]+):\d{12}:key\/[0-9a-z-]+/g, 'KEY($1)')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}/g, 'ID')
    .replaceAll(/[0-9a-f]{64}/g, 'HEX64')
    .replaceAll(/cks-[0-9a-f]{17}/g, 'STORE')
    .replaceAll(/[A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d:\d\d [AP]M/g, 'TIME')
    .replaceAll(ACCOUNT, 'ACCOUNT');

describe('operations of KMS', () => {
  it('are all here', () => {
    expect(cases.map(({ operation }) => `kms:${operation}`).sort()).toEqual(Object.keys(kmsOperations).sort());
    expect(cases).toHaveLength(54);
  });

  const records: string[] = [];

  it.each(cases)('$operation succeeds, and is refused with $code', ({ operation, input, output, wrong, code }) => {
    const cloud = new Cloud();
    const given = input(cloud);
    const answered = cloud.ok(operation, given);
    const succeeded = told(cloud);
    output?.(answered, cloud, given);
    const refusal = cloud.error(operation, wrong(given));
    expect(refusal).toMatchObject({ code, status: 400 });
    records.push(`${succeeded}\n${told(cloud)}`);
  });

  it('are recorded by CloudTrail as the guide shows', async () => {
    await expect(`${records.join('\n\n')}\n`).toMatchFileSnapshot('./operations.records.txt');
  });
});
