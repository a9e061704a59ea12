/** What a conformance run came to, as plain data. */
import type { Grade } from '../../model/evidence.ts';
import type { Totals } from '../report/tree.ts';
import type { Verdict } from '../runner/results.ts';

/** One behaviour as it was observed. */
export interface CellResult {
  readonly id: string;
  readonly service: string;
  readonly behaviour: string;
  /** `ok` or the error's code, with its text where that is looked at. */
  readonly expected: string;
  readonly observed: string;
  /**
   * `skip`: the situation could not be made. `assumed`: it differs, but AWS's behaviour is only assumed. `error`: the target
   * or the harness broke, which says nothing of the behaviour.
   */
  readonly verdict: Verdict;
  readonly grade: Grade;
  readonly source: string;
  /** Where it differs: the least calls that show it, as a bash script of `aws` commands. */
  readonly script?: string;
}

/** All of them. */
export interface ConformanceResult {
  readonly target: string;
  readonly cells: readonly CellResult[];
  readonly totals: Totals;
}
