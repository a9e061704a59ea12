/**
 * The errors that AWS's model names for each KMS operation.
 *
 * Source: AWS's published API model of KMS (2014-11-01), as in botocore 1.43.11,
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html (documented).
 */
import { errorTable } from '../validation/errorTable.ts';

/** HTTP status by modelled error code. ValidationException, AccessDeniedException and ThrottlingException are in no model. */
export const modelledErrors = errorTable(
  `
  CancelKeyDeletion: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState
  ConnectCustomKeyStore: CloudHsmClusterNotActive CustomKeyStoreInvalidState CustomKeyStoreNotFound KMSInternal=500 CloudHsmClusterInvalidConfiguration
  CreateAlias: DependencyTimeout=500 AlreadyExists NotFound InvalidAliasName KMSInternal=500 LimitExceeded KMSInvalidState
  CreateCustomKeyStore: CloudHsmClusterInUse CustomKeyStoreNameInUse CloudHsmClusterNotFound KMSInternal=500 CloudHsmClusterNotActive IncorrectTrustAnchor CloudHsmClusterInvalidConfiguration LimitExceeded XksProxyUriInUse XksProxyUriEndpointInUse XksProxyUriUnreachable XksProxyIncorrectAuthenticationCredential XksProxyVpcEndpointServiceInUse XksProxyVpcEndpointServiceNotFound XksProxyVpcEndpointServiceInvalidConfiguration XksProxyInvalidResponse XksProxyInvalidConfiguration
  CreateGrant: NotFound Disabled DependencyTimeout=500 InvalidArn KMSInternal=500 InvalidGrantToken LimitExceeded KMSInvalidState DryRunOperation
  CreateKey: MalformedPolicyDocument DependencyTimeout=500 InvalidArn UnsupportedOperation KMSInternal=500 LimitExceeded Tag CustomKeyStoreNotFound CustomKeyStoreInvalidState CloudHsmClusterInvalidConfiguration XksKeyInvalidConfiguration XksKeyAlreadyInUse XksKeyNotFound
  Decrypt: NotFound Disabled InvalidCiphertext KeyUnavailable=500 IncorrectKey InvalidKeyUsage DependencyTimeout=500 InvalidGrantToken KMSInternal=500 KMSInvalidState DryRunOperation
  DeleteAlias: DependencyTimeout=500 NotFound KMSInternal=500 KMSInvalidState
  DeleteCustomKeyStore: CustomKeyStoreHasCMKs CustomKeyStoreInvalidState CustomKeyStoreNotFound KMSInternal=500
  DeleteImportedKeyMaterial: InvalidArn UnsupportedOperation DependencyTimeout=500 NotFound KMSInternal=500 KMSInvalidState
  DeriveSharedSecret: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 InvalidGrantToken InvalidKeyUsage KMSInternal=500 KMSInvalidState DryRunOperation
  DescribeCustomKeyStores: CustomKeyStoreNotFound InvalidMarker KMSInternal=500
  DescribeKey: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500
  DisableKey: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState
  DisableKeyRotation: NotFound Disabled InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState UnsupportedOperation
  DisconnectCustomKeyStore: CustomKeyStoreInvalidState CustomKeyStoreNotFound KMSInternal=500
  EnableKey: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500 LimitExceeded KMSInvalidState
  EnableKeyRotation: NotFound Disabled InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState UnsupportedOperation
  Encrypt: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState DryRunOperation
  GenerateDataKey: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState DryRunOperation
  GenerateDataKeyPair: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState UnsupportedOperation DryRunOperation
  GenerateDataKeyPairWithoutPlaintext: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState UnsupportedOperation DryRunOperation
  GenerateDataKeyWithoutPlaintext: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState DryRunOperation
  GenerateMac: NotFound Disabled KeyUnavailable=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState DryRunOperation
  GenerateRandom: DependencyTimeout=500 KMSInternal=500 UnsupportedOperation CustomKeyStoreNotFound CustomKeyStoreInvalidState
  GetKeyLastUsage: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500
  GetKeyPolicy: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState
  GetKeyRotationStatus: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState UnsupportedOperation
  GetParametersForImport: InvalidArn UnsupportedOperation DependencyTimeout=500 NotFound KMSInternal=500 KMSInvalidState
  GetPublicKey: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 UnsupportedOperation InvalidArn InvalidGrantToken InvalidKeyUsage KMSInternal=500 KMSInvalidState
  ImportKeyMaterial: InvalidArn UnsupportedOperation DependencyTimeout=500 NotFound KMSInternal=500 KMSInvalidState InvalidCiphertext IncorrectKeyMaterial ExpiredImportToken InvalidImportToken
  ListAliases: DependencyTimeout=500 InvalidMarker KMSInternal=500 InvalidArn NotFound
  ListGrants: NotFound DependencyTimeout=500 InvalidMarker InvalidGrantId InvalidArn KMSInternal=500 KMSInvalidState
  ListKeyPolicies: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState
  ListKeyRotations: NotFound InvalidArn InvalidMarker KMSInternal=500 KMSInvalidState UnsupportedOperation
  ListKeys: DependencyTimeout=500 KMSInternal=500 InvalidMarker
  ListResourceTags: KMSInternal=500 NotFound InvalidArn InvalidMarker
  ListRetirableGrants: DependencyTimeout=500 InvalidMarker InvalidArn NotFound KMSInternal=500
  PutKeyPolicy: NotFound InvalidArn MalformedPolicyDocument DependencyTimeout=500 UnsupportedOperation KMSInternal=500 LimitExceeded KMSInvalidState
  ReEncrypt: NotFound Disabled InvalidCiphertext KeyUnavailable=500 IncorrectKey DependencyTimeout=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState DryRunOperation
  ReplicateKey: AlreadyExists Disabled InvalidArn KMSInvalidState KMSInternal=500 LimitExceeded MalformedPolicyDocument NotFound Tag UnsupportedOperation
  RetireGrant: InvalidArn InvalidGrantToken InvalidGrantId NotFound DependencyTimeout=500 KMSInternal=500 KMSInvalidState DryRunOperation
  RevokeGrant: NotFound DependencyTimeout=500 InvalidArn InvalidGrantId KMSInternal=500 KMSInvalidState DryRunOperation
  RotateKeyOnDemand: NotFound Disabled InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState UnsupportedOperation LimitExceeded Conflict
  ScheduleKeyDeletion: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState
  Sign: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState DryRunOperation
  TagResource: KMSInternal=500 NotFound InvalidArn KMSInvalidState LimitExceeded Tag
  UntagResource: KMSInternal=500 NotFound InvalidArn KMSInvalidState Tag
  UpdateAlias: DependencyTimeout=500 NotFound KMSInternal=500 LimitExceeded KMSInvalidState
  UpdateCustomKeyStore: CustomKeyStoreNotFound CustomKeyStoreNameInUse CloudHsmClusterNotFound CloudHsmClusterNotRelated CustomKeyStoreInvalidState KMSInternal=500 CloudHsmClusterNotActive CloudHsmClusterInvalidConfiguration XksProxyUriInUse XksProxyUriEndpointInUse XksProxyUriUnreachable XksProxyIncorrectAuthenticationCredential XksProxyVpcEndpointServiceInUse XksProxyVpcEndpointServiceNotFound XksProxyVpcEndpointServiceInvalidConfiguration XksProxyInvalidResponse XksProxyInvalidConfiguration
  UpdateKeyDescription: NotFound InvalidArn DependencyTimeout=500 KMSInternal=500 KMSInvalidState
  UpdatePrimaryRegion: Disabled InvalidArn KMSInvalidState KMSInternal=500 NotFound UnsupportedOperation
  Verify: NotFound Disabled KeyUnavailable=500 DependencyTimeout=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidState KMSInvalidSignature DryRunOperation
  VerifyMac: NotFound Disabled KeyUnavailable=500 InvalidKeyUsage InvalidGrantToken KMSInternal=500 KMSInvalidMac KMSInvalidState DryRunOperation
`,
  'Exception',
);
