import { describe, expect, it } from 'vitest';
import { Cloud } from '../ec2/cloud.ts';

describe('an RSA key for encryption', () => {
  it.each([
    ['GenerateDataKey', { KeySpec: 'AES_256' }],
    ['GenerateDataKeyWithoutPlaintext', { NumberOfBytes: 64 }],
    ['GenerateDataKeyPair', { KeyPairSpec: 'ECC_NIST_P256' }],
    ['GenerateDataKeyPairWithoutPlaintext', { KeyPairSpec: 'ECC_NIST_P256' }],
  ])('seals no data keys: %s is refused', (operation, input) => {
    const cloud = new Cloud('rsa');
    const KeyId = cloud.key({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    expect(cloud.refusal(operation, { KeyId, ...input }, undefined, 'kms')).toBe(
      'InvalidKeyUsageException: Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    );
  });
});
