/**
 * A cipher without cryptography, for exploring very many worlds: it keeps the equalities of AES-GCM (what opens what, what
 * is equal to what, how long it is, nothing readable inside) and costs a few nanoseconds a byte. Anyone can break it.
 *
 * One small state of 128 bits absorbs a word at a time; between words it is stirred by the quarter round of ChaCha
 * (RFC 8439, section 2.1), which is a permutation, so two inputs that differ in one word never meet again.
 */
import { type Cipher, checkLengths, TAG_BYTES } from './cipher.ts';

class Sponge {
  readonly #s = new Uint32Array([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);

  /** Stirs a word in and returns one out. */
  word(word: number): number {
    const s = this.#s;
    let a = s[0]! ^ word;
    let b = s[1]!;
    let c = s[2]!;
    let d = s[3]!;
    a = (a + b) | 0;
    d = rotate(d ^ a, 16);
    c = (c + d) | 0;
    b = rotate(b ^ c, 12);
    a = (a + b) | 0;
    d = rotate(d ^ a, 8);
    c = (c + d) | 0;
    b = rotate(b ^ c, 7);
    s[0] = a;
    s[1] = b;
    s[2] = c;
    s[3] = d;
    return b;
  }

  /** Stirs bytes in, their number first, so that neighbouring fields cannot run together. */
  bytes(bytes: Uint8Array): this {
    this.word(bytes.length);
    for (let at = 0; at < bytes.length; at += 4) this.word(wordAt(bytes, at));
    return this;
  }

  /** Twenty blank rounds, so that the last words have reached every bit. */
  settle(): this {
    for (let round = 0; round < 20; round++) this.word(round);
    return this;
  }
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** Four bytes, little end first; bytes behind the end count as zero. */
function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** Exclusive-or with a stream that follows from key and nonce: the same operation both ways. */
function mask(key: Uint8Array, nonce: Uint8Array, input: Uint8Array, output: Uint8Array): void {
  const stream = new Sponge().bytes(key).bytes(nonce).settle();
  for (let at = 0; at < input.length; at += 4) {
    const word = stream.word(at);
    for (let k = 0; k < 4 && at + k < input.length; k++) output[at + k] = input[at + k]! ^ (word >>> (8 * k));
  }
}

/** Writes the tag of everything that must not change. */
function writeTag(
  key: Uint8Array,
  nonce: Uint8Array,
  body: Uint8Array,
  associatedData: Uint8Array,
  tag: Uint8Array,
): void {
  const sponge = new Sponge().bytes(key).bytes(nonce).bytes(associatedData).bytes(body).settle();
  for (let at = 0; at < TAG_BYTES; at++) tag[at] = sponge.word(at);
}

/** Same equalities as AES-GCM, no arithmetic: see the head of this file. */
export const symbolicCipher: Cipher = {
  name: 'symbolic',
  seal(key, nonce, plaintext, associatedData, roomBytes = 0) {
    checkLengths(key, nonce);
    const sealed = new Uint8Array(roomBytes + plaintext.length + TAG_BYTES);
    const end = roomBytes + plaintext.length;
    const body = sealed.subarray(roomBytes, end);
    mask(key, nonce, plaintext, body);
    writeTag(key, nonce, body, associatedData, sealed.subarray(end));
    return sealed;
  },
  open(key, nonce, sealed, associatedData) {
    checkLengths(key, nonce);
    if (sealed.length < TAG_BYTES) return undefined;
    const body = sealed.subarray(0, -TAG_BYTES);
    const tag = new Uint8Array(TAG_BYTES);
    writeTag(key, nonce, body, associatedData, tag);
    for (let at = 0; at < TAG_BYTES; at++) if (tag[at] !== sealed[body.length + at]) return undefined;
    const plaintext = new Uint8Array(body.length);
    mask(key, nonce, body, plaintext);
    return plaintext;
  },
};
