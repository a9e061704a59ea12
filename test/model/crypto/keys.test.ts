import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, hex } from '../../../model/bytes.ts';
import { bitLength, bytesOf } from '../../../model/crypto/bigIntegers.ts';
import { CURVES } from '../../../model/crypto/curves.ts';
import * as der from '../../../model/crypto/der.ts';
import { keyPair, RSA_PAIRS } from '../../../model/crypto/keyPair.ts';
import {
  decodePrivateKey,
  decodePublicKey,
  encodePrivateKey,
  encodePublicKey,
  isSoundPrivateKey,
  publicKeyOf,
} from '../../../model/crypto/keys.ts';
import { NODE_SPECS, nodePrivateKey, nodePublicKey, PAIR_SPECS, pairOf } from './support.ts';

const NODE_GENERATORS = {
  RSA_2048: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ECC_NIST_P256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ECC_NIST_P384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ECC_NIST_P521: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ECC_SECG_P256K1: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  ECC_NIST_EDWARDS25519: () => generateKeyPairSync('ed25519'),
} as const;

describe('key pairs', () => {
  it.each(PAIR_SPECS)('of %s decode to that spec and encode to the same bytes again', (spec) => {
    const pair = pairOf(spec);
    const privateKey = decodePrivateKey(pair.privateKey)!;
    expect(privateKey.spec).toBe(spec);
    expect(isSoundPrivateKey(pair.privateKey)).toBe(true);
    expect(encodePrivateKey(privateKey)).toEqual(pair.privateKey);
    expect(encodePublicKey(publicKeyOf(privateKey))).toEqual(pair.publicKey);
    expect(encodePublicKey(decodePublicKey(pair.publicKey)!)).toEqual(pair.publicKey);
  });

  it.each(NODE_SPECS)('of %s are read by node:crypto, which writes the same DER', (spec) => {
    const pair = pairOf(spec);
    const privateKey = nodePrivateKey(pair.privateKey);
    expect(new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }))).toEqual(pair.privateKey);
    expect(new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }))).toEqual(pair.publicKey);
    expect(new Uint8Array(nodePublicKey(pair.publicKey).export({ format: 'der', type: 'spki' }))).toEqual(
      pair.publicKey,
    );
  });

  it.each(Object.entries(NODE_GENERATORS))('of %s made by node:crypto are read here', (spec, generate) => {
    const { privateKey, publicKey } = generate();
    const pkcs8 = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
    const spki = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
    expect(decodePrivateKey(pkcs8)?.spec).toBe(spec);
    expect(isSoundPrivateKey(pkcs8)).toBe(true);
    expect(encodePublicKey(publicKeyOf(decodePrivateKey(pkcs8)!))).toEqual(spki);
    expect(encodePublicKey(decodePublicKey(spki)!)).toEqual(spki);
  });

  it('of the same pick are the same, of another seed or number another', () => {
    for (const spec of PAIR_SPECS) {
      const pair = keyPair(spec, { index: 7, seedBytes: Uint8Array.of(1, 2) });
      expect(keyPair(spec, { index: 7, seedBytes: Uint8Array.of(1, 2) })).toEqual(pair);
      expect(keyPair(spec, { index: 8, seedBytes: Uint8Array.of(1, 3) })).not.toEqual(pair);
    }
  });

  it('of the same seed share no secret between specs', () => {
    const seeds = PAIR_SPECS.filter((spec) => !spec.startsWith('RSA')).map((spec) => {
      const key = decodePrivateKey(keyPair(spec, { index: 0, seedBytes: Uint8Array.of(9) }).privateKey)!;
      if ('seed' in key) return hex(key.seed);
      return 'scalar' in key ? hex(key.scalar) : spec;
    });
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('of RSA have the size of their spec and differ for every number of the pool', () => {
    const seen = new Set<bigint>();
    for (let index = 0; index < RSA_PAIRS; index++) {
      const key = decodePrivateKey(keyPair('RSA_2048', { index, seedBytes: new Uint8Array(0) }).privateKey)!;
      if (!('rsa' in key)) throw new Error('not RSA');
      expect(bitLength(key.rsa.modulus)).toBe(2048);
      seen.add(key.rsa.modulus);
    }
    expect(seen.size).toBe(RSA_PAIRS);
    const [first, again] = [0, RSA_PAIRS].map((index) => keyPair('RSA_4096', { index, seedBytes: new Uint8Array(0) }));
    expect(again).toEqual(first);
  });

  it('have sizes as on AWS: a P-256 public key is 91 bytes, an RSA_2048 one 294', () => {
    expect(pairOf('ECC_NIST_P256').publicKey.length).toBe(91);
    expect(pairOf('RSA_2048').publicKey.length).toBe(294);
    expect(pairOf('ML_DSA_44').publicKey.length).toBe(1334);
  });

  it('take a public point in compressed form, as KMS does', () => {
    const spki = fromHex(
      '3039301306072a8648ce3d020106082a8648ce3d030107032200036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
    );
    const key = decodePublicKey(spki)!;
    expect(hex('point' in key ? key.point : new Uint8Array(0))).toMatch(/^046b17d1f2.*37bf51f5$/);
  });
});

