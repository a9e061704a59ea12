/** A valid call of each operation of the key-state table, and what must be made for it while the key can still be used. */
import { type Planned, type PlannedCall, type PlannedValue, ref } from '../../contract.ts';
import { ACCOUNT, people, REGION } from '../../people.ts';
import {
  AWAY,
  ELSEWHERE,
  importCalls,
  isImported,
  type KeyKind,
  kms,
  type PlannedInput,
  type Purpose,
  specOf,
} from './keyKinds.ts';

/** The call whose answer a cell is about, and what comes before. */
export interface CellCall {
  /** Made where the material is usable: on a replica's primary if the replica is to be caught in the making. */
  readonly use?: readonly PlannedCall[];
  /** Made on the key itself. */
  readonly manage?: readonly Planned[];
  readonly call: PlannedCall;
}

/** The key of a cell: its ARN, and the ARN and Region of a key with the same usable material. */
export interface CellKey {
  readonly kind: KeyKind;
  readonly arn: PlannedValue;
  readonly usable: { readonly arn: PlannedValue; readonly region: string };
  /** Whether the key is a replica that is still being made. */
  readonly making: boolean;
}

const MESSAGE = new TextEncoder().encode('what is to be kept');
const ALIAS = 'alias/conformance';
const OTHER_ALIAS = 'alias/conformance-other';
const guest = people.guest!.caller.principal;

const ANSWER = { name: 'answer' } as const;

const otherKey = (purpose: Purpose): PlannedCall => kms('CreateKey', specOf[purpose], { name: 'other' });
const otherArn = ref('other.KeyMetadata.Arn');

