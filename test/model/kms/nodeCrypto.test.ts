/** Keys and answers of KMS beside node:crypto, both ways: what one makes the other accepts. */
import {
  constants,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytes, Cloud, material } from './cloud.ts';

const MESSAGE = bytes('signed here, verified there');

const publicKey = (der: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
const publicKeyOf = (cloud: Cloud, KeyId: string): KeyObject =>
  publicKey(cloud.ok('GetPublicKey', { KeyId }).PublicKey);
const pkcs8 = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'pkcs8', format: 'der' }));

/** How node:crypto names an algorithm of KMS. */
function nodeOptions(algorithm: string, key: KeyObject) {
  if (algorithm.startsWith('RSASSA_PSS')) {
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  }
  return { key };
}
const hashOf = (algorithm: string): string => `sha${algorithm.slice(-3)}`;

const signing: [string, string][] = [
  ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
  ['RSA_2048', 'RSASSA_PSS_SHA_512'],
  ['RSA_3072', 'RSASSA_PSS_SHA_384'],
  ['ECC_NIST_P256', 'ECDSA_SHA_256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
];

describe('signatures', () => {
  it.each(signing)(
    'of %s with %s are accepted by node:crypto, as messages and as digests',
    (KeySpec, SigningAlgorithm) => {
      const cloud = new Cloud();
      const KeyId = cloud.key({ KeySpec, KeyUsage: 'SIGN_VERIFY' });
      const options = nodeOptions(SigningAlgorithm, publicKeyOf(cloud, KeyId));
      const digest = new Uint8Array(createHash(hashOf(SigningAlgorithm)).update(MESSAGE).digest());
      for (const input of [{ Message: MESSAGE }, { Message: digest, MessageType: 'DIGEST' }]) {
        const { Signature } = cloud.ok('Sign', { KeyId, SigningAlgorithm, ...input });
        expect(verify(hashOf(SigningAlgorithm), MESSAGE, options, Signature)).toBe(true);
        expect(verify(hashOf(SigningAlgorithm), bytes('another'), options, Signature)).toBe(false);
      }
    },
  );

  it.each([
    ['RSA_2048', 'RSASSA_PSS_SHA_256', { modulusLength: 2048 }, 'rsa'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', { namedCurve: 'P-256' }, 'ec'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256', { namedCurve: 'secp256k1' }, 'ec'],
  ])('that node:crypto made with a %s key are accepted after import', (KeySpec, SigningAlgorithm, options, type) => {
    const cloud = new Cloud();
    const pair = generateKeyPairSync(type as 'ec', options as { namedCurve: string });
    const KeyId = cloud.key({ Origin: 'EXTERNAL', KeySpec, KeyUsage: 'SIGN_VERIFY' });
    const input = cloud.wrapped(KeyId, pkcs8(pair.privateKey), {}, {}, 'RSA_AES_KEY_WRAP_SHA_256');
    cloud.ok('ImportKeyMaterial', input);
    const Signature = new Uint8Array(
      sign(hashOf(SigningAlgorithm), MESSAGE, nodeOptions(SigningAlgorithm, pair.privateKey)),
    );
    const check = { KeyId, Message: MESSAGE, SigningAlgorithm, Signature };
    expect(cloud.ok('Verify', check).SignatureValid).toBe(true);
    expect(cloud.code('Verify', { ...check, Message: bytes('another') })).toBe('KMSInvalidSignatureException');
    expect(publicKeyOf(cloud, KeyId).equals(pair.publicKey)).toBe(true);
  });

  it('of Ed25519 go both ways', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' });
    const input = { KeyId, Message: MESSAGE, SigningAlgorithm: 'ED25519_SHA_512' };
    const { Signature } = cloud.ok('Sign', input);
    expect(verify(null, MESSAGE, publicKeyOf(cloud, KeyId), Signature)).toBe(true);
    const KeyPairSpec = 'ECC_NIST_EDWARDS25519';
    const pair = cloud.ok('GenerateDataKeyPair', { KeyId: cloud.key(), KeyPairSpec });
    const own = createPrivateKey({ key: Buffer.from(pair.PrivateKeyPlaintext), format: 'der', type: 'pkcs8' });
    expect(verify(null, MESSAGE, publicKey(pair.PublicKey), sign(null, MESSAGE, own))).toBe(true);
  });
});

