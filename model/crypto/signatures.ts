/**
 * Sign and Verify for every signing algorithm that the model computes (all but SM2DSA). Whether an algorithm fits a key
 * and a message type is decided by the tables here and in keySpecs.ts; whoever signs has checked it before.
 */

import type { MessageType, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { CURVES, EDWARDS, EDWARDS_PREHASH, LATTICES } from './curves.ts';
import { digest, digestBytes, type HashName } from './hashes.ts';
import { KEY_SPECS, type KeyPairSpec } from './keySpecs.ts';
import { decodePrivateKey, decodePublicKey, type PrivateKey, type PublicKey } from './keys.ts';
import { signPkcs1, signPss, verifyPkcs1, verifyPss } from './rsa.ts';

/** Signing algorithms with arithmetic behind them. */
export type SigningAlgorithm = Exclude<SigningAlgorithmSpec, 'SM2DSA'>;

/** How an algorithm works and what it takes. */
export interface SigningAlgorithmFacts {
  readonly scheme: 'PKCS1' | 'PSS' | 'ECDSA' | 'EDDSA' | 'EDDSA_PH' | 'ML_DSA';
  /** The hash of RAW messages; a DIGEST must be as long as its output. ML-DSA hashes by itself. */
  readonly hash?: HashName;
  readonly messageTypes: readonly MessageType[];
}

const hashed = (scheme: SigningAlgorithmFacts['scheme'], hash: HashName): SigningAlgorithmFacts => ({
  scheme,
  hash,
  messageTypes: ['RAW', 'DIGEST'],
});

/** Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const SIGNING_ALGORITHMS: Readonly<Record<SigningAlgorithm, SigningAlgorithmFacts>> = {
  RSASSA_PKCS1_V1_5_SHA_256: hashed('PKCS1', 'SHA_256'),
  RSASSA_PKCS1_V1_5_SHA_384: hashed('PKCS1', 'SHA_384'),
  RSASSA_PKCS1_V1_5_SHA_512: hashed('PKCS1', 'SHA_512'),
  RSASSA_PSS_SHA_256: hashed('PSS', 'SHA_256'),
  RSASSA_PSS_SHA_384: hashed('PSS', 'SHA_384'),
  RSASSA_PSS_SHA_512: hashed('PSS', 'SHA_512'),
  ECDSA_SHA_256: hashed('ECDSA', 'SHA_256'),
  ECDSA_SHA_384: hashed('ECDSA', 'SHA_384'),
  ECDSA_SHA_512: hashed('ECDSA', 'SHA_512'),
  ED25519_SHA_512: { scheme: 'EDDSA', hash: 'SHA_512', messageTypes: ['RAW'] },
  ED25519_PH_SHA_512: { scheme: 'EDDSA_PH', hash: 'SHA_512', messageTypes: ['DIGEST'] },
  ML_DSA_SHAKE_256: { scheme: 'ML_DSA', messageTypes: ['RAW', 'EXTERNAL_MU'] },
};

/** How long the message must be, in bytes, or undefined if any length will do. */
export function messageBytes(algorithm: SigningAlgorithm, messageType: MessageType): number | undefined {
  if (messageType === 'EXTERNAL_MU') return 64;
  const { hash } = SIGNING_ALGORITHMS[algorithm];
  return messageType === 'DIGEST' && hash ? digestBytes(hash) : undefined;
}

/** What Sign and Verify have in common. */
export interface SignedMessage {
  readonly algorithm: SigningAlgorithm;
  readonly messageType: MessageType;
  readonly message: Uint8Array;
}

/**
 * The signature: ECDSA as DER, the others raw. `random` is asked once, for the salt of PSS (as long as the digest) or
 * the 32 bytes that make ECDSA and ML-DSA signatures of the same message differ; PKCS #1 v1.5 and EdDSA need none.
 * Throws a TypeError if the key is no private key, or algorithm, message type, message length and key do not fit.
 */
export function sign(
  privateKey: Uint8Array,
  signed: SignedMessage,
  random: (lengthBytes: number) => Uint8Array,
): Uint8Array {
  const key = decodePrivateKey(privateKey);
  if (key === undefined)
    throw new TypeError('Sign needs a PKCS #8 private key of a KMS key spec; these bytes are none.');
  if (!fits(key.spec, signed)) {
    throw new TypeError(
      `${signed.algorithm} cannot sign a ${signed.messageType} of ${signed.message.length} bytes with a ${key.spec} key: ` +
        'check the key spec, message type and digest length first.',
    );
  }
  return signatureOf(key, signed, random);
}

/** Whether the signature is the key's for the message; false for everything else, malformed keys and lengths included. */
export function verify(publicKey: Uint8Array, signed: SignedMessage, signature: Uint8Array): boolean {
  const key = decodePublicKey(publicKey);
  if (key === undefined || !fits(key.spec, signed)) return false;
  try {
    return isSignature(key, signed, signature);
  } catch {
    // @noble throws on some malformed signatures and answers false on others.
    return false;
  }
}

/** Whether key spec, algorithm, message type and message length go together. */
function fits(spec: KeyPairSpec, { algorithm, messageType, message }: SignedMessage): boolean {
  if (!KEY_SPECS[spec].signingAlgorithms.includes(algorithm)) return false;
  if (!SIGNING_ALGORITHMS[algorithm].messageTypes.includes(messageType)) return false;
  const length = messageBytes(algorithm, messageType);
  return length === undefined || message.length === length;
}

/** What RSA and ECDSA work on. */
const digestOf = ({ algorithm, messageType, message }: SignedMessage): Uint8Array =>
  messageType === 'DIGEST' ? message : digest(SIGNING_ALGORITHMS[algorithm].hash!, message);

/** KMS does not bring the second half of an ECDSA signature into the lower half of the order, as blockchains want it. */
const ECDSA_OPTIONS = { prehash: false, lowS: false, format: 'der' } as const;

function signatureOf(key: PrivateKey, signed: SignedMessage, random: (lengthBytes: number) => Uint8Array): Uint8Array {
  const { scheme, hash } = SIGNING_ALGORITHMS[signed.algorithm];
  const { message } = signed;
  if ('rsa' in key) {
    if (scheme === 'PKCS1') return signPkcs1(key.rsa, hash!, digestOf(signed));
    return signPss(key.rsa, hash!, digestOf(signed), random(digestBytes(hash!)));
  }
  if ('scalar' in key) {
    return CURVES[key.spec].sign(digestOf(signed), key.scalar, { ...ECDSA_OPTIONS, extraEntropy: random(32) });
  }
  if (key.spec === 'ECC_NIST_EDWARDS25519') {
    // KMS hashes a digest once more: the signature is Ed25519ph of the digest, as the Sign page says.
    return (scheme === 'EDDSA' ? EDWARDS : EDWARDS_PREHASH).sign(message, key.seed);
  }
  const lattice = LATTICES[key.spec];
  const { secretKey } = lattice.keygen(key.seed);
  const extraEntropy = random(32);
  return signed.messageType === 'EXTERNAL_MU'
    ? lattice.internal.sign(message, secretKey, { extraEntropy, externalMu: true })
    : lattice.sign(message, secretKey, { extraEntropy });
}

function isSignature(key: PublicKey, signed: SignedMessage, signature: Uint8Array): boolean {
  const { scheme, hash } = SIGNING_ALGORITHMS[signed.algorithm];
  const { message } = signed;
  if ('rsa' in key) {
    if (scheme === 'PKCS1') return verifyPkcs1(key.rsa, hash!, digestOf(signed), signature);
    return verifyPss(key.rsa, hash!, digestOf(signed), signature, digestBytes(hash!));
  }
  if ('point' in key) return CURVES[key.spec].verify(signature, digestOf(signed), key.point, ECDSA_OPTIONS);
  if (key.spec === 'ECC_NIST_EDWARDS25519') {
    const edwards = scheme === 'EDDSA' ? EDWARDS : EDWARDS_PREHASH;
    return edwards.verify(signature, message, key.bytes, { zip215: false });
  }
  const lattice = LATTICES[key.spec];
  return signed.messageType === 'EXTERNAL_MU'
    ? lattice.internal.verify(signature, message, key.bytes, { externalMu: true })
    : lattice.verify(signature, message, key.bytes);
}
