import { describe, expect, it } from 'vitest';
import { playLab } from '../../harness/runner/lab.ts';
import { simulator } from '../../harness/targets/simulator.ts';
import { aws } from '../../model/aws.ts';
import { brokenWorlds, labs } from '../../scenarios/index.ts';

const lab = (id: string) => labs.find((one) => one.id === id)!;
const broken = (id: string) => simulator({ rules: brokenWorlds.find((world) => world.id === id)!.bend(aws) });

/** A lab, a broken world, and what the lab then says. */
const noticed: readonly (readonly [lab: string, broken: string, difference: RegExp])[] = [
  ['root-volume', 'start-ignores-key', /instance went stopped -> pending -> running/],
  ['root-volume', 'disable-forgotten-by-s3', /lockedRead came to ok, expected KMS\.DisabledException/],
  ['root-volume', 'kms-over-plain-http', /plainHttp came to ok, expected InvalidArgument/],
  ['root-volume', 'explicit-deny-ignored', /denied came to ok, expected AccessDenied/],
  ['root-volume', 'read-spoils-bytes', /firstRead\.Body is/],
  ['root-volume', 'service-hides', /invokedBy of Decrypt is not there/],
  ['data-volume', 'attach-ignores-key', /attachAgain came to ok, expected CustomerKeyHasBeenRevoked/],
  ['data-volume', 'volume-falls-off', /volume is/],
  ['in-transit', 'kms-over-plain-http', /putInsecure came to ok, expected InvalidArgument/],
  ['in-transit', 'transport-condition-ignored', /denied came to ok, expected AccessDenied/],
  ['deletion', 'cancel-lands-enabled', /key is Enabled, expected Disabled/],
  ['deletion', 'deletion-never', /describeGone came to ok, expected NotFoundException/],
  ['deletion', 'deletion-unrecorded', /CloudTrail shows/],
  ['intruder', 'grant-constraint-ignored', /otherContext came to/],
  ['intruder', 'grant-operations-ignored', /otherOperation came to ok/],
  ['intruder', 'grant-beats-deny', /denied came to ok, expected AccessDeniedException/],
  ['intruder', 'revoked-grant-works', /grant is there, expected gone/],
];

describe('labs', () => {
  it.each(labs.map(({ id }) => id))('%s goes as it says, whatever the seed', async (id) => {
    for (const seed of ['2026', '7', 'abcdef']) {
      const { lab: played } = await playLab(lab(id), simulator(), seed);
      expect(played.steps.flatMap((step) => step.differences)).toEqual([]);
      expect(played.verdict).toBe('pass');
    }
  });

  it.each(noticed)('%s notices the broken world %s', async (id, world, difference) => {
    const { lab: played } = await playLab(lab(id), broken(world), '2026');
    expect(played.verdict).toBe('fail');
    expect(played.steps.flatMap((step) => step.differences).join('\n')).toMatch(difference);
  });

  it.each(labs.map(({ id }) => id))('%s says in each step what to look at, and checks something', (id) => {
    for (const step of lab(id).steps) {
      expect(step.title.en).not.toBe('');
      expect(step.look.en.length).toBeGreaterThan(40);
      const { states, path, output, outcomes } = step.expect;
      expect(Object.keys({ ...states, ...path, ...output, ...outcomes })).not.toHaveLength(0);
    }
  });

  it('tells the root volume by the names of its resources', async () => {
    const { lab: played } = await playLab(lab('root-volume'), simulator(), '2026');
    const start = played.steps.find(({ title }) => title === 'Try to start the instance')!;
    expect(start.states).toMatchObject({ key: 'Disabled', instance: 'stopped', volume: 'in-use' });
    expect(start.paths.instance).toEqual(['stopped', 'pending', 'stopped']);
    expect(start.records.map(({ eventName, errorCode }) => [eventName, errorCode])).toContainEqual([
      'CreateGrant',
      'DisabledException',
    ]);
  });
});
