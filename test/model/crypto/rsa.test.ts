import { constants, privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitLength, bytesOf, integerOf, inverse, power } from '../../../model/crypto/bigIntegers.ts';
import { decodePrivateKey } from '../../../model/crypto/keys.ts';
import {
  decryptOaep,
  encryptOaep,
  isConsistent,
  rsaKeyOf,
  signPkcs1,
  signPss,
  verifyPkcs1,
  verifyPss,
} from '../../../model/crypto/rsa.ts';
import { drawer, nodePrivateKey, nodePublicKey, pairOf } from './support.ts';

const check = (property: fc.IProperty<unknown>) => fc.assert(property, { seed: 20260304, numRuns: 300 });
const natural = fc.bigInt({ min: 0n, max: 2n ** 200n });

describe('big integers', () => {
  it('go to bytes and back, padded in front', () => {
    check(fc.property(natural, (n) => integerOf(bytesOf(n, 30)) === n));
    expect(bytesOf(0n, 2)).toEqual(Uint8Array.of(0, 0));
    expect(integerOf(new Uint8Array(0))).toBe(0n);
    expect(() => bytesOf(256n, 1)).toThrow(RangeError);
    expect(() => bytesOf(-1n, 1)).toThrow(RangeError);
  });

  it('have as many bits as their binary form', () => {
    check(fc.property(natural, (n) => bitLength(n) === (n === 0n ? 0 : n.toString(2).length)));
  });

  it('are raised to powers as by repeated multiplication', () => {
    check(
      fc.property(natural, fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 1n, max: 2n ** 100n }), (base, e, m) => {
        return power(base, e, m) === base ** e % m;
      }),
    );
  });

  it('have an inverse exactly if they share no factor with the modulus', () => {
    check(
      fc.property(fc.bigInt({ min: 0n, max: 5000n }), fc.bigInt({ min: 2n, max: 500n }), (value, modulus) => {
        const found = inverse(value, modulus);
        const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
        if (gcd(value, modulus) !== 1n) return found === undefined;
        return found !== undefined && found < modulus && (found * value) % modulus === 1n;
      }),
    );
  });
});

describe('RSA keys', () => {
  it('follow from two primes in either order', () => {
    const key = rsaKeyOf(61n, 53n, 17n)!;
    expect(key).toEqual(rsaKeyOf(53n, 61n, 17n));
    expect(key).toMatchObject({ modulus: 3233n, prime1: 61n, prime2: 53n, coefficient: 38n });
    expect(isConsistent(key)).toBe(true);
    expect(rsaKeyOf(61n, 53n, 5n)).toBeUndefined();
  });

  it('are not consistent with a factor that is no prime', () => {
    expect(isConsistent(rsaKeyOf(61n, 57n, 17n)!)).toBe(false);
  });
});

describe('RSA encodings', () => {
  const { privateKey, publicKey } = pairOf('RSA_2048');
  const key = decodePrivateKey(privateKey)!;
  if (!('rsa' in key)) throw new Error('not RSA');
  const { rsa } = key;
  const digest = drawer('a')(32);
  const raw = { padding: constants.RSA_NO_PADDING };
  /** The encoding inside a signature, changed, signed again by node:crypto. */
  const resigned = (signature: Uint8Array, change: (encoding: Uint8Array) => void) => {
    const encoding = new Uint8Array(publicDecrypt({ key: nodePublicKey(publicKey), ...raw }, signature));
    change(encoding);
    return new Uint8Array(privateEncrypt({ key: nodePrivateKey(privateKey), ...raw }, encoding));
  };

  it('of PSS take a salt of the stated length only', () => {
    const signature = signPss(rsa, 'SHA_256', digest, drawer('b')(20));
    expect(verifyPss(rsa, 'SHA_256', digest, signature, 20)).toBe(true);
    for (const saltBytes of [0, 19, 21, 32]) {
      expect(verifyPss(rsa, 'SHA_256', digest, signature, saltBytes)).toBe(false);
    }
  });

  it('of PSS are refused with a bit changed in the padding, the first byte or the trailer', () => {
    // A salt whose encoding begins with a small byte, so that it stays below the modulus with its top bit set.
    const signature = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']
      .map((seed) => signPss(rsa, 'SHA_256', digest, drawer(seed)(32)))
      .find((one) => publicDecrypt({ key: nodePublicKey(publicKey), ...raw }, one)[0]! < 0x10)!;
    const verified = (change: (encoding: Uint8Array) => void) =>
      verifyPss(rsa, 'SHA_256', digest, resigned(signature, change), 32);
    expect(verified(() => {})).toBe(true);
    for (const [at, bit] of [
      [0, 0x80],
      [0, 1],
      [100, 1],
      [190, 1],
      [255, 1],
    ] as const) {
      expect(
        verified((encoding) => encoding.set([encoding[at]! ^ bit], at)),
        `byte ${at}`,
      ).toBe(false);
    }
  });

  it('of PKCS #1 v1.5 are refused with anything but ones before the digest', () => {
    const signature = signPkcs1(rsa, 'SHA_256', digest);
    const verified = (change: (encoding: Uint8Array) => void) =>
      verifyPkcs1(rsa, 'SHA_256', digest, resigned(signature, change));
    expect(verified(() => {})).toBe(true);
    for (const at of [1, 2, 100, 204, 205])
      expect(verified((encoding) => encoding.set([encoding[at]! ^ 1], at))).toBe(false);
  });

  it('are refused as numbers not below the modulus, though these leave the same remainder', () => {
    const small = [1, 2, 3, 4, 5, 6, 7, 8]
      .map((n) => ({ digest: drawer(`${n}`)(32) }))
      .map((one) => ({ ...one, signature: signPkcs1(rsa, 'SHA_256', one.digest) }))
      .find(({ signature }) => bitLength(integerOf(signature) + rsa.modulus) <= 2048)!;
    const shifted = bytesOf(integerOf(small.signature) + rsa.modulus, 256);
    expect(verifyPkcs1(rsa, 'SHA_256', small.digest, small.signature)).toBe(true);
    expect(verifyPkcs1(rsa, 'SHA_256', small.digest, shifted)).toBe(false);
  });

  it('of OAEP are refused with a first byte that is not zero', () => {
    const ciphertext = encryptOaep(rsa, 'SHA_256', Uint8Array.of(1, 2), drawer('c')(32));
    const encoding = new Uint8Array(privateDecrypt({ key: nodePrivateKey(privateKey), ...raw }, ciphertext));
    const encrypted = () => new Uint8Array(publicEncrypt({ key: nodePublicKey(publicKey), ...raw }, encoding));
    expect(decryptOaep(rsa, 'SHA_256', encrypted())).toEqual(Uint8Array.of(1, 2));
    encoding[0] = 1;
    expect(decryptOaep(rsa, 'SHA_256', encrypted())).toBeUndefined();
  });
});
