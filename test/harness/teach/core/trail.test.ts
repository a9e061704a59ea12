import { describe, expect, it } from 'vitest';
import { sequenceDiagram } from '../../../../harness/teach/core/sequence.ts';
import {
  anomalyOf,
  entriesOf,
  noFilter,
  recordOf,
  serviceOf,
  type TrailFilter,
  whoOf,
} from '../../../../harness/teach/core/trail.ts';
import type { World } from '../../../../model/world.ts';
import { cardOf, planOf, storyOf } from './support.ts';

const worldOf = (lab: string): World => storyOf(planOf(lab)).last.world;
const list = (world: World, filter: Partial<TrailFilter> = {}) => [...entriesOf(world, { ...noFilter, ...filter })];
const anomalies = (world: World) =>
  list(world)
    .reverse()
    .flatMap((entry) => {
      const anomaly = anomalyOf(entry, world.options.account);
      return anomaly ? [`${entry.eventName}: ${anomaly}`] : [];
    });

describe('marks', () => {
  it('stand at the loss of a key and at everything that then fails for it', () => {
    expect(anomalies(worldOf('data-volume'))).toEqual(
      expect.arrayContaining(['DisableKey: keyChange', 'AttachVolume: keyLost', 'CreateGrant: keyLost']),
    );
  });

  it('stand at a database that cannot be made for want of its key', () => {
    expect(anomalies(worldOf('rds'))).toContain('CreateDBInstance: keyLost');
  });

  it('stand at what came without TLS', () => {
    expect(anomalies(worldOf('in-transit')).filter((one) => one.endsWith('insecure')).length).toBeGreaterThan(0);
  });

  it('stand at doors that somebody tries', () => {
    expect(anomalies(worldOf('intruder')).some((one) => one.endsWith(': denied'))).toBe(true);
  });

  it('stand nowhere while everything goes well', () => {
    expect(anomalies(storyOf(planOf('data-volume').slice(0, 4)).last.world)).toEqual([]);
  });
});

describe('filters', () => {
  const story = storyOf(planOf('root-volume'));
  const { world } = story.last;

  it('let everything pass, newest first, where none is set', () => {
    const all = list(world);
    expect(all).toHaveLength(world.trail.size);
    expect(all[0]?.call).toBeGreaterThan(all.at(-1)?.call ?? 0);
  });

  it('by service, principal and mark keep exactly what fits', () => {
    const everything = list(world);
    const same = (filter: Partial<TrailFilter>, fits: (entry: (typeof everything)[number]) => boolean) =>
      expect(list(world, filter)).toEqual(everything.filter(fits));
    same({ service: 's3' }, ({ service }) => service === 's3');
    same({ who: 'user/admin' }, (entry) => whoOf(entry) === 'user/admin');
    same({ marked: true }, (entry) => anomalyOf(entry, world.options.account) !== undefined);
    expect(list(world, { marked: true }).length).toBeGreaterThan(2);
  });

  it('by key keep the calls of the key and those that services made with it', () => {
    const names = list(world, { key: cardOf(story, 'key').id }).map(({ eventName }) => eventName);
    expect(names).toEqual(expect.arrayContaining(['CreateKey', 'DisableKey', 'GenerateDataKey', 'Decrypt']));
    expect(names).not.toContain('StopInstances');
  });

  it('show the record that CloudTrail writes', () => {
    const [entry] = list(world, { service: 'kms' });
    expect(recordOf(world, entry as never)).toMatchObject({ eventSource: 'kms.amazonaws.com', eventVersion: '1.11' });
  });
});

describe('who asked', () => {
  const entries = list(storyOf(planOf('data-volume')).last.world);
  const asked = (name: string, who: RegExp) =>
    serviceOf(entries.find((entry) => entry.eventName === name && who.test(whoOf(entry))) as never);

  it('tells a service that acts for its caller from one that acts by itself', () => {
    expect(asked('CreateGrant', /user/)).toEqual({ service: 'ec2', forCaller: true });
    expect(asked('Decrypt', /ec2-infrastructure/)).toMatchObject({ forCaller: false });
    expect(asked('CreateKey', /user/)).toBeUndefined();
  });
});

describe('the sequence diagram', () => {
  it('has an arrow for each record, crossed where it was refused, between declared participants', () => {
    const world = worldOf('data-volume');
    const [head, ...lines] = sequenceDiagram(world).trimEnd().split('\n');
    expect(head).toBe('sequenceDiagram');
    const declared = new Set(lines.flatMap((line) => /participant (\w+) as/.exec(line)?.[1] ?? []));
    const arrows = lines.filter((line) => /->>|-x/.test(line));
    expect(arrows).toHaveLength(world.trail.size);
    for (const line of arrows) {
      const [, from, to] = /^ {2}(\w+)(?:->>|-x)(\w+): /.exec(line) ?? [];
      expect(declared).toContain(from);
      expect(declared).toContain(to);
    }
    expect(arrows.filter((line) => line.includes('-x')).join('\n')).toContain(
      'AttachVolume (Client.CustomerKeyHasBeenRevoked)',
    );
  });
});
