/** Every text that is known from AWS word by word, given by the model. */
import { describe, expect, it } from 'vitest';
import { ACCOUNT, AWAY, allow, bytes, Cloud, material, people, policy } from './cloud.ts';

const NOBODY = '134f2428-cec1-4b25-a1ae-9048164dba47';
const REGION_ARN = `arn:aws:kms:us-east-1:${ACCOUNT}`;
const ADMIN = people.admin.principal;

interface Case {
  readonly code: string;
  readonly message: string;
  /** Makes the call that is refused; KEY in the message stands for the ARN it returns. */
  readonly provoke: (cloud: Cloud) => readonly [operation: string, input: object, key?: string, as?: 'guest' | 'boss'];
}

const tags = (count: number) => Array.from({ length: count }, (_, n) => ({ TagKey: `t${n}`, TagValue: '' }));
const spec = (KeySpec: string, KeyUsage: string) => ({ KeySpec, KeyUsage });
const digest = { Message: bytes('short'), MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' };

const cases: Case[] = [
  {
    code: 'ValidationException',
    message: 'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.',
    provoke: (cloud) => {
      const KeyId = cloud.key(spec('RSA_2048', 'ENCRYPT_DECRYPT'));
      return ['Encrypt', { KeyId, Plaintext: material(1, 191), EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' }];
    },
  },
  {
    code: 'ValidationException',
    message: 'Digest is invalid length for algorithm ECDSA_SHA_256.',
    provoke: (cloud) => ['Sign', { KeyId: cloud.key(spec('ECC_NIST_P256', 'SIGN_VERIFY')), ...digest }],
  },
  {
    code: 'ValidationException',
    message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    provoke: () => ['CreateKey', { KeySpec: 'RSA_2048' }],
  },
  {
    code: 'NotFoundException',
    message: `Alias ${REGION_ARN}:alias/nobody is not found.`,
    provoke: () => ['DescribeKey', { KeyId: 'alias/nobody' }],
  },
  {
    code: 'AlreadyExistsException',
    message: `An alias with the name ${REGION_ARN}:alias/one already exists`,
    provoke: (cloud) => {
      const input = { AliasName: 'alias/one', TargetKeyId: cloud.key() };
      cloud.ok('CreateAlias', input);
      return ['CreateAlias', input];
    },
  },
  {
    code: 'LimitExceededException',
    message: 'Aliases per key quota for this account in this region is 50, current usage is 50.',
    provoke: (cloud) => {
      const TargetKeyId = cloud.key();
      for (let n = 0; n < 50; n++) cloud.ok('CreateAlias', { AliasName: `alias/${n}`, TargetKeyId });
      return ['CreateAlias', { AliasName: 'alias/50', TargetKeyId }];
    },
  },
  {
    code: 'KMSInvalidStateException',
    message: 'KEY is pending deletion.',
    provoke: (cloud) => {
      const KeyId = cloud.key();
      cloud.ok('ScheduleKeyDeletion', { KeyId });
      return ['Encrypt', { KeyId, Plaintext: bytes('m') }, KeyId];
    },
  },
  {
    code: 'KMSInvalidStateException',
    message: 'KEY is creating.',
    provoke: (cloud) => {
      const KeyId = cloud.key({ MultiRegion: true }, { region: AWAY });
      const { Arn } = cloud.ok(
        'ReplicateKey',
        { KeyId, ReplicaRegion: 'us-east-1' },
        { region: AWAY },
      ).ReplicaKeyMetadata;
      return ['Encrypt', { KeyId: Arn, Plaintext: bytes('m') }, Arn];
    },
  },
  {
    code: 'KMSInvalidStateException',
    message: 'KEY is updating.',
    provoke: (cloud) => {
      const KeyId = cloud.key({ MultiRegion: true });
      cloud.ok('ReplicateKey', { KeyId, ReplicaRegion: AWAY });
      cloud.wait({ minutes: 1 });
      cloud.ok('UpdatePrimaryRegion', { KeyId, PrimaryRegion: AWAY });
      return ['DisableKey', { KeyId }, KeyId];
    },
  },
  {
    code: 'InvalidKeyUsageException',
    message: 'KEY key usage is SIGN_VERIFY which is not valid for ReEncryptTo.',
    provoke: (cloud) => {
      const DestinationKeyId = cloud.key(spec('ECC_NIST_P256', 'SIGN_VERIFY'));
      const CiphertextBlob = cloud.encrypt(cloud.key(), bytes('m'));
      return ['ReEncrypt', { CiphertextBlob, DestinationKeyId }, DestinationKeyId];
    },
  },
  {
    code: 'TagException',
    message: 'Too many tags',
    provoke: (cloud) => [
      'TagResource',
      { KeyId: cloud.key({ Tags: tags(50) }), Tags: [{ TagKey: 'x', TagValue: '' }] },
    ],
  },
  {
    code: 'TagException',
    message: 'Tags beginning with aws: are reserved',
    provoke: () => ['CreateKey', { Tags: [{ TagKey: 'AwS:x', TagValue: '' }] }],
  },
  {
    code: 'AccessDeniedException',
    message: `User: ${people.guest.principal} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action`,
    provoke: (cloud) => ['Decrypt', { CiphertextBlob: cloud.encrypt(cloud.key(), bytes('m')) }, undefined, 'guest'],
  },
  {
    code: 'AccessDeniedException',
    message: `User: ${ADMIN} is not authorized to perform: kms:DescribeKey on resource: KEY because no resource-based policy allows the kms:DescribeKey action`,
    provoke: (cloud) => {
      const Policy = policy(allow('guest', 'kms:*'));
      const KeyId = cloud.key({ Policy, BypassPolicyLockoutSafetyCheck: true });
      return ['DescribeKey', { KeyId }, KeyId];
    },
  },
  {
    code: 'AccessDeniedException',
    message: `User: ${people.boss.principal} is not authorized to perform: kms:DescribeKey on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    provoke: () => ['DescribeKey', { KeyId: `${REGION_ARN}:key/${NOBODY}` }, undefined, 'boss'],
  },
  {
    code: 'AccessDeniedException',
    message:
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    provoke: (cloud) => {
      const KeyId = cloud.key();
      const CiphertextBlob = cloud.encrypt(KeyId, bytes('m'));
      cloud.ok('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
      cloud.wait({ days: 7 });
      return ['Decrypt', { CiphertextBlob }];
    },
  },
  {
    code: 'AccessDeniedException',
    message: `User: ${people.guest.principal} is not authorized to perform: kms:CreateAlias on resource: ${REGION_ARN}:alias/one because no identity-based policy allows the kms:CreateAlias action`,
    provoke: (cloud) => ['CreateAlias', { AliasName: 'alias/one', TargetKeyId: cloud.key() }, undefined, 'guest'],
  },
];

describe('texts known from AWS', () => {
  it.each(cases)('$code: $message', ({ code, message, provoke }) => {
    const cloud = new Cloud();
    const [operation, input, key = '', as = 'admin'] = provoke(cloud);
    const refusal = cloud.error(operation, input, { as });
    expect({ code: refusal.code, message: refusal.message }).toEqual({ code, message: message.replace('KEY', key) });
  });
});
