/**
 * The cyclic redundancy checks that S3 offers, by tables. No well-kept pure library has all three; each is one loop.
 * Source of parameters: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html (names) and the
 * CRC catalogue, https://reveng.sourceforge.io/crc-catalogue/ (CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME): all
 * reflected, initial value and final XOR all ones.
 */

function table32(reflected: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ reflected : value >>> 1;
    return value >>> 0;
  });
}

const CRC32 = table32(0xedb88320);
const CRC32C = table32(0x82f63b78);

function crc32With(table: Uint32Array, pieces: readonly Uint8Array[]): Uint8Array {
  let value = 0xffffffff;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at++) value = table[(value ^ piece[at]!) & 0xff]! ^ (value >>> 8);
  }
  return bigEndian(~value);
}

/** CRC-32, 4 bytes, most significant first. */
export const crc32 = (pieces: readonly Uint8Array[]): Uint8Array => crc32With(CRC32, pieces);
/** CRC-32C (Castagnoli), 4 bytes, most significant first. */
export const crc32c = (pieces: readonly Uint8Array[]): Uint8Array => crc32With(CRC32C, pieces);

/**
 * CRC-64/NVME's polynomial reflected, 0x9a6c9329ac4bc9b5, in two halves: JavaScript's whole numbers end at 53 bits. S3
 * computes this one for everybody who names none, so eight bytes are taken at once (slicing-by-8, M. Kounavis and
 * F. Berry, 2005): the first table moves a byte on by one place, the second by two, and so forth.
 */
const SLICES = 8;
const CRC64_HIGH = new Int32Array(256 * SLICES);
const CRC64_LOW = new Int32Array(256 * SLICES);
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (odd) {
      low ^= 0xac4bc9b5;
      high ^= 0x9a6c9329;
    }
  }
  CRC64_HIGH[byte] = high;
  CRC64_LOW[byte] = low;
}
for (let at = 256; at < 256 * SLICES; at++) {
  const high = CRC64_HIGH[at - 256]!;
  const low = CRC64_LOW[at - 256]!;
  CRC64_LOW[at] = ((low >>> 8) | (high << 24)) ^ CRC64_LOW[low & 0xff]!;
  CRC64_HIGH[at] = (high >>> 8) ^ CRC64_HIGH[low & 0xff]!;
}

/** CRC-64/NVME, 8 bytes, most significant first. */
export function crc64nvme(pieces: readonly Uint8Array[]): Uint8Array {
  let high = -1;
  let low = -1;
  for (const piece of pieces) {
    let at = 0;
    for (const end = piece.length - 7; at < end; at += 8) {
      const near = low ^ word(piece, at);
      const far = high ^ word(piece, at + 4);
      const a = 0x700 | (near & 0xff);
      const b = 0x600 | ((near >>> 8) & 0xff);
      const c = 0x500 | ((near >>> 16) & 0xff);
      const d = 0x400 | (near >>> 24);
      const e = 0x300 | (far & 0xff);
      const f = 0x200 | ((far >>> 8) & 0xff);
      const g = 0x100 | ((far >>> 16) & 0xff);
      const h = far >>> 24;
      low = CRC64_LOW[a]! ^ CRC64_LOW[b]! ^ CRC64_LOW[c]! ^ CRC64_LOW[d]!;
      low ^= CRC64_LOW[e]! ^ CRC64_LOW[f]! ^ CRC64_LOW[g]! ^ CRC64_LOW[h]!;
      high = CRC64_HIGH[a]! ^ CRC64_HIGH[b]! ^ CRC64_HIGH[c]! ^ CRC64_HIGH[d]!;
      high ^= CRC64_HIGH[e]! ^ CRC64_HIGH[f]! ^ CRC64_HIGH[g]! ^ CRC64_HIGH[h]!;
    }
    for (; at < piece.length; at++) {
      const index = (low ^ piece[at]!) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ CRC64_LOW[index]!;
      high = (high >>> 8) ^ CRC64_HIGH[index]!;
    }
  }
  const bytes = new Uint8Array(8);
  bytes.set(bigEndian(~high));
  bytes.set(bigEndian(~low), 4);
  return bytes;
}

/** Four bytes, least significant first. */
const word = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

const bigEndian = (word: number): Uint8Array =>
  Uint8Array.of((word >>> 24) & 0xff, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff);

/** A polynomial and its width, reflected: what combining needs. */
const POLYNOMIALS = {
  CRC32: { width: 32n, reflected: 0xedb88320n },
  CRC32C: { width: 32n, reflected: 0x82f63b78n },
  CRC64NVME: { width: 64n, reflected: 0x9a6c9329ac4bc9b5n },
} as const;

/** Algorithms whose checksums of parts make the checksum of the whole. */
export type Combinable = keyof typeof POLYNOMIALS;

/**
 * The checksum of two pieces from theirs, without their bytes: the first is moved on by the length of the second, a
 * multiplication by x^(8 length) modulo the polynomial (as zlib's crc32_combine).
 */
export function combineCrc(
  algorithm: Combinable,
  first: Uint8Array,
  second: Uint8Array,
  secondBytes: number,
): Uint8Array {
  const moved = multiply(algorithm, power(algorithm, 8n * BigInt(secondBytes)), toInteger(first));
  return toBytes(moved ^ toInteger(second), first.length);
}

/** x^exponent modulo the polynomial. In the reflected notation the highest bit is x^0. */
function power(algorithm: Combinable, exponent: bigint): bigint {
  const one = 1n << (POLYNOMIALS[algorithm].width - 1n);
  let result = one;
  for (let square = one >> 1n, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(algorithm, square, result);
    square = multiply(algorithm, square, square);
  }
  return result;
}

function multiply(algorithm: Combinable, a: bigint, b: bigint): bigint {
  const { width, reflected } = POLYNOMIALS[algorithm];
  let product = 0n;
  let shifted = b;
  for (let bit = 1n << (width - 1n); bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ reflected : shifted >> 1n;
  }
  return product;
}

const toInteger = (bytes: Uint8Array): bigint => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);

const toBytes = (value: bigint, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => Number((value >> BigInt(8 * (length - 1 - at))) & 0xffn));
