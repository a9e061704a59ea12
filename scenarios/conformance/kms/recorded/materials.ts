/** Recorded: imported key material and rotation. */
import { type Planned, type PlannedValue, ref } from '../../../contract.ts';
import { type Expectation, patterns } from '../../behaviour.ts';
import { importCalls, kms, type PlannedInput } from '../keyKinds.ts';
import {
  answer,
  arnSays,
  bytesOf,
  createKey,
  keyArn,
  keyId,
  metadata,
  ok,
  type RecordedCase,
  refused,
} from './support.ts';

const MESSAGE = bytesOf('some important message');
const external = (input: PlannedInput = {}) => createKey({ Origin: 'EXTERNAL', ...input });
const describeKey = answer('DescribeKey', { KeyId: keyId });
const NOT_EXPIRING = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };

/** KeyMetadata of a key with imported material. */
const imported = (more: PlannedInput = {}): PlannedInput => metadata({ Origin: 'EXTERNAL', ...NOT_EXPIRING, ...more });

const importedMac = (size: string): RecordedCase[] => {
  const algorithm = `HMAC_SHA_${size}`;
  const recording = `test_import_key_hmac_keys[HMAC_${size}], 2025-08-04`;
  const Description = 'test import hmac key';
  const create = external({ KeySpec: `HMAC_${size}`, KeyUsage: 'GENERATE_VERIFY_MAC', Description });
  const material = new Uint8Array({ 224: 28, 256: 32, 384: 48, 512: 64 }[size] ?? 0).fill(3);
  const bring = importCalls('hmac', keyId, 'first', undefined, { material });
  const spec = {
    Description,
    KeySpec: `HMAC_${size}`,
    CustomerMasterKeySpec: `HMAC_${size}`,
    KeyUsage: 'GENERATE_VERIFY_MAC',
    MacAlgorithms: [algorithm],
    EncryptionAlgorithms: patterns.absent,
    CurrentKeyMaterialId: patterns.absent,
  };
  const without = { ...spec, Enabled: false, KeyState: 'PendingImport', ExpirationModel: patterns.absent };
  return [
    {
      id: `imported-mac-${size}`,
      behaviour: `GenerateMac works with an imported HMAC_${size} key`,
      recording,
      plan: [create, ...bring, answer('GenerateMac', { KeyId: keyId, Message: MESSAGE, MacAlgorithm: algorithm })],
      expect: ok({ KeyId: keyArn, Mac: patterns.bytes, MacAlgorithm: algorithm }),
    },
    {
      id: `describe-imported-mac-${size}`,
      behaviour: `DescribeKey of an imported HMAC_${size} key shows its expiration model and no material id`,
      recording,
      plan: [create, ...bring, describeKey],
      expect: ok({ KeyMetadata: imported(spec) }),
    },
    {
      id: `describe-deleted-mac-${size}`,
      behaviour: `DescribeKey of an HMAC_${size} key whose material was deleted shows it pending import again`,
      recording,
      plan: [create, ...bring, kms('DeleteImportedKeyMaterial', { KeyId: keyId }), describeKey],
      expect: ok({ KeyMetadata: imported(without) }),
    },
  ];
};

const RSA_WRAP = 'test_import_key_rsa_aes_wrap_sha256, 2025-07-22';
const rsa4096 = external({ KeySpec: 'RSA_4096', KeyUsage: 'ENCRYPT_DECRYPT', Description: 'test-key' });
const ofRsa4096 = {
  Description: 'test-key',
  CustomerMasterKeySpec: 'RSA_4096',
  KeySpec: 'RSA_4096',
  EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
  CurrentKeyMaterialId: patterns.absent,
};
const pair: Planned[] = [
  kms('CreateKey', {}, { name: 'maker' }),
  kms('GenerateDataKeyPair', { KeyId: ref('maker.KeyMetadata.KeyId'), KeyPairSpec: 'RSA_4096' }, { name: 'material' }),
];

const PENDING = 'test_import_key_material_raises_if_there_is_already_key_material_pending, 2025-11-10';
const ROTATED = 'test_rotate_key_on_demand_updates_current_key_material_for_external_keys, 2025-11-09';
const symmetric = external({ Description: 'test-key' });
const material = (fill: number): PlannedInput => ({ material: new Uint8Array(32).fill(fill) });
const first = importCalls('symmetric', keyId, 'first', undefined, material(1));
const second = importCalls('symmetric', keyId, 'second', undefined, {
  ...material(2),
  ImportType: 'NEW_KEY_MATERIAL',
});
const third = importCalls('symmetric', keyId, 'third', undefined, { ...material(3), ImportType: 'NEW_KEY_MATERIAL' });
const named = (calls: readonly Planned[]): Planned[] =>
  calls.map((call, index) => (index === calls.length - 1 ? { ...call, name: 'answer' } : call));
