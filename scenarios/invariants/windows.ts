/** Looking for pieces of a plaintext in stored bytes: invariants about bytes at rest ask at every step. */

/** So many bytes of a plaintext in a row are no accident. */
export const WINDOW_BYTES = 16;
/** Looked up at once. */
const WORD_BYTES = 4;
/** Of so many places in a row, one begins a word that lies wholly within a window: all others need no looking at. */
const STRIDE_BYTES = WINDOW_BYTES - WORD_BYTES + 1;

/** Whether any 16 bytes in a row of a plaintext stand in stored bytes. */
export function containsWindow(stored: Uint8Array, plaintext: Uint8Array): boolean {
  if (plaintext.length < WINDOW_BYTES) return false;
  const places = placesIn(plaintext);
  for (let at = 0; at + WORD_BYTES <= stored.length; at += STRIDE_BYTES)
    for (const place of places.get(wordAt(stored, at)) ?? NOWHERE)
      if (commonBytes(stored, at, plaintext, place) >= WINDOW_BYTES) return true;
  return false;
}

const NOWHERE: readonly number[] = [];

/** Where each word stands in a plaintext. */
const known = new WeakMap<Uint8Array, ReadonlyMap<number, readonly number[]>>();

function placesIn(plaintext: Uint8Array): ReadonlyMap<number, readonly number[]> {
  let places = known.get(plaintext) as Map<number, number[]> | undefined;
  if (places) return places;
  places = new Map();
  for (let at = 0; at + WORD_BYTES <= plaintext.length; at++) {
    const word = wordAt(plaintext, at);
    const there = places.get(word);
    if (there) there.push(at);
    else places.set(word, [at]);
  }
  known.set(plaintext, places);
  return places;
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);

/** How many bytes around two places are the same. */
function commonBytes(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
  let before = 0;
  while (before < atA && before < atB && a[atA - before - 1] === b[atB - before - 1]) before++;
  let after = 0;
  while (atA + after < a.length && atB + after < b.length && a[atA + after] === b[atB + after]) after++;
  return before + after;
}
