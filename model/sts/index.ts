/** STS: who am I, and taking on a role. */
import type { AnyOperation } from '../operation.ts';
import { queryFace } from '../query/face.ts';
import { assumeRole, getCallerIdentity, getSessionToken } from './operations.ts';
import { refusedOperations } from './outside.ts';

/** By `sts:Operation`. */
export const stsOperations: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  [getCallerIdentity, assumeRole, getSessionToken].map((record) => [`sts:${record.name}`, record as AnyOperation]),
);

/** What STS says of what it does not know. */
export const stsFace = queryFace('2011-06-15', Object.values(refusedOperations).flat());
