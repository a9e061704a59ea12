/** GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext, GenerateRandom. */
import type { Context } from '../../context.ts';
import type { KeyPairSpec } from '../../crypto/keySpecs.ts';
import { refuse } from '../../errors.ts';
import { assumed, defineRules, recorded } from '../../evidence.ts';
import { checkAlgorithm } from '../algorithms.ts';
import { invalid } from '../errors.ts';
import { notInCustomStore } from '../kinds.ts';
import { newKeyPair } from '../make.ts';
import { noteUse, sealUnder } from '../material.ts';
import { keyOperation, kmsOperation } from '../operation.ts';
import type { EncryptionContext, Key } from '../state.ts';
import { connectedStore } from '../stores.ts';
import { authorizeByIdentity } from './keys.ts';

const rules = defineRules('kms', {
  'random-bytes-required': {
    sentence: 'GenerateRandom needs NumberOfBytes.',
    ...recorded('LocalStack snapshot recorded on AWS: test_generate_random_invalid_number_of_bytes'),
  },
  'sm2-in-china-only': {
    sentence: 'SM2 exists in China Regions only.',
    ...assumed('https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html'),
  },
});

interface PairInput {
  readonly KeyId?: string;
  readonly KeyPairSpec?: string;
  readonly EncryptionContext?: EncryptionContext;
  readonly GrantTokens?: readonly string[];
}

const shown = (input: PairInput) => ({
  keyPairSpec: input.KeyPairSpec,
  ...(input.EncryptionContext ? { encryptionContext: input.EncryptionContext } : {}),
  keyId: input.KeyId,
});
const facts = (input: PairInput) => ({
  encryptionContext: input.EncryptionContext,
  more: { 'kms:datakeypairspec': [input.KeyPairSpec ?? ''], 'kms:encryptionalgorithm': ['SYMMETRIC_DEFAULT'] },
});

function makePair(context: Context, key: Key, input: PairInput, operation: string) {
  if (input.KeyPairSpec === 'SM2') {
    refuse('UnsupportedOperationException', 'SM2 is only supported in China Regions.', {
      rule: rules['sm2-in-china-only'],
    });
  }
  checkAlgorithm(key, 'SYMMETRIC_DEFAULT');
  const pair = newKeyPair(context.transaction, input.KeyPairSpec as KeyPairSpec);
  noteUse(context, key, operation);
  return {
    PrivateKeyCiphertextBlob: sealUnder(context, key, pair.privateKey, input.EncryptionContext),
    PrivateKeyPlaintext: pair.privateKey,
    PublicKey: pair.publicKey,
    KeyId: key.arn,
    KeyPairSpec: input.KeyPairSpec as never,
    KeyMaterialId: key.currentMaterialId,
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export const generateDataKeyPair = keyOperation('GenerateDataKeyPair', {
  readOnly: true,
  aliases: true,
  usage: 'ENCRYPT_DECRYPT',
  keyId: (input) => input.KeyId!,
  trail: { request: shown },
  facts,
  kind: (_context, key) => notInCustomStore(key),
  run: (context, key, input) => makePair(context, key, input, 'GenerateDataKeyPair'),
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html */
export const generateDataKeyPairWithoutPlaintext = keyOperation('GenerateDataKeyPairWithoutPlaintext', {
  readOnly: true,
  aliases: true,
  usage: 'ENCRYPT_DECRYPT',
  keyId: (input) => input.KeyId!,
  trail: { request: shown },
  facts,
  kind: (_context, key) => notInCustomStore(key),
  run(context, key, input) {
    const { PrivateKeyPlaintext: _, ...rest } = makePair(context, key, input, 'GenerateDataKeyPairWithoutPlaintext');
    return rest;
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html */
export const generateRandom = kmsOperation('GenerateRandom', {
  readOnly: true,
  trail: { request: (input) => (input.CustomKeyStoreId ? { customKeyStoreId: input.CustomKeyStoreId } : null) },
  run(context, input) {
    if (input.NumberOfBytes === undefined) invalid('NumberOfBytes is required.', rules['random-bytes-required']);
    authorizeByIdentity(context, 'GenerateRandom');
    if (input.CustomKeyStoreId !== undefined) connectedStore(context, input.CustomKeyStoreId);
    return { Plaintext: context.random.bytes(input.NumberOfBytes!) };
  },
});
