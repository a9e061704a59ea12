/** Kinds of keys, and how a key of a kind is brought into a state: by calls and time alone, as anybody could. */
import { type Planned, type PlannedCall, type PlannedValue, ref } from '../../contract.ts';
import { REGION } from '../../people.ts';
import type { SeenKeyState } from './keyStateTable.ts';

/** A Region that is not the key's own. */
export const AWAY = 'eu-west-1';
/** A third Region. */
export const ELSEWHERE = 'eu-central-1';

/** Members of a planned call's input. */
export type PlannedInput = { readonly [member: string]: PlannedValue };

/** What a key is for. */
export type Purpose = 'symmetric' | 'rsa' | 'signing' | 'agreement' | 'hmac';
/** Where a key comes from and where it stands among others. */
export type Family =
  | 'single'
  | 'imported'
  | 'primary'
  | 'replica'
  | 'imported-primary'
  | 'imported-replica'
  | 'cloudhsm'
  | 'external-store';

/** A kind of key. */
export interface KeyKind {
  readonly purpose: Purpose;
  readonly family: Family;
}

/** How cell ids name a kind: `symmetric`, `imported-hmac`, `cloudhsm`. */
export function kindName({ purpose, family }: KeyKind): string {
  if (family === 'single') return purpose;
  return purpose === 'symmetric' && family !== 'imported' ? family : `${family}-${purpose}`;
}

const DELETION: readonly SeenKeyState[] = ['Enabled', 'Disabled', 'PendingDeletion'];

/** The states that keys of a family can be in. */
export const statesOf: Readonly<Record<Family, readonly SeenKeyState[]>> = {
  single: DELETION,
  imported: [...DELETION, 'PendingImport'],
  primary: [...DELETION, 'PendingReplicaDeletion', 'Updating'],
  replica: [...DELETION, 'Creating', 'Updating'],
  'imported-primary': ['Enabled', 'Disabled', 'PendingReplicaDeletion', 'PendingImport', 'Updating'],
  'imported-replica': ['Enabled', 'PendingImport', 'Creating', 'Updating'],
  cloudhsm: [...DELETION, 'Unavailable'],
  'external-store': [...DELETION, 'Unavailable'],
};

const purposes: readonly Purpose[] = ['symmetric', 'rsa', 'signing', 'agreement', 'hmac'];

/** All kinds. */
export const keyKinds: readonly KeyKind[] = [
  ...(['single', 'imported', 'primary', 'replica'] as const).flatMap((family) =>
    purposes.map((purpose) => ({ purpose, family })),
  ),
  ...(['imported-primary', 'imported-replica', 'cloudhsm', 'external-store'] as const).map((family) => ({
    purpose: 'symmetric' as const,
    family,
  })),
];

