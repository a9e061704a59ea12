/**
 * The bytes of disks: blocks of 512 KiB, stored without their trailing zeros, encrypted under the disk's data key. AWS uses
 * AES-256-XTS; we use the cipher port (AES-256-GCM) under the first half of the 64 byte data key, so that a changed
 * or misplaced block does not read as something else.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html (documented).
 */
import type { Cipher } from '../../crypto/cipher.ts';
import { NONCE_BYTES } from '../../crypto/cipher.ts';
import type { Random } from '../../random.ts';
import { Table } from '../../table.ts';
import type { Block, Blocks } from '../state.ts';

/** Length of a block, in bytes. Source: EBS direct APIs (documented). */
export const BLOCK_BYTES = 524_288;
/** Length of the data key of a volume, in bytes (recorded: numberOfBytes 64). */
export const DATA_KEY_BYTES = 64;

/** A data key ready for use. */
export interface BlockKey {
  readonly cipher: Cipher;
  /** 64 bytes. */
  readonly plaintext: Uint8Array;
}

const halfOf = (key: BlockKey): Uint8Array => key.plaintext.subarray(0, 32);

/** What a block is bound to beside its key: its place on the disk. */
function placeOf(index: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, index);
  return bytes;
}

function withoutTrailingZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.slice(0, end);
}

/** A block at rest. Without a key it lies there as it is. */
export function sealBlock(index: number, plaintext: Uint8Array, key: BlockKey | undefined, random: Random): Block {
  const bytes = withoutTrailingZeros(plaintext);
  if (!key) return { bytes };
  const nonce = random.bytes(NONCE_BYTES);
  return { nonce, bytes: key.cipher.seal(halfOf(key), nonce, bytes, placeOf(index)) };
}

/** The bytes of a block without its trailing zeros, or undefined where the key is not the block's. */
export function openBlock(index: number, block: Block, key: BlockKey | undefined): Uint8Array | undefined {
  if (!block.nonce) return block.bytes;
  return key?.cipher.open(halfOf(key), block.nonce, block.bytes, placeOf(index));
}

/** Encrypts all blocks of a disk anew; undefined where `from` does not open one of them. */
export function reencryptBlocks(
  blocks: Blocks,
  from: BlockKey | undefined,
  to: BlockKey,
  random: Random,
): Blocks | undefined {
  let written: Blocks = Table.empty();
  for (const [index, block] of blocks.entries()) {
    const plaintext = openBlock(index, block, from);
    if (!plaintext) return undefined;
    written = written.set(index, sealBlock(index, plaintext, to, random));
  }
  return written;
}