const algorithmOf = (purpose: Purpose): PlannedInput =>
  purpose === 'rsa' ? { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' } : {};

const encrypted = ({ kind, usable }: CellKey): PlannedCall =>
  kms(
    'Encrypt',
    { KeyId: usable.arn, Plaintext: MESSAGE, ...algorithmOf(kind.purpose) },
    { name: 'sealed', region: usable.region },
  );
const ciphertext = ref('sealed.CiphertextBlob');

const plain =
  (input: PlannedInput = {}) =>
  (operation: string, { arn }: CellKey): CellCall => ({ call: kms(operation, { KeyId: arn, ...input }, ANSWER) });

const signing = { Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256' };
const mac = { Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' };

type CallMaker = (operation: string, key: CellKey) => CellCall;

const needsGrant: CallMaker = (operation, { arn, making }) => {
  // A replica in the making can have no grant yet: the call names one that does not exist.
  if (making) return { call: kms(operation, { KeyId: arn, GrantId: 'f'.repeat(64) }, ANSWER) };
  const input = { KeyId: arn, GranteePrincipal: guest, Operations: ['DescribeKey'] };
  return {
    manage: [kms('CreateGrant', input, { name: 'grant' })],
    call: kms(operation, { KeyId: arn, GrantId: ref('grant.GrantId') }, ANSWER),
  };
};

const importOperation: CallMaker = (operation, { kind, arn, making }) => {
  if (!isImported(kind) || making) {
    const bytes = new Uint8Array(1);
    const input = { KeyId: arn, ImportToken: bytes, EncryptedKeyMaterial: bytes };
    return { call: kms(operation, { ...input, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }, ANSWER) };
  }
  const [parameters, call] = importCalls(kind.purpose, arn, 'again') as [PlannedCall, PlannedCall];
  return { manage: [parameters], call: { ...call, ...ANSWER } };
};

const rotateOnDemand: CallMaker = (operation, { kind, arn }) => {
  const call = kms(operation, { KeyId: arn }, ANSWER);
  const rotates = kind.family === 'imported' || kind.family === 'imported-primary';
  if (!rotates || kind.purpose !== 'symmetric') return { call };
  const material = new Uint8Array(32).fill(9);
  const next = { material, ImportType: 'NEW_KEY_MATERIAL' };
  const away = ref('replica.ReplicaKeyMetadata.Arn');
  return {
    manage: [
      ...importCalls('symmetric', arn, 'next', undefined, next),
      // Every related key needs the new material before the primary can rotate to it.
      ...(kind.family === 'imported-primary'
        ? importCalls('symmetric', away, 'next-away', AWAY, { material, ImportType: 'NEW_KEY_MATERIAL' })
        : []),
    ],
    call,
  };
};

const makers: Readonly<Record<string, CallMaker>> = {
  CreateAlias: (operation, { arn }) => ({ call: kms(operation, { AliasName: ALIAS, TargetKeyId: arn }, ANSWER) }),
  CreateGrant: plain({ GranteePrincipal: guest, Operations: ['DescribeKey'] }),
  Decrypt: (operation, key) => ({
    use: [encrypted(key)],
    call: kms(operation, { CiphertextBlob: ciphertext, KeyId: key.arn, ...algorithmOf(key.kind.purpose) }, ANSWER),
  }),
  DeleteAlias: (operation, { arn }) => ({
    manage: [kms('CreateAlias', { AliasName: ALIAS, TargetKeyId: arn })],
    call: kms(operation, { AliasName: ALIAS }, ANSWER),
  }),
  DeriveSharedSecret: (operation, { arn }) => ({
    use: [otherKey('agreement'), kms('GetPublicKey', { KeyId: otherArn }, { name: 'public' })],
    call: kms(operation, { KeyId: arn, KeyAgreementAlgorithm: 'ECDH', PublicKey: ref('public.PublicKey') }, ANSWER),
  }),
  Encrypt: (operation, { kind, arn }) => ({
    call: kms(operation, { KeyId: arn, Plaintext: MESSAGE, ...algorithmOf(kind.purpose) }, ANSWER),
  }),
  GenerateDataKey: plain({ KeySpec: 'AES_256' }),
  GenerateDataKeyWithoutPlaintext: plain({ KeySpec: 'AES_256' }),
  GenerateDataKeyPair: plain({ KeyPairSpec: 'ECC_NIST_P256' }),
  GenerateDataKeyPairWithoutPlaintext: plain({ KeyPairSpec: 'ECC_NIST_P256' }),
  GenerateMac: plain(mac),
  GetParametersForImport: (operation, { kind, arn }) => {
    const pair = kind.purpose !== 'symmetric' && kind.purpose !== 'hmac';
    const WrappingAlgorithm = pair ? 'RSA_AES_KEY_WRAP_SHA_256' : 'RSAES_OAEP_SHA_256';
    return { call: kms(operation, { KeyId: arn, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' }, ANSWER) };
  },
  ImportKeyMaterial: importOperation,
  PutKeyPolicy: plain({
    Policy: {
      $json: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
        ],
      },
    },
  }),
  ReEncrypt: (operation, key) => ({
    use: [otherKey('symmetric'), encrypted(key)],
    call: kms(
      operation,
      {
        CiphertextBlob: ciphertext,
        SourceKeyId: key.arn,
        DestinationKeyId: otherArn,
        ...(key.kind.purpose === 'rsa' ? { SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256' } : {}),
      },
      ANSWER,
    ),
  }),
  ReplicateKey: plain({ ReplicaRegion: ELSEWHERE }),
  RetireGrant: needsGrant,
  RevokeGrant: needsGrant,
  RotateKeyOnDemand: rotateOnDemand,
  ScheduleKeyDeletion: plain({ PendingWindowInDays: 7 }),
  Sign: plain(signing),
  TagResource: plain({ Tags: [{ TagKey: 'team', TagValue: 'blue' }] }),
  UntagResource: plain({ TagKeys: ['team'] }),
  UpdateAlias: (operation, { kind, arn }) => ({
    manage: [otherKey(kind.purpose), kms('CreateAlias', { AliasName: OTHER_ALIAS, TargetKeyId: otherArn })],
    call: kms(operation, { AliasName: OTHER_ALIAS, TargetKeyId: arn }, ANSWER),
  }),
  UpdateKeyDescription: plain({ Description: 'another' }),
  UpdatePrimaryRegion: (operation, { kind, arn }) => {
    const PrimaryRegion = kind.family.endsWith('replica') ? REGION : AWAY;
    return { call: kms(operation, { KeyId: arn, PrimaryRegion }, ANSWER) };
  },
  Verify: (operation, { arn, usable }) => ({
    use: [kms('Sign', { KeyId: usable.arn, ...signing }, { name: 'signed', region: usable.region })],
    call: kms(operation, { KeyId: arn, ...signing, Signature: ref('signed.Signature') }, ANSWER),
  }),
  VerifyMac: (operation, { arn, usable }) => ({
    use: [kms('GenerateMac', { KeyId: usable.arn, ...mac }, { name: 'maced', region: usable.region })],
    call: kms(operation, { KeyId: arn, ...mac, Mac: ref('maced.Mac') }, ANSWER),
  }),
};

/** The two further ways in which a key can stand in a call. */
const asides: Readonly<Record<string, CallMaker>> = {
  'ReEncrypt-to': (_, { kind, arn }) => ({
    use: [otherKey('symmetric'), kms('Encrypt', { KeyId: otherArn, Plaintext: MESSAGE }, { name: 'sealed' })],
    call: kms(
      'ReEncrypt',
      {
        CiphertextBlob: ciphertext,
        DestinationKeyId: arn,
        ...(kind.purpose === 'rsa' ? { DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256' } : {}),
      },
      ANSWER,
    ),
  }),
  'UpdateAlias-from': (_, { kind, arn }) => ({
    manage: [otherKey(kind.purpose), kms('CreateAlias', { AliasName: ALIAS, TargetKeyId: arn })],
    call: kms('UpdateAlias', { AliasName: ALIAS, TargetKeyId: otherArn }, ANSWER),
  }),
};

/** Rows that a key has in another role: the destination of ReEncrypt, the old target of UpdateAlias. */
export const roles: Readonly<Record<string, readonly string[]>> = {
  ReEncrypt: ['ReEncrypt', 'ReEncrypt-to'],
  UpdateAlias: ['UpdateAlias', 'UpdateAlias-from'],
};

/** The call of an operation on a key in a role (default: the operation's own). */
export const cellCall = (operation: string, role: string, key: CellKey): CellCall =>
  (asides[role] ?? makers[operation] ?? plain())(operation, key);

const CRYPTO: readonly Purpose[] = ['symmetric', 'rsa'];

/** The purposes that an operation is for; all where it is not listed. */
export const purposesOf: Readonly<Record<string, readonly Purpose[]>> = {
  Decrypt: CRYPTO,
  Encrypt: CRYPTO,
  ReEncrypt: CRYPTO,
  GenerateDataKey: ['symmetric'],
  GenerateDataKeyWithoutPlaintext: ['symmetric'],
  GenerateDataKeyPair: ['symmetric'],
  GenerateDataKeyPairWithoutPlaintext: ['symmetric'],
  DeriveSharedSecret: ['agreement'],
  Sign: ['signing'],
  Verify: ['signing'],
  GenerateMac: ['hmac'],
  VerifyMac: ['hmac'],
  GetPublicKey: ['rsa', 'signing', 'agreement'],
};
