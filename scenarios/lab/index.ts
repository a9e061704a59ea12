/** All labs, in the order of the suite. */
import type { Lab } from '../contract.ts';
import { dataVolume } from './dataVolume.ts';
import { rootVolume } from './rootVolume.ts';

export const labs: readonly Lab[] = [rootVolume, dataVolume];
