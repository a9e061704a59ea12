/**
 * Every key spec of KMS as data: what it may be used for, with which algorithms, for how many bytes. Names are the API's.
 * The order of algorithms is the order in which KMS lists them in key metadata.
 */
import type {
  KeySpec as AnyKeySpec,
  DataKeyPairSpec,
  EncryptionAlgorithmSpec,
  KeyAgreementAlgorithmSpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { assumed, defineRules, documented } from '../evidence.ts';

/** Why the tables below say what they say. */
export const KEY_SPEC_RULES = defineRules('kms', {
  'key-specs': {
    sentence: 'A key spec decides for which usages and algorithms a key can be made.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html'),
  },
  'encrypt-limits': {
    sentence: 'Encrypt takes 4096 bytes under a symmetric key; under RSA the modulus less two digests and two bytes.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html'),
  },
  'sm2-limit': {
    sentence: 'Encrypt takes 1024 bytes under an SM2 key.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html'),
  },
  'message-types': {
    sentence:
      'RSA and ECDSA take RAW and DIGEST, ED25519_SHA_512 only RAW, ED25519_PH_SHA_512 only DIGEST, ML-DSA RAW and EXTERNAL_MU.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html'),
  },
  'algorithm-order': {
    sentence: 'DescribeKey lists the PKCS1_V1_5 signing algorithms before the PSS ones.',
    ...assumed('https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html'),
  },
});

/** The specs that this model makes keys of. */
export type KeySpec = Exclude<AnyKeySpec, `ML_KEM_${string}`>;
/** What a key may be for. */
export type KeyUsage = Exclude<KeyUsageType, 'ENCAPSULATE_DECAPSULATE'>;
/** Specs of key pairs that the model can compute with (SM2 exists in China Regions only and is table data). */
export type KeyPairSpec = Exclude<KeySpec, 'SYMMETRIC_DEFAULT' | 'SM2' | `HMAC_${string}`>;
/** Key specs of RSA. */
export type RsaSpec = 'RSA_2048' | 'RSA_3072' | 'RSA_4096';
/** Curves of ECDSA and ECDH. */
export type CurveSpec = 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521' | 'ECC_SECG_P256K1';
/** Key specs of ML-DSA. */
export type MlDsaSpec = 'ML_DSA_44' | 'ML_DSA_65' | 'ML_DSA_87';
/** Key specs of HMAC. */
export type HmacSpec = 'HMAC_224' | 'HMAC_256' | 'HMAC_384' | 'HMAC_512';
/** What kind of thing the key material is. */
export type KeyFamily = 'SYMMETRIC' | 'RSA' | 'ECC' | 'ML_DSA' | 'HMAC' | 'SM2';

/** What one key spec can do. An algorithm applies when the key's usage is the one it belongs to. */
export interface KeySpecFacts {
  readonly family: KeyFamily;
  readonly usages: readonly KeyUsage[];
  readonly encryptionAlgorithms: readonly EncryptionAlgorithmSpec[];
  readonly signingAlgorithms: readonly SigningAlgorithmSpec[];
  readonly macAlgorithms: readonly MacAlgorithmSpec[];
  readonly keyAgreementAlgorithms: readonly KeyAgreementAlgorithmSpec[];
  /** The longest plaintext of Encrypt, in bytes, by algorithm. */
  readonly encryptLimitBytes: Readonly<Partial<Record<EncryptionAlgorithmSpec, number>>>;
  /** Only in China Regions. */
  readonly chinaOnly: boolean;
}

const NOTHING: KeySpecFacts = {
  family: 'SYMMETRIC',
  usages: [],
  encryptionAlgorithms: [],
  signingAlgorithms: [],
  macAlgorithms: [],
  keyAgreementAlgorithms: [],
  encryptLimitBytes: {},
  chinaOnly: false,
};

const rsa = (sha1LimitBytes: number, sha256LimitBytes: number): KeySpecFacts => ({
  ...NOTHING,
  family: 'RSA',
  usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
  encryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'],
  signingAlgorithms: [
    'RSASSA_PKCS1_V1_5_SHA_256',
    'RSASSA_PKCS1_V1_5_SHA_384',
    'RSASSA_PKCS1_V1_5_SHA_512',
    'RSASSA_PSS_SHA_256',
    'RSASSA_PSS_SHA_384',
    'RSASSA_PSS_SHA_512',
  ],
  encryptLimitBytes: { RSAES_OAEP_SHA_1: sha1LimitBytes, RSAES_OAEP_SHA_256: sha256LimitBytes },
});

