import { constants, publicEncrypt } from 'node:crypto';
import { aeskwp } from '@noble/ciphers/aes.js';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, hex } from '../../../model/bytes.ts';
import { encryptRsa } from '../../../model/crypto/encryption.ts';
import { decodePrivateKey, encodePrivateKey } from '../../../model/crypto/keys.ts';
import {
  isImportable,
  unwrapKeyMaterial,
  type WrappingAlgorithm,
  wrapKeyMaterial,
  wrappingAlgorithmsFor,
} from '../../../model/crypto/wrapping.ts';
import { drawer, nodePublicKey, PAIR_SPECS, pairOf } from './support.ts';

const ALGORITHMS: readonly WrappingAlgorithm[] = [
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
];

describe('AES key wrap with padding', () => {
  it.each([
    // RFC 5649, section 6.
    ['c37b7e6492584340bed12207808941155068f738', '138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a'],
    ['466f7250617369', 'afbeb0f07dfbf5419200f2ccb50bb24f'],
  ])('gives the vector of RFC 5649 for %s', (material, wrapped) => {
    const kek = fromHex('5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8');
    expect(hex(aeskwp(kek).encrypt(fromHex(material)))).toBe(wrapped);
    expect(hex(aeskwp(kek).decrypt(fromHex(wrapped)))).toBe(material);
  });
});

describe.each(ALGORITHMS)('%s', (algorithm) => {
  const { privateKey, publicKey } = pairOf('RSA_2048');

  it('unwraps what it wrapped, under wrapping keys of every size', () => {
    for (const spec of ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const) {
      const pair = pairOf(spec);
      for (const length of [1, 16, 32, 128]) {
        const material = drawer('a')(length);
        const wrapped = wrapKeyMaterial(pair.publicKey, algorithm, material, drawer('b'));
        expect(unwrapKeyMaterial(pair.privateKey, algorithm, wrapped)).toEqual(material);
      }
    }
  });

  it('unwraps under no other key or algorithm, and nothing that was altered or cut', () => {
    const wrapped = wrapKeyMaterial(publicKey, algorithm, drawer('c')(32), drawer('d'));
    expect(unwrapKeyMaterial(pairOf('RSA_2048', 1).privateKey, algorithm, wrapped)).toBeUndefined();
    expect(unwrapKeyMaterial(pairOf('ECC_NIST_P256').privateKey, algorithm, wrapped)).toBeUndefined();
    for (const other of ALGORITHMS.filter((name) => name !== algorithm)) {
      expect(unwrapKeyMaterial(privateKey, other, wrapped)).toBeUndefined();
    }
    for (const at of [10, 255, wrapped.length - 1]) {
      const altered = wrapped.slice();
      altered[at]! ^= 1;
      expect(unwrapKeyMaterial(privateKey, algorithm, altered)).toBeUndefined();
    }
    for (const length of [0, 255, wrapped.length - 1]) {
      expect(unwrapKeyMaterial(privateKey, algorithm, wrapped.slice(0, length))).toBeUndefined();
    }
  });

  it('unwraps what its owner wrapped with other tools', () => {
    const hash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
    const options = { key: nodePublicKey(publicKey), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash };
    const material = drawer('e')(32);
    const aesKey = drawer('f')(32);
    const wrapped = algorithm.startsWith('RSAES')
      ? new Uint8Array(publicEncrypt(options, material))
      : concat(new Uint8Array(publicEncrypt(options, aesKey)), aeskwp(aesKey).encrypt(material));
    expect(unwrapKeyMaterial(privateKey, algorithm, wrapped)).toEqual(material);
  });
});

