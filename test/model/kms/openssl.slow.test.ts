/** What a reader of the KMS guide does offline with the openssl command line, against the operations of KMS. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytes, Cloud } from './cloud.ts';

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
const folder = mkdtempSync(join(tmpdir(), 'keystate-kms-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const put = (name: string, content: Uint8Array) => {
  writeFileSync(path(name), content);
  return path(name);
};
const get = (name: string) => new Uint8Array(readFileSync(path(name)));
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();

const MESSAGE = bytes('signed here, verified there');
const PSS = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];

describe.skipIf(!version.startsWith('OpenSSL 3'))('the openssl command line', () => {
  it.each([
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', ['-sha256']],
    ['RSA_4096', 'RSASSA_PSS_SHA_512', ['-sha512', ...PSS]],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', ['-sha384']],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256', ['-sha256']],
  ])('verifies what Sign made with %s', (KeySpec, SigningAlgorithm, options) => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ KeySpec, KeyUsage: 'SIGN_VERIFY' });
    const key = put('public.der', cloud.ok('GetPublicKey', { KeyId }).PublicKey);
    const { Signature } = cloud.ok('Sign', { KeyId, Message: MESSAGE, SigningAlgorithm });
    const check = ['dgst', ...options, '-keyform', 'DER', '-verify', key, '-signature', put('signature', Signature)];
    expect(openssl(...check, put('message', MESSAGE))).toContain('Verified OK');
    expect(() => openssl(...check, put('other', bytes('something else')))).toThrow();
  });

  it.each([
    ['RSA_3072', 'RSASSA_PSS_SHA_384', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'], ['-sha384', ...PSS]],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], ['-sha256']],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'], ['-sha512']],
  ])(
    'makes %s keys that are imported, and signatures that Verify accepts',
    (KeySpec, SigningAlgorithm, make, options) => {
      const cloud = new Cloud();
      openssl('genpkey', ...make, '-outform', 'DER', '-out', path('private.der'));
      openssl(
        'pkcs8',
        '-topk8',
        '-nocrypt',
        '-inform',
        'DER',
        '-in',
        path('private.der'),
        '-outform',
        'DER',
        '-out',
        path('pkcs8.der'),
      );
      const KeyId = cloud.key({ Origin: 'EXTERNAL', KeySpec, KeyUsage: 'SIGN_VERIFY' });
      cloud.ok('ImportKeyMaterial', cloud.wrapped(KeyId, get('pkcs8.der'), {}, {}, 'RSA_AES_KEY_WRAP_SHA_256'));
      openssl(
        'dgst',
        ...options,
        '-keyform',
        'DER',
        '-sign',
        path('pkcs8.der'),
        '-out',
        path('signature'),
        put('message', MESSAGE),
      );
      const check = { KeyId, Message: MESSAGE, SigningAlgorithm, Signature: get('signature') };
      expect(cloud.ok('Verify', check).SignatureValid).toBe(true);
      openssl(
        'pkey',
        '-inform',
        'DER',
        '-in',
        path('pkcs8.der'),
        '-pubout',
        '-outform',
        'DER',
        '-out',
        path('public.der'),
      );
      expect(cloud.ok('GetPublicKey', { KeyId }).PublicKey).toEqual(get('public.der'));
    },
  );

  it('wraps symmetric material as the guide shows', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ Origin: 'EXTERNAL' });
    const request = { KeyId, WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' };
    const { PublicKey, ImportToken } = cloud.ok('GetParametersForImport', request);
    openssl('rand', '-out', path('material'), '32');
    openssl(
      'pkeyutl',
      '-encrypt',
      ...['-in', path('material'), '-out', path('wrapped')],
      ...['-inkey', put('wrapping.der', PublicKey), '-keyform', 'DER', '-pubin'],
      ...['-pkeyopt', 'rsa_padding_mode:oaep', '-pkeyopt', 'rsa_oaep_md:sha256', '-pkeyopt', 'rsa_mgf1_md:sha256'],
    );
    const ExpirationModel = 'KEY_MATERIAL_DOES_NOT_EXPIRE';
    const EncryptedKeyMaterial = get('wrapped');
    cloud.ok('ImportKeyMaterial', { KeyId, ImportToken, EncryptedKeyMaterial, ExpirationModel });
    expect(cloud.decrypt(cloud.encrypt(KeyId, MESSAGE))).toEqual(MESSAGE);
  });

  it('encrypts with a public key what Decrypt opens', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ KeySpec: 'RSA_3072', KeyUsage: 'ENCRYPT_DECRYPT' });
    const key = put('public.der', cloud.ok('GetPublicKey', { KeyId }).PublicKey);
    openssl(
      'pkeyutl',
      '-encrypt',
      ...['-in', put('plain', MESSAGE), '-out', path('sealed'), '-inkey', key, '-keyform', 'DER', '-pubin'],
      ...['-pkeyopt', 'rsa_padding_mode:oaep', '-pkeyopt', 'rsa_oaep_md:sha256', '-pkeyopt', 'rsa_mgf1_md:sha256'],
    );
    const input = { KeyId, CiphertextBlob: get('sealed'), EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' };
    expect(cloud.ok('Decrypt', input).Plaintext).toEqual(MESSAGE);
  });

  it('opens with a data key pair what was made for its public key', () => {
    const cloud = new Cloud();
    const pair = cloud.ok('GenerateDataKeyPair', { KeyId: cloud.key(), KeyPairSpec: 'RSA_2048' });
    const own = put('own.der', cloud.decrypt(pair.PrivateKeyCiphertextBlob));
    openssl('dgst', '-sha256', '-keyform', 'DER', '-sign', own, '-out', path('signature'), put('message', MESSAGE));
    const key = put('public.der', pair.PublicKey);
    const check = ['dgst', '-sha256', '-keyform', 'DER', '-verify', key, '-signature', path('signature')];
    expect(openssl(...check, path('message'))).toContain('Verified OK');
  });

  it('comes to the secret of DeriveSharedSecret', () => {
    const cloud = new Cloud();
    const KeyId = cloud.key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
    openssl(
      'genpkey',
      '-algorithm',
      'EC',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-outform',
      'PEM',
      '-out',
      path('own.pem'),
    );
    openssl('pkey', '-in', path('own.pem'), '-pubout', '-outform', 'DER', '-out', path('own.public'));
    const input = { KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey: get('own.public') };
    const { SharedSecret } = cloud.ok('DeriveSharedSecret', input);
    const peer = put('peer.der', cloud.ok('GetPublicKey', { KeyId }).PublicKey);
    openssl('pkey', '-pubin', '-inform', 'DER', '-in', peer, '-pubout', '-out', path('peer.pem'));
    openssl('pkeyutl', '-derive', '-inkey', path('own.pem'), '-peerkey', path('peer.pem'), '-out', path('secret'));
    expect(SharedSecret).toEqual(get('secret'));
  });
});
