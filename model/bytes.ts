/** Bytes and text, without Node or the browser: the few conversions that the model needs. */

import { bytesToHex, bytesToUtf8, utf8ToBytes } from '@noble/ciphers/utils.js';
import { base64 as base64Codec, hex as hexCodec } from '@scure/base';

/** Bytes as base64. */
export const base64 = (bytes: Uint8Array): string => base64Codec.encode(bytes);
/** Throws on text that is not base64. */
export const fromBase64 = (text: string): Uint8Array => base64Codec.decode(text);
/** Bytes as lower-case hexadecimal digits. */
export const hex = (bytes: Uint8Array): string => bytesToHex(bytes);
/** Throws on text that is not hexadecimal. */
export const fromHex = (text: string): Uint8Array => hexCodec.decode(text.toLowerCase());
/** A text as UTF-8. Most are short and ASCII: those need no encoder. */
export function utf8(text: string): Uint8Array {
  if (text.length > 256) return utf8ToBytes(text);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return utf8ToBytes(text);
    bytes[at] = unit;
  }
  return bytes;
}
/** The text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD. */
export const fromUtf8 = (bytes: Uint8Array): string => bytesToUtf8(bytes);

/** One array of all the parts, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Whether two byte strings are the same; many bytes at a time where both lie so that this can be done. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const aligned = (a.byteOffset | b.byteOffset) % 4 === 0;
  const words = aligned ? Math.trunc(a.length / 4) : 0;
  if (words > 0) {
    const [ofA, ofB] = [new Int32Array(a.buffer, a.byteOffset, words), new Int32Array(b.buffer, b.byteOffset, words)];
    if (!equalWords(ofA, ofB)) return false;
  }
  for (let at = words * 4; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Four words for each decision: whole blocks of disks are compared. */
function equalWords(a: Int32Array, b: Int32Array): boolean {
  const whole = a.length - (a.length % 4);
  for (let at = 0; at < whole; at += 4) {
    const first = (a[at]! ^ b[at]!) | (a[at + 1]! ^ b[at + 1]!);
    if ((first | (a[at + 2]! ^ b[at + 2]!) | (a[at + 3]! ^ b[at + 3]!)) !== 0) return false;
  }
  for (let at = whole; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
