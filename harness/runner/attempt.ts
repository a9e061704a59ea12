/** One attempt at a plan: played from nothing on a target and judged. */
import type { History, Invariant, Planned, RunEnd } from '../../scenarios/contract.ts';
import type { Session, Target } from '../targets/target.ts';
import { EngineError, Unsendable } from '../targets/unable.ts';
import { Judge } from './judge.ts';
import { recordsComeLate } from './late.ts';
import { Player } from './play.ts';
import type { Registry } from './registry.ts';

/** What became of a plan. */
export interface Attempt {
  readonly history: History;
  readonly registry: Registry;
  readonly judge: Judge;
  /** Why the target could not take some steps; they were left out. */
  readonly untried?: readonly string[];
  /** Why some records did not come. */
  readonly unrecorded?: string | undefined;
  /** The target or the model broke instead of answering; the history ends before the call that did it. */
  readonly crash?: { readonly planIndex: number; readonly message: string; readonly stack: string };
}

/** Plays a plan and judges it; an EngineError is nobody's verdict and thrown on. `rerun` says whether invariants may ask for everything to be done again. */
export async function attempt(
  target: Target,
  seed: string,
  plan: readonly Planned[],
  invariants: readonly Invariant[],
  rerun = true,
): Promise<Attempt> {
  const needs = new Set(invariants.flatMap((invariant) => invariant.needs ?? []));
  const session = await target.begin(seed, { needs });
  const untried: string[] = [];
  const player = new Player(session, (unable) => {
    if (!(unable instanceof Unsendable)) untried.push(unable.message);
  });
  const judge = new Judge(invariants);
  const { history, registry } = player;
  const late = recordsComeLate(needs, target);
  let crash: Attempt['crash'];
  try {
    await player.play(plan, (entry) => {
      if (!late) judge.see(entry);
    });
  } catch (error) {
    if (error instanceof EngineError) throw error;
    crash = crashOf(error, (history.at(-1)?.planIndex ?? -1) + 1);
  }
  // Where records come late, they are judged when they have come, or cannot be waited for any longer.
  const unrecorded = late ? await session.collectRecords?.() : undefined;
  if (late) for (const entry of history) judge.see(entry);
  if (crash) return { history, registry, judge, untried, unrecorded, crash };
  if (target.gives.has('rerun')) await judge.end(runEnd(target, seed, session, history), rerun);
  return { history, registry, judge, untried, unrecorded };
}

/** What is known of a crash in a step of a plan. */
export function crashOf(error: unknown, planIndex: number): NonNullable<Attempt['crash']> {
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  return { planIndex, message, stack };
}

/** Doing it again needs no plan: the calls are known with all their references resolved. */
function runEnd(target: Target, seed: string, session: Session, history: History): RunEnd {
  return {
    fingerprint: () => session.fingerprint?.() ?? '',
    rerun: async () => {
      const again = await target.begin(seed, { needs: new Set() });
      for (const entry of history) {
        if (entry.type === 'call') await again.call(entry.call);
        else await again.elapse({ ms: entry.elapsedMs });
      }
      return (await again.fingerprint?.()) ?? '';
    },
  };
}
