/** Recorded: MACs, usages and algorithms, encryption, data keys, re-encryption, key agreement, public keys. */
import { type PlannedCall, ref } from '../../../contract.ts';
import { patterns } from '../../behaviour.ts';
import { kms, type PlannedInput } from '../keyKinds.ts';
import { answer, arnSays, bytesOf, createKey, keyArn, keyId, ok, type RecordedCase, refused } from './support.ts';

const MESSAGE = bytesOf('some important message');
const hmac = (spec: string): PlannedCall => createKey({ KeySpec: spec, KeyUsage: 'GENERATE_VERIFY_MAC' });

const macCases = ['224', '256', '384', '512'].flatMap((size): RecordedCase[] => {
  const algorithm = `HMAC_SHA_${size}`;
  const input: PlannedInput = { KeyId: keyId, Message: MESSAGE, MacAlgorithm: algorithm };
  const recording = `test_generate_and_verify_mac[HMAC_${size}-${algorithm}], 2023-11-07`;
  return [
    {
      id: `generate-mac-${size}`,
      behaviour: `GenerateMac with an HMAC_${size} key answers with the key ARN, the algorithm and the code`,
      recording,
      plan: [hmac(`HMAC_${size}`), answer('GenerateMac', input)],
      expect: ok({ KeyId: keyArn, Mac: { $length: Number(size) / 8 }, MacAlgorithm: algorithm }),
    },
    {
      id: `verify-mac-${size}`,
      behaviour: `VerifyMac accepts the code that GenerateMac made with an HMAC_${size} key`,
      recording,
      plan: [
        hmac(`HMAC_${size}`),
        kms('GenerateMac', input, { name: 'made' }),
        answer('VerifyMac', { ...input, Mac: ref('made.Mac') }),
      ],
      expect: ok({ KeyId: keyArn, MacAlgorithm: algorithm, MacValid: true }),
    },
  ];
});

const MALFORMED = 'test_generate_and_verify_mac[HMAC_256-HMAC_SHA_256], 2023-11-07';
const WRONG_KEYS = 'test_error_messaging_for_invalid_keys, 2023-04-13';

