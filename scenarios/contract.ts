/**
 * What a scenario is made of. Scenarios say what must hold and never how it is run; the harness takes these shapes and
 * runs them on any target. One file a topic in `contract/`.
 */
export * from './contract/broken.ts';
export * from './contract/exploration.ts';
export * from './contract/history.ts';
export * from './contract/invariant.ts';
export * from './contract/lab.ts';
export * from './contract/observation.ts';
export * from './contract/plan.ts';
export * from './contract/things.ts';
