/** Encrypting and opening under keys of every kind, in AWS's order of checks. */
import type { EncryptionAlgorithmSpec } from '@aws-sdk/client-kms';
import type { Context } from '../context.ts';
import type { DecodedBlob } from '../crypto/blob.ts';
import { decryptRsa, encryptRsa, type RsaEncryptionAlgorithm } from '../crypto/encryption.ts';
import { KEY_SPECS } from '../crypto/keySpecs.ts';
import { refuse } from '../errors.ts';
import { defineRules, documented, recorded } from '../evidence.ts';
import { checkAlgorithm } from './algorithms.ts';
import { authorizeKey, type KeyUse } from './authorize.ts';
import type { RequestFacts } from './conditions.ts';
import { accessDenied, invalid, kmsRulesText } from './errors.ts';
import { findKey } from './find.ts';
import { currentMaterial, invalidCiphertext, openUnder, readBlob, sealUnder } from './material.ts';
import { checkUsage, noteKey } from './operation.ts';
import { publicKeyBytes } from './publicKeys.ts';
import { type EncryptionContext, type Key, keyArnOf } from './state.ts';

const SYMMETRIC = 'SYMMETRIC_DEFAULT';

const rules = defineRules('kms', {
  'rsa-limit': {
    sentence: 'An RSA key encrypts at most as many bytes as its modulus and the algorithm leave.',
    ...recorded('LocalStack snapshot recorded on AWS: test_encrypt_validate_plaintext_size_per_key_type'),
  },
  'context-symmetric-only': {
    sentence: 'Only symmetric encryption keys take an encryption context.',
    ...documented('https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html'),
  },
  'ciphertext-required': {
    sentence: 'CiphertextBlob may be left out only in a DryRun that ignores the ciphertext.',
    ...documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html'),
  },
});

/** Whether the key is a pair, whose ciphertext does not name it. */
export const asymmetric = (key: Key): boolean => key.keySpec !== SYMMETRIC;

/** Encrypts under a symmetric or RSA key, after the checks of algorithm, size and context. */
export function encryptUnder(
  context: Context,
  key: Key,
  algorithm: EncryptionAlgorithmSpec,
  plaintext: Uint8Array,
  encryptionContext: EncryptionContext | undefined,
): Uint8Array {
  if (!asymmetric(key) && algorithm === SYMMETRIC) return sealUnder(context, key, plaintext, encryptionContext);
  checkAlgorithm(key, algorithm);
  refuseContext(key, encryptionContext);
  const limitBytes = KEY_SPECS[key.keySpec].encryptLimitBytes[algorithm]!;
  if (plaintext.length > limitBytes) {
    invalid(
      `Algorithm ${algorithm} and key spec ${key.keySpec} cannot encrypt data larger than ${limitBytes} bytes.`,
      rules['rsa-limit'],
    );
  }
  const random = (lengthBytes: number) => context.random.bytes(lengthBytes);
  return encryptRsa(publicKeyBytes(key), algorithm as RsaEncryptionAlgorithm, plaintext, random);
}

function decryptPair(
  key: Key,
  algorithm: EncryptionAlgorithmSpec,
  ciphertext: Uint8Array,
  encryptionContext: EncryptionContext | undefined,
): Uint8Array {
  checkAlgorithm(key, algorithm);
  refuseContext(key, encryptionContext);
  const opened = decryptRsa(currentMaterial(key).bytes, algorithm as RsaEncryptionAlgorithm, ciphertext);
  return opened ?? invalidCiphertext();
}

/** Only symmetric keys take an encryption context (documented; the text is not recorded). */
function refuseContext(key: Key, encryptionContext: EncryptionContext | undefined): void {
  if (!encryptionContext || Object.keys(encryptionContext).length === 0) return;
  invalid(`EncryptionContext is not supported for key spec ${key.keySpec}.`, rules['context-symmetric-only']);
}