describe('wrapping', () => {
  it('carries every importable private key by the algorithms that KMS allows for it', () => {
    const wrapping = pairOf('RSA_2048');
    for (const spec of PAIR_SPECS) {
      const material = pairOf(spec, 2).privateKey;
      for (const algorithm of wrappingAlgorithmsFor(spec, 'RSA_2048')) {
        const wrapped = wrapKeyMaterial(wrapping.publicKey, algorithm, material, drawer('1'));
        expect(unwrapKeyMaterial(wrapping.privateKey, algorithm, wrapped)).toEqual(material);
      }
    }
  });

  it('cannot carry an RSA key, or P-521 under RSA_2048, by OAEP alone: they are too long, as the table says', () => {
    const wrapping = pairOf('RSA_2048').publicKey;
    for (const spec of ['RSA_2048', 'ECC_NIST_P521'] as const) {
      expect(wrappingAlgorithmsFor(spec, 'RSA_2048')).toEqual(['RSA_AES_KEY_WRAP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_1']);
      expect(() => wrapKeyMaterial(wrapping, 'RSAES_OAEP_SHA_1', pairOf(spec).privateKey, drawer('1'))).toThrow(
        RangeError,
      );
    }
    expect(wrappingAlgorithmsFor('ECC_NIST_P521', 'RSA_3072').length).toBe(4);
    expect(wrappingAlgorithmsFor('SYMMETRIC_DEFAULT', 'RSA_4096')).toEqual(['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1']);
    expect(wrappingAlgorithmsFor('ML_DSA_44', 'RSA_4096')).toEqual([]);
  });

  it('by way of an AES key needs one of 256 bits, as the guide makes it', () => {
    const { privateKey, publicKey } = pairOf('RSA_2048');
    const material = drawer('a')(32);
    const wrapped = (aesKey: Uint8Array) =>
      concat(encryptRsa(publicKey, 'RSAES_OAEP_SHA_256', aesKey, drawer('b')), aeskwp(aesKey).encrypt(material));
    const unwrapped = [32, 16, 24].map((length) =>
      unwrapKeyMaterial(privateKey, 'RSA_AES_KEY_WRAP_SHA_256', wrapped(drawer('c')(length))),
    );
    expect(unwrapped).toEqual([material, undefined, undefined]);
  });

  it('refuses to wrap nothing', () => {
    expect(() =>
      wrapKeyMaterial(pairOf('RSA_2048').publicKey, 'RSAES_OAEP_SHA_1', new Uint8Array(0), drawer('1')),
    ).toThrow('at least one byte');
  });
});

describe('imported material', () => {
  it('of a symmetric key has exactly 32 bytes, of an HMAC key at least the length of the spec and at most 128', () => {
    for (const length of [0, 16, 31, 33]) expect(isImportable('SYMMETRIC_DEFAULT', new Uint8Array(length))).toBe(false);
    expect(isImportable('SYMMETRIC_DEFAULT', new Uint8Array(32))).toBe(true);
    for (const [spec, least] of [
      ['HMAC_224', 28],
      ['HMAC_256', 32],
      ['HMAC_384', 48],
      ['HMAC_512', 64],
    ] as const) {
      expect([least - 1, least, 128, 129].map((length) => isImportable(spec, new Uint8Array(length)))).toEqual([
        false,
        true,
        true,
        false,
      ]);
    }
  });

  it('of a key pair is a sound private key of exactly that spec', () => {
    for (const spec of PAIR_SPECS) {
      const importable = !spec.startsWith('ML_DSA');
      expect(isImportable(spec, pairOf(spec).privateKey)).toBe(importable);
      expect(isImportable(spec, pairOf(spec).publicKey)).toBe(false);
    }
    expect(isImportable('RSA_2048', pairOf('RSA_3072').privateKey)).toBe(false);
    expect(isImportable('ECC_NIST_P256', pairOf('ECC_SECG_P256K1').privateKey)).toBe(false);
    const key = decodePrivateKey(pairOf('RSA_2048').privateKey)!;
    if (!('rsa' in key)) throw new Error('not RSA');
    const broken = encodePrivateKey({ spec: key.spec, rsa: { ...key.rsa, prime1: key.rsa.prime1 + 2n } });
    expect(isImportable('RSA_2048', broken)).toBe(false);
  });
});
