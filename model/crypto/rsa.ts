/**
 * RSA as RFC 8017 (PKCS #1 v2.2) defines it: the two primitives and the three encodings that KMS uses. No randomness of
 * its own: salts and seeds come from the caller, so the same inputs give the same bytes. @noble has no RSA.
 */
import { concat, equalBytes } from '../bytes.ts';
import { bitLength, bytesOf, integerOf, inverse, power } from './bigIntegers.ts';
import { digest, digestBytes, type HashName } from './hashes.ts';

/** RFC 8017, 3.1. */
export interface RsaPublicKey {
  readonly modulus: bigint;
  readonly publicExponent: bigint;
}

/** RFC 8017, 3.2, second representation: with the factors, for the Chinese remainder theorem. */
export interface RsaPrivateKey extends RsaPublicKey {
  readonly privateExponent: bigint;
  readonly prime1: bigint;
  readonly prime2: bigint;
  readonly exponent1: bigint;
  readonly exponent2: bigint;
  readonly coefficient: bigint;
}

/** The private key of two primes, or undefined if the public exponent has no inverse. The larger prime goes first. */
export function rsaKeyOf(p: bigint, q: bigint, publicExponent = 65537n): RsaPrivateKey | undefined {
  const [prime1, prime2] = p > q ? [p, q] : [q, p];
  const privateExponent = inverse(publicExponent, (prime1 - 1n) * (prime2 - 1n));
  const coefficient = inverse(prime2, prime1);
  if (privateExponent === undefined || coefficient === undefined) return undefined;
  const exponent1 = privateExponent % (prime1 - 1n);
  const exponent2 = privateExponent % (prime2 - 1n);
  const modulus = prime1 * prime2;
  return { modulus, publicExponent, privateExponent, prime1, prime2, exponent1, exponent2, coefficient };
}

/** Length of the modulus, in bytes: of every ciphertext and signature too. */
export const modulusBytes = (key: RsaPublicKey): number => Math.ceil(bitLength(key.modulus) / 8);

/** RSAEP and RSAVP1: undefined unless the number is below the modulus. */
function publicPower(key: RsaPublicKey, number: bigint): bigint | undefined {
  return number < key.modulus ? power(number, key.publicExponent, key.modulus) : undefined;
}

/** Results of `privatePower`, by all that it computes with: runs of scenarios wrap the same material for the same few pairs. */
const knownPowers = new Map<string, bigint>();
const KNOWN_POWERS = 64;

/** RSADP and RSASP1; the last results are remembered, since each costs milliseconds. */
function privatePower(key: RsaPrivateKey, number: bigint): bigint | undefined {
  if (number >= key.modulus) return undefined;
  const parts = [number, key.prime1, key.prime2, key.exponent1, key.exponent2, key.coefficient];
  const name = parts.map((part) => part.toString(16)).join('/');
  const known = knownPowers.get(name);
  if (known !== undefined) return known;
  const result = powerByFactors(key, number);
  if (knownPowers.size >= KNOWN_POWERS) knownPowers.delete(knownPowers.keys().next().value!);
  knownPowers.set(name, result);
  return result;
}

/** By the Chinese remainder theorem, about four times faster than with the whole exponent. */
function powerByFactors(key: RsaPrivateKey, number: bigint): bigint {
  const m1 = power(number % key.prime1, key.exponent1, key.prime1);
  const m2 = power(number % key.prime2, key.exponent2, key.prime2);
  const difference = (((m1 - m2) % key.prime1) + key.prime1) % key.prime1;
  return m2 + key.prime2 * ((difference * key.coefficient) % key.prime1);
}

/** Whether the parts of a private key belong together (RFC 8017, 3.2), and its factors pass Fermat's test. */
export function isConsistent(key: RsaPrivateKey): boolean {
  const { prime1, prime2, privateExponent, publicExponent } = key;
  if (prime1 <= 2n || prime2 <= 2n || prime1 * prime2 !== key.modulus) return false;
  return (
    key.exponent1 === privateExponent % (prime1 - 1n) &&
    key.exponent2 === privateExponent % (prime2 - 1n) &&
    (publicExponent * key.exponent1) % (prime1 - 1n) === 1n &&
    (publicExponent * key.exponent2) % (prime2 - 1n) === 1n &&
    (prime2 * key.coefficient) % prime1 === 1n &&
    [prime1, prime2].every((prime) => power(2n, prime - 1n, prime) === 1n)
  );
}

/** MGF1 (B.2.1): a mask of any length from a seed. */
function mask(hash: HashName, seed: Uint8Array, lengthBytes: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let counter = 0; blocks.length * digestBytes(hash) < lengthBytes; counter++) {
    blocks.push(digest(hash, concat(seed, bytesOf(BigInt(counter), 4))));
  }
  return concat(...blocks).subarray(0, lengthBytes);
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, at) => byte ^ b[at]!);

// --- RSASSA-PKCS1-v1_5 (8.2, 9.2) ---

/** DER of DigestInfo up to the digest (9.2, note 1). */
const DIGEST_INFO: Partial<Record<HashName, readonly number[]>> = {
  SHA_256: [0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20],
  SHA_384: [0x30, 0x41, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2, 5, 0, 4, 0x30],
  SHA_512: [0x30, 0x51, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3, 5, 0, 4, 0x40],
};

function pkcs1Encoding(hash: HashName, messageDigest: Uint8Array, lengthBytes: number): Uint8Array {
  const info = concat(Uint8Array.from(DIGEST_INFO[hash]!), messageDigest);
  const padding = new Uint8Array(lengthBytes - info.length - 3).fill(0xff);
  return concat(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info);
}