const brought: Expectation = ok({ KeyId: keyArn, KeyMaterialId: patterns.hex64 });
const current = (id: PlannedValue): Expectation =>
  ok({ KeyMetadata: imported({ Description: 'test-key', CurrentKeyMaterialId: id }) });
const rotate = kms('RotateKeyOnDemand', { KeyId: keyId }, { wait: { minutes: 2 } });
const parameters = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' };

const importCases: RecordedCase[] = [
  ...['224', '256', '384', '512'].flatMap(importedMac),
  {
    id: 'describe-rsa-before-import',
    behaviour: 'DescribeKey of an RSA key without its material shows it pending import, SHA-1 before SHA-256',
    recording: RSA_WRAP,
    plan: [rsa4096, describeKey],
    expect: ok({
      KeyMetadata: imported({
        ...ofRsa4096,
        Enabled: false,
        KeyState: 'PendingImport',
        ExpirationModel: patterns.absent,
      }),
    }),
  },
  {
    id: 'describe-rsa-after-import',
    behaviour: 'DescribeKey of an RSA key whose material came under an AES key and RSA shows it enabled',
    recording: RSA_WRAP,
    plan: [...pair, rsa4096, ...importCalls('rsa', keyId, 'first'), describeKey],
    expect: ok({ KeyMetadata: imported(ofRsa4096) }),
  },
  {
    id: 'parameters-for-own-material',
    behaviour: 'GetParametersForImport is unsupported for a key whose material KMS made',
    recording: 'test_get_parameters_for_import_raises_for_non_external_kms_keys, 2025-11-10',
    plan: [createKey(), answer('GetParametersForImport', { KeyId: keyId, ...parameters })],
    expect: refused(
      'UnsupportedOperationException',
      arnSays(' origin is AWS_KMS which is not valid for this operation.'),
    ),
  },
  {
    id: 'parameters',
    behaviour: 'GetParametersForImport answers with the key ARN, a token, a public key and how long they are valid',
    recording: ROTATED,
    plan: [symmetric, answer('GetParametersForImport', { KeyId: keyId, ...parameters })],
    expect: ok({
      ImportToken: patterns.bytes,
      KeyId: keyArn,
      ParametersValidTo: patterns.time,
      PublicKey: patterns.bytes,
    }),
  },
  {
    id: 'import-first',
    behaviour: 'ImportKeyMaterial answers with the key ARN and the id of the material',
    recording: ROTATED,
    plan: [symmetric, ...named(first)],
    expect: brought,
  },
  {
    id: 'import-new',
    behaviour: 'ImportKeyMaterial of new material answers with the id of that material',
    recording: ROTATED,
    plan: [symmetric, ...first, ...named(second)],
    expect: brought,
  },
  {
    id: 'describe-with-waiting-material',
    behaviour: 'Material that waits for its rotation is not the current one',
    recording: ROTATED,
    plan: [symmetric, ...first, ...second, describeKey],
    expect: current(ref('first.KeyMaterialId')),
  },
  {
    id: 'encrypt-imported',
    behaviour: 'Encrypt works with imported material',
    recording: ROTATED,
    plan: [
      symmetric,
      ...first,
      answer('Encrypt', { KeyId: keyId, Plaintext: MESSAGE, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }),
    ],
    expect: ok({ CiphertextBlob: patterns.bytes, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyId: keyArn }),
  },
  {
    id: 'import-second-waiting',
    behaviour: 'Only one new material can wait for its rotation',
    recording: PENDING,
    plan: [symmetric, ...first, ...second, ...named(third)],
    expect: refused('KMSInvalidStateException', {
      $like: {
        $text: [
          '^New key material \\(id: [0-9a-f]{64}\\) cannot be imported into KMS key ',
          keyArn,
          ', because another key material \\(id: ',
          ref('second.KeyMaterialId'),
          '\\) is pending rotation\\.$',
        ],
      },
    }),
  },
  {
    id: 'import-initial',
    behaviour: 'The first import succeeds where a later one will be refused',
    recording: PENDING,
    plan: [external(), ...named(first)],
    expect: brought,
  },
];

const LIMIT = 25;
const status = (name: string) => kms('GetKeyRotationStatus', { KeyId: keyId }, { name });
const rotation = (enabled: boolean): Expectation =>
  ok({ KeyRotationEnabled: enabled, KeyId: { $like: '.' }, $open: true });
const demand = answer('RotateKeyOnDemand', { KeyId: keyId });
const NO_MATERIAL = 'test_rotate_key_on_demand_on_external_key_with_no_key_material';

