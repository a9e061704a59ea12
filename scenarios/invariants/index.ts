/** All families of invariants, in the order of the suite. */
import type { Family } from '../contract.ts';
import { access } from './access.ts';
import { blocks } from './blocks.ts';
import { calls } from './calls.ts';
import { ciphertexts } from './ciphertexts.ts';
import { clusterData } from './clusterData.ts';
import { clusters } from './clusters.ts';
import { databaseCopies } from './databaseCopies.ts';
import { databases } from './databases.ts';
import { encryption } from './encryption.ts';
import { instances } from './instances.ts';
import { keys } from './keys.ts';
import { material } from './material.ts';
import { objects } from './objects.ts';
import { secrecy } from './secrecy.ts';
import { history, trail } from './trail.ts';
import { trails } from './trails.ts';
import { volumes } from './volumes.ts';

export const families: readonly Family[] = [
  instances,
  volumes,
  encryption,
  blocks,
  objects,
  keys,
  ciphertexts,
  material,
  access,
  trail,
  history,
  secrecy,
  calls,
  databases,
  databaseCopies,
  clusters,
  clusterData,
  trails,
];
