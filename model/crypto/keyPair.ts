/**
 * Key pairs of the simulation, made without a generator: RSA keys from the bundled pool of primes, all others from a seed.
 * The same pick gives the same pair everywhere and in every version. These keys protect nothing.
 */
import { shake256 } from '@noble/hashes/sha3.js';
import { fromBase64, utf8 } from '../bytes.ts';
import { integerOf } from './bigIntegers.ts';
import { CURVES } from './curves.ts';
import type { CurveSpec, KeyPairSpec, RsaSpec } from './keySpecs.ts';
import { encodePrivateKey, encodePublicKey, type KeyPairBytes, type PrivateKey, publicKeyOf } from './keys.ts';
import { PRIMES_1024 } from './pool/primes1024.ts';
import { PRIMES_1536 } from './pool/primes1536.ts';
import { PRIMES_2048 } from './pool/primes2048.ts';
import { type RsaPrivateKey, rsaKeyOf } from './rsa.ts';

/** Which pair to make. */
export interface KeyPairPick {
  /**
   * A non-negative integer: which RSA pair. Counting up gives 780 different pairs of each size before the first comes
   * again, so take the number of pairs that the world has made so far.
   */
  readonly index: number;
  /** Bytes of any length: which pair of the other kinds. */
  readonly seedBytes: Uint8Array;
}

const POOLS: Readonly<Record<RsaSpec, readonly string[]>> = {
  RSA_2048: PRIMES_1024,
  RSA_3072: PRIMES_1536,
  RSA_4096: PRIMES_2048,
};

/** How many different RSA pairs of one size there are. */
export const RSA_PAIRS = (PRIMES_1024.length * (PRIMES_1024.length - 1)) / 2;

/** The pair of a pick, DER. RSA costs a few milliseconds, the others less; keep the result rather than ask again. */
export function keyPair(spec: KeyPairSpec, pick: KeyPairPick): KeyPairBytes {
  const key = privateKeyOf(spec, pick);
  return { privateKey: encodePrivateKey(key), publicKey: encodePublicKey(publicKeyOf(key)) };
}

function privateKeyOf(spec: KeyPairSpec, { index, seedBytes }: KeyPairPick): PrivateKey {
  if (spec in POOLS) return { spec: spec as RsaSpec, rsa: rsaKey(spec as RsaSpec, index) };
  if (spec in CURVES) {
    // The library reduces half as many bits again modulo the order, so no seed has to be rejected.
    const curve = CURVES[spec as CurveSpec];
    const { secretKey } = curve.keygen(expand(spec, seedBytes, curve.lengths.seed!));
    return { spec: spec as CurveSpec, scalar: secretKey };
  }
  return { spec: spec as Exclude<KeyPairSpec, RsaSpec | CurveSpec>, seed: expand(spec, seedBytes, 32) };
}

/** Bytes that follow from the seed and differ between specs. */
const expand = (spec: KeyPairSpec, seedBytes: Uint8Array, lengthBytes: number): Uint8Array =>
  shake256
    .create({ dkLen: lengthBytes })
    .update(utf8(`${spec}:`))
    .update(seedBytes)
    .digest();

/** Pair number n of the pool: (0,1), (0,2), (1,2), (0,3), (1,3), (2,3), ... */
function rsaKey(spec: RsaSpec, index: number): RsaPrivateKey {
  let rest = index % RSA_PAIRS;
  let second = 1;
  while (rest >= second) rest -= second++;
  const [p, q] = [rest, second].map((at) => integerOf(fromBase64(POOLS[spec][at]!)));
  // The pool has only primes for which the public exponent is invertible: see its head.
  return rsaKeyOf(p!, q!)!;
}
