/** What will happen by itself, and when: the agenda, as far as it shows. */
import type { World } from '../../../model/world.ts';

/** Something due that a learner should know of. */
export interface Deadline {
  readonly atMs: number;
  /** Name of the handler: `kms.deleteKey`. */
  readonly kind: string;
  /** What it is about: an id or ARN, if the agenda names one. */
  readonly about?: string;
}

/** Housekeeping that moves nothing, by its handlers. */
export const quiet: ReadonlySet<string> = new Set([
  'rds.checkKey',
  'cloudtrail.deliverDigests',
  'cloudtrail.deliverLogFiles',
  's3.forgetBucketKey',
  'ec2.forgetInstance',
]);

/** At most so many things due, soonest first; housekeeping is left out. */
export function deadlinesOf(world: World, most: number): readonly Deadline[] {
  const deadlines: Deadline[] = [];
  for (const { atMs, kind, detail } of world.agenda.values()) {
    if (quiet.has(kind)) continue;
    const about = Object.entries(detail).find(([name, value]) => typeof value === 'string' && ABOUT.test(name))?.[1];
    deadlines.push({ atMs, kind, ...(typeof about === 'string' ? { about } : {}) });
    if (deadlines.length === most) break;
  }
  return deadlines;
}

const ABOUT = /^(keyArn|volumeId|instanceId|snapshotId|id|arn|clusterArn|resource)$/;

/** A length of time in its two largest units: `6 d 4 h`. Units by language are the caller's. */
export function spanOf(ms: number): readonly (readonly [count: number, unit: 'd' | 'h' | 'min' | 's'])[] {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const;
  let rest = ms;
  const parts = units.map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return [count, unit] as const;
  });
  const first = parts.findIndex(([count]) => count > 0);
  return first < 0 ? [[0, 's']] : parts.slice(first, first + 2).filter(([count]) => count > 0);
}