/** DryRun with IGNORE_CIPHERTEXT asks only whether the key could be used. */
export const ignoresCiphertext = (input: { DryRun?: boolean; DryRunModifiers?: readonly string[] }): boolean =>
  input.DryRun === true && (input.DryRunModifiers?.includes('IGNORE_CIPHERTEXT') ?? false);

/** A ciphertext to open and what is said of it. */
export interface Source {
  readonly ciphertext: Uint8Array | undefined;
  readonly keyId: string | undefined;
  readonly algorithm: EncryptionAlgorithmSpec;
  readonly encryptionContext: EncryptionContext | undefined;
  readonly ignoreCiphertext: boolean;
  /** Condition keys that hang on which key the ciphertext is under. */
  readonly conditionsOf?: (key: Key) => RequestFacts['more'];
}

/** A ciphertext opened. */
export interface Opened {
  readonly key: Key;
  readonly plaintext: Uint8Array;
  /** Symmetric keys only. */
  readonly keyMaterialId?: string;
}

/** The key of a ciphertext that may be used now: the named key, the ciphertext's key, authorization, state, usage. */
export function keyToOpen(
  context: Context,
  operation: 'Decrypt' | 'ReEncrypt',
  use: KeyUse,
  source: Source,
): { readonly key: Key; readonly blob?: DecodedBlob } {
  const { ciphertext, keyId, algorithm, ignoreCiphertext } = source;
  if (!ignoreCiphertext && ciphertext === undefined) missingCiphertext();
  if ((ignoreCiphertext || algorithm !== SYMMETRIC) && keyId === undefined) {
    invalid('KeyId is required for this request.', rules['ciphertext-required']);
  }
  const blob = algorithm === SYMMETRIC && !ignoreCiphertext ? readBlob(ciphertext!) : undefined;
  const key = blob ? keyOfBlob(context, blob, keyId, use) : namedKey(context, keyId!, use);
  const more = { ...use.more, ...source.conditionsOf?.(key) };
  authorizeKey(context, key, { ...use, more }, keyId);
  context.rules.kms.checkKeyState(operation, key.arn, key.state);
  checkUsage(key, 'ENCRYPT_DECRYPT', operation);
  return blob ? { key, blob } : { key };
}

/** Opens a ciphertext: its key as above, at last the bytes. */
export function openSource(context: Context, operation: 'Decrypt' | 'ReEncrypt', use: KeyUse, source: Source): Opened {
  const { ciphertext, algorithm, encryptionContext, ignoreCiphertext } = source;
  const { key, blob } = keyToOpen(context, operation, use, source);
  if (ignoreCiphertext) return { key, plaintext: new Uint8Array(1), keyMaterialId: key.currentMaterialId };
  if (!blob) return { key, plaintext: decryptPair(key, algorithm, ciphertext!, encryptionContext) };
  return { key, plaintext: openUnder(context, key, blob, encryptionContext), keyMaterialId: blob.keyMaterialId };
}

function missingCiphertext(): never {
  return invalid(
    "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
    rules['ciphertext-required'],
  );
}

function namedKey(context: Context, keyId: string, use: KeyUse): Key {
  const key = findKey(context, keyId, { aliases: true, action: `kms:${use.action}` });
  noteKey(context, key);
  return key;
}

/**
 * The key that made a ciphertext. A KeyId that names another key is refused before anything is known of the
 * ciphertext's own key (recorded: IncorrectKeyException even for a key of another usage).
 */
function keyOfBlob(context: Context, blob: DecodedBlob, givenKeyId: string | undefined, use: KeyUse): Key {
  const arn = keyArnOf(context.region, blob.account, blob.keyId);
  if (givenKeyId !== undefined && namedKey(context, givenKeyId, use).arn !== arn) {
    refuse(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
      { rule: kmsRulesText['wrong-key-for-ciphertext'] },
    );
  }
  const key = context.world.kms.keys.get(arn);
  if (!key) {
    accessDenied(
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
      kmsRulesText['ciphertext-key-hidden'],
    );
  }
  noteKey(context, key);
  return key;
}
