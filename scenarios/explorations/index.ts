/** All explorations, in the order in which they are told. */
import type { Exploration } from '../contract.ts';
import { clusterCopies, databaseCopies, snapshotAndKey } from './copies.ts';
import { clusterAndKey, databaseAndKey } from './databases.ts';
import { instanceAndKey, volumeAndKey } from './disks.ts';
import { aliasOfTwoKeys, importedMaterial, policyAndGrant } from './keys.ts';
import { objectAndKey } from './objects.ts';
import { together } from './together.ts';

/** What `keystate explore` walks through. */
export const explorations: readonly Exploration[] = [
  objectAndKey,
  instanceAndKey,
  volumeAndKey,
  snapshotAndKey,
  together,
  policyAndGrant,
  aliasOfTwoKeys,
  importedMaterial,
  databaseAndKey,
  databaseCopies,
  clusterAndKey,
  clusterCopies,
];