const usageCases: RecordedCase[] = [
  {
    id: 'generate-mac-malformed-id',
    behaviour: 'GenerateMac with a malformed key id says that the id is invalid',
    recording: MALFORMED,
    plan: [answer('GenerateMac', { KeyId: 'key_id', Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' })],
    expect: refused('NotFoundException', "Invalid keyId 'key_id'"),
  },
  {
    id: 'verify-mac-malformed-id',
    behaviour: 'VerifyMac with a malformed key id says that the id is invalid',
    recording: MALFORMED,
    plan: [answer('VerifyMac', { KeyId: 'key_id', Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256', Mac: MESSAGE })],
    expect: refused('NotFoundException', "Invalid keyId 'key_id'"),
  },
  {
    id: 'generate-mac-other-algorithm',
    behaviour: 'A MAC algorithm of another key spec is an invalid key usage',
    recording: 'test_invalid_generate_mac[HMAC_224-HMAC_SHA_256], 2023-04-13',
    plan: [hmac('HMAC_224'), answer('GenerateMac', { KeyId: keyId, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' })],
    expect: refused('InvalidKeyUsageException', 'Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.'),
  },
  {
    id: 'generate-mac-unknown-algorithm',
    behaviour: 'An unknown MAC algorithm is refused with the list of those there are',
    recording: 'test_invalid_generate_mac[HMAC_256-INVALID], 2023-04-13',
    plan: [hmac('HMAC_256'), answer('GenerateMac', { KeyId: keyId, Message: MESSAGE, MacAlgorithm: 'INVALID' })],
    expect: refused(
      'ValidationException',
      "1 validation error detected: Value 'INVALID' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]",
    ),
  },
  {
    id: 'generate-mac-encryption-key',
    behaviour: 'The usage of a key is checked before the algorithm',
    recording: WRONG_KEYS,
    plan: [createKey(), answer('GenerateMac', { KeyId: keyId, Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_224' })],
    expect: refused(
      'InvalidKeyUsageException',
      arnSays(' key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.'),
    ),
  },
  {
    id: 'sign-hmac-key',
    behaviour: 'Sign with an HMAC key is an invalid key usage',
    recording: WRONG_KEYS,
    plan: [
      hmac('HMAC_224'),
      answer('Sign', {
        KeyId: keyId,
        MessageType: 'RAW',
        Message: MESSAGE,
        SigningAlgorithm: 'RSASSA_PSS_SHA_256',
      }),
    ],
    expect: refused(
      'InvalidKeyUsageException',
      arnSays(' key usage is GENERATE_VERIFY_MAC which is not valid for Sign.'),
    ),
  },
  {
    id: 'verify-encryption-key',
    behaviour: 'Verify with a symmetric encryption key is an invalid key usage',
    recording: WRONG_KEYS,
    plan: [
      createKey(),
      answer('Verify', {
        KeyId: keyId,
        MessageType: 'RAW',
        Message: MESSAGE,
        Signature: bytesOf('random-signature'),
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    ],
    expect: refused(
      'InvalidKeyUsageException',
      arnSays(' key usage is ENCRYPT_DECRYPT which is not valid for Verify.'),
    ),
  },
  {
    id: 'encrypt-signing-key',
    behaviour: 'Encrypt with a signing key is an invalid key usage, although the default algorithm does not fit either',
    recording: WRONG_KEYS,
    plan: [
      createKey({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' }),
      answer('Encrypt', { KeyId: keyId, Plaintext: MESSAGE }),
    ],
    expect: refused('InvalidKeyUsageException', arnSays(' key usage is SIGN_VERIFY which is not valid for Encrypt.')),
  },
  {
    id: 'decrypt-naming-hmac-key',
    behaviour: 'Decrypt that names another key is refused for the wrong key, before that key is looked at',
    recording: WRONG_KEYS,
    plan: [
      createKey(),
      kms('CreateKey', { KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' }, { name: 'hmac' }),
      kms('Encrypt', { KeyId: keyId, Plaintext: MESSAGE }, { name: 'sealed' }),
      answer('Decrypt', { KeyId: ref('hmac.KeyMetadata.KeyId'), CiphertextBlob: ref('sealed.CiphertextBlob') }),
    ],
    expect: refused(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    ),
  },
];

const CONTEXT = { 'context-key': 'context-value' };
const ENCRYPTION_CONTEXT = 'test_encrypt_decrypt_encryption_context, 2025-09-22';
const sealed = kms(
  'Encrypt',
  { KeyId: keyId, Plaintext: new Uint8Array(44).fill(5), EncryptionContext: CONTEXT },
  { name: 'sealed' },
);
const blob = ref('sealed.CiphertextBlob');
const dataKey = { KeyId: keyId, KeySpec: 'AES_256' };

const encryptionCases: RecordedCase[] = [
  {
    id: 'encrypt-too-much',
    behaviour: 'Encrypt takes at most 4096 bytes; the text does not repeat the plaintext',
    recording: 'test_plaintext_size_for_encrypt, 2023-04-13',
    plan: [createKey(), answer('Encrypt', { KeyId: keyId, Plaintext: new Uint8Array(4268) })],
    expect: refused(
      'ValidationException',
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ),
  },
  {
    id: 'encrypt-with-context',
    behaviour: 'Encrypt with an encryption context answers without a key material id',
    recording: ENCRYPTION_CONTEXT,
    plan: [createKey(), { ...sealed, name: 'answer' }],
    expect: ok({ CiphertextBlob: patterns.bytes, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyId: keyArn }),
  },
  {
    id: 'decrypt-with-context',
    behaviour: 'Decrypt with the same encryption context answers with the key material id',
    recording: ENCRYPTION_CONTEXT,
    plan: [createKey(), sealed, answer('Decrypt', { KeyId: keyId, CiphertextBlob: blob, EncryptionContext: CONTEXT })],
    expect: ok({
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      KeyId: keyArn,
      KeyMaterialId: patterns.hex64,
      Plaintext: new Uint8Array(44).fill(5),
    }),
  },
  {
    id: 'decrypt-without-context',
    behaviour: 'Decrypt without the encryption context is an invalid ciphertext, without a text',
    recording: ENCRYPTION_CONTEXT,
    plan: [createKey(), sealed, answer('Decrypt', { KeyId: keyId, CiphertextBlob: blob })],
    expect: refused('InvalidCiphertextException', ''),
  },
  {
    id: 'decrypt-cut-ciphertext',
    behaviour: 'Decrypt of a ciphertext without its first bytes is an invalid ciphertext, without a text',
    recording: ENCRYPTION_CONTEXT,
    plan: [
      createKey(),
      sealed,
      answer('Decrypt', {
        KeyId: keyId,
        CiphertextBlob: { $part: { of: blob, from: 8 } },
        EncryptionContext: CONTEXT,
      }),
    ],
    expect: refused('InvalidCiphertextException', ''),
  },
  {
    id: 'decrypt-private-key-without-context',
    behaviour: 'The private key of a data key pair is bound to its encryption context too',
    recording: 'test_encryption_context_generate_data_key_pair, 2023-06-16',
    plan: [
      createKey(),
      kms(
        'GenerateDataKeyPair',
        { KeyId: keyId, KeyPairSpec: 'RSA_2048', EncryptionContext: CONTEXT },
        { name: 'pair' },
      ),
      answer('Decrypt', { KeyId: keyId, CiphertextBlob: ref('pair.PrivateKeyCiphertextBlob') }),
    ],
    expect: refused('InvalidCiphertextException', ''),
  },
  {
    id: 'generate-data-key',
    behaviour: 'GenerateDataKey answers with the ciphertext, the plaintext and the key ARN',
    recording: 'test_generate_data_key, 2023-05-11',
    plan: [createKey(), answer('GenerateDataKey', dataKey)],
    // Since 2025 the key material id is there as well.
    expect: ok({ CiphertextBlob: patterns.bytes, KeyId: keyArn, Plaintext: { $length: 32 }, $open: true }),
  },
  {
    id: 'decrypt-data-key',
    behaviour: 'Decrypt of a data key gives the data key',
    recording: 'test_generate_data_key (asserted in the test)',
    plan: [
      createKey(),
      kms('GenerateDataKey', dataKey, { name: 'dataKey' }),
      answer('Decrypt', { KeyId: keyId, CiphertextBlob: ref('dataKey.CiphertextBlob') }),
    ],
    expect: ok({ Plaintext: ref('dataKey.Plaintext'), $open: true }),
  },
  {
    id: 'generate-pair-without-plaintext',
    behaviour: 'GenerateDataKeyPairWithoutPlaintext answers without the private key',
    recording: 'test_generate_data_key_pair_without_plaintext, 2023-05-11',
    plan: [createKey(), answer('GenerateDataKeyPairWithoutPlaintext', { KeyId: keyId, KeyPairSpec: 'RSA_2048' })],
    expect: ok({
      KeyId: keyArn,
      KeyPairSpec: 'RSA_2048',
      PrivateKeyCiphertextBlob: patterns.bytes,
      PublicKey: patterns.bytes,
      PrivateKeyPlaintext: patterns.absent,
      $open: true,
    }),
  },
  {
    id: 'generate-pair-dry-run',
    behaviour: 'A dry run that would have succeeded is refused with HTTP 400',
    recording: 'test_generate_data_key_pair_dry_run, 2025-04-06',
    plan: [createKey(), answer('GenerateDataKeyPair', { KeyId: keyId, KeyPairSpec: 'RSA_2048', DryRun: true })],
    expect: refused('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.'),
  },
];

const rsa = { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' };
const OAEP = 'RSAES_OAEP_SHA_256';

function reEncrypt(spec: PlannedInput, algorithm: string, date: string): RecordedCase {
  const symmetric = algorithm === 'SYMMETRIC_DEFAULT';
  const destination = ref('destination.KeyMetadata.Arn');
  return {
    id: `re-encrypt-${symmetric ? 'symmetric' : 'rsa'}`,
    behaviour: `ReEncrypt with ${algorithm} answers with both key ARNs and both algorithms`,
    recording: `test_re_encrypt[${symmetric ? algorithm : 'RSA_2048'}-${algorithm}], ${date}`,
    plan: [
      createKey(spec),
      kms('CreateKey', spec, { name: 'destination' }),
      kms('Encrypt', { KeyId: keyId, Plaintext: MESSAGE, EncryptionAlgorithm: algorithm }, { name: 'sealed' }),
      answer('ReEncrypt', {
        SourceKeyId: keyId,
        DestinationKeyId: ref('destination.KeyMetadata.KeyId'),
        CiphertextBlob: blob,
        SourceEncryptionAlgorithm: algorithm,
        DestinationEncryptionAlgorithm: algorithm,
      }),
    ],
    // Since mid-2025 the answers for symmetric keys carry both key material ids as well.
    expect: ok({
      CiphertextBlob: patterns.bytes,
      DestinationEncryptionAlgorithm: algorithm,
      KeyId: destination,
      SourceEncryptionAlgorithm: algorithm,
      SourceKeyId: keyArn,
      $open: symmetric,
    }),
  };
}

const SECRET = 'test_derive_shared_secret, 2024-12-25';
const curve = (usage: string) => ({ KeySpec: 'ECC_NIST_P256', KeyUsage: usage });
const otherPublicKey = [
  kms('CreateKey', curve('KEY_AGREEMENT'), { name: 'other' }),
  kms('GetPublicKey', { KeyId: ref('other.KeyMetadata.KeyId') }, { name: 'public' }),
];
const derive = (more: PlannedInput = {}) =>
  answer('DeriveSharedSecret', {
    KeyId: keyId,
    KeyAgreementAlgorithm: 'ECDH',
    PublicKey: ref('public.PublicKey'),
    ...more,
  });

const agreementCases: RecordedCase[] = [
  {
    id: 'derive-shared-secret',
    behaviour: 'DeriveSharedSecret answers with the secret and the origin of the key',
    recording: SECRET,
    plan: [createKey(curve('KEY_AGREEMENT')), ...otherPublicKey, derive()],
    expect: ok({
      KeyAgreementAlgorithm: 'ECDH',
      KeyId: keyArn,
      KeyOrigin: 'AWS_KMS',
      SharedSecret: { $length: 32 },
    }),
  },
  {
    id: 'derive-signing-key',
    behaviour: 'DeriveSharedSecret with a signing key is an invalid key usage',
    recording: SECRET,
    plan: [createKey(curve('SIGN_VERIFY')), ...otherPublicKey, derive()],
    expect: refused(
      'InvalidKeyUsageException',
      arnSays(' key usage is SIGN_VERIFY which is not valid for DeriveSharedSecret.'),
    ),
  },
  {
    id: 'derive-unknown-algorithm',
    behaviour: 'An unknown key agreement algorithm is refused with the list of those there are',
    recording: SECRET,
    plan: [createKey(curve('KEY_AGREEMENT')), ...otherPublicKey, derive({ KeyAgreementAlgorithm: 'INVALID' })],
    expect: refused(
      'ValidationException',
      "1 validation error detected: Value 'INVALID' at 'keyAgreementAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [ECDH]",
    ),
  },
  {
    id: 'derive-encryption-key',
    behaviour: 'DeriveSharedSecret with a symmetric encryption key is an invalid key usage',
    recording: SECRET,
    plan: [createKey(), ...otherPublicKey, derive()],
    expect: refused(
      'InvalidKeyUsageException',
      arnSays(' key usage is ENCRYPT_DECRYPT which is not valid for DeriveSharedSecret.'),
    ),
  },
  {
    id: 'derive-garbage',
    behaviour: 'DeriveSharedSecret with bytes that are no public key is a ValidationException without a text',
    recording: SECRET,
    plan: [createKey(curve('KEY_AGREEMENT')), derive({ PublicKey: bytesOf('InvalidPublicKey') })],
    expect: refused('ValidationException', ''),
  },
  {
    id: 'get-public-key',
    behaviour: 'GetPublicKey of an RSA key answers with the key ARN, spec, usage and public key',
    recording: 'test_get_public_key (asserted in the test)',
    plan: [createKey(rsa), answer('GetPublicKey', { KeyId: keyId })],
    expect: ok({
      KeyId: keyArn,
      KeySpec: 'RSA_2048',
      KeyUsage: 'ENCRYPT_DECRYPT',
      PublicKey: patterns.bytes,
      $open: true,
    }),
  },
];

/** Cases. */
export const cryptographyCases: readonly RecordedCase[] = [
  ...macCases,
  ...usageCases,
  ...encryptionCases,
  reEncrypt({}, 'SYMMETRIC_DEFAULT', '2025-06-09'),
  reEncrypt(rsa, OAEP, '2025-06-09'),
  ...agreementCases,
];