/** CreateKey's input for a purpose. */
export const specOf: Readonly<Record<Purpose, PlannedInput>> = {
  symmetric: {},
  rsa: { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
  signing: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
  agreement: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
  hmac: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
};

/** A call of KMS. */
export function kms(operation: string, input: PlannedInput, more: Partial<PlannedCall> = {}): PlannedCall {
  return { service: 'kms', operation, input, ...more };
}

/** Whether the key is a replica, made in the Region of its primary first. */
const isReplica = ({ family }: KeyKind): boolean => family === 'replica' || family === 'imported-replica';

/** Whether the owner brings the key material. */
export const isImported = ({ family }: KeyKind): boolean => family.startsWith('imported');

/** Whether the key lives in a custom key store. */
export const inCustomStore = ({ family }: KeyKind): boolean => family === 'cloudhsm' || family === 'external-store';

/** ARN of the key that a cell is about, once it is made. */
export const keyArn = (kind: KeyKind): PlannedValue =>
  ref(isReplica(kind) ? 'key.ReplicaKeyMetadata.Arn' : 'key.KeyMetadata.Arn');

const MATERIAL: Readonly<Record<'symmetric' | 'hmac', Uint8Array>> = {
  symmetric: new Uint8Array(32).fill(7),
  hmac: new Uint8Array(32).fill(8),
};

/** Calls that bring the material of a purpose; key pairs are made by GenerateDataKeyPair, so that they are sound. */
export function importCalls(
  purpose: Purpose,
  arn: PlannedValue,
  name: string,
  region?: string,
  more: PlannedInput = {},
): PlannedCall[] {
  const place = region === undefined ? {} : { region };
  const pair = purpose !== 'symmetric' && purpose !== 'hmac';
  const algorithm = pair ? 'RSA_AES_KEY_WRAP_SHA_256' : 'RSAES_OAEP_SHA_256';
  const material = pair ? ref('material.PrivateKeyPlaintext') : MATERIAL[purpose];
  const parameters = kms(
    'GetParametersForImport',
    { KeyId: arn, WrappingAlgorithm: algorithm, WrappingKeySpec: 'RSA_2048' },
    { name: `${name}-parameters`, ...place },
  );
  return [parameters, importCall(arn, name, material, algorithm, place, more)];
}

function importCall(
  arn: PlannedValue,
  name: string,
  material: PlannedValue,
  algorithm: 'RSA_AES_KEY_WRAP_SHA_256' | 'RSAES_OAEP_SHA_256',
  place: Partial<PlannedCall>,
  more: PlannedInput,
): PlannedCall {
  const { material: other = material, ...members } = more;
  return kms(
    'ImportKeyMaterial',
    {
      KeyId: arn,
      ImportToken: ref(`${name}-parameters.ImportToken`),
      EncryptedKeyMaterial: { $wrap: { material: other, publicKey: ref(`${name}-parameters.PublicKey`), algorithm } },
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      ...members,
    },
    { name, ...place },
  );
}

/** A key pair to be imported, for purposes that need one. */
function pairToImport(purpose: Purpose): Planned[] {
  if (purpose === 'symmetric' || purpose === 'hmac') return [];
  const KeyPairSpec = purpose === 'rsa' ? 'RSA_2048' : 'ECC_NIST_P256';
  return [
    kms('CreateKey', {}, { name: 'maker' }),
    kms('GenerateDataKeyPair', { KeyId: ref('maker.KeyMetadata.Arn'), KeyPairSpec }, { name: 'material' }),
  ];
}

const STORES: Readonly<Record<'cloudhsm' | 'external-store', PlannedInput>> = {
  cloudhsm: {
    CustomKeyStoreName: 'conformance',
    CloudHsmClusterId: 'cluster-conformance',
    TrustAnchorCertificate: '-----BEGIN CERTIFICATE-----',
    KeyStorePassword: 'kmsPswd-1',
  },
  'external-store': {
    CustomKeyStoreName: 'conformance',
    CustomKeyStoreType: 'EXTERNAL_KEY_STORE',
    XksProxyUriEndpoint: 'https://xks.example.com',
    XksProxyUriPath: '/kms/xks/v1',
    XksProxyConnectivity: 'PUBLIC_ENDPOINT',
    XksProxyAuthenticationCredential: {
      AccessKeyId: 'EXAMPLEEXAMPLEEXAMPLE',
      RawSecretAccessKey: 'EXAMPLE'.repeat(7),
    },
  },
};

const storeId = ref('store.CustomKeyStoreId');

function keyInStore(family: 'cloudhsm' | 'external-store'): Planned[] {
  const own =
    family === 'cloudhsm' ? { Origin: 'AWS_CLOUDHSM' } : { Origin: 'EXTERNAL_KEY_STORE', XksKeyId: 'bb8562717f809024' };
  return [
    kms('CreateCustomKeyStore', STORES[family], { name: 'store' }),
    kms('ConnectCustomKeyStore', { CustomKeyStoreId: storeId }, { wait: { minutes: 30 } }),
    kms('CreateKey', { ...(own as PlannedInput), CustomKeyStoreId: storeId }, { name: 'key' }),
  ];
}

/** Calls that make a key of a kind, ready to be used; a replica to be `Creating` is not waited for. */
export function makeKey(kind: KeyKind, beforeReplication: readonly Planned[], waitForReplica: boolean): Planned[] {
  const { purpose, family } = kind;
  const spec = specOf[purpose];
  const external = { ...spec, Origin: 'EXTERNAL' };
  const material = ref('key.KeyMetadata.Arn');
  const wait = { minutes: 1 };
  switch (family) {
    case 'single':
      return [kms('CreateKey', spec, { name: 'key' })];
    case 'imported':
      return [
        ...pairToImport(purpose),
        kms('CreateKey', external, { name: 'key' }),
        ...importCalls(purpose, material, 'first'),
      ];
    case 'primary':
      return [
        kms('CreateKey', { ...spec, MultiRegion: true }, { name: 'key' }),
        kms('ReplicateKey', { KeyId: material, ReplicaRegion: AWAY }, { name: 'replica', wait }),
      ];
    case 'imported-primary':
      return [
        kms('CreateKey', { ...external, MultiRegion: true }, { name: 'key' }),
        ...importCalls(purpose, material, 'first'),
        kms('ReplicateKey', { KeyId: material, ReplicaRegion: AWAY }, { name: 'replica', wait }),
        ...importCalls(purpose, ref('replica.ReplicaKeyMetadata.Arn'), 'away', AWAY),
      ];
    case 'replica':
    case 'imported-replica':
      return replicaCalls(kind, beforeReplication, waitForReplica);
    default:
      return keyInStore(family);
  }
}

function replicaCalls(kind: KeyKind, beforeReplication: readonly Planned[], waitForReplica: boolean): Planned[] {
  const imported = isImported(kind);
  const spec = imported ? { ...specOf[kind.purpose], Origin: 'EXTERNAL' } : specOf[kind.purpose];
  const origin = ref('origin.KeyMetadata.Arn');
  const replicate = kms('ReplicateKey', { KeyId: origin, ReplicaRegion: REGION }, { name: 'key', region: AWAY });
  return [
    kms('CreateKey', { ...spec, MultiRegion: true }, { name: 'origin', region: AWAY }),
    ...(imported ? importCalls(kind.purpose, origin, 'away', AWAY) : []),
    ...beforeReplication,
    waitForReplica ? { ...replicate, wait: { minutes: 1 } } : replicate,
    ...(imported && waitForReplica ? importCalls(kind.purpose, keyArn(kind), 'first') : []),
  ];
}

/** Calls that bring an enabled key into a state. */
export function intoState(kind: KeyKind, state: SeenKeyState): Planned[] {
  const KeyId = keyArn(kind);
  const schedule = kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  switch (state) {
    case 'Disabled':
      return [kms('DisableKey', { KeyId })];
    case 'PendingDeletion':
      // A primary waits for the end of its replicas first.
      if (kind.family === 'primary') return [...deleteReplica(), schedule];
      return [schedule];
    case 'PendingReplicaDeletion':
      return [schedule];
    case 'PendingImport':
      return [kms('DeleteImportedKeyMaterial', { KeyId })];
    case 'Unavailable':
      return [kms('DisconnectCustomKeyStore', { CustomKeyStoreId: storeId }, { wait: { minutes: 30 } })];
    case 'Updating':
      return isReplica(kind)
        ? [
            kms(
              'UpdatePrimaryRegion',
              { KeyId: ref('origin.KeyMetadata.Arn'), PrimaryRegion: REGION },
              { region: AWAY },
            ),
          ]
        : [kms('UpdatePrimaryRegion', { KeyId, PrimaryRegion: AWAY })];
    default:
      return [];
  }
}

function deleteReplica(): Planned[] {
  const KeyId = ref('replica.ReplicaKeyMetadata.Arn');
  return [kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }, { region: AWAY, wait: { days: 8 } })];
}
