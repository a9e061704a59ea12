/** Bytes and text, without Node or the browser: the few conversions that the model needs. */

import { bytesToUtf8, utf8ToBytes } from '@noble/ciphers/utils.js';
import { base64 as base64Codec, hex as hexCodec } from '@scure/base';

export const base64 = (bytes: Uint8Array): string => base64Codec.encode(bytes);
/** Throws on text that is not base64. */
export const fromBase64 = (text: string): Uint8Array => base64Codec.decode(text);
export const hex = (bytes: Uint8Array): string => hexCodec.encode(bytes);
/** Throws on text that is not hexadecimal. */
export const fromHex = (text: string): Uint8Array => hexCodec.decode(text.toLowerCase());
export const utf8 = (text: string): Uint8Array => utf8ToBytes(text);
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

/** Whether two byte strings are the same. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
