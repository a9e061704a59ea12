/** Helpers of the crypto tests: seeded bytes, and keys handed to node:crypto. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { keyPair } from '../../../model/crypto/keyPair.ts';
import { isKeyPairSpec, KEY_SPECS, type KeyPairSpec, type KeySpec } from '../../../model/crypto/keySpecs.ts';
import type { KeyPairBytes } from '../../../model/crypto/keys.ts';
import { Random, seedState } from '../../../model/random.ts';

/** Reproducible bytes: each call goes on where the last stopped. */
export function drawer(seed: string): (lengthBytes: number) => Uint8Array {
  const random = new Random(seedState(seed));
  return (lengthBytes) => random.bytes(lengthBytes);
}

export const PAIR_SPECS: readonly KeyPairSpec[] = (Object.keys(KEY_SPECS) as KeySpec[]).filter(isKeyPairSpec);
/** Node 20 knows all of them but ML-DSA. */
export const NODE_SPECS = PAIR_SPECS.filter((spec) => KEY_SPECS[spec].family !== 'ML_DSA');

const made = new Map<string, KeyPairBytes>();

/** A pair of the pool, made once. */
export function pairOf(spec: KeyPairSpec, index = 0): KeyPairBytes {
  const name = `${spec}/${index}`;
  if (!made.has(name)) made.set(name, keyPair(spec, { index, seedBytes: Uint8Array.of(index) }));
  return made.get(name)!;
}

export const nodePublicKey = (der: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
export const nodePrivateKey = (der: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
