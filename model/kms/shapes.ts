/**
 * The input of every KMS operation: members, types and bounds.
 *
 * Source: AWS's published API model of KMS (2014-11-01), as in botocore 1.43.11, service principals of grants as in 1.43.107,
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html (documented). Beyond the model:
 * - `listed` of MacAlgorithm is the order of a recorded answer (LocalStack, test_kms.snapshot.json,
 *   test_invalid_generate_mac[HMAC_256-INVALID], 2023-04-13: recorded). Other sets print in the model's order (assumed).
 * - GenerateDataKey and its twin without plaintext refuse a KeySpec with the list of all key specs: in the KMS integration
 *   tests of https://github.com/floci-io/floci, of which pull request 3038 says that they pin values measured on AWS (reported).
 * - Key identifiers must be ASCII: the same tests show it for DescribeKey and GetPublicKey (reported); that it holds for all
 *   other operations is assumed.
 */
import {
  blobOf,
  flag,
  type InputShape,
  integerOf,
  list,
  listedAs,
  listOf,
  map,
  oneOf,
  required,
  sensitive,
  structure,
  text,
  textOf,
  timestamp,
} from '../validation/shape.ts';

const keyId = textOf(1, 2048, '^\\p{ASCII}+$');
const customKeyStoreId = textOf(1, 64);
const aliasName = textOf(1, 256, '^[a-zA-Z0-9:/_-]+$');
const customKeyStoreName = textOf(1, 256);
const cloudHsmClusterId = textOf(19, 24, 'cluster-[2-7a-zA-Z]{11,16}');
const keyStorePassword = sensitive(textOf(7, 32));
const xksProxyUriEndpoint = textOf(10, 128, '^https://[a-zA-Z0-9.-]+$');
const xksProxyUriPath = textOf(10, 128, '^(/[a-zA-Z0-9\\/_-]+/kms/xks/v\\d{1,2})$|^(/kms/xks/v\\d{1,2})$');
const xksProxyVpcEndpointServiceName = textOf(
  20,
  64,
  '^(com|eu)\\.amazonaws\\.vpce\\.([a-z]+-){2,3}\\d+\\.vpce-svc-[0-9a-z]+$',
);
const xksProxyVpcEndpointServiceOwner = textOf(12, 12, '[0-9]{12}');
const accessKeyId = sensitive(textOf(20, 30, '^[A-Z2-7]+$'));
const rawSecretAccessKey = sensitive(textOf(43, 64, '^[a-zA-Z0-9\\/+=]+$'));
const xksProxyConnectivity = oneOf('PUBLIC_ENDPOINT VPC_ENDPOINT_SERVICE');
const principal = textOf(1, 256, '^[\\w+=,.@:/-]+$');
const grantTokens = listOf(0, 10);
const grantToken = textOf(1, 8192);
const servicePrincipal = textOf(1, 128);
const policy = textOf(1, 131072, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+');
const description = textOf(0, 8192);
const tagKey = textOf(1, 128);
const tagValue = textOf(0, 256);
const ciphertextBlob = blobOf(1, 6144);
const encryptionAlgorithm = oneOf('SYMMETRIC_DEFAULT RSAES_OAEP_SHA_1 RSAES_OAEP_SHA_256 SM2PKE');
const keyEncryptionAlgorithm = oneOf('RSAES_OAEP_SHA_256');
const attestationDocument = blobOf(1, 262144);
const dryRunModifier = oneOf('IGNORE_CIPHERTEXT');
const keyMaterialId = textOf(64, 64, '^[a-f0-9]+$');
const limit = integerOf(1, 1000);
const marker = textOf(1, 1024, '[\\u0020-\\u00FF]*');
const numberOfBytes = integerOf(1, 1024);
const keySpec = listedAs(
  'RSA_2048 RSA_3072 RSA_4096 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 ECC_SECG_P256K1 ECC_NIST_EDWARDS25519 SYMMETRIC_DEFAULT HMAC_224 HMAC_256 HMAC_384 HMAC_512 SM2 ML_DSA_44 ML_DSA_65 ML_DSA_87',
  oneOf('AES_256 AES_128'),
);
const keyPairSpec = oneOf(
  'RSA_2048 RSA_3072 RSA_4096 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 ECC_SECG_P256K1 SM2 ECC_NIST_EDWARDS25519',
);
const message = sensitive(blobOf(1, 4096));
const macAlgorithm = listedAs(
  'HMAC_SHA_384 HMAC_SHA_256 HMAC_SHA_224 HMAC_SHA_512',
  oneOf('HMAC_SHA_224 HMAC_SHA_256 HMAC_SHA_384 HMAC_SHA_512'),
);
const policyName = textOf(1, 128, '[\\w]+');
const grantId = textOf(1, 128);
const region = textOf(1, 32, '^([a-z]+-){2,3}\\d+$');
const messageType = oneOf('RAW DIGEST EXTERNAL_MU');
const signingAlgorithm = oneOf(
  'RSASSA_PSS_SHA_256 RSASSA_PSS_SHA_384 RSASSA_PSS_SHA_512 RSASSA_PKCS1_V1_5_SHA_256 RSASSA_PKCS1_V1_5_SHA_384 RSASSA_PKCS1_V1_5_SHA_512 ECDSA_SHA_256 ECDSA_SHA_384 ECDSA_SHA_512 SM2DSA ML_DSA_SHAKE_256 ED25519_SHA_512 ED25519_PH_SHA_512',
);

/** The input of each operation, by its name in the API. */
export const shapes = {
  CancelKeyDeletion: { KeyId: required(keyId) },
  ConnectCustomKeyStore: { CustomKeyStoreId: required(customKeyStoreId) },
  CreateAlias: { AliasName: required(aliasName), TargetKeyId: required(keyId) },
  CreateCustomKeyStore: {
    CustomKeyStoreName: required(customKeyStoreName),
    CloudHsmClusterId: cloudHsmClusterId,
    TrustAnchorCertificate: textOf(1, 5000),
    KeyStorePassword: keyStorePassword,
    CustomKeyStoreType: oneOf('AWS_CLOUDHSM EXTERNAL_KEY_STORE'),
    XksProxyUriEndpoint: xksProxyUriEndpoint,
    XksProxyUriPath: xksProxyUriPath,
    XksProxyVpcEndpointServiceName: xksProxyVpcEndpointServiceName,
    XksProxyVpcEndpointServiceOwner: xksProxyVpcEndpointServiceOwner,
    XksProxyAuthenticationCredential: structure,
    'XksProxyAuthenticationCredential.AccessKeyId': required(accessKeyId),
    'XksProxyAuthenticationCredential.RawSecretAccessKey': required(rawSecretAccessKey),
    XksProxyConnectivity: xksProxyConnectivity,
  },
  CreateGrant: {
    KeyId: required(keyId),
    GranteePrincipal: principal,
    RetiringPrincipal: principal,
    Operations: required(list),
    'Operations[]': oneOf(
      'Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo Sign Verify GetPublicKey CreateGrant RetireGrant DescribeKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateMac VerifyMac DeriveSharedSecret',
    ),
    Constraints: structure,
    'Constraints.EncryptionContextSubset': map,
    'Constraints.EncryptionContextEquals': map,
    'Constraints.SourceArn': text,
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    Name: textOf(1, 256, '^[a-zA-Z0-9:/_-]+$'),
    DryRun: flag,
    GranteeServicePrincipal: servicePrincipal,
    RetiringServicePrincipal: servicePrincipal,
  },
  CreateKey: {
    Policy: policy,
    Description: description,
    KeyUsage: oneOf('SIGN_VERIFY ENCRYPT_DECRYPT GENERATE_VERIFY_MAC KEY_AGREEMENT'),
    CustomerMasterKeySpec: oneOf(
      'RSA_2048 RSA_3072 RSA_4096 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 ECC_SECG_P256K1 SYMMETRIC_DEFAULT HMAC_224 HMAC_256 HMAC_384 HMAC_512 SM2',
    ),
    KeySpec: oneOf(
      'RSA_2048 RSA_3072 RSA_4096 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 ECC_SECG_P256K1 SYMMETRIC_DEFAULT HMAC_224 HMAC_256 HMAC_384 HMAC_512 SM2 ML_DSA_44 ML_DSA_65 ML_DSA_87 ECC_NIST_EDWARDS25519',
    ),
    Origin: oneOf('AWS_KMS EXTERNAL AWS_CLOUDHSM EXTERNAL_KEY_STORE'),
    CustomKeyStoreId: customKeyStoreId,
    BypassPolicyLockoutSafetyCheck: flag,
    Tags: list,
    'Tags[].TagKey': required(tagKey),
    'Tags[].TagValue': required(tagValue),
    MultiRegion: flag,
    XksKeyId: textOf(1, 128, '^[a-zA-Z0-9-_.]+$'),
  },
  Decrypt: {
    CiphertextBlob: ciphertextBlob,
    EncryptionContext: map,
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    KeyId: keyId,
    EncryptionAlgorithm: encryptionAlgorithm,
    Recipient: structure,
    'Recipient.KeyEncryptionAlgorithm': keyEncryptionAlgorithm,
    'Recipient.AttestationDocument': attestationDocument,
    DryRun: flag,
    DryRunModifiers: list,
    'DryRunModifiers[]': dryRunModifier,
  },
  DeleteAlias: { AliasName: required(aliasName) },
  DeleteCustomKeyStore: { CustomKeyStoreId: required(customKeyStoreId) },
  DeleteImportedKeyMaterial: { KeyId: required(keyId), KeyMaterialId: keyMaterialId },
  DeriveSharedSecret: {
    KeyId: required(keyId),
    KeyAgreementAlgorithm: required(oneOf('ECDH')),
    PublicKey: required(blobOf(1, 8192)),
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    DryRun: flag,
    Recipient: structure,
    'Recipient.KeyEncryptionAlgorithm': keyEncryptionAlgorithm,
    'Recipient.AttestationDocument': attestationDocument,
  },
  DescribeCustomKeyStores: {
    CustomKeyStoreId: customKeyStoreId,
    CustomKeyStoreName: customKeyStoreName,
    Limit: limit,
    Marker: marker,
  },
  DescribeKey: { KeyId: required(keyId), GrantTokens: grantTokens, 'GrantTokens[]': grantToken },
  DisableKey: { KeyId: required(keyId) },
  DisableKeyRotation: { KeyId: required(keyId) },
  DisconnectCustomKeyStore: { CustomKeyStoreId: required(customKeyStoreId) },
  EnableKey: { KeyId: required(keyId) },
  EnableKeyRotation: { KeyId: required(keyId), RotationPeriodInDays: integerOf(90, 2560) },
  Encrypt: {
    KeyId: required(keyId),
    Plaintext: required(sensitive(blobOf(1, 4096))),
    EncryptionContext: map,
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    EncryptionAlgorithm: encryptionAlgorithm,
    DryRun: flag,
  },
  GenerateDataKey: {
    KeyId: required(keyId),
    EncryptionContext: map,
    NumberOfBytes: numberOfBytes,
    KeySpec: keySpec,
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    Recipient: structure,
    'Recipient.KeyEncryptionAlgorithm': keyEncryptionAlgorithm,
    'Recipient.AttestationDocument': attestationDocument,
    DryRun: flag,
  },
  GenerateDataKeyPair: {
    EncryptionContext: map,
    KeyId: required(keyId),
    KeyPairSpec: required(keyPairSpec),
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    Recipient: structure,
    'Recipient.KeyEncryptionAlgorithm': keyEncryptionAlgorithm,
    'Recipient.AttestationDocument': attestationDocument,
    DryRun: flag,
  },
  GenerateDataKeyPairWithoutPlaintext: {
    EncryptionContext: map,
    KeyId: required(keyId),
    KeyPairSpec: required(keyPairSpec),
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    DryRun: flag,
  },
  GenerateDataKeyWithoutPlaintext: {
    KeyId: required(keyId),
    EncryptionContext: map,
    KeySpec: keySpec,
    NumberOfBytes: numberOfBytes,
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    DryRun: flag,
  },
  GenerateMac: {
    Message: required(message),
    KeyId: required(keyId),
    MacAlgorithm: required(macAlgorithm),
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    DryRun: flag,
  },
  GenerateRandom: {
    NumberOfBytes: numberOfBytes,
    CustomKeyStoreId: customKeyStoreId,
    Recipient: structure,
    'Recipient.KeyEncryptionAlgorithm': keyEncryptionAlgorithm,
    'Recipient.AttestationDocument': attestationDocument,
  },
  GetKeyLastUsage: { KeyId: required(keyId) },
  GetKeyPolicy: { KeyId: required(keyId), PolicyName: policyName },
  GetKeyRotationStatus: { KeyId: required(keyId) },
  GetParametersForImport: {
    KeyId: required(keyId),
    WrappingAlgorithm: required(
      oneOf(
        'RSAES_PKCS1_V1_5 RSAES_OAEP_SHA_1 RSAES_OAEP_SHA_256 RSA_AES_KEY_WRAP_SHA_1 RSA_AES_KEY_WRAP_SHA_256 SM2PKE',
      ),
    ),
    WrappingKeySpec: required(oneOf('RSA_2048 RSA_3072 RSA_4096 SM2')),
  },
  GetPublicKey: { KeyId: required(keyId), GrantTokens: grantTokens, 'GrantTokens[]': grantToken },
  ImportKeyMaterial: {
    KeyId: required(keyId),
    ImportToken: required(blobOf(1, 6144)),
    EncryptedKeyMaterial: required(blobOf(1, 6144)),
    ValidTo: timestamp,
    ExpirationModel: oneOf('KEY_MATERIAL_EXPIRES KEY_MATERIAL_DOES_NOT_EXPIRE'),
    ImportType: oneOf('NEW_KEY_MATERIAL EXISTING_KEY_MATERIAL'),
    KeyMaterialDescription: textOf(0, 256, '^[a-zA-Z0-9:/_\\s.-]+$'),
    KeyMaterialId: keyMaterialId,
  },
  ListAliases: { KeyId: keyId, Limit: limit, Marker: marker },
  ListGrants: {
    Limit: limit,
    Marker: marker,
    KeyId: required(keyId),
    GrantId: grantId,
    GranteePrincipal: principal,
    GranteeServicePrincipal: servicePrincipal,
  },
  ListKeyPolicies: { KeyId: required(keyId), Limit: limit, Marker: marker },
  ListKeyRotations: {
    KeyId: required(keyId),
    IncludeKeyMaterial: oneOf('ALL_KEY_MATERIAL ROTATIONS_ONLY'),
    Limit: limit,
    Marker: marker,
  },
  ListKeys: { Limit: limit, Marker: marker },
  ListResourceTags: { KeyId: required(keyId), Limit: limit, Marker: marker },
  ListRetirableGrants: {
    Limit: limit,
    Marker: marker,
    RetiringPrincipal: principal,
    RetiringServicePrincipal: servicePrincipal,
  },
  PutKeyPolicy: {
    KeyId: required(keyId),
    PolicyName: policyName,
    Policy: required(policy),
    BypassPolicyLockoutSafetyCheck: flag,
  },
  ReEncrypt: {
    CiphertextBlob: ciphertextBlob,
    SourceEncryptionContext: map,
    SourceKeyId: keyId,
    DestinationKeyId: required(keyId),
    DestinationEncryptionContext: map,
    SourceEncryptionAlgorithm: encryptionAlgorithm,
    DestinationEncryptionAlgorithm: encryptionAlgorithm,
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    DryRun: flag,
    DryRunModifiers: list,
    'DryRunModifiers[]': dryRunModifier,
  },
  ReplicateKey: {
    KeyId: required(keyId),
    ReplicaRegion: required(region),
    Policy: policy,
    BypassPolicyLockoutSafetyCheck: flag,
    Description: description,
    Tags: list,
    'Tags[].TagKey': required(tagKey),
    'Tags[].TagValue': required(tagValue),
  },
  RetireGrant: { GrantToken: grantToken, KeyId: keyId, GrantId: grantId, DryRun: flag },
  RevokeGrant: { KeyId: required(keyId), GrantId: required(grantId), DryRun: flag },
  RotateKeyOnDemand: { KeyId: required(keyId) },
  ScheduleKeyDeletion: { KeyId: required(keyId), PendingWindowInDays: integerOf(1, 365) },
  Sign: {
    KeyId: required(keyId),
    Message: required(message),
    MessageType: messageType,
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    SigningAlgorithm: required(signingAlgorithm),
    DryRun: flag,
  },
  TagResource: {
    KeyId: required(keyId),
    Tags: required(list),
    'Tags[].TagKey': required(tagKey),
    'Tags[].TagValue': required(tagValue),
  },
  UntagResource: { KeyId: required(keyId), TagKeys: required(list), 'TagKeys[]': tagKey },
  UpdateAlias: { AliasName: required(aliasName), TargetKeyId: required(keyId) },
  UpdateCustomKeyStore: {
    CustomKeyStoreId: required(customKeyStoreId),
    NewCustomKeyStoreName: customKeyStoreName,
    KeyStorePassword: keyStorePassword,
    CloudHsmClusterId: cloudHsmClusterId,
    XksProxyUriEndpoint: xksProxyUriEndpoint,
    XksProxyUriPath: xksProxyUriPath,
    XksProxyVpcEndpointServiceName: xksProxyVpcEndpointServiceName,
    XksProxyVpcEndpointServiceOwner: xksProxyVpcEndpointServiceOwner,
    XksProxyAuthenticationCredential: structure,
    'XksProxyAuthenticationCredential.AccessKeyId': required(accessKeyId),
    'XksProxyAuthenticationCredential.RawSecretAccessKey': required(rawSecretAccessKey),
    XksProxyConnectivity: xksProxyConnectivity,
  },
  UpdateKeyDescription: { KeyId: required(keyId), Description: required(description) },
  UpdatePrimaryRegion: { KeyId: required(keyId), PrimaryRegion: required(region) },
  Verify: {
    KeyId: required(keyId),
    Message: required(message),
    MessageType: messageType,
    Signature: required(blobOf(1, 6144)),
    SigningAlgorithm: required(signingAlgorithm),
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    DryRun: flag,
  },
  VerifyMac: {
    Message: required(message),
    KeyId: required(keyId),
    MacAlgorithm: required(macAlgorithm),
    Mac: required(blobOf(1, 6144)),
    GrantTokens: grantTokens,
    'GrantTokens[]': grantToken,
    DryRun: flag,
  },
} satisfies Readonly<Record<string, InputShape>>;
