/** Trying behaviours on a target: each in a world of its own, none for ever. */
import type { Behaviour, BehaviourTable } from '../../scenarios/conformance/index.ts';
import { totalsOf } from '../report/tree.ts';
import type { Target } from '../targets/target.ts';
import { Beginnings } from './alone.ts';
import { type Attempted, type AttemptOptions, attempt, expectedOf } from './attempt.ts';
import { Limited, type Limits } from './limits.ts';
import { Preparations } from './preparations.ts';
import type { CellResult, ConformanceResult } from './results.ts';

/** How to run. */
export interface ConformanceSettings {
  readonly target: Target;
  /** Hexadecimal digits. */
  readonly seed: string;
  /** Which behaviours, by id; default: all. */
  readonly wanted?: (id: string) => boolean;
  /** Told what is being done, often. */
  readonly progress?: (doing: string) => void;
  /** How long it may take; default: as long as it takes, for targets that answer at once. */
  readonly limits?: Limits;
}

/** Tries every behaviour that is wanted, in order. Only a defect of the harness itself throws. */
export async function conform(
  tables: readonly BehaviourTable[],
  { target, seed, wanted = () => true, progress, limits }: ConformanceSettings,
): Promise<ConformanceResult> {
  const cells: CellResult[] = [];
  const limited = limits ? new Limited(limits) : undefined;
  const shared = { preparations: new Preparations(), beginnings: new Beginnings() };
  for (const table of tables) {
    for (const behaviour of table.behaviours()) {
      if (!wanted(behaviour.id)) continue;
      if (cells.length % 50 === 0) progress?.(`${target.name}: ${cells.length} tried; ${behaviour.id}`);
      cells.push(await tryBehaviour(target, seed, behaviour, { ...shared, ...(limited ? { limited } : {}) }));
    }
  }
  return { target: target.name, cells, totals: totalsOf(cells.map(({ verdict }) => verdict)) };
}

/** Tries one behaviour in a new session of the target. */
export async function tryBehaviour(
  target: Target,
  seed: string,
  behaviour: Behaviour,
  { limited, ...options }: AttemptOptions & { readonly limited?: Limited } = {},
): Promise<CellResult> {
  const { id, service, behaviour: sentence, grade, source } = behaviour;
  const { expected, observed, verdict, script } = await (limited
    ? limited.run(
        (signal) => attempt(target, seed, behaviour, { ...options, signal }),
        (why) => unanswered(behaviour, why),
      )
    : attempt(target, seed, behaviour, options));
  const known = { id, service, behaviour: sentence, expected, observed, verdict, grade, source };
  return script === undefined ? known : { ...known, script };
}

const unanswered = (behaviour: Behaviour, why: string): Attempted => ({
  expected: expectedOf(behaviour),
  observed: why,
  verdict: 'error',
});
