/**
 * The lifecycles of a trail: whether it logs, and whether what it logs arrives.
 * Sources: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html and
 * .../API_GetTrailStatus.html (documented).
 */
import { lifecycle } from '../lifecycle.ts';

/** A new trail does not log yet. */
export const trailLifecycle = lifecycle({
  id: 'trail',
  initial: 'Stopped',
  states: {
    Stopped: { on: { START_LOGGING: 'Logging', DELETE: 'Deleted' } },
    Logging: { on: { STOP_LOGGING: 'Stopped', DELETE: 'Deleted' } },
    /** Gone; no row with this state is kept. */
    Deleted: {},
  },
});

/** Deliveries to the bucket. CloudTrail tries again what failed. */
export const deliveryLifecycle = lifecycle({
  id: 'delivery',
  initial: 'Healthy',
  states: {
    Healthy: { on: { FAIL: 'Failing' } },
    Failing: { on: { SUCCEED: 'Healthy' } },
  },
});

/** A state of a trail. */
export type TrailState = (typeof trailLifecycle.states)[number];
/** A state of a trail's deliveries. */
export type DeliveryState = (typeof deliveryLifecycle.states)[number];
