// The explorations themselves: each comes to an end, nothing fails, and worlds taken for alike do the same.
import { describe, expect, it } from 'vitest';
import { explore } from '../../../harness/explore/explore.ts';
import { Likeness, saidIn } from '../../../harness/explore/likeness.ts';
import { goOn, make, type Walker } from '../../../harness/explore/walker.ts';
import { Player } from '../../../harness/runner/play.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { type Exploration, type Move, namesOf } from '../../../scenarios/contract.ts';
import { EVERYWHERE } from '../../../scenarios/explorations/moves.ts';
import { explorations, families } from '../../../scenarios/index.ts';

const everywhere: readonly string[] = EVERYWHERE;

/** Whatever a move showed from outside: outcomes, and the likeness of where it led. */
class Walk {
  readonly #likeness: Likeness;
  readonly #names: readonly string[];
  readonly #once: readonly Move[];

  constructor(exploration: Exploration) {
    this.#once = exploration.once ?? [];
    this.#names = namesOf(exploration);
    this.#likeness = new Likeness(saidIn(exploration));
  }

  /** Makes a move; undefined if it is made once only and has been. */
  async move(place: Walker, move: Move) {
    if (this.#once.includes(move) && 'operation' in move && place.player.registry.outputs.has(move.name!))
      return undefined;
    const to = goOn(place);
    const begun = to.player.history.length;
    await make(to, move);
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
async function shown(walk: Walk, place: Walker, moves: readonly Move[]) {
  const all: string[] = [];
  for (const move of moves) {
    const made = await walk.move(place, move);
    all.push(made ? `${made.outcomes.join(' ')} -> ${made.likeness}` : 'done');
  }
  return all;
}

describe.each(explorations.map((exploration) => [exploration.id, exploration] as const))('%s', (_, exploration) => {
  it('has an end, and every way through it obeys the invariants', async () => {
    const found = await explore(exploration);
    expect(found).toMatchObject({ notes: [], failures: [], errors: [] });
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

  it('can do once only what has a name', () => {
    expect((exploration.once ?? []).filter(({ name }) => name === undefined)).toEqual([]);
  });

  it('goes on in the same way from worlds that are taken for alike', async () => {
    const { opening } = exploration;
    const moves = [...exploration.moves, ...(exploration.once ?? [])];
    const walk = new Walk(exploration);
    const session = await simulator().begin('2026');
    const player = new Player(session);
    await player.play(opening);
    const known = new Map<string, readonly string[]>();
    let level: Walker[] = [{ session, player, plan: [...opening] }];
    known.set(walk.likenessOf(player), await shown(walk, level[0]!, moves));
    let compared = 0;
    while (level.length > 0) {
      const next: Walker[] = [];
      for (const place of level) {
        for (const move of moves) {
          const made = await walk.move(place, move);
          if (!made) continue;
          const { to, likeness } = made;
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
