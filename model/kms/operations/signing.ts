/** Sign, Verify, GetPublicKey. Answers of Verify are never false: success is true, failure an exception (recorded). */
import type { MessageType, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { algorithmsOf, isKeyPairSpec } from '../../crypto/keySpecs.ts';
import {
  messageBytes,
  SIGNING_ALGORITHMS,
  type SigningAlgorithm,
  sign as signBytes,
  verify as verifyBytes,
} from '../../crypto/signatures.ts';
import { refuse } from '../../errors.ts';
import { checkAlgorithm } from '../algorithms.ts';
import { invalid } from '../errors.ts';
import { currentMaterial, noteUse } from '../material.ts';
import { keyOperation } from '../operation.ts';
import { publicKeyBytes } from '../publicKeys.ts';
import type { Key } from '../state.ts';

interface SigningInput {
  readonly KeyId?: string;
  readonly Message?: Uint8Array;
  readonly MessageType?: MessageType;
  readonly SigningAlgorithm?: SigningAlgorithmSpec;
  readonly GrantTokens?: readonly string[];
}

const shown = (input: SigningInput) => ({
  keyId: input.KeyId,
  messageType: input.MessageType ?? 'RAW',
  signingAlgorithm: input.SigningAlgorithm,
});

const facts = (input: SigningInput) => ({
  more: {
    'kms:signingalgorithm': [input.SigningAlgorithm ?? ''],
    'kms:messagetype': [input.MessageType ?? 'RAW'],
  },
});

/** What is signed, after the checks of algorithm, message type and digest length. */
function signedMessage(key: Key, input: SigningInput) {
  const algorithm = input.SigningAlgorithm as SigningAlgorithm;
  const messageType = input.MessageType ?? 'RAW';
  checkAlgorithm(key, algorithm);
  if (!SIGNING_ALGORITHMS[algorithm].messageTypes.includes(messageType)) {
    invalid(`MessageType ${messageType} is not valid for algorithm ${algorithm}.`);
  }
  const length = messageBytes(algorithm, messageType);
  if (length !== undefined && input.Message!.length !== length) {
    invalid(`Digest is invalid length for algorithm ${algorithm}.`);
  }
  return { algorithm, messageType, message: input.Message! };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const sign = keyOperation('Sign', {
  readOnly: true,
  aliases: true,
  usage: 'SIGN_VERIFY',
  keyId: (input) => input.KeyId!,
  trail: { request: shown },
  facts,
  run(context, key, input) {
    const signed = signedMessage(key, input);
    noteUse(context, key, 'Sign');
    return {
      KeyId: key.arn,
      Signature: signBytes(currentMaterial(key).bytes, signed, (length) => context.random.bytes(length)),
      SigningAlgorithm: input.SigningAlgorithm,
    };
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html */
export const verify = keyOperation('Verify', {
  readOnly: true,
  aliases: true,
  usage: 'SIGN_VERIFY',
  keyId: (input) => input.KeyId!,
  trail: { request: shown },
  facts,
  run(context, key, input) {
    const signed = signedMessage(key, input);
    if (!verifyBytes(publicKeyBytes(key), signed, input.Signature!)) refuse('KMSInvalidSignatureException');
    noteUse(context, key, 'Verify');
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html */
export const getPublicKey = keyOperation('GetPublicKey', {
  readOnly: true,
  aliases: true,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  kind: (_context, key) => mustBePair(key),
  run(context, key) {
    // A key that never had material has no public key; the table's answer for that case is not known (assumed).
    if (key.materials.length === 0) context.rules.kms.checkKeyState('Sign', key.arn, key.state);
    const algorithms = algorithmsOf(key.keySpec, key.keyUsage) as never[];
    return {
      KeyId: key.arn,
      PublicKey: publicKeyBytes(key),
      CustomerMasterKeySpec: key.keySpec as never,
      KeySpec: key.keySpec,
      KeyUsage: key.keyUsage,
      ...(key.keyUsage === 'ENCRYPT_DECRYPT' ? { EncryptionAlgorithms: algorithms } : {}),
      ...(key.keyUsage === 'SIGN_VERIFY' ? { SigningAlgorithms: algorithms } : {}),
      ...(key.keyUsage === 'KEY_AGREEMENT' ? { KeyAgreementAlgorithms: algorithms } : {}),
    };
  },
});

/** GetPublicKey is for asymmetric keys (documented: UnsupportedOperationException; its text is not recorded). */
function mustBePair(key: Key): void {
  if (!isKeyPairSpec(key.keySpec)) refuse('UnsupportedOperationException', `${key.arn} is not an asymmetric key.`);
}
