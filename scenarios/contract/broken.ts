/**
 * Broken worlds: AWS with one rule removed or bent. The suite is worth what it catches.
 */
import type { Rules } from '../../model/rules.ts';

/** A world in which one rule is wrong. */
export interface BrokenWorld {
  /** Unique, in words: `disabled-key-decrypts`. */
  readonly id: string;
  /** What is wrong: `A disabled key still decrypts.` */
  readonly sentence: string;
  /** AWS's rules with one part replaced. */
  readonly bend: (rules: Rules) => Rules;
  /** Id of the invariant that must catch it. */
  readonly caughtBy: string;
}
