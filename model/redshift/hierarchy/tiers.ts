/**
 * The four tiers, really wrapped: root key (KMS or AWS's own) -> cluster encryption key -> database encryption key -> one key
 * for each block. Each is 32 random bytes sealed under the one above (AES-256-GCM stands for AES-256).
 * Source: https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html (documented).
 */
import { concat, utf8 } from '../../bytes.ts';
import { type Cipher, NONCE_BYTES } from '../../crypto/cipher.ts';
import type { Random } from '../../random.ts';
import type { Transaction } from '../../transaction.ts';
import type { Block, ClusterStorage, Memory } from '../state.ts';

/** Length of every key, in bytes. */
export const KEY_BYTES = 32;
/** Length of a block before it is sealed, in bytes (AWS's have a megabyte). */
export const BLOCK_BYTES = 512;
/** Blocks of a new database. */
export const BLOCKS = 3;

/** Seals under a fresh nonce; `label` binds the bytes to their place. */
export function seal(cipher: Cipher, key: Uint8Array, label: string, bytes: Uint8Array, random: Random): Uint8Array {
  const nonce = random.bytes(NONCE_BYTES);
  return concat(nonce, cipher.seal(key, nonce, bytes, utf8(label)));
}

/** Opens what `seal` made; undefined where the key or the place is another. */
export const unseal = (cipher: Cipher, key: Uint8Array, label: string, sealed: Uint8Array): Uint8Array | undefined =>
  cipher.open(key, sealed.subarray(0, NONCE_BYTES), sealed.subarray(NONCE_BYTES), utf8(label));

/** What binds the sealed database encryption key to its place. */
export const DATABASE_KEY = 'database encryption key';
const keyLabel = (index: number): string => `key of block ${index}`;
const blockLabel = (index: number): string => `block ${index}`;

/** What a new database holds: it follows from the ARN of its cluster, so that every run has the same bytes. */
export function initialBlocks(arn: string, databaseName: string): readonly Uint8Array[] {
  return Array.from({ length: BLOCKS }, (_, block) => {
    let text = `${databaseName} block ${block}\n`;
    for (let row = 0; text.length < BLOCK_BYTES; row++)
      text += `order ${block}.${row} of ${arn}: customer, article, price, card number\n`;
    return utf8(text.slice(0, BLOCK_BYTES));
  });
}

/** Data at rest under a cluster encryption key: database key and blocks are made anew. */
export function sealData(
  transaction: Transaction,
  clusterKey: Uint8Array,
  data: readonly Uint8Array[],
): { readonly databaseKey: Uint8Array; readonly blocks: readonly Block[]; readonly memory: Memory } {
  const { random, rules } = transaction;
  const sealed = (key: Uint8Array, label: string, bytes: Uint8Array) =>
    rules.redshift.seal(rules.cipher, key, label, bytes, random);
  const databaseKey = random.bytes(KEY_BYTES);
  const blocks = data.map((bytes, index) => {
    const key = random.bytes(KEY_BYTES);
    return { key: sealed(databaseKey, keyLabel(index), key), bytes: sealed(key, blockLabel(index), bytes) };
  });
  return { databaseKey: sealed(clusterKey, DATABASE_KEY, databaseKey), blocks, memory: { clusterKey, databaseKey } };
}

/** The keys in the memory of a cluster whose cluster encryption key is known; undefined where it does not fit. */
export function loadMemory(cipher: Cipher, storage: ClusterStorage, clusterKey: Uint8Array): Memory | undefined {
  const databaseKey = storage.databaseKey && unseal(cipher, clusterKey, DATABASE_KEY, storage.databaseKey);
  return databaseKey && { clusterKey, databaseKey };
}

/** The data in the clear; undefined where a key does not fit. */
export function openData(
  cipher: Cipher,
  storage: ClusterStorage,
  memory: Memory | undefined,
): readonly Uint8Array[] | undefined {
  if (!storage.encrypted) return storage.blocks.map(({ bytes }) => bytes);
  if (!memory) return undefined;
  const opened = storage.blocks.map((block, index) => {
    const key = block.key && unseal(cipher, memory.databaseKey, keyLabel(index), block.key);
    return key && unseal(cipher, key, blockLabel(index), block.bytes);
  });
  return opened.includes(undefined) ? undefined : (opened as readonly Uint8Array[]);
}

/** The same data under another cluster encryption key: only the database key is sealed anew. */
export function rewrapDatabaseKey(
  transaction: Transaction,
  storage: ClusterStorage,
  from: Uint8Array,
  to: Uint8Array,
): Uint8Array | undefined {
  const { random, rules } = transaction;
  const memory = loadMemory(rules.cipher, storage, from);
  return memory && rules.redshift.seal(rules.cipher, to, DATABASE_KEY, memory.databaseKey, random);
}

/** The same blocks under another database key: only their keys are sealed anew. */
export function rewrapBlockKeys(
  transaction: Transaction,
  blocks: readonly Block[],
  from: Uint8Array,
  to: Uint8Array,
): readonly Block[] {
  const { random, rules } = transaction;
  return blocks.map((block, index) => {
    const key = block.key && unseal(rules.cipher, from, keyLabel(index), block.key);
    return key ? { ...block, key: rules.redshift.seal(rules.cipher, to, keyLabel(index), key, random) } : block;
  });
}
