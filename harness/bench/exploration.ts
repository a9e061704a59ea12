/** How fast a small world is explored: finding its worlds by what they are like, and judging every way between them. */
import { explorations } from '../../scenarios/index.ts';
import { explore } from '../explore/explore.ts';
import { type Measurement, median } from './measure.ts';

/** The first rounds are left out: everything is being compiled. */
const ROUNDS = 9;
const WARM_UP = 4;

/** What is measured. */
export const EXPLORATION = 'a transition of an exploration';

/** What a transition costs, in microseconds: the median of several explorations of the world with the most transitions. */
export async function explorationCost(): Promise<Measurement> {
  const exploration = explorations.find(({ id }) => id === 'volume-and-key')!;
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    const { transitions } = await explore(exploration);
    if (round >= WARM_UP) costs.push(((performance.now() - begun) * 1000) / transitions);
  }
  return { name: EXPLORATION, medianUs: median(costs) };
}
