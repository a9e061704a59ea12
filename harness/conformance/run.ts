/** Trying behaviours on a target: each in a world of its own. */

import type { Behaviour, BehaviourTable } from '../../scenarios/conformance/index.ts';
import type { Entry, Planned, PlannedValue } from '../../scenarios/contract.ts';
import { isCall } from '../../scenarios/contract.ts';
import { Player } from '../runner/play.ts';
import { resolve, UNRESOLVED } from '../runner/references.ts';
import { type Verdict, worse } from '../runner/results.ts';
import type { Target } from '../targets/target.ts';
import { type Judgement, judge } from './judge.ts';
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

async function attempt(target: Target, seed: string, behaviour: Behaviour): Promise<Judgement> {
  try {
    const session = await target.begin(seed);
    const player = new Player(session);
    const judgements: Judgement[] = [];
    for (const planned of behaviour.plan) {
      const entries: Entry[] = [];
      await player.play([planned], (entry) => entries.push(entry));
      const value = (given: PlannedValue) => resolve(given, { registry: player.registry, nowMs: session.nowMs });
      const judged = look(behaviour, planned, entries[0], value);
      if (judged === 'done') continue;
      judgements.push(judged);
      if (judged.verdict === 'skip') break;
    }
    return together(judgements);
  } catch (error) {
    return { expected: expectedOf(behaviour), observed: String((error as Error).message), verdict: 'error' };
  }
}

/** Judges a step that something is expected of; any other must succeed for the situation to be there. */
function look(
  behaviour: Behaviour,
  planned: Planned,
  entry: Entry | undefined,
  value: (given: PlannedValue) => unknown,
): Judgement | 'done' {
  if (!isCall(planned)) return 'done';
  const expectation = planned.name === undefined ? undefined : behaviour.expect[planned.name];
  const label = `${planned.service}:${planned.operation}`;
  if (entry?.type !== 'call') return unreached(behaviour, `${label} refers to something that is not there`);
  if (expectation) {
    return judge(expectation, behaviour.grade, entry.outcome, (given) => {
      const resolved = value(given);
      if (resolved === UNRESOLVED) throw new Error(`an expected value refers to something that is not there`);
      return resolved;
    });
  }
  if (entry.outcome.ok) return 'done';
  const { code, message } = entry.outcome.error;
  return unreached(behaviour, `${label} was refused: ${code}${message ? ` "${message}"` : ''}`);
}

const unreached = (behaviour: Behaviour, why: string): Judgement => ({
  expected: expectedOf(behaviour),
  observed: `not tried: ${why}`,
  verdict: 'skip',
});

const expectedOf = ({ expect }: Behaviour): string =>
  Object.values(expect)
    .map(({ answers }) => answers.join(' or '))
    .join('; ');

/** Several judged calls as one cell: the worst verdict, all texts in order. */
function together(judgements: readonly Judgement[]): Judgement {
  return {
    expected: judgements.map(({ expected }) => expected).join('; '),
    observed: judgements.map(({ observed }) => observed).join('; '),
    verdict: judgements.map(({ verdict }) => verdict).reduce<Verdict>(worse, 'pass'),
  };
}