const nistCurve = (signing: SigningAlgorithmSpec): KeySpecFacts => ({
  ...NOTHING,
  family: 'ECC',
  usages: ['SIGN_VERIFY', 'KEY_AGREEMENT'],
  signingAlgorithms: [signing],
  keyAgreementAlgorithms: ['ECDH'],
});

const signOnly = (family: KeyFamily, ...signing: SigningAlgorithmSpec[]): KeySpecFacts => ({
  ...NOTHING,
  family,
  usages: ['SIGN_VERIFY'],
  signingAlgorithms: signing,
});

const hmac = (algorithm: MacAlgorithmSpec): KeySpecFacts => ({
  ...NOTHING,
  family: 'HMAC',
  usages: ['GENERATE_VERIFY_MAC'],
  macAlgorithms: [algorithm],
});

/** Every key spec. */
export const KEY_SPECS: Readonly<Record<KeySpec, KeySpecFacts>> = {
  SYMMETRIC_DEFAULT: {
    ...NOTHING,
    usages: ['ENCRYPT_DECRYPT'],
    encryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    encryptLimitBytes: { SYMMETRIC_DEFAULT: 4096 },
  },
  RSA_2048: rsa(214, 190),
  RSA_3072: rsa(342, 318),
  RSA_4096: rsa(470, 446),
  ECC_NIST_P256: nistCurve('ECDSA_SHA_256'),
  ECC_NIST_P384: nistCurve('ECDSA_SHA_384'),
  ECC_NIST_P521: nistCurve('ECDSA_SHA_512'),
  ECC_SECG_P256K1: signOnly('ECC', 'ECDSA_SHA_256'),
  ECC_NIST_EDWARDS25519: signOnly('ECC', 'ED25519_SHA_512', 'ED25519_PH_SHA_512'),
  ML_DSA_44: signOnly('ML_DSA', 'ML_DSA_SHAKE_256'),
  ML_DSA_65: signOnly('ML_DSA', 'ML_DSA_SHAKE_256'),
  ML_DSA_87: signOnly('ML_DSA', 'ML_DSA_SHAKE_256'),
  HMAC_224: hmac('HMAC_SHA_224'),
  HMAC_256: hmac('HMAC_SHA_256'),
  HMAC_384: hmac('HMAC_SHA_384'),
  HMAC_512: hmac('HMAC_SHA_512'),
  SM2: {
    ...NOTHING,
    family: 'SM2',
    usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'KEY_AGREEMENT'],
    encryptionAlgorithms: ['SM2PKE'],
    signingAlgorithms: ['SM2DSA'],
    keyAgreementAlgorithms: ['ECDH'],
    encryptLimitBytes: { SM2PKE: 1024 },
    chinaOnly: true,
  },
};

/** Whether the name is a key spec of the table. */
export const isKeySpec = (name: string): name is KeySpec => Object.hasOwn(KEY_SPECS, name);

/** Whether keys of the spec are pairs that the model computes with. */
export const isKeyPairSpec = (spec: KeySpec): spec is KeyPairSpec =>
  ['RSA', 'ECC', 'ML_DSA'].includes(KEY_SPECS[spec].family);

/** The pairs that GenerateDataKeyPair makes. Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export const DATA_KEY_PAIR_SPECS: readonly DataKeyPairSpec[] = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'ECC_NIST_EDWARDS25519',
  'SM2',
];

/** All algorithms that a key of this spec and usage takes; empty if the two do not go together. */
export function algorithmsOf(spec: KeySpec, usage: KeyUsage): readonly string[] {
  const facts = KEY_SPECS[spec];
  if (!facts.usages.includes(usage)) return [];
  const byUsage = {
    ENCRYPT_DECRYPT: facts.encryptionAlgorithms,
    SIGN_VERIFY: facts.signingAlgorithms,
    GENERATE_VERIFY_MAC: facts.macAlgorithms,
    KEY_AGREEMENT: facts.keyAgreementAlgorithms,
  };
  return byUsage[usage];
}
