/** The checksum of a block: base64 of the SHA-256 of all its 512 KiB. */
import { base64 } from '../../bytes.ts';
import type { Digests } from '../../crypto/digests.ts';

/** Written blocks of so few bytes are remembered: with zeros up to 512 KiB behind them they cost most of a reading. */
const SHORT_BYTES = 256;
/** So many are remembered before all are forgotten. */
const MOST_REMEMBERED = 1000;

const remembered = new WeakMap<Digests, Map<string, string>>();

/** `written` are the bytes of the block without its trailing zeros, `block` all of them. */
export function checksumOf(digests: Digests, written: Uint8Array, block: Uint8Array): string {
  if (written.length > SHORT_BYTES) return base64(digests.SHA256(block));
  const known = remembered.get(digests) ?? new Map<string, string>();
  remembered.set(digests, known);
  const name = base64(written);
  let checksum = known.get(name);
  if (checksum === undefined) {
    checksum = base64(digests.SHA256(block));
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(name, checksum);
  }
  return checksum;
}
