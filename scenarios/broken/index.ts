/** All broken worlds. */
import type { BrokenWorld } from '../contract.ts';
import { brokenAccess } from './access.ts';
import { brokenClusters } from './clusters.ts';
import { brokenDatabases } from './databases.ts';
import { brokenDisks } from './disks.ts';
import { brokenKeys } from './keys.ts';
import { brokenMaterial } from './material.ts';
import { brokenObjects } from './objects.ts';
import { brokenServiceWorlds } from './services.ts';
import { brokenTrail } from './trail.ts';

export const brokenWorlds: readonly BrokenWorld[] = [
  ...brokenDisks,
  ...brokenKeys,
  ...brokenAccess,
  ...brokenMaterial,
  ...brokenObjects,
  ...brokenTrail,
  ...brokenDatabases,
  ...brokenClusters,
  ...brokenServiceWorlds,
];
