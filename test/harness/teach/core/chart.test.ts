import { describe, expect, it } from 'vitest';
import { lifecyclesOf } from '../../../../harness/report/mermaid.ts';
import { type Box, chartOf, LEGIBLE_WIDTH, linesOf } from '../../../../harness/teach/core/chart.ts';
import { aws } from '../../../../model/aws.ts';

const lifecycles = lifecyclesOf(aws).map((lifecycle) => [lifecycle.id, lifecycle] as const);

const overlap = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;

describe('the chart', () => {
  it.each(lifecycles)('of %s shows every state once, inside the picture and clear of the others', (_, lifecycle) => {
    const { boxes, width, height } = chartOf(lifecycle);
    expect(boxes.map(({ state }) => state)).toEqual(lifecycle.states);
    for (const box of boxes) {
      expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width / 2).toBeLessThanOrEqual(width);
      expect(box.y + box.height / 2).toBeLessThanOrEqual(height);
      expect(boxes.filter((other) => overlap(box, other)).map(({ state }) => state)).toEqual([box.state]);
    }
  });

  it.each(lifecycles)('of %s has an arrow for every pair of states that events lead through', (_, lifecycle) => {
    const { arrows } = chartOf(lifecycle);
    const drawn = arrows.flatMap(({ from, to, events }) => events.map((event) => `${from} ${event} ${to}`));
    const table = lifecycle.table as Record<string, Record<string, string>>;
    const expected = Object.entries(table).flatMap(([from, on]) =>
      Object.entries(on).map(([event, to]) => `${from} ${event} ${to}`),
    );
    expect(drawn.sort()).toEqual(expected.sort());
    for (const { path } of arrows) expect(path).toMatch(/^M-?[\d.]+,-?[\d.]+[LQC]/);
  });

  it.each(lifecycles)('of %s around any state is narrow enough to read', (_, lifecycle) => {
    for (const state of lifecycle.states) {
      const { boxes, arrows, width } = chartOf(lifecycle, state);
      expect(boxes.map((box) => box.state)).toContain(state);
      expect(arrows.every(({ from, to }) => from === state || to === state)).toBe(true);
      expect(width, state).toBeLessThanOrEqual(LEGIBLE_WIDTH);
    }
  });

  it('is laid out once', () => {
    const [[, lifecycle]] = lifecycles as [(typeof lifecycles)[number]];
    expect(chartOf(lifecycle)).toBe(chartOf(lifecycle));
  });

  it('breaks long names of states in two, and loses no letter', () => {
    const name = 'inaccessible-encryption-credentials-recoverable';
    expect(linesOf(name)).toHaveLength(2);
    expect(linesOf(name).join('')).toBe(name);
    expect(linesOf('running')).toEqual(['running']);
  });
});
