/** What a reader of the AWS guide does offline with `openssl`, against the keys and answers of the model. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { utf8 } from '../../../model/bytes.ts';
import { deriveSharedSecret } from '../../../model/crypto/agreement.ts';
import { decryptRsa, encryptRsa } from '../../../model/crypto/encryption.ts';
import type { KeyPairSpec } from '../../../model/crypto/keySpecs.ts';
import { SIGNING_ALGORITHMS, type SigningAlgorithm, sign, verify } from '../../../model/crypto/signatures.ts';
import { isImportable, unwrapKeyMaterial } from '../../../model/crypto/wrapping.ts';
import { drawer, pairOf } from './support.ts';

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
const folder = mkdtempSync(join(tmpdir(), 'keystate-openssl-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const put = (name: string, bytes: Uint8Array) => {
  writeFileSync(path(name), bytes);
  return path(name);
};
const get = (name: string) => new Uint8Array(readFileSync(path(name)));
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** Options of `openssl dgst` for an algorithm. */
function padding(algorithm: SigningAlgorithm): string[] {
  const options = [`-${SIGNING_ALGORITHMS[algorithm].hash!.replace('SHA_', 'sha')}`];
  if (SIGNING_ALGORITHMS[algorithm].scheme !== 'PSS') return options;
  return [...options, '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];
}

describe.skipIf(!version.startsWith('OpenSSL 3'))('openssl', () => {
  const message = utf8('signed here, verified there');
  const uses: [KeyPairSpec, SigningAlgorithm][] = [
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
    ['RSA_3072', 'RSASSA_PSS_SHA_384'],
    ['RSA_4096', 'RSASSA_PSS_SHA_512'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
  ];

  it.each(uses)('verifies a signature of a %s key by %s offline, and the other way round', (spec, algorithm) => {
    const signed = { algorithm, messageType: 'RAW', message } as const;
    const { privateKey, publicKey } = pairOf(spec);
    const [text, own, shared] = [put('message', message), put('private.der', privateKey), put('public.der', publicKey)];
    put('signature', sign(privateKey, signed, drawer('1')));
    const keyIn = ['-keyform', 'DER'];
    const check = ['dgst', ...padding(algorithm), ...keyIn, '-verify', shared, '-signature', path('signature'), text];
    expect(openssl(...check).toString()).toContain('Verified OK');
    openssl('dgst', ...padding(algorithm), ...keyIn, '-sign', own, '-out', path('theirs'), text);
    expect(verify(publicKey, signed, get('theirs'))).toBe(true);
  });

  it('verifies Ed25519 offline, and the other way round', () => {
    const signed = { algorithm: 'ED25519_SHA_512', messageType: 'RAW', message } as const;
    const { privateKey, publicKey } = pairOf('ECC_NIST_EDWARDS25519');
    const [text, own, shared] = [put('message', message), put('private.der', privateKey), put('public.der', publicKey)];
    const signature = put('signature', sign(privateKey, signed, drawer('1')));
    const common = ['pkeyutl', '-rawin', '-keyform', 'DER', '-in', text];
    openssl(...common, '-verify', '-pubin', '-inkey', shared, '-sigfile', signature);
    openssl(...common, '-sign', '-inkey', own, '-out', path('theirs'));
    expect(verify(publicKey, signed, get('theirs'))).toBe(true);
  });

  it.each([
    ['RSAES_OAEP_SHA_1', 'sha1'],
    ['RSAES_OAEP_SHA_256', 'sha256'],
  ] as const)('encrypts and decrypts by %s with the downloaded public key', (algorithm, hash) => {
    const { privateKey, publicKey } = pairOf('RSA_2048');
    const [own, shared, text] = [put('private.der', privateKey), put('public.der', publicKey), put('text', message)];
    const options = ['-pkeyopt', 'rsa_padding_mode:oaep', '-pkeyopt', `rsa_oaep_md:${hash}`, '-keyform', 'DER'];
    openssl('pkeyutl', '-encrypt', '-pubin', '-inkey', shared, ...options, '-in', text, '-out', path('theirs'));
    expect(decryptRsa(privateKey, algorithm, get('theirs'))).toEqual(message);
    const ours = put('ours', encryptRsa(publicKey, algorithm, message, drawer('2')));
    openssl('pkeyutl', '-decrypt', '-inkey', own, ...options, '-in', ours, '-out', path('opened'));
    expect(get('opened')).toEqual(message);
  });

  it('derives the same shared secret', () => {
    const [own, other] = [pairOf('ECC_NIST_P384'), pairOf('ECC_NIST_P384', 1)];
    const keys = ['-inkey', put('own.der', own.privateKey), '-peerkey', put('other.der', other.publicKey)];
    const forms = ['-keyform', 'DER', '-peerform', 'DER'];
    openssl('pkeyutl', '-derive', ...keys, ...forms, '-out', path('secret'));
    expect(deriveSharedSecret(own.privateKey, other.publicKey)).toEqual(get('secret'));
  });

  it('makes key material and wraps it for import by the commands of the AWS guide', () => {
    const wrapping = pairOf('RSA_3072');
    const shared = put('WrappingPublicKey.bin', wrapping.publicKey);
    openssl('genpkey', '-algorithm', 'rsa', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', path('key.pem'));
    openssl('pkcs8', '-topk8', '-outform', 'der', '-nocrypt', '-in', path('key.pem'), '-out', path('key.der'));
    const aesKey = drawer('3')(32);
    const hexKey = Buffer.from(aesKey).toString('hex');
    openssl('enc', '-id-aes256-wrap-pad', '-K', hexKey, '-iv', 'A65959A6', '-in', path('key.der'), '-out', path('kwp'));
    const options = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', 'rsa_mgf1_md:sha256'];
    const encrypt = ['pkeyutl', '-encrypt', '-in', put('aes-key.bin', aesKey), '-out', path('aes')];
    openssl(...encrypt, '-inkey', shared, '-keyform', 'DER', '-pubin', ...options.flatMap((o) => ['-pkeyopt', o]));
    const wrapped = new Uint8Array([...get('aes'), ...get('kwp')]);
    const material = unwrapKeyMaterial(wrapping.privateKey, 'RSA_AES_KEY_WRAP_SHA_256', wrapped)!;
    expect(material).toEqual(get('key.der'));
    expect(isImportable('RSA_2048', material)).toBe(true);
  });
});
