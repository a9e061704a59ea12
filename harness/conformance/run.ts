/** Trying behaviours on a target: each in a world of its own, none for ever. */
import type { Behaviour, BehaviourTable } from '../../scenarios/conformance/index.ts';
import { totalsOf } from '../report/tree.ts';
import type { Target } from '../targets/target.ts';
import { placeOf } from './alone.ts';
import { type Attempted, type AttemptOptions, attempt, expectedOf, Shared } from './attempt.ts';
import { Limited, type Limits } from './limits.ts';
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

/** Tries every behaviour that is wanted; tells them in order. Only a defect of the harness itself throws. */
export async function conform(
  tables: readonly BehaviourTable[],
  { target, seed, wanted = () => true, progress, limits }: ConformanceSettings,
): Promise<ConformanceResult> {
  const behaviours = tables.flatMap((table) => [...table.behaviours()].filter(({ id }) => wanted(id)));
  const options = { shared: new Shared(), ...(limits ? { limited: new Limited(limits) } : {}) };
  const cells = new Map<Behaviour, CellResult>();
  // What needs no new beginning goes first: it finds nothing but what its like left.
  const inOrder = [false, true].flatMap((anew) => behaviours.filter((one) => (placeOf(one) === 'anew') === anew));
  for (const behaviour of inOrder) {
    if (cells.size % 50 === 0) progress?.(`${target.name}: ${cells.size} tried; ${behaviour.id}`);
    cells.set(behaviour, await tryBehaviour(target, seed, behaviour, options));
  }
  const told = behaviours.map((behaviour) => cells.get(behaviour) as CellResult);
  return { target: target.name, cells: told, totals: totalsOf(told.map(({ verdict }) => verdict)) };
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
