/**
 * The bytes of a database at rest: pages of 512 bytes, each sealed under the data key and bound to its place. What a new
 * database holds follows from its resource id, so that every run has the same bytes: a catalogue and some rows that nobody
 * should read off a disk. AWS encrypts the volume below (AES-256-XTS); the cipher port (AES-256-GCM) stands for that.
 */
import { concat, utf8 } from '../../bytes.ts';
import { type Cipher, NONCE_BYTES } from '../../crypto/cipher.ts';
import type { Random } from '../../random.ts';
import type { Storage } from '../state.ts';

/** Length of a page before it is sealed, in bytes. */
export const PAGE_BYTES = 512;
/** Pages of a new database. */
export const PAGES = 4;

/** The pages of a new database. */
export function initialPages(database: {
  readonly resourceId: string;
  readonly engine: string;
  readonly databaseName?: string;
}): readonly Uint8Array[] {
  return Array.from({ length: PAGES }, (_, page) => {
    let text = `${database.engine} ${database.databaseName ?? ''} page ${page}\n`;
    for (let row = 0; text.length < PAGE_BYTES; row++)
      text += `customer ${page}.${row} of ${database.resourceId}: name, address, card number, balance\n`;
    return utf8(text.slice(0, PAGE_BYTES));
  });
}

/** What a page is bound to beside its key: its place in the database. */
const placeOf = (index: number): Uint8Array => utf8(`page ${index}`);

/** A page at rest. Without a key it lies there as it is. */
export function sealPage(
  cipher: Cipher,
  key: Uint8Array | undefined,
  index: number,
  page: Uint8Array,
  random: Random,
): Uint8Array {
  if (!key) return page;
  const nonce = random.bytes(NONCE_BYTES);
  return concat(nonce, cipher.seal(key, nonce, page, placeOf(index)));
}

/** The pages in the clear, or undefined where the key does not open them. */
export function openPages(
  cipher: Cipher,
  storage: Storage,
  key: Uint8Array | undefined,
): readonly Uint8Array[] | undefined {
  if (!storage.dataKey) return storage.pages;
  if (!key) return undefined;
  const opened = storage.pages.map((page, index) =>
    cipher.open(key, page.subarray(0, NONCE_BYTES), page.subarray(NONCE_BYTES), placeOf(index)),
  );
  return opened.includes(undefined) ? undefined : (opened as readonly Uint8Array[]);
}
