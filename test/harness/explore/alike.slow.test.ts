// The explorations themselves: each comes to an end, nothing fails, and worlds taken for alike do the same.
import { describe, expect, it } from 'vitest';
import { explore } from '../../../harness/explore/explore.ts';
import { Likeness } from '../../../harness/explore/likeness.ts';
import { Player } from '../../../harness/runner/play.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import type { Session } from '../../../harness/targets/target.ts';
import type { Exploration, Planned } from '../../../scenarios/contract.ts';
import { EVERYWHERE } from '../../../scenarios/explorations/moves.ts';
import { explorations, families } from '../../../scenarios/index.ts';

const everywhere: readonly string[] = EVERYWHERE;

interface Place {
  readonly session: Session;
  readonly player: Player;
}

/** Whatever a move showed from outside: outcomes, and the likeness of where it led. */
class Walk {
  readonly #likeness = new Likeness();
  readonly #names: readonly string[];

  constructor({ moves }: Exploration) {
    this.#names = moves.flatMap((move) => ('operation' in move && move.name ? [move.name] : []));
  }

  async move({ session, player }: Place, move: Planned) {
    const forked = session.fork!();
    const to: Place = { session: forked, player: player.fork(forked) };
    const begun = to.player.history.length;
    await to.player.play([move]);
    const outcomes = to.player.history
      .slice(begun)
      .map((entry) => (entry.type === 'call' ? (entry.outcome.ok ? 'ok' : entry.outcome.error.code) : 'passed'));
    return { to, outcomes, likeness: this.likenessOf(to.player) };
  }

  likenessOf({ history, registry }: Player): string {
    const known = new Map(this.#names.map((name) => [name, registry.outputs.get(name)]));
    return this.#likeness.of(history.at(-1)!.world!.after, known);
  }
}

/** What every move shows in a place. */
async function shown(walk: Walk, place: Place, moves: readonly Planned[]) {
  const all: string[] = [];
  for (const move of moves) {
    const { outcomes, likeness } = await walk.move(place, move);
    all.push(`${outcomes.join(' ')} -> ${likeness}`);
  }
  return all;
}

describe.each(explorations.map((exploration) => [exploration.id, exploration] as const))('%s', (_, exploration) => {
  it('has an end, and every way through it obeys the invariants', async () => {
    const found = await explore(exploration);
    expect(found).toMatchObject({ failures: [], errors: [] });
    expect(found.bound).toBeUndefined();
    // A family that is named but never met what it is about would watch in vain.
    for (const id of exploration.families.filter((one) => !everywhere.includes(one))) {
      const family = families.find((one) => one.id === id)!;
      expect(
        family.invariants.some((one) => found.witnesses[one.id]),
        id,
      ).toBe(true);
    }
  }, 120_000);

  it('goes on in the same way from worlds that are taken for alike', async () => {
    const { opening, moves } = exploration;
    const walk = new Walk(exploration);
    const session = await simulator().begin('2026');
    const player = new Player(session);
    await player.play(opening);
    const known = new Map<string, readonly string[]>();
    let level: Place[] = [{ session, player }];
    known.set(walk.likenessOf(player), await shown(walk, level[0]!, moves));
    let compared = 0;
    while (level.length > 0) {
      const next: Place[] = [];
      for (const place of level) {
        for (const move of moves) {
          const { to, likeness } = await walk.move(place, move);
          const before = known.get(likeness);
          const now = await shown(walk, to, moves);
          if (!before) {
            known.set(likeness, now);
            next.push(to);
          } else {
            expect(now).toEqual(before);
            compared++;
          }
        }
      }
      level = next;
    }
    expect(compared).toBeGreaterThan(known.size);
  }, 120_000);
});
