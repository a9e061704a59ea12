/** Everything there is to run, in the order of the suite. */
export { brokenWorlds } from './broken/index.ts';
export { explorations } from './explorations/index.ts';
export { families } from './invariants/index.ts';
export { labs } from './lab/index.ts';
export { vocabulary } from './vocabulary/index.ts';
