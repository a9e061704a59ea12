/** All labs, in the order of the suite. */
import type { Lab } from '../contract.ts';

export const labs: readonly Lab[] = [];
