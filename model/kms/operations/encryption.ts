/** Encrypt, Decrypt, ReEncrypt under symmetric and RSA keys. */
import type { EncryptionAlgorithmSpec } from '@aws-sdk/client-kms';
import type { Context } from '../../context.ts';
import type { KeyUse } from '../authorize.ts';
import { asymmetric, encryptUnder, ignoresCiphertext, openSource } from '../ciphertexts.ts';
import { peekKey } from '../find.ts';
import { noteUse } from '../material.ts';
import { keyOperation, kmsOperation, storeOf, useKey } from '../operation.ts';
import type { EncryptionContext } from '../state.ts';

const SYMMETRIC = 'SYMMETRIC_DEFAULT' as const;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt = keyOperation('Encrypt', {
  readOnly: true,
  aliases: true,
  usage: 'ENCRYPT_DECRYPT',
  keyId: (input) => input.KeyId!,
  trail: {
    request({
      EncryptionContext: encryptionContext,
      KeyId: keyId,
      EncryptionAlgorithm: encryptionAlgorithm = SYMMETRIC,
    }) {
      return encryptionContext ? { encryptionContext, keyId, encryptionAlgorithm } : { keyId, encryptionAlgorithm };
    },
  },
  facts: (input) => ({
    encryptionContext: input.EncryptionContext,
    more: { 'kms:encryptionalgorithm': [input.EncryptionAlgorithm ?? SYMMETRIC] },
  }),
  run(context, key, input) {
    const algorithm = input.EncryptionAlgorithm ?? SYMMETRIC;
    const sealed = encryptUnder(context, key, algorithm, input.Plaintext!, input.EncryptionContext);
    noteUse(context, key, 'Encrypt');
    return { CiphertextBlob: sealed, KeyId: key.arn, EncryptionAlgorithm: algorithm };
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const decrypt = kmsOperation('Decrypt', {
  readOnly: true,
  trail: {
    request(input) {
      const shown: Record<string, unknown> = {};
      if (input.EncryptionContext) shown.encryptionContext = input.EncryptionContext;
      shown.encryptionAlgorithm = input.EncryptionAlgorithm ?? SYMMETRIC;
      if (input.KeyId !== undefined) shown.keyId = input.KeyId;
      return shown;
    },
  },
  run(context, input) {
    const algorithm = input.EncryptionAlgorithm ?? SYMMETRIC;
    const keyUnnamed = input.KeyId === undefined;
    const source = openSource(context, 'Decrypt', useOf('Decrypt', algorithm, input.EncryptionContext, keyUnnamed), {
      ciphertext: input.CiphertextBlob,
      keyId: input.KeyId,
      algorithm,
      encryptionContext: input.EncryptionContext,
      ignoreCiphertext: ignoresCiphertext(input),
    });
    noteUse(context, source.key, 'Decrypt');
    return {
      Plaintext: source.plaintext,
      KeyId: source.key.arn,
      EncryptionAlgorithm: algorithm,
      ...(source.keyMaterialId ? { KeyMaterialId: source.keyMaterialId } : {}),
    };
  },
});

/** What authorization must know of one side of an operation. */
function useOf(
  action: string,
  algorithm: EncryptionAlgorithmSpec,
  encryptionContext: EncryptionContext | undefined,
  keyUnnamed: boolean,
  more: Readonly<Record<string, readonly string[]>> = {},
): KeyUse {
  return {
    action,
    encryptionContext,
    more: { 'kms:encryptionalgorithm': [algorithm], ...more },
    ...(keyUnnamed ? { refusedOn: 'the resource associated with this ciphertext' } : {}),
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html: needs ReEncryptFrom and ReEncryptTo. */
export const reEncrypt = kmsOperation('ReEncrypt', {
  readOnly: true,
  trail: {
    request: (input) => ({
      sourceEncryptionAlgorithm: input.SourceEncryptionAlgorithm ?? SYMMETRIC,
      ...(input.SourceEncryptionContext ? { sourceEncryptionContext: input.SourceEncryptionContext } : {}),
      ...(input.SourceKeyId === undefined ? {} : { sourceKeyId: input.SourceKeyId }),
      destinationKeyId: input.DestinationKeyId,
      destinationEncryptionAlgorithm: input.DestinationEncryptionAlgorithm ?? SYMMETRIC,
      ...(input.DestinationEncryptionContext
        ? { destinationEncryptionContext: input.DestinationEncryptionContext }
        : {}),
    }),
  },
  run(context, input) {
    const from = input.SourceEncryptionAlgorithm ?? SYMMETRIC;
    const to = input.DestinationEncryptionAlgorithm ?? SYMMETRIC;
    const sourceUse = useOf('ReEncryptFrom', from, input.SourceEncryptionContext, input.SourceKeyId === undefined);
    const source = openSource(context, 'ReEncrypt', sourceUse, {
      ciphertext: input.CiphertextBlob,
      keyId: input.SourceKeyId,
      algorithm: from,
      encryptionContext: input.SourceEncryptionContext,
      ignoreCiphertext: ignoresCiphertext(input),
      conditionsOf: (key) => onSameKey(context, input.DestinationKeyId!, key.arn),
    });
    // Opening noted the material as Decrypt does; this record names both materials, and none if it fails.
    context.record.additionalEventData = undefined;
    const destination = destinationOf(
      context,
      input.DestinationKeyId!,
      source.key.arn,
      to,
      input.DestinationEncryptionContext,
    );
    const sealed = encryptUnder(context, destination, to, source.plaintext, input.DestinationEncryptionContext);
    for (const key of [source.key, destination]) noteUse(context, key, 'ReEncrypt');
    const destinationKeyMaterialId = asymmetric(destination) ? undefined : destination.currentMaterialId;
    context.record.additionalEventData = {
      ...storeOf(destination),
      ...(source.keyMaterialId ? { sourceKeyMaterialId: source.keyMaterialId } : {}),
      ...(destinationKeyMaterialId ? { destinationKeyMaterialId } : {}),
    };
    return {
      CiphertextBlob: sealed,
      SourceKeyId: source.key.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: from,
      DestinationEncryptionAlgorithm: to,
      ...(source.keyMaterialId ? { SourceKeyMaterialId: source.keyMaterialId } : {}),
      ...(destinationKeyMaterialId ? { DestinationKeyMaterialId: destinationKeyMaterialId } : {}),
    };
  },
});

/** The key that ReEncrypt encrypts under, checked after the source has been opened (recorded for IncorrectKey). */
function destinationOf(
  context: Context,
  keyId: string,
  sourceArn: string,
  algorithm: EncryptionAlgorithmSpec,
  encryptionContext: EncryptionContext | undefined,
) {
  const use = useOf('ReEncryptTo', algorithm, encryptionContext, false, onSameKey(context, keyId, sourceArn));
  return useKey(context, 'ReEncrypt', keyId, { aliases: true, usage: 'ENCRYPT_DECRYPT', as: 'ReEncryptTo', use }).key;
}

/** kms:ReEncryptOnSameKey, whatever the request calls the destination (documented: conditions-kms). */
const onSameKey = (context: Context, destination: string, sourceArn: string) => ({
  'kms:reencryptonsamekey': [String(peekKey(context, destination)?.arn === sourceArn)],
});
