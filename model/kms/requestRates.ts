/**
 * The request quotas of KMS by default, in requests per second, account and Region.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html (documented).
 */
/** The group of cryptography under symmetric keys, HMAC keys included. */
export const SYMMETRIC = 'symmetric cryptography';
/** The group of cryptography in custom key stores, counted for each store. */
export const CUSTOM_KEY_STORE = 'custom key store';

/** Requests per second in the Regions with more than 10,000 for symmetric cryptography. */
const SYMMETRIC_RATES: Readonly<Record<string, number>> = {
  'us-east-1': 100_000,
  'us-west-2': 100_000,
  'eu-west-1': 100_000,
  'us-east-2': 20_000,
  'ap-southeast-1': 20_000,
  'ap-southeast-2': 20_000,
  'ap-northeast-1': 20_000,
  'eu-central-1': 20_000,
  'eu-west-2': 20_000,
};

/** Requests per second of the groups that operations share. */
const GROUP_RATES: Readonly<Record<string, number>> = {
  [SYMMETRIC]: 10_000,
  'RSA cryptography': 1_000,
  'ECC cryptography': 1_000,
  'ML-DSA cryptography': 1_000,
  [CUSTOM_KEY_STORE]: 1_800,
  'ECC_NIST_P256 data key pairs': 100,
  'ECC_NIST_P384 data key pairs': 100,
  'ECC_NIST_P521 data key pairs': 100,
  'ECC_SECG_P256K1 data key pairs': 100,
  'ECC_NIST_EDWARDS25519 data key pairs': 100,
  'RSA_2048 data key pairs': 20,
  'RSA_3072 data key pairs': 4,
  'RSA_4096 data key pairs': 1,
};

/** Requests per second of operations with a quota of their own. */
const OPERATION_RATES: Readonly<Record<string, number>> = {
  DescribeKey: 2_000,
  GetPublicKey: 2_000,
  ListResourceTags: 2_000,
  GetKeyPolicy: 1_000,
  GetKeyRotationStatus: 1_000,
  ListKeys: 500,
  ListAliases: 500,
  ListGrants: 100,
  ListKeyPolicies: 100,
  ListKeyRotations: 100,
  ListRetirableGrants: 100,
  CreateGrant: 50,
  RetireGrant: 50,
  RevokeGrant: 50,
  EnableKeyRotation: 15,
  ScheduleKeyDeletion: 15,
  PutKeyPolicy: 15,
  ImportKeyMaterial: 15,
  DeleteImportedKeyMaterial: 15,
  DeleteAlias: 15,
  TagResource: 10,
  CreateKey: 5,
  CreateAlias: 5,
  EnableKey: 5,
  DisableKey: 5,
  CancelKeyDeletion: 5,
  UntagResource: 5,
  RotateKeyOnDemand: 5,
  GetKeyLastUsage: 5,
  ReplicateKey: 5,
  UpdatePrimaryRegion: 5,
  ConnectCustomKeyStore: 5,
  CreateCustomKeyStore: 5,
  DeleteCustomKeyStore: 5,
  DescribeCustomKeyStores: 5,
  DisableKeyRotation: 5,
  DisconnectCustomKeyStore: 5,
  UpdateAlias: 5,
  UpdateCustomKeyStore: 5,
  UpdateKeyDescription: 5,
  GetParametersForImport: 1,
};

/** Requests per second of a group or operation in a Region; undefined where there is no quota. */
export const rateOf = (group: string, region: string): number | undefined =>
  group === SYMMETRIC
    ? (SYMMETRIC_RATES[region] ?? GROUP_RATES[group])
    : (GROUP_RATES[group] ?? OPERATION_RATES[group]);
