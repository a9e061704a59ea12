/** The parts of CloudTrail that decide and can be bent by a broken world. */
import type { TrailEntry } from '../trail.ts';
import { signDigest } from './digestKeys.ts';
import { selects } from './selectors.ts';
import type { Selectors } from './state.ts';
import { deliveryLifecycle, trailLifecycle } from './trail.machine.ts';

/** What decides in CloudTrail beside the operations themselves. */
export interface CloudTrailRules {
  readonly trailLifecycle: typeof trailLifecycle;
  readonly deliveryLifecycle: typeof deliveryLifecycle;
  /** Whether a trail with these selectors logs an entry. */
  readonly selects: (selectors: Selectors, entry: TrailEntry) => boolean;
  /** The signature of a digest, hexadecimal, by the key of a Region at a moment. */
  readonly signDigest: (seed: string, region: string, atMs: number, signed: string) => string;
}

/** AWS's CloudTrail. */
export const cloudtrailRules: CloudTrailRules = { trailLifecycle, deliveryLifecycle, selects, signDigest };
