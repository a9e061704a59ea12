/** Operations that use keys. */
import { expect } from 'vitest';
import { bytes } from '../cloud.ts';
import { type Case, hmac, MESSAGE, mac, NOBODY, of, sign, signing, symmetric, unknownKey } from './case.ts';

/** The cases. */
export const cryptographyCases: readonly Case[] = [
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
    operation: 'GetPublicKey',
    input: signing,
    output: (output) => expect(output.SigningAlgorithms).toEqual(['ECDSA_SHA_256']),
    wrong: unknownKey,
    code: 'NotFoundException',
  },
  {
    operation: 'ReEncrypt',
    input: (cloud) => ({ CiphertextBlob: cloud.encrypt(cloud.key(), MESSAGE), DestinationKeyId: cloud.key() }),
    output: (output, cloud) => expect(cloud.decrypt(output.CiphertextBlob)).toEqual(MESSAGE),
    wrong: (input) => ({ ...input, DestinationKeyId: NOBODY }),
    code: 'NotFoundException',
  },
  {
    operation: 'Sign',
    input: (cloud) => ({ ...signing(cloud), ...sign }),
    wrong: (input) => ({ ...input, MessageType: 'DIGEST' }),
    code: 'ValidationException',
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