describe('RSA encryption', () => {
  it.each([
    ['RSAES_OAEP_SHA_1', 'sha1'],
    ['RSAES_OAEP_SHA_256', 'sha256'],
  ])('%s opens what node:crypto encrypted with the public key', (EncryptionAlgorithm, oaepHash) => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const sealed = publicEncrypt({ key: publicKeyOf(cloud, KeyId), padding, oaepHash }, MESSAGE);
    const CiphertextBlob = new Uint8Array(sealed);
    expect(cloud.ok('Decrypt', { KeyId, CiphertextBlob, EncryptionAlgorithm }).Plaintext).toEqual(MESSAGE);
  });

  it('by KMS is opened by the owner of imported material', () => {
    const cloud = new Cloud();
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const KeyId = cloud.key({ Origin: 'EXTERNAL', KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const input = cloud.wrapped(KeyId, pkcs8(pair.privateKey), {}, {}, 'RSA_AES_KEY_WRAP_SHA_1');
    cloud.ok('ImportKeyMaterial', input);
    const sealed = cloud.encrypt(KeyId, MESSAGE, { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' });
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const opened = privateDecrypt({ key: pair.privateKey, padding, oaepHash: 'sha256' }, sealed);
    expect(new Uint8Array(opened)).toEqual(MESSAGE);
  });
});

describe('imported material', () => {
  it('wrapped by node:crypto is accepted', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ Origin: 'EXTERNAL' });
    const request = { KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_4096' };
    const { PublicKey, ImportToken } = cloud.ok('GetParametersForImport', request);
    const key = publicKey(PublicKey);
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const wrapped = publicEncrypt({ key, padding, oaepHash: 'sha256' }, material(5));
    const EncryptedKeyMaterial = new Uint8Array(wrapped);
    const ExpirationModel = 'KEY_MATERIAL_DOES_NOT_EXPIRE';
    cloud.ok('ImportKeyMaterial', { KeyId, ImportToken, EncryptedKeyMaterial, ExpirationModel });
    expect(cloud.state(KeyId)).toBe('Enabled');
  });

  it.each([
    ['HMAC_224', 'HMAC_SHA_224', 'sha224', 28],
    ['HMAC_256', 'HMAC_SHA_256', 'sha256', 32],
    ['HMAC_384', 'HMAC_SHA_384', 'sha384', 48],
    ['HMAC_512', 'HMAC_SHA_512', 'sha512', 64],
  ])('of %s gives the codes that node:crypto gives', (KeySpec, MacAlgorithm, hash, length) => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ Origin: 'EXTERNAL', KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' });
    cloud.import(KeyId, material(6, length));
    const Mac = new Uint8Array(createHmac(hash, material(6, length)).update(MESSAGE).digest());
    const input = { KeyId, Message: MESSAGE, MacAlgorithm };
    expect(cloud.ok('GenerateMac', input).Mac).toEqual(Mac);
    expect(cloud.ok('VerifyMac', { ...input, Mac }).MacValid).toBe(true);
  });
});

describe('key agreement', () => {
  it.each([
    ['ECC_NIST_P256', 'P-256'],
    ['ECC_NIST_P384', 'P-384'],
    ['ECC_NIST_P521', 'P-521'],
  ])('on %s comes to the same secret on both sides', (KeySpec, namedCurve) => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ KeySpec, KeyUsage: 'KEY_AGREEMENT' });
    const own = generateKeyPairSync('ec', { namedCurve });
    const PublicKey = new Uint8Array(own.publicKey.export({ type: 'spki', format: 'der' }));
    const { SharedSecret } = cloud.ok('DeriveSharedSecret', { KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey });
    const other = diffieHellman({ privateKey: own.privateKey, publicKey: publicKeyOf(cloud, KeyId) });
    expect(SharedSecret).toEqual(new Uint8Array(other));
  });
});
