import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitLength, bytesOf, integerOf, inverse, power } from '../../../model/crypto/bigIntegers.ts';
import { decodePrivateKey } from '../../../model/crypto/keys.ts';
import { isConsistent, rsaKeyOf, signPss, verifyPss } from '../../../model/crypto/rsa.ts';
import { drawer, pairOf } from './support.ts';

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

describe('RSASSA-PSS', () => {
  it('takes a salt of the stated length only', () => {
    const key = decodePrivateKey(pairOf('RSA_2048').privateKey)!;
    if (!('rsa' in key)) throw new Error('not RSA');
    const digest = drawer('a')(32);
    const signature = signPss(key.rsa, 'SHA_256', digest, drawer('b')(20));
    expect(verifyPss(key.rsa, 'SHA_256', digest, signature, 20)).toBe(true);
    for (const saltBytes of [0, 19, 21, 32]) {
      expect(verifyPss(key.rsa, 'SHA_256', digest, signature, saltBytes)).toBe(false);
    }
  });
});
