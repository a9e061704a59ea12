/** Encrypt, Decrypt, ReEncrypt under symmetric keys. */
import type { Context } from '../../context.ts';
import type { Blob } from '../../crypto/blob.ts';
import { refuse } from '../../errors.ts';
import { authorizeKey, type KeyUse } from '../authorize.ts';
import { accessDenied, kmsRulesText } from '../errors.ts';
import { findKey } from '../find.ts';
import { openUnder, readBlob, sealUnder } from '../material.ts';
import { checkUsage, keyOperation, kmsOperation, noteKey, useKey } from '../operation.ts';
import { type Key, keyArnOf } from '../state.ts';

const SYMMETRIC = 'SYMMETRIC_DEFAULT' as const;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt = keyOperation('Encrypt', {
  readOnly: true,
  aliases: true,
  usage: 'ENCRYPT_DECRYPT',
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      ...(input.EncryptionContext ? { encryptionContext: input.EncryptionContext } : {}),
      keyId: input.KeyId,
      encryptionAlgorithm: input.EncryptionAlgorithm ?? SYMMETRIC,
    }),
  },
  facts: (input) => ({
    encryptionContext: input.EncryptionContext,
    grantTokens: input.GrantTokens,
    more: { 'kms:encryptionalgorithm': [input.EncryptionAlgorithm ?? SYMMETRIC] },
  }),
  run: (context, key, input) => ({
    CiphertextBlob: sealUnder(context, key, input.Plaintext!, input.EncryptionContext),
    KeyId: key.arn,
    EncryptionAlgorithm: SYMMETRIC,
  }),
});

/**
 * The key that made a ciphertext. A KeyId that names another key is refused before anything is known of the ciphertext's
 * own key (recorded: IncorrectKeyException even for a key of another usage).
 */
function keyOfBlob(context: Context, blob: Blob, givenKeyId: string | undefined, use: KeyUse): Key {
  const arn = keyArnOf(context.region, blob.account, blob.keyId);
  if (givenKeyId !== undefined) {
    const given = findKey(context, givenKeyId, { aliases: true, action: `kms:${use.action}` });
    noteKey(context, given);
    if (given.arn !== arn) {
      refuse(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
        {
          rule: kmsRulesText['wrong-key-for-ciphertext'],
        },
      );
    }
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

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const decrypt = kmsOperation('Decrypt', {
  readOnly: true,
  trail: {
    request: (input) => ({
      ...(input.EncryptionContext ? { encryptionContext: input.EncryptionContext } : {}),
      encryptionAlgorithm: input.EncryptionAlgorithm ?? SYMMETRIC,
      ...(input.KeyId === undefined ? {} : { keyId: input.KeyId }),
    }),
  },
  run(context, input) {
    const use = useOf('Decrypt', input.EncryptionContext, input.GrantTokens, input.KeyId === undefined);
    const blob = readBlob(input.CiphertextBlob!);
    const key = keyOfBlob(context, blob, input.KeyId, use);
    authorizeKey(context, key, use);
    context.rules.kms.checkKeyState('Decrypt', key.arn, key.state);
    checkUsage(key, 'ENCRYPT_DECRYPT', 'Decrypt');
    return {
      Plaintext: openUnder(context, key, blob, input.EncryptionContext),
      KeyId: key.arn,
      EncryptionAlgorithm: SYMMETRIC,
      KeyMaterialId: blob.keyMaterialId,
    };
  },
});

function useOf(
  action: string,
  encryptionContext: Readonly<Record<string, string>> | undefined,
  grantTokens: readonly string[] | undefined,
  keyUnnamed = false,
): KeyUse {
  return {
    action,
    encryptionContext,
    grantTokens,
    more: { 'kms:encryptionalgorithm': [SYMMETRIC] },
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
    const from = useOf(
      'ReEncryptFrom',
      input.SourceEncryptionContext,
      input.GrantTokens,
      input.SourceKeyId === undefined,
    );
    const blob = readBlob(input.CiphertextBlob!);
    const source = keyOfBlob(context, blob, input.SourceKeyId, from);
    authorizeKey(context, source, from);
    context.rules.kms.checkKeyState('ReEncrypt', source.arn, source.state);
    checkUsage(source, 'ENCRYPT_DECRYPT', 'ReEncrypt');
    const { key: destination } = useKey(context, 'ReEncrypt', input.DestinationKeyId!, {
      aliases: true,
      usage: 'ENCRYPT_DECRYPT',
      as: 'ReEncryptTo',
      use: useOf('ReEncryptTo', input.DestinationEncryptionContext, input.GrantTokens),
    });
    const plaintext = openUnder(context, source, blob, input.SourceEncryptionContext);
    const sealed = sealUnder(context, destination, plaintext, input.DestinationEncryptionContext);
    context.record.additionalEventData = {
      sourceKeyMaterialId: blob.keyMaterialId,
      destinationKeyMaterialId: destination.currentMaterialId,
    };
    return {
      CiphertextBlob: sealed,
      SourceKeyId: source.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: SYMMETRIC,
      DestinationEncryptionAlgorithm: SYMMETRIC,
      SourceKeyMaterialId: blob.keyMaterialId,
      DestinationKeyMaterialId: destination.currentMaterialId,
    };
  },
});
