import { describe, expect, it } from 'vitest';
import { shapes as cloudTrail } from '../../../model/cloudtrail/shapes.ts';
import { AwsError, type ErrorOutcome } from '../../../model/errors.ts';
import { shapes as kms } from '../../../model/kms/shapes.ts';
import { kmsService, validateCloudTrailShape, validateKmsShape } from '../../../model/validation/jsonServices.ts';
import { jsonMessage, refuseNull } from '../../../model/validation/jsonTexts.ts';

/** What a call refuses with, or undefined. */
function refusal(run: () => void): ErrorOutcome | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.outcome;
    throw error;
  }
}
const ofKms = (operation: keyof typeof kms, input: object) => refusal(() => validateKmsShape(kms[operation])(input));
const ofCloudTrail = (operation: keyof typeof cloudTrail, input: object) =>
  refusal(() => validateCloudTrailShape(cloudTrail[operation])(input));

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const bytes = (size: number) => new Uint8Array(size);
const one = (text: string) => `1 validation error detected: ${text}`;

describe('KMS refuses as AWS was recorded to (LocalStack test_kms.snapshot.json)', () => {
  it.each([
    [
      'GenerateRandom NumberOfBytes=0',
      'GenerateRandom',
      { NumberOfBytes: 0 },
      "Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'GenerateRandom NumberOfBytes=1025',
      'GenerateRandom',
      { NumberOfBytes: 1025 },
      "Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
    ],
    [
      'Encrypt 4268 bytes with symmetric key',
      'Encrypt',
      { KeyId: KEY, Plaintext: bytes(4268) },
      "Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ],
    [
      'GenerateMac unknown algorithm',
      'GenerateMac',
      { KeyId: KEY, Message: bytes(1), MacAlgorithm: 'INVALID' },
      "Value 'INVALID' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]",
    ],
    [
      'DeriveSharedSecret unknown algorithm',
      'DeriveSharedSecret',
      { KeyId: KEY, KeyAgreementAlgorithm: 'INVALID', PublicKey: bytes(9) },
      "Value 'INVALID' at 'keyAgreementAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [ECDH]",
    ],
    [
      'CreateKey tag value of 257 chars',
      'CreateKey',
      { Tags: [{ TagKey: 'k', TagValue: 'v'.repeat(257) }] },
      `Value '${'v'.repeat(257)}' at 'tags.1.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256`,
    ],
  ] as const)('%s', (_case, operation, input, text) => {
    expect(ofKms(operation, input)).toMatchObject({ code: 'ValidationException', status: 400, message: one(text) });
  });

  it.each([
    ['GenerateRandom without NumberOfBytes', 'GenerateRandom', {}],
    ['CreateAlias without alias/ prefix', 'CreateAlias', { AliasName: 'abcd1234', TargetKeyId: KEY }],
    ['CreateKey RSA_2048 KEY_AGREEMENT', 'CreateKey', { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' }],
  ] as const)('%s passes here: the operation itself refuses it', (_case, operation, input) => {
    expect(ofKms(operation, input)).toBeUndefined();
  });
});

describe('KMS refuses as people report of AWS', () => {
  const ALL_SPECS =
    '[RSA_2048, RSA_3072, RSA_4096, ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256K1, ECC_NIST_EDWARDS25519, SYMMETRIC_DEFAULT, HMAC_224, HMAC_256, HMAC_384, HMAC_512, SM2, ML_DSA_44, ML_DSA_65, ML_DSA_87]';
  it.each([
    ['DescribeKey', {}, "Value null at 'keyId' failed to satisfy constraint: Member must not be null"],
    [
      'DescribeKey',
      { KeyId: 'キー' },
      "Value 'キー' at 'keyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^\\p{ASCII}+$",
    ],
    ['Encrypt', { KeyId: KEY }, "Value at 'plaintext' failed to satisfy constraint: Member must not be null"],
    [
      'Verify',
      { KeyId: KEY, Message: bytes(1), SigningAlgorithm: 'ECDSA_SHA_256' },
      "Value null at 'signature' failed to satisfy constraint: Member must not be null",
    ],
    [
      'Decrypt',
      { CiphertextBlob: bytes(0) },
      "Value at 'ciphertextBlob' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'GenerateDataKey',
      { KeyId: KEY, KeySpec: 'RSA_2048' },
      `Value 'RSA_2048' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: ${ALL_SPECS}`,
    ],
    [
      'Sign',
      { KeyId: KEY, Message: bytes(1), SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'FOO' },
      "Value 'FOO' at 'messageType' failed to satisfy constraint: Member must satisfy enum value set: [RAW, DIGEST, EXTERNAL_MU]",
    ],
  ] as const)('%s %o', (operation, input, text) => {
    expect(ofKms(operation, input)?.message).toBe(one(text));
  });

  it('two violations of one value stand in one answer, length first', () => {
    expect(ofKms('GetPublicKey', { KeyId: '' })?.message).toBe(
      "2 validation errors detected: Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'keyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^\\p{ASCII}+$",
    );
  });
});

describe('what no recording shows', () => {
  it('elements of a list are refused once, with the whole list and all their bounds', () => {
    expect(ofKms('DescribeKey', { KeyId: KEY, GrantTokens: ['', 'a', ''] })?.message).toBe(
      one(
        "Value '[, a, ]' at 'grantTokens' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 8192, Member must have length greater than or equal to 1]",
      ),
    );
  });

  it('a list that is too long shows its elements', () => {
    const GrantTokens = Array.from({ length: 11 }, () => 't');
    expect(ofKms('DescribeKey', { KeyId: KEY, GrantTokens })?.message).toBe(
      one(
        "Value '[t, t, t, t, t, t, t, t, t, t, t]' at 'grantTokens' failed to satisfy constraint: Member must have length less than or equal to 10",
      ),
    );
  });

  it('members are counted from 1 in nested names', () => {
    const Tags = [{ TagKey: 'a', TagValue: '' }, { TagValue: '' }];
    expect(ofKms('TagResource', { KeyId: KEY, Tags })?.message).toBe(
      one("Value null at 'tags.2.member.tagKey' failed to satisfy constraint: Member must not be null"),
    );
  });

  it('secrets are never repeated', () => {
    const input = { CustomKeyStoreName: 'a', KeyStorePassword: 'hunter' };
    expect(ofKms('CreateCustomKeyStore', input)?.message).not.toContain('hunter');
  });

  it.each([
    ['Encrypt', { KeyId: 7, Plaintext: bytes(1) }, 'NUMBER_VALUE can not be converted to a String'],
    ['Encrypt', { KeyId: ['a'], Plaintext: bytes(1) }, 'Start of list found where not expected'],
    ['Encrypt', { KeyId: {}, Plaintext: bytes(1) }, 'Start of structure or map found where not expected.'],
    ['GenerateRandom', { NumberOfBytes: '5' }, 'STRING_VALUE can not be converted to an Integer'],
    ['GenerateRandom', { NumberOfBytes: true }, 'TRUE_VALUE can not be converted to an Integer'],
    ['DescribeKey', { GrantTokens: 'a' }, 'Expected list or null'],
    ['CreateGrant', { Constraints: 'a' }, 'Expected null'],
    ['Encrypt', { EncryptionContext: { a: 1 } }, 'NUMBER_VALUE can not be converted to a String'],
  ] as const)('%s %o is a SerializationException before any constraint', (operation, input, message) => {
    expect(ofKms(operation, input)).toMatchObject({ code: 'SerializationException', status: 400, message });
  });

  it('a member that only this call needs is refused as a required one', () => {
    expect(refusal(() => refuseNull(kmsService, 'CiphertextBlob', kms.Decrypt.CiphertextBlob))?.message).toBe(
      one("Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null"),
    );
  });
});

describe('good input', () => {
  it('passes', () => {
    expect(
      ofKms('Encrypt', { KeyId: 'alias/a', Plaintext: bytes(4096), EncryptionContext: { a: 'b' } }),
    ).toBeUndefined();
    expect(ofCloudTrail('LookupEvents', { MaxResults: 50, StartTime: 0 })).toBeUndefined();
    expect(jsonMessage(kms.DescribeKey)({ KeyId: KEY })).toBeUndefined();
  });
});

describe('CloudTrail', () => {
  it.each([
    ['LookupEvents', { MaxResults: 51 }, 'InvalidMaxResultsException'],
    [
      'LookupEvents',
      { LookupAttributes: [{ AttributeKey: 'X', AttributeValue: 'v' }] },
      'InvalidLookupAttributesException',
    ],
    ['LookupEvents', { EventCategory: 'x' }, 'InvalidEventCategoryException'],
    [
      'PutEventSelectors',
      { TrailName: 'abc', EventSelectors: [{ ReadWriteType: 'x' }] },
      'InvalidEventSelectorsException',
    ],
    ['CreateTrail', { Name: 'abc' }, 'ValidationException'],
  ] as const)('%s %o is refused with the code of its API', (operation, input, code) => {
    expect(ofCloudTrail(operation, input)).toMatchObject({ code, status: 400 });
  });

  it('says that a trail name is blank', () => {
    expect(ofCloudTrail('StartLogging', {})).toMatchObject({
      code: 'InvalidTrailNameException',
      message: 'Trail name cannot be blank!',
    });
  });
});
