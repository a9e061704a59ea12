/** How fast a small world is explored: finding its worlds by what they are like, and judging every way between them. */
import { explorations, families } from '../../scenarios/index.ts';
import { explore } from '../explore/explore.ts';
import { watching } from '../explore/watching.ts';
import { simulator } from '../targets/simulator.ts';
import type { Measurement } from './measure.ts';

/** The first rounds are left out: everything is being compiled. */
const ROUNDS = 9;
const WARM_UP = 4;

/** What is measured. */
export const EXPLORATION = 'a transition of an exploration';

/** What a transition costs, in microseconds: the median of several explorations of the largest world. */
export async function explorationCost(): Promise<Measurement> {
  const exploration = explorations.find(({ id }) => id === 'volume-and-key')!;
  const invariants = watching(exploration, families);
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const settings = { target: simulator(), seed: 'be7c', invariants, depth: 100, worlds: 10_000 };
    const begun = performance.now();
    const { transitions } = await explore(exploration, settings);
    if (round >= WARM_UP) costs.push(((performance.now() - begun) * 1000) / transitions);
  }
  costs.sort((a, b) => a - b);
  return { name: EXPLORATION, medianUs: costs[costs.length >> 1]! };
}