const withoutMaterial = (variant: string): RecordedCase => ({
  id: `rotate-without-material-${variant === 'RSA_4096' ? 'second' : 'first'}`,
  behaviour: 'RotateKeyOnDemand of a key that waits for its first material is refused for that state',
  recording: `${NO_MATERIAL}[${variant}], 2025-11-05 (a symmetric key in both variants)`,
  plan: [external({ KeyUsage: 'ENCRYPT_DECRYPT' }), demand],
  expect: refused('KMSInvalidStateException', arnSays(' is pending import.')),
});

const rotationCases: RecordedCase[] = [
  {
    id: 'rotate-imported',
    behaviour: 'RotateKeyOnDemand works with imported material that waits',
    recording: ROTATED,
    plan: [symmetric, ...first, ...second, demand],
    expect: ok({ KeyId: keyArn }),
  },
  {
    id: 'describe-after-rotation',
    behaviour: 'After the rotation the material that waited is the current one',
    recording: ROTATED,
    plan: [symmetric, ...first, ...second, rotate, describeKey],
    expect: current(ref('second.KeyMaterialId')),
  },
  {
    id: 'rotation-on-and-off',
    behaviour: 'GetKeyRotationStatus says no, yes after EnableKeyRotation, no after DisableKeyRotation',
    recording: 'test_key_rotation_status (asserted in the test)',
    plan: [
      createKey(),
      status('before'),
      kms('EnableKeyRotation', { KeyId: keyId }),
      status('enabled'),
      kms('DisableKeyRotation', { KeyId: keyId }),
      status('disabled'),
    ],
    expect: { before: rotation(false), enabled: rotation(true), disabled: rotation(false) },
  },
  {
    id: 'status-after-on-demand',
    behaviour: 'After an on-demand rotation the status has neither a period nor a next date while rotation is off',
    recording: 'test_rotate_key_on_demand_with_symmetric_key_and_automatic_rotation_disabled, 2025-11-10',
    plan: [createKey(), rotate, answer('GetKeyRotationStatus', { KeyId: keyId })],
    expect: ok({ KeyId: { $like: '.' }, KeyRotationEnabled: false }),
  },
  {
    id: 'rotate-gives-arn',
    behaviour: 'RotateKeyOnDemand answers with the key ARN',
    recording: 'test_rotate_on_demand_returns_arn_for_key_id, 2025-11-06',
    plan: [createKey(), demand],
    expect: ok({ KeyId: keyArn }),
  },
  {
    id: 'rotate-rsa',
    behaviour: 'RotateKeyOnDemand of an RSA key is unsupported, without a text',
    recording: 'test_rotate_key_on_demand_raises_error_given_non_symmetric_key, 2025-03-08',
    plan: [createKey({ KeySpec: 'RSA_4096', KeyUsage: 'ENCRYPT_DECRYPT' }), demand],
    expect: refused('UnsupportedOperationException', ''),
  },
  {
    // Superseded: since 2025-06-05 imported symmetric keys rotate on demand, and this key is refused for its state.
    id: 'rotate-imported-before-june-2025',
    behaviour: 'RotateKeyOnDemand of an imported key was unsupported, and is now refused while it has no material',
    recording: 'test_rotate_key_on_demand_raises_error_given_key_with_imported_key_material, 2025-03-08 (superseded)',
    plan: [external(), demand],
    expect: {
      answers: ['UnsupportedOperationException', 'KMSInvalidStateException'],
      status: 400,
      message: arnSays(' origin is EXTERNAL which is not valid for this operation.'),
    },
  },
  withoutMaterial('SYMMETRIC_DEFAULT'),
  withoutMaterial('RSA_4096'),
  {
    id: 'rotate-with-nothing-waiting',
    behaviour: 'RotateKeyOnDemand of an imported key with no material that waits is refused',
    recording: 'test_rotate_key_on_demand_raises_for_no_pending_key_material, 2025-11-19',
    plan: [symmetric, ...first, demand],
    expect: refused('KMSInvalidStateException', {
      $text: ['No available key material pending rotation for the key: ', keyArn, '.'],
    }),
  },
  {
    id: 'rotate-over-the-limit',
    behaviour: 'On-demand rotations are limited for the life of a key',
    recording: 'test_key_rotations_limits, 2025-04-03 (then 10; 25 are documented today)',
    plan: [createKey(), ...Array.from({ length: LIMIT }, () => rotate), demand],
    expect: refused('LimitExceededException', {
      $text: [
        'The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ',
        keyArn,
      ],
    }),
  },
];

/** Cases. */
export const materialCases: readonly RecordedCase[] = [...importCases, ...rotationCases];