/** Signs a digest; SHA_256, SHA_384 or SHA_512. */
export function signPkcs1(key: RsaPrivateKey, hash: HashName, messageDigest: Uint8Array): Uint8Array {
  const length = modulusBytes(key);
  return bytesOf(privatePower(key, integerOf(pkcs1Encoding(hash, messageDigest, length)))!, length);
}

/** Whether the signature is the key's for this digest. */
export function verifyPkcs1(
  key: RsaPublicKey,
  hash: HashName,
  messageDigest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const length = modulusBytes(key);
  const opened = signature.length === length ? publicPower(key, integerOf(signature)) : undefined;
  return opened !== undefined && equalBytes(bytesOf(opened, length), pkcs1Encoding(hash, messageDigest, length));
}

// --- RSASSA-PSS (8.1, 9.1) ---

const pssHash = (hash: HashName, messageDigest: Uint8Array, salt: Uint8Array): Uint8Array =>
  digest(hash, concat(new Uint8Array(8), messageDigest, salt));

/** The bits of the encoding's first byte that must be zero, as a mask of those that may be set. */
const firstByteMask = (encodingBits: number): number => 0xff >> (8 * Math.ceil(encodingBits / 8) - encodingBits);

/** Signs a digest with the given salt (KMS: as long as the digest); the mask uses the same hash. */
export function signPss(key: RsaPrivateKey, hash: HashName, messageDigest: Uint8Array, salt: Uint8Array): Uint8Array {
  const bits = bitLength(key.modulus) - 1;
  const tag = pssHash(hash, messageDigest, salt);
  const block = new Uint8Array(Math.ceil(bits / 8) - tag.length - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  const masked = xor(block, mask(hash, tag, block.length));
  masked[0]! &= firstByteMask(bits);
  const encoding = concat(masked, tag, Uint8Array.of(0xbc));
  return bytesOf(privatePower(key, integerOf(encoding))!, modulusBytes(key));
}

/** Whether the signature is the key's for this digest, with a salt of the given length. */
export function verifyPss(
  key: RsaPublicKey,
  hash: HashName,
  messageDigest: Uint8Array,
  signature: Uint8Array,
  saltBytes: number,
): boolean {
  const bits = bitLength(key.modulus) - 1;
  const opened = signature.length === modulusBytes(key) ? publicPower(key, integerOf(signature)) : undefined;
  if (opened === undefined || bitLength(opened) > bits) return false;
  const encoding = bytesOf(opened, Math.ceil(bits / 8));
  const tagAt = encoding.length - digestBytes(hash) - 1;
  const tag = encoding.subarray(tagAt, -1);
  const block = xor(encoding.subarray(0, tagAt), mask(hash, tag, tagAt));
  block[0]! &= firstByteMask(bits);
  const saltAt = tagAt - saltBytes;
  const padded = block.every((byte, at) => at >= saltAt || byte === (at === saltAt - 1 ? 1 : 0));
  const expected = pssHash(hash, messageDigest, block.subarray(saltAt));
  return encoding[encoding.length - 1] === 0xbc && padded && equalBytes(tag, expected);
}

// --- RSAES-OAEP (7.1), empty label, the same hash in the mask ---

/** The longest plaintext, in bytes: modulus - 2 * digest - 2. */
export const oaepLimitBytes = (key: RsaPublicKey, hash: HashName): number =>
  modulusBytes(key) - 2 * digestBytes(hash) - 2;

/** Encrypts with a seed as long as a digest. Throws a RangeError if the plaintext is too long. */
export function encryptOaep(key: RsaPublicKey, hash: HashName, plaintext: Uint8Array, seed: Uint8Array): Uint8Array {
  const limit = oaepLimitBytes(key, hash);
  if (plaintext.length > limit) {
    throw new RangeError(`OAEP with this key takes up to ${limit} bytes, not ${plaintext.length}: encrypt a data key.`);
  }
  const padding = new Uint8Array(limit - plaintext.length);
  const block = concat(digest(hash, new Uint8Array(0)), padding, Uint8Array.of(1), plaintext);
  const maskedBlock = xor(block, mask(hash, seed, block.length));
  const maskedSeed = xor(seed, mask(hash, maskedBlock, seed.length));
  const encoding = concat(Uint8Array.of(0), maskedSeed, maskedBlock);
  return bytesOf(publicPower(key, integerOf(encoding))!, modulusBytes(key));
}

/** The plaintext, or undefined if the ciphertext is not one for this key and hash. */
export function decryptOaep(key: RsaPrivateKey, hash: HashName, ciphertext: Uint8Array): Uint8Array | undefined {
  const length = modulusBytes(key);
  const opened = ciphertext.length === length ? privatePower(key, integerOf(ciphertext)) : undefined;
  if (opened === undefined) return undefined;
  const encoding = bytesOf(opened, length);
  const blockAt = 1 + digestBytes(hash);
  const maskedBlock = encoding.subarray(blockAt);
  const seed = xor(encoding.subarray(1, blockAt), mask(hash, maskedBlock, digestBytes(hash)));
  const block = xor(maskedBlock, mask(hash, seed, maskedBlock.length));
  const labelMatches = equalBytes(block.subarray(0, digestBytes(hash)), digest(hash, new Uint8Array(0)));
  const one = block.findIndex((byte, at) => at >= digestBytes(hash) && byte !== 0);
  return encoding[0] === 0 && labelMatches && block[one] === 1 ? block.slice(one + 1) : undefined;
}
