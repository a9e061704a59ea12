/** The port of ciphers by node:crypto: byte for byte what the model's own makes, and much faster on bulk bytes. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type Cipher, checkLengths, TAG_BYTES } from '../../model/crypto/cipher.ts';

const algorithmOf = (key: Uint8Array): 'aes-128-gcm' | 'aes-256-gcm' =>
  key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm';

const PIECE_BYTES = 1024 ** 2;

interface Updating {
  update(piece: Uint8Array): Buffer;
}

/** What a cipher makes of the input, piece by piece: `update` gives a copy each time, and bodies may be very large. */
function updateInto(output: Uint8Array, from: number, cipher: Updating, input: Uint8Array): void {
  for (let at = 0; at < input.length; at += PIECE_BYTES)
    output.set(cipher.update(input.subarray(at, at + PIECE_BYTES)), from + at);
}

/** What a cipher makes of the input; where that is one piece, Node's own copy of it serves. */
function updated(cipher: Updating, input: Uint8Array): Uint8Array {
  if (input.length > 0 && input.length <= PIECE_BYTES) {
    const piece = cipher.update(input);
    if (piece.length === piece.buffer.byteLength) return new Uint8Array(piece.buffer);
  }
  const output = new Uint8Array(input.length);
  updateInto(output, 0, cipher, input);
  return output;
}

/** AES-GCM of node:crypto; arrays it returns are plain Uint8Arrays, never views of Node's shared pool. */
export const nodeCipher: Cipher = {
  name: 'node',
  seal(key, nonce, plaintext, associatedData, roomBytes = 0) {
    checkLengths(key, nonce);
    const cipher = createCipheriv(algorithmOf(key), key, nonce).setAAD(associatedData);
    const sealed = new Uint8Array(roomBytes + plaintext.length + TAG_BYTES);
    updateInto(sealed, roomBytes, cipher, plaintext);
    cipher.final();
    sealed.set(cipher.getAuthTag(), roomBytes + plaintext.length);
    return sealed;
  },
  open(key, nonce, sealed, associatedData) {
    checkLengths(key, nonce);
    if (sealed.length < TAG_BYTES) return undefined;
    const decipher = createDecipheriv(algorithmOf(key), key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(associatedData)
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const plaintext = updated(decipher, sealed.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
      return plaintext;
    } catch {
      // Node throws here for one reason only: the tag does not fit.
      return undefined;
    }
  },
};