describe('what is no key', () => {
  it('answers undefined for truncated, extended and random bytes, and never throws', () => {
    for (const spec of PAIR_SPECS) {
      const { privateKey, publicKey } = pairOf(spec);
      for (const bytes of [privateKey, publicKey]) {
        for (let length = 0; length < Math.min(bytes.length, 150); length++) {
          expect(decodePrivateKey(bytes.slice(0, length))).toBeUndefined();
          expect(decodePublicKey(bytes.slice(0, length))).toBeUndefined();
        }
      }
      expect(decodePublicKey(new Uint8Array([...publicKey, 0]))).toBeUndefined();
      expect(decodePrivateKey(new Uint8Array([...privateKey, 0]))).toBeUndefined();
      expect(decodePublicKey(privateKey)).toBeUndefined();
      expect(decodePrivateKey(publicKey)).toBeUndefined();
    }
    const { privateKey, publicKey } = pairOf('ECC_NIST_P256');
    fc.assert(
      fc.property(fc.nat(privateKey.length - 1), fc.nat(255), (at, byte) => {
        for (const bytes of [privateKey.slice(), publicKey.slice()]) {
          bytes[at % bytes.length] = byte;
          decodePrivateKey(bytes);
          decodePublicKey(bytes);
          isSoundPrivateKey(bytes);
        }
      }),
      { seed: 20260303, numRuns: 400 },
    );
  });

  it('includes keys of sizes and curves that KMS does not have', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const brainpool = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });
    const explicit = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
    for (const { privateKey, publicKey } of [small, brainpool, explicit]) {
      const pkcs8 = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }));
      expect(decodePrivateKey(pkcs8)).toBeUndefined();
      expect(isSoundPrivateKey(pkcs8)).toBe(false);
      expect(decodePublicKey(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })))).toBeUndefined();
    }
  });

  it('includes an EC private key whose scalar is zero or not below the order', () => {
    for (const spec of ['ECC_NIST_P256', 'ECC_NIST_P521'] as const) {
      const { privateKey } = pairOf(spec);
      const length = CURVES[spec].lengths.secretKey!;
      const at =
        1 + privateKey.findIndex((_, index) => hex(privateKey.slice(index - 4, index + 1)).startsWith('02010104'));
      for (const scalar of [new Uint8Array(length), bytesOf(CURVES[spec].Point.Fn.ORDER, length)]) {
        const changed = privateKey.slice();
        changed.set(scalar, at);
        expect(decodePrivateKey(privateKey)).toBeDefined();
        expect(decodePrivateKey(changed)).toBeUndefined();
      }
    }
  });

  it('includes a public key with something behind it', () => {
    const members = der.readSequence(pairOf('ECC_NIST_P256').publicKey)!;
    const [algorithm, point] = members.map(({ tag, content }) => der.element(tag, content));
    expect(decodePublicKey(der.sequence(algorithm!, point!))?.spec).toBe('ECC_NIST_P256');
    expect(decodePublicKey(der.sequence(algorithm!, point!, der.none()))).toBeUndefined();
  });

  it('includes a public point that is not on the curve', () => {
    const { publicKey } = pairOf('ECC_NIST_P384');
    const off = publicKey.slice();
    off[off.length - 1]! ^= 1;
    expect(decodePublicKey(off)).toBeUndefined();
  });
});

describe('a private key whose parts do not belong together', () => {
  it('is not sound: RSA with one number changed', () => {
    const key = decodePrivateKey(pairOf('RSA_2048').privateKey)!;
    if (!('rsa' in key)) throw new Error('not RSA');
    for (const part of Object.keys(key.rsa) as (keyof typeof key.rsa)[]) {
      const changed = encodePrivateKey({ spec: key.spec, rsa: { ...key.rsa, [part]: key.rsa[part] - 2n } });
      expect(isSoundPrivateKey(changed), part).toBe(false);
    }
  });

  it('is not sound: an EC scalar with the public point of another', () => {
    const own = pairOf('ECC_NIST_P256').privateKey;
    const other = pairOf('ECC_NIST_P256', 1).privateKey;
    const mixed = new Uint8Array([...own.slice(0, -64), ...other.slice(-64)]);
    expect(decodePrivateKey(mixed)).toBeDefined();
    expect(isSoundPrivateKey(mixed)).toBe(false);
  });
});
