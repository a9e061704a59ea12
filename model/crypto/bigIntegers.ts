/** Big integers for RSA: bytes there and back, powers and inverses. Not constant in time: these keys protect nothing. */
import { fromHex, hex } from '../bytes.ts';

/** The unsigned integer that big-endian bytes spell. */
export const integerOf = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(`0x${hex(bytes)}`));

/** Big-endian bytes of the given length. Throws a RangeError if the integer needs more or is negative. */
export function bytesOf(integer: bigint, lengthBytes: number): Uint8Array {
  const digits = integer.toString(16);
  if (integer < 0n || digits.length > 2 * lengthBytes) {
    throw new RangeError(`An integer of ${digits.length} hexadecimal digits does not fit into ${lengthBytes} bytes.`);
  }
  return fromHex(digits.padStart(2 * lengthBytes, '0'));
}

/** How many bits the integer has; 0 for zero. */
export function bitLength(integer: bigint): number {
  if (integer === 0n) return 0;
  const digits = integer.toString(16);
  return 4 * digits.length - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28;
}

/** base ** exponent mod modulus, four bits of the exponent at a time. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const powers = [1n % modulus];
  for (let k = 1; k < 16; k++) powers.push((powers[k - 1]! * base) % modulus);
  let result = powers[0]!;
  for (const digit of exponent.toString(16)) {
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    if (digit !== '0') result = (result * powers[Number.parseInt(digit, 16)]!) % modulus;
  }
  return result;
}

/** The x in [0, modulus) with x * value = 1, or undefined if there is none. */
export function inverse(value: bigint, modulus: bigint): bigint | undefined {
  let [r, nextR] = [modulus, ((value % modulus) + modulus) % modulus];
  let [x, nextX] = [0n, 1n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    [r, nextR] = [nextR, r - quotient * nextR];
    [x, nextX] = [nextX, x - quotient * nextX];
  }
  return r === 1n ? ((x % modulus) + modulus) % modulus : undefined;
}
