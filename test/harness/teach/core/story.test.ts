import { describe, expect, it } from 'vitest';
import { Player } from '../../../../harness/runner/play.ts';
import { simulator } from '../../../../harness/targets/simulator.ts';
import { Story } from '../../../../harness/teach/core/story.ts';
import { serialise } from '../../../../model/serialise.ts';
import type { World } from '../../../../model/world.ts';
import { isCall, type Planned } from '../../../../scenarios/contract.ts';
import { labs } from '../../../../scenarios/lab/index.ts';
import { planOf, playedScene, storyOf } from './support.ts';

/** The world that the runner's simulator comes to, with Node's own cipher. */
async function worldInNode(plan: readonly Planned[], seed: string): Promise<World> {
  const player = new Player(await simulator().begin(seed));
  await player.play(plan);
  return player.history.at(-1)?.world?.after as World;
}

describe('a story', () => {
  it.each(labs.map(({ id }) => [id]))('of the lab %s ends in the world of the simulator, to the byte', async (id) => {
    const plan = planOf(id);
    expect(serialise(storyOf(plan, '2a').last.world)).toBe(serialise(await worldInNode(plan, '2a')));
  });

  it('stops at every timed event, and the events are those of the time elapsed in one go', () => {
    const story = playedScene();
    const due = story.moments.filter(({ what }) => what === 'due');
    expect(due.length).toBeGreaterThan(1);
    expect(due.map(({ world }) => world.nowMs)).toEqual([...new Set(due.map(({ world }) => world.nowMs))]);
    const moved = due.flatMap(({ events }) => events.flatMap((one) => (one.type === 'transition' ? [one.to] : [])));
    expect(moved).toEqual(expect.arrayContaining(['running', 'in-use']));
  });

  it('that is forked in the middle of a wait can be played again from its plan alone', () => {
    const story = storyOf(planOf('data-volume'));
    const middle = story.moments.findIndex(
      ({ planIndex, what }, index) => what === 'due' && story.moments[index + 1]?.planIndex === planIndex,
    );
    expect(middle).toBeGreaterThan(0);
    const fork = story.fork(middle);
    expect(fork.last.world).toBe(story.moments[middle]?.world);
    expect(serialise(storyOf(fork.plan).last.world)).toBe(serialise(fork.last.world));
  });

  it('goes on differently on a fork and leaves the story that it came from alone', () => {
    const story = playedScene();
    const before = serialise(story.last.world);
    const fork = story.fork(story.moments.length - 1);
    fork.play({ service: 'kms', operation: 'DisableKey', input: { KeyId: { $any: 'key', n: 0 } } });
    expect(fork.last.outcome?.ok).toBe(true);
    expect(serialise(story.last.world)).toBe(before);
    expect([...fork.last.world.kms.keys.values()].map(({ state }) => state)).toContain('Disabled');
  });

  it('that is truncated forgets what was made after, its names too', () => {
    const story = playedScene();
    story.play({ service: 'kms', operation: 'CreateKey', input: {} });
    expect(story.registry.count('key')).toBe(2);
    story.truncate(story.plan.length - 1);
    expect(story.registry.count('key')).toBe(1);
    expect(serialise(story.last.world)).toBe(serialise(playedScene().last.world));
  });

  it('notes a call whose reference leads nowhere, and changes nothing', () => {
    const story = new Story({ seed: '7' });
    story.play({ service: 'kms', operation: 'DisableKey', input: { KeyId: { $any: 'key', n: 0 } } });
    expect(story.last).toMatchObject({ what: 'dropped', planIndex: 0 });
    expect(story.last.world).toBe(story.moments[0]?.world);
  });

  it('keeps one entry for each call and each stretch of time, with its records', () => {
    const story = playedScene();
    const calls = story.history.filter(({ type }) => type === 'call');
    expect(calls).toHaveLength(story.plan.filter(isCall).length);
    const names = story.history.flatMap(({ records }) => records?.map(({ eventName }) => eventName) ?? []);
    expect(names).toHaveLength(story.last.world.trail.size);
    expect(names).toEqual(expect.arrayContaining(['CreateKey', 'GenerateDataKey', 'RunInstances', 'Decrypt']));
  });
});
