/** All families of invariants, in the order of the suite. */
import type { Family } from '../contract.ts';

export const families: readonly Family[] = [];
