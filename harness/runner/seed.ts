/** Seeds: hexadecimal digits of any length, from which everything that is drawn follows. */
import { sha256 } from '@noble/hashes/sha2.js';
import { hex, utf8 } from '../../model/bytes.ts';
import { Random, seedState } from '../../model/random.ts';

/** The seed of a run that names none: fixed, so that two people see the same. */
export const DEFAULT_SEED = '2026';

/** A seed as typed: hexadecimal digits, `0x` before them if you like. Undefined for anything else. */
export function readSeed(text: string): string | undefined {
  const digits = text.toLowerCase().replace(/^0x/, '');
  return /^[0-9a-f]{1,128}$/.test(digits) ? digits : undefined;
}

/** What one run draws from: all different for runs that differ in anything. */
export interface RunSeeds {
  /** Seed of the run's world, hexadecimal. */
  readonly world: string;
  /** For drawing which parts of the vocabulary are in play. */
  readonly swarm: Random;
  /** For drawing the calls: a 32 bit integer. */
  readonly calls: number;
}

/** The seeds of the `run`th run of a family. */
export function runSeeds(seed: string, family: string, run: number): RunSeeds {
  const digest = sha256(utf8(`${seed}/${family}/${run}`));
  return {
    world: hex(digest.subarray(0, 4)),
    swarm: new Random(seedState(hex(digest.subarray(8, 24)))),
    calls: new DataView(digest.buffer, digest.byteOffset).getInt32(24),
  };
}
