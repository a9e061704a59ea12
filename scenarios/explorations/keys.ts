/** Explorations of KMS alone: who may use a key, and key material that its owner brought. */

import { utf8 } from '../../model/bytes.ts';
import { kms } from '../calls.ts';
import { type Exploration, ref } from '../contract.ts';
import { ACCOUNT, people } from '../people.ts';
import { MATERIAL, wrapped } from '../vocabulary/kmsMaterial.ts';
import { CREATE_KEY, EVERYWHERE, FOUR_DAYS, KEY, KEY_ARN, keyMoves } from './moves.ts';

/** What the ciphertext is bound to. */
const PURPOSE = { purpose: 'exploration' };
const guest = people.guest!.caller.principal!;
const encrypt = kms(
  'Encrypt',
  { KeyId: KEY, Plaintext: utf8('a secret that only some may read'), EncryptionContext: PURPOSE },
  { name: 'encrypt' },
);
const decrypt = { CiphertextBlob: ref('encrypt.CiphertextBlob'), EncryptionContext: PURPOSE };

/** The default key policy, with more statements if you like. */
const policy = (...statements: readonly { readonly [member: string]: string | { readonly AWS: string } }[]) => ({
  $json: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
      ...statements,
    ],
  },
});
const forGuest = (effect: 'Allow' | 'Deny') =>
  policy({ Effect: effect, Principal: { AWS: guest }, Action: 'kms:Decrypt', Resource: '*' });

/** Who may use a key: policies, a grant, another account. */
export const policyAndGrant: Exploration = {
  id: 'policy-and-grant',
  title: 'A ciphertext, and the key policies and the grant that let a guest read it',
  families: [...EVERYWHERE, 'ciphertexts'],
  opening: [CREATE_KEY, encrypt],
  moves: [
    ...keyMoves,
    kms('PutKeyPolicy', { KeyId: KEY, Policy: policy() }),
    kms('PutKeyPolicy', { KeyId: KEY, Policy: forGuest('Allow') }),
    kms('PutKeyPolicy', { KeyId: KEY, Policy: forGuest('Deny') }),
    kms(
      'CreateGrant',
      { KeyId: KEY, GranteePrincipal: guest, Operations: ['Decrypt'], Name: 'for-the-guest' },
      { name: 'createGrant' },
    ),
    kms('RevokeGrant', { KeyId: KEY, GrantId: ref('createGrant.GrantId') }),
    kms('RetireGrant', { KeyId: KEY, GrantId: ref('createGrant.GrantId') }),
    kms('Decrypt', decrypt, { caller: 'guest' }),
    kms('Encrypt', { KeyId: KEY, Plaintext: utf8('a secret of the guest') }, { caller: 'guest' }),
    kms('Decrypt', decrypt),
    kms('Decrypt', { ...decrypt, EncryptionContext: { purpose: 'another' } }),
    kms('DisableKey', { KeyId: KEY_ARN }, { caller: 'outsider' }),
    FOUR_DAYS,
  ],
};

const SECOND = ref('createSecond.KeyMetadata.KeyId');
const alias = { AliasName: 'alias/explored' };

/** What an alias names, and what it opens. */
export const aliasOfTwoKeys: Exploration = {
  id: 'alias-of-two-keys',
  title: 'An alias that moves between two keys, and a ciphertext under the first',
  families: [...EVERYWHERE, 'ciphertexts'],
  opening: [CREATE_KEY, { ...CREATE_KEY, name: 'createSecond' }, encrypt],
  moves: [
    ...keyMoves,
    kms('DisableKey', { KeyId: SECOND }),
    kms('EnableKey', { KeyId: SECOND }),
    kms('CreateAlias', { ...alias, TargetKeyId: KEY }),
    kms('UpdateAlias', { ...alias, TargetKeyId: KEY }),
    kms('UpdateAlias', { ...alias, TargetKeyId: SECOND }),
    kms('DeleteAlias', alias),
    kms('DescribeKey', { KeyId: alias.AliasName }),
    kms('Encrypt', { KeyId: alias.AliasName, Plaintext: utf8('a secret of whoever has the alias') }),
    kms('Decrypt', { ...decrypt, KeyId: alias.AliasName }),
    FOUR_DAYS,
  ],
};

const parameters = kms(
  'GetParametersForImport',
  { KeyId: KEY, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' },
  { name: 'parameters' },
);
const bring = { KeyId: KEY, ImportToken: ref('parameters.ImportToken'), EncryptedKeyMaterial: wrapped(MATERIAL) };

/** Material that comes and goes. */
export const importedMaterial: Exploration = {
  id: 'imported-material',
  title: 'A key whose material its owner imports, lets expire and deletes',
  families: [...EVERYWHERE, 'ciphertexts', 'material'],
  opening: [
    kms('CreateKey', { Origin: 'EXTERNAL' }, { name: 'createKey' }),
    parameters,
    kms('ImportKeyMaterial', { ...bring, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }),
    encrypt,
  ],
  moves: [
    ...keyMoves,
    kms('ImportKeyMaterial', { ...bring, ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }),
    kms('ImportKeyMaterial', { ...bring, ValidTo: { $now: { days: 3 } } }),
    kms('DeleteImportedKeyMaterial', { KeyId: KEY }),
    kms('Decrypt', decrypt),
    FOUR_DAYS,
  ],
};
