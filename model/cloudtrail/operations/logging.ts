/** StartLogging, StopLogging, GetTrailStatus. */
import { assumed, defineRules, documented } from '../../evidence.ts';
import { isoTime } from '../../time.ts';
import { scheduleDelivery } from '../delivery.ts';
import { beginDigests } from '../digests.ts';
import { apiPage } from '../errors.ts';
import { trailOperation } from '../operation.ts';
import type { Trail } from '../state.ts';
import { putTrail } from '../trails.ts';

/** What is known of logging. */
export const LOGGING_RULES = defineRules('cloudtrail', {
  'start-and-stop': {
    sentence: 'Logging begins with StartLogging and ends with StopLogging; doing either again changes nothing.',
    ...assumed(apiPage('StartLogging')),
  },
  'status-members': {
    sentence: 'The status has each moment as a number and again as text, which is empty for what never happened.',
    ...documented(apiPage('GetTrailStatus')),
  },
  'status-error': {
    sentence: "LatestDeliveryError is S3's error code of the last delivery.",
    ...documented(apiPage('GetTrailStatus')),
  },
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html */
export const startLogging = trailOperation('StartLogging', false, (context, trail) => {
  if (trail.state === 'Logging') return {};
  const { transaction } = context;
  const moved = transaction.move(transaction.rules.cloudtrail.trailLifecycle, trail.arn, trail, 'START_LOGGING');
  const started: Trail = { ...moved, startedMs: context.nowMs };
  if (trail.delivery.due !== undefined) {
    // What was logged before the pause is still to be delivered, so its deliveries simply go on.
    const pauses = trail.pauses.map((pause) => ({ untilCall: context.number, ...pause }));
    putTrail(transaction, { ...started, pauses });
    return {};
  }
  const delivery = { ...trail.delivery, throughCall: context.number - 1 };
  const scheduled = scheduleDelivery(transaction, { ...started, delivery });
  if (trail.settings.LogFileValidationEnabled) beginDigests(transaction, scheduled);
  return {};
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html */
export const stopLogging = trailOperation('StopLogging', false, (context, trail) => {
  if (trail.state === 'Stopped') return {};
  const { transaction } = context;
  const moved = transaction.move(transaction.rules.cloudtrail.trailLifecycle, trail.arn, trail, 'STOP_LOGGING');
  const pauses = [...trail.pauses, { afterCall: context.number }];
  putTrail(transaction, { ...moved, stoppedMs: context.nowMs, pauses });
  return {};
});

const textOf = (atMs: number | undefined): string => (atMs === undefined ? '' : isoTime(atMs));

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html */
export const getTrailStatus = trailOperation('GetTrailStatus', true, (_, trail) => {
  const { state, startedMs, stoppedMs, delivery } = trail;
  const { attemptedMs, deliveredMs, digestDeliveredMs } = delivery;
  return {
    IsLogging: state === 'Logging',
    ...(delivery.error === undefined ? {} : { LatestDeliveryError: delivery.error }),
    ...(deliveredMs === undefined ? {} : { LatestDeliveryTime: deliveredMs }),
    ...(startedMs === undefined ? {} : { StartLoggingTime: startedMs }),
    ...(stoppedMs === undefined ? {} : { StopLoggingTime: stoppedMs }),
    ...(digestDeliveredMs === undefined ? {} : { LatestDigestDeliveryTime: digestDeliveredMs }),
    ...(delivery.digestError === undefined ? {} : { LatestDigestDeliveryError: delivery.digestError }),
    LatestDeliveryAttemptTime: textOf(attemptedMs),
    LatestNotificationAttemptTime: '',
    LatestNotificationAttemptSucceeded: '',
    LatestDeliveryAttemptSucceeded: textOf(deliveredMs),
    TimeLoggingStarted: textOf(startedMs),
    TimeLoggingStopped: textOf(stoppedMs),
  };
});
