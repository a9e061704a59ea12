/** Whether stored bytes show a plaintext: any 16 bytes of it in a row are no accident. */

/** Length of a window, in bytes. */
export const WINDOW_BYTES = 16;

/** Every run of 16 bytes, as text. */
export function* windows(bytes: Uint8Array): Generator<string> {
  const text = Buffer.from(bytes).toString('latin1');
  for (let at = 0; at + WINDOW_BYTES <= text.length; at++) yield text.slice(at, at + WINDOW_BYTES);
}

/** All windows of some plaintexts. */
export const windowsOf = (plaintexts: Iterable<Uint8Array>): ReadonlySet<string> =>
  new Set(Array.from(plaintexts).flatMap((bytes) => [...windows(bytes)]));

/** The first window of a plaintext that stands in stored bytes, as hexadecimal digits; undefined where there is none. */
export function shownIn(stored: Iterable<Uint8Array>, known: ReadonlySet<string>): string | undefined {
  for (const bytes of stored)
    for (const window of windows(bytes)) if (known.has(window)) return Buffer.from(window, 'latin1').toString('hex');
  return undefined;
}
