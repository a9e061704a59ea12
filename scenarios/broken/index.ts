/** All broken worlds. */
import type { BrokenWorld } from '../contract.ts';

export const brokenWorlds: readonly BrokenWorld[] = [];
