import { describe, expect, it } from 'vitest';
import { cardsOf } from '../../../../harness/teach/core/cards.ts';
import { type ImpactChart, impactChart, threatsOf } from '../../../../harness/teach/core/impactChart.ts';
import type { Story } from '../../../../harness/teach/core/story.ts';
import { impactOf } from '../../../../model/impact/impact.ts';
import type { ChangeId } from '../../../../model/impact/types.ts';
import { labs } from '../../../../scenarios/lab/index.ts';
import { cardOf, labNamed, playedScene, storyOf } from './support.ts';

const DAY_MS = 86_400_000;

function chartOf(story: Story, change: ChangeId, windowDays = 30): ImpactChart {
  const { world } = story.last;
  const [impact] = impactOf(world, cardOf(story, 'key').id, { change, windowDays });
  return impactChart(impact as never, world.nowMs, cardsOf(world, story.rules));
}

const standings = (chart: ImpactChart, kind: string, index = 0): readonly string[] =>
  chart.rows.find(({ card }) => card?.kind === kind)?.bars[index]?.stretches.map(({ standing }) => standing) ?? [];

const ofLab = (id: string, steps: number): Story =>
  storyOf(
    labNamed(id)
      .steps.slice(0, steps)
      .flatMap(({ calls }) => calls),
  );

describe('the picture of an impact', () => {
  it('shows that a disabled key puts data out of reach at once, and what runs at risk', () => {
    const chart = chartOf(playedScene(), 'disable');
    expect(chart.beginsMs).toEqual([0]);
    expect(standings(chart, 'object')).toEqual(['broken']);
    expect(standings(chart, 'instance')).toEqual(['risk']);
  });

  it('shows that a deletion can be made good until the waiting period is over, and then is for ever', () => {
    const chart = chartOf(playedScene(), 'delete', 7);
    expect(chart.beginsMs).toEqual([0, 7 * DAY_MS]);
    expect(standings(chart, 'object')).toEqual(['broken', 'lost']);
    expect(standings(chart, 'volume')).toEqual(['risk', 'doomed']);
  });

  it('shows that databases work on until RDS looks, and for how long they can be brought back', () => {
    const chart = chartOf(ofLab('rds', 3), 'disable');
    expect(standings(chart, 'db-instance')).toEqual(['works', 'broken', 'lost']);
    expect(chart.beginsMs.length).toBeGreaterThan(3);
  });

  it.each(labs.map(({ id }) => [id]))('covers all of the time after %s in bars without gaps', (id) => {
    for (let steps = 1; steps <= labNamed(id).steps.length; steps += 2) {
      const story = ofLab(id, steps);
      if (!cardOf(story, 'key')) continue;
      for (const change of ['disable', 'delete', 'lock-out', 'revoke-grants'] as const) {
        const { rows, beginsMs } = chartOf(story, change);
        for (const { stretches } of rows.flatMap(({ bars }) => bars)) {
          expect(stretches[0]?.from).toBe(0);
          expect(stretches.at(-1)?.to).toBe(beginsMs.length);
          for (const [index, { from }] of stretches.entries())
            if (index > 0) expect(from).toBe(stretches[index - 1]?.to);
        }
      }
    }
  });

  it('finds the card of everything that stands on the stage', () => {
    for (const story of [playedScene(), ofLab('rds', 3), ofLab('redshift', 3)]) {
      const chart = chartOf(story, 'delete');
      expect(chart.rows.filter(({ card }) => !card).map(({ id }) => id)).toEqual([]);
      expect(threatsOf(chart).size).toBe(chart.rows.length);
    }
  });

  it('tells of each card what matters most', () => {
    const story = playedScene();
    const threats = threatsOf(chartOf(story, 'disable'));
    expect(threats.get(cardOf(story, 'object').id)).toBe('atOnce');
    expect(threats.get(cardOf(story, 'instance').id)).toBe('nextStart');
    expect(threats.get(cardOf(story, 'volume').id)).toBe('nextAttach');
  });
});
