/** DeriveSharedSecret: ECDH between a key of KMS and somebody's public key. */
import { deriveSharedSecret as derive } from '../../crypto/agreement.ts';
import { refuse } from '../../errors.ts';
import { currentMaterial, noteUse } from '../material.ts';
import { keyOperation } from '../operation.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html */
export const deriveSharedSecret = keyOperation('DeriveSharedSecret', {
  readOnly: true,
  aliases: true,
  usage: 'KEY_AGREEMENT',
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, keyAgreementAlgorithm: input.KeyAgreementAlgorithm }) },
  facts: (input) => ({
    more: { 'kms:keyagreementalgorithm': [input.KeyAgreementAlgorithm ?? ''] },
  }),
  run(context, key, input) {
    const SharedSecret = derive(currentMaterial(key).bytes, input.PublicKey!);
    // A public key that is malformed or of another curve: ValidationException without a message (recorded).
    if (!SharedSecret) return refuse('ValidationException', '');
    noteUse(context, key, 'DeriveSharedSecret');
    return { KeyId: key.arn, SharedSecret, KeyAgreementAlgorithm: input.KeyAgreementAlgorithm, KeyOrigin: key.origin };
  },
});
