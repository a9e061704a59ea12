import { describe, expect, it } from 'vitest';
import { deadlinesOf, spanOf } from '../../../../harness/teach/core/deadlines.ts';
import { cardOf, playedScene } from './support.ts';

const DAY_MS = 86_400_000;

describe('deadlines', () => {
  it('tell what will happen by itself, soonest first, and to what', () => {
    const story = playedScene();
    expect(deadlinesOf(story.last.world, 5)).toEqual([]);
    const key = cardOf(story, 'key').id;
    story.play({ service: 'kms', operation: 'ScheduleKeyDeletion', input: { KeyId: key, PendingWindowInDays: 26 } });
    const { nowMs } = story.last.world;
    expect(deadlinesOf(story.last.world, 1)).toEqual([
      { atMs: nowMs + 26 * DAY_MS, kind: 'kms.deleteKey', about: key },
    ]);
  });

  it('leave out the housekeeping', () => {
    const story = playedScene();
    story.play({
      service: 'ec2',
      operation: 'TerminateInstances',
      input: { InstanceIds: [{ $any: 'instance', n: 0 }] },
      wait: { minutes: 2 },
    });
    expect([...story.last.world.agenda.values()].map(({ kind }) => kind)).toContain('ec2.forgetInstance');
    expect(deadlinesOf(story.last.world, 5).map(({ kind }) => kind)).not.toContain('ec2.forgetInstance');
  });

  it.each([
    [26 * DAY_MS, [[26, 'd']]],
    [
      6 * DAY_MS + 4 * 3_600_000 + 59_000,
      [
        [6, 'd'],
        [4, 'h'],
      ],
    ],
    [52_000, [[52, 's']]],
    [0, [[0, 's']]],
    [DAY_MS + 5000, [[1, 'd']]],
  ] as const)('tell %d ms in the two largest units', (ms, expected) => {
    expect(spanOf(ms)).toEqual(expected);
  });
});
