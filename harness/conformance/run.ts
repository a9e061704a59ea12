/** Trying behaviours on a target: each in a world of its own. */
import type { Behaviour, BehaviourTable } from '../../scenarios/conformance/index.ts';
import type { Target } from '../targets/target.ts';
import { attempt } from './attempt.ts';
import { type CellResult, type ConformanceResult, totalsOf } from './results.ts';

/** How to run. */
export interface ConformanceSettings {
  readonly target: Target;
  /** Hexadecimal digits. */
  readonly seed: string;
  /** Which behaviours, by id; default: all. */
  readonly wanted?: (id: string) => boolean;
  /** Told what is being done, often. */
  readonly progress?: (doing: string) => void;
}

/** Tries every behaviour that is wanted, in order. Only a defect of the harness itself throws. */
export async function conform(
  tables: readonly BehaviourTable[],
  { target, seed, wanted = () => true, progress }: ConformanceSettings,
): Promise<ConformanceResult> {
  const cells: CellResult[] = [];
  for (const table of tables) {
    for (const behaviour of table.behaviours()) {
      if (!wanted(behaviour.id)) continue;
      if (cells.length % 50 === 0) progress?.(`${cells.length} tried; ${behaviour.id}`);
      cells.push(await tryBehaviour(target, seed, behaviour));
    }
  }
  return { target: target.name, cells, totals: totalsOf(cells) };
}

/** Tries one behaviour in a new session of the target. */
export async function tryBehaviour(target: Target, seed: string, behaviour: Behaviour): Promise<CellResult> {
  const { id, service, behaviour: sentence, grade, source } = behaviour;
  const { expected, observed, verdict } = await attempt(target, seed, behaviour);
  return { id, service, behaviour: sentence, expected, observed, verdict, grade, source };
}
