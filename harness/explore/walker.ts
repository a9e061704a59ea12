/** Making moves: somebody goes on from a world that was reached, and what they did is known. */
import { type Move, type Planned, stepsOf } from '../../scenarios/contract.ts';
import { type Attempt, crashOf } from '../runner/attempt.ts';
import type { Player } from '../runner/play.ts';
import type { Session } from '../targets/target.ts';

/** Somebody who makes moves. */
export interface Walker {
  readonly player: Player;
  readonly session: Session;
  /** The opening and all that was done since. */
  readonly plan: Planned[];
}

/** Somebody who goes on from a place, and leaves it as it is. */
export function goOn({ player, session, plan }: Walker): Walker {
  const forked = session.fork!();
  return { player: player.fork(forked), session: forked, plan: [...plan] };
}

/** Makes a move, up to the first call that is refused; gives what broke instead of answering. */
export async function make({ player, plan }: Walker, move: Move): Promise<Attempt['crash']> {
  const { history } = player;
  for (const step of stepsOf(move)) {
    const begun = history.length;
    plan.push(step);
    try {
      await player.play([step]);
    } catch (error) {
      return crashOf(error, plan.length - 1);
    }
    const entry = history[begun];
    if (!entry || (entry.type === 'call' && !entry.outcome.ok)) break;
  }
  return undefined;
}
