/** CloudTrail calls of random runs about a trail, and the minutes and hours in which it delivers. */
import type { Template } from './draw.ts';

const TRAIL = { Name: 'keystate-trail' };

const call = (weight: number, operation: string): Template => ({
  group: 'trails',
  weight,
  service: 'cloudtrail',
  operation,
  input: TRAIL,
  onlyNamed: true,
});

/** All templates of trails. */
export const trailTemplates: readonly Template[] = [
  call(10, 'GetTrailStatus'),
  call(3, 'StartLogging'),
  call(2, 'StopLogging'),
  {
    group: 'trails',
    weight: 8,
    // An hour and a bit brings a digest; more would only deliver, every five minutes, what delivery itself left in the trail.
    elapse: [{ minutes: 6 }, { minutes: 20 }, { minutes: 65 }],
    onlyNamed: true,
  },
];
