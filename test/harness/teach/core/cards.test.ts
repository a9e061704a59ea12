import { describe, expect, it } from 'vitest';
import { type Card, cardKinds, cardsOf } from '../../../../harness/teach/core/cards.ts';
import { openingOf } from '../../../../harness/teach/core/envelope.ts';
import type { Story } from '../../../../harness/teach/core/story.ts';
import type { Planned } from '../../../../scenarios/contract.ts';
import { labs } from '../../../../scenarios/lab/index.ts';
import { cardOf, planOf, playedScene, storyOf } from './support.ts';

const cards = (story: Story): readonly Card[] => cardsOf(story.last.world, story.rules);
const says = (story: Story, kind: Card['kind']) => openingOf(story.last.world, cardOf(story, kind))?.says;
const key = { $any: 'key', n: 0 } as const;
const kms = (operation: string, more: object = {}): Planned => ({
  service: 'kms',
  operation,
  input: { KeyId: key, ...more },
});
const instance = (operation: string): Planned => ({
  service: 'ec2',
  operation,
  input: { InstanceIds: [{ $any: 'instance', n: 0 }] },
  wait: { minutes: 1 },
});

describe('cards', () => {
  it.each(labs.map(({ id }) => [id]))('of %s have ids of their own and a state that their lifecycle knows', (id) => {
    const story = storyOf(planOf(id));
    for (const { world } of story.moments) {
      const all = cardsOf(world, story.rules);
      expect(new Set(all.map((card) => card.id)).size).toBe(all.length);
      for (const { lifecycle, state, kind } of all) if (kind !== 'bucket') expect(lifecycle?.states).toContain(state);
    }
  });

  it('show every kind of resource that the labs make', () => {
    const seen = new Set(
      labs.flatMap(({ id }) => {
        const story = storyOf(planOf(id));
        return story.moments.flatMap(({ world }) => cardsOf(world, story.rules).map(({ kind }) => kind));
      }),
    );
    expect(cardKinds.filter((kind) => !seen.has(kind))).toEqual(['db-cluster']);
  });

  it('tell when a key will be deleted, and on which volumes an instance hangs', () => {
    const story = playedScene();
    story.play(kms('ScheduleKeyDeletion', { PendingWindowInDays: 7 }));
    const deletion = cardOf(story, 'key').facts.find(({ say }) => say === 'deletion');
    expect((deletion?.atMs ?? 0) - story.last.world.nowMs).toBe(7 * 86_400_000);
    expect(cardOf(story, 'instance').uses).toEqual([cardOf(story, 'volume').id]);
  });

  it('are made once for a world', () => {
    const story = playedScene();
    expect(cards(story)).toBe(cards(story));
  });
});

describe('the envelope', () => {
  it('of what runs is open in memory; of what lies it opens', () => {
    const story = playedScene();
    expect([says(story, 'volume'), says(story, 'object')]).toEqual(['memory', 'opens']);
    expect(says(story, 'key')).toBeUndefined();
  });

  it('stays open in memory when the key is disabled, and shut after the next stop, with the rule that says so', () => {
    const story = playedScene();
    story.play(kms('DisableKey'));
    expect([says(story, 'volume'), says(story, 'object')]).toEqual(['memory', 'sealed']);
    story.play(instance('StopInstances'));
    const opening = openingOf(story.last.world, cardOf(story, 'volume'));
    expect(opening).toMatchObject({ says: 'sealed', keyState: 'Disabled' });
    expect(opening?.rule?.sentence).toMatch(/./);
  });

  it('is shut for ever when the key is deleted', () => {
    const story = playedScene();
    story.play(kms('ScheduleKeyDeletion', { PendingWindowInDays: 7 }));
    expect(says(story, 'object')).toBe('sealed');
    story.play({ elapse: { days: 8 } });
    expect(says(story, 'object')).toBe('lost');
  });

  it('opens again when the key is enabled again', () => {
    const story = playedScene();
    story.play(kms('DisableKey'));
    story.play(kms('EnableKey'));
    expect(says(story, 'object')).toBe('opens');
  });

  it("of SSE-S3 is AWS's own", () => {
    const story = storyOf([
      { service: 's3', operation: 'CreateBucket', input: { Bucket: 'plain' } },
      { service: 's3', operation: 'PutObject', input: { Bucket: 'plain', Key: 'a', Body: new Uint8Array(3) } },
    ]);
    expect(says(story, 'object')).toBe('owned');
  });
});
