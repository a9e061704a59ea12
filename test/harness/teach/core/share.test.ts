import { describe, expect, it } from 'vitest';
import { PlanFileError } from '../../../../harness/runner/planJson.ts';
import { packed, readShared, replayText, type Shared, unpacked } from '../../../../harness/teach/core/share.ts';
import { serialise } from '../../../../model/serialise.ts';
import { planOf, playedScene, storyOf } from './support.ts';

const shared = (more: Partial<Shared> = {}): Shared => ({
  seed: '7',
  options: {},
  plan: planOf('root-volume'),
  at: 3,
  ...more,
});

describe('a link', () => {
  it('holds the seed and the calls: whoever opens it comes to the same bytes', () => {
    const story = playedScene();
    const opened = unpacked(`#${packed(shared({ plan: story.plan }))}`) as Shared;
    expect(opened.at).toBe(3);
    expect(serialise(storyOf(opened.plan, opened.seed).last.world)).toBe(serialise(story.last.world));
  });

  it('keeps the lab, the broken world, the settings and what failed', () => {
    const failure = { sentence: 's', message: 'm', why: 'w', rule: 'r', step: 2 };
    const options = { faults: { propagationMs: 600_000 } };
    const more = { lab: { id: 'root-volume', steps: 4 }, broken: 'start-ignores-key', failure, options };
    expect(unpacked(packed(shared(more)))).toEqual(shared(more));
  });

  it('of a whole lab is short enough for every browser and most mails', () => {
    expect(packed(shared()).length).toBeLessThan(4000);
  });

  it('is none where the address has no story', () => {
    expect(unpacked('')).toBeUndefined();
    expect(unpacked('#elsewhere')).toBeUndefined();
  });

  it('that was cut short throws instead of showing half a story', () => {
    const whole = packed(shared());
    expect(() => unpacked(whole.slice(0, -40))).toThrow();
  });
});

describe('a replay file', () => {
  it('of a story is read again as the same story', () => {
    const { plan, seed } = readShared(replayText(shared()));
    expect(seed).toBe('7');
    expect(serialise(storyOf(plan).last.world)).toBe(serialise(storyOf(planOf('root-volume')).last.world));
  });

  it('that is none is refused in a sentence', () => {
    expect(() => readShared('{}')).toThrow(PlanFileError);
  });
});
