/** GenerateDataKey and GenerateDataKeyWithoutPlaintext: a fresh data key, sealed under the KMS key. */
import type { Context } from '../../context.ts';
import { checkAlgorithm } from '../algorithms.ts';
import { invalid } from '../errors.ts';
import { noteUse, sealUnder } from '../material.ts';
import { keyOperation } from '../operation.ts';
import type { EncryptionContext, Key } from '../state.ts';

/** The members that both operations share. */
interface DataKeyInput {
  readonly KeyId?: string;
  readonly EncryptionContext?: EncryptionContext;
  readonly KeySpec?: 'AES_128' | 'AES_256';
  readonly NumberOfBytes?: number;
  readonly GrantTokens?: readonly string[];
}

function shown(input: DataKeyInput): Readonly<Record<string, unknown>> {
  const parameters: Record<string, unknown> = { keyId: input.KeyId };
  if (input.EncryptionContext) parameters.encryptionContext = input.EncryptionContext;
  if (input.KeySpec) parameters.keySpec = input.KeySpec;
  if (input.NumberOfBytes !== undefined) parameters.numberOfBytes = input.NumberOfBytes;
  return parameters;
}

const facts = (input: DataKeyInput) => ({
  encryptionContext: input.EncryptionContext,
  more: { 'kms:encryptionalgorithm': ['SYMMETRIC_DEFAULT'] },
});

/** Length of the data key asked for. Exactly one of KeySpec and NumberOfBytes must be given (documented). */
function lengthBytes(input: DataKeyInput): number {
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined)) {
    invalid('Please specify either number of bytes or key spec.');
  }
  return input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);
}

function makeDataKey(context: Context, key: Key, input: DataKeyInput, operation: string) {
  // Key pairs encrypt, too, but never data keys.
  checkAlgorithm(key, 'SYMMETRIC_DEFAULT');
  const Plaintext = context.random.bytes(lengthBytes(input));
  noteUse(context, key, operation);
  return {
    CiphertextBlob: sealUnder(context, key, Plaintext, input.EncryptionContext),
    Plaintext,
    KeyId: key.arn,
    KeyMaterialId: key.currentMaterialId,
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export const generateDataKey = keyOperation('GenerateDataKey', {
  readOnly: true,
  aliases: true,
  usage: 'ENCRYPT_DECRYPT',
  keyId: (input) => input.KeyId!,
  trail: { request: shown },
  facts,
  run: (context, key, input) => makeDataKey(context, key, input, 'GenerateDataKey'),
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html */
export const generateDataKeyWithoutPlaintext = keyOperation('GenerateDataKeyWithoutPlaintext', {
  readOnly: true,
  aliases: true,
  usage: 'ENCRYPT_DECRYPT',
  keyId: (input) => input.KeyId!,
  trail: { request: shown },
  facts,
  run(context, key, input) {
    const { Plaintext: _, ...rest } = makeDataKey(context, key, input, 'GenerateDataKeyWithoutPlaintext');
    return rest;
  },
});
